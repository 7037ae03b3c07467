"""The real binary as a child process: start, kill, start again."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess
import time

from shifted_clock import ShiftedClock

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("SLIPWAY_BINARY", str(ROOT / "build/release/slipway"))
READY = re.compile(r"slipway is ready at (http://\S+)\s")
START_SECONDS_MAX = 30


def wait_until(condition, seconds=30.0, what="the condition"):
    """The first true value of condition(); fails when none came in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.02)


class ServerProcess:
    def __init__(self, data_dir, database_url=None):
        self.data_dir, self.database_url = pathlib.Path(data_dir), database_url
        self.process, self.endpoint, self.log = None, None, None
        self.clock = None  # the machine's; shift_clock() gives it one of its own
        self.said = ""  # the ready line and what follows it
        self.log_path = self.data_dir.parent / (self.data_dir.name + ".log")

    def shift_clock(self):
        """From its next start on a test sets its clock: the result, kept as `clock` too."""
        self.clock = ShiftedClock(self.data_dir.parent / (self.data_dir.name + ".clock"), pathlib.Path(BINARY).parent)
        return self.clock

    def launch(self, environment=None, arguments=(), listen="127.0.0.1:0"):
        """Starts it and does not wait."""
        command = [BINARY, "serve", "--data-dir", str(self.data_dir), "--listen", listen, *arguments]
        if self.database_url:
            command += ["--database-url", self.database_url]
        self.log = self.log_path.open("ab")
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=self.log,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(self.clock.environment if self.clock else {}), **(environment or {})},
            cwd=self.data_dir.parent,
        )

    def start(self, environment=None, arguments=(), listen="127.0.0.1:0"):
        """Starts it and waits until it is ready."""
        self.launch(environment, arguments, listen)
        self.endpoint = self._wait_until_ready()
        return self

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        text = ""
        while time.monotonic() < deadline:
            readable, _, _ = select.select([self.process.stdout], [], [], 0.1)
            if readable:
                chunk = os.read(self.process.stdout.fileno(), 4096).decode()
                text += chunk
                found = READY.search(text)
                if found:
                    self.said = text
                    return found.group(1)
                if not chunk:
                    break
        self.process.kill()
        self.process.wait()
        raise AssertionError(f"the server did not get ready: {text}\n{self.log_tail()}")

    def log_tail(self):
        return self.log_path.read_text(errors="replace")[-3000:] if self.log_path.exists() else ""

    def credentials(self):
        return json.loads((self.data_dir / "credentials.json").read_text())

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """As kill -9; nothing when it does not run."""
        if self.is_running():
            self.process.send_signal(signal.SIGKILL)
        return self.wait()

    def stop(self):
        """SIGTERM; the exit code."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self, seconds=40):
        """Its exit code; negative is a signal."""
        if self.process is None:
            return None
        code = self.process.wait(seconds)
        self.process.stdout.close()
        self.log.close()
        return code
