"""From a complaint to its decision, as complainants, moderators and the chat server meet it."""

import json
import re
import shutil
import sqlite3
import subprocess
import time

import pytest
import requests

from conftest import PHONE, ROOT
from moderating import bearer, gateway, get, key, post, send, surroundings  # noqa: F401  (three fixtures)
from test_webhooks import create, receiver, verified  # noqa: F401  (a fixture)

OUTPUT = ROOT / "E2E/output"


def link(gateway, key, text="https://shop.example/item?id=7", **more):
    answer = gateway.check(key, {"text": text, **more})
    return answer.json()["results"][0]["findings"][0]["go"]


def number(page):
    return re.search(r"C-[2-9A-Z]{12}", page.text)[0]


# Pages


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_complaint_by_phone(gateway, key, browser, language):
    """From the pasted link to the decision, on a phone, without scripts."""
    OUTPUT.mkdir(exist_ok=True)
    go = link(gateway, key)
    context = browser.new_context(
        viewport={"width": 375, "height": 720}, user_agent=PHONE, java_script_enabled=False,
        locale="zh-CN" if language == "zh" else "en-GB")
    page = context.new_page()

    def shot(name):
        page.screenshot(path=OUTPUT / f"complaint-{name}-{language}.png", full_page=True)
        assert page.locator("main").bounding_box()["width"] <= 375

    page.goto(f"{gateway.address}/complain")
    page.fill("#link", "https://shop.example/item?id=7")
    page.click("button.primary")
    assert page.locator("[role=alert]").count() == 1
    shot("1-foreign")
    page.fill("#link", f"看看这个 {go} 是真的吗")
    page.click("button.primary")
    assert "/complain" in page.url and page.locator("input[type=radio]").count() >= 20
    page.check("input[value=fraud]")
    page.fill("#statement", "付了钱没有发货 <script>alert(1)</script> \u202egnp.exe")
    shot("2-form")
    page.click("button.primary")
    receipt = page.locator(".host.small").inner_text()
    shot("3-thanks")
    page.click("a.button.primary")
    assert page.url.startswith(f"{gateway.address}/complaints/{receipt}")
    assert page.locator(".progress .reached").count() == 1
    case = get(gateway, key, "/v1/cases")["cases"][0]["id"]
    post(gateway, key, f"/v1/cases/{case}/assign", assignee="m1")
    page.reload()
    assert page.locator(".progress .reached").count() == 2
    reason = {"zh": "店铺已备案，订单已发货。", "en": "The shop is registered, and the order was sent."}[language]
    post(gateway, key, f"/v1/cases/{case}/dismiss", reason=reason + "\n<b>2</b>", by="m1")
    page.reload()
    assert page.locator(".progress .reached").count() == 3 and reason in page.locator("main").inner_text()
    assert page.locator("main b").count() == 0
    shot("4-decided")
    page.goto(f"{gateway.address}/complain?lang={language}")
    page.fill("#number", f" {receipt.lower()} ")
    page.click("form[action='/complaints'] button")
    assert page.locator(".host.small").inner_text() == receipt
    context.close()


def test_what_is_not_ours_is_refused_politely(gateway, key):
    good = link(gateway, key)
    token = good.rsplit("/", 1)[1]
    for pasted, words in [
        ("", "Paste a link first"), ("   ", "Paste a link first"),
        ("https://shop.example/item", "Only links made by this gateway"),
        ("javascript:alert(1)", "Only links made by this gateway"),
        (good[:-4] + "AAAA", "not made by this gateway"), (good[:60], "not made by this gateway"),
        ("https://other.example/go/" + "A" * 40, "not made by this gateway"),
        ("\u0000<script>/go/x", "Only links made by this gateway"),
    ]:
        answer = requests.post(
            gateway.address + "/complain?lang=en", data={"link": pasted}, allow_redirects=False, timeout=20)
        assert answer.status_code == 422 and words in answer.text, pasted
        assert "<script>alert" not in answer.text and "<script>/go" not in answer.text
    for pasted in [good, token, f"look: {good}?lang=zh, please"]:
        answer = requests.post(
            gateway.address + "/complain?lang=en", data={"link": pasted}, allow_redirects=False, timeout=20)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/go/{token}/complain?lang=en"
    for path in ["/complaints/C-AAAAAAAAAAAA", "/complaints/x", "/complaints?number=17", "/complaints"]:
        assert requests.get(gateway.address + path, timeout=20).status_code == 404
    short = gateway.check(key, {"text": "https://a.example/"}, query="?links=short").json()
    short = short["results"][0]["findings"][0]["go"]
    assert requests.post(
        gateway.address + "/complain", data={"link": short}, allow_redirects=False, timeout=20).status_code == 303


def test_a_form_sent_twice_is_one_complaint(gateway, key):
    form = link(gateway, key) + "/complain?lang=en"
    once = re.search(r'name="once" value="([^"]+)"', requests.get(form, timeout=20).text)[1]
    data = {"category": "fraud", "statement": "x", "once": once}
    first, second = [requests.post(form, data=data, timeout=20) for _ in range(2)]
    assert first.status_code == second.status_code == 201 and number(first) == number(second)
    changed = requests.post(form, data={**data, "statement": "y"}, timeout=20)
    assert changed.status_code == 422
    other = requests.post(form, data={"category": "phishing", "statement": "z"}, timeout=20)
    assert other.status_code == 201 and number(other) != number(first), "nobody is shown somebody else's number"
    assert "counts for this link today already" in other.text
    assert get(gateway, key, "/v1/cases")["cases"][0]["complaints"] == 1


def test_a_flood_from_one_address_ends(make_gateway, tmp_path):
    rules = shutil.copytree(ROOT / "config", tmp_path / "rules")
    file = rules / "complaints.yaml"
    file.write_text(file.read_text().replace("address: {hour: 60, day: 300}", "address: {hour: 5, day: 6}"))
    gateway = make_gateway("--rules", rules).start()
    key = gateway.key("check,moderate")
    form = link(gateway, key) + "/complain?lang=en"
    answers = [requests.post(form, data={"category": "fraud"}, timeout=20) for _ in range(8)]
    assert [each.status_code for each in answers] == [201] * 5 + [429] * 3
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3_600 and "Try again" in answers[-1].text
    stored = subprocess.run(["grep", "-c", "127.0.0.1", gateway.folder / "hutong.sqlite"], capture_output=True, text=True)
    assert stored.stdout.strip() == "0", "the address is kept nowhere"
    # A person's own limit, whatever the address.
    codes = [
        send(gateway, key, url=f"https://a.example/{each}", category="fraud", person="p").status_code
        for each in range(12)]
    assert codes == [201] * 10 + [429] * 2


def test_categories_are_data(make_gateway, tmp_path):
    """A changed file is in force within seconds; one with a mistake is refused, and what is no more is still shown."""
    rules = shutil.copytree(ROOT / "config", tmp_path / "rules")
    gateway = make_gateway("--rules", rules).start()
    key = gateway.key("check,moderate")
    form = link(gateway, key) + "/complain?lang=en"
    receipt = number(requests.post(form, data={"category": "rumour"}, timeout=20))
    file = rules / "complaints.yaml"
    text = file.read_text()

    def wait(condition):
        for _ in range(100):
            if condition():
                return True
            time.sleep(0.1)
        return False

    file.write_text(text.replace("id: rumour", "id: hearsay").replace("en: Possible rumour", "en: Hearsay"))
    assert wait(lambda: "Hearsay" in requests.get(form, timeout=20).text)
    assert requests.post(form, data={"category": "rumour"}, timeout=20).status_code == 422
    assert "rumour" in requests.get(f"{gateway.address}/complaints/{receipt}?lang=en", timeout=20).text
    assert get(gateway, key, "/v1/complaints/" + receipt)["category_title"] == "rumour"
    file.write_text(text.replace("severity: 0.9", "severity: nine", 1))
    log = gateway.folder.parent / (gateway.folder.name + ".log")
    assert wait(lambda: "changed rules are refused" in log.read_text())
    assert re.search(r"complaints\.yaml:\d+: .*nine", log.read_text())
    assert "Hearsay" in requests.get(form, timeout=20).text, "what was in force stays so"


# API


def test_one_person_counts_once_and_an_opening_is_proved(gateway, key):
    go = link(gateway, key)
    receipt = gateway.open(go).headers["Hutong-Receipt"]
    first = send(gateway, key, link=go, category="fraud", statement="one", person="u1", receipt=receipt)
    assert first.status_code == 201 and first.json()["opened"] and first.json()["counted"]
    again = send(gateway, key, link=go, category="fraud", statement="two", person="u1")
    assert again.status_code == 200 and again.json()["id"] == first.json()["id"] and again.json()["added_to_former"]
    other = gateway.open(link(gateway, key, "https://other.example/")).headers["Hutong-Receipt"]
    second = send(gateway, key, link=go, category="malware", statement="", person="u2", receipt=other).json()
    assert not second["opened"], "a receipt for another link proves nothing"
    assert not send(gateway, key, link=go, category="fraud", person="u3", receipt="A" * 60).json()["opened"]
    full = get(gateway, key, "/v1/complaints/" + first.json()["id"])
    assert [each["statement"] for each in full["additions"]] == ["two"]
    assert full["evidence"]["verdict"]["disposition"] == "open" and full["evidence"]["opened_at"]
    case = get(gateway, key, "/v1/cases")["cases"]
    assert len(case) == 1 and case[0]["complaints"] == 3 and case[0]["category"] == "malware"
    page = get(gateway, key, "/v1/complaints", case=case[0]["id"], limit=2)
    rest = get(gateway, key, "/v1/complaints", case=case[0]["id"], limit=2, cursor=page["next_cursor"])
    assert len(page["complaints"]) == 2 and len(rest["complaints"]) == 1 and rest["next_cursor"] is None


@pytest.mark.parametrize("body, pointer", [
    ({"category": "fraud"}, "/link"), ({"link": "x" * 20, "category": "nonsense"}, "/category"),
    ({"url": "https://a.example/"}, "/category"), ({"url": "ftp://a.example/", "category": "fraud"}, "/url"),
    ({"url": "https://a.example/", "scene": "moon", "category": "fraud"}, "/scene"),
    ({"url": "https://a.example/", "link": "x", "category": "fraud"}, "/url"),
    ({"link": "https://a.example/x", "category": "fraud"}, "/link"),
    ({"link": "A" * 90, "category": "fraud"}, "/link"),
    ({"url": "https://a.example/", "category": "fraud", "statement": "字" * 2_001}, "/statement"),
    ({"url": "https://a.example/", "category": "fraud", "person": ""}, "/person"),
    ({"url": "https://a.example/", "category": "fraud", "colour": 1}, "/colour"),
])
def test_a_wrong_complaint_is_refused(gateway, key, body, pointer):
    answer = send(gateway, key, **body)
    assert answer.status_code == 422 and answer.json()["pointer"] == pointer, answer.text


def test_a_link_of_another_tenant_is_not_ours(gateway, key):
    other = gateway.key("check,moderate", tenant="other")
    answer = send(gateway, other, link=link(gateway, key), category="fraud")
    assert answer.status_code == 422 and answer.json()["type"].endswith("not-our-link")


def test_a_request_sent_again_is_one_complaint(gateway, key):
    body = {"url": "https://a.example/x", "category": "fraud", "person": "u1"}
    first, again = send(gateway, key, "k1", **body), send(gateway, key, "k1", **body)
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert send(gateway, key, "k1", **{**body, "statement": "other"}).status_code == 422
    assert send(gateway, key, "k" * 300, **body).status_code == 400
    for number in range(12):
        last = send(gateway, key, **{**body, "url": f"https://a.example/{number}"})
    assert last.status_code == 429
    assert send(gateway, key, "k1", **body).json() == first.json(), "what is kept is no further complaint"


def test_the_queue_follows_the_harm(gateway, key):
    for host, category in [("quiet", "marketing"), ("busy", "marketing"), ("grave", "phishing")]:
        send(gateway, key, url=f"https://{host}.example/x", category=category)
    gateway.run("complaints", "trust", "flagger")
    go = link(gateway, key, "https://busy.example/x")
    for _ in range(40):
        assert gateway.open(go).status_code == 302
    send(gateway, key, url="https://flagged.example/x", category="broken", person="flagger")
    for _ in range(50):
        cases = get(gateway, key, "/v1/cases")["cases"]
        if [each["openings"] for each in cases if each["host"] == "busy.example"] == [40]:
            break
        time.sleep(0.1)
    hosts = [each["host"].split(".")[0] for each in cases]
    assert hosts == ["flagged", "busy", "grave", "quiet"], cases
    assert cases[0]["trusted"] and cases[1]["openings_per_hour"] > cases[2]["openings_per_hour"]
    due = [each["host"].split(".")[0] for each in get(gateway, key, "/v1/cases", order="due")["cases"]]
    assert due[0] == "grave"
    assert get(gateway, key, "/v1/cases", overdue="true")["cases"] == []
    page, cursor = [], None
    while True:
        answer = get(gateway, key, "/v1/cases", limit=1, **({"cursor": cursor} if cursor else {}))
        page += answer["cases"]
        cursor = answer["next_cursor"]
        if not cursor:
            break
    assert [each["id"] for each in page] == [each["id"] for each in cases]
    wrong = requests.get(gateway.address + "/v1/cases?cursor=1.2", headers=bearer(key), timeout=20)
    assert wrong.status_code == 422


def test_moderators_work_on_cases(gateway, key, receiver):  # noqa: F811
    webhook = create(gateway, receiver, "case.opened,complaint.decided")
    ids = []
    for each in range(3):
        sent = send(gateway, key, url=f"https://a.example/shop/{each}", category="fraud", person=f"u{each}").json()
        ids.append(sent["case"])
    opened = verified(webhook["secret"], receiver.wait("case.opened")[0])["data"]
    assert opened["case"] in ids and opened["kind"] == "path" and opened["severity"] == 90
    case = f"/v1/cases/{ids[0]}"
    assert post(gateway, key, case + "/assign", assignee="m1", by="chief")["state"] == "assigned"
    shown = post(gateway, key, case + "/notes", text="seen\u202e before", kind="evidence", by="m1")
    assert shown["notes"][0]["text"] == "seen before"
    assert [(each["kind"], each["cases"]["in_progress"]) for each in shown["around"]["areas"]] == [
        ("path", 3), ("domain", 3)]
    assert post(gateway, key, case + "/second-opinion", 409, ask="m1", text="?", by="m1")["type"].endswith(
        "no-second-opinion")
    assert post(gateway, key, case + "/second-opinion", ask="m2", text="?", by="m1")["state"] == "waiting"
    post(gateway, key, case + "/second-opinion", 409, opinion="unfounded", text="fine", by="m3")
    assert post(gateway, key, case + "/second-opinion", opinion="unfounded", text="fine", by="m2")["state"] == "assigned"
    for body in [{}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 2_001}, {"reason": "x", "other": 1}]:
        post(gateway, key, case + "/dismiss", 422, **body)
    decided = post(gateway, key, case + "/dismiss", reason="In order.", by="m1")
    assert decided["state"] == "decided" and decided["outcome"] == "unfounded"
    assert [each["action"] for each in decided["log"]] == [
        "case.opened", "case.assigned", "case.noted", "case.opinion_asked", "case.opinion_given", "case.decided"]
    post(gateway, key, case + "/dismiss", 409, reason="again")
    told = verified(webhook["secret"], receiver.wait("complaint.decided")[0])["data"]
    assert told["outcome"] == "unfounded" and told["reason"] == "In order." and told["person"] == "u0"
    answer = post(gateway, key, "/v1/cases/bulk", action="dismiss", cases=[*ids, "K-none"], reason="r", by="m1")
    assert [each.get("state") for each in answer["results"]] == [None, "decided", "decided", None]
    assert [each["problem"]["status"] for each in answer["results"] if "problem" in each] == [409, 404]
    assert get(gateway, key, "/v1/cases")["cases"] == []
    assert len(get(gateway, key, "/v1/cases", order="decided")["cases"]) == 3


def test_the_command_line_covers_it(gateway, key):
    sent = send(
        gateway, key, url="https://a.example/x?y=1", category="fraud", person="u1", statement="a\u001b[31m\nb").json()
    case = sent["case"]
    lines = gateway.run("cases", "list", "--json").stdout.splitlines()
    assert json.loads(lines[0])["id"] == case and case in gateway.run("cases", "list").stdout
    assert "fraud" in gateway.run("complaints", "list").stdout
    shown = gateway.run("complaints", "show", sent["id"]).stdout
    assert "\u001b" not in shown and "b" in shown
    assert json.loads(gateway.run("complaints", "show", sent["id"], "--json").stdout)["person"] == "u1"
    gateway.run("cases", "assign", case, "--to", "m1", "--by", "chief")
    gateway.run("cases", "note", case, "look at the other shops")
    gateway.run("cases", "second-opinion", case, "--ask", "m2", "what do you think?", "--by", "m1")
    gateway.run("cases", "second-opinion", case, "--opinion", "founded", "it is", "--by", "m2")
    shown = gateway.run("cases", "show", case).stdout
    assert "look at the other shops" in shown and "operator/m2" in shown
    assert "In order" in gateway.run("cases", "dismiss", case, "--reason", "In order").stdout
    for wrong in [["cases", "dismiss", case, "--reason", "x"], ["cases", "show", "K-none"],
                  ["complaints", "show", "C-none"], ["cases", "note", "K-none", "x"]]:
        failed = gateway.run(*wrong, check=False)
        assert failed.returncode == 1 and failed.stderr.startswith("hutong: ") and len(failed.stderr.splitlines()) == 1
    log = [json.loads(line) for line in gateway.run("audit").stdout.splitlines()]
    assert [each["action"] for each in log] == [
        "case.opened", "case.assigned", "case.noted", "case.opinion_asked", "case.opinion_given", "case.decided"]
    assert [each["number"] for each in log] == sorted(each["number"] for each in log)
    after = gateway.run("audit", "--after", str(log[2]["number"])).stdout.splitlines()
    assert len(after) == 3
    assert "goes first from now on" in gateway.run("complaints", "trust", "u9").stdout
    assert json.loads(gateway.run("complaints", "people", "--json").stdout)["trusted_since"]
    assert "waits its turn" in gateway.run("complaints", "untrust", "u9").stdout


def test_a_dismissed_case_is_reopened(gateway, key):
    sent = send(gateway, key, url="https://a.example/x", category="fraud", person="u1").json()
    case = f"/v1/cases/{sent['case']}"
    assert post(gateway, key, case + "/reopen", 409, reason="r")["type"].endswith("case-not-dismissed")
    post(gateway, key, case + "/dismiss", reason="In order.", by="m1")
    again = post(gateway, key, case + "/reopen", reason="The shop has closed.", by="m2")
    assert again["state"] == "open" and again["reason"] is None
    assert again["notes"][0]["text"] == "The shop has closed."
    page = requests.get(f"{gateway.address}/complaints/{sent['id']}?lang=en", timeout=20).text
    assert "In order." not in page
    assert [each["id"] for each in get(gateway, key, "/v1/cases")["cases"]] == [sent["case"]]
    post(gateway, key, case + "/dismiss", reason="In order.", by="m1")
    send(gateway, key, url="https://a.example/x", category="fraud", person="u2")
    assert post(gateway, key, case + "/reopen", 409, reason="r")["type"].endswith("case-in-progress")
    post(gateway, key, "/v1/cases/K-none/reopen", 404, reason="r")
    shown = send(gateway, key, url="https://b.example/x", category="fraud", person="u1").json()["case"]
    gateway.run("cases", "dismiss", shown, "--reason", "In order")
    assert "case.reopened" in gateway.run("cases", "reopen", shown, "--reason", "Look again").stdout


def test_complaints_from_before_there_were_cases_get_one(make_gateway):
    """As an upgrade finds them: rows that the first schema had, and no case."""
    gateway = make_gateway().start()
    key = gateway.key("check,moderate")
    gateway.stop()
    with sqlite3.connect(gateway.folder / "hutong.sqlite") as database:
        for number, address in enumerate(["https://item.taobao.com/item.htm?id=7&spm=1", "code:1", "https://a.example/x"]):
            database.execute(
                """
                INSERT INTO complaint (id, tenant, at, link_id, address, scene, category, statement, person)
                VALUES (?, 'default', ?, 1, ?, 'direct', 'fraud', 'old', 'u1')
                """, ("C-" + str(number + 2) * 12, 1_700_000_000 + number, address))
    database.close()
    for _ in range(2):
        gateway.start()
        for _ in range(100):
            cases = get(gateway, key, "/v1/cases", order="due")["cases"]
            if len(cases) == 3:
                break
            time.sleep(0.05)
        assert [each["complaints"] for each in cases] == [1, 1, 1]
        assert {each["platform"] for each in cases} == {"taobao", None}
        page = requests.get(f"{gateway.address}/complaints/C-{'2' * 12}?lang=en", timeout=20)
        assert page.status_code == 200
        gateway.stop()


def test_who_often_complains_without_ground_is_warned_then_paused(make_gateway, tmp_path):
    rules = shutil.copytree(ROOT / "config", tmp_path / "rules")
    file = rules / "complaints.yaml"
    file.write_text(file.read_text().replace("warn: {unfounded: 5", "warn: {unfounded: 2").replace(
        "pause: {unfounded: 10", "pause: {unfounded: 3"))
    gateway = make_gateway("--rules", rules).start()
    key = gateway.key("check,moderate")
    for each in range(3):
        sent = send(gateway, key, url=f"https://a.example/{each}", category="fraud", person="u1")
        assert sent.status_code == 201
        post(gateway, key, f"/v1/cases/{sent.json()['case']}/dismiss", reason="In order.")
        page = requests.get(f"{gateway.address}/complaints/{sent.json()['id']}?lang=en", timeout=20).text
        assert ("most of your recent complaints" in page) == (each >= 1)
    paused = send(gateway, key, url="https://a.example/9", category="fraud", person="u1")
    assert paused.status_code == 429 and paused.json()["type"].endswith("complainant-paused")
    assert int(paused.headers["Retry-After"]) > 29 * 86_400
    assert send(gateway, key, url="https://a.example/9", category="fraud", person="u2").status_code == 201
    people = gateway.run("complaints", "people").stdout
    assert "u1" in people and "u2" not in people
