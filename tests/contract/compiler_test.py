#!/usr/bin/python3
"""The contract compiler refuses what it does not know, and changes only the outputs that differ."""

import contextlib
import io
import os
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "tools", "contract"))

import check_tests  # noqa: E402
import compile as compiler  # noqa: E402
import names  # noqa: E402
import strict_yaml  # noqa: E402
from operations import read_contract  # noqa: E402
from strict_yaml import ContractError  # noqa: E402

SMALL = """
openapi: 3.0.3
info: { title: Small, version: 1.0.0 }
tags: [{ name: Box }]
paths:
  /api/boxes/{box_id}:
    put:
      operationId: SetBox
      tags: [Box]
      summary: Sets a box
      x-face: native
      x-action: administer
      x-effect: write
      parameters:
        - { name: box_id, in: path, required: true, schema: { type: string } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Box' } } }
      responses:
        '204': { description: Done }
        default: { description: Refused }
components:
  schemas:
    Box:
      type: object
      required: [name]
      properties:
        name: { type: string }
        size: { type: integer, format: int64 }
"""

# What is wrong, what is replaced in the contract above, by what, and what the compiler says.
REFUSALS = [
    ("an unknown schema keyword", "name: { type: string }", "name: { type: string, nullable: true }",
     "the keyword nullable is not known for the type string"),
    ("a keyword of another type", "format: int64 }", "format: int64, maxLength: 3 }", "maxLength is not known for the type integer"),
    ("an unknown type", "name: { type: string }", "name: { type: text }", "the type 'text' is not known"),
    ("an unknown format", "name: { type: string }", "name: { type: string, format: email }", "the format email is not known"),
    ("an integer without format", ", format: int64", "", "needs the format int32 or int64"),
    ("a default of the wrong type", "format: int64 }", "format: int64, default: ten }", "the default 'ten' has the wrong type"),
    ("a default out of its range", "format: int64 }", "format: int64, maximum: 3, default: 4 }", "is not permitted by the schema itself"),
    ("a default of what is required", "name: { type: string }", "name: { type: string, default: x }", "what is required needs no default"),
    ("a range upside down", "format: int64 }", "format: int64, minimum: 3, maximum: 2 }", "minimum is above maximum"),
    ("an empty enum", "name: { type: string }", "name: { type: string, enum: [] }", "enum must be a list of values"),
    ("an enum of another type", "name: { type: string }", "name: { type: string, enum: [1] }", "enum must be a list of values"),
    ("a value twice in an enum", "name: { type: string }", "name: { type: string, enum: [a, a] }", "enum has a value twice"),
    ("a pattern without ends", "name: { type: string }", "name: { type: string, pattern: 'a+' }", "a pattern must begin with ^"),
    ("a pattern without words", "name: { type: string }", "name: { type: string, pattern: '^a+$' }", "a pattern needs x-pattern-text"),
    ("words for no pattern", "name: { type: string }", "name: { type: string, x-pattern-text: a word }", "describes a pattern, and there is none"),
    ("an array without items", "name: { type: string }", "name: { type: array }", "an array needs items"),
    ("a default of items", "name: { type: string }", "name: { type: array, items: { type: string, default: x } }", "default is for a member"),
    ("x-accept of another type", "name: { type: string }", "name: { type: string, x-accept: item|list }", "x-accept of this type must be number|string"),
    ("x-empty of a text", "name: { type: string }", "name: { type: string, x-empty: absent }", "x-empty may be absent, on an object or list"),
    ("an x-error that is no code", "name: { type: string }", "name: { type: string, x-error: 7003 }", "x-error must look like"),
    ("a map of values", "name: { type: string }", "name: { type: object, additionalProperties: { type: string } }", "additionalProperties may only be true"),
    ("required names no property", "required: [name]", "required: [nome]", "required names nome, which is no property"),
    ("two members of one C++ name", "size: { type", "Name: { type: string }\n        size: { type", "two properties have one C++ name"),
    ("a schema that contains itself", "name: { type: string }", "name: { $ref: '#/components/schemas/Box' }", "the schema contains itself: Box -> Box"),
    ("a reference to nothing", "schemas/Box' }", "schemas/Bax' }", "#/components/schemas/Bax does not exist"),
    ("a keyword beside a reference", "schema: { $ref: '#/components/schemas/Box' }", "schema: { $ref: '#/components/schemas/Box', minItems: 1 }", "minItems may not stand beside $ref"),
    ("a schema that nothing uses", "    Box:\n      type: object", "    Lid: { type: string }\n    Box:\n      type: object", "components/schemas/Lid is used by nothing"),
    ("no action", "      x-action: administer\n", "", "SetBox: x-action is missing"),
    ("no effect", "      x-effect: write\n", "", "SetBox: x-effect is missing; it is one of read, write"),
    ("no face", "      x-face: native\n", "", "SetBox: x-face is missing"),
    ("an unknown action", "x-action: administer", "x-action: rule", "x-action is rule, which is none of open"),
    ("an unknown key of an operation", "      x-effect: write\n", "      x-effect: write\n      x-speed: fast\n", "PUT /api/boxes/{box_id}: x-speed is not known here"),
    ("an unknown key of a tag", "{ name: Box }", "{ name: Box, boxes and more }", "tags: boxes and more is not known here"),
    ("an unknown method", "    put:", "    head:", "head is not known here"),
    ("no summary", "      summary: Sets a box\n", "", "an operation needs a summary"),
    ("an unknown tag", "tags: [Box]", "tags: [Bag]", "exactly one tag, one of the list `tags`: Box"),
    ("a parameter in capitals", "/api/boxes/{box_id}:", "/api/boxes/{boxId}:", "/api/boxes/{boxId}: not a path template"),
    ("a path parameter not declared", "name: box_id, in: path, required: true", "name: box, in: query", "declared in this order are []"),
    ("a path parameter not in the path", "/api/boxes/{box_id}:", "/api/boxes:", "has the parameters []"),
    ("another path without the parameter", "    put:", "    x-also-path: /box\n    put:", "the template /box has the parameters []"),
    ("an optional path parameter", "in: path, required: true", "in: path", "parameters in a path are required"),
    ("a list as parameter", "required: true, schema: { type: string }", "required: true, schema: { type: array, items: { type: string } }", "a parameter in the path may be one of"),
    ("a body of GET", "    put:", "    get:", "GET has no body"),
    ("a body that is no object", "schema: { $ref: '#/components/schemas/Box' }", "schema: { type: string }", "a body must be an object"),
    ("another content type", "application/json", "application/xml", "the content must be application/json"),
    ("no good answer", "'204'", "'404'", "exactly one answer of 2xx"),
    ("no default answer", "        default: { description: Refused }\n", "", "the answer `default`, for errors, is missing"),
    ("a status that is no text", "'204'", "204", "the key 204 must be text"),
    ("open, but security by default", "x-action: administer", "x-action: open", "x-action open and an empty `security` go together"),
    ("a workspace that the path has not", "x-effect: write", "x-effect: write\n      x-workspace: path", "the path has no workspace_id"),
    ("a workspace that no header has", "x-effect: write", "x-effect: write\n      x-workspace: header", "there is no header workspace"),
    ("a role action without a workspace", "x-action: administer", "x-action: read", "x-workspace is needed with the actions read, develop"),
    ("a workspace for an action without roles", "      parameters:\n", "      x-workspace: header\n      parameters:\n        - { name: workspace, in: header, schema: { type: string } }\n", "and with no other; this is administer"),
    ("another face than the path's", "x-face: native", "x-face: v1", "x-face is v1, but /api/boxes/{box_id} is a path of the face native"),
    ("a native path that is none", "  /api/boxes/{box_id}:", "  /boxes/{box_id}:", "x-face is native, but /boxes/{box_id} is a path of the face plain"),
    ("errors of another face", "default: { description: Refused }", "default: { description: Refused, content: { application/json: { schema: { $ref: '#/components/schemas/Box' } } } }", "the answer `default` of the face native is application/problem+json, not application/json"),
    ("replay of what only reads", "x-effect: write", "x-effect: read\n      x-replay: true", "x-replay is for what writes"),
    ("a key twice", "      x-effect: write\n", "      x-effect: write\n      x-effect: read\n", "the key x-effect stands here twice"),
    ("an unknown key at the top", "paths:", "webhooks: {}\npaths:", "the contract: webhooks is not known here"),
    ("another version of OpenAPI", "openapi: 3.0.3", "openapi: 3.1.0", "must be OpenAPI 3.0"),
]


def compiled(text):
    return read_contract(strict_yaml.load(text))


class Refusals(unittest.TestCase):
    def test_the_small_contract_itself_is_right(self):
        self.assertEqual([operation.name for operation in compiled(SMALL).operations], ["SetBox"])

    def test_everything_unknown_or_contradictory_is_refused(self):
        for what, old, new, message in REFUSALS:
            with self.subTest(what):
                self.assertIn(old, SMALL)
                with self.assertRaises(ContractError) as refused:
                    compiled(SMALL.replace(old, new, 1))
                self.assertIn(message, str(refused.exception))

    def test_two_operations_may_share_neither_name_nor_route(self):
        again = SMALL[SMALL.index("  /api/boxes"):SMALL.index("components:")]
        same_name = SMALL.replace("components:", again.replace("/api/boxes/", "/api/bags/") + "components:", 1)
        same_route = SMALL.replace("components:", again.replace("box_id", "id").replace("SetBox", "PutBox") + "components:", 1)
        with self.assertRaisesRegex(ContractError, "two operations of this name"):
            compiled(same_name)
        with self.assertRaisesRegex(ContractError, "is the route of SetBox too"):
            compiled(same_route)


class StrictYaml(unittest.TestCase):
    def test_nothing_is_guessed_from_how_a_word_looks(self):
        document = strict_yaml.load("{a: yes, b: on, c: 010, d: 2026-11-24, e: 1e3, f: true, g: 12, h: -1.5, i: null, j: 0x1}")
        self.assertEqual(document, {"a": "yes", "b": "on", "c": "010", "d": "2026-11-24", "e": "1e3", "f": True, "g": 12,
                                    "h": -1.5, "i": None, "j": "0x1"})

    def test_what_is_no_yaml_is_a_contract_error(self):
        with self.assertRaisesRegex(ContractError, "not valid YAML"):
            strict_yaml.load("a: [1")


class Names(unittest.TestCase):
    def test_names_become_snake_case(self):
        for name, wanted in [("preNodeName", "pre_node_name"), ("X-Project-Id", "x_project_id"), ("listJSONRows", "list_json_rows"),
                             ("starttime", "starttime"), ("default", "default_"), ("ListJobs", "list_jobs"), ("v2Api", "v2_api")]:
            self.assertEqual(names.snake(name, ""), wanted)

    def test_texts_are_escaped(self):
        self.assertEqual(names.literal('a"\\ü\n'), '"a\\"\\\\\\303\\274\\012"')


class Outputs(unittest.TestCase):
    def run_compiler(self, folder, text):
        path = os.path.join(folder, "contract.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        printed, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
            status = compiler.main([path, "--output", os.path.join(folder, "out"), "--folder", "generated/small",
                                    "--namespace", "slipway::small", "--handlers", "slipway::small_http"])
        return status, printed.getvalue().split("\n"), complained.getvalue()

    def test_unchanged_outputs_are_left_alone_and_stale_ones_removed(self):
        with tempfile.TemporaryDirectory() as folder:
            self.run_compiler(folder, SMALL)
            generated = os.path.join(folder, "out", "generated", "small")
            for name in os.listdir(generated):
                os.utime(os.path.join(generated, name), (1, 1))
            with open(os.path.join(generated, "old_dto.h"), "w", encoding="utf-8"):
                pass

            self.run_compiler(folder, SMALL.replace("size:", "width:"))

            changed = {name for name in os.listdir(generated) if os.path.getmtime(os.path.join(generated, name)) != 1}
            self.assertEqual(changed, {"box_dto.h", "box_dto.cpp"})
            self.assertNotIn("old_dto.h", os.listdir(generated))

    def test_dispatchers_are_listed_apart(self):
        with tempfile.TemporaryDirectory() as folder:
            status, printed, _ = self.run_compiler(folder, SMALL)
        self.assertEqual(status, 0)
        self.assertEqual([os.path.basename(line) for line in printed if line],
                         ["operations.cpp", "box_dto.cpp", "dispatch", "dispatch.cpp", "box_dispatch.cpp"])

    def test_a_refusal_names_the_file_and_writes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            status, _, complained = self.run_compiler(folder, SMALL.replace("x-effect: write", ""))
            self.assertEqual(status, 1)
            self.assertIn("contract.yaml: SetBox: x-effect is missing", complained)
            self.assertFalse(os.path.exists(os.path.join(folder, "out")))

    def test_the_features_contract_is_compiled_as_it_was(self):
        """Read this golden page when you change the compiler; UPDATE_GOLDEN=1 rewrites it."""
        golden = os.path.join(ROOT, "tests", "contract", "golden", "lid_box.txt")
        with open(os.path.join(ROOT, "tests", "contract", "features.yaml"), encoding="utf-8") as file:
            contract = compiled(file.read())
        options = compiler.parse_arguments(["x", "--output", "x", "--folder", "generated/features", "--namespace",
                                            "slipway::features", "--handlers", "slipway::features_http"])
        api, server = compiler.outputs(contract, options)
        page = "".join(f"==== {name}\n{text}" for name, text in {**api, **server}.items() if name.startswith("lid_box"))
        if os.environ.get("UPDATE_GOLDEN") == "1":
            os.makedirs(os.path.dirname(golden), exist_ok=True)
            with open(golden, "w", encoding="utf-8") as file:
                file.write(page)
        with open(golden, encoding="utf-8") as file:
            self.assertEqual(page, file.read())


class CountedTests(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as folder:
            contract = os.path.join(folder, "contract.yaml")
            tests = os.path.join(folder, "tests")
            os.mkdir(tests)
            for path, text in {contract: SMALL, **{os.path.join(tests, name): text for name, text in files.items()}}.items():
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                status = check_tests.main([contract, tests])
            return status, said.getvalue()

    def test_an_operation_without_a_mark_fails(self):
        status, said = self.check({"a_test.cpp": "// API_TEST (SetBox)\n"})
        self.assertEqual(status, 1)
        self.assertIn('SetBox has no test: mark one with API_TEST(SetBox) or @api_test("SetBox")', said)

    def test_marks_in_either_language_count(self):
        self.assertEqual(self.check({"a_test.cpp": "API_TEST(SetBox);\n"})[0], 0)
        self.assertEqual(self.check({"test_a.py": '@api_test("SetBox")\n'})[0], 0)
        self.assertEqual(self.check({"test_a.py": '@api_test("SetBox", "SetBox")\n'})[0], 0)

    def test_a_mark_of_an_unknown_operation_fails(self):
        status, said = self.check({"test_a.py": '@api_test("SetBox")\n@api_test("SetBix")\n'})
        self.assertEqual(status, 1)
        self.assertIn("test_a.py marks SetBix, which is no operation", said)


if __name__ == "__main__":
    unittest.main()
