"""Bytes over a socket, and what comes back: for requests that no HTTP client would send."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# Longer than any wait of the gateway in these tests: whoever is not answered and not closed by then was left hanging.
PATIENCE = 30


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


@dataclass
class Outcome:
    """Everything that came back until the gateway closed the connection."""

    answers: list
    rest: bytes
    closed: bool
    sent_all: bool = True

    @property
    def statuses(self):
        return [answer.status for answer in self.answers]


def request(method, target, *headers, body=b"", host="Host: gateway.example", version="HTTP/1.1", length=True):
    """A request as bytes. `host` empty leaves that line out; `length` false leaves out the Content-Length."""
    lines = [f"{method} {target} {version}", *([host] if host else []), *headers]
    if body and length:
        lines.append(f"Content-Length: {len(body)}")
    return b"".join(line.encode("latin-1") + b"\r\n" for line in lines) + b"\r\n" + body


def connect(gateway, timeout=PATIENCE, receive_buffer=None):
    host, port = gateway.address.removeprefix("http://").split(":")
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(timeout)
    connection.connect((host, int(port)))
    return connection


def read_answers(data, methods=()):
    """Takes `data` apart into answers. `methods` are those of the requests in turn: HEAD has no body."""
    answers = []
    while b"\r\n\r\n" in data:
        head, rest = data.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = first.split(" ", 2)
        assert version in ("HTTP/1.1", "HTTP/1.0") and len(status) == 3, f"not a status line: {first!r}"
        headers = {}
        for line in lines:
            name, value = line.split(":", 1)
            assert name.lower() not in headers or name.lower() == "vary", f"{name} is given twice"
            headers[name.lower()] = value.strip()
        status = int(status)
        final = sum(answer.status >= 200 for answer in answers)
        if status < 200 or status in (204, 304) or (final < len(methods) and methods[final] == "HEAD"):
            body = b""
        elif "chunked" in headers.get("transfer-encoding", ""):
            body, rest = read_chunks(rest)
        elif "content-length" in headers:
            length = int(headers["content-length"])
            body, rest = rest[:length], rest[length:]
            if len(body) < length:
                return answers, data
        else:
            body, rest = rest, b""
        if body is None:
            return answers, data
        answers.append(Answer(status, headers, body))
        data = rest
    return answers, data


def read_chunks(data):
    body = b""
    while b"\r\n" in data:
        size, data = data.split(b"\r\n", 1)
        size = int(size, 16)
        if size == 0:
            return body, data.removeprefix(b"\r\n")
        if len(data) < size + 2:
            break
        body, data = body + data[:size], data[size + 2:]
    return None, data


def receive(connection, methods=(), answers=None):
    """Reads until the gateway closes, or until so many final answers are there."""
    data = b""
    while True:
        found, rest = read_answers(data, methods)
        if answers is not None and sum(answer.status >= 200 for answer in found) >= answers:
            return Outcome(found, rest, closed=False)
        try:
            chunk = connection.recv(1 << 16)
        except TimeoutError:
            return Outcome(found, rest, closed=False)
        except ConnectionError:
            return Outcome(found, rest, closed=True)
        if not chunk:
            return Outcome(found, rest, closed=True)
        data += chunk


def exchange(gateway, data, methods=(), patience=PATIENCE):
    """Sends `data` as one piece and reads until the gateway closes, which it does at the latest when it is idle."""
    with connect(gateway, patience) as connection:
        try:
            connection.sendall(data)
            sent_all = True
        except OSError:
            sent_all = False
        outcome = receive(connection, methods)
        outcome.sent_all = sent_all
        return outcome


def at_once(function, items, threads=64):
    """The results of `function` for each of `items`, worked on side by side."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, items))
