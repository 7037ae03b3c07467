"""Fails while an operation of the contract has no test.

A test is marked by API_TEST(ListJobs) in C++ or @api_test("ListJobs") in Python; one mark may name several operations.
"""

import argparse
import os
import re
import sys

import strict_yaml
from operations import read_contract

_MARKS = {".cpp": re.compile(r"\bAPI_TEST\(([^)]*)\)"), ".py": re.compile(r"\bapi_test\(([^)]*)\)")}


def marks_in(folder):
    """Operation name to the files that mark it."""
    marks = {}
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            pattern = _MARKS.get(os.path.splitext(name)[1])
            if pattern is None or name == "compiler_test.py":  # its marks are examples
                continue
            with open(os.path.join(place, name), encoding="utf-8") as file:
                for arguments in pattern.findall(file.read()):
                    for operation in re.findall(r"[A-Z][A-Za-z0-9]*", arguments):
                        marks.setdefault(operation, set()).add(os.path.relpath(os.path.join(place, name), folder))
    return marks


def main(arguments):
    parser = argparse.ArgumentParser(description="Finds operations of the contract that no test is marked for.")
    parser.add_argument("contract")
    parser.add_argument("tests", help="the folder of the tests")
    options = parser.parse_args(arguments)
    with open(options.contract, encoding="utf-8") as file:
        operations = [operation.name for operation in read_contract(strict_yaml.load(file.read())).operations]
    marks = marks_in(options.tests)
    complaints = [f"{name} has no test: mark one with API_TEST({name}) or @api_test(\"{name}\")"
                  for name in operations if name not in marks]
    complaints += [f"{file} marks {name}, which is no operation"
                   for name in sorted(set(marks) - set(operations)) for file in sorted(marks[name])]
    print("\n".join(complaints) if complaints else f"all {len(operations)} operations have a marked test")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
