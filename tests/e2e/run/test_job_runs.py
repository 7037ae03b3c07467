"""Running: what the engine does with a released job, seen from the API."""

import os
import time

import pytest

from marks import api_test
from project_bodies import daily, job, node, runs_script, script
from release_steps import ended_run, node_log, node_states, release
from server_process import wait_until

JOBS = "/v1/{project_id}/jobs"


def shell(name, *after, text, **more):
    return node(name, *after, properties={"statement": text}, **more)


def python(name, *after, text, **more):
    return node(name, *after, kind="Python", properties={"statement": text}, **more)


def run(world, nodes, name="j", scripts=(), start=None, **more):
    """Releases a job with these nodes, runs it once and waits for the end; (instance id, what ShowJobInstance tells)."""
    for body in scripts:
        world.developer.create_script(body)
    world.developer.create_job(job(name, nodes, **more))
    release(world, name, *(body["name"] for body in scripts))
    instance = world.operator.run_once(name, **(start or {}))
    return instance, ended_run(world.operator, name, instance)


def native(world, instance):
    return world.viewer.call("GET", f"{world.native}/instances/{instance}")


@api_test("RunOnce", "ShowInstance")
def test_a_graph_is_walked_in_order_with_parallel_branches(world):
    instance, shown = run(
        world,
        [
            node("start", kind="Dummy", properties={}),
            shell("left", "start", text="echo left"),
            python("right", "start", text="print('right')"),
            shell("end", "left", "right", text="echo end"),
        ],
    )
    assert shown["status"] == "success" and set(node_states(shown).values()) == {"success"}
    assert (shown["total"], shown["instanceType"]) == (4, 7)
    times = {row["nodeName"]: (row["startTime"], row["endTime"]) for row in shown["nodes"]}
    assert times["end"][0] >= max(times["left"][1], times["right"][1])
    assert [node_log(world.viewer, world, instance, name) for name in ("left", "right", "end")] == ["left\n", "right\n", "end\n"]
    detail = native(world, instance)
    assert (detail["type"], detail["version"], detail["generation"], detail["environment"]) == ("run_once", 1, 1, "production")
    assert detail["by_deployment"] is False
    assert detail["nodes"][1]["attempts"][0]["attempt"] == 1


def test_a_run_that_a_deployment_started_says_so(world):
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})]))
    release(world, "j", startup_mode=1)
    rows = world.viewer.call("GET", "/v1/{project_id}/jobs/instances/detail", query={"jobName": "j"})["instances"]
    detail = native(world, rows[0]["instanceId"])
    assert (len(rows), rows[0]["instanceType"]) == (1, 0)
    assert (detail["type"], detail["by_deployment"]) == ("scheduled", True)


def production_jobs(world, **query):
    return world.viewer.call("GET", f"{world.native}/production-jobs", query=query)["items"]


@api_test("ListProductionJobs")
def test_production_tells_the_last_run_of_each_job_whatever_its_end(world):
    nodes = {"good": [shell("n", text="true")], "bad": [shell("n", text="false")], "long": [shell("n", text="sleep 600")]}
    for name in (*nodes, "fresh"):
        world.developer.create_job(job(name, nodes.get(name, [shell("n", text="true")])))
    release(world, *nodes, "fresh")
    runs = {name: world.operator.run_once(name) for name in nodes}
    for name in ("good", "bad"):
        ended_run(world.operator, name, runs[name])

    def found():
        return {row["name"]: (row["is_running"], row.get("last_run", {}).get("status")) for row in production_jobs(world)}

    wait_until(lambda: found()["long"] == (True, "running"), what="the long run")
    assert found() == {"good": (False, "success"), "bad": (False, "fail"), "long": (True, "running"), "fresh": (False, None)}
    world.operator.call("POST", f"{JOBS}/long/instances/{runs['long']}/stop", expect=204)
    wait_until(lambda: found()["long"] == (False, "stopped"), what="its end")

    world.developer.call("DELETE", f"{JOBS}/good", expect=204)
    assert [row["name"] for row in production_jobs(world) if row["is_deletion_pending"]] == ["good"]
    assert [row["name"] for row in production_jobs(world, after="bad", through="good")] == ["fresh", "good"]
    assert [row["name"] for row in production_jobs(world, name="ON")] == ["long"]


@api_test("ShowNodeLog")
def test_a_log_is_read_in_pieces(world):
    instance, _ = run(world, [shell("n", text="printf 0123456789")])
    path = f"{world.native}/instances/{instance}/nodes/n/log"
    answer = world.viewer.send("GET", path, query={"offset": 4})
    assert answer.text == "456789"
    assert (answer.headers["X-Next-Offset"], answer.headers["X-Log-Complete"]) == ("10", "true")
    assert world.viewer.send("GET", path, query={"offset": 10}).text == ""
    assert world.viewer.send("GET", path, query={"attempt": 1}).text == "0123456789"
    world.viewer.refused("GET", path, 404, "node.log_not_found", query={"attempt": 2})
    world.viewer.refused("GET", f"{world.native}/instances/{instance}/nodes/absent/log", 404, "node.log_not_found")


def test_a_failed_node_fails_the_run_and_skips_what_comes_after(world):
    instance, shown = run(
        world,
        [
            shell("bad", text="echo first; echo last line >&2; exit 3"),
            shell("after", "bad", text="echo never"),
            shell("beside", text="echo fine"),
        ],
    )
    assert shown["status"] == "fail"
    states = node_states(shown)
    assert states["bad"] == "fail" and states["after"] in ("skip", "waiting", "fail") and states["after"] != "success"
    bad = next(row for row in native(world, instance)["nodes"] if row["name"] == "bad")
    assert "3" in bad["message"] and "last line" in bad["message"]


def test_a_failure_that_is_ignored_lets_the_run_go_on(world):
    _, shown = run(world, [shell("bad", text="exit 1", failPolicy="IGNORE"), shell("after", "bad", text="true")])
    assert node_states(shown) == {"bad": "fail", "after": "success"}
    assert shown["status"] == "success"


def test_a_node_is_tried_again(world, node_directory):
    instance, shown = run(
        world,
        [
            shell(
                "n",
                text=f"echo $SLIPWAY_ATTEMPT >> {node_directory}/tries; test $SLIPWAY_ATTEMPT = 2",
                retryTimes=1,
                retryInterval=5,
            )
        ],
    )
    assert shown["status"] == "success"
    assert (node_directory / "tries").read_text().split() == ["1", "2"]
    attempts = native(world, instance)["nodes"][0]["attempts"]
    assert [(row["attempt"], row["status"], row["exit_code"]) for row in attempts] == [(1, "fail", 1), (2, "success", 0)]


def test_a_node_has_the_promised_environment_and_no_other(world):
    instance, shown = run(world, [shell("n", text="env | sort; pwd; cat; ulimit -c; id -u")])
    assert shown["status"] == "success"
    lines = node_log(world.viewer, world, instance, "n").splitlines()
    variables = dict(line.split("=", 1) for line in lines if "=" in line)
    assert set(variables) - {"PWD", "SHLVL", "_", "OLDPWD"} == {
        "PATH",
        "HOME",
        "LANG",
        "TMPDIR",
        "TZ",
        "SLIPWAY_PROJECT_ID",
        "SLIPWAY_WORKSPACE_ID",
        "SLIPWAY_JOB_NAME",
        "SLIPWAY_NODE_NAME",
        "SLIPWAY_INSTANCE_ID",
        "SLIPWAY_PLAN_TIME",
        "SLIPWAY_ATTEMPT",
    }
    assert (variables["SLIPWAY_WORKSPACE_ID"], variables["SLIPWAY_INSTANCE_ID"], variables["SLIPWAY_ATTEMPT"]) == (
        world.workspace,
        str(instance),
        "1",
    )
    assert variables["HOME"] in lines and variables["LANG"] == "C.UTF-8" and variables["TZ"] == "UTC"


def test_a_node_reads_neither_credentials_nor_key_nor_database(world):
    if os.geteuid() != 0:
        pytest.skip("nodes have a user of their own only when the server is root")
    data = world.server.data_dir
    instance, shown = run(
        world, [shell("n", text=f"id -u; cat {data}/* {data}/credentials.json && exit 9; ls {data} && exit 9; exit 0")]
    )
    assert shown["status"] == "success"
    user = int(node_log(world.viewer, world, instance, "n").splitlines()[0])
    assert 1_900_000_000 < user < 2_000_000_000 and user % 2 == 0, "a user of the environment's own, not that of its test runs"


def test_scripts_come_from_production_and_parameters_fill_in(world):
    nodes = [
        node("n", properties={"scriptName": "say", "arguments": "'one word' ${who} ${unknown}"}),
        python("p", text="print('${day}', '${who}')"),
    ]
    instance, _ = run(
        world,
        nodes,
        scripts=[script("say", 'echo "${who}|$1|$2|$3"\n')],
        params=[{"name": "who", "value": "default"}, {"name": "day", "value": "monday"}],
        start={"jobParams": [{"name": "who", "value": "Ada", "type": "variable"}]},
    )
    assert node_log(world.viewer, world, instance, "n") == "Ada|one word|Ada|${unknown}\n"
    assert node_log(world.viewer, world, instance, "p") == "monday Ada\n"
    world.developer.update_script(script("say", "echo not released\n"))
    again = world.operator.run_once("j")
    ended_run(world.operator, "j", again)
    assert node_log(world.viewer, world, again, "n") == "default|one word|default|${unknown}\n"


def test_a_value_of_a_call_never_runs_as_code(world):
    attack = "$(touch hit); `touch hit` '; touch hit #"
    nodes = [
        node("n", properties={"scriptName": "say", "arguments": "${who}"}),
        python("p", text="import os\nprint(os.environ['SLIPWAY_PARAM_extra'])"),
    ]
    instance, shown = run(
        world,
        nodes,
        scripts=[script("say", 'printf "%s|%s\\n" "$1" "$SLIPWAY_PARAM_who"; ls\n')],
        params=[{"name": "who", "value": "default"}],
        start={"jobParams": [{"name": "who", "value": attack}, {"name": "extra", "value": attack}, {"name": "PATH", "value": "/nowhere"}]},
    )
    assert shown["status"] == "success"
    assert node_log(world.viewer, world, instance, "n") == f"{attack}|{attack}\n"
    assert node_log(world.viewer, world, instance, "p") == f"{attack}\n"

    world.developer.update_script(script("say", "echo '${who}' ${extra}\n"))
    release(world, "say")
    for name, place in (("who", "SLIPWAY_PARAM_who"), ("extra", "SLIPWAY_PARAM_extra")):
        body = {"jobParams": [{"name": name, "value": "$(id)"}]}
        refused = world.operator.refused("POST", f"{JOBS}/j/run-immediate", 400, "DLF.3051", json=body)
        assert place in refused


def test_a_wide_and_deep_graph_runs_to_its_end(world):
    def dummy(name, *after):
        return node(name, *after, kind="Dummy", properties={})

    wide = [dummy(f"wide{number}", "start") for number in range(300)]
    deep = [dummy(f"deep{number}", f"deep{number - 1}" if number else "start") for number in range(100)]
    end = dummy("end", *(body["name"] for body in wide), "deep99")
    _, shown = run(world, [dummy("start"), *wide, *deep, end])
    assert shown["status"] == "success" and shown["total"] == 402
    assert set(node_states(shown).values()) == {"success"}


def test_a_dry_run_runs_no_node(world, node_directory):
    _, shown = run(world, [shell("n", text=f"touch {node_directory}/ran")], emptyRunningJob="1")
    assert shown["status"] == "success" and not (node_directory / "ran").exists()


@api_test("StartJob", "StopJob", "ShowJobStatus", "StopJobInstance")
def test_a_run_once_job_is_normal_while_it_runs_and_stopped_afterwards(world, node_directory):
    gate = node_directory / "gate"
    world.developer.create_job(job("j", [shell("n", text=f"until [ -e {gate} ]; do sleep 0.05; done")]))
    release(world, "j")
    operator = world.operator

    def status():
        return operator.call("GET", f"{JOBS}/j/status")["status"]

    def listed():
        return operator.call("GET", JOBS)["jobs"][0]["status"]

    assert (status(), listed()) == ("STOPPED", "STOPPED")
    operator.start("j")
    wait_until(lambda: operator.instances("j")[0]["status"] == "running")
    assert (status(), listed()) == ("NORMAL", "SCHEDULING")
    another = {"jobParams": [{"name": "not", "value": "the same request"}]}
    assert "j" in operator.refused("POST", f"{JOBS}/j/start", 400, "DLF.7022", json=another)
    gate.touch()
    wait_until(lambda: operator.instances("j")[0]["status"] == "success")
    assert (status(), listed()) == ("STOPPED", "STOPPED")
    row = operator.instances("j")[0]
    assert (row["instanceType"], row["version"]) == (0, 1)
    assert operator.call("GET", JOBS)["jobs"][0]["lastInstanceStatus"] == "success"


def test_a_run_is_stopped_with_all_its_processes(world, node_directory):
    pid_file = node_directory / "pid"
    world.developer.create_job(
        job("j", [shell("n", text=f"setsid sleep 300 & echo $! > {pid_file}; wait"), shell("after", "n", text="true")])
    )
    release(world, "j")
    instance = world.operator.run_once("j")
    wait_until(lambda: pid_file.exists() and pid_file.read_text().strip(), what="the start of the node")
    child = int(pid_file.read_text())
    path = f"{JOBS}/j/instances/{instance}/stop"
    world.operator.call("POST", path, expect=204)
    shown = ended_run(world.operator, "j", instance)
    assert shown["status"] == "manual-stop" and set(node_states(shown).values()) == {"manual-stop"}
    wait_until(lambda: not os.path.exists(f"/proc/{child}"), what="the end of the node's child")
    world.operator.refused("POST", f"{JOBS}/j/instances/999999/stop", 400, "DLF.0137")
    assert "other" in world.operator.refused("POST", f"{JOBS}/other/instances/{instance}/stop", 400, "DLF.7021")
    world.operator.refused("GET", f"{JOBS}/j/instances/abc", 400, "DLF.0137")


def test_five_runs_of_a_job_go_on_at_once_and_the_rest_waits(world, node_directory):
    gate = node_directory / "gate"
    world.developer.create_job(job("j", [shell("n", text=f"until [ -e {gate} ]; do sleep 0.05; done")]))
    release(world, "j")
    instances = [world.operator.run_once("j", jobParams=[{"name": "n", "value": str(number)}]) for number in range(7)]

    def states():
        return [world.operator.instance("j", instance)["status"] for instance in instances]

    wait_until(lambda: states() == ["running"] * 5 + ["waiting"] * 2, what="five running, two waiting")
    world.operator.call("POST", f"{JOBS}/j/instances/{instances[6]}/stop", expect=204)
    assert states()[6] == "manual-stop"
    gate.touch()
    wait_until(lambda: states() == ["success"] * 6 + ["manual-stop"])


def test_a_node_that_is_a_dry_run_succeeds_unrun(world, node_directory):
    dry = node("n", properties={"statement": f"touch {node_directory}/ran; exit 1", "emptyRunningJob": "1"})
    _, shown = run(world, [dry, shell("after", "n", text="true")])
    assert shown["status"] == "success" and node_states(shown) == {"n": "success", "after": "success"}
    assert not (node_directory / "ran").exists()


def test_lines_that_end_in_cr_lf_run(world):
    instance, shown = run(world, [shell("n", text="echo one\r\necho two\r\n"), python("p", text="\ufeffprint('three')\r\n")])
    assert shown["status"] == "success"
    assert [node_log(world.viewer, world, instance, name) for name in ("n", "p")] == ["one\ntwo\n", "three\n"]
    properties = world.developer.show_job("j")["nodes"][0]["properties"]
    assert properties == [{"name": "statement", "value": "echo one\r\necho two\r\n"}]


def test_a_job_says_how_many_of_its_instances_run_at_once(world, node_directory):
    gate = node_directory / "gate"
    text = f"until test -e {gate}; do sleep 0.05; done"
    world.developer.create_job(job("j", [shell("n", text=text)], schedule=daily(concurrent=1)))
    assert world.developer.show_job("j")["schedule"]["cron"]["concurrent"] == 1
    release(world, "j")
    for number in range(3):
        world.operator.run_once("j", jobParams=[{"name": "n", "value": str(number)}])

    def states():
        return sorted(row["status"] for row in world.operator.instances("j"))

    wait_until(lambda: states() == ["running", "waiting", "waiting"], what="one running, two waiting")
    gate.touch()
    wait_until(lambda: states() == ["success"] * 3)


def test_starting_and_stopping_a_schedule_may_be_repeated(world):
    world.developer.create_job(job("j", schedule=daily()))
    release(world, "j")
    operator = world.operator
    for _ in range(2):
        operator.start("j", jobParams=[{"name": "p", "value": "1"}], start_date=20250101, ignore_first_self_dependence=True)
        assert operator.call("GET", f"{JOBS}/j/status")["status"] == "NORMAL"
    for _ in range(2):
        operator.call("POST", f"{JOBS}/j/stop", expect=204)
        assert operator.call("GET", f"{JOBS}/j/status")["status"] == "STOPPED"
    for method, path in (("POST", "start"), ("POST", "stop"), ("POST", "run-immediate"), ("GET", "status")):
        assert "absent" in operator.refused(method, f"{JOBS}/absent/{path}", 400, "DLF.7021")


@api_test("CreateTestRun")
def test_a_test_run_uses_the_drafts_and_touches_no_production(world):
    developer = world.developer
    developer.create_script(script("say", "echo draft ${p}\n", targetStatus="SAVED"))
    declares_p = [{"name": "p", "value": "0"}]
    developer.create_job(job("j", [runs_script("n", script_name="say")], targetStatus="SAVED", params=declares_p))
    instance = developer.call(
        "POST", f"{world.native}/jobs/j/test-runs", expect=201, json={"parameters": [{"name": "p", "value": "1"}]}
    )["instance_id"]
    shown = ended_run(developer, "j", instance)
    assert (shown["status"], shown["instanceType"]) == ("success", 2)
    assert node_log(developer, world, instance, "n") == "draft 1\n"
    detail = native(world, instance)
    assert (detail["environment"], detail["version"], detail["type"]) == ("development", 0, "test") and "generation" not in detail
    developer.refused("POST", f"{world.native}/jobs/absent/test-runs", 404, "job.not_found")
    developer.create_job(job("unfit", [node("a", "b")], targetStatus="SAVED"))
    assert "b" in developer.refused("POST", f"{world.native}/jobs/unfit/test-runs", 400, "job.unknown_predecessor")


@api_test("CreateTestRun", "StopJobInstance")
def test_a_test_run_is_stopped_by_who_develops(world, node_directory):
    developer = world.developer
    developer.create_job(job("j", [shell("n", text="sleep 300")], targetStatus="SAVED"))
    instance = developer.call("POST", f"{world.native}/jobs/j/test-runs", expect=201, json={})["instance_id"]
    wait_until(lambda: developer.instances("j")[0]["status"] == "running", what="the start of the run")
    path = f"{JOBS}/j/instances/{instance}/stop"
    for person in (world.operator, world.deployer, world.viewer):
        person.refused("POST", path, 403, "DLF.6888")
    assert "'j'" in developer.refused("POST", f"{JOBS}/j/instances/999999/stop", 400, "DLF.7021")
    developer.call("POST", path, expect=204)
    assert ended_run(developer, "j", instance)["status"] == "manual-stop"


def test_a_run_of_production_is_not_stopped_by_a_developer(world):
    world.developer.create_job(job("j"))
    release(world, "j")
    instance = world.operator.run_once("j")
    world.developer.refused("POST", f"{JOBS}/j/instances/{instance}/stop", 403, "DLF.6888")


@api_test("ListJobInstances")
def test_runs_are_listed_and_filtered(world):
    for name in ("good", "bad_one"):
        world.developer.create_job(job(name, [shell("n", text="exit 1" if name == "bad_one" else "exit 0")]))
    release(world, "good", "bad_one")
    for name in ("good", "bad_one"):
        ended_run(world.operator, name, world.operator.run_once(name))
    world.operator.start("good")
    wait_until(lambda: len(world.viewer.instances("good", status="success")) == 2)

    def found(**query):
        return [
            (row["jobName"], row["instanceType"], row["status"])
            for row in world.viewer.call("GET", f"{JOBS}/instances/detail", query=query)["instances"]
        ]

    everything = [("good", 0, "success"), ("bad_one", 7, "fail"), ("good", 7, "success")]
    assert found() == everything
    assert (
        found(jobName="BAD") == everything[1:2]
        and found(jobName="BAD", preciseQuery="true") == []
        and found(jobName="bad_one", preciseQuery="true") == everything[1:2]
    )
    assert found(status="fail,running") == everything[1:2] and found(status="fail,success") == everything
    assert found(instanceType="7") == everything[1:] and found(instanceType="2") == []
    assert found(limit=1, offset=1) == everything[1:2] and found(offset=9) == []
    now = int(time.time() * 1000)
    assert found(minPlanTime=now + 60_000) == [] == found(maxPlanTime=now - 3_600_000)
    assert found(minPlanTime=now - 3_600_000, maxPlanTime=now + 60_000) == everything
    for query in (
        {"limit": 1001},
        {"limit": 0},
        {"offset": -1},
        {"status": "sleeping"},
        {"instanceType": "9"},
        {"minPlanTime": "now"},
        {"preciseQuery": "maybe"},
    ):
        assert next(iter(query)) in world.viewer.refused("GET", f"{JOBS}/instances/detail", 400, "DLF.3051", query=query)


DUMMY = {"name": "n", "type": "Dummy", "location": {}, "properties": []}
NOT_YET = {
    "EVENT": ({"schedule": {"type": "EVENT", "event": {"eventType": "KAFKA", "channel": "c"}}}, "EVENT"),
    "REAL_TIME": ({"processType": "REAL_TIME"}, "REAL_TIME"),
    "dependJobs": ({"schedule": daily(dependJobs={"jobs": ["up"]})}, "dependJobs"),
    "dependPrePeriod": ({"schedule": daily(dependPrePeriod=True)}, "dependPrePeriod"),
    "last day": ({"schedule": daily("0 0 0 L * ?")}, "L"),
    "conditions": (
        {"nodes": [DUMMY, {**DUMMY, "name": "m", "preNodeName": ["n"], "conditions": [{"preNodeName": "n", "expression": "x"}]}]},
        "conditions",
    ),
    "eventTrigger": ({"nodes": [{**DUMMY, "eventTrigger": {"eventType": "KAFKA", "channel": "c"}}]}, "eventTrigger"),
    "cronTrigger": (
        {
            "nodes": [
                {**DUMMY, "cronTrigger": {"startTime": "2026-01-01T00:00:00+08", "expression": "0 0 1 * * ?", "period": "DAYS"}}
            ]
        },
        "cronTrigger",
    ),
    "expression": ({"nodes": [node("n", properties={"statement": "echo #{Job.planTime}"})]}, "#{"),
    "expression in params": ({"params": [{"name": "p", "value": "#{Job.planTime}"}]}, "#{"),
    "FAIL_CHILD": ({"nodes": [{**DUMMY, "failPolicy": "FAIL_CHILD"}]}, "FAIL_CHILD"),
    "SUSPEND": ({"nodes": [{**DUMMY, "failPolicy": "SUSPEND"}]}, "SUSPEND"),
    "node type": ({"nodes": [{**DUMMY, "type": "DWSSQL"}]}, "DWSSQL"),
    "connectionName": ({"nodes": [node("n", properties={"statement": "x", "connectionName": "far"})]}, "connectionName"),
    "pythonVersion": (
        {"nodes": [node("n", kind="Python", properties={"statement": "x", "pythonVersion": "Python 2"})]},
        "pythonVersion Python 2",
    ),
    "cleanOverdueDays": ({"cleanOverdueDays": 3}, "cleanOverdueDays 3"),
}


@pytest.mark.parametrize("field", NOT_YET)
def test_what_is_stored_but_not_yet_honoured_refuses_to_run(world, field):
    change, named = NOT_YET[field]
    world.developer.create_job({**job("j", [DUMMY]), **change})
    release(world, "j")
    for path in ("start", "run-immediate"):
        assert named in world.operator.refused("POST", f"{JOBS}/j/{path}", 400, "DLF.7023", json={})
    world.developer.refused("POST", f"{world.native}/jobs/j/test-runs", 400, "run.not_yet_supported")
    assert world.operator.instances("j") == []


@pytest.mark.parametrize("change", [{"connectionName": "far"}, {"kind": "PYTHON"}, {"kind": "DLISQL"}], ids=str)
def test_a_script_for_another_host_or_of_another_language_refuses_to_run(world, change):
    world.developer.create_script(script("say", **change))
    world.developer.create_job(job("j", [runs_script("n", script_name="say")]))
    release(world, "say", "j")
    named = f"{next(iter(change.values()))} of script say of node n"
    for path in ("start", "run-immediate"):
        assert named in world.operator.refused("POST", f"{JOBS}/j/{path}", 400, "DLF.7023", json={})
    world.developer.refused("POST", f"{world.native}/jobs/j/test-runs", 400, "run.not_yet_supported")
    assert world.operator.instances("j") == []
