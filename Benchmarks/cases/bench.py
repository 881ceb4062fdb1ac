#!/usr/bin/env python3
"""How long the moderators' pages and those of standings take with much in the store: 200,000 cases, 1,000,000 complaints
and 10,000,000 openings. Wants the program (HUTONG, or the release build) and 4 GB in the temporary folder."""

import json
import math
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("HUTONG", ROOT / ".build/release/hutong")
CASES, COMPLAINTS, OPENINGS = 200_000, 1_000_000, 10_000_000
CATEGORIES = [("fraud", 90), ("phishing", 100), ("marketing", 30), ("lured_sharing", 40), ("broken", 10)]
PLATFORMS = [None, "taobao", "douyin", "jd", "bilibili"]


def priority(heat, severity, weight, at):
    """As `CaseHarm.priority` has it."""
    founded, unfounded = 2 + weight / 1_000, 2
    both = founded + unfounded
    possible = min(1, founded / both + math.sqrt(founded * unfounded / (both * both * (both + 1))))
    return round((math.log2(heat * severity * possible) + at / 10_800) * 1_000_000)


def cases(now):
    for number in range(1, CASES + 1):
        category, severity = random.choice(CATEGORIES)
        at, heat, weight = now - random.randint(0, 90 * 86_400), random.randint(1_000, 10**7), random.randint(250, 5_000)
        host = f"h{random.randint(0, 20_000)}.example"
        decided = number % 4 == 0
        state = "decided" if decided else "open" if number % 3 else "assigned"
        yield (
            number, f"K-{number:012d}", f"{host}/a/{number}", host, random.choice(PLATFORMS), state, category, severity,
            int(number % 1_000 == 0), weight, heat, at, priority(heat, severity, weight, at), at, at + 86_400, at,
            None if state == "open" else f"m{number % 20}", at + 9 if decided else None,
            None if not decided else "founded" if number % 8 else "unfounded", "r" if decided else None)


def address(number):
    """A fifth is about one platform, a fifth about another."""
    return [
        f"https://h{number * 7_919 % 20_001}.example/a/{number}", f"https://item.taobao.com/item.htm?id={number}",
        f"https://h{number * 7_919 % 20_001}.example/a/{number}", f"https://www.douyin.com/video/{7 * 10**18 + number}",
        f"https://h{number * 7_919 % 20_001}.example/a/{number}",
    ][number % 5]


def fill(path):
    random.seed(8)
    now = int(time.time())
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    database.executemany(
        """
        INSERT INTO moderation_case (
            tenant, kind, former_unfounded, openings, complaints, number, id, subject, host, platform, state, category,
            severity, trusted, weight, heat, heat_at, priority, opened_at, due_at, updated_at, assignee, decided_at,
            outcome, reason)
        VALUES ('default', 'path', 0, 50, 5, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, cases(now))
    database.executemany(
        """
        INSERT INTO complaint (
            tenant, scene, category, evidence, id, at, link_id, address, statement, person, case_number, state)
        VALUES ('default', 'direct', 'fraud', '{}', ?, ?, ?, ?, ?, ?, ?, ?)
        """, (
            (f"C-{number:012d}", now - 20 * number, number, address(number), "words " * 10, f"p{number % 300_007}",
             number % CASES + 1, "received" if (number % CASES + 1) % 4 else "founded")
            for number in range(COMPLAINTS)))
    database.execute(
        f"""
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OPENINGS})
        INSERT INTO visit (tenant, at, link_id, scene, platform, outcome, reader)
        SELECT 'default', ({now} - i / 10) * 1000, i % 100000, 'direct', 'taobao', 'opened', i FROM n
        """)
    # As the gateway notes them when they happen: complaints, and the openings of an hour. A site in ten is much opened.
    database.executemany(
        """
        INSERT INTO standing_note (tenant, at, kind, name, sender, founded, unfounded)
        VALUES ('default', ?, 'complaint', ?, ?, 0, 0)
        """, (
            (now - 20 * number, f"C-{number:012d}", f"s{number % 50_000}")
            for number in range(COMPLAINTS)))
    hours = OPENINGS // 100_000
    database.executemany(
        """
        INSERT INTO standing_note (tenant, at, kind, name, domain, platform, amount)
        VALUES ('default', ?, 'openings', '', ?, ?, ?)
        """, (
            (now // 3_600 * 3_600 - hour * 3_600, domain, platform, count)
            for hour in range(hours) for domain, platform, count in [
                ("taobao.com", "taobao", 45_000), ("douyin.com", "douyin", 45_000),
                *((f"h{site}.example", None, 10) for site in range(0, 20_001, 20))]))
    database.executemany(
        "INSERT INTO tally (tenant, day, scene, platform, measure, amount) VALUES ('default', ?, ?, ?, ?, 100)", (
            (now // 86_400 - day, scene, platform, measure)
            for day in range(400) for scene in ["direct", "group", "moments", "live"]
            for platform in [each for each in PLATFORMS if each] + [f"p{number}" for number in range(26)]
            for measure in ["findings", "verdicts_open", "clicks", "openings", "complaints"]))
    database.execute("COMMIT")
    database.close()


def notes_left(data):
    database = sqlite3.connect(data + "/hutong.sqlite", timeout=30)
    try:
        return database.execute("SELECT COUNT(*) FROM standing_note").fetchone()[0]
    finally:
        database.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        data = folder + "/data"
        key = subprocess.run(
            [PROGRAM, "keys", "create", "--name", "bench", "--scopes", "moderate", "--quiet", "--data", data],
            capture_output=True, text=True, check=True).stdout.strip()
        fill(data + "/hutong.sqlite")
        gateway = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = re.search(r"listens on (\S+)", gateway.stdout.readline())[1]

        def ask(path, body=None):
            request = urllib.request.Request(
                address + path, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
                data=body and json.dumps(body).encode())
            with urllib.request.urlopen(request) as answer:
                text = answer.read()
                return json.loads(text) if "json" in answer.headers["Content-Type"] else text

        began = time.monotonic()
        while notes_left(data):
            time.sleep(1)
        print(f"{COMPLAINTS} complaints taken into standings in {time.monotonic() - began:.0f} s")
        queue = ask("/v1/cases")
        on_platform = next(each["id"] for each in queue["cases"] if each["platform"])
        slowest = 0
        def proposal(kind, name):
            return "/v1/rulings/proposals", {"subject": {"kind": kind, "name": name}, "category": "fraud"}

        for name, path, *body in [
            ("the queue", "/v1/cases"), ("its next page", "/v1/cases?cursor=" + queue["next_cursor"]),
            ("by due time", "/v1/cases?order=due"), ("what is overdue", "/v1/cases?overdue=true"),
            ("what is decided", "/v1/cases?order=decided"), ("one moderator's", "/v1/cases?assignee=m3"),
            ("a platform's", "/v1/cases?platform=taobao"), ("a host's", "/v1/cases?host=h77.example"),
            ("a category without any", "/v1/cases?category=rumour"), ("a state without any", "/v1/cases?state=waiting"),
            ("a case, with what is around it", "/v1/cases/" + on_platform), ("complaints", "/v1/complaints"),
            ("a case's complaints", "/v1/complaints?case=" + on_platform),
            ("a person's complaints", "/v1/complaints?person=p77"),
            ("a proposal for a link", *proposal("link", "h77.example/a/1")),
            ("for a path", *proposal("path", "h77.example/a")), ("for a domain", *proposal("domain", "h77.example")),
            ("for a platform", *proposal("platform", "taobao")),
            ("standings", "/v1/standings"), ("those that are poor", "/v1/standings?tier=poor"),
            ("a platform's standing", "/v1/standings/platform/taobao"),
            ("a platform's page", "/t/default/standing/platform/douyin?lang=zh"),
            ("that of its site", "/v1/standings/domain/taobao.com"),
            ("a small site's page", "/t/default/standing/domain/h20.example"),
        ]:
            times = []
            for _ in range(15):
                start = time.perf_counter()
                ask(path, *body)
                times.append((time.perf_counter() - start) * 1_000)
            slowest = max(slowest, max(times))
            print(f"{name:32} median {statistics.median(times):6.1f} ms, slowest {max(times):6.1f} ms")
        gateway.terminate()
        gateway.wait()
        sys.exit(slowest > 200)


if __name__ == "__main__":
    main()
