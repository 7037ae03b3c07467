"""The program itself: start, ready line, credentials, restart, stop, wrong use."""

import fcntl
import json
import os
import pathlib
import signal
import socket
import stat
import subprocess
import threading
import time
import urllib.parse

import pytest
import requests

from marks import api_test
from project_bodies import job, node, script
from release_steps import ended_run, node_log, release
from server_process import BINARY, wait_until
from store_dump import select
from team import Team, World


def run_program(*arguments, **variables):
    """To its end, with these variables in its environment."""
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20, env={**os.environ, **variables})


@pytest.fixture
def fresh(new_server, database_kind):
    return new_server(database_kind)


def test_a_first_start_takes_a_second_and_writes_credentials_for_their_owner_only(fresh):
    started = time.monotonic()
    fresh.start()
    assert time.monotonic() - started < 10, "a second where nothing else runs"
    path = fresh.data_dir / "credentials.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(fresh.data_dir.stat().st_mode) == 0o700
    made = fresh.credentials()
    assert set(made) == {"endpoint", "project_id", "workspace_id", "user_id", "user_name", "password", "access_key", "secret_key"}
    assert made["endpoint"] == fresh.endpoint and made["user_name"] == "admin"


def test_what_was_acknowledged_is_there_after_a_restart(fresh):
    fresh.start()
    before, world = fresh.credentials(), World(Team(fresh))
    world.developer.create_script(script("kept"))
    package = world.developer.package(["kept"], [world.deployer.user_id])
    assert fresh.stop() == 0
    fresh.start()
    world.follow(fresh.endpoint)
    after = fresh.credentials()
    assert after == {**before, "endpoint": fresh.endpoint}
    assert world.viewer.show_script("kept")["content"] == "echo hello\n"
    assert world.viewer.detail(package)["release_package"]["deploy_status"] == 1


def test_no_credentials_are_made_twice(fresh):
    fresh.start()
    fresh.stop()
    (fresh.data_dir / "credentials.json").unlink()
    fresh.start()
    assert not (fresh.data_dir / "credentials.json").exists()
    assert len(select(fresh, "SELECT id FROM users")) == 1


def test_a_first_start_without_its_port_makes_nobody(fresh):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        fresh.launch(listen=f"127.0.0.1:{taken.getsockname()[1]}")
        assert fresh.wait() == 1
    assert "cannot listen" in fresh.log_tail() and not (fresh.data_dir / "credentials.json").exists()
    assert select(fresh, "SELECT id FROM users") == []
    fresh.start()
    assert Team(fresh).root.call("GET", "/v3/projects")["projects"]
    assert fresh.stop() == 0


@pytest.mark.parametrize("text", ["", "{", "[1]", "{}", json.dumps({"user_id": "0" * 32, "secret_key": "of elsewhere"})])
def test_credentials_that_are_not_of_this_server_are_left_alone_and_told(new_server, text):
    server = new_server("sqlite").start()
    server.stop()
    path = server.data_dir / "credentials.json"
    path.write_text(text)
    server.start()
    assert str(path) in server.said and "remove it" in server.said
    assert path.read_text() == text and server.stop() == 0


def test_a_server_without_its_key_or_with_another_one_refuses_to_start(fresh):
    fresh.start()
    fresh.stop()
    key = fresh.data_dir / "secret.key"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(AssertionError, match="there is no key file .*secret.key.* copy the file"):
        fresh.start()
    assert not key.exists(), "a new one would open nothing"
    key.write_text("a" * 64 + "\n")
    key.chmod(0o600)
    with pytest.raises(AssertionError, match="not the one"):
        fresh.start()
    key.write_bytes(kept)
    key.chmod(0o600)
    fresh.start()
    assert fresh.stop() == 0


def test_a_server_keeps_its_id_and_takes_no_other_for_its_own(fresh):
    fresh.start()
    kept = (fresh.data_dir / "server.id").read_text()
    assert len(kept.strip()) == 32 and fresh.stop() == 0
    fresh.start()
    assert (fresh.data_dir / "server.id").read_text() == kept and fresh.stop() == 0
    (fresh.data_dir / "server.id").write_text("mine\n")
    with pytest.raises(AssertionError, match="server.id does not hold"):
        fresh.start()


def test_a_data_directory_belongs_to_one_server(database_kind, new_server):
    """A second one ends before it touches anything: not even the work folders, which it would take for a dead server's."""
    server = new_server(database_kind).start()
    (server.data_dir / "work" / "node-running").mkdir()
    (server.data_dir / "work" / "node-running" / "result").write_text("half of it")
    before = all_of(server.data_dir)
    address = ["--database-url", server.database_url] if server.database_url else []
    for command in (["serve", "--listen", "127.0.0.1:0"], ["migrate"]):
        second = run_program(*command, "--data-dir", str(server.data_dir), *address)
        assert second.returncode == 1 and "another server uses the data directory" in second.stderr
    assert all_of(server.data_dir) == before
    assert server.is_running() and server.stop() == 0


def all_of(folder):
    """What lies in the folder and can be compared: names, modes, and the texts of all but the database, which lives on."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in sorted(folder.rglob("*"))
        if not path.name.startswith("slipway.db")
    }


def test_a_lock_that_is_let_go_in_a_moment_is_waited_for(new_server):
    """As a child holds it that was being started when its server was killed."""
    server = new_server("sqlite").start()
    server.kill()
    with (server.data_dir / "server.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        starting = threading.Thread(target=server.start)
        starting.start()
        wait_until(lambda: is_open_by(server, "server.lock"), what="the new server at the lock")
    starting.join()
    assert server.is_running() and server.stop() == 0


def is_open_by(server, name):
    """Does the process of the server have that file of its data directory open?"""
    if not server.is_running():
        return False
    opened = pathlib.Path(f"/proc/{server.process.pid}/fd")
    return str(server.data_dir / name) in {os.path.realpath(link) for link in opened.iterdir()}


def test_a_request_under_way_is_answered_at_sigterm(fresh):
    fresh.start()
    made = fresh.credentials()
    user = {"name": made["user_name"], "password": made["password"]}
    body = json.dumps({"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}).encode()
    head = (
        "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    parts = urllib.parse.urlsplit(fresh.endpoint)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(head.encode())
        assert b" 100 " in connection.recv(1000), "now it waits for the body"
        fresh.process.send_signal(signal.SIGTERM)
        wait_until(lambda: "stopping" in fresh.log_tail(), what="the begin of the end")
        connection.sendall(body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 201 ") and b"connection: close" in answer.lower()
    assert fresh.wait() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--no-such-option"],
        ["no-such-command"],
        ["serve", "extra"],
        ["serve", "--listen", "nowhere"],
    ],
    ids=str,
)
def test_wrong_use_exits_2_and_says_why(arguments, tmp_path):
    done = run_program(*arguments, XDG_DATA_HOME=str(tmp_path))
    assert done.returncode == 2 and done.stderr and done.stdout == ""


def test_localhost_is_an_address(new_server):
    server = new_server("sqlite").start(listen="localhost:0")
    assert server.endpoint.startswith("http://127.0.0.1:") and server.stop() == 0


def test_migrate_tells_wrong_use_from_failure(tmp_path):
    (tmp_path / "data").write_text("no directory")
    for variables, code in (({"SLIPWAY_LIMITS_USERZ": "5"}, 2), ({}, 1)):
        done = run_program("migrate", "--data-dir", str(tmp_path / "data"), **variables)
        assert done.returncode == code and done.stderr, done.stderr


def test_a_database_over_the_network_that_is_not_verified_is_told(tmp_path):
    url = "postgresql://u@db.example:1/x?hostaddr=127.0.0.1"
    done = run_program("migrate", "--data-dir", str(tmp_path / "data"), "--database-url", url)
    assert done.returncode == 1 and "database_not_verified" in done.stderr and "verify-full" in done.stderr


def test_without_time_zone_data_there_is_no_start(tmp_path):
    data = tmp_path / "data"
    done = run_program("serve", "--data-dir", str(data), "--listen", "127.0.0.1:0", TZDIR=str(tmp_path))
    assert done.returncode == 1 and "tzdata" in done.stderr and str(tmp_path) in done.stderr
    assert not data.exists()


def test_an_unknown_setting_stops_the_start(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data/slipway.toml").write_text("[limits]\nuserz = 5\n")
    done = run_program("serve", "--data-dir", str(tmp_path / "data"), "--listen", "127.0.0.1:0")
    assert done.returncode == 2 and "userz" in done.stderr and "users" in done.stderr
    variables = {"SLIPWAY_LIMITS_USERZ": "5", "SLIPWAY_SERVER_LISTEN": "127.0.0.1:0"}
    done = run_program("serve", "--data-dir", str(tmp_path / "other"), **variables)
    assert done.returncode != 0 and "SLIPWAY_LIMITS_USERZ" in done.stderr


def test_help_and_version_read_well():
    for arguments in (["--help"], ["serve", "--help"], ["version"], ["package", "deploy", "--help"]):
        done = run_program(*arguments)
        assert done.returncode == 0 and len(done.stdout) > 10 and done.stderr == ""
    assert done.stdout.count("\n") > 3


def test_limits_are_settings(new_server):
    server = new_server("sqlite").start(
        environment={
            "SLIPWAY_LIMITS_SCRIPT_BYTES": "1 KiB",
            "SLIPWAY_LIMITS_ITEMS_PER_PACKAGE": "1",
            "SLIPWAY_LIMITS_NODES_PER_JOB": "2",
            "SLIPWAY_LIMITS_OBJECTS_PER_WORKSPACE": "3",
        }
    )
    world = World(Team(server))
    developer = world.developer
    message = developer.refused("POST", "/v1/{project_id}/scripts", 400, "DLF.7040", json=script("a", "x" * 1025))
    assert "script_bytes" in message and "1024" in message
    for name in ("a", "b"):
        developer.create_script(script(name))
    developer.refused(
        "POST",
        "/v2/{project_id}/factory/pending-items/package",
        400,
        "DLF.7003",
        json=developer.package_body(["a", "b"], [world.deployer.user_id]),
    )
    developer.create_script(script("c"))
    assert "objects_per_workspace" in developer.refused("POST", "/v1/{project_id}/scripts", 400, "DLF.7040", json=script("d"))
    assert server.stop() == 0


def test_a_log_past_its_limit_is_cut_and_says_so(new_server):
    server = new_server("sqlite").start(environment={"SLIPWAY_LIMITS_LOG_BYTES_PER_NODE": "1 KiB"})
    world = World(Team(server))
    world.developer.create_job(
        job("j", [node("n", properties={"statement": "head -c 100000 /dev/zero | tr '\\0' x; echo; echo the end"})])
    )
    release(world, "j")
    instance = world.operator.run_once("j")
    assert ended_run(world.operator, "j", instance)["status"] == "success"
    text = node_log(world.viewer, world, instance, "n")
    assert 1024 <= len(text) < 2048 and text.startswith("x" * 500) and "the end" not in text and "cut" in text
    assert server.stop() == 0


def stalled(server, *pieces):
    """What is answered to a request that stops in the middle."""
    parts = urllib.parse.urlsplit(server.endpoint)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@api_test("ListServerTasks")
def test_the_background_tasks_run_and_are_told(team):
    def tasks():
        return {task["name"]: task for task in team.root.call("GET", "/api/v1/server/tasks")["items"]}

    assert {"engine_round", "plan_instances", "deploy_packages", "follow_up", "forget_expired"} <= set(tasks())
    wait_until(lambda: all(task["status"] == "ok" for task in tasks().values()), what="a run of each task")
    assert 'slipway_task_failing_seconds{task="engine_round"} 0' in requests.get(team.server.endpoint + "/metrics", timeout=10).text


def test_who_stalls_is_let_go(new_server):
    short = {f"SLIPWAY_HTTP_{name}_TIMEOUT": "300 ms" for name in ("HEADER", "BODY", "IDLE")}
    server = new_server("sqlite").start(environment=short)
    head = b"POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
    assert stalled(server) == b"", "nothing was asked"
    assert stalled(server, head[:30])[:13] in (b"HTTP/1.1 408 ", b"")
    assert stalled(server, head, b"{")[:13] == b"HTTP/1.1 408 "
    answers = stalled(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answers.count(b"HTTP/1.1 ") == 1 and b" 200 " in answers, "kept open for a while, then closed"
    assert server.is_running() and server.stop() == 0


def test_overload_is_told_once_in_the_form_of_the_face(new_server):
    server = new_server("sqlite").start(environment={"SLIPWAY_LIMITS_CONNECTION_COUNT": "1"})
    parts = urllib.parse.urlsplit(server.endpoint)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as busy:
        busy.sendall(b"POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n")
        assert b" 100 " in busy.recv(1000), "it is not idle any more"
        answer = stalled(server)
    assert answer.startswith(b"HTTP/1.1 503 ") and answer.lower().count(b"\r\nretry-after:") == 1
    head = b"POST /api/v1/users HTTP/1.1\r\nHost: x\r\nX-Auth-Token: t\r\nContent-Length: 99999999\r\n\r\n"
    answer = wait_until(lambda: (text := stalled(server, head)).startswith(b"HTTP/1.1 413 ") and text, what="an end of the busy one")
    assert b"application/problem+json" in answer
    assert server.stop() == 0


def test_metrics_are_served_apart_where_that_is_asked(new_server):
    server = new_server("sqlite").start(arguments=["--metrics-listen", "localhost:0"])
    assert requests.get(server.endpoint + "/metrics", timeout=10).status_code in (403, 404)
    ready, where = server.said.splitlines()[:2]
    assert server.endpoint in ready and where.startswith("metrics are at http://127.0.0.1:")
    answer = requests.get(where.split()[-1], timeout=10)
    assert answer.status_code == 200 and "slipway_" in answer.text
    assert server.stop() == 0
