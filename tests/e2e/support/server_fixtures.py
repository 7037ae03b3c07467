"""Fixtures: a server on each database, its people, a fresh workspace."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

from server_process import ROOT, ServerProcess
from team import Team, World

sys.path.insert(0, str(ROOT / "tests/support"))
from commit_proxy import CommitProxy  # noqa: E402

__all__ = [
    "postgres",
    "database_kind",
    "new_server",
    "behind_proxy",
    "server",
    "team",
    "shared_world",
    "world",
    "node_directory",
]

TEST_POSTGRES = str(ROOT / "tools/test-postgres")


@pytest.fixture(scope="session")
def postgres():
    """The connection string of a PostgreSQL server that ends with this process."""
    if os.environ.get("SLIPWAY_TEST_POSTGRES"):
        yield os.environ["SLIPWAY_TEST_POSTGRES"]
        return
    directory = tempfile.mkdtemp(prefix="slipway-pg.", dir="/tmp")
    started = subprocess.run(
        [TEST_POSTGRES, "start", directory, "--watch", str(os.getpid())], check=True, stdout=subprocess.PIPE, text=True
    )
    yield started.stdout.strip().splitlines()[-1]
    subprocess.run([TEST_POSTGRES, "remove", directory], check=False)


def create_database(admin, name):
    """A new database on the server of that connection string (keyword form); its URL."""
    subprocess.run(
        ["psql", admin, "-qXc", f'DROP DATABASE IF EXISTS "{name}"', "-c", f'CREATE DATABASE "{name}"'],
        check=True,
        capture_output=True,
    )
    given = dict(part.split("=", 1) for part in admin.split())
    return f"postgresql://{given['user']}@/{name}?host={given['host']}&port={given['port']}"


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def database_kind(request):
    return request.param


@pytest.fixture(scope="session")
def new_server(request, tmp_path_factory):
    """new_server("sqlite" | "postgres") makes a server that is not started yet; all are killed at the end."""
    made = []

    def make(kind):
        url = None
        if kind == "postgres":
            url = create_database(request.getfixturevalue("postgres"), f"e2e_{os.getpid()}_{len(made)}")
        made.append(ServerProcess(tmp_path_factory.mktemp("server") / "data", url))
        return made[-1]

    yield make
    for process in made:
        process.kill()


@pytest.fixture
def behind_proxy():
    """behind_proxy(server) puts a proxy that can hold a COMMIT before the PostgreSQL of a server that is not started yet."""
    made = []

    def put(server):
        made.append(CommitProxy(server.database_url))
        server.database_url = made[-1].url
        return made[-1]

    yield put
    for proxy in made:
        proxy.close()


@pytest.fixture(scope="session")
def server(new_server, database_kind):
    """One for all tests of a database, each with a workspace of its own. Who kills or configures a server takes a new one."""
    process = new_server(database_kind)
    process.start()
    yield process
    assert process.is_running(), f"the server died: {process.log_tail()}"
    code = process.stop()
    assert code == 0, f"SIGTERM must end the server with 0, not {code}: {process.log_tail()}"


@pytest.fixture(scope="session")
def team(server):
    return Team(server)


@pytest.fixture(scope="module")
def shared_world(team):
    """For tests that only read, or use names of their own."""
    return World(team)


@pytest.fixture
def world(team):
    """A fresh workspace for this test."""
    return World(team)


@pytest.fixture
def node_directory():
    """Where nodes may write, whoever they run as."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="slipway-nodes.", dir="/var/tmp"))
    directory.chmod(0o777)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)
