"""Benchmark "api": requests a second over 32 kept connections, beside what the machine does without us."""

import contextlib
import json
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import time

from catalog import BODY_BYTES, MARKERS, Catalog
from places import psql
from server_process import wait_until
from statistic import spread

CONNECTIONS = 32
ROUNDS = 5
STATIC = '{"name":"stat","type":"Shell","n":10}'
SCRIPT = pathlib.Path(__file__).with_name("load.lua")


def wrk(url, seconds, *arguments):
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), url, "--", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"wrk: {done.stdout[-500:]}{done.stderr[-500:]}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if found["failed"]:
        raise RuntimeError(f"{found['failed']} of {found['requests']} requests of {arguments[0]} failed")
    return {"rate": found["requests"] / found["seconds"], "p50": found["p50"], "p99": found["p99"]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def nginx(directory):
    """Serves one file of 37 bytes; the URL of its root."""
    (directory / "static.json").write_text(STATIC)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is ours alone
    (directory / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 2; pid {directory}/nginx.pid; error_log {directory}/nginx.log;\n"
        "events { worker_connections 512; }\n"
        "http { access_log off; keepalive_requests 1000000000; default_type application/json; "
        + "".join(f"{name}_temp_path {directory}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + f"server {{ listen 127.0.0.1:{port}; root {directory}; }} }}\n")
    process = subprocess.Popen(["nginx", "-p", str(directory), "-c", str(directory / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 10, "nginx")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


class PostgresFloor:
    """pgbench in a database of its own: reads of one row by key, and inserts of one row a commit."""

    def __init__(self, place, directory):
        self.target = ["-h", place.host, "-p", place.port, "-U", "postgres", place.name]
        self.insert = directory / "insert.sql"
        self.insert.write_text("INSERT INTO one_row (text) VALUES (repeat('x', 200));\n")
        subprocess.run(["pgbench", "-i", "-q", "-s", "10", *self.target], check=True, capture_output=True)
        psql(place.database_url, "CREATE TABLE one_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL)")

    def rate(self, seconds, *options):
        command = ["pgbench", "-n", "-c", str(CONNECTIONS), "-j", "2", "-T", str(seconds), *options, *self.target]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return {"rate": float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])}

    def measure(self, seconds):
        return {"pgbench -S": self.rate(seconds, "-S"), "insert of one row": self.rate(seconds, "-f", str(self.insert))}


class SqliteFloor:
    """Inserts of one row a commit, one after another, which is all that SQLite can do."""

    def __init__(self, _, directory):
        self.path = directory / "one_row.db"

    def measure(self, seconds):
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                     "CREATE TABLE IF NOT EXISTS one_row (id INTEGER PRIMARY KEY, text TEXT NOT NULL);")
            started, count = time.perf_counter(), 0
            while (passed := time.perf_counter() - started) < seconds:
                connection.execute("INSERT INTO one_row (text) VALUES (?)", ("x" * 200,))
                count += 1
        return {"insert of one row": {"rate": count / passed}}


def measure(kind, place_of, directory, count, seconds, rounds, say):
    """Rates by kind of request; the rounds rotate."""
    catalog = Catalog(place_of(directory), directory)
    floor = SqliteFloor(None, directory) if kind == "sqlite" else PostgresFloor(place_of(directory), directory)
    found = {}
    try:
        catalog.create(count)
        catalog.start()
        with nginx(directory) as static_url:
            client, stride = catalog.client, max(2, catalog.wanted // MARKERS // 2 * 2)
            for number in range(rounds):
                made = {"nginx static": wrk(static_url, seconds, "static")}
                for name in ("get", "list", "post"):
                    made[name] = wrk(catalog.server.endpoint, seconds, name, client.project_id, client.workspace, client.token,
                                     catalog.wanted, stride, BODY_BYTES, number)
                made.update(floor.measure(seconds))
                for name, figures in made.items():
                    found.setdefault(name, []).append(figures)
                say(f"{kind}: api round {number + 1}: " + ", ".join(f"{name} {figures['rate']:.0f}/s" for name, figures in made.items()))
        catalog.stop()
    except BaseException:
        catalog.kill()
        raise
    return [summary(kind, name, figures, found) for name, figures in found.items()]


def summary(database, name, figures, found):
    """With the median of the ratios of each round to every floor that fits."""
    against = {"get": ["nginx static", "pgbench -S"], "list": ["nginx static", "pgbench -S"], "post": ["insert of one row"]}.get(name, [])
    made = {"database": database, "name": name, **{key: spread([row[key] for row in figures]) for key in figures[0]}}
    made["ratios"] = {floor: spread([ours["rate"] / other["rate"] for ours, other in zip(figures, found[floor])])
                      for floor in against if floor in found}
    return made
