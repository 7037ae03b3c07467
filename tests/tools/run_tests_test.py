#!/usr/bin/python3
"""Holds tools/run-tests against programs that pass, fail, crash, hang and are missing."""

import importlib.machinery
import importlib.util
import json
import pathlib
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
loader = importlib.machinery.SourceFileLoader("run_tests", str(ROOT / "tools/run-tests"))
run_tests = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_tests", loader))
loader.exec_module(run_tests)

CASES = [
    {"name": "passes", "status": "RUN", "result": "COMPLETED"},
    {"name": "fails", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "1 is not 2"}]},
    {"name": "is_skipped", "status": "RUN", "result": "SKIPPED"},
    {"name": "is_disabled", "status": "NOTRUN", "result": "SUPPRESSED"},
]
WRITE_REPORT = 'for argument; do case $argument in --gtest_output=json:*) echo \'%s\' >"${argument#*json:}" ;; esac; done\n'


class RunTestsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def outcome(self, script, time_limit=30):
        program = self.folder / "test_x"
        program.write_text("#!/bin/bash\n" + script)
        program.chmod(0o755)
        return run_tests.run_gtest("x", str(program), self.folder, time_limit, {"PATH": "/usr/bin:/bin"})

    def report(self, cases):
        return WRITE_REPORT % json.dumps({"testsuites": [{"name": "Suite", "testsuite": cases}]})

    def test_cases_are_counted_and_a_failure_says_what_failed(self):
        outcome = self.outcome(self.report(CASES) + "exit 1\n")
        self.assertEqual((outcome.passed, outcome.skipped), (1, 2))
        self.assertEqual(outcome.failures, [("Suite.fails", "1 is not 2")])

    def test_a_program_that_passes_and_then_fails_to_exit_well_is_a_failure(self):
        outcome = self.outcome(self.report(CASES[:1]) + "echo leak; exit 23\n")
        self.assertEqual(outcome.passed, 1)
        self.assertEqual(outcome.failures, [("x exited with 23", "leak")])

    def test_a_crash_is_one_failure_with_the_end_of_the_output(self):
        outcome = self.outcome('echo "[       OK ] Suite.a (0 ms)"; echo "[ RUN      ] Suite.b"; kill -SEGV $$\n')
        self.assertEqual(outcome.passed, 1)
        self.assertEqual(outcome.failures[0][0], "x was ended by signal SIGSEGV")
        self.assertIn("[ RUN      ] Suite.b", outcome.failures[0][1])

    def test_a_program_that_hangs_is_killed_with_its_children(self):
        outcome = self.outcome("sleep 600 & wait\n", time_limit=0.5)
        self.assertEqual(outcome.failures[0][0], "x did not end in time and was killed")

    def test_a_program_that_was_not_built_is_a_failure(self):
        outcome = run_tests.run_gtest("y", str(self.folder / "test_y"), self.folder, 30, {})
        self.assertEqual(len(outcome.failures), 1)

    def test_a_report_of_another_run_is_not_counted(self):
        self.outcome(self.report(CASES[:1]))
        self.assertEqual(self.outcome("exit 1\n").passed, 0)

    def statements_left_out(self, ran):
        """The failures where a program ran those lines of statements, of the two that there are."""
        (self.folder / "sql").mkdir()
        (self.folder / "sql/job.sql").write_text("-- name: find_job\nSELECT 1;\n-- name: find_jobs [sqlite]\nSELECT 2;\n"
                                                 "-- name: find_jobs [postgres]\nSELECT 3;\n")
        self.outcome(self.report(CASES[:1]) + "".join(f'echo "{line}" >>"$SLIPWAY_STATEMENTS_RUN"\n' for line in ran))
        return run_tests.check_statements(["x", "of_no_statements"], self.folder, self.folder / "sql")

    def test_statements_that_ran_on_both_databases_are_a_pass(self):
        outcome = self.statements_left_out(["sqlite find_job", "postgres find_job", "sqlite find_jobs", "postgres find_jobs"])
        self.assertEqual((outcome.passed, outcome.failures), (1, []))

    def test_a_statement_that_no_test_ran_is_a_failure_by_its_name_and_database(self):
        outcome = self.statements_left_out(["sqlite find_job", "sqlite find_jobs", "postgres find_jobs"])
        self.assertEqual(outcome.passed, 0)
        self.assertEqual(outcome.failures, [("find_job (postgres)", "no test runs this statement: write one, or delete it")])

    def test_statements_of_another_run_are_not_counted(self):
        (self.folder / "x.statements").write_text("postgres find_job\n")
        outcome = self.statements_left_out(["sqlite find_job", "sqlite find_jobs", "postgres find_jobs"])
        self.assertEqual(len(outcome.failures), 1)

    def test_junit_failures_errors_and_skips_are_told_apart(self):
        report = self.folder / "junit.xml"
        report.write_text('<testsuite><testcase classname="a" name="b"/><testcase name="c"><failure>no</failure></testcase>'
                          '<testcase name="d"><error message="worse"/></testcase><testcase name="e"><skipped/></testcase></testsuite>')
        outcome = run_tests.Outcome("x")
        run_tests.read_junit(outcome, report)
        self.assertEqual((outcome.passed, outcome.skipped), (1, 1))
        self.assertEqual(outcome.failures, [("c", "no"), ("d", "worse")])


if __name__ == "__main__":
    unittest.main()
