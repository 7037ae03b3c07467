"""The disk runs full under a running server: clear errors, recovery without a restart, nothing lost. SQLite in a small file system."""

import os
import subprocess
import tempfile

import pytest

from project_bodies import job, node, script
from release_steps import release
from full_disk import fill
from server_process import ServerProcess, wait_until
from team import Team, World

SIZE_MB = 160
SCRIPTS = "/v1/{project_id}/scripts"


@pytest.fixture
def small_disk():
    """A file system of its own, where this user may mount one."""
    directory = tempfile.mkdtemp(prefix="slipway-disk.", dir="/tmp")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", directory], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        os.rmdir(directory)
        pytest.skip("a small file system cannot be mounted here: " + mounted.stderr.strip())
    yield directory
    subprocess.run(["umount", "--lazy", directory], check=True)
    os.rmdir(directory)


def test_a_full_disk_is_told_and_ends_without_a_restart(small_disk):
    server = ServerProcess(small_disk + "/data")
    world = World(Team(server.start(environment={"SLIPWAY_TIMINGS_LEASE": "1 s", "SLIPWAY_TIMINGS_LEASE_RENEWAL": "200 ms"})))
    try:
        world.developer.create_script(script("before"))
        world.developer.create_job(job("long", [node("n", properties={"statement": "sleep 60"})]))
        release(world, "long")
        instance = world.operator.run_once("long")
        wait_until(lambda: world.viewer.instance("long", instance)["status"] == "running", what="the run")

        fill(small_disk + "/filler")
        refused = {}

        def is_refused():
            name = f"try{len(refused)}"
            refused[name] = world.developer.send("POST", SCRIPTS, json=script(name, content="x" * 200_000))
            return refused[name].status_code == 503

        wait_until(is_refused, what="a refusal")
        answer = refused.popitem()[1]
        assert answer.json()["error_code"] == "DLF.7050" and "Retry-After" in answer.headers
        wait_until(lambda: world.root.send("GET", "/readyz").status_code == 503, what="not ready")
        assert world.root.send("GET", "/healthz").status_code == 200
        assert "before" in {row["name"] for row in world.viewer.call("GET", SCRIPTS, query={"limit": 100})["scripts"]}
        assert world.viewer.instance("long", instance)["status"] == "running", "a full disk ends no run"

        os.remove(small_disk + "/filler")
        wait_until(lambda: world.root.send("GET", "/readyz").status_code == 200, what="readiness without a restart")
        world.developer.create_script(script("after"))
        names = {row["name"] for row in world.viewer.call("GET", SCRIPTS, query={"limit": 100})["scripts"]}
        assert names == {"before", "after", *refused}, "what was acknowledged is there, what was refused is not"
        world.operator.call("POST", f"/v1/{{project_id}}/jobs/long/instances/{instance}/stop", expect=204)
        wait_until(lambda: world.viewer.instance("long", instance)["status"] == "manual-stop", what="the end of the run")
        assert server.stop() == 0
    finally:
        server.kill()
