"""What is sent: files of requests for wrk, wrk itself, and batches beside it."""

import http.client
import json
import os
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
CONNECTIONS = 64
LINKS = 1_000
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.13")


def message(number):
    """A message whose text is of about 100 bytes with one link, a different one for each number."""
    return {
        "id": f"m{number}", "scene": "group", "sender": f"u{number % 97}", "group": f"g{number % 13}",
        "text": f"这件怎么样 https://item.taobao.com/item.htm?id={612_345_000_000 + number} 帮我看看,我觉得还可以"}


def clicks(paths):
    return [f"GET {path} HTTP/1.1\r\nHost: go.chat.example\r\nUser-Agent: {PHONE}\r\n\r\n".encode() for path in paths]


def checks(key, messages):
    requests = []
    for each in messages:
        body = json.dumps(each, ensure_ascii=False).encode()
        requests.append(
            f"POST /v1/checks HTTP/1.1\r\nHost: go.chat.example\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    return requests


def write_requests(file, requests):
    with open(file, "wb") as out:
        for request in requests:
            out.write(b"%d\n%s" % (len(request), request))
    return file


def wrk(address, requests, seconds):
    """One run of wrk on core 1. Its `cpu` is what wrk used of that core: near 1, wrk was the limit."""
    before = others_clock()
    process = subprocess.Popen(
        ["taskset", "-c", "1", "wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration",
         f"{max(1, round(seconds))}s", "--latency", "--script", str(HERE / "requests.lua"), address, "--", str(requests)],
        stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, code, usage = os.wait4(process.pid, 0)
    process.returncode = code
    lines = [line for line in output.splitlines() if line.startswith("RESULT ")]
    if code != 0 or not lines:
        raise SystemExit(f"wrk failed:\n{output}")
    result = json.loads(lines[0].removeprefix("RESULT "))
    result["wrk_seconds"] = usage.ru_utime + usage.ru_stime
    result["busy_seconds"] = others_clock() - before
    return result


def others_clock():
    """Seconds for which the cores 0 and 1 were busy so far, whoever used them."""
    ticks = 0
    for line in Path("/proc/stat").read_text().splitlines():
        name, *fields = line.split()
        if name in ("cpu0", "cpu1"):
            user, nice, system, _, _, interrupt, soft, stolen = map(int, fields[:8])
            ticks += user + nice + system + interrupt + soft + stolen
    return ticks / os.sysconf("SC_CLK_TCK")


class Batches:
    """Batches of 1,000 messages, one after the other on one connection, while the `with` block runs."""

    def __init__(self, address, key):
        self.body = json.dumps({"messages": [message(number) for number in range(1_000)]}).encode()
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self.address = urlsplit(address).netloc
        self.answered = 0
        self.failures = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.send)

    def send(self):
        connection = http.client.HTTPConnection(self.address, timeout=120)
        try:
            while not self.stopping.is_set():
                connection.request("POST", "/v1/checks", self.body, self.headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failures.append(f"a batch was answered with {answer.status}")
                self.answered += 1
        except (OSError, http.client.HTTPException) as error:
            self.failures.append(f"a batch failed: {error!r}")

    def __enter__(self):
        self.started = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()
        self.rate = self.answered / (time.monotonic() - self.started)
