"""What callers can make the server hold: senders whom nobody knows, bodies that are small as text and large when parsed, and answers
that nobody takes. Memory grows by a bounded amount, and honest callers go on meanwhile."""

import contextlib
import itertools
import re
import socket
import threading
import urllib.parse

import pytest
import requests

import signing
from project_bodies import script
from server_process import wait_until
from team import Team, World

MIB = 1024 * 1024
GROWTH_MAX = 256 * MIB
BODY_SIZE = 12 * MIB
SCRIPT_SIZE = 3_900_000
SCRIPT_COUNT = 16


@pytest.fixture(scope="module")
def attacked(new_server):
    """A server of its own, whose memory nobody else has used."""
    return World(Team(new_server("sqlite").start()))


@pytest.fixture
def attacked_store(new_server, database_kind):
    """The same where the store has a part in it."""
    return World(Team(new_server(database_kind).start()))


def anonymous_bytes(server):
    status = open(f"/proc/{server.process.pid}/status").read()
    return int(re.search(r"RssAnon:\s+(\d+) kB", status).group(1)) * 1024


class Watch:
    names = itertools.count()

    """Looks at the server's memory, and calls it as an honest user, all the time until it is left."""

    def __init__(self, world):
        self.world, self.server = world, world.team.server
        self.peak, self.calls, self.failures = 0, 0, []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=work) for work in (self._measure, self._call)]

    def _measure(self):
        while not self.is_over.wait(0.02):
            self.peak = max(self.peak, anonymous_bytes(self.server))

    def _call(self):
        caller = self.world.developer2.but()
        while not self.is_over.is_set():
            name = f"honest_{next(self.names)}"
            try:
                caller.create_script(script(name))
                assert caller.show_script(name)["name"] == name
            except (AssertionError, requests.RequestException) as failure:
                self.failures.append(failure)
            self.calls += 1

    def __enter__(self):
        self.before = anonymous_bytes(self.server)
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def check(self):
        growth = self.peak - self.before
        print(f"RssAnon grew by {growth / MIB:.0f} MiB while {self.calls} honest calls were answered")
        assert growth <= GROWTH_MAX, f"RssAnon grew by {growth / MIB:.0f} MiB"
        assert self.calls > 0 and not self.failures, self.failures[:3]
        assert self.server.is_running()


@contextlib.contextmanager
def connections(world, count):
    parts = urllib.parse.urlsplit(world.team.server.endpoint)
    opened = [socket.create_connection((parts.hostname, parts.port), timeout=60) for _ in range(count)]
    yield opened
    for connection in opened:
        connection.close()


def in_parallel(work, items):
    threads = [threading.Thread(target=work, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)


def head_of(method, target, headers):
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_senders_without_credentials_are_refused_before_their_bodies_are_read(attacked):
    headers = {"Host": "slipway", "X-Auth-Token": "a guess", "Content-Length": BODY_SIZE}
    head = head_of("POST", f"/v1/{attacked.team.project_id}/scripts", headers)
    statuses = []

    def send(connection):
        # All but the last byte, so that a server that reads it holds it and waits.
        with contextlib.suppress(OSError):
            connection.sendall(head + bytes(BODY_SIZE - 1))
        with contextlib.suppress(OSError):
            statuses.append(connection.recv(4096)[:12])

    with Watch(attacked) as watch, connections(attacked, 43) as opened:
        in_parallel(send, opened)
    watch.check()
    assert set(statuses) <= {b"HTTP/1.1 401", b""}, set(statuses)
    assert statuses.count(b"HTTP/1.1 401") > 0


@pytest.mark.parametrize("value", [b"0", b"{}"])
def test_bodies_of_many_values_take_bounded_memory(attacked, value):
    item = value + b","
    body = b"[" + item * ((BODY_SIZE - 10) // len(item)) + value + b"]"
    developer = attacked.developer
    statuses = []

    with Watch(attacked) as watch:
        in_parallel(
            lambda _: statuses.append(developer.but().send("POST", "/v1/{project_id}/scripts", body=body).status_code), range(16)
        )
    watch.check()
    assert len(statuses) == 16 and set(statuses) <= {400, 503}, statuses
    refused = developer.send("POST", "/v1/{project_id}/scripts", body=body)
    assert refused.status_code == 400 and "limits.request_values" in refused.text, refused.text[:300]


def test_bodies_just_below_the_limit_of_values_take_bounded_memory(attacked):
    body = b'{"name":"many","type":"Shell","content":"","configuration":{"list":[' + b"0," * 990_000 + b"0]}}"
    statuses = []

    with Watch(attacked) as watch:
        in_parallel(
            lambda _: statuses.append(attacked.developer.but().send("POST", "/v1/{project_id}/scripts", body=body).status_code),
            range(16),
        )
    watch.check()
    assert len(statuses) == 16 and set(statuses) <= {204, 400, 503}, statuses


def test_lists_that_nobody_takes_hold_bounded_memory(attacked_store):
    """A page of 60 MiB, asked for sixteen times and never read."""
    attacked = attacked_store
    for number in range(SCRIPT_COUNT):
        attacked.developer.create_script(script(f"large_{number}", "x" * SCRIPT_SIZE))
    viewer, path = attacked.viewer, f"/v1/{attacked.team.project_id}/scripts"
    query = [("limit", 100), ("scriptName", "large")]
    headers = {"Host": "slipway", "workspace": viewer.workspace}
    headers = signing.sign("GET", path, query, headers, b"", viewer.access, viewer.secret)
    head = head_of("GET", f"{path}?{urllib.parse.urlencode(query)}", headers)

    with Watch(attacked) as watch, connections(attacked, 16) as opened:
        for connection in opened:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(head)
        first_bytes = [connection.recv(12) for connection in opened]
        calls = watch.calls
        wait_until(lambda: watch.calls > calls + 3, what="honest calls while answers are not taken")
    watch.check()
    assert set(first_bytes) <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}, first_bytes
    assert b"HTTP/1.1 200" in first_bytes
