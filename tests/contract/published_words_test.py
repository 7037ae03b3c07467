#!/usr/bin/python3
"""Holds tools/contract/published_words.py against sources that say a word of the public API."""

import pathlib
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/contract"))
import published_words  # noqa: E402

CONTRACT = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())


class PublishedWordsTest(unittest.TestCase):
    def faults(self, text, name="app/release/create.cpp"):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "src" / name
            path.parent.mkdir(parents=True)
            path.write_text(text)
            return list(published_words.faults(CONTRACT, pathlib.Path(folder) / "src"))

    def test_a_word_of_the_public_api_in_a_text_of_the_core_is_named_with_its_place(self):
        found = self.faults('return 1;\nfail("approver_ids must name one");\n')
        self.assertEqual(len(found), 1, found)
        self.assertIn("src/app/release/create.cpp:2: approver_ids", found[0])

    def test_the_domains_own_word_an_identifier_and_a_comment_are_none(self):
        self.assertEqual(self.faults('auto approver_ids = 1;  // "approver_ids"\nfail("approvers must name one");\n'), [])

    def test_a_face_may_say_them(self):
        self.assertEqual(self.faults('fail("approver_ids");\n', "adapters/http/compatible/release.cpp"), [])

    def test_the_words_of_jobs_and_scripts_are_the_domains(self):
        words = published_words.published_words(CONTRACT)
        self.assertIn("startup_mode", words)
        self.assertNotIn("preNodeName", words)
        self.assertNotIn("targetStatus", words)


if __name__ == "__main__":
    unittest.main()
