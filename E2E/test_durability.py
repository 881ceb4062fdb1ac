"""What is acknowledged is on disk: kill -9 under load, and the order of the system calls."""

import re
import threading
import time

import requests

from conftest import PROGRAM
from tracing import run_traced, start_traced, stop_traced, synced_before


def test_kill_under_load_loses_nothing_acknowledged(make_gateway):
    gateway = make_gateway().start()
    key = gateway.key()
    link = gateway.check(key, {"text": "https://a.example/x"}).json()["results"][0]["findings"][0]["go"]
    keys, blocks, shorts = [key], [], []
    for round in range(5):
        opened, stop = [], threading.Event()
        before = gateway.summary(key)["openings"]

        def click():
            with requests.Session() as session:
                while not stop.is_set():
                    try:
                        answer = session.get(
                            link, allow_redirects=False, headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobile"}, timeout=5)
                        if answer.status_code == 302:
                            opened.append(time.monotonic())
                    except requests.RequestException:
                        return

        clickers = [threading.Thread(target=click) for _ in range(4)]
        for clicker in clickers:
            clicker.start()
        for number in range(2):
            keys.append(gateway.key())
            host = f"evil-{round}-{number}.example"
            gateway.run("block", host, "--reason", f"round {round}")
            blocks.append(host)
            answer = gateway.check(key, {"text": f"https://short-{round}-{number}.example/"}, query="?links=short")
            shorts.append(answer.json()["results"][0]["findings"][0]["go"])
        killed = time.monotonic()
        gateway.kill()
        stop.set()
        for clicker in clickers:
            clicker.join()
        address = gateway.address
        gateway.start()
        link = link.replace(address, gateway.address)
        shorts = [short.replace(address, gateway.address) for short in shorts]
        written = gateway.summary(key)["openings"] - before
        # 50 ms before the kill, and the moment between the two clocks of this test.
        settled = sum(moment < killed - 0.06 for moment in opened)
        print(f"round {round}: {len(opened)} visits answered, {written} on disk, {len(opened) - written} lost")
        assert settled <= written <= len(opened) + 8
        assert settled > 0
    rules = gateway.run("rules").stdout
    assert all(host in rules for host in blocks)
    assert all(gateway.check(each, {"text": ""}).status_code == 200 for each in keys)
    assert all(gateway.open(short).status_code == 302 for short in shorts)


def test_a_key_is_printed_after_it_is_on_disk(tmp_path):
    log = tmp_path / "trace"
    result = run_traced(
        [PROGRAM, "keys", "create", "--name", "x", "--scopes", "read", "--quiet", "--data", tmp_path / "d"], log)
    assert result.returncode == 0, result.stderr
    lines = log.read_text().splitlines()
    printed = next(index for index, line in enumerate(lines) if 'write(1, "hutong_' in line)
    synced = [index for index, line in enumerate(lines[:printed]) if re.search(r"\bf(data)?sync\(", line)]
    assert synced, "no fdatasync before the acknowledgement"
    print(f"fdatasync at line {synced[-1]} of the trace, the key at line {printed}")


def test_a_short_link_is_answered_after_it_is_on_disk(make_gateway, tmp_path):
    gateway = make_gateway()
    log = tmp_path / "trace"
    start_traced(gateway, log)
    answer = gateway.check(gateway.key(), {"text": "https://a.example/strace-7"}, query="?links=short")
    assert answer.status_code == 200
    stop_traced(gateway)
    assert synced_before(log, "a.example/strace-7", "HTTP/1.1 200"), "no fdatasync before the answer"
