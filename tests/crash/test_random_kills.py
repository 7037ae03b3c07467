"""The server is killed at random instants of deployments and runs, again and again. SLIPWAY_CRASH_ROUNDS says how often."""

import os
import random
import threading

import pytest

from invariants import check_everything
from project_bodies import script
from server_process import wait_until
from store_dump import select
from survivor import LOST, Scene

ROUNDS = int(os.environ.get("SLIPWAY_CRASH_ROUNDS", "60")) // 2  # on each database
SEED = os.environ.get("SLIPWAY_CRASH_SEED", "1")
KILL_AFTER_MAX = 0.25  # seconds; a deployment with its runs takes about as long


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
                if (
                    self.client.send("POST", "/v1/{project_id}/scripts", json=script(name, targetStatus="SAVED")).status_code
                    == 204
                ):
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
    killer = threading.Timer(draw.uniform(0, KILL_AFTER_MAX), survivor.server.process.kill)
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


def test_killed_at_random_instants_it_always_comes_to_a_right_end(survivor, node_directory, database_kind):
    scene = Scene(survivor, node_directory)
    for round_number in range(1, ROUNDS + 1):
        seed = f"{SEED}/{database_kind}/{round_number}"
        try:
            package = play_round(survivor, scene, random.Random(seed), round_number)
            assert scene.end_deployment(package) == 2
            assert len(scene.end_runs()) == round_number, "each deployment has started the job once"
            wait_until(lambda: select(survivor.server, "SELECT id FROM outbox") == [], what="the end of the follow-up")
            check_everything(survivor.server, scene.lines())
        except AssertionError as failure:
            pytest.fail(f"round {seed}: {failure}\n{survivor.server.log_tail()}")
