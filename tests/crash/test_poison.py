"""Rows that cannot be written or read, through kills: the others go on, and after the cure nothing is lost or doubled."""

import random
import time

import pytest

from invariants import check_counters, check_everything
from poison import MINUTE, allow, end_pauses, execute, miss_plan_times, object_id, refuse, set_aside
from project_bodies import daily, job, node
from release_steps import release
from server_process import wait_until
from store_dump import select
from survivor import Scene

KILLS = 8
PLANTED = {("run", "unending"), ("run", "unreadable"), ("plan", "unplanned")}
MISSED = 3  # plan times of the job that cannot be planned


class Poisoned:
    """Runs whose database is poisoned, beside some that are well."""

    def __init__(self, survivor, node_directory):
        self.scene = Scene(survivor, node_directory)
        self.world, self.server = self.scene.world, survivor.server
        self.gate = node_directory / "gate"
        self.waits = f"until test -e {self.gate}; do sleep 0.05; done"
        self.write_jobs()
        self.runs = []

    def write_jobs(self):
        again = {"retryTimes": 5, "retryInterval": 5}

        def written(text="true", **more):
            statement = self.scene.note(text)
            return [node("a", properties={"statement": statement}, **more), node("b", "a", kind="Dummy", properties={})]

        bodies = [
            job("unending", written(self.waits, **again)),
            job("unreadable", written(self.waits, **again), schedule=daily(concurrent=1)),
            job("unplanned", [node("n", kind="Dummy", properties={})], schedule=daily("0 * * * * ?")),
            job("well", written(**again)),
            job("planned", [node("n", kind="Dummy", properties={})], schedule=daily("0 * * * * ?")),
        ]
        for body in bodies:
            self.world.developer.create_job(body)
        release(self.world, *(body["name"] for body in bodies))

    def run(self, name, number=0):
        self.runs.append(self.world.operator.run_once(name, jobParams=[{"name": "n", "value": str(number)}]))
        return self.runs[-1]

    def plant(self):
        server = self.server
        unending = self.run("unending")
        refuse(server, "no_end", "UPDATE", f"NEW.id = {unending} AND NEW.ended_at IS NOT NULL")
        self.run("unreadable", 1)
        self.unreadable = self.run("unreadable", 2)  # waits for the first one
        (row,) = select(server, f"SELECT parameters FROM job_instance WHERE id = {self.unreadable}")
        self.parameters = row["parameters"]
        execute(server, f"UPDATE job_instance SET parameters = '[]' WHERE id = {self.unreadable}")
        refuse(server, "no_instance", "INSERT", f"NEW.object_id = {object_id(server, 'unplanned')}")
        for name in ("unplanned", "planned"):
            self.world.operator.start(name)
            miss_plan_times(server, name, MISSED)
        self.gate.touch()
        wait_until(lambda: set(set_aside(server)) == PLANTED, what="what is poisoned is set aside")

    def cure(self):
        for name in ("no_end", "no_instance"):
            allow(self.server, name)
        execute(self.server, f"UPDATE job_instance SET parameters = '{self.parameters}' WHERE id = {self.unreadable}")
        end_pauses(self.server)

    def state_of(self, instances):
        statement = f"SELECT id, state FROM job_instance WHERE id IN ({','.join(map(str, instances))})"
        return {row["id"]: row["state"] for row in select(self.server, statement)}

    def plan_times(self, name):
        of_job = f"object_id = {object_id(self.server, name)}"
        rows = select(self.server, f"SELECT plan_time, state FROM job_instance WHERE {of_job} ORDER BY plan_time")
        return [(row["plan_time"], row["state"]) for row in rows]


@pytest.fixture
def poisoned(survivor, node_directory):
    return Poisoned(survivor, node_directory)


def kill_among_runs(survivor, poisoned, draw):
    """Some runs that are well, and the end of the server in the midst of them; those runs."""
    well = [poisoned.run("well", number) for number in range(3)]
    time.sleep(draw.uniform(0, 0.2))
    survivor.restart()
    check_counters(survivor.server)
    assert set(set_aside(survivor.server)) == PLANTED
    return well


def test_what_is_poisoned_is_set_aside_through_kills_and_ends_once_after_the_cure(survivor, poisoned):
    server, draw = survivor.server, random.Random(1)
    poisoned.plant()
    well = [instance for _ in range(KILLS) for instance in kill_among_runs(survivor, poisoned, draw)]
    wait_until(lambda: set(poisoned.state_of(well).values()) == {"success"}, what="the runs that are well")
    wait_until(lambda: [state for _, state in poisoned.plan_times("planned")].count("success") >= MISSED, what="planned runs")
    assert set(set_aside(server)) == PLANTED and poisoned.plan_times("unplanned") == []
    check_counters(server)

    server.kill()  # so that no attempt that begins after the cure is in its midst when the server dies
    poisoned.cure()
    survivor.restart()

    wait_until(lambda: set_aside(server) == {}, what="that all is taken back")
    wait_until(lambda: set(poisoned.state_of(poisoned.runs).values()) == {"success"}, what="the end of all runs")
    wait_until(lambda: len(poisoned.plan_times("unplanned")) >= MISSED, what="the plan times that were missed")
    for name in ("unplanned", "planned"):
        poisoned.world.operator.call("POST", f"/v1/{{project_id}}/jobs/{name}/stop", expect=204)
    open_runs = "SELECT id FROM job_instance WHERE ended_at IS NULL"
    wait_until(lambda: select(server, open_runs) == [], what="the end of all runs")
    for name in ("unplanned", "planned"):
        times = [at for at, _ in poisoned.plan_times(name)]
        assert times == list(range(times[0], times[-1] + 1, MINUTE)), f"{name}: one each minute"
    lines = poisoned.scene.lines()
    alone = {str(poisoned.runs[0]), str(poisoned.unreadable)}
    assert sorted(line.split()[2] for line in lines if line.split()[0] in alone) == ["1", "1"], "never run again"
    check_everything(server, lines)
