"""What pytest needs to know; the fixtures stand in server_fixtures.py, which tests/crash shares."""

from server_fixtures import *  # noqa: F401,F403  pytest finds fixtures by the names in this module


def pytest_configure(config):
    config.addinivalue_line("markers", "api_test(operations): a test of these operations of the contract")
    config.addinivalue_line("markers", "crash: kills the server")
