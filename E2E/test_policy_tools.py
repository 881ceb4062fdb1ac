"""The tools of whoever writes policies, and the policies that are put in force while a gateway runs."""

import json
import shutil
import time

import pytest
import requests

from conftest import ROOT

HEAD = """policy: {name}
version: "1"
title: {{zh: 测试, en: Test}}
summary: {{zh: 测试, en: Test}}
grounds:
  g: {{clause: {{zh: c, en: c}}, title: {{zh: t, en: t}}, explanation: {{zh: e, en: e}}, contest: {{zh: 改, en: Change it.}}}}
rules:
"""
LURE = """patterns:
  - name: lure
    title: {zh: 引诱, en: A lure}
    any: [{all: [[come], [now]]}]
    examples: {shows: [come now], spares: [come later]}
"""
GROUPS = "  - {id: groups, when: {scene: group}, then: copy, ground: g}\n"


@pytest.fixture
def policy(tmp_path):
    def write(rules, name="default", file="p.yaml", examples=""):
        path = tmp_path / file
        path.write_text(HEAD.format(name=name) + rules + examples)
        return path

    return write


def api(gateway, key, method, path, **more):
    return requests.request(
        method, gateway.address + path, headers={"Authorization": f"Bearer {key}", **more.pop("headers", {})},
        timeout=20, **more)


def disposition(gateway, key, text="https://example.org/", scene="group"):
    answer = gateway.check(key, {"text": text, "scene": scene})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]["disposition"]


# The tools


def test_the_ready_policies_have_no_errors(gateway):
    result = gateway.run("policy", "lint")
    assert result.stdout.splitlines()[-1].startswith("0 errors")
    assert "examples hold" in gateway.run("policy", "test").stdout
    assert "default" in gateway.run("policies").stdout == gateway.run("policy").stdout


def test_lint_tells_errors_from_warnings(gateway, policy):
    good = policy(GROUPS, examples="examples:\n  - {name: x, given: {scene: group}, expect: copy}\n")
    assert gateway.run("policy", "lint", "--strict", good).stdout == "0 errors, 0 warnings and 0 notes in 1 policy.\n"
    idle = policy(GROUPS + "  - {id: idle, when: {scene: group, form: web}, then: warn, ground: g}\n")
    result = gateway.run("policy", "lint", idle)
    assert f"{idle}:9: warning: rule \"idle\" never decides: \"groups\" applies wherever it does" in result.stdout
    assert gateway.run("policy", "lint", "--strict", idle, check=False).returncode == 1
    wrong = policy(GROUPS.replace("scene", "sceen"))
    result = gateway.run("policy", "lint", wrong, "default", check=False)
    assert result.returncode == 1
    assert f"{wrong}:8: unknown key \"sceen\"" in result.stdout
    assert "in 2 policies" in result.stdout, "an error in one file leaves the others to be looked at"


def test_examples_that_fail_are_printed(gateway, policy):
    path = policy(GROUPS, examples="examples:\n  - {name: x, given: {scene: group}, expect: open}\n")
    result = gateway.run("policy", "test", path, check=False)
    assert result.returncode == 1
    assert result.stdout == f"{path}:10: \"x\" gives copy, expected open\n0 of 1 examples hold in 1 policy.\n"


def test_show_says_what_comes_first(gateway):
    words = gateway.run("policy", "show", "wechat-2021-09-17", "--lang", "en").stdout
    assert "1. What the operator blocked is blocked." in words
    assert "notice-before-each-page" in words and "one-to-one" in words
    shown = json.loads(gateway.run("policy", "show", "default", "--json").stdout)
    assert shown["policy"] == "default"
    assert shown["rules"][0]["when"][0]["part"] == "risk"
    assert gateway.run("policy", "show", "nothing", check=False).stderr == (
        "hutong: there is no policy or file “nothing”; “hutong policies” lists the policies\n")


def test_explain_goes_through_the_rules(gateway):
    asked = ["policy", "explain", "default", "--url", "http://203.0.113.7/", "--scene", "group", "--lang", "en"]
    assert "ip-address: applies. The address has no name" in gateway.run(*asked).stdout
    steps = json.loads(gateway.run(*asked, "--json").stdout)[0]["steps"]
    assert {step["outcome"] for step in steps} == {"applied", "not_applicable"}


def test_diff_counts_by_scene_and_platform(gateway, policy):
    assert "0 of " in gateway.run("policy", "diff", "default", "default").stdout
    path = policy(GROUPS)
    changes = json.loads(gateway.run("policy", "diff", "default", path, "--json").stdout)["changes"]
    assert {"group"} == {change["scene"] for change in changes if change["present"] == "copy" and change["former"] == "open"}
    assert any(change["platform"] == "taobao" for change in changes)


def test_parity_wants_a_reason(gateway, policy):
    assert gateway.run("policy", "parity", "default").stdout.endswith("0 differences, 0 without a reason.\n")
    rule = "  - {{id: one, when: {{platform: taobao}}, then: warn, ground: g, justification: {{zh: '{0}', en: '{0}'}}}}\n"
    result = gateway.run("policy", "parity", policy(rule.format("a ruling")), "--lang", "en")
    assert "because of rule \"one\": a ruling" in result.stdout
    result = gateway.run("policy", "parity", policy(rule.format(" ")), check=False)
    assert result.returncode == 1
    assert "NO REASON IS GIVEN" in result.stdout


# Pre-flight and explanation


def test_preflight_gives_the_verdict_and_counts_nothing(gateway):
    key = gateway.key()
    message = {"text": "http://user@203.0.113.7/x", "scene": "group"}
    asked = gateway.check(key, message, "?intent=preflight&lang=en&explain=true").json()["results"][0]["findings"][0]
    posted = gateway.check(key, message, "?lang=en").json()["results"][0]["findings"][0]
    assert asked["verdict"] == posted["verdict"]
    assert asked["go"] is None and posted["go"]
    assert [each["ground"] for each in asked["advice"]] == ["hidden_target", "ip_address"]
    assert asked["steps"][0]["rule"] == "hidden-target"
    assert gateway.totals_when(key, "checks", 1)["checks"] == 1
    gateway.run("block", "example.org", "--reason", "test", "--until", "1h")
    end = gateway.check(key, {"text": "https://example.org/"}, "?intent=preflight").json()
    assert end["results"][0]["findings"][0]["valid_until"].endswith("Z")


# Versions


def test_a_policy_is_put_in_force_and_rolled_back(gateway, policy):
    key = gateway.key()
    assert disposition(gateway, key) == "open"
    said = gateway.run("policy", "put", policy(GROUPS), "--reason", "a try", "--by", "ann").stdout
    assert said == "default version 1. In force on the running gateway.\n"
    assert disposition(gateway, key) == "copy"
    blocked = policy(GROUPS.replace("copy", "block"))
    gateway.run("policy", "put", blocked, "--reason", "stricter")
    assert disposition(gateway, key) == "block"
    assert "then: block" not in gateway.run("policy", "show", "default").stdout
    gateway.run("policy", "rollback", "default", "--reason", "too strict")
    assert disposition(gateway, key) == "copy"
    lines = gateway.run("policy", "log", "default").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["VERSION", "3", "2", "1"]
    assert "back to version 1" in lines[1] and "too strict" in lines[1] and "ann" in lines[3]
    gateway.kill()
    gateway.start()
    assert disposition(gateway, key) == "copy", "a version outlasts the gateway"
    gateway.run("policy", "drop", "default", "--reason", "done")
    assert disposition(gateway, key) == "open"


def test_a_tenants_own_version_is_its_own(gateway, policy):
    key, other = gateway.key(), gateway.key(tenant="other")
    gateway.run("policy", "put", policy(GROUPS), "--reason", "a try", "--tenant", "other")
    assert disposition(gateway, key) == "open"
    assert disposition(gateway, other) == "copy"


def test_a_policy_in_use_cannot_vanish(make_gateway, policy, tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "config", rules)
    gateway = make_gateway("--rules", rules)
    gateway.run("policy", "put", policy(GROUPS, name="mine"), "--reason", "a try")
    gateway.flags += ("--policy", "mine")
    gateway.start()
    configuration = tmp_path / "hutong.yaml"
    configuration.write_text("policy: mine\n")
    result = gateway.run("policy", "drop", "mine", "--reason", "away", "--config", configuration, check=False)
    assert result.returncode == 1
    assert result.stderr == "hutong: mine is in use, and no file of the rules has that name\n"


@pytest.mark.parametrize("change, words", [
    (("scene: group", "sceen: group"), "line 8: unknown key \"sceen\""),
    (("policy: default", "policy: other"), "names itself \"other\""),
    (("ground: g", "ground: h"), "line 8: there is no ground \"h\""),
])
def test_a_wrong_policy_is_refused(gateway, policy, change, words):
    admin = gateway.key("admin")
    text = policy(GROUPS).read_text().replace(*change)
    answer = api(gateway, admin, "PUT", "/v1/policies/default", json={"text": text, "reason": "r"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:hutong:problem:invalid-policy"
    assert words in answer.json()["detail"]


def test_policies_by_api(gateway, policy):
    key, admin, other = gateway.key(), gateway.key("admin"), gateway.key("admin", tenant="other")
    first = api(gateway, admin, "GET", "/v1/policies/default")
    assert first.json()["source"] == "file" and first.json()["in_use"]
    body = {"text": policy(GROUPS).read_text(), "reason": "a try"}
    tag = first.headers["ETag"]
    made = api(gateway, admin, "PUT", "/v1/policies/default", json=body, headers={"If-Match": tag})
    assert made.status_code == 201, made.text
    assert made.json()["version"] == 1 and made.json()["reason"] == "a try"
    assert made.headers["Location"] == "/v1/policies/default"
    assert disposition(gateway, key) == "copy", "in force when it is answered"
    stale = api(gateway, admin, "PUT", "/v1/policies/default", json=body, headers={"If-Match": tag})
    assert stale.status_code == 412
    again = api(gateway, admin, "PUT", "/v1/policies/default", json=body, headers={"If-None-Match": "*"})
    assert again.status_code == 412
    shown = api(gateway, admin, "GET", "/v1/policies/default")
    assert shown.headers["ETag"] == made.headers["ETag"]
    assert shown.json()["text"] == body["text"] and shown.json()["source"] == "tenant"
    second = api(gateway, admin, "PUT", "/v1/policies/default", json=body, headers={"If-Match": shown.headers["ETag"]})
    assert second.status_code == 200
    versions = api(gateway, admin, "GET", "/v1/policies/default/versions").json()
    assert [version["version"] for version in versions["versions"]] == [2, 1]
    assert versions["next_cursor"] is None
    assert [version["version"] for version in api(
        gateway, admin, "GET", "/v1/policies/default/versions?cursor=2").json()["versions"]] == [1]
    assert api(gateway, other, "GET", "/v1/policies/default").json()["source"] == "file"
    assert api(gateway, other, "GET", "/v1/policies/default/versions").json()["versions"] == []
    listed = api(gateway, admin, "GET", "/v1/policies").json()["policies"]
    assert {each["policy"]: each["version"] for each in listed}["default"] == 2
    assert api(gateway, admin, "GET", "/v1/policies/nothing").status_code == 404


# Recorded facts


def test_what_happened_is_tried_under_another_policy(make_gateway, policy, tmp_path):
    configuration = tmp_path / "hutong.yaml"
    configuration.write_text("record_facts: 100%\nshadow_policy: wechat-2021-09-17\n")
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "config", rules)
    (rules / "patterns" / "own.yaml").write_text(LURE)
    gateway = make_gateway("--config", configuration, "--rules", rules).start()
    key = gateway.key()
    for sender in ("ann", "ann", "bob"):
        answer = gateway.check(
            key, {"text": "https://secret.shop.example/private?x=1", "scene": "group", "sender": sender})
        link = answer.json()["results"][0]["findings"][0]["go"]
    assert gateway.open(link).status_code == 302
    gateway.totals_when(key, "clicks", 1)
    time.sleep(0.2)
    path = policy(GROUPS + "  - {id: new, when: {pattern: lure}, then: warn, ground: g}\n")
    result = json.loads(gateway.run("policy", "simulate", "--rules", rules, "--policy", path, "--json").stdout)
    assert (result["situations"], result["changed"], result["people"]) == (4, 4, 2)
    assert result["changes"][0]["former"] == "open" and result["changes"][0]["present"] == "copy"
    assert result["not_replayable"] == ["lure"]
    assert result["unlike_recorded"] == 0
    words = gateway.run("policy", "simulate", "--rules", rules, "--policy", path).stdout
    assert "4 of 4 recorded verdicts change, for 2 people." in words
    assert "4 of 4" not in gateway.run("policy", "simulate", "--rules", rules, "--policy", "default").stdout
    kept = b"".join(each.read_bytes() for each in gateway.folder.glob("hutong.sqlite*"))
    for secret in (b"private", b"secret.shop", b"ann\"", b"bob\""):
        assert secret not in kept, secret
    shadow = json.loads(gateway.run("policy", "shadow", "--json").stdout)
    assert {(each["event"], each["former"], each["present"], each["count"]) for each in shadow} == {
        ("posting", "open", "copy", 3), ("click", "open", "copy", 1)}
    assert "wechat-2021-09-17" in gateway.run("policy", "shadow").stdout


def test_nothing_is_recorded_where_it_is_off(make_gateway, tmp_path):
    configuration = tmp_path / "hutong.yaml"
    configuration.write_text("record_facts: off\n")
    gateway = make_gateway("--config", configuration).start()
    key = gateway.key()
    gateway.check(key, {"text": "https://example.org/"})
    gateway.totals_when(key, "checks", 1)
    assert "No facts are recorded" in gateway.run("policy", "simulate", "--policy", "default").stdout


def test_an_unknown_policy_in_the_shadow_is_refused(make_gateway, tmp_path):
    configuration = tmp_path / "hutong.yaml"
    configuration.write_text("shadow_policy: nothing\n")
    gateway = make_gateway("--config", configuration)
    result = gateway.run("serve", "--config", configuration, "--port", "0", check=False)
    assert result.returncode == 1
    assert "there is no policy \"nothing\"" in result.stderr
