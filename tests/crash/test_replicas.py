"""Two servers on one PostgreSQL: what a dead one held in the store only is taken over at once, long before its lease ends."""

import time

import pytest

from invariants import check_everything
from project_bodies import script
from release_steps import generation_numbers, production
from server_process import wait_until
from store_dump import select
from survivor import LOST, new_replica
from team import Team, World

LEASE_SECONDS = 120
SETTINGS = {"SLIPWAY_TIMINGS_LEASE": f"{LEASE_SECONDS} s", "SLIPWAY_TIMINGS_POLL_INTERVAL": "100 ms"}


@pytest.mark.parametrize("point", ["deploy_claimed", "deploy_staged_all", "deploy_switched", "follow_up_claimed", "follow_up_done"])
def test_a_deployment_of_a_dead_server_goes_on_before_its_lease_ends(new_server, point):
    first = new_server("postgres")
    first.start(environment={**SETTINGS, "SLIPWAY_CRASH_POINT": point})
    world = World(Team(first))
    world.developer.create_script(script("a"))
    try:
        world.deployer.deploy(world.developer.package(["a"], [world.deployer.user_id]))
    except LOST:
        pass  # it died before it answered; what it recorded is done all the same
    wait_until(lambda: not first.is_running(), what="the crash")
    died_at = time.monotonic()

    second = new_replica(new_server, of=first).start(environment=SETTINGS)
    world.follow(second.endpoint)
    unfinished = "SELECT id FROM deployment WHERE ended_at IS NULL"
    wait_until(lambda: select(second, unfinished) == [], what="the end of the deployment and its follow-up")
    assert time.monotonic() - died_at < LEASE_SECONDS / 2
    assert generation_numbers(world.viewer, world) == [1]
    assert production(world.viewer, world) == {("script", "a"): 1}
    check_everything(second)
    assert second.stop() == 0
