"""Rulings: the ladder, proportion, the statement of reasons, and what a click feels."""

import json
import re
import time

import pytest
import requests

from moderating import api
from test_complaint_rules import CATEGORIES, KEYWORDS
from test_webhooks import LOOPBACK, create, receiver, verified  # noqa: F401  (a fixture)

CATEGORY = "fraud"


@pytest.fixture
def key(gateway):
    return gateway.key("check,read,moderate")


def link(gateway, key, text, **more):
    answer = gateway.check(key, {"text": text, **more}, "?lang=en").json()
    return answer["results"][0]["findings"][0]


def rule(gateway, key, kind="link", name="https://shop.example/fake", **more):
    body = {"subject": {"kind": kind, "name": name}, "category": CATEGORY, "facts": "Sells what it does not have."}
    return api(gateway, key, "POST", "/v1/rulings?lang=en", {**body, **more})


def test_a_ruling_is_felt_at_the_next_click_and_ends(gateway, key):
    found = link(gateway, key, "https://shop.example/fake")
    assert gateway.open(found["go"]).status_code == 302
    made = rule(gateway, key, step="suspension", seconds=3600)
    assert made.status_code == 201, made.text
    ruling = made.json()
    assert ruling["in_force"] and ruling["statement"] == f"/reasons/{ruling['id']}"
    assert made.headers["Location"] == f"/v1/rulings/{ruling['id']}"
    began = time.monotonic()
    page = requests.get(found["go"] + "?lang=en", allow_redirects=False, timeout=20)
    assert page.status_code == 403 and time.monotonic() - began < 1
    assert "Sells what it does not have." in page.text and f"/reasons/{ruling['id']}" in page.text
    [ground] = link(gateway, key, "https://shop.example/fake")["verdict"]["grounds"]
    assert (ground["code"], ground["by"], ground["ruling"]) == ("ruling_suspends", "operator", ruling["id"])
    assert link(gateway, key, "https://shop.example/other")["verdict"]["disposition"] == "open"
    lifted = api(gateway, key, "POST", f"/v1/rulings/{ruling['id']}/lift", {"reason": "Taken down", "mended": True})
    assert lifted.status_code == 200 and lifted.json()["ended"]["reason"] == "mended"
    assert gateway.open(found["go"]).status_code == 302
    again = api(gateway, key, "POST", f"/v1/rulings/{ruling['id']}/lift", {"reason": "Taken down"})
    assert again.status_code == 409 and again.json()["type"].endswith("ruling-over")


def test_the_ladder_grows_with_repetition(gateway, key):
    body = {"subject": {"kind": "link", "name": "https://news.example/1"}, "category": "rumour"}
    first = api(gateway, key, "POST", "/v1/rulings/proposals?lang=en", body).json()
    assert first["ends_when_mended"] and first["repeats"] == []
    made = rule(gateway, key, name="https://news.example/1", category="rumour").json()
    assert made["step"] == first["step"] and made["ends_when_mended"]
    second = api(gateway, key, "POST", "/v1/rulings/proposals?lang=en", body).json()
    steps = ["notice", "demotion", "suspension", "block"]
    assert second["repeats"] == [made["id"]] and steps.index(second["step"]) == steps.index(first["step"]) + 1
    assert not second["ends_when_mended"]


def test_a_proposal_shows_its_reach(gateway, key):
    def reach(kind, name):
        return api(gateway, key, "POST", "/v1/rulings/proposals", {
            "subject": {"kind": kind, "name": name}, "category": CATEGORY}).json()["reach"]

    unknown = {"openings_per_day": None, "counted": None, "cases": 0, "senders": None, "groups": None}
    assert reach("domain", "taobao.com") == unknown and reach("platform", "taobao") == unknown
    assert reach("group", "g1") == {**unknown, "cases": None}
    found = link(gateway, key, "https://item.taobao.com/item.htm?id=7", sender="s1", group="g1", scene="group")
    for _ in range(7):
        gateway.open(found["go"])
    gateway.totals_when(key, "openings", 7)
    assert reach("platform", "taobao") == {**unknown, "openings_per_day": 1, "counted": "platform"}
    sent = requests.post(
        gateway.address + "/v1/complaints", json={"link": found["go"], "category": "fraud"},
        headers={"Authorization": f"Bearer {key}"}, timeout=20)
    assert sent.status_code == 201
    seen = reach("domain", "taobao.com")
    assert (seen["counted"], seen["cases"], seen["senders"], seen["groups"]) == ("cases", 1, 1, 1)
    assert 5 < seen["openings_per_day"] < 6, "one opening, as a rate that halves in three hours"
    assert reach("domain", "jd.com") == unknown
    said = gateway.run("rulings", "propose", "domain", "taobao.com", "--category", CATEGORY).stdout
    assert "of links with cases" in said and "1 case in progress; at least 1 sender" in said
    said = gateway.run("rulings", "propose", "sender", "s1", "--category", CATEGORY).stdout
    assert "reach: not counted for senders and groups" in said


def test_more_than_the_ladder_needs_a_justification(gateway, key):
    whole = rule(gateway, key, "domain", "shop.example")
    assert whole.status_code == 409 and "5" in whole.json()["detail"], whole.text
    assert link(gateway, key, "https://shop.example/x")["verdict"]["disposition"] == "open"
    longer = rule(gateway, key, category="broken", step="block", seconds=90 * 86400)
    assert longer.status_code == 409
    forced = rule(gateway, key, "domain", "shop.example", justification="All of it was made for the fraud.")
    assert forced.status_code == 201 and forced.json()["justification"]
    page = requests.get(gateway.address + forced.json()["statement"] + "?lang=en", timeout=20)
    assert "All of it was made for the fraud." in page.text


@pytest.mark.parametrize("change, status, words", [
    ({"category": "nonsense"}, 422, "phishing"),
    ({"facts": "  "}, 422, "facts"),
    ({"facts": "a\u202eb"}, 422, "plain text"),
    ({"step": "ban"}, 422, "suspension"),
    ({"seconds": 1}, 422, "60"),
    ({"subject": {"kind": "domain", "name": "com.cn"}}, 422, "single site"),
    ({"subject": {"kind": "platform", "name": "nobody"}}, 422, "catalogue"),
    ({"subject": {"kind": "domain", "name": "a b"}}, 422, "names no domain"),
    ({"subject": {"kind": "planet", "name": "x"}}, 422, "link, path"),
    ({"subject": None}, 422, "/subject"),
    ({"colour": "red"}, 422, "/colour"),
])
def test_what_cannot_be_ruled_is_said(gateway, key, change, status, words):
    answer = rule(gateway, key, **change) if "subject" not in change else api(
        gateway, key, "POST", "/v1/rulings?lang=en", {"category": CATEGORY, "facts": "x", **change})
    assert answer.status_code == status and words in answer.text, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_others_neither_see_nor_feel_it(gateway, key):
    other = gateway.key("check,read,moderate", tenant="other")
    ruling = rule(gateway, key, step="block").json()
    assert link(gateway, other, "https://shop.example/fake")["verdict"]["disposition"] == "open"
    for method, path, body in [
        ("GET", "", None), ("POST", "/lift", {"reason": "no"}), ("GET", "/statement", None)]:
        answer = api(gateway, other, method, f"/v1/rulings/{ruling['id']}{path}", body)
        assert answer.status_code == 404
    assert api(gateway, other, "GET", "/v1/rulings").json()["rulings"] == []
    assert api(gateway, gateway.key("check,read"), "GET", "/v1/rulings").status_code == 403


def test_a_sender_is_not_named_on_the_page(gateway, key):
    ruling = rule(gateway, key, "sender", "u-4711", step="demotion", justification="Asked to stop twice.").json()
    page = requests.get(gateway.address + ruling["statement"] + "?lang=en", timeout=20)
    assert page.status_code == 200 and "u-4711" not in page.text and "one account" in page.text
    assert link(gateway, key, "https://b.example/", sender="u-4711")["verdict"]["disposition"] == "warn"
    assert link(gateway, key, "https://b.example/", sender="u-4712")["verdict"]["disposition"] == "open"
    assert requests.get(gateway.address + "/reasons/R-222222222222", timeout=20).status_code == 404


def test_the_list_pages_and_filters(gateway, key):
    made = [rule(gateway, key, name=f"https://shop.example/{n}", step="demotion").json()["id"] for n in range(3)]
    first = api(gateway, key, "GET", "/v1/rulings?limit=2").json()
    second = api(gateway, key, "GET", f"/v1/rulings?limit=2&cursor={first['next_cursor']}").json()
    assert [each["id"] for each in first["rulings"] + second["rulings"]] == made[::-1]
    assert second["next_cursor"] is None
    api(gateway, key, "POST", f"/v1/rulings/{made[0]}/lift", {"reason": "done"})
    over = api(gateway, key, "GET", "/v1/rulings?state=over").json()["rulings"]
    assert [each["id"] for each in over] == [made[0]]
    one = api(gateway, key, "GET", "/v1/rulings?kind=link&name=https://shop.example/2").json()["rulings"]
    assert [each["id"] for each in one] == [made[2]]
    for query in ("limit=0", "cursor=x", "state=maybe", "kind=link", "name=x", "kind=planet&name=x", "colour=red"):
        assert api(gateway, key, "GET", "/v1/rulings?" + query).status_code == 422, query


def test_the_same_key_makes_one_ruling(gateway, key):
    body = {"subject": {"kind": "link", "name": "https://a.example/1"}, "category": CATEGORY, "facts": "x"}
    answers = [
        api(gateway, key, "POST", "/v1/rulings", body, **{"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert len(api(gateway, key, "GET", "/v1/rulings").json()["rulings"]) == 1


# The fields of the DSA Transparency Database and what it accepts in them (StatementStoreRequest).
REQUIRED = {
    "puid", "decision_visibility", "decision_ground", "incompatible_content_ground", "incompatible_content_explanation",
    "content_type", "content_type_other", "category", "content_date", "application_date", "decision_facts",
    "source_type", "automated_detection", "automated_decision"}
OPTIONAL = {"category_specification", "end_date_visibility_restriction"}


def test_statements_have_the_fields_of_the_database(gateway, key):
    rule(gateway, key, name="https://a.example/1", step="block", category="phishing", source="trusted_flagger")
    rule(gateway, key, name="https://a.example/2", step="demotion", category="broken", justification="x", facts="长" * 1300)
    rule(gateway, key, name="https://a.example/3", step="notice", category="broken")
    lines = [json.loads(line) for line in gateway.run("rulings", "statements").stdout.splitlines()]
    assert len(lines) == 2, "a notice restricts nothing"
    for line in lines:
        assert REQUIRED <= set(line) <= REQUIRED | OPTIONAL
        assert re.fullmatch(r"[a-zA-Z0-9-_]{1,500}", line["puid"])
        assert line["decision_visibility"][0] in (
            "DECISION_VISIBILITY_CONTENT_LABELLED", "DECISION_VISIBILITY_CONTENT_DISABLED")
        assert line["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
        assert len(line["incompatible_content_ground"]) <= 500
        assert len(line["incompatible_content_explanation"]) <= 2000 and 0 < len(line["decision_facts"]) <= 5000
        assert line["content_type"] == ["CONTENT_TYPE_OTHER"]
        assert line["category"].removeprefix("STATEMENT_CATEGORY_") in CATEGORIES
        for keyword in line.get("category_specification", []):
            assert keyword.removeprefix("KEYWORD_") in KEYWORDS
        for field in ("content_date", "application_date", "end_date_visibility_restriction"):
            assert re.fullmatch(r"20\d\d-\d\d-\d\d", line.get(field, "2026-01-01"))
        assert line["source_type"] in (
            "SOURCE_ARTICLE_16", "SOURCE_TRUSTED_FLAGGER", "SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY")
        assert line["automated_detection"] in ("Yes", "No")
        assert line["automated_decision"] in (
            "AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY", "AUTOMATED_DECISION_NOT_AUTOMATED")


def test_the_command_line_rules_alike(gateway, key):
    found = link(gateway, key, "https://c.example/x")
    said = gateway.run("rulings", "propose", "link", "https://c.example/x", "--category", CATEGORY).stdout
    assert "until" in said and "earlier rulings" in said
    made = gateway.run(
        "rulings", "make", "link", "https://c.example/x", "--category", CATEGORY, "--facts", "False.", "--by", "ann").stdout
    assert "In force on the running gateway." in made
    assert gateway.open(found["go"]).status_code == 403
    ruling = made.split(":")[0]
    assert ruling in gateway.run("rulings", "list").stdout
    assert json.loads(gateway.run("rulings", "show", ruling).stdout)["moderator"] == "operator/ann"
    assert "Lifted" in gateway.run("rulings", "lift", ruling, "--reason", "mended", "--mended").stdout
    assert gateway.open(found["go"]).status_code == 302
    assert gateway.run("rulings", "list").stdout == "No ruling is in force.\n"
    refused = gateway.run(
        "rulings", "make", "domain", "c.example", "--category", CATEGORY, "--facts", "x", check=False)
    assert refused.returncode == 1 and "justification" in refused.stderr


def test_rulings_are_told(make_gateway, monkeypatch, receiver):  # noqa: F811
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    gateway = make_gateway().start()
    key = gateway.key("check,moderate")
    webhook = create(gateway, receiver, "ruling.made,ruling.ended")
    ruling = rule(gateway, key, step="demotion").json()
    data = verified(webhook["secret"], receiver.wait("ruling.made")[0])["data"]
    assert (data["ruling"], data["step"], data["subject"]) == (ruling["id"], "demotion", "shop.example/fake")
    api(gateway, key, "POST", f"/v1/rulings/{ruling['id']}/lift", {"reason": "Taken down"})
    data = verified(webhook["secret"], receiver.wait("ruling.ended")[0])["data"]
    assert (data["ruling"], data["reason"], data["words"]) == (ruling["id"], "lifted", "Taken down")


STEPS = "ruling.made,ruling.ended,appeal.received,appeal.decided"


def test_platforms_and_sites_are_told_what_concerns_them_alone(make_gateway, monkeypatch, receiver):  # noqa: F811
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    gateway = make_gateway().start()
    key = gateway.key("check,moderate")
    others, hooks = [], {}
    for name, about in [
        ("taobao", ["--platform", "taobao"]), ("shop", ["--domain", "SHOP.example"]), ("sub", ["--domain", "a.shop.example"]),
    ]:
        made = gateway.run(
            "webhooks", "create", "--url", f"{receiver.url}/{name}", "--events", STEPS, "--json", *about)
        hooks[name] = json.loads(made.stdout)
    assert hooks["shop"]["about"] == {"kind": "domain", "name": "shop.example"}

    def told(count):
        deadline = time.monotonic() + 10
        while len(receiver.events) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        found = []
        for event in receiver.events:
            name = event[3].rsplit("/", 1)[1]
            content = verified(hooks[name]["secret"], event)
            found.append((name, content["type"], content["data"].get("subject", "")))
        receiver.events.clear()
        return sorted(found)

    made = {}
    for kind, name in [
        ("link", "https://shop.example/fake"), ("path", "https://a.shop.example/x"), ("domain", "other.example"),
        ("link", "https://item.taobao.com/item.htm?id=1"), ("platform", "taobao"), ("sender", "shop.example"),
    ]:
        answer = rule(gateway, key, kind, name, step="demotion", justification="a test")
        assert answer.status_code == 201, answer.text
        made[name] = answer.json()["id"]
    assert told(5) == [
        ("shop", "ruling.made", "a.shop.example/x"), ("shop", "ruling.made", "shop.example/fake"),
        ("sub", "ruling.made", "a.shop.example/x"), ("taobao", "ruling.made", "item.taobao.com/item.htm?id=1"),
        ("taobao", "ruling.made", "taobao"),
    ]
    ruling = made["https://a.shop.example/x"]
    appeal = api(gateway, key, "POST", f"/v1/rulings/{ruling}/appeals", {
        "kind": "appeal", "party": "site", "statement": "It is in order."}).json()
    answer = api(gateway, key, "POST", f"/v1/appeals/{appeal['id']}/decide", {
        "founded": True, "answer": "It is.", "moderator": "bob"})
    assert answer.status_code == 200, answer.text
    assert [(name, kind) for name, kind, _ in told(6)] == [
        (name, kind) for name in ["shop", "sub"] for kind in ["appeal.decided", "appeal.received", "ruling.ended"]]


def test_a_webhook_for_a_platform_names_one_and_asks_for_its_own_matters(make_gateway, monkeypatch, receiver):  # noqa: F811
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    gateway = make_gateway().start()
    key = gateway.key("admin")
    good = {"url": receiver.url, "events": ["ruling.made"], "about": {"kind": "platform", "name": "taobao"}}
    for change, pointer in [
        ({"about": {"kind": "platform", "name": "nobody"}}, "/about"), ({"about": {"kind": "sender", "name": "ann"}}, "/about"),
        ({"about": {"kind": "domain", "name": "a.example/x"}}, "/about"), ({"about": {"kind": "domain"}}, "/about/name"),
        ({"events": ["ruling.made", "complaint.received"]}, "/events"), ({"events": ["rule.changed"]}, "/events"),
    ]:
        answer = api(gateway, key, "POST", "/v1/webhooks", {**good, **change})
        assert answer.status_code == 422 and answer.json()["pointer"] == pointer, (change, answer.text)
    made = api(gateway, key, "POST", "/v1/webhooks", good)
    assert made.status_code == 201 and made.json()["about"] == good["about"]
    path = "/v1/webhooks/" + made.json()["id"]
    assert api(gateway, key, "PATCH", path, {"events": ["link.held"]}).status_code == 422
    assert api(gateway, key, "PATCH", path, {"about": None}).status_code == 422
    assert api(gateway, key, "PATCH", path, {"events": ["appeal.decided"]}).json()["about"] == good["about"]
    assert "platform taobao" in gateway.run("webhooks", "list").stdout
    for more, words in [
        (["--platform", "nobody"], "is no platform"), (["--domain", "/"], "names no domain"),
        (["--platform", "taobao", "--domain", "a.example"], "not both"),
    ]:
        refused = gateway.run(
            "webhooks", "create", "--url", receiver.url + "/2", "--events", "ruling.made", *more, check=False)
        assert refused.returncode == 1 and words in refused.stderr, refused.stderr


def test_a_ruling_decides_the_case_of_its_complaints(gateway, key):
    found = link(gateway, key, "https://shop.example/fake", scene="group", group="g1")
    sent = requests.post(
        found["go"] + "/complain", data={"category": "fraud", "statement": "它骗人"}, timeout=20, allow_redirects=False)
    assert sent.ok
    number = re.search(r"C-[2-9A-Z]{12}", sent.text)[0]
    [case] = api(gateway, key, "GET", "/v1/cases").json()["cases"]
    made = rule(gateway, key, case=case["id"], source="complaints")
    assert made.status_code == 201, made.text
    status = requests.get(f"{gateway.address}/complaints/{number}?lang=en", timeout=20)
    assert status.status_code == 200 and "Sells what it does not have." in status.text
    assert f'href="{made.json()["statement"]}?lang=en"' in status.text
    assert api(gateway, key, "GET", "/v1/cases").json()["cases"] == []
    again = rule(gateway, key, case=case["id"], justification="x")
    assert again.status_code == 422 and "decided" in again.json()["detail"]
    assert len(api(gateway, key, "GET", "/v1/rulings").json()["rulings"]) == 1, "no ruling without its case"
    log = gateway.run("audit").stdout
    assert "ruling.made" in log and "case.decided" in log
