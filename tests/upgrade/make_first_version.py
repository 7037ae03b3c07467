#!/usr/bin/python3
"""Plays a scene on a server of the first version, kills it, and writes down what its database and data directory hold.

    SLIPWAY_BINARY=.../slipway .venv/bin/python tests/upgrade/make_first_version.py

See README.md for the commit that the binary is built of. Writes first_version/: one SQL text and one JSON for each database.
"""

import datetime
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e/support"))

import contract_check  # noqa: E402
from project_bodies import daily, job, node, script  # noqa: E402
from release_steps import ended_run, release  # noqa: E402
from server_fixtures import TEST_POSTGRES, create_database  # noqa: E402
from server_process import ROOT, ServerProcess, wait_until  # noqa: E402
from shifted_clock import ShiftedClock  # noqa: E402
from store_dump import select  # noqa: E402
from team import Team, World  # noqa: E402

DIRECTORY = "/var/tmp/slipway-first-version"  # where its nodes write; a test puts its own in place of it
HOST = "first-host"
BEGIN = datetime.datetime(2026, 1, 15, 11, 58, tzinfo=datetime.timezone.utc)
# One run of a job at a time and three nodes: what is asked for beyond that waits when the server dies.
SETTINGS = {
    "SLIPWAY_LIMITS_INSTANCES_PER_JOB": "1",
    "SLIPWAY_LIMITS_RUNNING_NODES": "3",
    "SLIPWAY_TIMINGS_POLL_INTERVAL": "100 ms",  # heeds the clock that is set
}
# Writes down that it ran, and hangs while the first version runs it.
WRITES = 'echo "$SLIPWAY_JOB_NAME $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT" >> ${dir}/ran\n'
HANGS = WRITES + "test -e ${dir}/go || exec sleep 600\n"


def shell(name, *after, text, **more):
    return node(name, *after, properties={"statement": text}, **more)


def dummy(name, *after):
    return node(name, *after, kind="Dummy", properties={})


def jobs():
    params = [{"name": "dir", "value": DIRECTORY}]
    again = {"retryTimes": 1, "retryInterval": 5}
    return [
        job("report", [shell("n", text="echo attempt $SLIPWAY_ATTEMPT\ntest $SLIPWAY_ATTEMPT = 2", **again), dummy("end", "n")]),
        job("broken", [shell("n", text="echo the reason >&2; exit 3"), shell("after", "n", text="true")]),
        job("writer", [shell("n", text=WRITES)], params=params),
        job("lost", [shell("n", text=HANGS), shell("after", "n", text=WRITES)], params=params),
        job(
            "again",
            [shell("before", text=WRITES), shell("n", "before", text=HANGS, **again), shell("after", "n", text=WRITES)],
            params=params,
        ),
        job("queued", [shell("n", text=HANGS, **again)], params=params),
        job("ready", [shell("n", text=WRITES)], params=params),
        job("minutely", [dummy("n")], schedule=daily("0 * * * * ?")),
        job("monthly", [dummy("n")], schedule=daily("0 0 3 1 * ?")),
        job("stopped", [dummy("n")], schedule=daily("0 * * * * ?")),
    ]


class Scene:
    def __init__(self, server):
        self.server = server
        server.start(environment=SETTINGS)
        self.world = World(Team(server))
        self.runs = {}

    def play(self):
        world = self.world
        developer, operator = world.developer, world.operator
        developer.create_script(script("greet", "echo hello\n"))
        for body in jobs():
            developer.create_job(body)
        self.packages = {"deployed": release(world, "greet", *(body["name"] for body in jobs()))}
        for name in ("report", "broken", "writer"):
            self.runs[name] = operator.run_once(name)
            ended_run(operator, name, self.runs[name])
        self.schedule()
        self.leave_unfinished_releases()
        self.leave_unfinished_runs()

    def schedule(self):
        operator = self.world.operator
        for name in ("minutely", "monthly", "stopped"):
            operator.start(name)
        for _ in range(3):
            before = len(operator.instances("minutely"))
            self.server.clock.step(minutes=1)
            wait_until(lambda: len(operator.instances("minutely")) > before, what="a planned run")
        for name in ("minutely", "stopped"):
            wait_until(lambda: all(row["status"] == "success" for row in operator.instances(name)), what="its end")
        operator.call("POST", "/v1/{project_id}/jobs/stopped/stop", expect=204)

    def leave_unfinished_releases(self):
        developer = self.world.developer
        developer.create_script(script("packaged", "echo packaged\n"))
        developer.create_job(job("packaged_job", [dummy("n")]))
        self.packages["pending"] = developer.package(["packaged", "packaged_job"], [self.world.deployer.user_id])
        developer.create_script(script("submitted", "echo submitted\n"))
        developer.create_script(script("draft", "echo draft\n", targetStatus="SAVED"))

    def leave_unfinished_runs(self):
        operator, server = self.world.operator, self.server
        for name in ("lost", "again"):
            self.runs[name] = operator.run_once(name)
        self.runs["queued"] = [operator.run_once("queued", jobParams=[{"name": "n", "value": str(n)}]) for n in range(4)]
        hanging = "SELECT instance_id FROM node_instance WHERE state = 'running' AND process_id IS NOT NULL"
        wait_until(lambda: len(select(server, hanging)) == 3, what="three nodes that hang")
        self.runs["ready"] = operator.run_once("ready")
        ready = "SELECT instance_id FROM node_instance WHERE state = 'ready'"
        wait_until(lambda: len(select(server, ready)) == 1, what="a ready node")
        waiting = "SELECT id FROM job_instance WHERE state = 'waiting'"
        wait_until(lambda: len(select(server, waiting)) == 3, what="three runs that wait")  # another one may just be admitted

    def story(self):
        """What a test cannot read out of the database: keys above all. They open nothing but this one."""
        team, world = self.world.team, self.world
        clients = {"root": team.root, "outsider": team.outsider, **team.people}
        data = self.server.data_dir
        logs = sorted(path for path in (data / "logs").rglob("*") if path.is_file() and path.stat().st_size)
        return {
            "remark": "All keys here were made for this test and open nothing else.",
            "sealing_key": (data / "secret.key").read_text(),
            "project_id": team.project_id,
            "workspace": world.workspace,
            "people": {
                name: {"user_id": each.user_id, "name": each.name, "access": each.access, "secret": each.secret}
                for name, each in clients.items()
            },
            "packages": self.packages,
            "runs": self.runs,
            "logs": {str(path.relative_to(data)): path.read_text() for path in logs},
        }


def dump(server):
    if not server.database_url:
        connection = sqlite3.connect(server.data_dir / "slipway.db")
        text = "".join(f"{line}\n" for line in connection.iterdump())
        connection.close()
        return text
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--no-comments", server.database_url]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    # What servers or clients of other versions do not know, and what is only remarks.
    left_out = r"^(\\(un)?restrict .*|SET (transaction_timeout|default_table_access_method) = .*|--.*)\n"
    return re.sub(r"\n{2,}", "\n", re.sub(left_out, "", text, flags=re.MULTILINE))


def without_this_machine(text):
    """The name of the host and the id of its run say nothing, and are of a machine that is none of ours."""
    text = re.sub(rf"'{re.escape(os.uname().nodename)}'", f"'{HOST}'", text)
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return text.replace(boot, "00000000-0000-4000-8000-000000000000")


def make(kind, url, directory):
    server = ServerProcess(directory / kind, url)
    server.clock = ShiftedClock(directory / f"{kind}.clock", directory)
    server.clock.step(seconds=(BEGIN - server.clock.now()).total_seconds())
    scene = Scene(server)
    try:
        scene.play()
    finally:
        server.kill()
    (HERE / "first_version" / f"{kind}.sql").write_text(without_this_machine(dump(server)))
    (HERE / "first_version" / f"{kind}.json").write_text(json.dumps(scene.story(), indent=1) + "\n")


def make_clock_shim(directory):
    """Where ShiftedClock looks for it."""
    (directory / "tests").mkdir()
    library, source = directory / "tests/libclock_shim.so", ROOT / "tests/clock_shim/clock_shim.cpp"
    subprocess.run(["g++", "-std=c++20", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)


def main():
    contract_check.check_answer = lambda *_: None  # it holds answers against the contract of today
    (HERE / "first_version").mkdir(exist_ok=True)
    nodes = pathlib.Path(DIRECTORY)
    nodes.mkdir(exist_ok=True)
    nodes.chmod(0o777)
    with tempfile.TemporaryDirectory(prefix="slipway-first.", dir="/tmp") as name:
        directory = pathlib.Path(name)
        directory.chmod(0o755)  # PostgreSQL runs as another user
        make_clock_shim(directory)
        make("sqlite", None, directory)
        start = [TEST_POSTGRES, "start", directory / "pg", "--watch", str(os.getpid())]
        admin = subprocess.run(start, check=True, stdout=subprocess.PIPE, text=True).stdout.strip().splitlines()[-1]
        try:
            make("postgres", create_database(admin, "first"), directory)
        finally:
            subprocess.run([TEST_POSTGRES, "remove", directory / "pg"], check=True)
    for path in nodes.iterdir():
        path.unlink()
    nodes.rmdir()


if __name__ == "__main__":
    main()
