#!/usr/bin/python3
"""Tests of tools/sql/compile.py."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "sql"))
import compile as compiler  # noqa: E402


class StatementsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def read(self, *texts):
        for number, text in enumerate(texts):
            (self.directory / f"{number}.sql").write_text(text, encoding="utf-8")
        return compiler.read_statements(self.directory)

    def refusal(self, *texts):
        with self.assertRaises(compiler.Refused) as caught:
            self.read(*texts)
        return str(caught.exception)

    def test_one_text_serves_both_databases(self):
        found = self.read("-- name: find_job\nSELECT id FROM job WHERE name = :name AND kind = :kind AND name <> :name;\n")
        self.assertEqual(
            found["find_job"],
            (
                "SELECT id FROM job WHERE name = ?1 AND kind = ?2 AND name <> ?1",
                "SELECT id FROM job WHERE name = $1 AND kind = $2 AND name <> $1",
                ["name", "kind"],
            ),
        )

    def test_a_dialect_has_its_own_text_under_the_same_numbers(self):
        found = self.read(
            "-- name: claim\nSELECT :a, :b;\n-- name: claim [postgres]\n-- Locks what it reads.\nSELECT :b::bigint, :a FOR UPDATE;\n"
        )
        self.assertEqual(found["claim"], ("SELECT ?1, ?2", "SELECT $2::bigint, $1 FOR UPDATE", ["a", "b"]))

    def test_both_dialects_may_have_their_own(self):
        found = self.read("-- name: x [sqlite]\nSELECT 1\n-- name: x [postgres]\nSELECT 2\n")
        self.assertEqual(found["x"], ("SELECT 1", "SELECT 2", []))

    def test_strings_names_and_comments_hold_no_parameters(self):
        found = self.read(
            "-- About :this file.\n-- name: x\n-- says :that; don't\nSELECT ':a; --' AS \":b\", /* :c; */ 'it''s :d' -- :e\nWHERE f = :f;"
        )
        self.assertEqual(found["x"][2], ["f"])
        self.assertEqual(found["x"][0], "SELECT ':a; --' AS \":b\",  'it''s :d'\nWHERE f = ?1")

    def test_a_set_is_a_table_of_numbers_in_each_dialect(self):
        found = self.read("-- name: x\nSELECT j.id FROM {set ids} AS e CROSS JOIN job j WHERE j.id = e.value AND j.kind = :kind;\n")
        sqlite, postgres, parameters = found["x"]
        self.assertEqual(sqlite, "SELECT j.id FROM json_each(?1) AS e CROSS JOIN job j WHERE j.id = e.value AND j.kind = ?2")
        self.assertIn("FROM (SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST($1 AS json))) AS e", postgres)
        self.assertEqual(parameters, ["ids", "kind"])

    def test_one_of_a_set_is_asked_as_each_database_does(self):
        found = self.read("-- name: x\nDELETE FROM job WHERE id {in ids};\n")
        self.assertEqual(found["x"][0], "DELETE FROM job WHERE id IN (SELECT value FROM json_each(?1))")
        self.assertIn("id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json))))", found["x"][1])

    def test_a_part_that_differs_is_a_fragment_of_both(self):
        found = self.read(
            "-- fragment: kind_of [sqlite]\njson_extract(content, '$.kind')\n-- fragment: kind_of [postgres]\ncontent::json ->> 'kind'\n"
            "-- name: x\nSELECT {kind_of} FROM job;\n"
        )
        self.assertEqual(found["x"][:2], ("SELECT json_extract(content, '$.kind') FROM job", "SELECT content::json ->> 'kind' FROM job"))

    def test_a_fragment_of_one_dialect_alone_or_of_both_kinds_is_refused(self):
        self.assertIn("there for sqlite only", self.refusal("-- fragment: a [sqlite]\nb\n-- name: x\nSELECT {a};\n"))
        self.assertIn("is taken", self.refusal("-- fragment: a\nb\n-- fragment: a [sqlite]\nc\n-- name: x\nSELECT {a};\n"))

    def test_what_statements_of_a_file_repeat_may_stand_once(self):
        found = self.read(
            "-- fragment: columns\n-- All of them.\nj.id,\n  j.name\n\n-- name: a\nSELECT {columns} FROM job j;\n\n"
            "-- fragment: mine\nj.owner = :me\n-- name: b [sqlite]\nSELECT {columns} FROM job j WHERE {mine} AND {mine};\n"
            "-- name: b [postgres]\nSELECT {columns} FROM job j WHERE {mine} FOR UPDATE;\n",
            "-- name: c\nSELECT '{}';\n",
        )
        self.assertEqual(found["a"], ("SELECT j.id,\n  j.name FROM job j", "SELECT j.id,\n  j.name FROM job j", []))
        self.assertEqual(found["b"][0], "SELECT j.id,\n  j.name FROM job j WHERE j.owner = ?1 AND j.owner = ?1")
        self.assertEqual(found["b"][1], "SELECT j.id,\n  j.name FROM job j WHERE j.owner = $1 FOR UPDATE")
        self.assertEqual(found["c"][0], "SELECT '{}'")

    def test_a_fragment_belongs_to_its_file_and_is_used(self):
        fragment = "-- fragment: columns\nid\n"
        use = "-- name: a\nSELECT {columns} FROM job;\n"
        self.assertIn("the file has no fragment columns", self.refusal(fragment + use, use.replace(" a", " b")))
        self.assertIn("no statement uses the fragment columns", self.refusal(fragment + "-- name: a\nSELECT 1;\n"))
        self.assertIn("'columns' is no name for a fragment, or is taken", self.refusal(fragment + fragment + use))
        self.assertIn("'Columns' is no name for a fragment", self.refusal(fragment.replace("columns", "Columns") + use))

    def test_wrong_input_is_refused_and_named(self):
        cases = {
            "is PostgreSQL only": "-- name: x\nSELECT :a::bigint",
            "the name is taken": "-- name: x\nSELECT 1\n-- name: x\nSELECT 2",
            "serves no database": "-- name: x\nSELECT 1\n-- name: x [sqlite]\nSELECT 2\n-- name: x [postgres]\nSELECT 3",
            "no text for postgres": "-- name: x [sqlite]\nSELECT 1",
            "one dialect only: b": "-- name: x\nSELECT :a\n-- name: x [postgres]\nSELECT :a, :b",
            "more than one statement": "-- name: x\nSELECT 1; SELECT 2;",
            "no SQL": "-- name: x\n-- later\n",
            "is not 'name'": "-- name: Find Job\nSELECT 1",
            "before the first": "SELECT 1\n-- name: x\nSELECT 2",
            "does not close": "-- name: x\nSELECT 'a",
        }
        for expected, text in cases.items():
            with self.subTest(expected):
                message = self.refusal(text)
                self.assertIn(expected, message)
                self.assertIn("0.sql:", message)

    def test_a_name_is_taken_across_files(self):
        self.assertIn("the name is taken", self.refusal("-- name: x\nSELECT 1", "-- name: x\nSELECT 2"))

    def test_an_empty_folder_has_no_statements(self):
        self.assertEqual(self.read(), {})
        self.assertIn("std::array<const Statement*, 0>", compiler.statements_source({}))


class MigrationsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, path, text="SELECT 1;\n"):
        (self.directory / path).parent.mkdir(exist_ok=True)
        (self.directory / path).write_text(text, encoding="utf-8")

    def test_they_come_in_order_and_other_files_are_left_out(self):
        for name in ("0002_b.sql", "0001_a.sql", "current.sql"):
            self.write(f"sqlite/{name}", name)
        found = compiler.read_migrations(self.directory / "sqlite")
        self.assertEqual(found, [(1, "a", "0001_a.sql"), (2, "b", "0002_b.sql")])

    def test_gaps_twins_and_odd_names_are_refused(self):
        for names in (("0001_a.sql", "0003_b.sql"), ("0001_a.sql", "0001_b.sql"), ("0002_a.sql",), ("1_a.sql",), ("0001-a.sql",)):
            with self.subTest(names), tempfile.TemporaryDirectory() as directory:
                for name in names:
                    (pathlib.Path(directory) / name).write_text("SELECT 1;", encoding="utf-8")
                self.assertRaises(compiler.Refused, compiler.read_migrations, pathlib.Path(directory))

    def run_compiler(self):
        out = self.directory / "out"
        command = [sys.executable, ROOT / "tools/sql/compile.py", "--statements", self.directory / "sql", "--schema", self.directory]
        return out, subprocess.run([*command, "--out", out], capture_output=True, text=True, check=False)

    def test_the_databases_must_have_the_same_ones(self):
        self.write("sqlite/0001_a.sql")
        _, done = self.run_compiler()
        self.assertEqual(done.returncode, 1)
        self.assertIn("differ in the numbers or names", done.stderr)

    def test_files_that_would_not_change_are_left_alone(self):
        for database in ("sqlite", "postgres"):
            self.write(f"{database}/0001_a.sql")
        out, first = self.run_compiler()
        self.assertEqual(first.returncode, 0, first.stderr)
        times = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
        self.assertEqual(set(times), {"statements.h", "statements.cpp", "migrations.cpp"})
        self.run_compiler()
        self.assertEqual({path.name: path.stat().st_mtime_ns for path in out.iterdir()}, times)


if __name__ == "__main__":
    unittest.main()
