"""The test part itself: a session beside the server that holds what it locked."""

import concurrent.futures

import pytest

from project_bodies import script
from second_session import SecondSession


def test_what_it_holds_is_waited_for_and_then_seen(world):
    world.developer.create_script(script("held"))
    with SecondSession(world.server) as other, concurrent.futures.ThreadPoolExecutor() as pool:
        other.begin_write()
        other.run(f"UPDATE workspace SET name = 'renamed' WHERE id = '{world.workspace}'")
        assert other.run(f"SELECT name FROM workspace WHERE id = '{world.workspace}'") == ["renamed"]
        if other.url:
            other.run(f"SELECT id FROM object WHERE name = 'held' AND workspace_id = '{world.workspace}' FOR UPDATE")
            changed = pool.submit(world.developer.update_script, script("held", content="SELECT 2"))
            other.wait_until_somebody_waits()
            assert not changed.done()
        else:
            changed = pool.submit(world.developer.update_script, script("held", content="SELECT 2"))
        other.commit()
        changed.result(30)
    assert world.developer.show_script("held")["content"] == "SELECT 2"


def test_what_it_did_not_commit_is_gone_with_it(world):
    with SecondSession(world.server) as other:
        other.begin_write()
        other.run(f"UPDATE workspace SET name = 'lost' WHERE id = '{world.workspace}'")
    with SecondSession(world.server) as other:
        assert other.run(f"SELECT name FROM workspace WHERE id = '{world.workspace}'") != ["lost"]


def test_a_reader_sees_one_state_and_holds_up_no_writer(world):
    with SecondSession(world.server) as other:
        other.begin_read()
        world.developer.create_script(script("later"))
        found = f"SELECT name FROM object WHERE name = 'later' AND workspace_id = '{world.workspace}'"
        assert other.run(found) == []
        other.rollback()
        assert other.run(found) == ["later"]


def test_a_statement_that_fails_is_told(world):
    with SecondSession(world.server) as other, pytest.raises(Exception, match="nowhere"):
        other.run("SELECT 1 FROM nowhere")
