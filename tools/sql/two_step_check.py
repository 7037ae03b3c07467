#!/usr/bin/python3
"""Fails on a statement of PostgreSQL that chooses rows in one step and changes them in another.

    UPDATE environment_job SET next_plan_time = :now WHERE object_id IN (SELECT object_id FROM environment_job WHERE status = 'scheduling')

looks at the rows as they were when it began. Where another transaction holds one of them it waits, and then asks only its own WHERE
again, not the sub-select: the job that was stopped meanwhile is due all the same. So an UPDATE or DELETE chooses its rows under lock,

    WITH chosen AS MATERIALIZED (SELECT ... ORDER BY ... LIMIT :limit FOR UPDATE) UPDATE ... FROM chosen WHERE ...

or asks itself all that may change meanwhile, and is in ALLOWED with the reason. A set that the call gives (json_array_elements) reads no table.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compile as compiler  # noqa: E402

ALLOWED = {
    "claim_ready_nodes": "its nodes are chosen under lock; the lease of who claims is only looked at, and others take their nodes by the same clock",
    "close_ended_memberships": "a package that was deployed or revoked stays so; whether the membership is open is asked of its own row",
    "close_replaced_objects": "under the environment's claim, by items that never change; whether it is open is asked of its own row",
    "delete_ended_items": "an item of a package that was deployed stays one",
    "delete_expired_replays": "whether it has expired is asked of its own row",
    "delete_expired_tokens": "whether it has expired is asked of its own row",
    "delete_items_of_range": "an item of a package that was deployed stays one",
    "delete_past_set_aside": "a run that has ended stays so",
    "delete_set_aside_ended": "a run that has ended stays so",
    "delete_superseded_items": "under the lock of the workspace, which everybody takes who submits or packages",
    "mark_items_packaged": "the package's items never change; whether it is free is asked of its own row",
    "reopen_replaced_objects": "under the environment's claim, by items that never change; when it was closed is asked of its own row",
}

CHANGES = re.compile(r"(?:^|\)|;)\s*(UPDATE|DELETE)\b", re.IGNORECASE)
TABLE_READ = re.compile(r"\bSELECT\b.*?\b(?:FROM|JOIN)\s+(?!json_array_elements)[a-z_]\w*", re.IGNORECASE | re.DOTALL)
CHOSEN_UNDER_LOCK = re.compile(r"\bAS\s+MATERIALIZED\s*\(", re.IGNORECASE)
LOCK = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)


def closing(text, opening):
    """Where the parenthesis that opens there is closed."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text) - 1


def without_locked_choices(text):
    """The text without what chooses rows under lock."""
    start = 0
    while found := CHOSEN_UNDER_LOCK.search(text, start):
        opening = found.end() - 1
        end = closing(text, opening)
        if LOCK.search(text, opening, end):
            text = text[: opening + 1] + text[end:]
        start = opening + 1
    return text


def is_two_step(text):
    return bool(CHANGES.search(text)) and bool(TABLE_READ.search(without_locked_choices(text)))


def faults(folder, allowed):
    found, excused = [], set()
    for path in sorted(folder.rglob("*.sql")):
        for number, name, dialect, text in compiler.read_blocks(path):
            where = f"{path.name}:{number}: {name}" + (f" [{dialect}]" if dialect else "")
            plain = "".join(token for _, token in compiler.tokens(text, where))
            if dialect == "sqlite" or not is_two_step(plain):
                continue
            if name in allowed:
                excused.add(name)
            else:
                found.append(f"{where} changes rows that it chose without a lock; see tools/sql/two_step_check.py")
    return found + [f"{name} is allowed to choose without a lock and does not" for name in sorted(set(allowed) - excused)]


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    found = faults(root / "src/adapters/store/sql", ALLOWED)
    for fault in found:
        print(fault)
    if not found:
        print(f"two_step: every statement chooses what it changes under lock, but for {len(ALLOWED)} with a reason")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
