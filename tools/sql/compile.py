#!/usr/bin/python3
"""Compiles the named SQL statements and the migrations into C++ constants.

    compile.py --statements DIR --schema DIR --out DIR

Writes OUT/statements.h, OUT/statements.cpp and OUT/migrations.cpp; a file whose text would not change is left alone.

A statement file holds statements that begin with a line `-- name: update_release_package`. Its text serves both databases;
`-- name: claim_outbox [postgres]` gives the text of one dialect, for which it then replaces the shared one. `:name` outside
strings and comments is a parameter. Comments do not reach the database. What several statements of a file repeat may stand once, after a
line `-- fragment: object_columns`; `{object_columns}` puts it in. Where the databases differ in a part only, the part is a fragment of both:
`-- fragment: tag_matches [sqlite]` and `[postgres]`. `{set ids}` is a table of one column `value`, the numbers of the JSON list `:ids`;
`{texts names}` likewise of texts; `x {in ids}` asks whether x is one of the numbers.
"""

import argparse
import pathlib
import re
import sys

DIALECTS = ("sqlite", "postgres")
BLOCK_LINE = re.compile(r"^--\s*(name|fragment):\s*(.*?)\s*$")
NAME = re.compile(r"^([a-z][a-z0-9_]*)(?:\s+\[(sqlite|postgres)\])?$")
SET_USE = re.compile(r"\{(set|texts|in) ([a-z][a-z0-9_]*)\}")
SETS = {
    ("sqlite", "set"): "json_each(:{0})",
    ("sqlite", "texts"): "json_each(:{0})",
    ("postgres", "set"): "(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST(:{0} AS json)))",
    ("postgres", "texts"): "json_array_elements_text(CAST(:{0} AS json))",
    ("sqlite", "in"): "IN (SELECT value FROM json_each(:{0}))",
    # An array, for which the planner takes the index also where it knows nothing of the table yet.
    ("postgres", "in"): "= ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:{0} AS json))))",
}
FRAGMENT_USE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
MIGRATION = re.compile(r"^(\d{4})_([a-z][a-z0-9_]*)\.sql$")
TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)
      | (?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")
      | (?P<cast>::)
      | (?P<parameter>(?<!\w):[a-z][a-z0-9_]*)
      | (?P<end>;)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class Refused(Exception):
    """The input breaks a rule; the text says which and where."""


def cut_blocks(path):
    """Yields (line number, "name" or "fragment", what it is called, text) of each block of a file."""
    head = None
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        begins = BLOCK_LINE.match(line)
        if not begins:
            if head is None and line.strip() and not line.startswith("--"):
                raise Refused(f"{path}:{number}: text before the first '-- name:'")
            lines.append(line)
            continue
        if head:
            yield (*head, "\n".join(lines))
        head = (number, *begins.groups())
        lines = []
    if head:
        yield (*head, "\n".join(lines))


def read_fragments(path, blocks):
    """name -> {dialect or None: text} of each fragment of a file."""
    fragments = {}
    for number, kind, name, text in blocks:
        if kind != "fragment":
            continue
        match = NAME.match(name)
        name, dialect = match.groups() if match else (name, None)
        texts = fragments.setdefault(name, {})
        if not match or dialect in texts or (texts and None in (dialect, *texts)):
            raise Refused(f"{path}:{number}: '{name}' is no name for a fragment, or is taken")
        texts[dialect] = "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith("--"))
    for name, texts in fragments.items():
        if None not in texts and set(texts) != set(DIALECTS):
            raise Refused(f"{path}: the fragment {name} is there for {', '.join(texts)} only")
    return fragments


def filled_in(text, fragments, dialect):
    """The text for a dialect; for None that for all, or None where the dialects differ."""
    differs = SET_USE.search(text) or any(None not in fragments[name] for name in FRAGMENT_USE.findall(text))
    if dialect is None and differs:
        return None
    text = SET_USE.sub(lambda use: SETS[dialect, use.group(1)].format(use.group(2)), text)

    def fill(use):
        texts = fragments[use.group(1)]
        return texts[None] if None in texts else filled_in(texts[dialect], {}, dialect)

    return FRAGMENT_USE.sub(fill, text)


def read_blocks(path):
    """Yields (line number, name, dialect or None, text) of each statement of a file, its fragments filled in."""
    blocks = list(cut_blocks(path))
    fragments = read_fragments(path, blocks)
    used = set()
    for number, kind, name, text in blocks:
        if kind == "fragment":
            continue
        match = NAME.match(name)
        if not match:
            raise Refused(f"{path}:{number}: '{name}' is not 'name', 'name [sqlite]' or 'name [postgres]'")
        named = set(FRAGMENT_USE.findall(text))
        if named - set(fragments):
            raise Refused(f"{path}:{number}: {name}: the file has no fragment {', '.join(sorted(named - set(fragments)))}")
        used |= named
        name, dialect = match.groups()
        if (shared := filled_in(text, fragments, dialect)) is not None:
            yield number, name, dialect, shared
            continue
        for each in DIALECTS:
            yield number, name, each, filled_in(text, fragments, each)
    if set(fragments) - used:
        raise Refused(f"{path}: no statement uses the fragment {', '.join(sorted(set(fragments) - used))}")


def tokens(text, where):
    """The text without comments, as (kind, text) pairs, without its last semicolon."""
    found = [(match.lastgroup, match.group()) for match in TOKEN.finditer(text) if match.lastgroup != "comment"]
    while found and (found[-1][0] == "end" or not found[-1][1].strip()):
        found.pop()
    if not found:
        raise Refused(f"{where}: no SQL after the name")
    for kind, token in found:
        if kind == "end":
            raise Refused(f"{where}: more than one statement under the name")
        if kind == "other" and token in "'\"":
            raise Refused(f"{where}: a quote that does not close")
    return found


def parameters_of(found):
    return list(dict.fromkeys(token[1:] for kind, token in found if kind == "parameter"))


def render(found, parameters, mark):
    """The text with ?1 or $1 for the parameters."""
    text = "".join(mark + str(parameters.index(token[1:]) + 1) if kind == "parameter" else token for kind, token in found)
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def read_statements(directory):
    """name -> (text for SQLite, text for PostgreSQL, parameters), sorted by name."""
    texts = {}
    for path in sorted(directory.rglob("*.sql")):
        for number, name, dialect, text in read_blocks(path):
            where = f"{path}:{number}: {name}"
            variants = texts.setdefault(name, {})
            if dialect in variants:
                raise Refused(f"{where}: the name is taken ({variants[dialect][0]})")
            found = tokens(text, where)
            if dialect != "postgres" and any(kind == "cast" for kind, _ in found):
                raise Refused(f"{where}: '::' is PostgreSQL only; write CAST(x AS type)")
            variants[dialect] = (where, found)

    statements = {}
    for name, variants in sorted(texts.items()):
        where = next(iter(variants.values()))[0]
        chosen = {dialect: variants.get(dialect, variants.get(None)) for dialect in DIALECTS}
        for dialect in DIALECTS:
            if chosen[dialect] is None:
                raise Refused(f"{where}: no text for {dialect}")
        if len(variants) == 3:
            raise Refused(f"{where}: the shared text serves no database, since both dialects have their own")
        parameters = parameters_of(chosen["sqlite"][1])
        others = parameters_of(chosen["postgres"][1])
        if set(parameters) != set(others):
            odd = ", ".join(sorted(set(parameters) ^ set(others)))
            raise Refused(f"{where}: parameters of one dialect only: {odd}")
        statements[name] = (
            render(chosen["sqlite"][1], parameters, "?"),
            render(chosen["postgres"][1], parameters, "$"),
            parameters,
        )
    return statements


def read_migrations(directory):
    """[(number, name, text)] of a database, in order."""
    migrations = []
    for path in sorted(directory.glob("[0-9]*.sql")):
        match = MIGRATION.match(path.name)
        if not match:
            raise Refused(f"{path}: a migration is named 0001_what_it_adds.sql")
        number = int(match.group(1))
        if number != len(migrations) + 1:
            raise Refused(f"{path}: expected number {len(migrations) + 1:04d}; numbers have no gaps and no twins")
        migrations.append((number, match.group(2), path.read_text(encoding="utf-8")))
    return migrations


def literal(text):
    """A raw C++ string literal, cut into pieces that every compiler takes."""
    if ')sql"' in text:
        raise Refused("SQL text holds )sql\"")
    pieces = [text[at : at + 12000] for at in range(0, len(text), 12000)] or [""]
    return "\n    ".join(f'R"sql({piece})sql"' for piece in pieces)


def statements_header(statements):
    declarations = "".join(f"extern const Statement {name};\n" for name in statements)
    return f"""// The named statements of src/adapters/store/sql; written by tools/sql/compile.py.
#pragma once

#include <span>

#include "adapters/store/statement.h"

namespace slipway::store::sql {{

{declarations}
std::span<const Statement* const> all_statements();  // by name

// In order, the first is number 1.
std::span<const Migration> migrations(Dialect dialect);

}}  // namespace slipway::store::sql
"""


def statements_source(statements):
    parts = ['#include "generated/sql/statements.h"\n\n#include <array>\n\nnamespace slipway::store::sql {\n']
    for name, (sqlite, postgres, parameters) in statements.items():
        listed = "{}"
        if parameters:
            quoted = ", ".join(f'"{parameter}"' for parameter in parameters)
            listed = f"{name}_parameters"
            parts.append(
                f"namespace {{\nconstexpr std::array<std::string_view, {len(parameters)}> {listed} = {{{quoted}}};\n}}"
            )
        parts.append(
            f'const Statement {name} = {{\n    "{name}",\n    {literal(sqlite)},\n    {literal(postgres)},\n    {listed}}};\n'
        )
    pointers = ", ".join(f"&{name}" for name in statements)
    parts.append(
        f"std::span<const Statement* const> all_statements() {{\n"
        f"  static constexpr std::array<const Statement*, {len(statements)}> all = {{{pointers}}};\n"
        f"  return all;\n}}\n\n}}  // namespace slipway::store::sql\n"
    )
    return "\n".join(parts)


def migrations_source(migrations):
    parts = ['#include <array>\n\n#include "generated/sql/statements.h"\n\nnamespace slipway::store::sql {\nnamespace {\n']
    for dialect in DIALECTS:
        rows = "".join(f'    Migration{{{number}, "{name}",\n    {literal(text)}}},\n' for number, name, text in migrations[dialect])
        parts.append(f"constexpr std::array<Migration, {len(migrations[dialect])}> {dialect}_migrations = {{\n{rows}}};\n")
    parts.append(
        """}  // namespace

std::span<const Migration> migrations(Dialect dialect) {
  if (dialect == Dialect::sqlite) return sqlite_migrations;
  return postgres_migrations;
}

}  // namespace slipway::store::sql
"""
    )
    return "\n".join(parts)


def write(path, text):
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=pathlib.Path, required=True)
    parser.add_argument("--schema", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    try:
        statements = read_statements(arguments.statements)
        migrations = {dialect: read_migrations(arguments.schema / dialect) for dialect in DIALECTS}
        numbers = {dialect: [row[:2] for row in migrations[dialect]] for dialect in DIALECTS}
        if numbers["sqlite"] != numbers["postgres"]:
            raise Refused(f"{arguments.schema}: the databases differ in the numbers or names of their migrations")
        outputs = {
            "statements.h": statements_header(statements),
            "statements.cpp": statements_source(statements),
            "migrations.cpp": migrations_source(migrations),
        }
    except Refused as refused:
        print(f"compile.py: {refused}", file=sys.stderr)
        return 1
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, text in outputs.items():
        write(arguments.out / name, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
