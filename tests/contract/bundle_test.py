#!/usr/bin/python3
"""Holds tools/contract/bundle.py against a small contract in parts."""

import pathlib
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/contract"))
import bundle  # noqa: E402

PARTS = {
    "main.yaml": "openapi: 3.0.3\ntags:\n  - { name: Job }\n  - { name: SystemTask }\n\ncomponents:\n  parameters:\n    a: { in: path }\n",
    "paths/job.yaml": "/jobs:\n  get: { tags: [Job] }\n",
    "paths/system_task.yaml": "/tasks:\n  get: { tags: [SystemTask] }\n",
    "schemas/refusal.yaml": "Error:\n  type: object\n",
    "schemas/job.yaml": "Job:\n  type: object\n",
}


class BundleTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, text in PARTS.items():
            self.write(name, text)

    def write(self, name, text):
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text)

    def test_the_parts_stand_in_one_file_in_the_order_of_the_tags(self):
        self.assertEqual(bundle.main([str(self.folder)]), 0)
        document = yaml.safe_load((self.folder / "openapi.yaml").read_text())
        self.assertEqual(list(document["paths"]), ["/jobs", "/tasks"])
        self.assertEqual(list(document["components"]["schemas"]), ["Error", "Job"])
        self.assertEqual(document["components"]["parameters"], {"a": {"in": "path"}})

    def test_a_check_writes_nothing_and_fails_where_a_part_changed_since(self):
        self.assertEqual(bundle.main(["--check", str(self.folder)]), 1)
        self.assertFalse((self.folder / "openapi.yaml").exists())
        bundle.main([str(self.folder)])
        self.assertEqual(bundle.main(["--check", str(self.folder)]), 0)
        self.write("schemas/job.yaml", "Job:\n  type: array\n")
        self.assertEqual(bundle.main(["--check", str(self.folder)]), 1)

    def test_a_part_without_a_tag_is_refused(self):
        self.write("paths/jobs.yaml", "/x:\n  get: {}\n")
        self.assertEqual(bundle.main([str(self.folder)]), 1)


if __name__ == "__main__":
    unittest.main()
