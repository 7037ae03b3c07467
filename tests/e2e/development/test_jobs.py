"""Jobs in development: what was given comes back, what cannot run is not submitted, each mistake has its code."""

import pytest

from marks import api_test
from project_bodies import daily, job, node, script

PATH = "/v1/{project_id}/jobs"


def full_job(name):
    return {
        "name": name,
        "processType": "BATCH",
        "directory": "/sales",
        "description": "daily figures",
        "cleanOverdueDays": 3,
        "cleanWaitingJob": "true",
        "emptyRunningJob": "0",
        "singleNodeJobFlag": False,
        "logPath": "obs://logs/x",
        "lastUpdateUser": "ada",
        "targetStatus": "SAVED",
        "approvers": [{"approverName": "lin"}],
        "params": [{"name": "day", "value": "1", "type": "variable"}, {"name": "z", "value": "2", "paramType": "constants"}],
        "basicConfig": {
            "owner": "Ada",
            "agency": "g",
            "isIgnoreWaiting": 1,
            "priority": 2,
            "executeUser": "u",
            "instanceTimeout": 60,
            "customFields": {"team": "b", "a": [1]},
            "tags": ["t1", "t2"],
        },
        "schedule": {
            "type": "CRON",
            "cron": {
                "startTime": "2026-01-01T00:00:00+08",
                "endTime": "2036-01-01T00:00:00+08",
                "expression": "0 0/15 8-20 ? * 2-6",
                "expressionTimeZone": "GMT+8",
                "dependPrePeriod": True,
                "intervalType": "minutes",
                "dependJobs": {"jobs": ["upstream"], "dependPeriod": "SAME_PERIOD", "dependFailPolicy": "FAIL"},
            },
        },
        "nodes": [
            {
                "name": "z/first",
                "type": "Shell",
                "location": {"x": "-10", "y": "20.5"},
                "preNodeName": [],
                "pollingInterval": 20,
                "execTimeOutRetry": "true",
                "maxExecutionTime": 360,
                "retryTimes": 2,
                "retryInterval": 60,
                "failPolicy": "FAIL_CHILD",
                "properties": [
                    {"name": "statementOrScript", "value": "STATEMENT"},
                    {"name": "statement", "value": "echo \u00e9\n"},
                    {"name": "arguments", "value": ""},
                ],
            },
            {
                "name": "节点",
                "type": "DWSSQL",
                "location": {"x": "0", "y": "0"},
                "preNodeName": ["z/first"],
                "properties": [],
                "conditions": [{"preNodeName": "z/first", "expression": "#{true}"}],
                "cronTrigger": {
                    "startTime": "2026-01-01T00:00:00+08",
                    "expression": "0 0 1 * * ?",
                    "period": "DAYS",
                    "concurrent": 2,
                },
                "eventTrigger": {
                    "eventType": "KAFKA",
                    "channel": "c",
                    "failPolicy": "SUSPEND",
                    "concurrent": 3,
                    "readPolicy": "LAST",
                },
            },
        ],
    }


@api_test("CreateJob", "ShowJob")
def test_a_job_comes_back_as_it_was_given(world):
    given = full_job("作业-1.x_y")
    world.developer.create_job(given)
    shown = world.viewer.show_job(given["name"])
    assert {name: shown[name] for name in given} == given
    assert shown["version"] == "0" and shown["id"] > 0 and shown["createTime"] > 1_700_000_000_000


def test_nothing_is_invented_on_reading(world):
    world.developer.create_job(
        {
            "name": "bare",
            "processType": "BATCH",
            "schedule": {"type": "EXECUTE_ONCE"},
            "nodes": [{"name": "n", "type": "Dummy", "location": {}, "properties": []}],
        }
    )
    shown = world.developer.show_job("bare")
    assert not {"directory", "description", "basicConfig", "params", "targetStatus", "logPath", "cleanOverdueDays"} & set(shown)
    assert shown["nodes"] == [{"name": "n", "type": "Dummy", "location": {}, "properties": []}]
    assert shown["version"] == "1"


@api_test("UpdateJob")
def test_versions_are_numbered_without_gaps_and_stay_readable(world):
    developer = world.developer
    developer.create_job(job("j", [node("one")]))
    developer.update_job(job("j", [node("two")]))
    developer.update_job(job("j", [node("two")]))
    developer.update_job(job("j", [node("three")], targetStatus="SAVED"))

    def first_node(**query):
        shown = developer.show_job("j", **query)
        return shown["nodes"][0]["name"], shown["version"]

    assert first_node() == ("three", "2")
    assert first_node(getJobSubmitVersion="true") == ("two", "2")
    assert first_node(version=1) == ("one", "1")
    developer.refused("GET", PATH + "/j", 400, "DLF.3051", query={"version": 3})
    developer.refused("GET", PATH + "/j", 400, "DLF.3051", query={"version": 0})
    assert "rename" in developer.refused("PUT", PATH + "/j", 400, "DLF.3051", json=job("k"))
    assert "nothing" in developer.refused("PUT", PATH + "/nothing", 400, "DLF.0100", json=job("nothing"))


def test_the_jobs_that_depend_on_one_are_told_on_request(world):
    developer = world.developer
    developer.create_job(job("up"))
    developer.create_job(job("down", schedule=daily(dependJobs={"jobs": ["up"]})))
    assert "downstreamJobs" not in developer.show_job("up")
    shown = developer.show_job("up", dependencies="true")
    assert [row["jobName"] for row in shown["downstreamJobs"]] == ["down"]


UNFIT = [
    ({"nodes": []}, "DLF.1006"),
    ({"nodes": [node("n", "absent")]}, "DLF.7025"),
    ({"nodes": [node("n"), node("n")]}, "DLF.7026"),
    ({"nodes": [node("a", "b"), node("b", "a")]}, "DLF.7024"),
    ({"nodes": [node("a", "a")]}, "DLF.7024"),
    ({"nodes": [node("n", properties={})]}, "DLF.0802"),
    ({"nodes": [node("n", properties={"statement": "x", "scriptName": "y"})]}, "DLF.0802"),
    ({"nodes": [node("n", properties={"statementOrScript": "SCRIPT", "statement": "x"})]}, "DLF.0802"),
    ({"nodes": [node("n", kind="Python", properties={})]}, "DLF.0802"),
    ({"schedule": {}}, "DLF.3025"),
    ({"schedule": {"type": "CRON"}}, "DLF.3025"),
    ({"schedule": daily("61 * * * * ?")}, "DLF.3025"),
    ({"schedule": daily("0 0 0 30 2 ? 2020 x")}, "DLF.3025"),
    ({"schedule": daily("every day")}, "DLF.3025"),
    ({"schedule": daily(expressionTimeZone="Mars/Olympus")}, "DLF.3025"),
    ({"schedule": {"type": "CRON", "cron": {"startTime": "not a time", "expression": "0 0 1 * * ?"}}}, "DLF.3025"),
    ({"schedule": {"type": "EVENT"}}, "DLF.3025"),
]


@pytest.mark.parametrize("change, code", UNFIT, ids=lambda value: str(value)[:60])
def test_what_cannot_run_may_be_saved_but_not_submitted(world, change, code):
    developer = world.developer
    body = {**job("odd"), **change}
    developer.refused("POST", PATH, 400, code, json=body)
    assert developer.call("GET", PATH)["total"] == 0
    developer.create_job({**body, "targetStatus": "SAVED"})
    developer.refused("PUT", PATH + "/odd", 400, code, json=body)
    assert developer.show_job("odd")["version"] == "0"


WRONG = [
    ({"name": ""}, "DLF.3004"),
    ({"name": None}, "DLF.3004"),
    ({"name": "no blanks"}, "DLF.3018"),
    ({"name": "n" * 129}, "DLF.3018"),
    ({"name": "a/b"}, "DLF.3018"),
    ({"name": "n" * 5_000}, "DLF.3018"),
    ({"name": 7}, "DLF.3018"),
    ({"name": ["n"]}, "DLF.3018"),
    ({"processType": "SOMETIMES"}, "DLF.2014"),
    ({"processType": None}, "DLF.2014"),
    ({"schedule": None}, "DLF.3025"),
    ({"schedule": {"type": "HOURLY"}}, "DLF.3025"),
    ({"description": "d" * 256}, "DLF.3050"),
    ({"directory": "x"}, "DLF.3051"),
    ({"schedule": daily(concurrent=0)}, "DLF.3025"),
    ({"schedule": daily(concurrent=129)}, "DLF.3025"),
    ({"name": "."}, "DLF.3018"),
    ({"name": ".."}, "DLF.3018"),
    ({"nodes": [node("..")]}, "DLF.3051"),
    ({"nodes": None}, "DLF.0802"),
    ({"nodes": {}}, "DLF.3051"),
    ({"nodes": [node("bad name")]}, "DLF.3051"),
    ({"nodes": [node("n", kind=None)]}, "DLF.0802"),
    ({"nodes": [node("n", location=None)]}, "DLF.0802"),
    ({"nodes": [node("n", retryTimes=6)]}, "DLF.3051"),
    ({"nodes": [node("n", retryTimes="2")]}, "DLF.3051"),
    ({"nodes": [node("n", retryInterval=4)]}, "DLF.3051"),
    ({"nodes": [node("n", retryInterval=121)]}, "DLF.3051"),
    ({"nodes": [node("n", maxExecutionTime=4)]}, "DLF.3051"),
    ({"nodes": [node("n", maxExecutionTime=1441)]}, "DLF.3051"),
    ({"nodes": [node("n", pollingInterval=61)]}, "DLF.3051"),
    ({"nodes": [node("n", failPolicy="RETRY")]}, "DLF.3051"),
    ({"nodes": [node("n")] * 1001}, "DLF.7040"),
    ({"params": [{"name": "bad name", "value": "1"}]}, "DLF.3051"),
    ({"params": [{"name": "p"}]}, "DLF.0802"),
    ({"basicConfig": {"priority": 3}}, "DLF.3051"),
    ({"basicConfig": {"instanceTimeout": 1441}}, "DLF.3051"),
    ({"basicConfig": {"isIgnoreWaiting": 2}}, "DLF.3051"),
    ({"emptyRunningJob": "2"}, "DLF.3051"),
    ({"targetStatus": "DONE"}, "DLF.3051"),
    ({"targetStatus": "PRODUCTION"}, "DLF.3051"),
    ({"cleanOverdueDays": -1}, "DLF.3051"),
    ({"basicConfig": []}, "DLF.3051"),
    ({"nodes": [node("n", conditions=[{"expression": "x"}])]}, "DLF.0802"),
]


@pytest.mark.parametrize("change, code", WRONG, ids=lambda value: str(value)[:60])
@pytest.mark.parametrize("target", ["SAVED", "SUBMITTED"])
def test_what_is_wrong_is_refused_saved_or_submitted(shared_world, change, code, target):
    developer = shared_world.developer
    developer.refused("POST", PATH, 400, code, json={**job("right", targetStatus=target), **change})
    assert developer.call("GET", PATH)["total"] == 0


def test_a_name_is_taken_once_a_kind(world):
    world.developer.create_script(script("same"))
    world.developer.create_job(job("same"))
    assert "same" in world.developer.refused("POST", PATH, 400, "DLF.0102", json=job("same"))


@api_test("ListJobs")
def test_jobs_are_listed_and_filtered(world):
    developer = world.developer
    developer.create_job(job("b_night", schedule=daily(), basicConfig={"owner": "Ada", "priority": 1, "tags": ["red", "blue"]}))
    developer.create_job(job("a_day", basicConfig={"tags": ["green"]}))
    developer.create_job({**job("stream"), "processType": "REAL_TIME"})

    def names(**query):
        return [row["name"] for row in world.viewer.call("GET", PATH, query=query)["jobs"]]

    assert names() == ["a_day", "b_night", "stream"]
    assert names(jobName="DAY") == ["a_day"]
    assert names(jobType="REAL_TIME") == ["stream"] and names(jobType="BATCH") == ["a_day", "b_night"]
    assert names(tags="green,red") == ["a_day", "b_night"] and names(tags="blue") == ["b_night"] and names(tags="none") == []
    assert [names(limit=2, offset=number) for number in range(3)] == [["a_day", "b_night"], ["stream"], []]
    row = world.viewer.call("GET", PATH, query={"jobName": "b_night"})["jobs"][0]
    assert (row["status"], row["owner"], row["priority"], row["createUser"], row["jobType"]) == (
        "STOPPED",
        "Ada",
        1,
        "developer",
        "BATCH",
    )
    for query in ({"limit": 0}, {"limit": 101}, {"offset": -1}, {"jobType": "OTHER"}):
        world.viewer.refused("GET", PATH, 400, "DLF.3051", query=query)


@api_test("DeleteJob")
def test_a_job_that_was_never_released_is_gone(world):
    developer = world.developer
    developer.create_job(job("j"))
    developer.call("DELETE", PATH + "/j", expect=204, json={})
    assert developer.pending_items()["total"] == 0
    for method in ("GET", "DELETE"):
        assert "j" in developer.refused(method, PATH + "/j", 400, "DLF.0100")
