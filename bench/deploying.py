"""Benchmark "deploy": packages of some size enter a production of 200,000 objects while clients read it."""

import json
import time

from catalog import Catalog
from floor import Floor
from readers import Readers
from refusing import refused_seconds, taken_script
from statistic import percentile, spread, steady_disk

ROUNDS = {1_000: 5, 10_000: 3}  # fewer where a round is dear
# A deployment of 100,000 is past the default limits, and a statement over that many rows past the default time limit.
SETTINGS = {"SLIPWAY_LIMITS_ITEMS_PER_PACKAGE": "200000", "SLIPWAY_DATABASE_STATEMENT_TIMEOUT": "2 min"}
IDLE_SECONDS = 1.0
RATIO_MAX, SWITCH_SECONDS_MAX, READ_RATIO_MAX = 3.0, 0.1, 3.0


def log_record(server, event, **match):
    """The newest record of the server's log with these fields."""
    for line in reversed(server.log_path.read_text(errors="replace").splitlines()):
        if f'"{event}"' in line:
            record = json.loads(line)
            if record["event"] == event and all(record.get(name) == value for name, value in match.items()):
                return record
    raise RuntimeError(f"the log has no {event} {match}")


def wait_for_generation(catalog, before, seconds=600):
    client, path = catalog.client.but(), catalog.native("/environments/production/generations?limit=1")
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        newest = client.call("GET", path)["items"][0]["number"]
        if newest > before:
            return time.perf_counter(), newest
        time.sleep(0.005)
    raise RuntimeError("the deployment did not end")


def wait_for_task(catalog, task):
    """Its answer names every item, so it is asked seldom."""
    while (shown := catalog.client.call("GET", "/v1/{project_id}/system-tasks/" + task))["status"] == "RUNNING":
        time.sleep(0.25)
    if shown["status"] != "SUCCESSFUL":
        raise RuntimeError(f"the deployment ended as {shown['status']}: {shown['message']}")
    return time.perf_counter()


def deploy_round(catalog, floor, items, item_ids):
    """One package of these items, and the floor of the same size right before and after it."""
    is_steady = steady_disk(catalog.server.data_dir)
    floor_seconds, start_seconds = [floor.deploy_seconds(items)], floor.start_seconds()
    began = time.perf_counter()
    package = catalog.package(item_ids, f"package of {items}")
    packaged = time.perf_counter()
    with Readers(catalog) as readers:
        time.sleep(IDLE_SECONDS)
        before = catalog.client.call("GET", catalog.native("/environments/production/generations?limit=1"))["items"][0]["number"]
        called = time.perf_counter()
        task = catalog.deploy(package)
        visible, generation = wait_for_generation(catalog, before)
        ended = wait_for_task(catalog, task)
        time.sleep(0.2)  # so that the new generation is read too
    if readers.errors:
        raise RuntimeError(f"readers failed: {readers.errors[:3]}")
    floor_seconds.append(floor.deploy_seconds(items))
    record = log_record(catalog.server, "deployment_switched", generation=generation)
    idle, during = readers.between(called - IDLE_SECONDS, called), readers.between(called, visible)
    return {
        "items": items,
        "package_seconds": packaged - began,
        "seconds": visible - called,
        "follow_up_seconds": ended - visible,
        "check_seconds": record["check_us"] / 1e6,
        "stage_seconds": record["stage_us"] / 1e6,
        "switch_seconds": record["switch_us"] / 1e6,
        "floor_seconds": sum(floor_seconds) / 2,
        "floor_start_seconds": start_seconds,
        "ratio": (visible - called) / (sum(floor_seconds) / 2),
        "reads": readers.count(),
        "mixed_reads": readers.mixed,
        "generations_read": len(readers.seen),
        "read_p50_idle": percentile(idle, 50),
        "read_p99_idle": percentile(idle, 99),
        "read_p50_during": percentile(during, 50),
        "read_p99_during": percentile(during, 99),
        "read_max_during": max(during, default=0.0),
        "is_steady": is_steady() and max(floor_seconds) < 2 * min(floor_seconds),
    }


def measure(kind, place_of, directory, sizes, count, say):
    """A row of figures a size."""
    catalog = Catalog(place_of(directory), directory, SETTINGS)
    rounds, refused = [], []
    try:
        started = time.perf_counter()
        catalog.create(count, [taken_script(number) for number in range(len(sizes))])
        floor = Floor(kind, directory, lambda: place_of(directory), count)
        say(f"{kind}: a production of {count} objects, made in {time.perf_counter() - started:.0f} s")
        version = 1
        for place_in_sizes, items in enumerate(sizes):
            for number in range(ROUNDS.get(items, 1 if items > 10_000 else 5)):
                version += 1
                item_ids = catalog.submit(items, version, new=items // 10)
                catalog.start()
                rounds.append(deploy_round(catalog, floor, items, item_ids))
                catalog.stop()
                say(f"{kind}: {items} items, round {number + 1}: " + ", ".join(
                    f"{name} {rounds[-1][name]:.4g}" for name in ("seconds", "floor_seconds", "ratio", "switch_seconds", "mixed_reads")))
            version += 1
            refused.append(refused_seconds(catalog, place_in_sizes, catalog.submit(items - 1, version, new=0)))
            say(f"{kind}: {items} items, refused at the last one in {refused[-1]:.4g}")
    except BaseException:
        catalog.kill()
        raise
    return [
        {**summary(kind, items, [row for row in rounds if row["items"] == items]), "refused_seconds": spread([seconds])}
        for items, seconds in zip(sizes, refused)
    ]


def summary(kind, items, rounds):
    names = [name for name in rounds[0] if name not in ("items", "is_steady", "mixed_reads", "reads")]
    made = {"database": kind, "items": items, "rounds": rounds, "steady_rounds": sum(row["is_steady"] for row in rounds)}
    made.update({name: spread([row[name] for row in rounds]) for name in names})
    made["mixed_reads"] = sum(row["mixed_reads"] for row in rounds)
    made["reads"] = sum(row["reads"] for row in rounds)
    return made
