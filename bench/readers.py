"""Clients that read production while it is deployed to, at an even pace: 16 of them, each a read every 50 ms.

A read is two calls: which generation is newest, then the first objects of it. Those are the markers, jobs that every package changes,
so all of them must have one version, and a generation must show the same version whenever it is read. Anything else is a mixed read.
"""

import threading
import time

from catalog import MARKERS

READERS = 16
PAUSE = 0.05


class Readers:
    def __init__(self, catalog):
        self.catalog, self.lock = catalog, threading.Lock()
        self.stop, self.times, self.mixed, self.errors, self.seen = threading.Event(), [], 0, [], {}
        self.threads = [threading.Thread(target=self.read, args=(number,), daemon=True) for number in range(READERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def read(self, number):
        client = self.catalog.client.but()
        generations = self.catalog.native("/environments/production/generations")
        self.stop.wait(PAUSE * number / READERS)
        while not self.stop.is_set():
            started = time.perf_counter()
            try:
                newest = client.call("GET", generations + "?limit=1")["items"][0]["number"]
                listed = time.perf_counter()
                page = client.call("GET", f"{generations}/{newest}/objects?limit={MARKERS}")["items"]
            except Exception as error:  # a reader that dies silently would count no mixed reads
                self.errors.append(repr(error))
                return
            ended = time.perf_counter()
            self.note(newest, page, [(started, listed - started), (listed, ended - listed)])
            self.stop.wait(max(0.0, PAUSE - (ended - started)))

    def note(self, generation, page, times):
        names = {row["name"] for row in page}
        versions = {row["version"] for row in page}
        with self.lock:
            self.times += times
            is_whole = len(names) == MARKERS and all(name.startswith("a_marker_") for name in names) and len(versions) == 1
            if not is_whole or self.seen.setdefault(generation, versions) != versions:
                self.mixed += 1

    def between(self, first, last):
        """Seconds of the calls that began in that time, in order."""
        with self.lock:
            return sorted(seconds for started, seconds in self.times if first <= started < last)

    def count(self):
        with self.lock:
            return len(self.times) // 2
