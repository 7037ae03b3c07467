"""PostgreSQL is stopped and started under a running server: clear errors, recovery without a restart, nothing lost."""

import os
import subprocess
import tempfile
import time

import pytest

from project_bodies import job, node, script
from release_steps import release
from server_fixtures import TEST_POSTGRES, create_database
from server_process import wait_until
from team import Team, World

LEASE_SECONDS = 1
SHORT_LEASE = {
    "SLIPWAY_TIMINGS_LEASE": f"{LEASE_SECONDS} s",
    "SLIPWAY_TIMINGS_LEASE_RENEWAL": "200 ms",
    "SLIPWAY_TIMINGS_POLL_INTERVAL": "100 ms",
}


class Database:
    """A PostgreSQL server of its own, durable, since it is stopped as by a crash."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="slipway-pg.", dir="/tmp")
        self.admin = self._control("start", "--fsync", "on", "--watch", str(os.getpid())).strip().splitlines()[-1]

    def _control(self, action, *options):
        return subprocess.run(
            [TEST_POSTGRES, action, self.directory, *options], check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def stop(self):
        self._control("stop", "--immediate")

    def start(self):
        self._control("start", "--fsync", "on")

    def remove(self):
        self._control("remove")


@pytest.fixture
def database():
    made = Database()
    yield made
    made.remove()


@pytest.fixture
def new_world(new_server, database):
    def make(settings=None):
        server = new_server("sqlite")
        server.database_url = create_database(database.admin, "outage")
        return World(Team(server.start(environment=settings)))

    return make


def check_recovered(world):
    wait_until(lambda: world.root.send("GET", "/readyz").status_code == 200, what="readiness without a restart")
    world.developer.create_script(script("after"))
    names = {row["name"] for row in world.viewer.call("GET", "/v1/{project_id}/scripts")["scripts"]}
    assert names == {"before", "after"}, "nothing that was acknowledged is lost, nothing that was refused is there"
    assert world.server.stop() == 0


def test_an_outage_is_told_and_ends_without_a_restart(new_world, database):
    world = new_world()
    world.developer.create_script(script("before"))
    database.stop()
    answer = world.developer.send("POST", "/v1/{project_id}/scripts", json=script("lost"))
    assert (answer.status_code, answer.json()["error_code"]) == (503, "DLF.7050") and "Retry-After" in answer.headers
    wait_until(lambda: world.root.send("GET", "/readyz").status_code == 503, what="not ready")
    assert world.root.send("GET", "/healthz").status_code == 200
    database.start()
    check_recovered(world)


def test_an_outage_that_outlasts_the_lease_ends_without_a_restart_too(new_world, database):
    """The server kills its nodes before its lease ends, and goes on under a new incarnation."""
    world = new_world(SHORT_LEASE)
    world.developer.create_script(script("before"))
    world.developer.create_job(job("long", [node("n", properties={"statement": "sleep 60"})]))
    release(world, "long")
    instance = world.operator.run_once("long")
    wait_until(lambda: world.viewer.instance("long", instance)["status"] == "running", what="the run")
    database.stop()
    outage_end = time.monotonic() + 2 * LEASE_SECONDS
    wait_until(lambda: time.monotonic() > outage_end, what="the end of the lease")
    database.start()
    wait_until(lambda: world.root.send("GET", "/readyz").status_code == 200, what="readiness without a restart")
    wait_until(
        lambda: world.viewer.instance("long", instance)["status"] == "fail", what="the end of the run whose node was killed"
    )
    check_recovered(world)
