"""The command line against a server: what only the two together show."""

import json

from command_line import CommandLine
from project_bodies import job, node
from release_steps import release
from team import Team


def test_a_run_asked_for_three_times_at_once_is_three_runs(world, tmp_path):
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})]))
    release(world, "j")
    operator = CommandLine(world.operator, tmp_path)

    processes = [operator.begin("job", "run", "j") for _ in range(3)]
    said = [process.communicate(timeout=60)[0] for process in processes]

    assert [process.returncode for process in processes] == [0] * 3
    assert len(set(said)) == 3
    assert len(world.operator.instances("j")) == 3


def test_what_is_pulled_is_pushed_unchanged(world, tmp_path):
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})]))
    developer = CommandLine(world.developer, tmp_path)
    file = str(tmp_path / "j.json")

    developer.run("job", "pull", "j", file)
    out, err = developer.run("job", "push", file)

    assert out == "unchanged: job j, version 1\n"
    assert err == ""


def test_a_list_tells_what_is_not_released_and_a_log_names_what_did_not_run(world, tmp_path):
    world.developer.create_job(job("j", [node("n", kind="Dummy", properties={})]))
    release(world, "j")
    world.developer.create_job(job("later", [node("n", kind="Dummy", properties={})]))
    operator = CommandLine(world.operator, tmp_path)

    out, _ = operator.run("job", "run", "j", "--wait", "-o", "json")
    instance = json.loads(out)["instance_id"]
    jobs, _ = operator.run("job", "list")
    _, said = operator.run("instance", "log", instance, "n", "--follow")
    runs, _ = operator.run("instance", "list", "--type", "run_once", "--from", "2020-01-01")
    scheduled, _ = operator.run("instance", "list", "--type", "scheduled")

    state = {line.split()[0]: line for line in jobs.splitlines()}
    assert "not released" in state["later"] and "not released" not in state["j"]
    assert "success" in state["j"]
    assert said == "node n started nothing (success): there is nothing to read\n"
    assert instance in [line.split()[0] for line in runs.splitlines()]
    assert scheduled == ""


def read_until(stream, wanted):
    """Lines up to and with the one that holds it; fails when the stream ends before."""
    while wanted not in (line := stream.readline()):
        assert line, f"it ended without saying {wanted!r}"


def test_waiting_outlives_a_restart_of_the_server(new_server, tmp_path):
    server = new_server("sqlite").start()
    root = Team(server).root
    properties = {"statementOrScript": "STATEMENT", "statement": "sleep 3"}
    root.create_job(job("j", [node("n", properties=properties, retryTimes=1, retryInterval=5)]))
    address = server.endpoint.removeprefix("http://")

    waiting = CommandLine(root, tmp_path).begin("job", "test", "j", "--wait", "--timeout", "60")
    read_until(waiting.stderr, "n: running")
    server.stop()
    read_until(waiting.stderr, "the server does not answer; waiting for it to come back")
    server.start(listen=address)
    out, err = waiting.communicate(timeout=60)

    assert waiting.returncode == 0, (out, err)
    assert out.splitlines()[0].endswith(": success"), out


def test_roles_that_somebody_has_already_are_unchanged(world, tmp_path):
    root = CommandLine(world.root, tmp_path)

    assert root.run("member", "set", "viewer", "viewer")[0] == "unchanged: viewer is viewer\n"
    assert root.run("member", "set", "viewer", "viewer", "operator")[0].startswith("viewer is now ")
    assert root.run("member", "set", "outsider", "viewer")[0] == "outsider is now viewer\n"
    root.run("member", "remove", "outsider")  # others count on who they were
    root.run("member", "set", "viewer", "viewer")
