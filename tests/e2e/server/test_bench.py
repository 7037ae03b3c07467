"""The benchmark of the engine runs: its small form measures everything once. What it measures is for `make bench`."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from server_process import BINARY

BENCH = pathlib.Path(__file__).resolve().parents[3] / "bench"
IS_LONG = bool(os.environ.get("SLIPWAY_TEST_LONG"))
POSTGRES_ONLY = {"drain never analyzed beside analyzed"}


@pytest.mark.parametrize("database", [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.skipif(not IS_LONG, reason="the same on another database; SLIPWAY_TEST_LONG=1 runs it")),
])
def test_the_benchmark_of_the_engine_measures_every_line(database, tmp_path):
    command = [sys.executable, str(BENCH / "run"), "--quick", "--only", "engine", "--database", database, "--output", str(tmp_path)]
    ran = subprocess.run(command, env=dict(os.environ, SLIPWAY_BINARY=str(BINARY)), capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr[-3000:]
    rows = json.loads((tmp_path / "figures.json").read_text())["engine"]
    known = subprocess.run([sys.executable, "-c", "import engine; print('\\n'.join(engine.LINES))"], cwd=BENCH, capture_output=True, text=True,
                           env=dict(os.environ, PYTHONPATH=str(BENCH.parent / "tests/e2e/support")), check=True)
    expected = set(known.stdout.splitlines()) - (POSTGRES_ONLY if database == "sqlite" else set())
    assert {row["name"] for row in rows} == expected
    for row in rows:
        assert row["rounds"], row["name"]
