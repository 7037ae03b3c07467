"""Wrong types in every field of the contract, depth, size, foreign ids: a 4xx with a code each, and nothing created."""

import json

import pytest

from any_call import code_of, fill
from contract_check import operations, resolve
from project_bodies import job, node, script

DEPTH_MAX = 7


def minimal(node_):
    """The smallest value that the schema takes."""
    schema = resolve(node_)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: minimal(schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return [minimal(schema["items"])] * schema.get("minItems", 0)
    return {"string": "long-enough", "integer": schema.get("minimum", 1), "boolean": True, "number": 1.5}[kind]


def wrong_values(schema):
    kind, accepted = schema.get("type"), schema.get("x-accept", "")
    values = {
        "string": [{}, ["x"]] if accepted else [{}, ["x"], 7, True],
        "integer": ["7", 1.5, {}, 1e300, 10**30, True],
        "boolean": ["true", 1, {}],
        "array": [7, {"x": 1}] if accepted else [7, {"x": 1}, "x"],
        "object": ["x", 7] if accepted else ["x", 7, ["x"]],
    }[kind]
    if kind == "object" and not schema.get("properties"):
        values = ["x", 7]
    if schema.get("enum"):
        values = [*values, "no such word"]
    if "maxLength" in schema and schema["maxLength"] <= 4096:
        values = [*values, "x" * (schema["maxLength"] + 1)]
    if kind == "integer" and "maximum" in schema:
        values = [*values, schema["maximum"] + 1]
    return values


def mutations(node_, path=(), depth=0):
    """(path of a member, value that it does not take) for every member of the schema."""
    schema = resolve(node_)
    if depth > DEPTH_MAX:
        return
    for name, part in schema.get("properties", {}).items():
        member = resolve(part)
        for value in wrong_values(member):
            yield (*path, name), value
        if member.get("type") == "object":
            yield from mutations(member, (*path, name), depth + 1)
        if member.get("type") == "array":
            item = resolve(member["items"])
            for value in wrong_values(item):
                yield (*path, name, 0), value
            yield from mutations(item, (*path, name, 0), depth + 1)


def with_member(node_, path, value):
    """A minimal body that has this member, with this value."""
    schema = resolve(node_)
    if not path:
        return value
    head, rest = path[0], path[1:]
    if head == 0:
        return [with_member(schema["items"], rest, value)]
    return {**minimal(schema), head: with_member(schema["properties"][head], rest, value)}


def body_schema(operation):
    return operation["requestBody"]["content"]["application/json"]["schema"]


WITH_BODY = {
    name: (method, path, operation)
    for name, method, path, operation in reversed(operations())
    if "requestBody" in operation and name != "KeystoneCreateUserTokenByPassword"
}
WITH_QUERY = {
    name: (method, path, operation)
    for name, method, path, operation in reversed(operations())
    if any(resolve(parameter)["in"] == "query" for parameter in operation.get("parameters", []))
}


def assert_refused(answer, named, sent):
    assert 400 <= answer.status_code < 500 and code_of(answer), f"{sent}: {answer.status_code} {answer.text[:300]}"
    assert answer.status_code == 400, f"{sent}: {answer.status_code} {answer.text[:300]}"
    assert named in answer.text, f"{sent}: the message does not name {named}: {answer.text[:300]}"


@pytest.mark.parametrize("name", sorted(WITH_BODY))
def test_a_wrong_type_in_any_member_is_refused_and_named(shared_world, name):
    method, path, operation = WITH_BODY[name]
    client = shared_world.root.but(user_id=None)
    for place, value in mutations(body_schema(operation)):
        body = with_member(body_schema(operation), place, value)
        named = str(next(part for part in reversed(place) if part != 0))
        assert_refused(
            client.send(method, fill(path, shared_world), json=body), named, f"{'/'.join(map(str, place))} = {str(value)[:60]}"
        )


@pytest.mark.parametrize("name", sorted(WITH_QUERY))
def test_a_wrong_query_is_refused_and_named(shared_world, name):
    method, path, operation = WITH_QUERY[name]
    for parameter in map(resolve, operation["parameters"]):
        schema = resolve(parameter.get("schema", {}))
        if parameter["in"] != "query":
            continue
        values = {"integer": ["x", "1.0", "", " 1", "0x10", "9" * 25, "+1"], "boolean": ["maybe", "2", ""], "string": []}[
            schema["type"]
        ]
        values += ["no such word"] if "enum" in schema else ["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
        for value in values:
            answer = shared_world.root.send(method, fill(path, shared_world), query={parameter["name"]: value})
            assert_refused(answer, parameter["name"], f"{parameter['name']}={value[:40]}")


RAW_BODIES = {
    "nothing": b"",
    "no JSON": b"{name:1}",
    "half": b'{"name":"a",',
    "trailing": b'{"name":"a","type":"Shell","content":""} x',
    "twice": b"{}{}",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "a number": b"7",
    "twins": b'{"name":"a","type":"Shell","content":"","name":"b"}',
    "NaN": b'{"name":NaN}',
    "infinity": b'{"version":1e400}',
    "BOM": b'\xef\xbb\xbf{"name":"a","type":"Shell","content":""}',
    "bad UTF-8": b'{"name":"a","type":"Shell","content":"\xff\xfe"}',
    "lone surrogate": b'{"name":"a","type":"Shell","content":"\\ud800"}',
    "NUL": b'{"name":"a","type":"Shell","content":"\\u0000"}',
    "raw control": b'{"name":"a","type":"Shell","content":"\n"}',
    "comment": b'/**/{"name":"a","type":"Shell","content":""}',
    "single quotes": b"{'name':'a'}",
    "trailing comma": b'{"name":"a","type":"Shell","content":"",}',
    "deep lists": b'{"configuration":' + b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "65 deep": b'{"name":"a","type":"Shell","content":"","configuration":' + b'{"a":' * 65 + b"1" + b"}" * 66,
    "a long number": b'{"name":"a","type":"Shell","content":"","version":' + b"1" * 100_000 + b"}",
}


@pytest.mark.parametrize("what", RAW_BODIES)
def test_a_body_that_is_not_strict_json_is_refused(shared_world, what):
    developer = shared_world.developer
    for path in ("/v1/{project_id}/scripts", "/v2/{project_id}/factory/pending-items/package"):
        answer = developer.send("POST", path, body=RAW_BODIES[what])
        assert answer.status_code == 400 and code_of(answer), f"{answer.status_code} {answer.text[:300]}"
    assert developer.call("GET", "/v1/{project_id}/scripts")["total"] == 0


def test_a_body_past_the_limit_is_refused_before_it_is_read(shared_world):
    body = json.dumps(script("large", "x" * (13 * 1024 * 1024))).encode()
    for chunked in (False, True):
        answer = shared_world.developer.send("POST", "/v1/{project_id}/scripts", body=body, chunked=chunked)
        assert answer.status_code == 413 and code_of(answer)
    assert (
        shared_world.deployer.send("POST", "/v2/{project_id}/factory/release-packages/deploy", body=b" " * 70_000).status_code
        == 413
    )


def test_ids_of_others_and_impossible_ones_answer_alike(shared_world):
    viewer = shared_world.viewer
    for wrong in ("0", "-1", "1e3", "0x1", "9223372036854775808", "１", "a" * 500, "%00", "..", "1%2F2", "' OR 1=1 --"):
        quoted = wrong if wrong.startswith("%") or "%2F" in wrong else wrong
        for path in (
            "/v2/{project_id}/factory/release-packages/",
            "/v1/{project_id}/system-tasks/",
            "/v1/{project_id}/jobs/j/instances/",
            "/v1/{project_id}/jobs/",
        ):
            answer = viewer.send("GET", path + quoted)
            assert answer.status_code in (400, 401, 404) and code_of(
                answer
            ), f"{path}{wrong}: {answer.status_code} {answer.text[:200]}"


def test_a_name_is_never_taken_for_sql_or_a_path(world):
    developer = world.developer
    developer.create_script(script("a"))
    for text in ("'; DROP TABLE object; --", "%", "_", "\\", '"', "../../etc/passwd", "a' OR 'a'='a"):
        assert developer.call("GET", "/v1/{project_id}/scripts", query={"scriptName": text})["total"] == 0
        assert developer.packages(key_word=text)["total"] == 0
    for name in ("..", "."):
        developer.refused("POST", "/v1/{project_id}/jobs", 400, "DLF.3018", json=job(name))
    for name in ("...", "-", "a.b"):
        developer.create_job(job(name, [node("../n", kind="Dummy", properties={})]))
        assert name in {row["name"] for row in developer.call("GET", "/v1/{project_id}/jobs")["jobs"]}


def test_after_all_that_the_server_lives_and_holds_nothing_of_it(shared_world):
    assert shared_world.root.call("GET", "/readyz")["status"] == "ok"
    assert shared_world.server.is_running()
    for path, member in (("/v1/{project_id}/scripts", "scripts"), ("/v1/{project_id}/jobs", "jobs")):
        assert shared_world.root.call("GET", path) == {"total": 0, member: []}
    assert shared_world.root.packages()["total"] == 0
