"""Paths of the contract: read, checked, and made into operations."""

import re

import names
from model import Contract, Operation, Parameter
from schemas import Schemas
from strict_yaml import ContractError, Mapping

_METHODS = ("get", "post", "put", "patch", "delete")
_TOP = {"openapi", "info", "servers", "tags", "security", "paths", "components"}
_COMPONENTS = {"schemas", "parameters", "responses", "securitySchemes"}
_OPERATION = {"operationId", "tags", "summary", "description", "parameters", "requestBody", "responses", "security",
              "x-face", "x-action", "x-effect", "x-lane", "x-workspace", "x-replay", "x-reply", "x-body-limit"}
_CHOICES = {
    "x-face": ("v1", "v2", "v3", "native", "plain"),
    "x-action": ("open", "signed_in", "read", "develop", "package", "deploy", "revoke", "operate", "stop_run",
                 "manage_members", "add_workspaces", "administer", "own_account"),
    "x-effect": ("read", "write"),
    "x-lane": ("none", "read", "write", "slow"),
    "x-workspace": ("none", "header", "path"),
}
# A role is one in a workspace.
_ROLE_ACTIONS = ("read", "develop", "package", "deploy", "revoke", "operate", "stop_run", "manage_members")
_PATHS_OF_FACES = {"v1": "/v1/", "v2": "/v2/", "v3": "/v3/", "native": "/api/"}
_ERROR_TYPES = {"native": "application/problem+json", "plain": None}  # of any other face: application/json
_BODY_LIMIT_WITHOUT_BODY = 64 * 1024  # clients send {} where nothing is declared


def only(mapping, permitted, where):
    if not isinstance(mapping, Mapping):
        raise ContractError(f"{where} must be a mapping")
    for key in mapping:
        if key not in permitted:
            raise ContractError(f"{where}: {key} is not known here")


def read_contract(document):
    only(document, _TOP, "the contract")
    if not str(document.get("openapi", "")).startswith("3.0."):
        raise ContractError("the contract must be OpenAPI 3.0")
    components = document.get("components", Mapping())
    only(components, _COMPONENTS, "components")
    tags = []
    for tag in document.get("tags", []):
        only(tag, {"name", "description"}, "tags")
        tags.append(tag["name"])
    reader = _Reader(components, tags)
    for path, item in document.get("paths", {}).items():
        reader.read_path(path, item)
    reader.check_all_used()
    used = [tag for tag in tags if any(operation.tag == tag for operation in reader.operations)]
    return Contract(reader.operations, reader.schemas.structs, used)


class _Reader:
    def __init__(self, components, tags):
        self.components = components
        self.schemas = Schemas(components)
        self.tags = tags
        self.operations = []
        self._routes = {}

    def read_path(self, path, item):
        only(item, {*_METHODS, "x-also-path"}, path)
        if not re.fullmatch(r"(/([A-Za-z0-9._-]+|\{[a-z][a-z_]*\}))+", path):
            raise ContractError(f"{path}: not a path template, which is made like /boxes/{{box_id}}/lids: parameters in small "
                                "letters and underscores")
        for method in _METHODS:
            if method in item:
                self._operation(path, item.get("x-also-path", ""), method.upper(), item[method])

    def _operation(self, path, also_path, method, source):
        where = f"{method} {path}"
        only(source, _OPERATION, where)
        name = source.get("operationId", "")
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
            raise ContractError(f"{where}: operationId must be a PascalCase name")
        if any(operation.name == name for operation in self.operations):
            raise ContractError(f"{name}: there are two operations of this name")
        where = name
        tags = source.get("tags", [])
        if len(tags) != 1 or tags[0] not in self.tags:
            raise ContractError(f"{where}: an operation has exactly one tag, one of the list `tags`: {', '.join(self.tags)}")
        if not source.get("summary"):
            raise ContractError(f"{where}: an operation needs a summary")

        parameters = [self._parameter(parameter, name, where) for parameter in source.get("parameters", [])]
        self._check_path(path, parameters, where)
        if also_path:
            self._check_path(also_path, parameters, where)
        self._route(path, method, where)
        if also_path:
            self._route(also_path, method, where)
        body, body_required = self._body(source, method, where)
        status, answer, content_type = self._answer(source, where)
        operation = Operation(name, names.snake(name, where), method, path, also_path, tags[0], source["summary"],
                              parameters, body, body_required, status, answer, content_type,
                              self._raw(source, answer, content_type, where), self._settings(source, where))
        self._check_settings(operation, source, where)
        self._check_face(operation, source, where)
        if name + "Request" in self.schemas.by_name:
            raise ContractError(f"{where}: the schema {name}Request has the name of the request")
        for type_ in (body, answer):
            self._mark(type_, operation.tag)
        self.operations.append(operation)

    def _parameter(self, source, owner, where):
        if "$ref" in source:
            _, source = self.schemas.referenced(source["$ref"], "parameters", where)
        only(source, {"name", "in", "required", "description", "schema"}, f"{where}, a parameter")
        place, name = source.get("in"), source.get("name", "")
        where = f"{where}, parameter {name}"
        if place not in ("path", "query", "header"):
            raise ContractError(f"{where}: it must be in path, query or header")
        required = source.get("required", False)
        if (place == "path" and not required) or (place == "header" and required):
            raise ContractError(f"{where}: parameters in a path are required, those in headers are not")
        member = self.schemas.member(name, source["schema"], required, owner, where)
        kinds = ("string",) if place == "header" else ("string", "int32", "int64", "boolean")
        if member.type.kind not in kinds or "accept" in member.type.rule or "aliases" in member.type.rule:
            raise ContractError(f"{where}: a parameter in the {place} may be one of {', '.join(kinds)}")
        if place != "query" and member.default is not None:
            raise ContractError(f"{where}: only a query parameter has a default")
        member.description = source.get("description", "")
        return Parameter(member, place)

    @staticmethod
    def _check_path(path, parameters, where):
        in_template = re.findall(r"\{([a-z_]+)\}", path)
        declared = [parameter.member.name for parameter in parameters if parameter.place == "path"]
        if in_template != declared:
            raise ContractError(f"{where}: the template {path} has the parameters {in_template}, declared in this order "
                                f"are {declared}")
        fields = [parameter.member.field for parameter in parameters] + ["body"]
        if len(set(fields)) != len(fields):
            raise ContractError(f"{where}: two parameters have one C++ name")

    def _route(self, path, method, where):
        key = (method, re.sub(r"\{[a-z_]+\}", "{}", path))
        if key in self._routes:
            raise ContractError(f"{where}: {method} {path} is the route of {self._routes[key]} too")
        self._routes[key] = where

    def _body(self, source, method, where):
        if "requestBody" not in source:
            return None, False
        if method == "GET":
            raise ContractError(f"{where}: GET has no body")
        body = source["requestBody"]
        only(body, {"required", "description", "content"}, f"{where}, requestBody")
        schema = self._json_schema(body, f"{where}, requestBody")
        type_ = self.schemas.type_of(schema, source["operationId"] + "Body", f"{where}, body")
        if type_.kind != "struct":
            raise ContractError(f"{where}: a body must be an object with properties")
        return type_, body.get("required", False)

    @staticmethod
    def _json_schema(holder, where):
        content = holder["content"]
        if list(content) != ["application/json"]:
            raise ContractError(f"{where}: the content must be application/json")
        only(content["application/json"], {"schema"}, where)
        return content["application/json"]["schema"]

    def _answer(self, source, where):
        responses = source.get("responses", {})
        good = [code for code in responses if re.fullmatch(r"2[0-9][0-9]", code)]
        if len(good) != 1:
            raise ContractError(f"{where}: an operation has exactly one answer of 2xx")
        for code, response in responses.items():
            if "$ref" in response:
                _, response = self.schemas.referenced(response["$ref"], "responses", where)
            only(response, {"description", "content", "headers"}, f"{where}, answer {code}")
            for name, header in response.get("headers", {}).items():
                only(header, {"description", "schema"}, f"{where}, answer {code}, header {name}")
            if code not in good:
                owner = "shared" if code == "default" else source["tags"][0]
                self._error_body(response, source["operationId"] + code.capitalize(), owner, f"{where}, answer {code}")
        if "default" not in responses and source.get("x-face") != "plain":
            raise ContractError(f"{where}: the answer `default`, for errors, is missing")
        answer = responses[good[0]]
        content = answer.get("content", {})
        if not content:
            return int(good[0]), None, ""
        if list(content) == ["text/plain"]:
            return int(good[0]), None, "text/plain"
        schema = self._json_schema(answer, f"{where}, answer {good[0]}")
        type_ = self.schemas.type_of(schema, source["operationId"] + "Response", f"{where}, answer {good[0]}")
        if type_.kind != "struct":
            raise ContractError(f"{where}: an answer must be an object with properties")
        return int(good[0]), type_, "application/json"

    def _error_body(self, response, name, owner, where):
        """The bodies of `default` are the same everywhere, so that their structs belong to no tag."""
        for media_type, content in response.get("content", {}).items():
            if media_type == "text/plain":
                continue
            self._mark(self.schemas.type_of(content["schema"], name, where), owner)

    @staticmethod
    def _raw(source, answer, content_type, where):
        if source.get("x-reply", "raw") != "raw":
            raise ContractError(f"{where}: x-reply may be raw")
        raw = "x-reply" in source
        if content_type == "text/plain" and not raw:
            raise ContractError(f"{where}: an answer of plain text needs x-reply: raw")
        return raw

    @staticmethod
    def _settings(source, where):
        settings = {}
        for key, choices in _CHOICES.items():
            default = {"x-lane": source.get("x-effect"), "x-workspace": "none"}.get(key)
            value = source.get(key, default)
            if value is None:
                raise ContractError(f"{where}: {key} is missing; it is one of {', '.join(choices)}")
            if value not in choices:
                raise ContractError(f"{where}: {key} is {value}, which is none of {', '.join(choices)}")
            settings[key[2:]] = value
        if source.get("x-replay", True) is not True:
            raise ContractError(f"{where}: x-replay may be true")
        settings["replay"] = "x-replay" in source
        limit = source.get("x-body-limit", 0 if "requestBody" in source else _BODY_LIMIT_WITHOUT_BODY)
        if type(limit) is not int or limit < 0:
            raise ContractError(f"{where}: x-body-limit is a number of bytes")
        settings["body_limit"] = limit
        return settings

    @staticmethod
    def _check_settings(operation, source, where):
        is_open = operation.settings["action"] == "open"
        if is_open != (source.get("security") == []):
            raise ContractError(f"{where}: x-action open and an empty `security` go together")
        path_names = [parameter.member.name for parameter in operation.path_parameters()]
        headers = [parameter.member.name for parameter in operation.parameters if parameter.place == "header"]
        workspace = operation.settings["workspace"]
        if workspace == "path" and "workspace_id" not in path_names:
            raise ContractError(f"{where}: x-workspace is path, but the path has no workspace_id")
        if workspace == "header" and "workspace" not in headers:
            raise ContractError(f"{where}: x-workspace is header, but there is no header workspace")
        action = operation.settings["action"]
        if (action in _ROLE_ACTIONS) != (workspace != "none"):
            raise ContractError(f"{where}: x-workspace is needed with the actions {', '.join(_ROLE_ACTIONS)}, and with no other; "
                                f"this is {action}")
        if operation.settings["replay"] and operation.settings["effect"] != "write":
            raise ContractError(f"{where}: x-replay is for what writes")

    def _check_face(self, operation, source, where):
        """Outside an operation the path alone says which form an error has, so that path, face and errors go together."""
        face = operation.settings["face"]
        for path in filter(None, (operation.path, operation.also_path)):
            of_path = next((name for name, start in _PATHS_OF_FACES.items() if path.startswith(start)), "plain")
            if of_path != face:
                raise ContractError(f"{where}: x-face is {face}, but {path} is a path of the face {of_path}")
        response = source["responses"].get("default", Mapping())
        if "$ref" in response:
            _, response = self.schemas.referenced(response["$ref"], "responses", where)
        wanted = _ERROR_TYPES.get(face, "application/json")
        for media_type in response.get("content", {}):
            if media_type != wanted:
                raise ContractError(f"{where}: the answer `default` of the face {face} is {wanted}, not {media_type}")

    def _mark(self, type_, tag):
        while type_ is not None and type_.kind == "list":
            type_ = type_.item
        if type_ is None or type_.struct is None or tag in type_.struct.tags:
            return
        type_.struct.tags.add(tag)
        for member in type_.struct.members:
            self._mark(member.type, tag)

    def check_all_used(self):
        for section in ("schemas", "parameters", "responses"):
            for name in self.components.get(section, {}):
                if (section, name) not in self.schemas.used:
                    raise ContractError(f"components/{section}/{name} is used by nothing")
        request_names = {operation.name + "Request" for operation in self.operations}
        for struct in self.schemas.structs:
            if struct.name in request_names:
                raise ContractError(f"the schema {struct.name} has the name of a request")
