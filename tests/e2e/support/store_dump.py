"""Looks into the database of a server from outside, also while it runs."""

import json
import sqlite3
import subprocess

# What an environment holds: a deployment that fails must leave all of it as it was.
PRODUCTION = {
    "environment": "SELECT id, workspace_id, name, generation FROM environment",
    "environment_object": "SELECT * FROM environment_object",
    "generation": "SELECT * FROM generation",
    "environment_job": "SELECT * FROM environment_job",
}


def select(server, statement):
    """The rows of a query as a list of dicts."""
    if server.database_url:
        done = subprocess.run(
            ["psql", server.database_url, "-qXAtc", f"SELECT row_to_json(t) FROM ({statement}) AS t"],
            check=True,
            capture_output=True,
            text=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]
    connection = sqlite3.connect(f"file:{server.data_dir / 'slipway.db'}?mode=ro", uri=True, timeout=10)
    try:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(statement)]
    finally:
        connection.close()


def dump_production(server):
    return {name: sorted(map(str, select(server, statement))) for name, statement in PRODUCTION.items()}
