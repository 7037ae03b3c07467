"""Servers whose production holds the jobs that the engine is measured with: one is made through the API, each measurement takes a copy."""

import contextlib
import os
import re
import shutil
import time
import urllib.request

import engine_rows
from catalog import Catalog
from engine_floor import Watch

CORES = len(os.sched_getaffinity(0))
SETTINGS = {
    "SLIPWAY_NODE_NOOP_TYPE": "true",
    "SLIPWAY_LIMITS_NODES_PER_JOB": "20000",  # a fan of 10,000 is past the default
    "SLIPWAY_LIMITS_INSTANCES_PER_JOB": "128",
    "SLIPWAY_LIMITS_RUNNING_NODES": str(4 * CORES),  # its default, said because the floor starts as many at once
}
KINDS = {"Noop": "flow", "Shell": "process", "Dummy": "none"}
NOTHING_UNFINISHED = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM job_instance WHERE ended_at IS NULL)"
TICKS = os.sysconf("SC_CLK_TCK")


class Job:
    """All nodes of one type; each comes after the nodes that `after(ordinal)` lists."""

    def __init__(self, name, node_type, size, after=lambda ordinal: []):
        self.name, self.type, self.kind, self.size, self.after, self.id = name, node_type, KINDS[node_type], size, after, None

    def node(self, ordinal):
        properties = [{"name": "statement", "value": "exit 0"}] if self.type == "Shell" else []
        return {"name": f"n{ordinal}", "type": self.type, "location": {"x": "0", "y": "0"}, "properties": properties,
                "preNodeName": [f"n{other}" for other in self.after(ordinal)]}

    def body(self):
        return {"name": self.name, "processType": "BATCH", "nodes": [self.node(ordinal) for ordinal in range(self.size)],
                "schedule": {"type": "EXECUTE_ONCE"}}


def chain(name, node_type, size):
    return Job(name, node_type, size, lambda ordinal: [ordinal - 1] if ordinal else [])


def fan(name, node_type, width):
    """1 -> width -> 1."""
    return Job(name, node_type, width + 2, lambda ordinal: [] if ordinal == 0 else [0] if ordinal <= width else range(1, width + 1))


def thread_seconds(process):
    """CPU of its threads that live, to the nanosecond."""
    total = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        with contextlib.suppress(OSError), open(f"/proc/{process}/task/{thread}/schedstat", encoding="ascii") as status:
            total += int(status.read().split()[0])
    return total / 1e9


def family_seconds(process):
    """CPU of it and of all that it has started, whether they live or not, by the clock's ticks."""
    def fields(number):
        with open(f"/proc/{number}/stat", encoding="ascii", errors="replace") as status:
            return [int(text) for text in re.sub(r"^.*\) . ", "", status.read()).split()]

    mine = fields(process)
    used = sum(mine[10:14])
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it may end meanwhile
            other = fields(name)
            used += sum(other[10:12]) if other[0] == process else 0
    return used / TICKS


class World:
    """Made through the API and then stopped."""

    def __init__(self, place, directory, programs, jobs):
        self.directory, self.programs, self.count = directory, programs, 0
        self.catalog = Catalog(place, directory, SETTINGS)
        self.place, self.kind, self.jobs = place, place.kind, {job.name: job for job in jobs}
        try:
            self.make()
        except BaseException:
            self.catalog.kill()
            raise

    def make(self):
        self.catalog.open_workspace()
        for job in self.jobs.values():
            self.catalog.client.call("POST", "/v1/{project_id}/jobs", job.body())
        self.catalog.deploy_templates()
        self.catalog.stop()
        self.user, self.workspace = self.catalog.user, self.catalog.client.workspace
        for name, number in self.place.select("SELECT name, id FROM object"):
            self.jobs[name].id = int(number)
        self.top_object = max(job.id for job in self.jobs.values())
        found = self.place.select(
            "SELECT e.id, o.deployment_id FROM environment e JOIN environment_object o ON o.environment_id = e.id LIMIT 1")
        self.environment, self.deployment = map(int, found[0])

    @contextlib.contextmanager
    def copy(self):
        """A server on a copy of the rows, not started; everything of it is removed afterwards."""
        self.count += 1
        directory = self.directory / f"copy{self.count}"
        shutil.copytree(self.directory / "data", directory / "data")
        place = self.place.copy(directory)
        try:
            with contextlib.closing(Copy(self, place, directory)) as made:
                yield made
                if made.catalog.server.is_running():
                    made.stop()
        finally:
            place.remove()
            shutil.rmtree(directory, ignore_errors=True)


class Copy:
    def __init__(self, world, place, directory):
        self.world, self.place, self.jobs = world, place, world.jobs
        self.catalog = Catalog(place, directory, SETTINGS)
        self.catalog.client = world.catalog.client
        self.watch = None
        self.last_before = 0  # the last run that does not count

    def close(self):
        if self.watch:
            self.watch.close()
            self.watch = None
        self.catalog.kill()

    def store(self, rows, job, *arguments, **options):
        """Rows of runs (engine_rows.py), while the server is stopped."""
        self.forget()
        now = int(time.time() * 1e6)
        self.place.run(rows(self.world, self.jobs[job], *arguments, now, self.last_before), **options)

    def forget(self):
        """What has run until now does not count."""
        self.last_before = int(self.place.select("SELECT coalesce(max(id), 0) FROM job_instance")[0][0])

    def start(self):
        self.database = self.place.process()
        self.database_before = family_seconds(self.database) if self.database else 0.0
        self.catalog.start()
        self.watch = Watch(self.world.programs, self.place)

    def stop(self):
        self.watch.close()
        self.watch = None
        self.catalog.stop()

    def used(self):
        """Since the start: CPU of the server and of the database, if that is another process, and commits."""
        database = family_seconds(self.database) - self.database_before if self.database else 0.0
        return {"server_cpu": self.server_cpu(), "database_cpu": database, "commits": self.metric("store_commits_total")}

    def server_cpu(self):
        return thread_seconds(self.catalog.server.process.pid)

    def metric(self, name):
        with urllib.request.urlopen(self.catalog.server.endpoint + "/metrics", timeout=30) as answer:
            return float(re.search(rf"^slipway_{name} (\S+)$", answer.read().decode(), re.MULTILINE)[1])

    def work_stored(self):
        """Starts the server; seconds from the first start to the last end of what was stored, and what that used. Leaves it stopped."""
        self.start()
        ended = self.watch.wait(NOTHING_UNFINISHED, pause=5000)
        used = self.used()
        self.stop()
        started = self.place.select(f"SELECT min(started_at) FROM node_attempt WHERE instance_id > {self.last_before}")[0][0]
        return ended - int(started) / 1e6, used

    def work_hidden(self, job, count):
        """Seconds from the first admission to the last end of runs that were stored hidden, by a server that has worked already."""
        before = self.used()
        self.place.change(engine_rows.shown(self.world, self.jobs[job], count))
        self.call_run("noop")  # wakes the engine
        ended = self.watch.wait(NOTHING_UNFINISHED)
        used = {name: value - before[name] for name, value in self.used().items()}
        started = self.place.select(
            f"SELECT min(started_at) FROM job_instance WHERE object_id = {self.jobs[job].id} AND id > {self.last_before} AND id <= "
            f"{self.last_before + count}")[0][0]
        return ended - int(started) / 1e6, used

    def call_run(self, job):
        return self.catalog.client.call("POST", f"/v1/{{project_id}}/jobs/{job}/run-immediate", {})["instanceId"]

    def run_once(self, job):
        """Seconds from the call that starts a run to its end, and the commits meanwhile."""
        before = self.metric("store_commits_total")
        called = time.time()
        number = self.call_run(job)
        ended = self.watch.wait(f"SELECT 1 FROM job_instance WHERE id = {number} AND ended_at IS NOT NULL")
        return ended - called, self.metric("store_commits_total") - before

    def check(self, runs, nodes, attempts=None):
        """Every node of what counts has run exactly once and every run is a success, else the figures are worth nothing."""
        since = f"WHERE instance_id > {self.last_before}"
        found = self.place.select(
            f"SELECT (SELECT count(*) FROM job_instance WHERE id > {self.last_before} AND state = 'success'), "
            f"(SELECT count(*) FROM job_instance WHERE id > {self.last_before}), "
            f"(SELECT count(*) FROM node_instance {since} AND state = 'success'), (SELECT count(*) FROM node_instance {since}), "
            f"(SELECT count(*) FROM node_attempt {since} AND outcome = 'succeeded' AND attempt = 1), "
            f"(SELECT count(*) FROM node_attempt {since}), "
            "(SELECT sum(waiting_count + running_count) FROM environment_job)")[0]
        tried = nodes if attempts is None else attempts
        wanted = [runs, runs, nodes, nodes, tried, tried, 0]
        if [int(float(cell)) for cell in found] != wanted:
            raise RuntimeError(f"wrong after the runs: {found} instead of {wanted}")
