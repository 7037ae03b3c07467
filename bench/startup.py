"""Benchmark "startup": from starting the program to its line "ready", and the memory it takes then and after reads."""

import re
import time

from catalog import Catalog
from statistic import spread

ROUNDS = 5
READS = 50
READY_SECONDS_MAX, MEMORY_MIB_MAX = 1.0, 60e6 / 2**20


def anonymous_mib(pid):
    """Memory that is the process's own, not pages of files."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"RssAnon:\s+(\d+) kB", status.read())[1]) / 1024


def measure(kind, place_of, directory, count, say):
    catalog = Catalog(place_of(directory), directory)
    rounds = []
    try:
        catalog.create(count)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            catalog.start()
            ready = time.perf_counter() - started
            after_start = anonymous_mib(catalog.server.process.pid)
            for page in range(READS):
                catalog.client.call("GET", f"/v1/{{project_id}}/jobs?limit=50&offset={page}")
            rounds.append({"ready_seconds": ready, "start_mib": after_start, "read_mib": anonymous_mib(catalog.server.process.pid)})
            catalog.stop()
            say(f"{kind}: ready after {ready * 1000:.0f} ms with {after_start:.1f} MiB, {rounds[-1]['read_mib']:.1f} MiB after reads")
    except BaseException:
        catalog.kill()
        raise
    return [{"database": kind, "objects": count, **{name: spread([row[name] for row in rounds]) for name in rounds[0]}}]
