"""The test part itself: a proxy that holds a COMMIT of the real server."""

import concurrent.futures

import pytest

from project_bodies import script
from team import Team, World

SCRIPTS = "/v1/{project_id}/scripts"
INSERT_OBJECT = "INSERT INTO object"


@pytest.fixture
def scene(new_server, behind_proxy):
    server = new_server("postgres")
    proxy = behind_proxy(server)
    world = World(Team(server.start()))
    yield world, proxy
    server.kill()


def names_of(world):
    return [row["name"] for row in world.viewer.call("GET", SCRIPTS)["scripts"]]


def test_a_commit_is_held_and_goes_on(scene):
    world, proxy = scene
    proxy.hold_next_commit(INSERT_OBJECT)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        created = pool.submit(world.developer.create_script, script("held"))
        proxy.wait_until_held()
        assert names_of(world) == [] and not created.done()
        assert proxy.deliver() == "COMMIT"
        created.result(30)
    assert names_of(world) == ["held"]


def test_a_commit_that_comes_late_is_there_after_its_caller_was_told_that_nobody_knows(scene):
    world, proxy = scene
    proxy.hold_next_commit(INSERT_OBJECT)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        created = pool.submit(world.developer.send, "POST", SCRIPTS, json=script("late"))
        proxy.wait_until_held()
        proxy.cut_client()
        assert created.result(30).status_code == 503
    assert names_of(world) == []
    assert proxy.deliver() == "COMMIT"
    assert names_of(world) == ["late"]


def test_an_answer_that_is_lost_leaves_the_caller_without_knowing(scene):
    world, proxy = scene
    proxy.hold_next_commit(INSERT_OBJECT)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        created = pool.submit(world.developer.send, "POST", SCRIPTS, json=script("unheard"))
        proxy.wait_until_held()
        assert proxy.lose_answer() == "COMMIT"
        assert created.result(30).status_code == 503
    assert names_of(world) == ["unheard"]
