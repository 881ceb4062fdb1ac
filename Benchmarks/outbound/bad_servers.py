#!/usr/bin/env python3
"""1,000 links to servers that mean harm, their cards asked for at once, while others check messages and open links.

    Benchmarks/outbound/bad_servers.py [program, .build/debug/hutong unless given]

Prints what each kind of server came to, and the time that checks and clicks took without and with them. Every link has an
address of its own in 127.0.0.0/8, so that each counts as a site of its own.
"""

import collections
import http.client
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["drip", "endless", "gzip", "circle", "chain", "short", "tls", "reset"]
LINKS = 1_000
# Of checks, and of clicks, sent in a second.
PACE = 100
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def bomb():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(b"\0" * (100 << 20)) + packer.flush()


BOMB = bomb()


def serve(connection):
    try:
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(4_096)
            if not part:
                return
            if part[:1] == b"\x16":
                return connection.sendall(b"this is no TLS\r\n")
            head += part
        path = head.split(b" ")[1].decode()
        kind, _, number = path.strip("/").partition("/")
        if kind == "robots.txt":
            connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        elif kind == "drip":
            for byte in HEAD + b"\r\n<title>slow":
                connection.sendall(bytes([byte]))
                time.sleep(1)
        elif kind == "endless":
            connection.sendall(HEAD + b"\r\n<title>endless</title>")
            while True:
                connection.sendall(b"words " * 10_000)
        elif kind == "gzip":
            connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB)
        elif kind in ("circle", "chain"):
            onward = f"/chain/{int(number or 0) + 1}" if kind == "chain" else "/circle/1"
            connection.sendall(f"HTTP/1.1 302 On\r\nLocation: {onward}\r\nContent-Length: 0\r\n\r\n".encode())
        elif kind == "short":
            connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n<title>cut off</title>")
        elif kind == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    finally:
        connection.close()


def bad_server():
    """In a process of its own that gives way, since bad servers stand on machines of their own."""
    os.nice(19)
    listener = socket.create_server(("0.0.0.0", 0), backlog=2_048)
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


class Gateway:
    def __init__(self, program, folder):
        self.program = program
        self.configuration = folder / "hutong.yaml"
        self.configuration.write_text("cards: true\nrate_limit: 0\noutbound_networks: [127.0.0.0/8]\n")
        self.data = folder / "data"
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--data", self.data, "--config", self.configuration],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = urlsplit(re.search(r"listens on (\S+)", self.process.stdout.readline())[1])
        self.host, self.port = address.hostname, address.port
        self.key = subprocess.run(
            [program, "keys", "create", "--name", "bench", "--scopes", "check", "--quiet", "--data", self.data],
            check=True, capture_output=True, text=True).stdout.strip()

    def connection(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def post(self, connection, path, body):
        connection.request("POST", path, json.dumps(body), {
            "Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)

    def resident(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) // 1_024


def paced(send, until, times):
    """Calls `send` at an even pace until `until` is set; a call is late when the one before took long, and that counts."""
    due = time.perf_counter()
    while not until.is_set():
        now = time.perf_counter()
        if now < due:
            time.sleep(due - now)
        send()
        times.append((time.perf_counter() - due) * 1_000)
        due += 1 / PACE


def measure(gateway, link, seconds=None, work=None):
    times = {"checks": [], "clicks": []}
    until = threading.Event()
    checks, clicks = gateway.connection(), gateway.connection()

    def check():
        gateway.post(checks, "/v1/checks", {"text": "see https://example.org/a?b=c"})

    def click():
        clicks.request("GET", link, headers={"User-Agent": PHONE})
        answer = clicks.getresponse()
        answer.read()
        assert answer.status == 302

    threads = [threading.Thread(target=paced, args=(check, until, times["checks"])),
               threading.Thread(target=paced, args=(click, until, times["clicks"]))]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    result = work() if work else time.sleep(seconds)
    took = time.perf_counter() - began
    until.set()
    for thread in threads:
        thread.join()
    return times, took, result


def told(label, times):
    for kind, each in times.items():
        each = sorted(each)
        print(f"  {kind} {label}: p50 {each[len(each) // 2]:.2f} ms, p99 {each[len(each) * 99 // 100]:.2f} ms "
              f"({len(each)} sent)")


def cards(gateway, port):
    """Asks for all cards at once, and again for those that the gateway had no place for, until every server was asked."""
    links = {}
    for number in range(LINKS):
        kind = KINDS[number % len(KINDS)]
        scheme = "https" if kind == "tls" else "http"
        links[f"{scheme}://127.1.{number // 250}.{number % 250 + 1}:{port}/{kind}"] = kind
    states = collections.Counter()
    refused = 0
    rest = list(links)
    while rest:
        def ask(urls):
            return gateway.post(gateway.connection(), "/v1/cards?lang=en", {"urls": urls})["results"]

        with ThreadPoolExecutor(50) as pool:
            results = [each for answer in pool.map(ask, [rest[n:n + 20] for n in range(0, len(rest), 20)]) for each in answer]
        rest = []
        for result in results:
            health = result["health"]
            if "too many requests" in health["evidence"]:
                refused += 1
                rest.append(result["url"])
            else:
                evidence = re.sub(r"127[\d.]+|http\S+|[\d.]+ seconds", "…", health["evidence"])
                states[links[result["url"]], health["state"], evidence] += 1
    return states, refused


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/debug/hutong")
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    with tempfile.TemporaryDirectory() as folder:
        gateway = Gateway(program, Path(folder))
        try:
            port = int(server.stdout.readline())
            connection = gateway.connection()
            answer = gateway.post(connection, "/v1/checks", {"text": "see https://example.org/a?b=c"})
            link = urlsplit(answer["results"][0]["findings"][0]["go"]).path
            measure(gateway, link, seconds=2)
            before, _, _ = measure(gateway, link, seconds=15)
            memory = gateway.resident()
            during, took, (states, refused) = measure(gateway, link, work=lambda: cards(gateway, port))
            print(f"{LINKS:,} bad servers were asked in {took:.1f} s; {refused:,} times there was no place and it was said so; "
                  f"resident memory {memory} MiB before, {gateway.resident()} MiB after")
            for (kind, state, evidence), count in sorted(states.items()):
                print(f"  {kind}: {count} × {state} ({evidence})")
            told("without them", before)
            told("with them", during)
        finally:
            gateway.process.kill()
            server.kill()


if __name__ == "__main__":
    bad_server() if "--serve" in sys.argv else main()
