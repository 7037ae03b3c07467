"""Benchmark "engine": what moving nodes costs, beside the least that the database must do for it (engine_floor.c) in the same round."""

import statistics

import engine_shell
import engine_still
import engine_work
from engine_floor import Floor, Programs
from engine_world import Job, World, chain, fan
from statistic import spread

RATE, TIME = "at least", "at most"


def line(sense, sqlite, unit, postgres=None):
    return {"sense": sense, "unit": unit, "limits": {"sqlite": sqlite, "postgres": sqlite if postgres is None else postgres}}


# What is measured, and how its ratio to what stands beside it is to be.
LINES = {
    "drain of 20,000": line(RATE, 0.25, "nodes/s", postgres=0.5),
    "drain of 200,000": line(RATE, 0.25, "nodes/s", postgres=0.5),
    "drain of 200,000 beside one of 20,000": line(RATE, 0.9, "nodes/s"),
    "chain of 20, a step": line(TIME, 1.3, "s"),
    "50 chains of 20 at once": line(RATE, 0.5, "nodes/s"),
    "chain of 1,000, a step, beside one of 20": line(TIME, 1.05, "s"),
    "fan of 1,000": line(TIME, 4.0, "s", postgres=2.0),
    "fan of 10,000 beside one of 1,000": line(TIME, 11.0, "s"),
    "chain of 1,000 Dummy, commits": line(TIME, 3.0, "commits"),
    "fan of 1,000 Dummy, commits": line(TIME, 3.0, "commits"),
    "Shell, 2,000": line(RATE, 0.6, "nodes/s"),
    "Shell, 2,000, beside 2,000 other processes": line(RATE, 0.6, "nodes/s"),
    "chain of 20 Shell, a step, beside a start + 3 ms": line(TIME, 1.0, "s"),
    "after 1,000,000 nodes: drain": line(TIME, 1.2, "s"),
    "after 1,000,000 nodes: chain of 20, a step": line(TIME, 1.2, "s"),
    "after 1,000,000 nodes: 50 chains at once": line(TIME, 1.2, "s"),
    "after 1,000,000 nodes: fan of 1,000": line(TIME, 1.2, "s"),
    "idle: CPU of a core": line(TIME, 0.005, "share"),
    "idle: statements a second": line(TIME, 2.0, "a second"),
    "drain never analyzed beside analyzed": line(RATE, 0.8, "nodes/s"),
}


class Bench:
    def __init__(self, kind, place_of, directory, is_quick, say):
        self.kind, self.is_quick, self.say = kind, is_quick, say
        self.directory = directory
        self.programs = Programs(directory)
        self.world = World(place_of(directory), directory, self.programs, [
            Job("noops", "Noop", 1000), Job("noop", "Noop", 1), Job("shells", "Shell", 1000), chain("shell_chain", "Shell", 20),
            chain("chain_20", "Noop", 20), chain("warm_up", "Noop", 20), chain("chain_1000", "Noop", 1000), fan("fan_1000", "Noop", 1000),
            fan("fan_10000", "Noop", 10_000), chain("dummy_chain", "Dummy", 1000), fan("dummy_fan", "Dummy", 1000),
        ])
        self.floor = Floor(self.programs, place_of(directory), directory)
        self.samples = {name: [] for name in LINES}

    def note(self, name, ours, beside, **detail):
        """A round of a line. What has nothing beside it is its own ratio."""
        sample = {"ours": ours, "beside": beside, "ratio": ours / (1 if beside is None else beside), **detail}
        self.samples[name].append(sample)
        self.say(f"{self.kind}: {name}: " + ", ".join(f"{key} {value:.4g}" for key, value in sample.items() if value is not None))

    def beside_floor(self, measure, *arguments):
        """What `measure` gives, and the mean of the floor's seconds and CPU right before and after it."""
        before = self.floor.measure(*arguments)
        found = measure()
        after = self.floor.measure(*arguments)
        return found, *(statistics.mean(pair) for pair in zip(before, after))

    def rows(self):
        return [self.row(name, samples) for name, samples in self.samples.items() if samples]

    def row(self, name, samples):
        about, limit = LINES[name], LINES[name]["limits"][self.kind]
        keys = [key for key, value in samples[0].items() if value is not None]
        made = {key: spread([sample[key] for sample in samples]) for key in keys}
        ratio = made["ratio"]["median"]
        is_met = ratio >= limit if about["sense"] == RATE else ratio <= limit
        return {"database": self.kind, "name": name, "unit": about["unit"], "target": f"{about['sense']} {limit:g}", "is_met": is_met,
                **made, "rounds": samples}


def measure(kind, place_of, directory, is_quick, say):
    """A row of figures a line. Rounds are dear or cheap, so each workload has its own number of them, and they take turns."""
    bench = Bench(kind, place_of, directory, is_quick, say)
    workloads = [*engine_work.WORKLOADS, *engine_shell.WORKLOADS]
    for number in range(1 if is_quick else max(rounds for rounds, _ in workloads)):
        for rounds, measure_round in workloads:
            if number < rounds:
                measure_round(bench)
    engine_still.measure_aged(bench, 1 if is_quick else 3)
    engine_still.measure_idle(bench)
    if kind == "postgres":
        for _ in range(1 if is_quick else 3):
            engine_still.measure_unanalyzed(bench)
    return bench.rows()
