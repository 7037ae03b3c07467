"""Workloads of Shell nodes, beside the starts of the same shell without an engine (engine_spawn.c)."""

import contextlib
import statistics
import subprocess

from engine_floor import lines_of
from engine_work import STEPS, called, per_node, stored
from engine_world import SETTINGS

SHELL = "/bin/bash"  # the default of node.shell_path
STEP_EXTRA = 0.003


def start_seconds(bench, count, at_once):
    """Of all of these starts."""
    file = bench.directory / "exit.sh"
    file.write_text("exit 0")
    return lines_of([bench.programs.spawn, "start", count, at_once, SHELL, file, bench.directory / "output"])[0][0]


@contextlib.contextmanager
def sleepers(bench, count):
    """So many other processes on the machine, in a process group of their own."""
    command = [str(bench.programs.spawn), "sleep", str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the sleeping processes did not start")
        yield
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


def shells_of(bench, name):
    runs = 1 if bench.is_quick else 2
    count, at_once = runs * bench.world.jobs["shells"].size, int(SETTINGS["SLIPWAY_LIMITS_RUNNING_NODES"])
    before = start_seconds(bench, count, at_once)
    seconds, used = stored(bench, "shells", runs)
    after = start_seconds(bench, count, at_once)
    bench.note(name, count / seconds, count / ((before + after) / 2), **per_node(used, count))


def shells(bench):
    shells_of(bench, "Shell, 2,000")


def shells_among_others(bench):
    with sleepers(bench, 200 if bench.is_quick else 2000):
        shells_of(bench, "Shell, 2,000, beside 2,000 other processes")


def shell_chain(bench):
    with bench.world.copy() as copy:
        copy.start()
        times = 1 if bench.is_quick else 3
        starts = [start_seconds(bench, 100, 1) / 100]
        seconds, commits = called(copy, "shell_chain", times)
        starts.append(start_seconds(bench, 100, 1) / 100)
        one = statistics.mean(starts)
        bench.note("chain of 20 Shell, a step, beside a start + 3 ms", seconds / STEPS, one + STEP_EXTRA, start_ms=one * 1000,
                   commits=commits / STEPS)
        copy.check(times, times * STEPS)


WORKLOADS = [(5, shells), (3, shells_among_others), (5, shell_chain)]
