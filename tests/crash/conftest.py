"""Crash tests use the fixtures and clients of tests/e2e."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e/support"))

from server_fixtures import *  # noqa: E402,F401,F403  pytest finds fixtures by the names in this module
from survivor import Survivor  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "api_test(operations): a test of these operations of the contract")
    config.addinivalue_line("markers", "crash: kills the server")


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.crash)


def pytest_report_header():
    return f"crash rounds: {os.environ.get('SLIPWAY_TEST_CRASH_ROUNDS', '60')}, seed: {os.environ.get('SLIPWAY_TEST_CRASH_SEED', '1')}"


@pytest.fixture(scope="module")
def survivor(new_server, database_kind):
    """A server that the tests of a module kill and start again, with its people."""
    made = Survivor(new_server(database_kind))
    yield made
    made.server.kill()
