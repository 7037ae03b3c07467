#!/usr/bin/python3
"""Stands between a client and PostgreSQL on 127.0.0.1, passes everything, and holds a COMMIT where a test asks for it.

    proxy = CommitProxy("host=/tmp/pg port=5432")     # or a postgresql:// URL; proxy.url is the same database behind the proxy
    proxy.hold_next_commit("UPDATE node_instance")    # of a transaction with a statement that contains the text; "" is any
    ...                                               # the client sends its COMMIT
    proxy.wait_until_held()                           # the server has not seen it
    then one of
    proxy.deliver()        # it goes on as if it had only been slow
    proxy.cut_client()     # the client's connection is lost; deliver() afterwards is a COMMIT that comes late, drop() one that never does
    proxy.lose_answer()    # committed, and the client's connection is lost before it hears of it: its fate is unknown to the client
    proxy.drop()           # both connections are cut: never committed

One COMMIT is held at a time, others pass. deliver and lose_answer return when the server has answered, with what it said: COMMIT,
ROLLBACK, or ERROR. A client that gives up meanwhile is not noticed, as by a network that swallows packets. GSSAPI and TLS are refused.

proxy.traffic tells how often clients began and committed, and how often they waited for the server beside that.

As a program it is told by lines what to do, for C++ tests (commit_proxy.h): commit_proxy.py ADDRESS prints its port, then answers each
line of standard input with one line, and ends with standard input.
"""

import socket
import struct
import sys
import threading
import urllib.parse

SECONDS_MAX = 20.0
SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
SYNC = b"S\0\0\0\4"
BEGINNINGS, COMMITS, ROLLBACKS = ("BEGIN", "START"), ("COMMIT", "END"), ("ROLLBACK", "ABORT")


def parse_address(url):
    """Host and port of a connection string of either form, as a pair."""
    if "://" in url:
        parts = urllib.parse.urlsplit(url)
        given = {"host": parts.hostname, "port": parts.port, **dict(urllib.parse.parse_qsl(parts.query))}
    else:
        given = dict(part.split("=", 1) for part in url.split())  # the later one of two counts
    return given["host"], int(given.get("port") or 5432)


def behind(url, port):
    """The connection string with the proxy in place of the server."""
    if "://" not in url:
        return f"{url} host=127.0.0.1 port={port}"
    parts = urllib.parse.urlsplit(url)
    query = [(name, value) for name, value in urllib.parse.parse_qsl(parts.query) if name not in ("host", "port")]
    user = parts.netloc.rpartition("@")[0]
    netloc = f"{user}@127.0.0.1:{port}" if user else f"127.0.0.1:{port}"
    return urllib.parse.urlunsplit(parts._replace(netloc=netloc, query=urllib.parse.urlencode(query)))


def connect(host, port):
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    server = socket.socket(socket.AF_UNIX)
    server.connect(f"{host}/.s.PGSQL.{port}")
    return server


def close(end):
    """So that a thread that reads from it wakes up too."""
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()


def read_exactly(end, count):
    parts = []
    while count > 0:
        part = end.recv(min(count, 1 << 20))
        if not part:
            raise ConnectionError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_message(end):
    """Its type, and all of its bytes."""
    head = read_exactly(end, 5)
    return head[:1], head + read_exactly(end, struct.unpack("!I", head[1:])[0] - 4)


def texts(message):
    """The texts that a message begins with, each ended by NUL."""
    return [text.decode(errors="replace") for text in message[5:].split(b"\0")]


def first_word(text):
    return text.strip().rstrip(";").upper().split(" ")[0]


class Transactions:
    """What a client runs, from its messages: which texts since the last transaction ended, and which message is a COMMIT."""

    def __init__(self):
        self.prepared, self.portals = {}, {}
        self.texts = []
        self.has_asked = False  # something since the client last waited

    def read(self, kind, message):
        """Is this message the one that commits?"""
        text = None
        if kind == b"Q":
            text = texts(message)[0]
        elif kind == b"P":
            name, prepared = texts(message)[:2]
            self.prepared[name] = prepared
        elif kind == b"B":
            portal, name = texts(message)[:2]
            self.portals[portal] = self.prepared.get(name, "")
        elif kind == b"E":
            text = self.portals.get(texts(message)[0], "")
        if text is None:
            return False
        word = first_word(text)
        if word in BEGINNINGS + ROLLBACKS:
            self.texts = []
        self.texts.append(text)
        return word in COMMITS


class Traffic:
    """What clients sent. A round trip is what ends with a wait for the server: preparing a statement, which is done once a connection,
    and BEGIN, COMMIT and ROLLBACK by themselves are none."""

    def __init__(self):
        self.begins, self.commits, self.round_trips = 0, 0, 0

    def add(self, transactions, kind):
        if kind in b"QE":
            word = first_word(transactions.texts[-1])
            self.begins += word in BEGINNINGS
            self.commits += word in COMMITS
            transactions.has_asked |= word not in BEGINNINGS + COMMITS + ROLLBACKS
        if kind in b"QS":
            self.round_trips += transactions.has_asked
            transactions.has_asked = False


class Link:
    """One client's connection and the one to the server that stands for it; a thread for each direction."""

    def __init__(self, proxy, client):
        self.proxy, self.client = proxy, client
        self.server = connect(*proxy.server)
        self.order = None  # what to do with the COMMIT that is held
        self.answer = None  # what the server said to it
        self.is_delivered, self.loses_answer, self.is_cut = False, False, False
        self.transactions = Transactions()

    def start(self):
        for work in (self._from_client, self._from_server):
            threading.Thread(target=work, daemon=True).start()

    def close(self):
        close(self.client)
        close(self.server)

    def _pass_start(self):
        """The first messages have no type."""
        while True:
            head = read_exactly(self.client, 8)
            length, code = struct.unpack("!II", head)
            if code not in (SSL_REQUEST, GSS_REQUEST):
                self.server.sendall(head + read_exactly(self.client, length - 8))
                return
            self.client.sendall(b"N")

    def _from_client(self):
        try:
            self._pass_start()
            while True:
                kind, message = read_message(self.client)
                is_commit = self.transactions.read(kind, message)
                self.proxy.count(self.transactions, kind)
                if is_commit and not self.proxy.may_pass(self):
                    break
                self.server.sendall(message)
                if self.is_cut:  # the other thread ends it when the server has answered, which it does at a Sync
                    if kind == b"E":
                        self.server.sendall(SYNC)
                    return
        except OSError:
            pass
        self.close()

    def _from_server(self):
        try:
            while True:
                kind, message = read_message(self.server)
                if self.is_delivered and self.answer is None and kind in b"CE":
                    word = texts(message)[0] if kind == b"C" else "ERROR"
                    if word in ("COMMIT", "ROLLBACK", "ERROR"):
                        if self.loses_answer:
                            self.is_cut = True
                        self.proxy.has_answered(self, word)
                        if self.is_cut:
                            break
                if not self.is_cut:
                    self.client.sendall(message)
        except OSError:
            if self.is_delivered and self.answer is None:
                self.proxy.has_answered(self, "LOST")
        self.close()


class CommitProxy:
    """Its functions are for one thread."""

    def __init__(self, url):
        self.server = parse_address(url)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = behind(url, self.port)
        self.changed = threading.Condition()
        self.wanted = None  # a text that the transaction holds whose COMMIT is waited for
        self.held = None
        self.links = []
        self.traffic = Traffic()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def hold_next_commit(self, text=""):
        with self.changed:
            if self.held:
                raise RuntimeError("a COMMIT is held already: say first what becomes of it")
            self.wanted = text

    def pass_all(self):
        """Holds no COMMIT any more."""
        with self.changed:
            self.wanted = None

    def wait_until_held(self, seconds=SECONDS_MAX):
        with self.changed:
            if not self.changed.wait_for(lambda: self.held, seconds):
                raise TimeoutError("no such COMMIT came")

    def deliver(self):
        return self._deliver(loses_answer=False)

    def lose_answer(self):
        return self._deliver(loses_answer=True)

    def cut_client(self):
        with self.changed:
            link = self._held_link()
            link.is_cut = True
            close(link.client)

    def drop(self):
        with self.changed:
            link, self.held = self._held_link(), None
            link.order = "drop"
            link.close()
            self.changed.notify_all()

    def close(self):
        """Cuts everybody off."""
        with self.changed:
            close(self.listener)
            for link in self.links:
                link.order = link.order or "drop"
                link.close()
            self.links, self.held = [], None
            self.changed.notify_all()

    def _held_link(self):
        if not self.held:
            raise RuntimeError("no COMMIT is held")
        return self.held

    def _deliver(self, loses_answer):
        with self.changed:
            link, self.held = self._held_link(), None
            link.answer, link.loses_answer, link.is_delivered = None, loses_answer, True
            link.order = "deliver"
            self.changed.notify_all()
            if not self.changed.wait_for(lambda: link.answer, SECONDS_MAX):
                raise TimeoutError("the server did not answer the COMMIT")
            link.is_delivered = False
            return link.answer

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return
            try:
                link = Link(self, client)
            except OSError:  # the server is gone, and so is what stands for it
                close(client)
                continue
            with self.changed:
                self.links.append(link)
            link.start()

    # Called by the links' threads.

    def count(self, transactions, kind):
        with self.changed:
            self.traffic.add(transactions, kind)

    def may_pass(self, link):
        """Waits where this COMMIT is the one to hold; False when it is never to be sent."""
        with self.changed:
            if self.wanted is None or self.held or not any(self.wanted in text for text in link.transactions.texts):
                return True
            self.wanted, self.held, link.order = None, link, None
            self.changed.notify_all()
            self.changed.wait_for(lambda: link.order)
            return link.order == "deliver"

    def has_answered(self, link, word):
        with self.changed:
            link.answer = word
            self.changed.notify_all()


def main():
    proxy = CommitProxy(sys.argv[1])
    print(proxy.port, flush=True)
    actions = {
        "hold": proxy.hold_next_commit,
        "pass": proxy.pass_all,
        "wait": proxy.wait_until_held,
        "deliver": proxy.deliver,
        "cut": proxy.cut_client,
        "lose": proxy.lose_answer,
        "drop": proxy.drop,
        "traffic": lambda: f"{proxy.traffic.begins} {proxy.traffic.commits} {proxy.traffic.round_trips}",
    }
    for line in sys.stdin:
        word, _, text = line.rstrip("\n").partition(" ")
        try:
            answer = actions[word](text) if text else actions[word]()
            print(answer or "ok", flush=True)
        except (RuntimeError, TimeoutError) as failure:
            print(f"failed: {failure}", flush=True)


if __name__ == "__main__":
    main()
