"""What pytest needs to know; the fixtures stand in support/server_fixtures.py, which tests/crash shares."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "support"))

from server_fixtures import *  # noqa: E402,F401,F403  pytest finds fixtures by the names in this module


def pytest_configure(config):
    config.addinivalue_line("markers", "api_test(operations): a test of these operations of the contract")
    config.addinivalue_line("markers", "crash: kills the server")
