#!/usr/bin/python3
"""Holds tools/sql/generations_check.py against right and wrong statements."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "sql"))
import generations_check  # noqa: E402

AT = "first_generation <= :at AND (last_generation IS NULL OR last_generation >= :at)"
OF_O = "o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation)"


class GenerationsCheckTest(unittest.TestCase):
    def faults(self, *statements, allowed=()):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "x.sql").write_text("".join(f"-- name: x{at}\n{text};\n" for at, text in enumerate(statements)))
            return generations_check.faults(pathlib.Path(folder), dict.fromkeys(allowed, "a reason"))

    def test_a_read_at_a_generation_is_right(self):
        for text in (f"SELECT version FROM environment_object WHERE {AT}",
                     f"SELECT version FROM environment_object\nWHERE kind = :kind\n  AND {AT}",
                     f"SELECT 1 FROM environment e JOIN environment_object o ON o.environment_id = e.id AND {OF_O}",
                     f"SELECT 1 FROM environment e JOIN environment_object AS o ON {OF_O}",
                     "SELECT environment_id FROM environment_job WHERE next_plan_time IS NULL"):
            self.assertEqual(self.faults(text), [], text)

    def test_the_open_row_is_refused(self):
        for text in ("SELECT version FROM environment_object WHERE object_id = :id AND last_generation IS NULL",
                     "SELECT version FROM environment_object WHERE object_id = :id",
                     "SELECT max(first_generation) FROM environment_object",
                     "SELECT 1 FROM package_item i, environment_object o WHERE o.object_id = i.object_id AND o.last_generation IS NULL",
                     "UPDATE environment_object SET version = 1 WHERE last_generation IS NULL",
                     "DELETE FROM environment_object WHERE first_generation = :next"):
            self.assertEqual(len(self.faults(text)), 1, text)
            self.assertIn("x.sql:1: x0 reads environment_object otherwise", self.faults(text)[0])

    def test_half_an_interval_is_refused(self):
        for text in ("first_generation <= :at", "(last_generation IS NULL OR last_generation >= :at)",
                     AT.replace(">= :at", "> :at"), AT.replace(">= :at", ">= :generation"), AT.replace("<=", "<"), AT.replace(" AND ", " OR ")):
            self.assertEqual(len(self.faults(f"SELECT 1 FROM environment_object WHERE {text}")), 1, text)

    def test_the_next_generation_is_not_the_environments(self):
        self.assertEqual(len(self.faults("SELECT 1 FROM environment_object WHERE " + AT.replace(":at", ":next"))), 1)

    def test_each_mention_needs_an_interval_of_its_own(self):
        two = "SELECT 1 FROM environment_object o JOIN environment_object p ON p.name = o.name WHERE "
        self.assertEqual(len(self.faults(two + OF_O)), 1)
        self.assertEqual(self.faults(two + OF_O + " AND " + OF_O.replace("o.", "p.")), [])
        self.assertEqual(len(self.faults(f"SELECT 1 FROM environment_object o WHERE {OF_O} UNION SELECT 1 FROM environment_object o")), 1)

    def test_a_comment_is_no_interval(self):
        self.assertEqual(len(self.faults(f"SELECT 1 FROM environment_object -- WHERE {AT}\nWHERE last_generation IS NULL")), 1)

    def test_one_dialect_alone_can_be_wrong(self):
        right, wrong = f"SELECT 1 FROM environment_object WHERE {AT}", "SELECT 1 FROM environment_object WHERE last_generation IS NULL"
        faults = self.faults(f"{right};\n-- name: y [postgres]\n{wrong}")
        self.assertEqual(len(faults), 1)
        self.assertIn("y [postgres]", faults[0])

    def test_the_allowed_are_left_alone_and_must_need_it(self):
        self.assertEqual(self.faults("SELECT count(*) FROM environment_object", allowed=["x0"]), [])
        self.assertEqual(self.faults(f"SELECT 1 FROM environment_object WHERE {AT}", allowed=["x0"]),
                         ["x0 is allowed to read other rows and does not"])


if __name__ == "__main__":
    unittest.main()
