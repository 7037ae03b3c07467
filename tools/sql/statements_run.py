"""Which named statements a run of the tests left out: each test program notes those that it ran (tests/support/test_database.cpp)."""

import compile as compiler


def read_run(paths):
    """The (dialect, name) pairs in the notes of the programs."""
    return {tuple(line.split()) for path in paths if path.exists() for line in path.read_text().splitlines()}


def never_run(statements, paths):
    """'name (dialect)' of each statement in the folder that no program ran."""
    ran = read_run(paths)
    return [f"{name} ({dialect})" for name in compiler.read_statements(statements) for dialect in compiler.DIALECTS
            if (dialect, name) not in ran]
