"""Clients that are slow, silent or many: they are closed within a bounded time, and everybody else is served."""

import os
import re
import resource
import selectors
import subprocess
import time
import warnings
from pathlib import Path

import pytest
import requests

from raw_http import PATIENCE, connect, read_answers, request

IDLE_TIMEOUT = 3
# Connections in each crowd of slow senders.
CROWD = 25
IDLE_CROWD = 10_000
MEBIBYTE = 1 << 20


@pytest.fixture
def start(make_gateway, tmp_path):
    def start(idle_timeout=IDLE_TIMEOUT, wrapper=()):
        file = tmp_path / "hutong.yaml"
        file.write_text(f"idle_timeout: {idle_timeout}\nrequest_timeout: {idle_timeout}\n")
        gateway = make_gateway("--config", str(file)).start(wrapper=wrapper)
        return gateway, gateway.key()

    return start


def memory(gateway):
    """Resident bytes."""
    with open(f"/proc/{gateway.process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read())[1]) * 1024


def sockets(gateway):
    count = 0
    for file in Path(f"/proc/{gateway.process.pid}/fd").iterdir():
        try:
            count += os.readlink(file).startswith("socket:")
        except FileNotFoundError:
            pass  # closed since the folder was read
    return count


def log_lines(gateway):
    return (gateway.folder.parent / (gateway.folder.name + ".log")).read_text().splitlines()


def require_service(gateway, key):
    """An ordinary client is answered, on a connection of its own, before an ordinary client gives up."""
    answer = requests.post(
        f"{gateway.address}/v1/checks", json={"text": "https://a.example/"}, timeout=5,
        headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    link = answer.json()["results"][0]["findings"][0]["go"]
    assert requests.get(link, allow_redirects=False, timeout=5).status_code == 302


class Dripping:
    """A connection that sends a beginning and then a piece each second."""

    def __init__(self, gateway, beginning, piece):
        self.connection = connect(gateway)
        self.connection.sendall(beginning)
        self.connection.setblocking(False)
        self.piece = piece
        self.received = b""

    def drip(self):
        """Whether the connection still stands."""
        try:
            self.connection.send(self.piece)
            while data := self.connection.recv(1 << 16):
                self.received += data
            return False
        except BlockingIOError:
            return True
        except ConnectionError:
            return False


def head_of_check(key, *headers):
    return request("POST", "/v1/checks", f"Authorization: Bearer {key}", "Content-Type: application/json", *headers)


SLOW = {
    "request line": (lambda key: b"GET /heal", b"t"),
    "header": (lambda key: b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ", b"a"),
    "header line by line": (lambda key: b"GET /healthz HTTP/1.1\r\nHost: a\r\n", b"X-A: b\r\n"),
    "empty lines": (lambda key: b"\r\n", b"\r\n"),
    "body": (lambda key: head_of_check(key, "Content-Length: 1000000"), b" "),
    "body behind a wrong key": (lambda key: head_of_check("hutong_x", "Content-Length: 1000000"), b" "),
    "chunks": (lambda key: head_of_check(key, "Transfer-Encoding: chunked"), b"1\r\n \r\n"),
    "chunk size": (lambda key: head_of_check(key, "Transfer-Encoding: chunked"), b"0"),
    "chunk extension": (lambda key: head_of_check(key, "Transfer-Encoding: chunked") + b"1;a=", b"a"),
    "trailer": (lambda key: head_of_check(key, "Transfer-Encoding: chunked") + b'b\r\n{"text":""}\r\n0\r\nX-A: ', b"a"),
    "body of a click": (lambda key: b"GET /go/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", b" "),
    "form": (lambda key: request(
        "POST", "/go/x/complain", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 50000"), b"a"),
}


def test_slow_senders_are_closed_and_hold_up_nobody(start):
    """A byte each second keeps no connection open: the whole request has its time, not each byte."""
    gateway, key = start()
    before = len(log_lines(gateway))
    crowds = {
        name: [Dripping(gateway, beginning(key), piece) for _ in range(CROWD)]
        for name, (beginning, piece) in SLOW.items()}
    open_crowds = dict(crowds)
    for _ in range(PATIENCE):
        time.sleep(1)
        require_service(gateway, key)
        open_crowds = {
            name: standing for name, crowd in open_crowds.items() if (standing := [slow for slow in crowd if slow.drip()])}
        if not open_crowds:
            break
    assert {name: len(crowd) for name, crowd in open_crowds.items()} == {}, f"still open after {PATIENCE} s"
    for name, crowd in crowds.items():
        for slow in crowd:
            answers, rest = read_answers(slow.received)
            assert rest == b"" and len(answers) <= 1 and all(400 <= answer.status < 500 for answer in answers), name
    lines = log_lines(gateway)[before:]
    assert len(lines) <= len(SLOW) * CROWD
    assert [line for line in lines if re.match(r"\S+ (error|critical|warning) ", line)] == []


ENDLESS = {
    "request line": (b"GET /", b"a"),
    "header": (b"GET / HTTP/1.1\r\nHost: a\r\nX-A: ", b"a"),
    "headers": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-Abcdef: ghijkl\r\n"),
    "header names": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X"),
    "empty lines": (b"", b"\r\n"),
    "chunk size": (b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "chunk extension": (b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a"),
    "chunks": (b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\naaaaa\r\n"),
    "trailers": (
        b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Abcdef: ghijkl\r\n"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_request_is_cut_off(start, name):
    """128 MB of one request: it is refused and closed on the way, and never kept."""
    gateway, key = start()
    require_service(gateway, key)
    before = memory(gateway)
    beginning, piece = ENDLESS[name]
    block = piece * (65_536 // len(piece))
    with connect(gateway) as connection:
        received, sent, closed = b"", 0, False
        try:
            connection.sendall(beginning)
            connection.setblocking(False)
            waiting = selectors.DefaultSelector()
            waiting.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
            started = time.monotonic()
            while sent < 128 * MEBIBYTE and not closed and time.monotonic() - started < PATIENCE:
                for _, events in waiting.select(timeout=1):
                    if events & selectors.EVENT_READ:
                        data = connection.recv(1 << 16)
                        received += data
                        closed = not data
                    elif events & selectors.EVENT_WRITE:
                        sent += connection.send(block)
        except ConnectionError:
            closed = True
    assert closed, f"not cut off within {sent >> 20} MiB"
    answers, rest = read_answers(received)
    assert rest == b"" and len(answers) <= 1
    assert all(400 <= answer.status < 500 for answer in answers), [answer.status for answer in answers]
    assert memory(gateway) - before < 48 * MEBIBYTE
    require_service(gateway, key)


def test_a_client_that_never_reads_fills_no_memory(start):
    """Answers nobody takes hold up the reading of further requests, and in the end the connection is closed."""
    gateway, key = start()
    require_service(gateway, key)
    before = memory(gateway)
    asset = re.search(r"/assets/[^\"]+\.css", requests.get(gateway.address + "/", timeout=5).text)[0]
    block = request("GET", asset) * 200
    before_sockets = sockets(gateway)
    crowd = []
    for _ in range(4):
        connection = connect(gateway, receive_buffer=4_096)
        connection.settimeout(1)
        crowd.append(connection)
        sent = 0
        try:
            while sent < 32 * MEBIBYTE:
                sent += connection.send(block)
        except (TimeoutError, ConnectionError):
            pass
        assert sent < 32 * MEBIBYTE, "requests are read on although no answer is taken"
    assert memory(gateway) - before < 64 * MEBIBYTE
    require_service(gateway, key)
    # Looked at from the gateway's side: the end of a connection stands behind the answers that nobody takes.
    for _ in range(PATIENCE):
        if sockets(gateway) <= before_sockets:
            break
        time.sleep(1)
    assert sockets(gateway) <= before_sockets, "clients that take no answer are kept"


def require_closed(connections):
    """Every connection is closed by the gateway: its end is read, or was reset."""
    waiting = selectors.DefaultSelector()
    for connection in connections:
        connection.setblocking(False)
        waiting.register(connection, selectors.EVENT_READ)
    deadline = time.monotonic() + PATIENCE
    standing = len(connections)
    while standing and time.monotonic() < deadline:
        for ready, _ in waiting.select(timeout=1):
            try:
                is_closed = not ready.fileobj.recv(1 << 20)
            except ConnectionError:
                is_closed = True
            if is_closed:
                waiting.unregister(ready.fileobj)
                ready.fileobj.close()
                standing -= 1
    assert standing == 0, f"{standing} of {len(connections)} connections are still open"


@pytest.fixture
def many_files():
    """As many open files as this machine allows, up to what the crowd needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = IDLE_CROWD + 500
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    yield allowed - 500
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_ten_thousand_idle_connections(start, many_files):
    crowd_size = many_files
    if crowd_size < IDLE_CROWD:
        warnings.warn(f"LOUDLY REDUCED: this machine allows {crowd_size} open connections, not {IDLE_CROWD}", stacklevel=1)
    # Long enough for all to be opened before the first is closed.
    gateway, key = start(idle_timeout=15)
    require_service(gateway, key)
    before = memory(gateway)
    # Half say nothing; the others have had an answer.
    crowd = []
    for number in range(crowd_size):
        connection = connect(gateway)
        if number % 2:
            connection.sendall(request("GET", "/healthz"))
        crowd.append(connection)
    for _ in range(10):
        require_service(gateway, key)
    grown = memory(gateway) - before
    print(f"{crowd_size} idle connections: {grown / MEBIBYTE:.0f} MiB, {grown / crowd_size / 1024:.1f} KiB each")
    assert grown / crowd_size < 40 * 1024
    require_closed(crowd)
    require_service(gateway, key)
    assert len(log_lines(gateway)) < 20


def test_more_connections_than_files(start):
    """With no file left the gateway goes on, says so sparingly, and serves again when there are files."""
    gateway, key = start(wrapper=["prlimit", "--nofile=256:256"])
    require_service(gateway, key)
    before = len(log_lines(gateway))
    crowd = [connect(gateway) for _ in range(400)]
    time.sleep(1)
    assert gateway.process.poll() is None, "the gateway has ended"
    require_closed(crowd)
    for _ in range(PATIENCE):
        try:
            require_service(gateway, key)
            break
        except requests.RequestException:
            time.sleep(0.5)
    require_service(gateway, key)
    assert len(log_lines(gateway)) - before <= 400
    cpu = subprocess.run(
        ["ps", "-o", "cputimes=", "-p", str(gateway.process.pid)], capture_output=True, text=True).stdout
    assert int(cpu) < PATIENCE, "it waited for files in a loop"
