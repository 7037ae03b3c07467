"""The floors of the engine and the watch over its ends: small C programs, compiled when the bench begins.

In C because Python alone takes longer for a row than SQLite does, and what has no driver here would have to go through psql.
"""

import pathlib
import select
import shlex
import statistics
import subprocess

SECONDS_MAX = 300
HERE = pathlib.Path(__file__).parent


class Programs:
    def __init__(self, directory):
        self.floor, self.spawn = directory / "engine_floor", directory / "engine_spawn"
        libraries = subprocess.run(["pkg-config", "--cflags", "--libs", "sqlite3", "libpq"], check=True, capture_output=True, text=True)
        compiler = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread"]
        sources = [HERE / f"engine_floor{name}.c" for name in ("", "_sqlite", "_postgres")]
        subprocess.run([*compiler, "-o", self.floor, *sources, *shlex.split(libraries.stdout)], check=True)
        subprocess.run([*compiler, "-o", self.spawn, HERE / "engine_spawn.c"], check=True)


def lines_of(command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr.strip()[-1000:]}")
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines()]


class Floor:
    """A database of its own: `measure("drain", 20000)` and so on, as engine_floor.c says."""

    def __init__(self, programs, place, directory):
        self.command = [programs.floor, place.kind, place.database_url or directory / "floor.db"]

    def measure(self, *arguments):
        """Median seconds, and seconds of CPU for the work."""
        times, cpu = zip(*lines_of([*self.command, *arguments]))
        return statistics.median(times), statistics.median(cpu)


class Watch:
    """Asks the server's database until a statement finds a row, with one kept connection."""

    def __init__(self, programs, place):
        self.pause = 500 if place.kind == "sqlite" else 2000  # microseconds; SQLite is asked without a round trip
        target = place.database_url or str(place.path)
        self.process = subprocess.Popen([programs.floor, place.kind, target, "watch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def wait(self, statement, pause=None):
        """When that was, in seconds since 1970."""
        self.process.stdin.write(f"{pause or self.pause} {statement}\n")
        self.process.stdin.flush()
        readable, _, _ = select.select([self.process.stdout], [], [], SECONDS_MAX)
        line = self.process.stdout.readline() if readable else ""
        if not line:
            self.process.kill()
            raise RuntimeError(f"not within {SECONDS_MAX} s: {statement}")
        return float(line)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
