#!/usr/bin/python3
"""Holds tools/layers_check.py against small trees: a right one, and one for each kind of wrong arrow."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import layers_check  # noqa: E402

TABLE = """
layers = ["base", "domain", "app", "adapters", "server"]
[arrows]
"base" = []
"domain/catalog" = ["base"]
"domain/release" = ["base", "domain/catalog"]
"app/release" = ["domain/release"]
"adapters/store" = ["app/release"]
"adapters/http" = ["app/release"]
"adapters/http_client" = ["base"]
"server" = ["adapters/store", "adapters/http"]
[third_party]
"sqlite3.h" = ["adapters/store"]
"boost/" = ["adapters/http"]
"boost/json" = ["base"]
[rules]
wrapped = ["base"]
banned = ["regex"]
pure = ["domain"]
impure = ["thread"]
impure_own = ["base/clock.h"]
shared_adapters = ["adapters/http_client"]
"""

BUILD = """
slipway_library(FOLDER base THIRD_PARTY Boost::json)
slipway_library(FOLDER domain/catalog DEPENDS base)
slipway_library(FOLDER domain/release DEPENDS base domain/catalog)
slipway_library(FOLDER app/release DEPENDS domain/release)
slipway_library(FOLDER adapters/store DEPENDS app/release THIRD_PARTY SQLite)
slipway_library(FOLDER adapters/http DEPENDS app/release)  # DEPENDS adapters/store in a comment is no arrow
slipway_library(FOLDER adapters/http_client DEPENDS base)
slipway_library(FOLDER server
  DEPENDS adapters/store adapters/http)
"""

SOURCES = {
    "base/json.cpp": "#include <boost/json/value.hpp>\n#include <vector>\n",
    "domain/release/package.h": '#include "base/json.h"\n#include "domain/catalog/job.h"\n#include <string>\n',
    "app/release/deploy.cpp": '#include "base/json.h"\n#include "domain/release/package.h"\n#include <unistd.h>\n',
    "adapters/store/driver.cpp": "#include <sqlite3.h>\n",
    "adapters/http/server.h": "#include <boost/beast/http.hpp>\n",
    "server/serve.cpp": '#include "adapters/http/server.h"\n#include "app/release/deploy.h"\n',
    "main.cpp": '#include "server/serve.h"\n',
}


class LayersCheckTest(unittest.TestCase):
    def errors(self, sources=None, table=TABLE, build=BUILD):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            files = {f"src/{name}": text for name, text in dict(SOURCES, **(sources or {})).items()}
            for name, text in {**files, "tools/layers.toml": table, "src/CMakeLists.txt": build}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return layers_check.Check(root).run()

    def assert_one(self, errors, *parts):
        self.assertEqual(len(errors), 1, errors)
        for part in parts:
            self.assertIn(part, errors[0])

    def test_a_right_tree_has_no_errors(self):
        self.assertEqual(self.errors(), [])

    def test_an_include_to_the_right_is_named_with_file_and_line(self):
        errors = self.errors({"domain/release/plan.cpp": '#include <string>\n#include "app/release/deploy.h"\n'})
        self.assert_one(errors, "src/domain/release/plan.cpp:2:", "may not include app/release/deploy.h")

    def test_an_include_inside_a_layer_against_the_arrow_is_wrong(self):
        errors = self.errors({"domain/catalog/job.cpp": '#include "domain/release/package.h"\n'})
        self.assert_one(errors, "domain/catalog may not include domain/release/package.h")

    def test_an_adapter_may_not_include_another_one(self):
        errors = self.errors({"adapters/http/handlers.cpp": '#include "adapters/store/driver.h"\n'})
        self.assert_one(errors, "adapters/http may not include adapters/store/driver.h")

    def test_rooms_of_a_folder_see_what_the_table_says_and_the_folder_itself(self):
        build = BUILD.replace("FOLDER adapters/http DEPENDS", "FOLDER adapters/http SUBFOLDERS pipeline native DEPENDS")
        table = TABLE + '[rooms."adapters/http"]\n"pipeline" = []\n"native" = ["pipeline"]\n'
        files = {"adapters/http/values.h": "", "adapters/http/pipeline/call.h": '#include "adapters/http/values.h"\n',
                 "adapters/http/native/users.cpp": '#include "adapters/http/pipeline/call.h"\n'}
        self.assertEqual(self.errors(files, table, build), [])
        files["adapters/http/pipeline/sign_in.cpp"] = '#include "adapters/http/native/users.h"\n'
        self.assert_one(self.errors(files, table, build), "adapters/http/pipeline may not include adapters/http/native/users.h")

    def test_a_folder_that_no_build_names_is_told(self):
        errors = self.errors({"adapters/http/native/users.cpp": ""})
        self.assert_one(errors, "src/adapters/http/native is built by nobody")
        build = BUILD.replace("FOLDER adapters/http DEPENDS", "FOLDER adapters/http SUBFOLDERS native DEPENDS")
        self.assertEqual(self.errors({"adapters/http/native/users.cpp": ""}, build=build), [])

    def test_a_library_stands_in_its_folder_only(self):
        errors = self.errors({"app/release/deploy.h": "#include <sqlite3.h>\n"})
        self.assert_one(errors, "<sqlite3.h> belongs to adapters/store, not to app/release")

    def test_the_longest_entry_says_whose_library_it_is(self):
        errors = self.errors({"adapters/http/dto.cpp": "#include <boost/json.hpp>\n"})
        self.assert_one(errors, "<boost/json.hpp> belongs to base")

    def test_a_header_of_base_names_no_library(self):
        errors = self.errors({"base/json.h": "#include <boost/json.hpp>\n"})
        self.assert_one(errors, "src/base/json.h:1:", "the headers of base name no library")

    def test_an_unknown_library_is_asked_for(self):
        errors = self.errors({"app/release/deploy.h": "#include <zip.h>\n"})
        self.assert_one(errors, "<zip.h> is no header that tools/layers.toml knows")

    def test_a_banned_header_is_wrong_everywhere(self):
        self.assert_one(self.errors({"server/serve.h": "#include <regex>\n"}), "<regex> is banned")

    def test_the_domain_has_no_threads_no_system_and_no_clock(self):
        errors = self.errors({
            "domain/release/a.h": "#include <thread>\n",
            "domain/release/b.h": "#include <unistd.h>\n",
            "domain/release/c.h": '#include "base/clock.h"\n',
        })
        self.assertEqual(len(errors), 3, errors)
        for error in errors:
            self.assertIn("which is pure", error)

    def test_includes_are_written_from_the_root(self):
        errors = self.errors({"domain/release/plan.cpp": '#include "package.h"\n'})
        self.assert_one(errors, '"package.h" is not written from the root of src')

    def test_a_folder_without_a_row_is_named(self):
        self.assert_one(self.errors({"web/page.cpp": "\n"}), "src/web/page.cpp: web is missing in tools/layers.toml")

    def test_a_link_the_table_does_not_know_is_wrong(self):
        build = BUILD.replace("adapters/http DEPENDS", "adapters/http DEPENDS adapters/store")
        self.assert_one(self.errors(build=build), "src/CMakeLists.txt: adapters/http sees adapters/store")

    def test_an_arrow_the_build_does_not_link_is_stale(self):
        build = BUILD.replace("domain/release DEPENDS base domain/catalog", "domain/release DEPENDS base")
        errors = self.errors(build=build)
        self.assertIn("tools/layers.toml: domain/release sees domain/catalog; src/CMakeLists.txt does not link it", errors)

    def test_a_target_without_a_row_is_named(self):
        errors = self.errors(build=BUILD + "slipway_library(FOLDER adapters/mail DEPENDS base)\n")
        self.assert_one(errors, "adapters/mail is missing in tools/layers.toml")

    def test_the_table_itself_may_not_point_to_the_right(self):
        table = TABLE.replace('"domain/catalog" = ["base"]', '"domain/catalog" = ["base", "app/release"]')
        self.assertTrue(any("domain/catalog may not name app/release" in error for error in self.errors(table=table)))

    def test_the_table_itself_may_not_join_two_adapters(self):
        table = TABLE.replace('"adapters/http" = [', '"adapters/http" = ["adapters/store", ')
        errors = self.errors(table=table)
        self.assertTrue(any("may not name adapters/store: adapters stay apart" in error for error in errors), errors)

    def test_the_shared_adapter_may_be_named_by_others(self):
        table = TABLE.replace('"adapters/store" = [', '"adapters/store" = ["adapters/http_client", ')
        build = BUILD.replace("adapters/store DEPENDS", "adapters/store DEPENDS adapters/http_client")
        self.assertEqual(self.errors(table=table, build=build), [])

    def test_what_is_private_is_not_passed_on(self):
        table = TABLE + '[private_arrows]\n"adapters/store" = ["base"]\n'
        build = BUILD.replace("DEPENDS app/release THIRD_PARTY", "DEPENDS app/release PRIVATE_DEPENDS base THIRD_PARTY")
        self.assertEqual(self.errors(table=table, build=build), [])
        passed_on = BUILD.replace("adapters/http_client DEPENDS base", "adapters/http_client PRIVATE_DEPENDS adapters/store")
        self.assertTrue(any("adapters/http_client sees" in error for error in self.errors(build=passed_on)))

    def test_two_folders_that_name_each_other_are_found(self):
        table = TABLE.replace('"domain/catalog" = ["base"]', '"domain/catalog" = ["base", "domain/release"]')
        self.assertTrue(any("name each other" in error for error in self.errors(table=table)))


if __name__ == "__main__":
    unittest.main()
