"""The server is killed at random instants of deployments, runs and stops; SLIPWAY_TEST_CRASH_ROUNDS says how often."""

import os
import random
import threading

import pytest

from invariants import check_everything
from project_bodies import job, node, script
from release_steps import ENDED, release
from server_process import wait_until
from store_dump import select
from survivor import LOST, Scene

PARTS = 3  # for two workers to share
ROUNDS = -(-int(os.environ.get("SLIPWAY_TEST_CRASH_ROUNDS", "60")) // (2 * PARTS))  # of a part on a database
SEED = os.environ.get("SLIPWAY_TEST_CRASH_SEED", "1")
SCENE_ROUNDS = 50  # then a new workspace
DEPLOYMENT_SECONDS, RUN_SECONDS = 0.02, 0.25  # about as long as they take
LONG_RUN_SECONDS = 40


class AcknowledgedWrites:
    """Writes until the server is gone; what was answered must be there afterwards."""

    def __init__(self, world, round_number):
        self.client, self.prefix, self.names = world.developer.but(), f"ack{round_number}_", []
        self.thread = threading.Thread(target=self.run)

    def run(self):
        number = 0
        while True:
            name = f"{self.prefix}{number}"
            try:
                self.client.create_script(script(name, targetStatus="SAVED"))
                self.names.append(name)
            except LOST:
                return
            number += 1

    def check(self, server):
        known = {row["name"] for row in select(server, f"SELECT name FROM object WHERE name LIKE '{self.prefix}%'")}
        assert set(self.names) <= known, f"acknowledged, and lost: {set(self.names) - known}"


class StoppedRun:
    """Starts a run that would take long, and stops it, until the server is gone."""

    def __init__(self, scene, round_number):
        self.scene, self.number = scene, round_number
        self.client, self.stopped = scene.world.operator.but(), None
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            instance = self.client.run_once("long", jobParams=[{"name": "n", "value": str(self.number)}])
            self.client.call("POST", f"/v1/{{project_id}}/jobs/long/instances/{instance}/stop", expect=204)
            self.stopped = instance
        except LOST:
            return

    def states(self):
        return {row["instanceId"]: row["status"] for row in self.scene.world.viewer.instances("long", limit=1000)}

    def check(self):
        for instance, state in self.states().items():
            if state not in ENDED and instance != self.stopped:  # nobody was told that it stops
                self.scene.world.operator.send("POST", f"/v1/{{project_id}}/jobs/long/instances/{instance}/stop")
        wait_until(lambda: set(self.states().values()) <= ENDED, LONG_RUN_SECONDS / 2, "the end of runs that were stopped")
        assert self.stopped is None or self.states()[self.stopped] == "manual-stop", "acknowledged, and not stopped"


def write_long_job(scene):
    body = job("long", [node("n", properties={"statement": scene.note(f"exec sleep {LONG_RUN_SECONDS}")})])
    scene.world.developer.create_job(body)
    release(scene.world, "long")


def play_round(survivor, scene, draw, round_number):
    """Deploys, and kills the server some time after; the package, and whether its call and that of a stop were acknowledged."""
    package = scene.package(scene.write_job(round_number, text=f"sleep {draw.uniform(0, 0.1):.3f}"))
    writes, stopped = AcknowledgedWrites(scene.world, round_number), StoppedRun(scene, round_number)
    killer = threading.Timer(draw.uniform(0, draw.choice([DEPLOYMENT_SECONDS, RUN_SECONDS])), survivor.server.process.kill)
    writes.thread.start()
    stopped.thread.start()
    killer.start()
    task = scene.deploy(package)
    killer.join()
    survivor.server.wait()
    writes.thread.join()
    stopped.thread.join()
    survivor.restart()
    writes.check(survivor.server)
    stopped.check()
    if task:
        assert scene.world.viewer.detail(package)["release_package"]["deploy_status"] in (2, 5), "acknowledged, and lost"
    return package, task is not None, stopped.stopped is not None


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_random_instants_it_always_comes_to_a_right_end(survivor, node_directory, database_kind, part):
    deployments = stops = 0
    for round_number in range(1, ROUNDS + 1):
        seed = f"{SEED}/{database_kind}/{part}/{round_number}"
        number_in_scene = (round_number - 1) % SCENE_ROUNDS + 1
        if number_in_scene == 1:
            scene = Scene(survivor, node_directory)
            write_long_job(scene)
        try:
            package, is_deployment_known, is_stop_known = play_round(survivor, scene, random.Random(seed), number_in_scene)
            deployments, stops = deployments + is_deployment_known, stops + is_stop_known
            assert scene.end_deployment(package) == 2
            assert len(scene.end_runs()) == number_in_scene, "each deployment has started the job once"
            check_everything(survivor.server, scene.lines())
        except AssertionError as failure:
            pytest.fail(f"round {seed}: {failure}\n{survivor.server.log_tail()}")
    assert scene.lines()
    print(f"{ROUNDS} kills, {deployments} deployments and {stops} stops were acknowledged before")
