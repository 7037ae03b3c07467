"""Upgrade tests use the fixtures and clients of tests/e2e, and the invariants of tests/crash."""

import pathlib
import shutil
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e/support"), str(HERE.parent / "crash")]

from restored import FirstVersion  # noqa: E402
from server_fixtures import *  # noqa: E402,F401,F403  pytest finds fixtures by the names in this module


def pytest_configure(config):
    config.addinivalue_line("markers", "api_test(operations): a test of these operations of the contract")


@pytest.fixture(scope="module")
def first(new_server, database_kind):
    """The database of the first version, opened by the server of today; what its nodes wrote is in `first.directory`."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="slipway-nodes.", dir="/var/tmp"))
    restored = FirstVersion(new_server(database_kind), database_kind, directory)
    restored.server.start()
    restored.meet_people()
    yield restored
    restored.server.kill()
    shutil.rmtree(directory, ignore_errors=True)
