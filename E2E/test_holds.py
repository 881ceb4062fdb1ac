"""Held links from outside: they wait, somebody decides, the next click feels it; and limits on senders."""

import json
import sqlite3
import time

import pytest
import requests

from holding import rules_with_holding
from test_webhooks import LOOPBACK, Receiver, verified

HELD = {"id": "m1", "text": "http://203.0.113.7/offer", "sender": "u1", "group": "g1", "scene": "group"}


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def gateway(make_gateway, monkeypatch, tmp_path):
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    monkeypatch.setenv("HUTONG_RULES", str(rules_with_holding(tmp_path)))
    monkeypatch.setenv("HUTONG_POLICY", "holding")
    return make_gateway().start()


@pytest.fixture
def key(gateway):
    return gateway.key("check,moderate")


def api(gateway, key, method, path, body=None, **headers):
    return requests.request(
        method, gateway.address + path, json=body, headers={"Authorization": f"Bearer {key}", **headers}, timeout=20)


def post(gateway, key, message, query="?lang=en"):
    answer = gateway.check(key, message, query)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]["findings"]


def waiting(gateway, key, message=HELD, query="?lang=en"):
    """The finding of a message whose one link waits."""
    [finding] = post(gateway, key, message, query)
    assert finding["verdict"]["disposition"] == "hold"
    return finding


def test_a_released_link_opens_at_the_next_click(gateway, key):
    finding = waiting(gateway, key)
    hold = finding["hold"]["id"]
    page = gateway.open(finding["go"] + "?lang=en")
    assert page.status_code == 403 and "no name" in page.text
    shown = api(gateway, key, "GET", f"/v1/holds/{hold}?lang=en").json()
    assert (shown["state"], shown["group"], shown["sender"], shown["message"]) == ("waiting", "g1", "u1", "m1")
    assert (shown["url"], shown["host"], shown["decisions"]) == ("http://203.0.113.7/offer", "203.0.113.7", [])
    [ground] = shown["grounds"]
    assert (ground["code"], ground["by"], ground["title"]) == ("nameless", "policy", "The address has no name")
    assert shown["expires_at"] == finding["hold"]["expires_at"]
    released = api(gateway, key, "POST", f"/v1/holds/{hold}/release", {"reason": "It is ours", "person": "mod-7"})
    assert released.status_code == 200, released.text
    assert released.json()["state"] == "released"
    assert gateway.open(finding["go"]).status_code == 302


def test_a_refused_link_is_blocked_with_the_reason_and_can_be_released_after_all(gateway, key):
    finding = waiting(gateway, key, query="?lang=en&links=short")
    path = f"/v1/holds/{finding['hold']['id']}"
    assert api(gateway, key, "POST", path + "/refuse", {}).status_code == 422, "a refusal says why"
    assert api(gateway, key, "POST", path + "/refuse", {"reason": "Sells nothing"}).status_code == 200
    page = gateway.open(finding["go"] + "?lang=en")
    assert page.status_code == 403 and "Looked at and refused" in page.text and "Sells nothing" in page.text
    for _ in range(2):
        assert api(gateway, key, "POST", path + "/release", {"reason": "A mistake"}).status_code == 200
    assert gateway.open(finding["go"]).status_code == 302
    decisions = api(gateway, key, "GET", path).json()["decisions"]
    assert [(each["action"], each["former"], each["by"], each["reason"]) for each in decisions] == [
        ("refuse", "waiting", "operator", "Sells nothing"), ("release", "refused", "operator", "A mistake")]
    assert all(key.split("_")[1] == each["key"] for each in decisions)


def test_what_the_group_did_not_hold_is_not_the_groups_to_decide(gateway, key):
    path = f"/v1/holds/{waiting(gateway, key)['hold']['id']}"
    for action in ["release", "refuse"]:
        refused = api(gateway, key, "POST", f"{path}/{action}", {"reason": "r", "by": "group"})
        assert refused.status_code == 409
        assert "nameless" in refused.json()["detail"] and "moderator" in refused.json()["detail"]
    assert api(gateway, key, "GET", path).json()["state"] == "waiting"


def test_a_group_that_asks_first_decides_what_it_holds(gateway, key):
    admin = gateway.key("admin")
    put = api(gateway, admin, "PUT", "/v1/groups/g1/link-settings", {"asks_first": True})
    assert put.ok, put.text
    message = {"text": "https://a.example/x", "group": "g1", "sender": "u1", "scene": "group", "sender_role": "member"}
    released, refused = waiting(gateway, key, message), waiting(gateway, key, message)
    assert released["verdict"]["grounds"][0]["by"] == "group"
    answer = api(
        gateway, key, "POST", f"/v1/holds/{released['hold']['id']}/release", {"by": "group", "person": "owner-1"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["decisions"][0]["person"] == "owner-1"
    assert gateway.open(released["go"]).status_code == 302
    path = f"/v1/holds/{refused['hold']['id']}"
    assert api(gateway, key, "POST", path + "/refuse", {"by": "group", "reason": "Not here"}).status_code == 200
    assert "Not here" in gateway.open(refused["go"] + "?lang=en").text
    # A moderator has the last word.
    assert api(gateway, key, "POST", path + "/refuse", {"reason": "Against the rules"}).status_code == 200
    last = api(gateway, key, "POST", path + "/release", {"by": "group"})
    assert last.status_code == 409 and "moderator has decided" in last.json()["detail"]
    # What is held on another ground too is not the group's alone to release.
    both = waiting(gateway, key, {**message, "text": "http://203.0.113.7/x"})
    path = f"/v1/holds/{both['hold']['id']}/"
    assert api(gateway, key, "POST", path + "release", {"by": "group"}).status_code == 409
    assert api(gateway, key, "POST", path + "release", {}).status_code == 200
    assert gateway.open(both["go"]).status_code == 302


@pytest.mark.parametrize("query", ["", "?links=none", "?links=short"])
def test_a_hold_outlives_a_kill(gateway, key, query):
    hold = post(gateway, key, HELD, query)[0]["hold"]["id"]
    gateway.kill()
    gateway.start()
    assert api(gateway, key, "GET", f"/v1/holds/{hold}").json()["state"] == "waiting"


def test_a_decision_outlives_a_kill(gateway, key):
    finding = waiting(gateway, key)
    assert api(gateway, key, "POST", f"/v1/holds/{finding['hold']['id']}/release", {}).status_code == 200
    gateway.kill()
    gateway.start()
    port = gateway.address.rsplit(":", 1)[1]
    path = finding["go"].split("/go/")[1]
    assert gateway.open(f"http://127.0.0.1:{port}/go/{path}").status_code == 302


def test_nobody_decides(gateway, key, receiver):
    webhook = json.loads(gateway.run(
        "webhooks", "create", "--url", receiver.url, "--events", "link.expired", "--json").stdout)
    finding = waiting(gateway, key)
    # The wait is made to be over.
    database = sqlite3.connect(gateway.folder / "hutong.sqlite", timeout=20)
    with database:
        database.execute("UPDATE held_link SET expires_at = 0")
    database.close()
    data = verified(webhook["secret"], receiver.wait("link.expired")[0])["data"]
    assert (data["link_id"], data["former"]) == (finding["hold"]["id"], "waiting")
    page = gateway.open(finding["go"] + "?lang=en")
    assert page.status_code == 403 and "Nobody decided in time" in page.text
    assert api(gateway, key, "GET", f"/v1/holds/{finding['hold']['id']}").json()["state"] == "expired"
    # A late decision is still one.
    assert api(gateway, key, "POST", f"/v1/holds/{finding['hold']['id']}/release", {}).status_code == 200
    assert gateway.open(finding["go"]).status_code == 302


def test_webhooks_are_told_of_each_step(gateway, key, receiver):
    webhook = json.loads(gateway.run(
        "webhooks", "create", "--url", receiver.url, "--events", "link.held,link.released,link.refused",
        "--json").stdout)
    hold = waiting(gateway, key)["hold"]["id"]
    data = verified(webhook["secret"], receiver.wait("link.held")[0])["data"]
    assert (data["link_id"], data["message"], data["sender"], data["group"], data["url"]) == (
        hold, "m1", "u1", "g1", "http://203.0.113.7/offer")
    assert data["grounds"][0]["code"] == "nameless" and data["grounds"][0]["title"]["zh"] == "地址没有域名"
    api(gateway, key, "POST", f"/v1/holds/{hold}/refuse", {"reason": "No", "person": "mod-7"})
    data = verified(webhook["secret"], receiver.wait("link.refused")[0])["data"]
    assert (data["link_id"], data["by"], data["person"], data["reason"], data["former"]) == (
        hold, "operator", "mod-7", "No", "waiting")
    gateway.run("holds", "release", hold, "--reason", "Yes")
    data = verified(webhook["secret"], receiver.wait("link.released")[0])["data"]
    assert (data["person"], data["reason"], data["former"]) == (None, "Yes", "refused")


def test_the_list_is_filtered_and_comes_in_pages(gateway, key):
    holds = [
        waiting(gateway, key, {**HELD, "id": f"m{number}", "group": f"g{number % 2}", "sender": f"u{number}"})["hold"]["id"]
        for number in range(5)]
    api(gateway, key, "POST", f"/v1/holds/{holds[0]}/release", {})

    def ids(query):
        answer = api(gateway, key, "GET", "/v1/holds" + query)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["holds"]], answer.json()["next_cursor"]

    assert ids("")[0] == holds[::-1]
    assert ids("?state=waiting&group=g0")[0] == [holds[4], holds[2]]
    assert ids("?sender=u3") == ([holds[3]], None)
    assert ids("?group=unknown") == ([], None)
    first, cursor = ids("?limit=3")
    rest, end = ids(f"?limit=3&cursor={cursor}")
    assert (first + rest, end) == (holds[::-1], None)
    for query in ["?state=other", "?limit=0", "?cursor=x", "?unknown=1"]:
        assert api(gateway, key, "GET", "/v1/holds" + query).status_code == 422


def test_many_are_decided_at_once_each_by_itself(gateway, key):
    holds = [waiting(gateway, key, {**HELD, "id": f"m{number}"})["hold"]["id"] for number in range(3)]
    body = {"decisions": [
        {"id": holds[0], "action": "release"}, {"id": holds[1], "action": "refuse", "reason": "No"},
        {"id": holds[2], "action": "release", "by": "group"}, {"id": "0123456789abcdef", "action": "release"}]}
    answers = [
        api(gateway, key, "POST", "/v1/holds/decisions", body, **{"Idempotency-Key": "once"}) for _ in range(2)]
    results = answers[0].json()["results"]
    assert [each.get("state") for each in results] == ["released", "refused", None, None]
    assert [each["problem"]["status"] for each in results[2:]] == [409, 404]
    assert answers[1].headers["Idempotency-Replayed"] == "true" and answers[1].json()["results"] == results
    wrong = api(gateway, key, "POST", "/v1/holds/decisions", {"decisions": [{"id": holds[0], "action": "refuse"}]})
    assert wrong.status_code == 422 and wrong.json()["pointer"] == "/decisions/0/reason"


def test_the_command_line_decides(gateway, key):
    finding = waiting(gateway, key)
    hold = finding["hold"]["id"]
    assert hold in gateway.run("holds", "list").stdout
    assert "nameless" in gateway.run("holds", "show", hold).stdout
    refused = gateway.run("holds", "refuse", hold, "--reason", "No")
    assert "In force" in refused.stdout or "in force" in refused.stdout, refused.stdout
    assert "Looked at and refused" in gateway.open(finding["go"] + "?lang=en").text
    assert "already" in gateway.run("holds", "refuse", hold, "--reason", "No").stdout
    gateway.run("holds", "release", hold)
    assert gateway.open(finding["go"]).status_code == 302
    assert "No link waits." in gateway.run("holds", "list").stdout
    assert json.loads(gateway.run("holds", "list", "--state", "all", "--json").stdout)["state"] == "released"
    for wrong in [["show", "nonsense"], ["release", "0123456789abcdef"], ["refuse", hold, "--reason", " "]]:
        result = gateway.run("holds", *wrong, check=False)
        assert result.returncode != 0 and result.stderr.startswith("hutong: "), result.stderr


def test_a_new_sender_in_a_hurry_waits_and_is_told_what_is_left(gateway, key):
    message = {"text": "https://a.example/x", "sender": "ü/1", "sender_tier": "new"}

    def left():
        answer = api(gateway, key, "GET", "/v1/senders/%C3%BC%2F1/counts?lang=en")
        assert answer.status_code == 200, answer.text
        return answer.json()["counts"]["minute"], next(
            each["left"] for each in answer.json()["limits"] if each["rule"] == "hasty")

    assert left() == (0, 3)
    dispositions = []
    for number in range(5):
        dispositions.append(post(gateway, key, {**message, "id": f"m{number}"})[0]["verdict"]["disposition"])
        if number == 1:
            assert left() == (2, 1)
            # Sent again, it counts once.
            post(gateway, key, {**message, "id": "m1"})
    assert dispositions == ["open", "open", "open", "hold", "hold"]
    assert left() == (5, 0)
    [finding] = post(gateway, key, {**message, "id": "m5"})
    assert "6 links, where 3 pass" in finding["verdict"]["grounds"][0]["explanation"]
    assert post(gateway, key, {**message, "sender": "another"})[0]["verdict"]["disposition"] == "open"
    assert post(gateway, key, {**message, "sender_tier": "normal"})[0]["verdict"]["disposition"] == "open"


def test_one_link_to_many_groups_waits(gateway, key):
    message = {"text": "https://item.taobao.com/item.htm?id=1&spm=2", "sender": "u1", "scene": "group"}
    dispositions = [
        post(gateway, key, {**message, "group": group})[0]["verdict"]["disposition"]
        for group in ["g1", "g2", "g1", "g3", "g4"]]
    assert dispositions == ["open", "open", "open", "hold", "hold"]
    counts = api(gateway, key, "GET", "/v1/senders/u1/counts?url=https://item.taobao.com/item.htm?id=1").json()
    assert counts["counts"]["groups"] == 4
    assert post(gateway, key, {**message, "text": "https://a.example/y", "group": "g9"})[0]["verdict"]["disposition"] == "open"


def test_a_batch_counts_message_by_message_and_a_refused_one_not_at_all(gateway, key):
    message = {"text": "https://a.example/x", "sender": "u1", "sender_tier": "new"}
    # The last message has too many links: nothing of the request is checked.
    many = {**message, "text": " ".join(f"https://a.example/{number}" for number in range(300))}
    assert gateway.check(key, {"messages": [message, message, many]}).status_code == 422
    assert gateway.check(key, many).status_code == 422
    results = gateway.check(key, {"messages": [message] * 5}).json()["results"]
    assert [each["disposition"] for each in results] == ["open"] * 3 + ["hold"] * 2


def test_the_gateway_says_that_it_is_whole(gateway):
    assert requests.get(gateway.address + "/readyz", timeout=20).json()["degraded"] == []


def test_a_missing_set_of_threats_is_said(gateway, tmp_path):
    (tmp_path / "list.txt").write_text("evil.example\n")
    gateway.run(
        "threats", "import", str(tmp_path / "list.txt"), "--feed", "mine", "--format", "domains", "--class", "malware",
        "--confidence", "90")
    (gateway.folder / "threats" / "set").unlink()
    ready = lambda: requests.get(gateway.address + "/readyz", timeout=20).json()["degraded"]
    deadline = time.monotonic() + 10
    while ready() != ["threats"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ready() == ["threats"]
    gateway.kill()
    gateway.start()
    assert ready() == ["threats"]
