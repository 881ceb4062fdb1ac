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


#: What changes something that is there: a note, a ruling's end, the decision on an appeal.
CHANGES = {"note", "lift", "decision"}


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
        assert answer.status_code == (200 if self.kind in CHANGES else 201), answer.text
        found = answer.json()["id"]
        assert self.kind in CHANGES or self.id in (None, found), f"{self.kind} {self.id} was made again as {found}"
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


def note(mark, case):
    return Statement("note", f"/v1/cases/{case}/notes", {"text": mark})


def lift(mark, ruling):
    return Statement("lift", f"/v1/rulings/{ruling}/lift", {"reason": mark})


def decision(mark, appeal):
    return Statement("decision", f"/v1/appeals/{appeal}/decide", {
        "founded": random.random() < 0.5, "answer": mark, "moderator": "somebody else"})


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
    sent, lock = [], threading.Lock()
    ruled, lifted, appealed = queue.SimpleQueue(), queue.SimpleQueue(), queue.SimpleQueue()
    with requests.Session() as session:
        sent.append(complaint(uuid.uuid4().hex))
        sent[0].send(session, gateway, key)
    case = everything(gateway, key, "/v1/cases", "cases")[0]["id"]

    def follow(statement):
        """What comes of it can be spoken against, lifted or decided."""
        if statement.kind == "ruling":
            # Not both: what an appeal has reversed cannot be lifted.
            random.choice([ruled, lifted]).put(statement.id)
        if statement.kind == "appeal":
            appealed.put(statement.id)

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
                follow(statement)

    makers = [
        complaint, complaint, ruling, lambda mark: appeal(mark, ruled.get_nowait()), lambda mark: note(mark, case),
        lambda mark: lift(mark, lifted.get_nowait()), lambda mark: decision(mark, appealed.get_nowait()),
    ]
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
                    follow(statement)
    loaded = time.monotonic() - began

    # And everything once more: the same answers.
    with requests.Session() as session:
        for statement in sent:
            assert statement.send(session, gateway, key).headers["Idempotency-Replayed"] == "true"
    summary, listed = [], {}
    for kind, path, name, mark in [
        ("complaint", "/v1/complaints", "complaints", "person"), ("ruling", "/v1/rulings", "rulings", "facts"),
        ("appeal", "/v1/appeals", "appeals", "statement"),
    ]:
        wanted = {each.id: each.body[mark] for each in sent if each.kind == kind}
        pages = [path] if kind != "appeal" else [path, path + "?state=decided"]
        listed[kind] = [each for page in pages for each in everything(gateway, key, page, name)]
        kept = [(each["id"], each[mark]) for each in listed[kind]]
        lost = wanted.items() - set(kept)
        doubled = len(kept) - len({mark for _, mark in kept})
        summary.append(f"{len(wanted)} {name}, {len(lost)} lost, {doubled} doubled")
        assert not lost and not doubled and len(kept) == len(wanted), summary[-1]
    of_case = requests.get(f"{gateway.address}/v1/cases/{case}", headers={"Authorization": f"Bearer {key}"}).json()
    for kind, mark, kept in [
        ("note", "text", [each["text"] for each in of_case["notes"]]),
        ("lift", "reason", [
            each["ended"]["words"] for each in listed["ruling"]
            if "ended" in each and each["ended"]["reason"] == "lifted"]),
        ("decision", "answer", [each["decision"]["answer"] for each in listed["appeal"] if "decision" in each]),
    ]:
        wanted = sorted(each.body[mark] for each in sent if each.kind == kind)
        summary.append(f"{len(wanted)} {kind}s")
        assert sorted(kept) == wanted, kind
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
