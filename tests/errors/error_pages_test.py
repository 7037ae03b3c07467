#!/usr/bin/python3
"""Holds tools/errors against small trees."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools/errors"))
import pages  # noqa: E402
import public_index  # noqa: E402

PAGE = "# release.stale\n\nKind: conflict. Compatible face: 400 `DLF.7006`.\n\n## What happened\n\nMoved.\n\n## What to do\n\nAgain.\n"
SOURCE = 'return base::conflict("release.stale", "it moved");\n'


class ErrorPagesTest(unittest.TestCase):
    def faults(self, source=SOURCE, files=None, table=None):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "src/domain").mkdir(parents=True)
            (root / "docs/errors").mkdir(parents=True)
            (root / "src/domain/plan.cpp").write_text(source)
            (root / "docs/errors/README.md").write_text("# Errors\n")
            if table:
                (root / "src/adapters/http/pipeline").mkdir(parents=True)
                (root / "src/adapters/http/pipeline/error_table.h").write_text(table)
            for name, text in ({"release.stale": PAGE} if files is None else files).items():
                (root / f"docs/errors/{name}.md").write_text(text)
            return pages.faults(root)

    def test_a_code_with_its_page_is_right(self):
        self.assertEqual(self.faults(), [])

    def test_a_code_without_a_page_is_named_with_its_file(self):
        self.assertEqual(len(self.faults(files={})), 1)
        self.assertIn("release.stale (src/domain/plan.cpp) has no page", self.faults(files={})[0])

    def test_a_page_without_a_code_is_stale(self):
        self.assertIn("no source uses this code any more", self.faults(source="int x;\n")[0])

    def test_a_page_from_the_template_is_not_written_yet(self):
        text = pages.TEMPLATE.format(code="release.stale", kind="conflict", public="none")
        self.assertTrue(any("still says" in fault for fault in self.faults(files={"release.stale": text})))

    def test_a_page_needs_its_title_its_kind_and_both_sections(self):
        for part, what in (("# release.stale\n", "does not begin with"), ("Kind: conflict.", "has no line 'Kind"),
                           ("Moved.\n\n", "has nothing under '## What happened'"), ("Again.\n", "has nothing under '## What to do'")):
            faults = self.faults(files={"release.stale": PAGE.replace(part, "")})
            self.assertTrue(any(what in fault for fault in faults), (part, faults))

    def test_a_page_says_the_public_code_of_the_table(self):
        self.assertEqual(self.faults(table='{"release.stale", 400, "DLF.7006", ""},\n'), [])
        for row, words in (('400, "DLF.7002", ""', "400 `DLF.7002`"), ('503, "DLF.7006", ""', "503 `DLF.7006`"),
                           ('400, "DLF.7006", "DLF.27006"', "400 `DLF.7006`, in V2 `DLF.27006`")):
            self.assertIn(f"does not say 'Compatible face: {words}'", self.faults(table='{"release.stale", ' + row + '},\n')[0])

    def test_codes_are_found_in_every_way_they_are_written(self):
        found = pages.codes_in('base::not_found(\n    "job.absent", m); Error{base::ErrorKind::internal, "store.internal", m};'
                               ' constexpr std::string_view full_code = "store.disk_full"; error.code = "x.y";'
                               ' base::conflict(is_job ? "job.taken" : "script.taken", m);')
        self.assertEqual(found, {"job.absent": "not_found", "store.internal": "internal", "store.disk_full": "", "x.y": "",
                                 "job.taken": "conflict", "script.taken": "conflict"})

    def test_a_code_given_to_a_function_or_a_table_of_any_name_is_found(self):
        for source in ('return system_error("node.log_not_writable", "open the log", errno);',
                       'return parse_ids(texts, {"package_ids",\n "node.log_not_writable", package_not_found});',
                       'answer(is_ours ? "node.log_not_writable" : error.code);', 'f(error, "node.log_not_writable")'):
            self.assertEqual(pages.codes_in(source), {"node.log_not_writable": ""}, source)
            self.assertIn("node.log_not_writable (src/domain/plan.cpp) has no page", self.faults(source=source, files={})[0])

    def test_comments_other_texts_and_comparisons_make_no_code(self):
        self.assertEqual(pages.codes_in('// base::conflict("a.b", m)\nlog_info("node.started"); open("server.lock"); f(x ? "node.py" : "node.sh"); '
                                        'if (error.code == "c.d" || setting != "e.f") return; pair{"server.listen", &options.listen};'
                                        'add({.action = "job.stopped"}); record_event(tx, {"user.created", user});'), {})

    def test_a_row_of_the_table_of_faces_uses_no_code(self):
        self.assertEqual(pages.codes_in('{"release.stale", 400, "DLF.7006", ""},'), {})

    def test_a_field_that_errors_are_about_is_no_code(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "src/adapters/http/pipeline").mkdir(parents=True)
            (root / "src/adapters/http/pipeline/field_words.h").write_text('{"package.name", "package_name"},\n')
            (root / "src/a.cpp").write_text('return of_field("package.name", invalid_argument("release.stale", m));\n')
            self.assertEqual(list(pages.used_codes(root)), ["release.stale"])


class PublicIndexTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("src/adapters/http/pipeline/error_table.h", '{"release.stale", 400, "DLF.7006", "DLF.27006"},\n{"plan.old", 503, "DLF.7006", ""},\n')
        self.write("api/openapi.yaml", "package_ids: { type: string, x-error: DLF.7003 }\n")
        self.write("docs/errors/README.md", "# Errors\n")
        self.write(public_index.PAGE, public_index.text(self.root))

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def test_a_public_code_leads_to_all_its_pages(self):
        text = public_index.text(self.root)
        self.assertIn("| `DLF.7006` | 400, 503 | [plan.old](plan.old.md), [release.stale](release.stale.md) |\n", text)
        self.assertIn("| `DLF.27006` | 400 | [release.stale](release.stale.md) |\n", text)
        self.assertIn("| `DLF.7003` | 400 | [request.not_valid](request.not_valid.md) |\n", text)
        self.assertEqual(public_index.faults(self.root), [])

    def test_a_stale_index_fails(self):
        self.write("src/adapters/http/pipeline/error_table.h", '{"release.stale", 400, "DLF.7002", ""},\n')
        self.assertIn("make it anew: tools/errors/index", public_index.faults(self.root)[0])

    def test_a_code_beside_the_table_must_be_explained_by_hand(self):
        self.write("src/adapters/http/route.cpp", 'return refusal(404, "APIGW.0101", "nothing here");\n')
        self.write(public_index.PAGE, public_index.text(self.root))
        self.assertIn("does not explain APIGW.0101", public_index.faults(self.root)[0])
        self.write("docs/errors/README.md", "404: `APIGW.0101`\n")
        self.assertEqual(public_index.faults(self.root), [])


if __name__ == "__main__":
    unittest.main()
