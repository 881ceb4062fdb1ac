"""Webhooks from outside: a real receiver, a block, signatures by another implementation, outages and kill -9."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from standardwebhooks import Webhook, WebhookVerificationError

LOOPBACK = "127.0.0.0/8"


class Receiver:
    """Takes events on a port of its own; it can go away and come back there."""

    def __init__(self):
        self.events = []
        self.arrived = threading.Condition()
        self.status = 204
        self.delay = 0
        self.headers = {}
        self.port = 0
        self.server = None
        self.start()

    def start(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                time.sleep(receiver.delay)
                status = receiver.status
                with receiver.arrived:
                    receiver.events.append((status, dict(self.headers), body, self.path))
                    receiver.arrived.notify_all()
                try:
                    self.send_response(status)
                    for name, value in receiver.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    def of(self, kind, status=204):
        return [event for event in self.events if event[0] == status and json.loads(event[2])["type"] == kind]

    def wait(self, kind, count=1, within=10, status=204):
        deadline = time.monotonic() + within
        with self.arrived:
            while len(self.of(kind, status)) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"{len(self.of(kind, status))} of {count} {kind} within {within} s: {self.events}"
                self.arrived.wait(left)
        return self.of(kind, status)


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def gateway(make_gateway, monkeypatch):
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    return make_gateway().start()


def create(gateway, receiver, events="link.verdict_changed", *more):
    made = gateway.run("webhooks", "create", "--url", receiver.url, "--events", events, "--json", *more)
    return json.loads(made.stdout)


def verified(secret, event):
    """The event's content, once an implementation that is not ours has verified it."""
    _, headers, body, _ = event
    return Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})


def post(gateway, key, *messages):
    # One small message takes the way around the router.
    answer = gateway.check(key, messages[0] if len(messages) == 1 else {"messages": list(messages)})
    assert answer.status_code == 200
    # Links are written with the batch of observations, within 50 ms.
    time.sleep(0.2)


def deliveries(gateway, webhook, *more):
    lines = gateway.run("webhooks", "deliveries", webhook, "--json", *more).stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_a_block_is_told_for_exactly_the_links_it_touches(gateway, receiver):
    webhook = create(gateway, receiver)
    key = gateway.key()
    post(
        gateway, key,
        {"id": "m1", "text": "see https://evil.example/x", "scene": "group", "group": "g1", "sender": "u1"},
        {"id": "m2", "text": "see https://fine.example/x"})
    gateway.run("block", "evil.example", "--reason", "Imitates a bank")
    [event] = receiver.wait("link.verdict_changed")
    content = verified(webhook["secret"], event)
    data = content["data"]
    assert (data["message"], data["group"], data["sender"], data["scene"]) == ("m1", "g1", "u1", "group")
    assert (data["former"], data["present"]) == ("open", "block")
    assert data["url"] == "https://evil.example/x"
    [ground] = data["grounds"]
    assert ground["code"] == "operator_block"
    assert "Imitates a bank" in ground["explanation"]["en"] and "Imitates a bank" in ground["explanation"]["zh"]
    with pytest.raises(WebhookVerificationError):
        verified("whsec_" + "A" * 43 + "=", event)
    gateway.run("lift", "evil.example")
    data = verified(webhook["secret"], receiver.wait("link.verdict_changed", 2)[1])["data"]
    assert (data["message"], data["former"], data["present"], data["grounds"]) == ("m1", "block", "open", [])
    time.sleep(0.5)
    assert len(receiver.events) == 2, "m2 is not touched"
    assert [each["state"] for each in deliveries(gateway, webhook["id"])] == ["delivered", "delivered"]


def test_a_block_that_ends_by_itself_is_told(gateway, receiver):
    webhook = create(gateway, receiver)
    post(gateway, gateway.key(), {"id": "m1", "text": "https://evil.example/x"})
    end = time.gmtime(time.time() + 4)
    gateway.run("block", "evil.example", "--reason", "r", "--until", time.strftime("%Y-%m-%dT%H:%M:%SZ", end))
    data = [verified(webhook["secret"], event)["data"] for event in receiver.wait("link.verdict_changed", 2, within=20)]
    assert [(each["former"], each["present"]) for each in data] == [("open", "block"), ("block", "open")]


def test_changed_rule_files_are_told(make_gateway, receiver, monkeypatch, tmp_path):
    import shutil

    from conftest import ROOT

    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "config", rules)
    gateway = make_gateway("--rules", rules).start()
    webhook = create(gateway, receiver)
    post(gateway, gateway.key(), {"id": "m1", "text": "http://203.0.113.7/x"})
    policy = rules / "policies" / "default.yaml"
    text = policy.read_text()
    rule = "when: {risk: ip_address}\n    then: "
    assert rule + "warn" in text
    policy.write_text(text[: text.index("\nexamples:") + 1].replace(rule + "warn", rule + "block"))
    data = verified(webhook["secret"], receiver.wait("link.verdict_changed")[0])["data"]
    assert (data["message"], data["former"], data["present"]) == ("m1", "warn", "block")


def test_complaints_and_rules_are_told(gateway, receiver):
    webhook = create(gateway, receiver, "complaint.received,rule.changed")
    answer = gateway.check(gateway.key(), {"id": "m1", "text": "https://a.example/x"}).json()
    link = answer["results"][0]["findings"][0]["go"]
    sent = requests.post(link + "/complain", data={"category": "fraud", "statement": "它骗人"}, timeout=20)
    assert sent.status_code == 201
    data = verified(webhook["secret"], receiver.wait("complaint.received")[0])["data"]
    assert (data["url"], data["category"], data["statement"]) == ("https://a.example/x", "fraud", "它骗人")
    assert data["complaint"] in sent.text
    gateway.run("block", "a.example", "--reason", "r", "--tenant", "default")
    gateway.run("block", "b.example", "--reason", "r", "--tenant", "other")
    gateway.run("lift", "a.example", "--tenant", "default")
    events = [verified(webhook["secret"], event)["data"] for event in receiver.wait("rule.changed", 2)]
    events.sort(key=lambda event: event["change"])
    assert [(each["change"], each["subject"]) for each in events] == [("block", "a.example"), ("lift", "a.example")]


def test_an_outage_is_bridged(gateway, receiver):
    webhook = create(gateway, receiver, "rule.changed")
    receiver.stop()
    gateway.run("block", "evil.example", "--reason", "r")
    deadline = time.monotonic() + 10
    while not (found := deliveries(gateway, webhook["id"]))[0]["attempts"]:
        assert time.monotonic() < deadline
    assert found[0]["state"] == "pending" and found[0]["attempts"][0]["error"]
    receiver.start()
    [event] = receiver.wait("rule.changed", within=20)
    assert verified(webhook["secret"], event)["data"]["subject"] == "evil.example"
    [delivery] = deliveries(gateway, webhook["id"])
    assert delivery["event"] == event[1]["webhook-id"]


def test_kill_9_loses_no_event(gateway, receiver):
    webhook = create(gateway, receiver, "rule.changed,link.verdict_changed")
    key = gateway.key()
    post(gateway, key, *[{"id": f"m{number}", "text": f"https://evil.example/{number}"} for number in range(100)])
    receiver.delay = 0.2
    gateway.run("block", "evil.example", "--reason", "r")
    receiver.wait("link.verdict_changed", 5)
    gateway.kill()
    before = len(receiver.of("link.verdict_changed"))
    assert before < 100, "killed in the middle"
    receiver.delay = 0
    gateway.start()
    deadline = time.monotonic() + 60
    told = set()
    while len(told) < 100:
        assert time.monotonic() < deadline, f"{len(told)} of 100 messages were told"
        time.sleep(0.2)
        told = {verified(webhook["secret"], each)["data"]["message"] for each in receiver.of("link.verdict_changed")}
    events = receiver.of("link.verdict_changed")
    names = {event[1]["webhook-id"] for event in events}
    assert len(names) == 100, "what is sent twice keeps its name"
    while pending := deliveries(gateway, webhook["id"], "--state", "pending", "--limit", "200"):
        assert time.monotonic() < deadline, f"{len(pending)} are still pending"
        time.sleep(0.5)
    assert len(deliveries(gateway, webhook["id"], "--state", "delivered", "--limit", "200")) == 101


def test_what_was_killed_before_it_was_judged_is_told(gateway, receiver):
    webhook = create(gateway, receiver)
    post(gateway, gateway.key(), {"id": "m1", "text": "https://evil.example/x"})
    gateway.kill()
    gateway.run("block", "evil.example", "--reason", "r")
    gateway.start()
    data = verified(webhook["secret"], receiver.wait("link.verdict_changed", within=30)[0])["data"]
    assert (data["message"], data["present"]) == ("m1", "block")


def test_replay(gateway, receiver):
    webhook = create(gateway, receiver, "rule.changed")
    gateway.run("webhooks", "test", webhook["id"])
    [event] = receiver.wait("webhook.test")
    [delivery] = deliveries(gateway, webhook["id"])
    gateway.run("webhooks", "replay", delivery["id"])
    again = receiver.wait("webhook.test", 2)[1]
    assert again[1]["webhook-id"] == event[1]["webhook-id"]
    assert again[2] == event[2]
    verified(webhook["secret"], again)
    key = gateway.key("admin")
    answer = requests.post(
        f"{gateway.address}/v1/webhooks/{webhook['id']}/deliveries/{delivery['id']}/replay",
        headers={"Authorization": f"Bearer {key}"}, timeout=20)
    assert answer.status_code == 202
    receiver.wait("webhook.test", 3)
    refused = gateway.run("webhooks", "replay", "dlv_none", check=False)
    assert refused.returncode == 1 and "there is no delivery" in refused.stderr
    counted = gateway.run("webhooks", "replay", webhook["id"], "--failed-since", "1h").stdout
    assert counted == "0 deliveries are sent again.\n"


def test_a_rotation_leaves_no_gap(gateway, receiver):
    webhook = create(gateway, receiver, "rule.changed")
    secret = gateway.run("webhooks", "rotate", webhook["id"], "--quiet").stdout.strip()
    assert secret != webhook["secret"]
    gateway.run("webhooks", "test", webhook["id"])
    [event] = receiver.wait("webhook.test")
    assert verified(secret, event) == verified(webhook["secret"], event)
    assert len(event[1]["webhook-signature"].split(" ")) == 2


def test_gone_disables_and_redirects_are_not_followed(gateway, receiver):
    webhook = create(gateway, receiver, "rule.changed")
    receiver.status, receiver.headers = 302, {"Location": receiver.url + "/elsewhere"}
    refused = gateway.run("webhooks", "test", webhook["id"], check=False)
    assert refused.returncode == 1 and "the receiver answered 302" in refused.stderr
    assert {event[3] for event in receiver.events} == {"/hook"}
    receiver.status, receiver.headers = 410, {}
    gateway.run("webhooks", "test", webhook["id"], check=False)
    shown = json.loads(gateway.run("webhooks", "show", webhook["id"], "--json").stdout)
    assert (shown["enabled"], shown["disabled_reason"]) == (False, "gone")
    refused = gateway.run("webhooks", "test", webhook["id"], check=False)
    assert refused.returncode == 1 and "is disabled" in refused.stderr


def test_one_that_never_answers_delays_no_other(gateway, receiver):
    slow = Receiver()
    try:
        slow.delay = 30
        create(gateway, slow, "rule.changed")
        create(gateway, receiver, "rule.changed")
        for number in range(20):
            gateway.run("block", f"evil-{number}.example", "--reason", "r")
        receiver.wait("rule.changed", 20, within=10)
        assert not slow.events
    finally:
        slow.stop()


def test_addresses_that_are_not_public_are_refused(make_gateway, receiver):
    gateway = make_gateway().start()
    key = gateway.key("admin")
    for url in [receiver.url, "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "http://8.8.4.4/"]:
        refused = gateway.run("webhooks", "create", "--url", url, "--events", "rule.changed", check=False)
        assert refused.returncode == 1 and "events cannot be sent to" in refused.stderr
        answer = requests.post(
            f"{gateway.address}/v1/webhooks", json={"url": url, "events": ["rule.changed"]},
            headers={"Authorization": f"Bearer {key}"}, timeout=20)
        assert answer.status_code == 422, url
        assert answer.json()["type"] == "urn:hutong:problem:forbidden-address"
    assert not receiver.events


def test_a_network_that_is_no_longer_permitted_gets_nothing(gateway, receiver, monkeypatch):
    webhook = create(gateway, receiver, "rule.changed")
    gateway.stop()
    monkeypatch.delenv("HUTONG_OUTBOUND_NETWORKS")
    gateway.start()
    refused = gateway.run("webhooks", "test", webhook["id"], check=False)
    assert refused.returncode == 1 and "Loopback" in refused.stderr
    assert not receiver.events


def test_two_gateways_tell_once(make_gateway, receiver, monkeypatch):
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    gateways = [make_gateway().start(), make_gateway().start()]
    webhook = create(gateways[0], receiver)
    key = gateways[0].key()
    for number, gateway in enumerate(gateways):
        post(gateway, key, *[{"id": f"{number}-{each}", "text": f"https://evil.example/{each}"} for each in range(20)])
    gateways[0].run("block", "evil.example", "--reason", "r")
    events = receiver.wait("link.verdict_changed", 40, within=15)
    time.sleep(1)
    assert len(receiver.events) == 40
    messages = {verified(webhook["secret"], event)["data"]["message"] for event in events}
    assert len(messages) == 40
