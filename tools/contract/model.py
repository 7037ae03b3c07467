"""What the emitters need to know of a contract."""

from dataclasses import dataclass, field


@dataclass
class Type:
    """kind: string, int32, int64, number, boolean, json (a free-form object), list or struct."""
    kind: str
    item: "Type | None" = None
    struct: "Struct | None" = None
    rule: dict = field(default_factory=dict)  # fields of contract::Rule


@dataclass
class Member:
    name: str        # as it stands in JSON, a path, a query or a header
    field: str       # as it stands in C++
    type: Type
    required: bool
    default: object = None
    description: str = ""


@dataclass
class Struct:
    name: str
    members: list
    refuses_others: bool
    description: str
    tags: set = field(default_factory=set)  # of the operations that use it


@dataclass
class Parameter:
    member: Member
    place: str       # path, query or header


@dataclass
class Operation:
    name: str
    handler: str     # the name in snake case
    method: str      # upper case
    path: str
    also_path: str
    tag: str
    summary: str
    parameters: list
    body: "Type | None"
    body_required: bool
    status: int
    answer: "Type | None"
    content_type: str
    raw: bool
    settings: dict   # face, action, effect, lane, workspace, replay, body_limit

    def path_parameters(self):
        return [p for p in self.parameters if p.place == "path"]


@dataclass
class Contract:
    operations: list
    structs: list    # each after those that it uses
    tags: list
