"""How real clients differ in what they send; all of it is taken."""

import pytest

from marks import api_test
from project_bodies import daily, job, node, script
from release_steps import ended_run, release

SCRIPTS = "/v1/{project_id}/scripts"
JOBS = "/v1/{project_id}/jobs"


@pytest.mark.parametrize(
    "content_type",
    ["application/json;charset=UTF-8", "application/json; charset=utf-8", "application/json", 'APPLICATION/JSON;Charset="utf-8"'],
)
def test_content_types_are_spelled_in_many_ways(world, content_type):
    world.developer.call("POST", SCRIPTS, expect=204, json=script("a"), headers={"Content-Type": content_type})
    assert world.developer.call("GET", SCRIPTS, headers={"Content-Type": content_type})["total"] == 1
    world.developer.call("DELETE", SCRIPTS + "/a", expect=204, headers={"Content-Type": content_type})


def test_a_body_that_is_no_json_by_its_type_is_refused(world):
    answer = world.developer.send("POST", SCRIPTS, json=script("a"), headers={"Content-Type": "text/xml"})
    assert (answer.status_code, answer.json()["error_code"]) == (415, "APIGW.0201")
    assert "application/json" in answer.json()["error_msg"]


def test_the_java_client_sends_chunks_and_escapes(world):
    body = b'{"name":"java","type":"Shell","content":"\\u4e2d\\u6587 \\ud83d\\ude00 \\u00e9","description":"\\u8bf4\\u660e"}'
    world.developer.call("POST", SCRIPTS, expect=204, body=body, chunked=True, signed_names=["content-type", "x-sdk-date"])
    shown = world.developer.show_script("java")
    assert (shown["content"], shown["description"]) == ("中文 😀 é", "说明")


def test_the_go_client_sends_raw_text_and_a_final_newline(world):
    world.developer.call(
        "POST",
        SCRIPTS,
        expect=204,
        body='{"name":"go","type":"Shell","content":"中文 é"}\n'.encode(),
        signed_names=["content-type", "x-sdk-date"],
    )
    assert world.developer.show_script("go")["content"] == "中文 é"


def test_a_header_that_is_not_ascii_is_signed_as_utf_8(shared_world):
    class Utf8(str):
        """Text that goes onto the wire as UTF-8, where http.client would take Latin-1."""

        def encode(self, *_):
            return str.encode(self, "utf-8")

    assert shared_world.viewer.call("GET", JOBS, headers={"X-Project-Note": Utf8("Müller 中")})["total"] == 0


def test_unknown_headers_and_members_are_ignored(world):
    world.developer.call(
        "POST",
        SCRIPTS,
        expect=204,
        json=script("a", somethingNew={"x": [1]}),
        headers={"Dlm-Type": "EXCLUSIVE", "X-Language": "en-us"},
    )
    assert "somethingNew" not in world.developer.show_script("a")


def test_an_explicit_null_is_absent(world):
    developer = world.developer
    developer.create_script(script("a", directory=None, database=None, configuration=None, approvers=None, targetStatus=None))
    developer.create_job(
        job("j", [node("n", conditions=None, failPolicy=None, retryTimes=None)], params=None, basicConfig=None, description=None)
    )
    assert not {"directory", "database", "configuration"} & set(developer.show_script("a"))
    assert not {"conditions", "failPolicy", "retryTimes"} & set(developer.show_job("j")["nodes"][0])
    package = developer.package(["a"], [world.deployer.user_id])
    assert world.viewer.packages(key_word=None, limit=None, deploy_status_filter=None)["total"] == 1
    world.deployer.call(
        "POST", "/v2/{project_id}/factory/release-packages/deploy", json={"package_ids": [package], "startup_mode": None}
    )


@pytest.mark.parametrize(
    "location, shown",
    [
        ({"x": 10, "y": -20}, {"x": "10", "y": "-20"}),
        ({"y": 5}, {"y": "5"}),
        ({"x": "7", "y": 0}, {"x": "7", "y": "0"}),
        ({}, {}),
    ],
    ids=str,
)
def test_locations_are_taken_as_numbers_and_answered_as_strings(world, location, shown):
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={}, location=location)]))
    assert world.developer.show_job("j")["nodes"][0]["location"] == shown


def test_scalars_are_taken_where_the_contract_says_string(world):
    body = job(
        "j",
        [
            {
                "name": "n",
                "type": "Dummy",
                "location": {},
                "properties": [{"name": "a", "value": 5}, {"name": "b", "value": True}, {"name": "c", "value": 1.5}],
            }
        ],
        params=[{"name": "p", "value": 7}],
        emptyRunningJob=0,
    )
    world.developer.create_job(body)
    shown = world.developer.show_job("j")
    assert [row["value"] for row in shown["nodes"][0]["properties"]] == ["5", "true", "1.5"]
    assert shown["params"][0]["value"] == "7" and shown["emptyRunningJob"] == "0"


@pytest.mark.parametrize("nothing", [{}, []], ids=str)
def test_what_an_export_leaves_empty_counts_as_none(world, nothing):
    node_parts = {"conditions": nothing, "eventTrigger": nothing, "cronTrigger": nothing}
    body = job(
        "j",
        [node("n", kind="Dummy", properties={}, **node_parts)],
        schedule={**daily(dependJobs=nothing), "event": nothing},
        basicConfig={"owner": "Ada", "tags": nothing},
    )
    world.developer.create_job(body)
    shown = world.developer.show_job("j")
    assert "dependJobs" not in shown["schedule"]["cron"] and "event" not in shown["schedule"]
    assert not {"eventTrigger", "cronTrigger"} & set(shown["nodes"][0])
    release(world, "j")
    assert ended_run(world.operator, "j", world.operator.run_once("j"))["status"] == "success"


def test_a_dependency_that_names_no_job_is_answered_as_given_and_holds_nothing_up(world):
    depends = {"jobs": [], "dependPeriod": "SAME_PERIOD", "dependFailPolicy": "FAIL"}
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})], schedule=daily(dependJobs=depends)))
    assert world.developer.show_job("j")["schedule"]["cron"]["dependJobs"] == depends
    release(world, "j")
    world.operator.call("POST", f"{JOBS}/j/start", expect=204, json={})


def test_a_directory_that_ends_in_a_slash_is_answered_as_given(world):
    world.developer.create_script(script("s", directory="/dir/a/"))
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})], directory="/dir/a/"))
    assert world.developer.show_script("s")["directory"] == world.developer.show_job("j")["directory"] == "/dir/a/"


@pytest.mark.parametrize("member", ["pre_node_names", "preNodeNames", "preNodeName"])
def test_predecessors_are_spelled_in_several_ways(world, member):
    first = {"name": "a", "type": "Dummy", "location": {}, "properties": []}
    world.developer.create_job(job("j", [first, {**first, "name": "b", member: ["a"]}, {**first, "name": "c", member: "b"}]))
    assert [row.get("preNodeName") for row in world.developer.show_job("j")["nodes"][1:]] == [["a"], ["b"]]


def test_depend_jobs_may_come_in_a_list(world):
    world.developer.create_job(job("j", schedule=daily(dependJobs=[{"jobs": ["up"]}])))
    assert world.developer.show_job("j")["schedule"]["cron"]["dependJobs"] == {"jobs": ["up"]}


def test_approvers_are_spelled_in_two_ways(world):
    world.developer.create_script(script("a", approvers=[{"approver_name": "lin"}, {"approverName": "wei"}]))
    assert world.developer.show_script("a")["approvers"] == [{"approverName": "lin"}, {"approverName": "wei"}]


@api_test("RunOnce")
def test_a_run_may_come_with_an_empty_body_or_much_more(world):
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})]))
    release(world, "j")
    operator = world.operator
    bodies = [
        b"",
        b"{}",
        b'{"jobParams":[{"name":"p","value":1,"type":"variable","paramType":"constants"}],"useExecutionUser":"no","x":1}',
    ]
    runs = [operator.call("POST", f"{JOBS}/j/run-immediate", body=body)["instanceId"] for body in bodies]
    assert len(set(runs)) == 3 and all(ended_run(operator, "j", run)["status"] == "success" for run in runs)
    operator.call("POST", f"{JOBS}/j/start", expect=204, body=b"")


def test_the_workspace_named_default_is_meant_when_none_is_named(team):
    root = team.root.but(workspace=None)
    named = team.root.call("GET", SCRIPTS)["total"]
    assert root.call("GET", SCRIPTS)["total"] == named
    team.people["viewer"].refused("GET", SCRIPTS, 400, "DLF.0819")


def test_head_and_options_know_the_routes(shared_world):
    viewer = shared_world.viewer
    answer = viewer.send("HEAD", f"/v1/{viewer.project_id}/jobs")
    assert (answer.status_code, answer.content) == (200, b"")
    answer = viewer.send("PATCH", f"/v1/{viewer.project_id}/jobs")
    assert answer.status_code == 405 and set(answer.headers["Allow"].replace(" ", "").split(",")) >= {"GET", "POST"}
    viewer.refused("GET", "/v1/{project_id}/nonsense", 404, "APIGW.0101")
    viewer.refused("GET", "/v1/{project_id}/jobs/", 404, "APIGW.0101")


def test_a_project_header_may_come_too(shared_world):
    viewer = shared_world.viewer
    answer = viewer.call("GET", "/v2/{project_id}/factory/pending-items", headers={"X-Project-Id": viewer.project_id})
    assert answer["total"] == 0


def test_the_request_id_of_a_client_is_answered_when_it_is_safe(shared_world):
    answer = shared_world.viewer.send("GET", JOBS, headers={"X-Request-Id": "client-chosen.1"})
    assert answer.headers["X-Request-Id"]
    answer = shared_world.viewer.send("GET", JOBS, headers={"X-Request-Id": "no good <id>"})
    assert "<" not in answer.headers["X-Request-Id"]
