"""Three servers on one PostgreSQL, of which one is killed now and then, and many cron jobs that they plan and run together."""

import concurrent.futures
import random

from project_bodies import daily, job, node
from server_process import wait_until
from store_dump import select
from survivor import new_replica, package_everything
from team import Team, World

SIZE = 3
MINUTE = 60_000_000  # instants of the tables are microseconds
SETTINGS = {"SLIPWAY_TIMINGS_POLL_INTERVAL": "100 ms", "SLIPWAY_NODE_NOOP_TYPE": "true"}
OPEN_NODES = (
    "SELECT i.id, i.state, n.state AS node, n.kind, n.holder_incarnation, n.ready_at, c.lease_end FROM job_instance i "
    "LEFT JOIN node_instance n ON n.instance_id = i.id LEFT JOIN incarnation c ON c.id = n.holder_incarnation "
    "WHERE i.ended_at IS NULL LIMIT 5"
)
OPEN_RUNS = "SELECT count(*) AS count FROM job_instance WHERE ended_at IS NULL"


class Fleet:
    def __init__(self, new_server, seed, settings, clock_is_ours=False):
        self.settings, self.draw, self.kills = {**SETTINGS, **settings}, random.Random(seed), 0
        first = new_server("postgres")
        self.clock = first.shift_clock() if clock_is_ours else None
        first.start(environment=self.settings)
        self.servers = [first]
        for _ in range(SIZE - 1):
            replica = new_replica(new_server, of=first)
            replica.clock = self.clock  # one for all, as between machines whose clocks agree
            self.servers.append(replica.start(environment=self.settings))
        self.world = World(Team(first))

    def schedule_jobs(self, count):
        """Cron jobs of one node, due each minute; every other node takes a place to run in."""
        clients = [self.world.developer.but() for _ in range(8)]

        def create(worker):
            for number in range(worker, count, len(clients)):
                kind = ("Dummy", "Noop")[number % 2]
                body = job(f"j{number}", [node("n", kind=kind, properties={})], schedule=daily("0 * * * * ?"))
                clients[worker].create_job(body)

        with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(create, range(len(clients))))
        package = package_everything(self.world)
        self.world.deployer.deploy(package)
        scheduled = "SELECT count(*) AS count FROM environment_job WHERE status = 'scheduling'"
        wait_until(lambda: self.count(scheduled) == count, 60, "the start of all jobs")
        wait_until(lambda: self.count("SELECT count(*) AS count FROM deployment WHERE ended_at IS NULL") == 0)

    def kill_one(self):
        """Which it was."""
        victim = self.draw.choice(self.servers)
        victim.kill()
        self.kills += 1
        return victim

    def start(self, server):
        server.start(environment=self.settings)
        self.world.follow(server.endpoint)

    def count(self, statement):
        return select(self.servers[0], statement)[0]["count"]

    def end(self, until, seconds):
        """Waits until all that was due by then has been planned and has ended."""
        behind = f"SELECT count(*) AS count FROM environment_job WHERE next_plan_time <= {until}"
        try:
            wait_until(
                lambda: self.count(behind) == 0 and self.count(OPEN_RUNS) == 0, seconds, "the end of all runs that were due"
            )
        except AssertionError as late:
            raise AssertionError(f"{late}: {self.count(behind)} jobs behind; {select(self.servers[0], OPEN_NODES)}") from late

    def check_plan_times(self, until):
        """One run, and a success, for each job and minute between its start and then; how many, and how late the latest was."""
        jobs = select(self.servers[0], "SELECT object_id, started_at FROM environment_job")
        runs = {}
        of_schedules = (
            "SELECT object_id, plan_time, state, submitted_at, ended_at FROM job_instance "
            f"WHERE kind = 0 AND plan_time <= {until}"
        )
        for row in select(self.servers[0], of_schedules):
            runs.setdefault(row["object_id"], []).append(row)
        for each in jobs:
            found = sorted(row["plan_time"] for row in runs.get(each["object_id"], []))
            expected = list(range((each["started_at"] // MINUTE + 1) * MINUTE, until + 1, MINUTE))
            assert found == expected, f"job {each['object_id']}: lost or doubled: {set(expected) ^ set(found)} {len(found)}"
        rows = [row for of_job in runs.values() for row in of_job]
        assert {row["state"] for row in rows} == {"success"}
        assert select(self.servers[0], "SELECT id FROM audit WHERE action = 'job.plan_times_left_out'") == []
        return {
            "jobs": len(jobs),
            "runs": len(rows),
            "latest_begin_ms": max(row["submitted_at"] - row["plan_time"] for row in rows) // 1000,
            "latest_end_ms": max(row["ended_at"] - row["plan_time"] for row in rows) // 1000,
        }

    def check_attempts(self):
        """No attempt that ran is left open, and those of a node are numbered without gaps."""
        wrong = (
            "SELECT instance_id FROM (SELECT instance_id, ordinal, count(*) AS count, max(attempt) AS highest, "
            "count(*) FILTER (WHERE ended_at IS NULL) AS open FROM node_attempt GROUP BY instance_id, ordinal) AS counted "
            "WHERE count <> highest OR open > 0"
        )
        assert select(self.servers[0], wrong) == []

    def stop(self):
        for server in self.servers:
            assert server.stop() == 0
