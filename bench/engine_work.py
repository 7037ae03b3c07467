"""Workloads of nodes that start nothing: drains, chains, fans."""

import statistics

import engine_rows

STEPS = 20


def stored(bench, job, runs):
    """Seconds and use of a server that finds these runs when it starts."""
    with bench.world.copy() as copy:
        copy.store(engine_rows.ready_runs, job, runs)
        found = copy.work_stored()
        copy.check(runs, runs * bench.world.jobs[job].size)
    return found


def per_node(used, count):
    """Microseconds of CPU and commits for each node, the server's start included."""
    return {"server_us": used["server_cpu"] / count * 1e6, "database_us": used["database_cpu"] / count * 1e6,
            "commits": used["commits"] / count}


def drain_of(bench, name, runs):
    count = runs * bench.world.jobs["noops"].size
    (seconds, used), floor, cpu = bench.beside_floor(lambda: stored(bench, "noops", runs), "drain", count)
    bench.note(name, count / seconds, count / floor, **per_node(used, count), floor_us=cpu / count * 1e6)


def drain(bench):
    drain_of(bench, "drain of 20,000", 2 if bench.is_quick else 20)


def large_drain(bench):
    """Beside a small one right before it."""
    drain(bench)
    drain_of(bench, "drain of 200,000", 4 if bench.is_quick else 200)
    small, large = (bench.samples[name][-1]["ours"] for name in ("drain of 20,000", "drain of 200,000"))
    bench.note("drain of 200,000 beside one of 20,000", large, small)


def chains_at_once(copy, runs):
    """Seconds and use, by a server that is warm. It is stopped before, and runs afterwards."""
    copy.store(engine_rows.hidden_runs, "chain_20", runs)
    copy.start()
    called(copy, "warm_up", 3)
    found = copy.work_hidden("chain_20", runs)
    copy.check(runs + 4, (runs + 3) * STEPS + 1)
    return found


def many_chains(bench):
    runs = 50
    count = runs * STEPS
    with bench.world.copy() as copy:
        (seconds, used), floor, cpu = bench.beside_floor(lambda: chains_at_once(copy, runs), "stored", runs, STEPS)
    bench.note("50 chains of 20 at once", count / seconds, count / floor, **per_node(used, count), floor_us=cpu / count * 1e6)


def called(copy, job, times):
    """Median seconds of runs that a call starts, one after another, and the most commits of one."""
    found = [copy.run_once(job) for _ in range(times)]
    return statistics.median(seconds for seconds, _ in found), max(commits for _, commits in found)


def chains(bench):
    with bench.world.copy() as copy:
        copy.start()
        (seconds, commits), floor, _ = bench.beside_floor(lambda: called(copy, "chain_20", 5), "chain", 5, STEPS)
        bench.note("chain of 20, a step", seconds / STEPS, floor / STEPS, commits=commits / STEPS)
        size = copy.jobs["chain_1000"].size
        long, commits = called(copy, "chain_1000", 1)
        again, _ = called(copy, "chain_20", 5)  # the disk may be in another mood by then
        beside = (seconds + again) / 2 / STEPS
        bench.note("chain of 1,000, a step, beside one of 20", long / size, beside, commits=commits / size)
        copy.check(11, 10 * STEPS + size)


def fans(bench):
    with bench.world.copy() as copy:
        copy.start()
        times = 1 if bench.is_quick else 3
        width = copy.jobs["fan_1000"].size
        (seconds, commits), floor, _ = bench.beside_floor(lambda: called(copy, "fan_1000", times), "fan", times, width - 2)
        bench.note("fan of 1,000", seconds, floor, commits=commits)
        copy.check(times, times * width)


def wide_fan(bench):
    with bench.world.copy() as copy:
        copy.start()
        before, _ = called(copy, "fan_1000", 3)
        seconds, commits = called(copy, "fan_10000", 1)
        after, _ = called(copy, "fan_1000", 3)
        bench.note("fan of 10,000 beside one of 1,000", seconds, (before + after) / 2, commits=commits)
        copy.check(7, 6 * copy.jobs["fan_1000"].size + copy.jobs["fan_10000"].size)


def dummies(bench):
    with bench.world.copy() as copy:
        copy.start()
        for job, name in (("dummy_chain", "chain of 1,000 Dummy, commits"), ("dummy_fan", "fan of 1,000 Dummy, commits")):
            found = [copy.run_once(job) for _ in range(3)]
            # The least, since the server's own upkeep commits now and then too.
            bench.note(name, min(commits for _, commits in found), None, seconds=statistics.median(seconds for seconds, _ in found))
        copy.check(6, 3 * (copy.jobs["dummy_chain"].size + copy.jobs["dummy_fan"].size), attempts=0)


WORKLOADS = [(5, drain), (5, chains), (5, many_chains), (5, fans), (5, dummies), (2, wide_fan), (2, large_drain)]
