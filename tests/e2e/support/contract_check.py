"""Holds answers against api/openapi.yaml: is the status declared, does the body have the declared shape?"""

import functools
import json
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tools/contract"))
import published_words as compiler_words  # noqa: E402

METHODS = ("get", "put", "post", "delete", "patch")
IGNORED = ("description", "example", "default", "format")
INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
INT64 = {"minimum": -(2**63), "maximum": 2**63 - 1}


@functools.lru_cache(maxsize=None)
def contract():
    return yaml.load(
        (ROOT / "api/openapi.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


def resolve(node):
    """The node that a $ref names, with what stands beside the $ref."""
    while isinstance(node, dict) and "$ref" in node:
        target = contract()
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


@functools.lru_cache(maxsize=None)
def operations():
    """(operation id, method, path template, operation) of every operation, its second path included."""
    found = []
    for path, item in contract()["paths"].items():
        for method in METHODS:
            if method in item:
                for template in [path, *([item["x-also-path"]] if "x-also-path" in item else [])]:
                    found.append((item[method]["operationId"], method.upper(), template, item[method]))
    return found


@functools.lru_cache(maxsize=None)
def _patterns():
    rows = []
    for operation_id, method, template, operation in operations():
        pattern = re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", template) + "$")
        rows.append((template.count("{"), pattern, method, operation_id, operation))
    return sorted(rows, key=lambda row: row[0])  # literal segments win


def find_operation(method, path):
    for _, pattern, its_method, operation_id, operation in _patterns():
        if its_method == method and pattern.match(path):
            return operation_id, operation
    return None, None


def _as_json_schema(node):
    """Inlines $refs and drops what JSON Schema does not know. An answer has no more members than are declared."""
    node = resolve(node)
    schema = {key: value for key, value in node.items() if key not in IGNORED and not key.startswith("x-")}
    if node.get("type") == "integer":
        schema = {**(INT32 if node.get("format") == "int32" else INT64), **schema}
    if "items" in schema:
        schema["items"] = _as_json_schema(schema["items"])
    if "properties" in schema:
        schema["properties"] = {name: _as_json_schema(part) for name, part in schema["properties"].items()}
        schema.setdefault("additionalProperties", False)
    return schema


@functools.lru_cache(maxsize=None)
def _validator(pointer):
    """Draft 4, as OpenAPI 3.0 is: 1.0 is no integer."""
    node = contract()
    for part in pointer:
        node = resolve(node[part])
    return jsonschema.Draft4Validator(_as_json_schema(node))


def _check_body(pointer, response):
    # The clients' decoders fail on NaN and on repeated members, which Python's own would let pass.
    def refuse_twins(pairs):
        assert len({name for name, _ in pairs}) == len(pairs), f"a member stands twice: {pairs}"
        return dict(pairs)

    def refuse_constant(text):
        raise AssertionError(f"{text} is no JSON")

    body = json.loads(response.content, object_pairs_hook=refuse_twins, parse_constant=refuse_constant)
    _validator(pointer).validate(body)


def _check_refusal(path, response):
    """A refusal of what is no operation has the form of its face too."""
    schema = "Problem" if path.startswith("/api/") else "ErrorBody"
    if path.startswith(("/v1/", "/v2/", "/v3/", "/api/")) and response.request.method != "HEAD":
        _check_body(("components", "schemas", schema), response)


@functools.lru_cache(maxsize=None)
def published_words():
    words = compiler_words.published_words(contract())
    assert {"approver_ids", "package_ids", "apply_user_id"} <= words
    return compiler_words.pattern_of(words)


def _check_words(path, response):
    """Our own API says no word of the public one."""
    if path.startswith("/api/") and response.headers.get("Content-Type", "").endswith("problem+json"):
        found = published_words().search(response.json()["detail"])
        assert not found, f"{path} says {found[0]}, a word of the public API: {response.text[:500]}"


def check_answer(method, path, response):
    """Fails the test when the answer is not what the contract declares."""
    assert "X-Request-Id" in response.headers, f"{method} {path}: no X-Request-Id"
    _check_words(path, response)
    operation_id, operation = find_operation(method, path)
    if operation is None:
        return _check_refusal(path, response)
    status = str(response.status_code)
    if status not in operation["responses"]:
        assert (
            response.status_code >= 400 and "default" in operation["responses"]
        ), f"{operation_id} answered {status}: {response.text[:500]}"
        status = "default"
    content = resolve(operation["responses"][status]).get("content")
    if not content:
        assert response.content == b"", f"{operation_id}: a body where none is declared: {response.text[:500]}"
        return None
    sent_type = response.headers.get("Content-Type", "").split(";")[0]
    assert sent_type in content, f"{operation_id}: content type {sent_type}, declared {list(content)}: {response.text[:500]}"
    if sent_type.endswith("json"):
        template, verb = _place_of(operation_id)
        _check_body(("paths", template, verb, "responses", status, "content", sent_type, "schema"), response)
    return None


@functools.lru_cache(maxsize=None)
def _place_of(operation_id):
    return next(
        (path, method)
        for path, item in contract()["paths"].items()
        for method in METHODS
        if method in item and item[method]["operationId"] == operation_id
    )
