"""Requests by raw sockets that a parser could misread. Each answer is one that RFC 9110 and RFC 9112 permit."""

import re
import socket
import urllib.parse

import pytest

CLOSED = 0
HOST = b"Host: x\r\n"
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: smuggled\r\n\r\n"


def exchange(endpoint, *pieces, seconds=5.0):
    """Sends the pieces, then reads to the end; the statuses of the answers, [] when the server only closed."""
    parts = urllib.parse.urlsplit(endpoint)
    with socket.create_connection((parts.hostname, parts.port), timeout=seconds) as connection:
        data = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                data += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", data)], data


def post(headers, body=b"", target=b"/v3/auth/tokens", version=b"HTTP/1.1", host=HOST):
    return b"POST " + target + b" " + version + b"\r\n" + host + b"Content-Type: application/json\r\n" + headers + b"\r\n" + body


def get(target=b"/healthz", method=b"GET", version=b"HTTP/1.1", headers=HOST):
    return method + b" " + target + b" " + version + b"\r\n" + headers + b"\r\n"


CHUNKED = b"Transfer-Encoding: chunked\r\n"
REFUSE = {400, 501}
TOO_MUCH = {400, 401, 413, 431, CLOSED}  # 401: of somebody unknown no more than 64 KiB are read
CASES = {
    # Which encoding frames the body?
    "xchunked": (post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "chunked, identity": (post(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "chunked twice": (post(b"Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "chunked quoted": (post(b'Transfer-Encoding: "chunked"\r\n', b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "cow and chunked": (post(b"Transfer-Encoding: cow\r\n" + CHUNKED, b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "gzip, chunked": (post(b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "chunked in HTTP/1.0": (post(CHUNKED, b"0\r\n\r\n" + SMUGGLED, version=b"HTTP/1.0"), REFUSE),
    "length and chunked": (post(b"Content-Length: 5\r\n" + CHUNKED, b"0\r\n\r\n" + SMUGGLED), REFUSE),
    "two lengths": (post(b"Content-Length: 2\r\nContent-Length: 44\r\n", b"{}" + SMUGGLED), REFUSE),
    "equal lengths in a list": (post(b"Content-Length: 2, 2\r\n", b"{}"), REFUSE),
    **{
        f"length {text}": (post(b"Content-Length: " + text.encode() + b"\r\n", b"{}" + SMUGGLED), REFUSE)
        for text in ("+0", "-1", "0x0", "1_0", "1 0", "0.0", "", "99999999999999999999", "two")
    },
    # Chunks.
    **{
        f"chunk size {text}": (post(CHUNKED, text.encode() + b"\r\n{}\r\n0\r\n\r\n" + SMUGGLED), REFUSE)
        for text in ("g", "-2", "+2", "0x2", "", "fffffffffffffffff", " 2")
    },
    "chunk without its end": (post(CHUNKED, b"2\r\n{}X0\r\n\r\n" + SMUGGLED), REFUSE),
    "chunk line ended by LF": (post(CHUNKED, b"2\n{}\n0\n\n"), REFUSE | {CLOSED}),
    "endless extension": (post(CHUNKED, b"2;" + b"a" * 200_000 + b"\r\n{}\r\n0\r\n\r\n"), TOO_MUCH),
    "trailers past 64 kB": (post(CHUNKED, b"0\r\n" + b"X: " + b"a" * 70_000 + b"\r\n\r\n"), TOO_MUCH),
    "many trailers": (post(CHUNKED, b"0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"), TOO_MUCH),
    # Host and fields.
    "no host": (get(headers=b""), {400}),
    "two hosts": (get(headers=HOST + b"Host: y\r\n"), {400}),
    **{
        f"host {text!r}": (get(headers=b"Host: " + text + b"\r\n"), {400})
        for text in (b"a b", b"a/b", b"user@host", b"a:b:c", b"[::1", b"%zz", b"[1:2]")
    },
    "blank before the colon": (get(headers=HOST + b"X-A : 1\r\n"), {400}),
    "no colon": (get(headers=HOST + b"X-A\r\n"), {400}),
    "no name": (get(headers=HOST + b": 1\r\n"), {400}),
    "NUL in a field": (get(headers=HOST + b"X-A: a\x00b\r\n"), {400}),
    "name that is no token": (get(headers=HOST + b"X(A): 1\r\n"), {400}),
    "bare CR": (get(headers=HOST + b"X-A: a\rX-B: b\r\n"), {400}),
    "folded field": (get(headers=HOST + b"X-A: a\r\n b\r\n"), {200, 400}),
    "bare LF": (b"GET /healthz HTTP/1.1\nHost: x\n\n", {200, 400}),
    "101 fields": (get(headers=HOST + b"".join(b"X-%d: 1\r\n" % number for number in range(101))), {431}),
    "a large field": (get(headers=HOST + b"X-A: " + b"a" * 17_000 + b"\r\n"), {431}),
    "a long target": (get(target=b"/" + b"a" * 9_000), {414, 431}),
    # Request lines.
    "lower case method": (get(method=b"get"), {400, 405, 501}),
    "unknown method": (get(method=b"BREW"), {405, 501}),
    "a long method": (get(method=b"A" * 5_000), {400, 405, 431, 501}),
    "CONNECT": (get(method=b"CONNECT", target=b"x:443"), {400, 405, 501}),
    "TRACE": (get(method=b"TRACE"), {405, 501}),
    **{
        f"version {text}": (get(version=text.encode()), {400, 505})
        for text in ("HTTP/1.2", "HTTP/2.0", "HTTP/9.9", "http/1.1", "HTTP/1", "HTTP/1.1x")
    },
    "no version": (b"GET /healthz\r\n\r\n", {400, 505, CLOSED}),
    **{
        f"target {text!r}": (get(target=text), {400})
        for text in (b"*", b"healthz", b"/a\\b", b"/%zz", b"/%", b"/%0", b"/%00", b"/%ff", b"/a\x01b", b"/a\x80b", b"x:80")
    },
    "blank in the target": (get(target=b"/health z"), {400, 505}),
    "dot segments": (get(target=b"/x/../healthz"), {404}),
    "encoded slash": (get(target=b"/v1%2Fjobs"), {404}),
    "an expectation": (get(headers=HOST + b"Expect: wonders\r\n"), {417}),
    "a content encoding": (post(b"Content-Encoding: gzip\r\nContent-Length: 2\r\n", b"{}"), {415}),
    "a large body": (post(b"Content-Length: 999999999999\r\n"), {413}),
    "an end inside the head": (b"GET /healthz HTTP/1.1\r\nHo", {400, CLOSED}),
    "an end inside the body": (post(b"Content-Length: 10\r\n", b"{}"), {400, CLOSED}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), {400, CLOSED}),
    "noise": (bytes(range(256)) * 100, {400, 501, 505, CLOSED}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_framing_is_refused_and_nothing_smuggled(team, case):
    request, allowed = CASES[case]
    statuses, data = exchange(team.server.endpoint, request)
    assert len(statuses) <= 1, f"more than one answer: {data[:600]}"
    assert (statuses[0] if statuses else CLOSED) in allowed, data[:600]
    assert exchange(team.server.endpoint, get(headers=HOST + b"Connection: close\r\n"))[0] == [200], "the server lives"


GOOD = {
    "absolute form": (get(target=b"http://y/healthz"), [200]),
    "HTTP/1.0": (get(version=b"HTTP/1.0", headers=b""), [200]),
    "HEAD": (get(method=b"HEAD"), [200]),
    "an upgrade is ignored": (get(headers=HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n"), [200]),
    "pipelined": (get() + get(target=b"/readyz") + get(target=b"/nonsense"), [200, 200, 404]),
    "blank lines before": (b"\r\n" + get(), [200]),
    "chunk extension": (post(CHUNKED, b"2;a=b\r\n{}\r\n0\r\n\r\n"), [400]),
    "a trailer": (post(CHUNKED, b"2\r\n{}\r\n0\r\nX-A: b\r\n\r\n"), [400]),
    "an escaped path": (get(target=b"/%68ealthz"), [200]),
}


@pytest.mark.parametrize("case", GOOD)
def test_an_unusual_request_is_served(team, case):
    request, expected = GOOD[case]
    statuses, data = exchange(team.server.endpoint, request)
    assert statuses == expected, data[:600]
    if case == "HEAD":
        assert data.endswith(b"\r\n\r\n")


NATIVE, COMPATIBLE = b"application/problem+json", b"application/json"


@pytest.mark.parametrize(
    ("target", "face"),
    [
        (b"/api/v1/users/%00", NATIVE),
        (b"/api/v1/users/\x00", NATIVE),
        (b"/api/v1/%zz?x=1", NATIVE),
        (b"/api/" + b"a" * 30_000, NATIVE),
        (b"/v1/%00", COMPATIBLE),
        (b"/v2/api/\x00", COMPATIBLE),
    ],
    ids=["an escaped NUL", "a NUL", "a broken escape", "too long", "the other face", "the other face, a NUL"],
)
def test_a_target_that_is_refused_is_answered_in_the_form_of_the_face_it_names(team, target, face):
    _, data = exchange(team.server.endpoint, get(target=target))
    assert b"Content-Type: " + face + b"\r\n" in data, data[:600]


def test_after_a_framing_error_nothing_more_is_answered(team):
    statuses, _ = exchange(team.server.endpoint, get() + CASES["no colon"][0] + get())
    assert statuses == [200, 400]


def test_a_request_may_come_byte_by_byte(team):
    statuses, _ = exchange(team.server.endpoint, *(bytes([byte]) for byte in get() + get(target=b"/readyz")))
    assert statuses == [200, 200]


def test_a_client_that_expects_100_is_told_to_go_on(team):
    parts = urllib.parse.urlsplit(team.server.endpoint)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(post(b"Expect: 100-continue\r\nContent-Length: 2\r\n"))
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"{}")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")
    statuses, _ = exchange(team.server.endpoint, post(b"Expect: 100-continue\r\nContent-Length: 99999999\r\n"))
    assert statuses == [413], "refused before the body is sent"
