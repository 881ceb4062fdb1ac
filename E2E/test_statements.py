"""What somebody says is on disk before it is answered: complaints, rulings and appeals, kill -9 by kill -9.

KILLS says how often the gateway is killed; `make kills` takes 200.
"""

import os
import queue
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests

from tracing import start_traced, stop_traced, synced_before

KILLS = int(os.environ.get("KILLS", "5"))


class Statement:
    """A request that is sent until it is acknowledged, always under the same key."""

    def __init__(self, kind, path, body):
        self.kind, self.path, self.body = kind, path, body
        self.once = str(uuid.uuid4())
        self.id = None

    def send(self, session, gateway, key):
        answer = session.post(
            gateway.address + self.path, json=self.body, timeout=20,
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": self.once, "Accept-Language": "en"})
        assert answer.status_code == 201, answer.text
        found = answer.json()["id"]
        assert self.id in (None, found), f"{self.kind} {self.id} was made again as {found}"
        self.id = found
        return answer


def complaint(mark):
    return Statement("complaint", "/v1/complaints", {
        "url": f"https://s{random.randrange(7)}.example/{random.randrange(9)}", "category": "fraud", "person": mark,
        "statement": mark})


def ruling(mark):
    return Statement("ruling", "/v1/rulings", {
        "subject": {"kind": "sender", "name": mark}, "category": "broken", "facts": mark,
        # Some are in force; the rest are quick to load at each start.
        "step": random.choice(["notice"] * 9 + ["demotion"]), "justification": "a test"})


def appeal(mark, of):
    return Statement("appeal", f"/v1/rulings/{of}/appeals", {"kind": "appeal", "party": "sender", "statement": mark})


def everything(gateway, key, path, name):
    """All that a list holds, page by page."""
    found, cursor = [], None
    while True:
        answer = requests.get(
            gateway.address + path, params={"limit": 100, **({"cursor": cursor} if cursor else {})},
            headers={"Authorization": f"Bearer {key}"}, timeout=60).json()
        found += answer[name]
        cursor = answer["next_cursor"]
        if not cursor:
            return found


def test_kills_lose_and_double_nothing_that_was_said(make_gateway):
    began = time.monotonic()
    gateway = make_gateway().start()
    key = gateway.key("check,moderate")
    sent, lock, ruled = [], threading.Lock(), queue.SimpleQueue()
    unanswered = 0

    def client(make, stop):
        with requests.Session() as session:
            while not stop.is_set():
                try:
                    statement = make(uuid.uuid4().hex)
                except queue.Empty:
                    time.sleep(0.01)
                    continue
                with lock:
                    sent.append(statement)
                try:
                    statement.send(session, gateway, key)
                except requests.RequestException:
                    return
                if statement.kind == "ruling":
                    ruled.put(statement.id)

    makers = [complaint, complaint, ruling, lambda mark: appeal(mark, ruled.get_nowait())]
    for round in range(KILLS):
        stop = threading.Event()
        with ThreadPoolExecutor(len(makers)) as pool:
            clients = [pool.submit(client, make, stop) for make in makers]
            # Now and then hardly anything is under way, or the gateway has just begun.
            time.sleep(random.choice([0, 0.05, 0.1, 0.2, 0.3, 0.4]) + random.random() / 10)
            gateway.kill()
            stop.set()
            for each in clients:
                each.result()
        gateway.start()
        # What was not answered is sent again at once, as a chat server does; it may be kept already, or not.
        with requests.Session() as session:
            for statement in sent:
                if statement.id is None:
                    unanswered += 1
                    statement.send(session, gateway, key)
                    if statement.kind == "ruling":
                        ruled.put(statement.id)
    loaded = time.monotonic() - began

    # And everything once more: the same answers.
    with requests.Session() as session:
        for statement in sent:
            assert statement.send(session, gateway, key).headers["Idempotency-Replayed"] == "true"
    summary = []
    for kind, path, name, mark in [
        ("complaint", "/v1/complaints", "complaints", "person"), ("ruling", "/v1/rulings", "rulings", "facts"),
        ("appeal", "/v1/appeals", "appeals", "statement"),
    ]:
        wanted = {each.id: each.body[mark] for each in sent if each.kind == kind}
        kept = [(each["id"], each[mark]) for each in everything(gateway, key, path, name)]
        lost = wanted.items() - set(kept)
        doubled = len(kept) - len({mark for _, mark in kept})
        summary.append(f"{len(wanted)} {name}, {len(lost)} lost, {doubled} doubled")
        assert not lost and not doubled and len(kept) == len(wanted), summary[-1]
    print(f"{KILLS} kills in {loaded:.0f} s: {'; '.join(summary)}; {unanswered} unanswered at a kill and sent again")
    assert len(sent) > 10 * KILLS


def test_each_is_answered_after_it_is_on_disk(make_gateway, tmp_path):
    gateway = make_gateway()
    log = tmp_path / "trace"
    start_traced(gateway, log)
    key = gateway.key("check,moderate")
    made = []
    with requests.Session() as session:
        for make in [complaint, ruling, lambda mark: appeal(mark, made[1].id)]:
            statement = make(uuid.uuid4().hex)
            statement.send(session, gateway, key)
            made.append(statement)
    stop_traced(gateway)
    for statement in made:
        # The id is sent in the answer alone, and stands in what is written; strace shows quotes with a backslash.
        assert synced_before(log, statement.id, f'\\"id\\":\\"{statement.id}\\"'), statement.kind
