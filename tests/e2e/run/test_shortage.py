"""What nodes are started with runs out: nothing fails, starts are tried again later and later, and it is said."""

import contextlib
import os
import pathlib
import re
import resource
import subprocess
import tempfile

import pytest

from command_line import CommandLine
from full_disk import fill
from project_bodies import job, node
from release_steps import ended_run, node_log, release
from server_process import ServerProcess, wait_until
from team import Team, World


def shell(name, text):
    return node(name, properties={"statement": text})


def launcher_of(server):
    """The small process that starts the server's nodes."""
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, _, rest = (entry / "stat").read_text(errors="replace").partition("(")[2].rpartition(")")
            if name == "slipway-launch" and int(rest.split()[1]) == server.process.pid:
                return int(entry.name)
    return None


def limit(process, which, soft):
    resource.prlimit(process, which, (soft, resource.prlimit(process, which)[1]))


def pause_of(world):
    """Seconds in which no processes are claimed."""
    text = world.root.send("GET", "/metrics").text
    return float(re.search(r'^slipway_claim_pause_seconds\{kind="process"\} (\S+)$', text, re.MULTILINE)[1])


def node_of(world, instance):
    return world.viewer.call("GET", f"{world.native}/instances/{instance}")["nodes"][0]


def expect_waits_and_runs(world, tmp_path, starve, feed, said, text="echo ran"):
    """A node waits while it starves, is said to, uses up nothing by it, and runs when there is enough again."""
    world.developer.create_job(job("j", [shell("n", text)]))
    release(world, "j")
    starve()
    try:
        instance = world.operator.run_once("j")
        pauses = [wait_until(lambda: pause_of(world), what="a pause")]
        wait_until(lambda: (pause := pause_of(world)) > pauses[-1] and not pauses.append(pause), what="a longer pause")
        assert pauses == [1.0, 2.0]

        def told():
            out, _ = CommandLine(world.operator, tmp_path).run("instance", "show", str(instance))
            return out if said in out else None

        assert "not started yet" in wait_until(told, what=f"'{said}' in what is shown")
        wait_until(lambda: not node_of(world, instance)["attempts"], what="no attempt")
    finally:
        feed()
    assert ended_run(world.operator, "j", instance)["status"] == "success"
    assert [row["attempt"] for row in node_of(world, instance)["attempts"]] == [1], "what came back was not counted"
    assert node_log(world.viewer, world, instance, "n") == "ran\n", "and did not run"
    assert pause_of(world) == 0


@pytest.mark.parametrize(
    ("which", "soft", "said"),
    [
        (resource.RLIMIT_NOFILE, 5, "Too many open files"),
        (resource.RLIMIT_AS, 4096, "Cannot allocate memory"),
    ],
    ids=["descriptors", "memory"],
)
def test_what_the_launcher_lacks(new_server, tmp_path, which, soft, said):
    server = new_server("sqlite").start()
    world = World(Team(server))
    world.developer.create_job(job("first", [shell("n", "exit 0")]))
    release(world, "first")
    assert ended_run(world.operator, "first", world.operator.run_once("first"))["status"] == "success"
    launcher = launcher_of(server)
    before = resource.prlimit(launcher, which)[0]

    expect_waits_and_runs(
        world, tmp_path, lambda: limit(launcher, which, soft), lambda: limit(launcher, which, before), said
    )

    assert server.stop() == 0


def test_no_room_for_the_folders_of_nodes(tmp_path):
    """The work of nodes has a small file system of its own; the database has another."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="slipway-disk.", dir="/tmp"))
    server = ServerProcess(directory / "data")
    work = directory / "data" / "work"
    work.mkdir(parents=True, mode=0o700)
    work.parent.chmod(0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", work], capture_output=True, text=True)
    try:
        if mounted.returncode != 0:
            pytest.skip("a small file system cannot be mounted here: " + mounted.stderr.strip())
        world = World(Team(server.start(environment={"SLIPWAY_NODE_RUN_AS": "root"})))

        expect_waits_and_runs(
            world,
            tmp_path,
            lambda: fill(work / "filler"),
            lambda: os.remove(work / "filler"),
            "No space left on device",
        )

        assert server.stop() == 0
    finally:
        server.kill()
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", work], check=True)


def test_nothing_of_a_run_is_lost_with_the_launcher(new_server, node_directory):
    server = new_server("sqlite").start()
    world = World(Team(server))
    go = node_directory / "go"
    text = f"until [ -e {go} ]; do sleep 0.02; done; echo done; exit 3"
    world.developer.create_job(job("long", [shell("n", text)]))
    world.developer.create_job(job("short", [shell("n", "echo ran")]))
    release(world, "long", "short")
    instance = world.operator.run_once("long")
    wait_until(lambda: world.viewer.instance("long", instance)["nodes"][0]["status"] == "running", what="the node")

    os.kill(wait_until(lambda: launcher_of(server), what="the launcher"), 9)

    assert ended_run(world.operator, "short", world.operator.run_once("short"))["status"] == "success"
    go.touch()
    assert ended_run(world.operator, "long", instance)["status"] == "fail"
    assert node_of(world, instance)["attempts"][0]["message"] == "exit code 3: done"
    assert server.stop() == 0
