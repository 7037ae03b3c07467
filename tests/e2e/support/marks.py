"""The mark that the build counts: every operation of the contract needs a test (tools/contract/check_tests.py)."""

import pytest


def api_test(*operations):
    """Marks a test as one of these operations."""
    return pytest.mark.api_test(*operations)
