#!/usr/bin/python3
"""Fails on a statement that reads an environment's objects otherwise than at one generation.

A deployment stages: it closes the rows that it replaces and inserts its own before the switch. So "the open row" is now the one of the
generation that is not there yet, and who reads it sees half a package. Every mention of environment_object must say of its own alias

    first_generation <= X AND (last_generation IS NULL OR last_generation >= X)

where X is the environment's generation: `:at`, `:generation`, or a column `generation`. ALLOWED names the statements that may do
otherwise, and why.
"""

import collections
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compile as compiler  # noqa: E402

ALLOWED = {
    "close_replaced_object": "stages under the environment's claim: closes what is open at the generation that it read",
    "close_replaced_objects": "stages under the environment's claim: closes what is open at the generation that it read",
    "insert_staged_object": "stages under the environment's claim",
    "insert_staged_objects": "stages under the environment's claim",
    "delete_staged_objects": "sweeps under the environment's claim: what that deployment staged for the next generation",
    "reopen_replaced_objects": "sweeps under the environment's claim: what was closed at the current generation",
    "lock_due_environment_jobs": "asks the history too: a version is planned up to the switch that ended it",
    "list_start_candidates": "asks after the switch what that generation brought",
    "list_packages_that_removed": "asks the history: an end counts once the generation after it was made",
    "count_references_to_object": "counts an object's stays at any generation",
}

MENTION = re.compile(r"\benvironment_object\b(?!\s*\.)(?:\s+(?:as\s+)?(?P<alias>[a-z_]\w*))?", re.IGNORECASE)
NO_ALIAS = set("where set on using join inner left right full cross natural group having order limit offset union intersect except "
               "returning values default select for".split())


def intervals(text, alias):
    """How often the text holds the rows of that alias to one generation."""
    own = rf"\b{alias}\." if alias else r"(?<![.\w])(?:environment_object\.)?"
    return len(re.findall(
        rf"{own}first_generation\s*<=\s*(:at|:generation|\w+\.generation)\s+AND\s+"
        rf"\(\s*{own}last_generation\s+IS\s+NULL\s+OR\s+{own}last_generation\s*>=\s*\1\s*\)", text, re.IGNORECASE))


def is_at_a_generation(text):
    aliases = (match.group("alias") or "" for match in MENTION.finditer(text))
    mentions = collections.Counter("" if alias.lower() in NO_ALIAS else alias for alias in aliases)
    return all(intervals(text, alias) >= count for alias, count in mentions.items())


def faults(folder, allowed):
    found, excused = [], set()
    for path in sorted(folder.rglob("*.sql")):
        for number, name, dialect, text in compiler.read_blocks(path):
            where = f"{path.name}:{number}: {name}" + (f" [{dialect}]" if dialect else "")
            if is_at_a_generation("".join(token for _, token in compiler.tokens(text, where))):
                continue
            if name in allowed:
                excused.add(name)
            else:
                found.append(f"{where} reads environment_object otherwise than at one generation; see tools/sql/generations_check.py")
    return found + [f"{name} is allowed to read other rows and does not" for name in sorted(set(allowed) - excused)]


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    found = faults(root / "src/adapters/store/sql", ALLOWED)
    for fault in found:
        print(fault)
    if not found:
        print(f"generations: every statement reads an environment at one generation, but for {len(ALLOWED)} with a reason")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
