"""The server dies at each named crash point, and its successor brings everything to its end."""

import concurrent.futures
import re
import time

import pytest

from invariants import check_everything, check_generations
from project_bodies import daily, job, node
from release_steps import generation_numbers, production, release
from server_process import ROOT, wait_until
from store_dump import dump_production, select
from survivor import Scene, Survivor, create_scripts, package_everything
from team import Team

IN_A_DEPLOYMENT = [
    "deploy_claimed",
    "deploy_planned",
    "deploy_staged_batch",
    "deploy_staged_all",
    "deploy_switched",
    "follow_up_claimed",
    "follow_up_claimed:3",
    "follow_up_done",
    "follow_up_done:2",
    "follow_up_done:4",
    "starts_journaled",
    "starts_recorded_batch",
]
IN_A_RUN = ["round_begun", "round_begun:2", "round_written", "round_written:2", "node_started"]
ELSEWHERE = ["deploy_undone_batch", "instance_planned"]
IN_A_FIRST_START = ["first_user_kept", "first_user_made"]


@pytest.fixture
def scene(survivor, node_directory):
    return Scene(survivor, node_directory)


def test_every_crash_point_of_the_program_is_tried():
    header = (ROOT / "src/app/ports/server/crash_point.h").read_text(encoding="utf-8")
    names = re.search(r"enum class CrashPoint[^{]*{([^}]*)}", header)[1].replace(",", " ").split()
    assert {point.split(":")[0] for point in IN_A_DEPLOYMENT + IN_A_RUN + ELSEWHERE + IN_A_FIRST_START} == set(names)


@pytest.mark.parametrize("point", IN_A_FIRST_START)
def test_whoever_a_first_start_made_can_sign_in(new_server, database_kind, point):
    server = new_server(database_kind)
    server.launch(environment={"SLIPWAY_CRASH_POINT": point})
    assert server.wait() == -9
    server.start()
    assert len(select(server, "SELECT id FROM users")) == 1
    assert Team(server).root.call("GET", "/v3/projects")["projects"]
    assert server.stop() == 0


@pytest.mark.parametrize("point", IN_A_DEPLOYMENT)
def test_a_deployment_survives(survivor, scene, point):
    first = scene.package(scene.write_job(1))
    assert scene.end_deployment(first) == 2
    scene.end_runs()
    second = scene.package(scene.write_job(2))
    survivor.restart(crash_point=point)
    task = scene.deploy(second)
    survivor.wait_for_crash()

    survivor.restart()

    assert scene.end_deployment(second) == 2
    wait_until(
        lambda: task is None or scene.world.viewer.task(task)["status"] == "SUCCESSFUL", what="the end of the acknowledged task"
    )
    assert generation_numbers(scene.world.viewer, scene.world) == [2, 1]
    assert set(production(scene.world.viewer, scene.world).values()) == {2}
    runs = scene.end_runs()
    assert len(runs) == 2, "each deployment has started the job once"
    assert scene.lines(), "the first run was not interrupted"
    check_everything(survivor.server, scene.lines())


@pytest.mark.parametrize("point", IN_A_RUN)
def test_a_run_survives(survivor, scene, point):
    names = scene.write_job(1, text="sleep 0.2")
    release(scene.world, *names)
    survivor.restart(crash_point=point)
    acknowledged = scene.run_once("work")
    survivor.wait_for_crash()

    survivor.restart()

    (row,) = scene.end_runs()
    instance = row["instanceId"]
    assert acknowledged in (None, instance)
    if row["status"] == "fail":  # a node died with the server: its settings allow no other attempt, and the reason is told
        nodes = scene.world.viewer.call("GET", f"{scene.world.native}/instances/{instance}")["nodes"]
        assert any(part["status"] == "fail" and part["message"] for part in nodes)
    check_everything(survivor.server, scene.lines())


def test_a_node_that_may_be_retried_is_after_a_crash(survivor, scene):
    text = scene.note("test $SLIPWAY_ATTEMPT = 2 || sleep 30")
    scene.world.developer.create_job(job("work", [node("a", properties={"statement": text}, retryTimes=1, retryInterval=5)]))
    release(scene.world, "work")
    scene.world.operator.run_once("work")
    wait_until(lambda: scene.lines(), what="the start of the node")
    survivor.restart()
    (row,) = scene.end_runs()
    assert row["status"] == "success" and [line.split()[2] for line in scene.lines()] == ["1", "2"]
    check_everything(survivor.server, scene.lines())


def test_a_run_that_a_stop_interrupts_is_told_after_the_start(survivor, scene):
    scene.world.developer.create_job(job("work", [node("a", properties={"statement": scene.note("sleep 30")})]))
    release(scene.world, "work")
    instance = scene.world.operator.run_once("work")
    wait_until(lambda: scene.lines(), what="the start of the node")
    assert survivor.server.stop() == 0
    survivor.restart()
    (row,) = scene.end_runs()
    (part,) = scene.world.viewer.call("GET", f"{scene.world.native}/instances/{instance}")["nodes"]
    assert row["status"] == "fail" and part["message"]
    check_everything(survivor.server, scene.lines())


LARGE = 2_200  # objects; a batch of staging has 2,000


def test_a_large_deployment_is_undone_and_staged_anew_after_three_crashes(survivor, scene):
    """More than one batch: dies while staging, while undoing, and while staging again."""
    world = scene.world
    create_scripts(world, [f"s{number}" for number in range(LARGE)])
    package = package_everything(world)
    survivor.restart(crash_point="deploy_staged_batch:2")
    scene.deploy(package)
    survivor.wait_for_crash()
    survivor.restart_and_crash("deploy_undone_batch")
    survivor.restart()
    assert scene.end_deployment(package) == 2
    assert len(production(world.viewer, world)) == LARGE
    check_everything(survivor.server)


def test_after_three_interruptions_the_package_fails_and_production_is_as_it_was(survivor, scene):
    first = scene.package(scene.write_job(1))
    assert scene.end_deployment(first) == 2
    scene.end_runs()
    before = dump_production(survivor.server)
    second = scene.package(scene.write_job(2))
    survivor.restart(crash_point="deploy_staged_all")
    task = scene.deploy(second)
    survivor.wait_for_crash()
    for _ in range(2):
        survivor.restart_and_crash("deploy_staged_all")
    survivor.restart()
    assert scene.end_deployment(second) == 3
    assert dump_production(survivor.server) == before
    check_generations(survivor.server)
    if task is not None:
        shown = scene.world.viewer.task(task)
        assert shown["status"] == "FAILED" and shown["message"].startswith("DLF.7012: ")
        assert {(row["status"], row["message"]) for row in shown["subtasks"]} == {("FAILED", shown["message"])}
    assert scene.deploy(second) and scene.end_deployment(second) == 2, "it can be deployed again"
    scene.end_runs()


def test_a_planned_run_is_made_once(new_server):
    """Waits for the turn of a minute, on both databases at the same time."""
    survivors = [Survivor(new_server(kind)) for kind in ("sqlite", "postgres")]
    for survivor in survivors:
        world = survivor.world()
        world.developer.create_job(job("tick", [node("n", kind="Dummy", properties={})], schedule=daily("0 * * * * ?")))
        release(world, "tick")
        survivor.restart(crash_point="instance_planned")
        world.operator.start("tick")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda survivor: survivor.wait_for_crash(90), survivors))
    for survivor in survivors:
        world = survivor.worlds[0]
        survivor.restart()
        rows = wait_until(
            lambda: (found := world.viewer.instances("tick")) and found[-1]["status"] == "success" and found,
            what="the planned run",
        )
        world.operator.call("POST", "/v1/{project_id}/jobs/tick/stop", expect=204)
        times = [row["planTime"] for row in rows]
        assert len(times) == len(set(times)) and all(at % 60_000 == 0 for at in times)
        assert abs(times[-1] - time.time() * 1000) < 90_000
        wait_until(lambda: all(row["status"] in ("success", "manual-stop") for row in world.viewer.instances("tick")))
        check_everything(survivor.server)
        survivor.server.kill()
