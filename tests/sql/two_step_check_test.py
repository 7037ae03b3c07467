#!/usr/bin/python3
"""Holds tools/sql/two_step_check.py against right and wrong statements."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "sql"))
import two_step_check  # noqa: E402

CHOOSE = "SELECT id FROM job WHERE state = 'waiting' ORDER BY id LIMIT :limit"


class TwoStepCheckTest(unittest.TestCase):
    def faults(self, *statements, allowed=(), dialect=""):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "x.sql").write_text(
                "".join(f"-- name: x{at}{dialect}\n{text};\n" for at, text in enumerate(statements)))
            return two_step_check.faults(pathlib.Path(folder), dict.fromkeys(allowed, "a reason"))

    def test_what_is_chosen_under_lock_or_by_its_own_row_is_right(self):
        for text in (f"WITH chosen AS MATERIALIZED ({CHOOSE} FOR UPDATE) UPDATE job SET state = 'a' FROM chosen WHERE job.id = chosen.id",
                     f"WITH chosen AS MATERIALIZED ({CHOOSE} FOR NO KEY UPDATE OF job SKIP LOCKED) DELETE FROM job USING chosen WHERE job.id = chosen.id",
                     "WITH chosen AS MATERIALIZED (SELECT j.id FROM job j WHERE EXISTS (SELECT 1 FROM other o WHERE o.id = j.id) FOR UPDATE OF j)\n"
                     "UPDATE job SET state = 'a' FROM chosen WHERE job.id = chosen.id",
                     "UPDATE job SET state = 'a' WHERE id = :id AND state = 'waiting'",
                     "UPDATE job SET state = 'a' WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS json)))",
                     "INSERT INTO other SELECT id FROM job",
                     CHOOSE):
            self.assertEqual(self.faults(text), [], text)

    def test_a_choice_without_a_lock_is_refused(self):
        for text in (f"UPDATE job SET state = 'a' WHERE id IN ({CHOOSE})",
                     f"DELETE FROM job WHERE id IN ({CHOOSE})",
                     f"WITH chosen AS MATERIALIZED ({CHOOSE}) UPDATE job SET state = 'a' FROM chosen WHERE job.id = chosen.id",
                     f"WITH chosen AS ({CHOOSE} FOR UPDATE) UPDATE job SET state = 'a' FROM chosen WHERE job.id = chosen.id",
                     "UPDATE job SET state = 'a' WHERE EXISTS (SELECT 1 FROM other o WHERE o.id = job.id)",
                     "UPDATE job SET state = (SELECT max(state) FROM other) WHERE id = :id"):
            self.assertEqual(len(self.faults(text)), 1, text)
            self.assertIn("x.sql:1: x0 changes rows that it chose without a lock", self.faults(text)[0])

    def test_sqlite_has_one_writer(self):
        self.assertEqual(self.faults(f"DELETE FROM job WHERE id IN ({CHOOSE})", dialect=" [sqlite]"), [])

    def test_a_reason_is_for_a_statement_that_needs_one(self):
        self.assertEqual(self.faults(f"DELETE FROM job WHERE id IN ({CHOOSE})", allowed=["x0"]), [])
        self.assertEqual(self.faults("DELETE FROM job WHERE id = :id", allowed=["x0"]), ["x0 is allowed to choose without a lock and does not"])


if __name__ == "__main__":
    unittest.main()
