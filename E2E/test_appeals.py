"""Appeals: who may speak, who decides, and what a founded one undoes."""

import http.server
import json
import threading

import pytest
import requests

from test_rulings import api, link, rule

HOST = "127.0.0.5"
LOOPBACK = "127.0.0.0/8"


class Site:
    """A site on port 80 of a loopback address, whose pages a test sets."""

    def __init__(self):
        self.pages = {}
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, body = site.pages.get(self.path, (404, "nothing"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer((HOST, 80), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site():
    try:
        site = Site()
    except OSError:
        pytest.skip("PORT 80 CANNOT BE USED HERE: a site cannot prove itself in this test")
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def gateway(make_gateway, monkeypatch):
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    return make_gateway().start()


@pytest.fixture
def key(gateway):
    return gateway.key("check,read,moderate")


def made(gateway, key, path="/fake", step="block", **more):
    answer = rule(gateway, key, name=f"http://{HOST}{path}", moderator="ann", step=step, justification="x", **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def appeal_page(gateway, ruling, **fields):
    return requests.post(
        f"{gateway.address}/reasons/{ruling['id']}/appeal?lang=en", data=fields, allow_redirects=False, timeout=30)


def decide(gateway, key, appeal, founded, moderator="bob", answer="Looked at."):
    return api(gateway, key, "POST", f"/v1/appeals/{appeal}/decide", {
        "founded": founded, "answer": answer, "moderator": moderator})


def test_a_site_proves_itself_appeals_and_is_right(gateway, key, site):
    ruling = made(gateway, key)
    found = link(gateway, key, f"http://{HOST}/fake")
    assert found["verdict"]["disposition"] == "block"
    reasons = requests.get(gateway.address + ruling["statement"] + "?lang=en", timeout=20).text
    assert f"/reasons/{ruling['id']}/appeal" in reasons
    form = requests.get(f"{gateway.address}/reasons/{ruling['id']}/appeal?lang=en", timeout=20)
    assert form.status_code == 200 and ruling["id"] in form.text
    assert f"https://{HOST}/.well-known/hutong-appeal.txt" in form.text

    words = {"kind": "appeal", "statement": "We sell what we have. <b>See</b> the receipts."}
    unproved = appeal_page(gateway, ruling, **words)
    assert unproved.status_code == 422 and "status 404" in unproved.text
    assert "&lt;b&gt;See&lt;/b&gt;" in unproved.text, "what was written is kept, and harmless"
    site.pages["/.well-known/hutong-appeal.txt"] = (200, "R-222222222222")
    assert appeal_page(gateway, ruling, **words).status_code == 422
    site.pages["/.well-known/hutong-appeal.txt"] = (200, ruling["id"] + "\r\n")
    sent = appeal_page(gateway, ruling, **words)
    assert sent.status_code == 303
    page = requests.get(gateway.address + sent.headers["Location"], timeout=20)
    assert "due by" in page.text
    appeal = sent.headers["Location"].split("/")[2].split("?")[0]
    assert appeal_page(gateway, ruling, **words).status_code == 409

    [open_one] = api(gateway, key, "GET", "/v1/appeals").json()["appeals"]
    assert open_one["id"] == appeal and open_one["proof"] == f"http://{HOST}/.well-known/hutong-appeal.txt"
    same = decide(gateway, key, appeal, True, moderator="ann")
    assert same.status_code == 409 and same.json()["type"].endswith("same-moderator")
    right = decide(gateway, key, appeal, True, answer="The receipts are good.")
    assert right.status_code == 200 and right.json()["state"] == "reversed"
    assert decide(gateway, key, appeal, False).status_code == 409
    verdict = link(gateway, key, f"http://{HOST}/fake")["verdict"]
    assert "ruling_blocks" not in [ground["code"] for ground in verdict["grounds"]]
    page = requests.get(gateway.address + f"/appeals/{appeal}?lang=en", timeout=20).text
    assert "The receipts are good." in page and "undone" in page
    again = api(gateway, key, "POST", "/v1/rulings/proposals", {
        "subject": {"kind": "link", "name": f"http://{HOST}/fake"}, "category": "fraud"}).json()
    assert again["repeats"] == [], "what was reversed leaves no trace"
    assert "reversed on appeal" in requests.get(gateway.address + ruling["statement"] + "?lang=en", timeout=20).text


def test_an_unfounded_appeal_leaves_the_ruling(gateway, key, site):
    ruling = made(gateway, key)
    site.pages["/.well-known/hutong-appeal.txt"] = (200, ruling["id"])
    appeal = appeal_page(gateway, ruling, kind="appeal", statement="No!").headers["Location"].split("/")[2].split("?")[0]
    assert decide(gateway, key, appeal, False).json()["state"] == "upheld"
    assert link(gateway, key, f"http://{HOST}/fake")["verdict"]["disposition"] == "block"
    assert appeal_page(gateway, ruling, kind="appeal", statement="But!").status_code == 409
    assert api(gateway, key, "GET", "/v1/appeals").json()["appeals"] == []
    assert [each["id"] for each in api(gateway, key, "GET", "/v1/appeals?state=decided").json()["appeals"]] == [appeal]


def test_a_block_waits_for_a_person_though_the_page_is_gone(gateway, key, site):
    """A site can show a machine another page than people."""
    ruling = made(gateway, key)
    site.pages["/.well-known/hutong-appeal.txt"] = (200, ruling["id"])
    site.pages["/fake"] = (410, "gone")
    sent = appeal_page(gateway, ruling, kind="mended", statement="Taken down.")
    appeal = sent.headers["Location"].split("/")[2].split("?")[0]
    assert api(gateway, key, "GET", f"/v1/appeals/{appeal}").json()["state"] == "open"
    assert link(gateway, key, f"http://{HOST}/fake")["verdict"]["disposition"] == "block"


def test_what_is_gone_is_seen_by_the_machine(gateway, key, site):
    ruling = made(gateway, key, step="suspension")
    site.pages["/.well-known/hutong-appeal.txt"] = (200, ruling["id"])
    site.pages["/fake"] = (200, "still here")
    sent = appeal_page(gateway, ruling, kind="mended", statement="Taken down.")
    appeal = sent.headers["Location"].split("/")[2].split("?")[0]
    assert api(gateway, key, "GET", f"/v1/appeals/{appeal}").json()["state"] == "open"
    assert decide(gateway, key, appeal, False, moderator="ann").json()["state"] == "not_mended"
    site.pages["/fake"] = (410, "gone")
    sent = appeal_page(gateway, ruling, kind="mended", statement="Taken down now.")
    page = requests.get(gateway.address + sent.headers["Location"], timeout=20).text
    assert "the restriction has ended" in page
    verdict = link(gateway, key, f"http://{HOST}/fake")["verdict"]
    assert "ruling_suspends" not in [ground["code"] for ground in verdict["grounds"]]
    assert appeal_page(gateway, ruling, kind="mended", statement="Again").status_code == 409


def test_the_chat_app_speaks_for_its_people(gateway, key):
    ruling = rule(gateway, key, "sender", "u-1", step="demotion", justification="x", moderator="ann").json()
    path = f"/v1/rulings/{ruling['id']}/appeals"
    body = {"kind": "appeal", "party": "sender", "statement": "It was my cousin's shop."}
    wrong = api(gateway, key, "POST", path, {**body, "party": "site"})
    assert wrong.status_code == 422 and "sender" in wrong.json()["detail"]
    for bad in ({**body, "statement": " "}, {**body, "kind": "plea"}, {**body, "x": 1}, {"kind": "appeal"}):
        assert api(gateway, key, "POST", path, bad).status_code == 422
    taken = api(gateway, key, "POST", path, body, **{"Idempotency-Key": "k"})
    assert taken.status_code == 201
    assert api(gateway, key, "POST", path, body, **{"Idempotency-Key": "k"}).json() == taken.json()
    assert api(gateway, key, "POST", path, body).status_code == 409
    other = gateway.key("check,moderate", tenant="other")
    assert api(gateway, other, "POST", path, body).status_code == 404
    assert api(gateway, other, "GET", f"/v1/appeals/{taken.json()['id']}").status_code == 404
    assert decide(gateway, other, taken.json()["id"], True).status_code == 404
    stranger = requests.get(f"{gateway.address}/reasons/{ruling['id']}/appeal?lang=en", timeout=20)
    assert stranger.status_code == 403 and "from the app" in stranger.text


def test_a_replaced_ruling_is_appealed_against_and_the_later_one_proposed_anew(gateway, key):
    def ruled(**more):
        return rule(
            gateway, key, "group", "g-1", category="rumour", justification="x", moderator="ann", **more).json()

    def handed(ruling):
        return api(gateway, key, "POST", f"/v1/rulings/{ruling['id']}/appeals", {
            "kind": "appeal", "party": "group", "statement": "It was another group."}).json()["id"]

    first, second = ruled(), ruled()
    assert (first["step"], second["step"]) == ("demotion", "suspension")
    page = requests.get(gateway.address + first["statement"] + "?lang=en", timeout=20).text
    assert "A later ruling took its place" in page and "How to contest it" in page
    right = decide(gateway, key, handed(first), True).json()
    [again] = right["reproposals"]
    assert (again["ruling"], again["step"], again["concerns"]) == (second["id"], "demotion", [])
    assert "reproposals" not in api(gateway, key, "GET", f"/v1/appeals/{right['id']}").json()
    body = {"subject": {"kind": "group", "name": "g-1"}, "category": "rumour"}
    assert api(gateway, key, "POST", "/v1/rulings/proposals", body).json()["repeats"] == [second["id"]]
    kept = api(gateway, key, "GET", f"/v1/rulings/{second['id']}").json()
    assert kept["in_force"] and kept["step"] == "suspension", "nothing changes by itself"
    assert "ruling.reproposed" in gateway.run("audit").stdout
    # Nothing counted the last one, and the command line says the same as the API.
    third = ruled()
    said = gateway.run("appeals", "decide", handed(second), "--founded", "--answer", "Yes", "--by", "bob").stdout
    assert f"{third['id']} (suspension) counted it: the ladder now says demotion" in said
    assert "counted it" not in gateway.run(
        "appeals", "decide", handed(third), "--founded", "--answer", "Yes", "--by", "bob").stdout


def test_the_command_line_decides(gateway, key):
    ruling = rule(gateway, key, "group", "g-1", step="demotion", justification="x", moderator="ann").json()
    body = {"kind": "appeal", "party": "group", "statement": "Our members asked for it."}
    appeal = api(gateway, key, "POST", f"/v1/rulings/{ruling['id']}/appeals", body).json()["id"]
    assert appeal in gateway.run("appeals", "list").stdout
    assert json.loads(gateway.run("appeals", "show", appeal).stdout)["statement"] == body["statement"]
    refused = gateway.run("appeals", "decide", appeal, "--founded", "--answer", "Yes", "--by", "ann", check=False)
    assert refused.returncode == 1 and "may not decide" in refused.stderr
    said = gateway.run("appeals", "decide", appeal, "--founded", "--answer", "Yes", "--by", "bob").stdout
    assert "reversed" in said and "In force on the running gateway." in said
    assert link(gateway, key, "https://b.example/", scene="group", group="g-1")["verdict"]["disposition"] == "open"
    assert gateway.run("appeals", "list").stdout == "No appeal is open.\n"
