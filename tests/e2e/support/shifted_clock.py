"""The clock of a server, set by a test while the server runs: the library of tests/clock_shim, which the test build makes beside the binary.

    server.shift_clock()             # before it starts; it stays with the server over restarts
    server.start()
    server.clock.step(hours=-1)      # somebody set the machine's clock back
    server.clock.suspend(minutes=5)  # the machine slept: CLOCK_BOOTTIME went on too

Clients that Team makes sign with the server's clock. Steady clocks (CLOCK_MONOTONIC) are as they are.
"""

import datetime
import pathlib
import struct

NANOSECONDS = 10**9


class ShiftedClock:
    def __init__(self, path, build):
        self.library = pathlib.Path(build) / "tests/libclock_shim.so"
        if not self.library.exists():
            raise FileNotFoundError(f"{self.library} is not there; it is a part of the test build")
        self.path = pathlib.Path(path)
        self.wall, self.boot = datetime.timedelta(), datetime.timedelta()
        self._write()

    @property
    def environment(self):
        return {"LD_PRELOAD": str(self.library), "SLIPWAY_TEST_CLOCK": str(self.path)}

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + self.wall

    def step(self, **by):
        """The wall clock is set on, or back; `by` as timedelta takes it."""
        self.wall += datetime.timedelta(**by)
        self._write()

    def suspend(self, **length):
        """As after a sleep of the whole machine."""
        self.wall += datetime.timedelta(**length)
        self.boot += datetime.timedelta(**length)
        self._write()

    def _write(self):
        shifts = [round(shift.total_seconds() * NANOSECONDS) for shift in (self.wall, self.boot)]
        with self.path.open("r+b" if self.path.exists() else "wb", buffering=0) as file:  # the same file: the server has it mapped
            file.write(struct.pack("=qq", *shifts))
