"""The test part itself, and what a server does whose clock is set while it runs."""

import datetime
import os
import pathlib
import subprocess
import sys

import pytest

from project_bodies import job, node, script
from release_steps import release
from server_process import BINARY, wait_until
from shifted_clock import ShiftedClock
from team import PASSWORD, Team, World

LOOK = """
import sys, time
REALTIME_COARSE = 5
for line in sys.stdin:
    print(time.time(), time.clock_gettime(REALTIME_COARSE), time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME), flush=True)
"""
HOUR = 3600


def close_to(found, expected):
    return abs(found - expected) < 60


def test_the_wall_clock_and_the_boot_clock_are_shifted_and_the_steady_one_is_not(tmp_path):
    clock = ShiftedClock(tmp_path / "clock", pathlib.Path(BINARY).parent)
    environment = {**os.environ, **clock.environment}
    with subprocess.Popen(
        [sys.executable, "-c", LOOK], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def look():
            process.stdin.write("\n")
            process.stdin.flush()
            return [float(value) for value in process.stdout.readline().split()]

        first = look()
        clock.step(hours=-1.5)
        back = look()
        clock.step(hours=1.5)
        clock.suspend(hours=2)
        asleep = look()
        process.stdin.close()
    for found, shifts in ((back, (-1.5, -1.5, 0, 0)), (asleep, (2, 2, 0, 2))):
        assert all(close_to(found[i] - first[i], shifts[i] * HOUR) for i in range(4)), (first, found)


@pytest.fixture
def world(new_server, database_kind):
    server = new_server(database_kind)
    server.shift_clock()
    yield World(Team(server.start()))
    server.kill()


def newest_audit_time(world):
    text = world.viewer.call("GET", f"{world.native}/audit", query={"limit": 1})["items"][0]["at"]
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_what_happens_after_the_clock_was_set_bears_its_time(world):
    clock = world.server.clock
    for shift in ({"days": 400}, {"days": -500}):
        clock.step(**shift)
        world.developer.create_script(script(f"made-{clock.wall.days}"))
        assert close_to(newest_audit_time(world).timestamp(), clock.now().timestamp())


def test_a_token_ends_when_the_clock_goes_on(world):
    identity = {"methods": ["password"], "password": {"user": {"name": "viewer", "password": PASSWORD}}}
    body = {"auth": {"identity": identity, "scope": {"project": {"id": world.project_id}}}}
    token = world.viewer.but(access=None).send("POST", "/v3/auth/tokens", json=body).headers["X-Subject-Token"]
    bearer = world.viewer.but(access=None, token=token)
    assert bearer.send("GET", "/v1/{project_id}/jobs").status_code == 200
    world.server.clock.step(hours=25)
    bearer.refused("GET", "/v1/{project_id}/jobs", 401, "APIGW.0301")


def test_plan_times_follow_the_clock_also_over_a_restart(world):
    server = world.server
    world.developer.create_job(job("late", [node("n")]))
    release(world, "late")
    instance = world.operator.run_once("late")
    wait_until(lambda: world.viewer.instance("late", instance)["status"] == "success", what="the run")
    server.clock.step(days=2)
    server.kill()
    world.follow(server.start().endpoint)
    later = world.operator.run_once("late")
    wait_until(lambda: world.viewer.instance("late", later)["status"] == "success", what="the run after two days")
    assert world.viewer.instance("late", later)["planTime"] - world.viewer.instance("late", instance)["planTime"] > 47 * HOUR


def test_a_machine_that_slept_longer_than_the_lease_gives_up_what_it_ran(new_server):
    """Other servers may have taken it over; a lease is counted by a clock that goes on while the machine sleeps."""
    server = new_server("postgres")
    server.shift_clock()
    world = World(Team(server.start()))
    world.developer.create_job(job("long", [node("n", properties={"statement": "sleep 600"})]))
    release(world, "long")
    instance = world.operator.run_once("long")
    wait_until(lambda: world.viewer.instance("long", instance)["status"] == "running", what="the run")
    server.clock.suspend(minutes=1)
    wait_until(lambda: "lease_lost" in server.log_path.read_text(), what="the end of the lease")
    wait_until(lambda: world.viewer.instance("long", instance)["status"] == "fail", what="the end of what ran under it")
    later = world.operator.run_once("long")
    wait_until(lambda: world.viewer.instance("long", later)["status"] == "running", what="a run under the next incarnation")
    server.kill()
