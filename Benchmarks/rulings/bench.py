#!/usr/bin/env python3
"""How long after a ruling is sent the first click obeys it: bench.py [--rulings N] [--readers N] [--in-force N]

While rulings are made by API, each link that one is on is clicked every 2 ms, beside clicks on all of them.
HUTONG names the program (default .build/release/hutong)."""

import argparse
import http.client
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("HUTONG", ROOT / ".build/release/hutong"))
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"}
AIM = 100


class Client:
    """One connection that stays open."""

    def __init__(self, address, headers):
        self.connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
        self.headers = headers

    def ask(self, method, path, body=None):
        headers = {**self.headers, **({"Content-Type": "application/json"} if body else {})}
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def measure(address, key, rulings, others=2):
    api = Client(address, {"Authorization": f"Bearer {key}"})
    messages = [{"text": f"https://h{number}.example/fake"} for number in range(rulings)]
    paths = []
    for start in range(0, rulings, 50):
        status, body = api.ask("POST", "/v1/checks", {"messages": messages[start:start + 50]})
        assert status == 200, body
        paths += ["/go/" + each["findings"][0]["go"].rsplit("/", 1)[1] for each in json.loads(body)["results"]]

    stop = threading.Event()
    clicks = []

    def reader():
        client = Client(address, PHONE)
        count = 0
        while not stop.is_set():
            client.ask("GET", random.choice(paths))
            count += 1
            # Some hundred clicks a second: enough to be in the way, and not the load that is measured elsewhere.
            time.sleep(0.002)
        clicks.append(count)

    readers = [threading.Thread(target=reader) for _ in range(others)]
    for each in readers:
        each.start()
    watcher = Client(address, PHONE)
    felt, answered = [], []
    began = time.perf_counter()
    for number, path in enumerate(paths):
        assert watcher.ask("GET", path)[0] == 302
        sent = time.perf_counter()
        body = {
            "subject": {"kind": "link", "name": f"https://h{number}.example/fake"}, "category": "fraud", "facts": "x"}

        def rule():
            status, said = api.ask("POST", "/v1/rulings", body)
            answered.append((time.perf_counter() - sent) * 1_000)
            assert status == 201, said

        ruler = threading.Thread(target=rule)
        ruler.start()
        # Clicks that follow one another without a pause would measure themselves.
        while watcher.ask("GET", path)[0] != 403:
            time.sleep(0.002)
        felt.append((time.perf_counter() - sent) * 1_000)
        ruler.join()
        assert watcher.ask("GET", path)[0] == 403
    seconds = time.perf_counter() - began
    stop.set()
    for each in readers:
        each.join()
    return felt, answered, sum(clicks) / seconds


def fill(data, count):
    """Puts rulings on other links into the store, as the gateway would find them at its start."""
    store = sqlite3.connect(data + "/hutong.sqlite")
    now = int(time.time())
    with store:
        store.executemany(
            """
            INSERT INTO ruling (id, tenant, subject_kind, subject, host, step, category, clause_zh, clause_en, facts, source,
                detected_automatically, automation, actor, justification, starts_at, ends_when_mended)
            VALUES (?, 'default', 'link', ?, ?, 'block', 'fraud', '条', 'Clause', 'x', 'own_initiative', 0, 'not_automated',
                'bench', '', ?, 0)
            """,
            ((f"R-{number:012}", f"f{number % 50_000}.example/{number}", f"f{number % 50_000}.example", now)
             for number in range(count)))
    store.close()


def line(name, times):
    times = sorted(times)
    p99 = times[min(len(times) - 1, round(len(times) * 0.99))]
    print(f"{name:34} median {statistics.median(times):6.1f} ms, p99 {p99:6.1f} ms, slowest {times[-1]:6.1f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rulings", type=int, default=200, help="made one after another (default 200)")
    parser.add_argument("--readers", type=int, default=2, help="who click on the links meanwhile (default 2)")
    parser.add_argument("--in-force", type=int, default=100_000, help="rulings that are there before (default 100000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = folder + "/data"
        key = subprocess.run(
            [PROGRAM, "keys", "create", "--name", "bench", "--scopes", "check,moderate", "--quiet", "--data", data],
            capture_output=True, text=True, check=True).stdout.strip()
        fill(data, options.in_force)
        gateway = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            address = re.search(r"listens on (\S+)", gateway.stdout.readline())[1]
            felt, answered, rate = measure(address, key, options.rulings, options.readers)
        finally:
            gateway.terminate()
            gateway.wait()
    print(f"{options.rulings} rulings, with {options.in_force} in force, beside {rate:.0f} other clicks a second on the same links")
    line("the ruling is answered after", answered)
    line("the first click obeys after", felt)
    late = sum(each >= AIM for each in felt)
    print(f"{late} of {len(felt)} took {AIM} ms or longer")


if __name__ == "__main__":
    main()
