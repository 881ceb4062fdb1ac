"""Standings as people meet them: openings, complaints and rulings move a tier, the tier moves a verdict, and what turns
out wrong leaves no trace; also when the gateway is killed in between."""

import json
import time

import pytest
import requests

from conftest import PHONE, ROOT
from moderating import (  # noqa: F401  (three fixtures)
    SITE, api, complain, finding, gateway, in_tier, key, open_by_many, reverse, rule, standing,
    surroundings, tier, until, verdict)
from test_webhooks import create, receiver, verified  # noqa: F401  (a fixture)

OUTPUT = ROOT / "E2E/output"
# With these numbers 11 full complaints among so many openings make a site watched, and one more makes it poor.
READERS = 900


def evidence(found):
    """What a standing rests on, without what the time alone moves."""
    return sorted(
        (item["cause"], item.get("category"), item.get("count"), round(item.get("heard", 0), 6), *item["ids"])
        for item in found["moved_by"])


def test_complaints_move_a_tier_and_leave_no_trace_when_unfounded(gateway, key, receiver):  # noqa: F811
    webhook = create(gateway, receiver, "standing.tier_changed,link.verdict_changed,case.opened")
    go, receipts = open_by_many(gateway, key, READERS)
    assert verdict(gateway, key) == ("open", []) and tier(gateway, key) == "ordinary"
    for number in range(11):
        complaint = complain(gateway, key, go, f"u{number}", receipts[number])
    in_tier(gateway, key, "watched")
    assert verdict(gateway, key) == ("warn", ["watched_standing"])
    told = verified(webhook["secret"], receiver.wait("standing.tier_changed")[0])["data"]
    assert (told["kind"], told["name"], told["former"], told["tier"]) == ("domain", SITE, "ordinary", "watched")
    assert told["probability"] > 0.999
    changed = verified(webhook["secret"], receiver.wait("link.verdict_changed")[0])["data"]
    assert (changed["former"], changed["present"]) == ("open", "warn")

    # Earlier than that, a person was asked to look, within the day.
    cases = api(gateway, key, "GET", "/v1/cases").json()["cases"]
    [look] = [case for case in cases if (case["kind"], case["subject"]) == ("domain", SITE)]
    shown = api(gateway, key, "GET", f"/v1/cases/{look['id']}").json()
    assert "a person should look" in json.dumps(shown["notes"])

    # Killed the moment after a complaint was acknowledged: it counts, and once.
    complain(gateway, key, go, "u11", receipts[11])
    gateway.kill()
    gateway.start()
    in_tier(gateway, key, "poor")
    assert verdict(gateway, key) == ("hold", ["poor_standing", "watched_standing"])
    assert gateway.open(finding(gateway, key)["go"]).status_code == 403
    [item] = [item for item in standing(gateway, key)["moved_by"] if item["cause"] == "complaints"]
    assert item["count"] == 12 and item["points"] < 0 and complaint["id"] in item["ids"]
    before = evidence(standing(gateway, key))
    gateway.stop()
    gateway.start()
    assert verdict(gateway, key)[0] == "hold", "tiers are in force from the start"
    assert evidence(standing(gateway, key)) == before

    decided = api(gateway, key, "POST", f"/v1/cases/{complaint['case']}/dismiss", {"reason": "All was sent."})
    assert decided.status_code == 200, decided.text
    in_tier(gateway, key, "ordinary")
    assert verdict(gateway, key) == ("open", [])
    assert [item["cause"] for item in standing(gateway, key)["moved_by"]] == ["openings"]


def test_a_ruling_moves_a_tier_and_leaves_no_trace_when_reversed(gateway, key):
    go, receipts = open_by_many(gateway, key, 60)
    before = standing(gateway, key)
    ruling = rule(gateway, key)
    in_tier(gateway, key, "poor")
    assert verdict(gateway, key)[0] == "hold", "a notice restricts nothing; the tier holds, and cannot block"
    [item] = [item for item in standing(gateway, key)["moved_by"] if item["cause"] == "ruling"]
    assert item["ids"] == [ruling] and item["points"] < -10
    assert {"way": "ruling_undone", "ruling": ruling}.items() <= next(
        way for way in standing(gateway, key)["restored_by"] if way["way"] == "ruling_undone").items()
    assert before["tier"] == "ordinary"

    # On a sender, whose app hands the appeal in.
    name = "s-1"
    ruling = rule(gateway, key, subject={"kind": "sender", "name": name})
    until("the ruling", lambda: tier(gateway, key, "sender", name) == "poor")
    gateway.kill()
    gateway.start()
    reverse(gateway, key, ruling)
    until("no trace", lambda: standing(gateway, key, "sender", name) is None)


def test_every_tenant_has_its_own(gateway, key):
    other = gateway.key("check,moderate", "other")
    rule(gateway, key)
    in_tier(gateway, key, "poor")
    assert standing(gateway, other) is None and verdict(gateway, other) == ("open", [])
    assert api(gateway, other, "GET", "/v1/standings").json() == {"standings": [], "next_cursor": None}
    page = requests.get(f"{gateway.address}/t/other/standing/domain/{SITE}?lang=en", timeout=20)
    assert page.status_code == 200 and "Too few people" in page.text


def test_what_is_acknowledged_counts_once_whenever_the_gateway_is_killed(gateway, key):
    go = finding(gateway, key)["go"]
    receipt = gateway.open(go).headers["Hutong-Receipt"]
    sent = []
    for attempt in range(3):
        for number in range(8):
            sent.append(complain(gateway, key, go, f"u{attempt}-{number}", receipt)["id"])
        time.sleep(0.1 * attempt)
        gateway.kill()
        gateway.start()
        go = finding(gateway, key)["go"]
        receipt = gateway.open(go).headers["Hutong-Receipt"]

    def ids():
        found = standing(gateway, key)
        return [(item["count"], item["ids"]) for item in found["moved_by"] if item["cause"] == "complaints"] \
            if found else []

    until("all complaints", lambda: sum(count for count, _ in ids()) == len(sent))
    # At most 20 receipts are listed, the earliest.
    assert [each for _, many in ids() for each in many] == sorted(sent, key=sent.index)[:20] or \
        set(each for _, many in ids() for each in many) <= set(sent)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_on_a_phone(gateway, key, browser, language):
    OUTPUT.mkdir(exist_ok=True)
    context = browser.new_context(
        viewport={"width": 375, "height": 720}, user_agent=PHONE, java_script_enabled=False,
        locale="zh-CN" if language == "zh" else "en-GB")
    page = context.new_page()

    def shot(name):
        page.screenshot(path=OUTPUT / f"standing-{name}-{language}.png", full_page=True)
        assert page.locator("main").bounding_box()["width"] <= 375
        assert page.evaluate("document.documentElement.scrollWidth") <= 375

    address = f"{gateway.address}/t/default/standing/domain/www.{SITE}"
    page.goto(address)
    assert page.locator(".movers li").count() == 0
    shot("1-unknown")
    go, receipts = open_by_many(gateway, key, 60)
    for number in range(3):
        complaint = complain(gateway, key, go, f"u{number}", receipts[number])
    ruling = rule(gateway, key)
    in_tier(gateway, key, "poor")
    assert standing(gateway, key)["page"] == f"{gateway.address}/t/default/standing/domain/{SITE}"
    page.goto(address)
    text = page.locator("main").inner_text()
    assert {"zh": "较差", "en": "poor"}[language] in text
    assert {"zh": "诈", "en": "raud"}[language] in text
    assert complaint["id"] not in page.content(), "receipt numbers are for those who complained"
    assert page.locator(".ways li").count() >= 2
    shot("2-poor")
    page.click(f"a[href^='/reasons/{ruling}']")
    page.click("a[href*='/standing/']")
    assert page.url.split("?")[0].endswith(f"/standing/domain/{SITE}")
    page.goto(f"{gateway.address}/t/default/standing/platform/taobao")
    shot("3-platform")
    for wrong in ["sender/u1", "platform/nobody", "domain/no%20host", "domain/com%2Fa", "link/a.example"]:
        assert requests.get(f"{gateway.address}/t/default/standing/{wrong}", timeout=20).status_code == 404
    context.close()


def test_lists_by_kind_and_tier(gateway, key):
    rule(gateway, key)
    for number in range(4):
        body = {"subject": {"kind": "sender", "name": f"s/{number} ü"}, "category": "fraud", "facts": "x",
                "step": "notice"}
        assert api(gateway, key, "POST", "/v1/rulings", body).status_code == 201
    until("five", lambda: len(api(gateway, key, "GET", "/v1/standings?tier=poor").json()["standings"]) == 5)
    seen, cursor = [], ""
    while cursor is not None:
        page = api(gateway, key, "GET", f"/v1/standings?limit=2{cursor and '&cursor=' + cursor}").json()
        seen += [(each["subject"]["kind"], each["subject"]["id"]) for each in page["standings"]]
        cursor = page["next_cursor"]
    assert seen == [("domain", SITE)] + [("sender", f"s/{number} ü") for number in range(4)]
    assert len(api(gateway, key, "GET", "/v1/standings?kind=sender").json()["standings"]) == 4
    shown = api(gateway, key, "GET", "/v1/standings/sender/s%2F2%20%C3%BC").json()
    assert shown["subject"] == {"kind": "sender", "id": "s/2 ü"} and shown["page"] is None
    for query in ["kind=link", "tier=bad", "limit=0", "cursor=x", "cursor=bGluay9h", "other=1"]:
        assert api(gateway, key, "GET", "/v1/standings?" + query).status_code == 422, query
    for path in ["sender/nobody", "domain/unknown.example", "link/x", "domain/%FF"]:
        assert api(gateway, key, "GET", "/v1/standings/" + path).status_code == 404, path
    lines = gateway.run("standings", "list", "--kind", "sender", "--json").stdout.splitlines()
    assert [json.loads(line)["tier"] for line in lines] == ["poor"] * 4
    assert SITE in gateway.run("standings", "list").stdout
    told = gateway.run("standings", "show", "domain", SITE)
    assert "restored" in told.stdout and "moved" in told.stdout
    assert json.loads(gateway.run("standings", "show", "domain", SITE, "--json").stdout)["tier"] == "poor"
    assert gateway.run("standings", "show", "domain", f"WWW.{SITE.title()}.").stdout.split()[1] == SITE
    for name, words in [("unknown.example", "nothing is known"), ("no host", "is not the name")]:
        refused = gateway.run("standings", "show", "domain", name, check=False)
        assert refused.returncode == 1 and words in refused.stderr


def test_a_mistake_in_the_numbers_is_named(make_gateway, tmp_path):
    import shutil

    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "config", rules)
    numbers = rules / "reputation.yaml"
    good = numbers.read_text()
    gateway = make_gateway("--rules", str(rules)).start()
    time.sleep(1.5)  # The files are looked at once a second.
    numbers.write_text(good.replace("half_life_days: 30", "half_life_days: many"))
    log = gateway.folder.parent / (gateway.folder.name + ".log")
    until("the refusal", lambda: "reputation.yaml:4" in log.read_text())
    refused = gateway.run("policies", "--rules", str(rules), check=False)
    assert refused.returncode == 1 and "reputation.yaml:4" in refused.stderr
    numbers.unlink()
    key = gateway.key("check,moderate")
    until("the change", lambda: "changed rules are in force" in log.read_text())
    rule(gateway, key)
    time.sleep(1)
    assert standing(gateway, key) is None and verdict(gateway, key) == ("open", [])
    numbers.write_text(good)
    until("standings", lambda: log.read_text().count("changed rules are in force") == 2)
    time.sleep(1)
    assert standing(gateway, key) is None, "what happened while none were kept, without its openings, does not count"
    rule(gateway, key, justification="Again.")
    in_tier(gateway, key, "poor")


def test_a_standing_that_cannot_be_read_is_said(gateway, key):
    import sqlite3

    rule(gateway, key)
    in_tier(gateway, key, "poor")
    gateway.stop()
    with sqlite3.connect(gateway.folder / "hutong.sqlite") as database:
        database.execute("UPDATE standing SET detail = '{'")
    gateway.start()
    ready = until("degraded", lambda: "reputation" in requests.get(
        gateway.address + "/readyz", timeout=20).json()["degraded"])
    assert ready and verdict(gateway, key)[0] == "hold", "tiers on record stay"
    log = (gateway.folder.parent / (gateway.folder.name + ".log")).read_text()
    assert f"the standing of domain {SITE} of tenant default cannot be read" in log
    assert finding(gateway, key, "https://other.example/")["verdict"]["disposition"] == "open"


def test_only_what_restores_is_listed(gateway, key):
    for name in ["a", "b"]:
        rule(gateway, key, subject={"kind": "path", "name": f"{SITE}/{name}"})
    first = rule(gateway, key)
    in_tier(gateway, key, "poor")
    for way in standing(gateway, key)["restored_by"]:
        assert way["tier"] in ("watched", "ordinary", "trusted"), way
    assert api(gateway, key, "GET", f"/v1/standings/domain/{SITE}").json().get("advice") is None
    assert first in json.dumps(standing(gateway, key)["moved_by"])


def test_an_unknown_tenant_has_no_page(gateway):
    def status(tenant):
        return requests.get(f"{gateway.address}/t/{tenant}/standing/domain/{SITE}", timeout=20).status_code

    assert status("default") == 200 and status("nobody") == 404
    gateway.key("check", "nobody")
    until("the key", lambda: status("nobody") == 200)
