"""What rows that nothing happens to cost: finished ones, waiting ones, and those whose statistics nobody made."""

import re
import time

import engine_rows
from engine_work import STEPS, called, chains_at_once

TABLES = ("job_instance", "node_instance", "node_attempt", "environment_job")
SETTLE_SECONDS = 5
STATEMENT = re.compile(r"LOG:  (execute [^:]*|statement): (?!BEGIN|COMMIT|ROLLBACK)")  # begins and ends of transactions are not counted


def drained(copy, runs, **options):
    """Seconds to work runs that are stored now. The server is stopped before and after."""
    copy.store(engine_rows.ready_runs, "noops", runs, **options)
    seconds, _ = copy.work_stored()
    copy.check(runs, runs * copy.jobs["noops"].size)
    return seconds


def same_work(bench, copy):
    """Seconds by line."""
    found = {"drain": drained(copy, 2 if bench.is_quick else 10), "50 chains at once": chains_at_once(copy, 50)[0]}
    copy.forget()
    found["chain of 20, a step"] = called(copy, "chain_20", 5)[0] / STEPS
    found["fan of 1,000"] = called(copy, "fan_1000", 3)[0]
    copy.stop()
    copy.check(8, 5 * STEPS + 3 * copy.jobs["fan_1000"].size)
    return found


def measure_aged(bench, rounds):
    """The same beside a copy without the finished nodes, in each round."""
    with bench.world.copy() as aged:
        aged.store(engine_rows.finished_runs, "noops", 10 if bench.is_quick else 1000)
        for _ in range(rounds):
            with bench.world.copy() as young:
                without = same_work(bench, young)
            for name, seconds in same_work(bench, aged).items():
                bench.note("after 1,000,000 nodes: " + name, seconds, without[name])


class Statements:
    """How many statements the server sent: from PostgreSQL's log; SQLite has none, so its server's units of work are counted."""

    def __init__(self, copy):
        self.copy, self.log = copy, None
        if copy.place.kind == "postgres":
            copy.place.run([f'ALTER DATABASE "{copy.place.name}" SET log_statement = \'all\''])
            self.log = copy.place.log_path()

    def count(self):
        if not self.log:
            return self.copy.metric("store_units_total")
        with open(self.log, encoding="utf-8", errors="replace") as lines:
            return sum(bool(STATEMENT.search(line)) for line in lines)


def measure_idle(bench):
    count, full, seconds = (1000, 10, 3) if bench.is_quick else (100_000, 100, 20)
    with bench.world.copy() as copy:
        copy.place.run(engine_rows.idle_jobs(bench.world, bench.world.jobs["noop"], count, full, int(time.time() * 1e6)))
        statements = Statements(copy)
        copy.start()
        time.sleep(SETTLE_SECONDS)
        before = copy.used()
        cpu, sent = copy.server_cpu(), statements.count()
        time.sleep(seconds)
        cpu, sent = copy.server_cpu() - cpu, statements.count() - sent
        database = copy.used()["database_cpu"] - before["database_cpu"]
        copy.stop()
        waiting = int(copy.place.select("SELECT count(*) FROM job_instance WHERE state = 'waiting'")[0][0])
        if waiting != count:
            raise RuntimeError(f"{count - waiting} instances did not wait")
        bench.note("idle: CPU of a core", cpu / seconds, None, database_share=database / seconds)
        bench.note("idle: statements a second", sent / seconds, None)


def measure_unanalyzed(bench):
    """PostgreSQL only. Nothing is analyzed behind our back."""
    runs, found = 2 if bench.is_quick else 20, {}
    for is_analyzed in (False, True):
        with bench.world.copy() as copy:
            copy.place.run([f"ALTER TABLE {table} SET (autovacuum_enabled = false)" for table in TABLES], is_analyzed=False)
            found[is_analyzed] = runs * copy.jobs["noops"].size / drained(copy, runs, is_analyzed=is_analyzed)
    bench.note("drain never analyzed beside analyzed", found[False], found[True])
