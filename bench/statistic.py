"""Medians, percentiles, and whether the disk kept its mood."""

import os
import statistics
import time


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "rounds": len(values)}


def percentile(ordered, percent):
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def flushes_per_second(directory, count=50):
    path = directory / "flushes"
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        started = time.perf_counter()
        for _ in range(count):
            os.write(file, b"x" * 4096)
            os.fdatasync(file)
        return count / (time.perf_counter() - started)
    finally:
        os.close(file)
        path.unlink()


def steady_disk(directory):
    """Measures now; what it gives back measures again and says whether the two differ by less than a factor of 2."""
    before = flushes_per_second(directory)
    return lambda: 0.5 < flushes_per_second(directory) / before < 2.0
