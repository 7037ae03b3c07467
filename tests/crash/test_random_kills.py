"""The server is killed at random instants of deployments and runs, again and again. SLIPWAY_TEST_CRASH_ROUNDS says how often."""

import os
import random
import threading

import pytest

from invariants import check_everything
from project_bodies import script
from store_dump import select
from survivor import LOST, Scene

PARTS = 3  # for two workers to share
ROUNDS = -(-int(os.environ.get("SLIPWAY_TEST_CRASH_ROUNDS", "60")) // (2 * PARTS))  # of a part on a database
SEED = os.environ.get("SLIPWAY_TEST_CRASH_SEED", "1")
SCENE_ROUNDS = 50  # then a new workspace
DEPLOYMENT_SECONDS, RUN_SECONDS = 0.02, 0.25  # about as long as they take


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


def play_round(survivor, scene, draw, round_number):
    """Deploys, and kills the server some time after; the package and whether its call was acknowledged."""
    package = scene.package(scene.write_job(round_number, text=f"sleep {draw.uniform(0, 0.1):.3f}"))
    writes = AcknowledgedWrites(scene.world, round_number)
    killer = threading.Timer(draw.uniform(0, draw.choice([DEPLOYMENT_SECONDS, RUN_SECONDS])), survivor.server.process.kill)
    writes.thread.start()
    killer.start()
    task = scene.deploy(package)
    killer.join()
    survivor.server.wait()
    writes.thread.join()
    survivor.restart()
    writes.check(survivor.server)
    if task:
        assert scene.world.viewer.detail(package)["release_package"]["deploy_status"] in (2, 5), "acknowledged, and lost"
    return package


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_random_instants_it_always_comes_to_a_right_end(survivor, node_directory, database_kind, part):
    for round_number in range(1, ROUNDS + 1):
        seed = f"{SEED}/{database_kind}/{part}/{round_number}"
        number_in_scene = (round_number - 1) % SCENE_ROUNDS + 1
        if number_in_scene == 1:
            scene = Scene(survivor, node_directory)
        try:
            package = play_round(survivor, scene, random.Random(seed), number_in_scene)
            assert scene.end_deployment(package) == 2
            assert len(scene.end_runs()) == number_in_scene, "each deployment has started the job once"
            check_everything(survivor.server, scene.lines())
        except AssertionError as failure:
            pytest.fail(f"round {seed}: {failure}\n{survivor.server.log_tail()}")
    assert scene.lines()
