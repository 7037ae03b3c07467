#!/usr/bin/python3
"""Fails on a word of the public API in a text of the core: published_words.py [CONTRACT SOURCES]

The core names things as the domain does; the faces translate. Words are the members and parameters that only the operations of the public
API have: not those of our own operations, nor those of jobs and scripts, documents whose words the domain knows. Looked through are the
string literals below src/domain, src/app, src/adapters/executors and src/server. The end-to-end tests hold the answers of
the native face against the same words.
"""

import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
METHODS = ("get", "put", "post", "delete", "patch")
CORE = ("domain", "app", "adapters/executors", "server")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
PROPERTIES = {"scriptName"}  # of a job's nodes: the document names them in values


def words_of(document, node, seen=frozenset()):
    """The members and parameters that a part of the contract names, in all that it refers to."""
    if isinstance(node, list):
        return set().union(*(words_of(document, part, seen) for part in node))
    if not isinstance(node, dict):
        return set()
    if (pointer := node.get("$ref")) is not None:
        if pointer in seen:
            return set()
        target = document
        for part in pointer.removeprefix("#/").split("/"):
            target = target[part]
        return words_of(document, target, seen | {pointer})
    words = set(node.get("properties", {})) | ({node["name"]} if "in" in node else set())
    return words.union(*(words_of(document, part, seen) for part in node.values()))


def published_words(document):
    """Those that cannot be taken for plain English: of several parts, such as approver_ids or jobParams."""
    native, public = set(), set()
    for path, item in document["paths"].items():
        for operation in (item[method] for method in METHODS if method in item):
            words = words_of(document, [operation, item.get("parameters", [])])
            (native if operation["x-face"] in ("native", "plain") else public).update(words)
    schemas = document["components"]["schemas"]
    documents = words_of(document, [schemas["JobInfo"], schemas["ScriptInfo"]])
    return {word for word in public - native - documents if re.search("[_A-Z]", word)}


def pattern_of(words):
    return re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, sorted(words))) + r")(?!\w)")


def faults(document, sources):
    pattern = pattern_of(published_words(document) - PROPERTIES)
    for folder in CORE:
        for path in sorted((sources / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if line.lstrip().startswith("#include"):
                    continue
                for literal in LITERAL.findall(line.split(" //")[0]):
                    if found := pattern.search(literal):
                        yield f"{path.relative_to(sources.parent)}:{number}: {found[0]} is a word of the public API; name the domain's own"


def main(arguments):
    contract, sources = map(pathlib.Path, arguments or (ROOT / "api/openapi.yaml", ROOT / "src"))
    document = yaml.safe_load(contract.read_text(encoding="utf-8"))
    found = list(faults(document, sources))
    print("\n".join(found) if found else "published_words: the core says none")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
