"""What the end of a server does to running nodes: it waits for them, or ends them with their grace; nothing of them is left."""

import pathlib
import signal

import pytest

from project_bodies import job, node
from release_steps import ended_run, release
from server_process import wait_until
from team import Team, World


@pytest.fixture
def begin(new_server, database_kind):
    """begin(setting=...) starts a server with these settings in the environment; a workspace of it."""

    def start(**settings):
        server = new_server(database_kind)
        server.start(settings)
        return World(Team(server))

    return start


def start_run(world, name, text, **more):
    world.developer.create_job(job(name, [node("n", properties={"statement": text}, **more)]))
    release(world, name)
    return world.operator.run_once(name)


def attempts(world, instance):
    detail = world.viewer.call("GET", f"{world.native}/instances/{instance}")
    return [(row["status"], row.get("message", "")) for row in detail["nodes"][0]["attempts"]]


def start_again(world):
    world.server.start()
    world.follow(world.server.endpoint)


def bearers(word):
    """Processes with that word in their command line."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def test_a_server_that_drains_waits_for_its_nodes_starts_none_and_goes_on_answering(begin, node_directory):
    world = begin(SLIPWAY_SERVER_DRAIN_MAX="60 s")
    running = start_run(
        world, "slow", f"touch {node_directory}/begun; until [ -e {node_directory}/go ]; do sleep 0.05; done; echo done"
    )
    wait_until(lambda: (node_directory / "begun").exists(), what="the start of the node")

    world.server.process.send_signal(signal.SIGTERM)

    wait_until(lambda: world.viewer.send("GET", "/readyz").status_code == 503, what="that it is not ready any more")
    waiting = start_run(world, "late", "echo late")
    assert world.viewer.instance("slow", running)["status"] == "running"
    (node_directory / "go").touch()
    assert world.server.wait() == 0
    start_again(world)
    assert attempts(world, running) == [("success", "")]
    assert ended_run(world.operator, "late", waiting)["status"] == "success"
    assert attempts(world, waiting) == [("success", "")]
    world.server.stop()


def test_what_a_shutdown_ends_may_clean_up_and_uses_up_no_retry_but_is_never_run_twice_in_silence(begin, node_directory):
    world = begin(SLIPWAY_SERVER_DRAIN_MAX="10 min")

    def text(name):
        file = node_directory / name
        return (
            f"trap 'echo cleaned >> {file}; exit' TERM\n"
            f"echo begun >> {file}; [ $(grep -c begun {file}) -gt 1 ] && exit 0\n"
            "while :; do sleep 0.05; done"
        )

    again = start_run(world, "again", text("again"), retryTimes=1, retryInterval=5)
    once = start_run(world, "once", text("once"))
    wait_until(lambda: all((node_directory / name).exists() for name in ("again", "once")), what="the start of the nodes")

    world.server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: world.viewer.send("GET", "/readyz").status_code == 503, what="that it is not ready any more")
    assert world.server.stop() == 0, "the second signal ends the wait"

    assert [(node_directory / name).read_text() for name in ("again", "once")] == ["begun\ncleaned\n"] * 2
    start_again(world)
    reason = "ended by a shutdown of its server"
    assert ended_run(world.operator, "again", again)["status"] == "success"
    ended = attempts(world, again)
    assert [status for status, _ in ended] == ["interrupted", "success"] and ended[0][1].startswith(reason)
    assert ended_run(world.operator, "once", once)["status"] == "fail"
    ended = attempts(world, once)
    assert [status for status, _ in ended] == ["interrupted"] and ended[0][1].startswith(reason)
    world.server.stop()


def test_nothing_of_a_node_outlives_a_server_that_is_killed(begin, node_directory):
    world = begin()
    word = f"stays-{world.workspace}"
    start_run(
        world,
        "daemon",
        f"env -i setsid bash -c 'exec -a {word} sleep 1000' > /dev/null 2>&1 < /dev/null &\n"
        f"touch {node_directory}/begun; sleep 1000",
    )
    wait_until(lambda: (node_directory / "begun").exists() and bearers(word), what="the daemon of the node")

    world.server.kill()

    wait_until(lambda: not bearers(word), what="the end of the daemon")
