"""Three servers on one PostgreSQL, one of them killed again and again: no plan time is lost or run twice."""

import os
import time

import pytest

from fleet import MINUTE, Fleet
from invariants import check_counters, check_nothing_set_aside

IS_LONG = bool(os.environ.get("SLIPWAY_TEST_LONG"))
LONG_SECONDS, PAUSE_SECONDS, LONG_JOBS = 300, 5, 1_000
SHORT_KILLS, SHORT_JOBS, MINUTES_AFTERWARDS = 3, 50, 3
RENEWAL = {"SLIPWAY_TIMINGS_LEASE_RENEWAL": "300 ms"}


def check(fleet, until):
    figures = fleet.check_plan_times(until)
    fleet.check_attempts()
    check_counters(fleet.servers[0])
    check_nothing_set_aside(fleet.servers[0])
    print(f"three servers: {fleet.kills} kills, {figures}")
    return figures


def test_plan_times_come_once_whoever_dies(new_server):
    """Minutes pass when the test says so; the leases of the dead end by the clock of the database, which is as it is."""
    fleet = Fleet(new_server, 1, {"SLIPWAY_TIMINGS_LEASE": "5 s", **RENEWAL}, clock_is_ours=True)
    fleet.schedule_jobs(SHORT_JOBS)
    for _ in range(SHORT_KILLS):
        fleet.clock.step(minutes=1)
        time.sleep(fleet.draw.uniform(0, 0.4))
        fleet.start(fleet.kill_one())
    for _ in range(MINUTES_AFTERWARDS):
        time.sleep(0.7)
        fleet.clock.step(minutes=1)
    until = round(fleet.clock.now().timestamp() * 1e6)
    fleet.end(until, 60)
    assert check(fleet, until)["runs"] >= SHORT_JOBS * (SHORT_KILLS + MINUTES_AFTERWARDS - 1)
    fleet.stop()


@pytest.mark.skipif(not IS_LONG, reason="takes six minutes; SLIPWAY_TEST_LONG=1 runs it")
def test_a_thousand_jobs_each_minute_while_one_of_three_servers_dies_every_five_seconds(new_server):
    fleet = Fleet(new_server, 1, {"SLIPWAY_TIMINGS_LEASE": "1 s", **RENEWAL})
    fleet.schedule_jobs(LONG_JOBS)
    deadline, dead = time.monotonic() + LONG_SECONDS, None
    while time.monotonic() < deadline:
        if dead:
            fleet.start(dead)
        # One of them in the first second of a minute, when all jobs are due.
        time.sleep(PAUSE_SECONDS - time.time() % PAUSE_SECONDS + fleet.draw.uniform(0, 1))
        dead = fleet.kill_one()
        time.sleep(1)
    fleet.start(dead)
    until = round(time.time() * 1e6)
    fleet.end(until, 60)
    assert check(fleet, until)["runs"] >= LONG_JOBS * (LONG_SECONDS * 1_000_000 // MINUTE - 1)
    fleet.stop()
