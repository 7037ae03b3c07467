"""The program itself: start, ready line, credentials, restart, stop, wrong use."""

import os
import pathlib
import signal
import stat
import subprocess
import tempfile
import threading
import time

import pytest

from project_bodies import script
from server_fixtures import TEST_POSTGRES, create_database
from server_process import BINARY, wait_until
from store_dump import select
from team import Team, World


@pytest.fixture
def fresh(new_server, database_kind):
    return new_server(database_kind)


def test_a_first_start_takes_a_second_and_writes_credentials_for_their_owner_only(fresh):
    started = time.monotonic()
    fresh.start()
    assert time.monotonic() - started < 5, "a second where nothing else runs"
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


def test_a_server_without_its_key_or_with_another_one_refuses_to_start(fresh):
    fresh.start()
    fresh.stop()
    key = fresh.data_dir / "secret.key"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(AssertionError, match="key"):
        fresh.start()
    key.write_bytes(kept)
    key.chmod(0o600)
    fresh.start()
    assert fresh.stop() == 0


def test_a_data_directory_belongs_to_one_server(new_server):
    server = new_server("sqlite").start()
    second = subprocess.run(
        [BINARY, "serve", "--data-dir", str(server.data_dir), "--listen", "127.0.0.1:0"],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert second.returncode == 1 and "use" in second.stderr
    assert server.is_running() and server.stop() == 0


def test_a_request_under_way_is_answered_at_sigterm(fresh):
    fresh.start()
    root = Team(fresh).root
    # The hash of a password takes some time, during which the signal comes.
    answers = []
    sender = threading.Thread(
        target=lambda: answers.append(root.send("POST", "/api/v1/users", json={"name": "late", "password": "a long pass phrase"}))
    )
    sender.start()
    fresh.process.send_signal(signal.SIGTERM)
    sender.join()
    assert fresh.wait() == 0
    assert not answers or answers[0].status_code == 201


@pytest.mark.parametrize(
    "arguments",
    [["serve", "--no-such-option"], ["no-such-command"], ["serve", "--listen", "nowhere"], ["serve", "extra"]],
    ids=str,
)
def test_wrong_use_exits_2_and_says_why(arguments, tmp_path):
    done = subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=20, env={**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    )
    assert done.returncode == 2 and done.stderr and done.stdout == ""


def test_an_unknown_setting_stops_the_start(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data/slipway.toml").write_text("[limits]\nuserz = 5\n")
    done = subprocess.run(
        [BINARY, "serve", "--data-dir", str(tmp_path / "data"), "--listen", "127.0.0.1:0"],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode != 0 and "userz" in done.stderr and "users" in done.stderr
    done = subprocess.run(
        [BINARY, "serve", "--data-dir", str(tmp_path / "other")],
        capture_output=True,
        text=True,
        timeout=20,
        env={**os.environ, "SLIPWAY_LIMITS_USERZ": "5", "SLIPWAY_SERVER_LISTEN": "127.0.0.1:0"},
    )
    assert done.returncode != 0 and "SLIPWAY_LIMITS_USERZ" in done.stderr


def test_help_and_version_read_well():
    for arguments in (["--help"], ["serve", "--help"], ["version"], ["package", "deploy", "--help"]):
        done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20)
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


def test_a_database_that_goes_away_is_told_and_comes_back(request, new_server):
    """SQLite has no server to lose; PostgreSQL is stopped and started under a running server."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="slipway-pg.", dir="/tmp"))
    started = subprocess.run(
        [TEST_POSTGRES, "start", str(directory), "--watch", str(os.getpid())], check=True, stdout=subprocess.PIPE, text=True
    )
    request.addfinalizer(lambda: subprocess.run([TEST_POSTGRES, "remove", str(directory)], check=False))
    server = new_server("sqlite")
    server.database_url = create_database(started.stdout.strip().splitlines()[-1], "outage")
    server.start()
    world = World(Team(server))
    world.developer.create_script(script("before"))

    subprocess.run([TEST_POSTGRES, "stop", str(directory), "--immediate"], check=True)
    answer = world.developer.send("POST", "/v1/{project_id}/scripts", json=script("lost"))
    assert (answer.status_code, answer.json()["error_code"]) == (503, "DLF.7050") and "Retry-After" in answer.headers
    wait_until(lambda: world.root.send("GET", "/readyz").status_code == 503, what="not ready")
    assert world.root.send("GET", "/healthz").status_code == 200

    subprocess.run([TEST_POSTGRES, "start", str(directory)], check=True, stdout=subprocess.DEVNULL)
    wait_until(
        lambda: world.developer.send("GET", "/v1/{project_id}/scripts").status_code == 200, what="recovery without a restart"
    )
    wait_until(lambda: world.root.send("GET", "/readyz").status_code == 200, what="ready again")
    world.developer.create_script(script("after"))
    assert {row["name"] for row in world.viewer.call("GET", "/v1/{project_id}/scripts")["scripts"]} == {"before", "after"}
    assert server.stop() == 0
