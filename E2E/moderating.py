"""What tests of complaints, rulings and standings share: a gateway whose webhooks reach this machine, a moderator's key, and
what people, apps and moderators do."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from conftest import PHONE
from test_webhooks import LOOPBACK

SITE = "shop.example"
LINK = f"https://{SITE}/item"


@pytest.fixture
def surroundings(monkeypatch):
    """Webhooks reach this machine, and it says from where its readers come; see `open_by_many`."""
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", LOOPBACK)
    monkeypatch.setenv("HUTONG_TRUSTED_PROXIES", "127.0.0.1")


@pytest.fixture
def gateway(make_gateway, surroundings):
    return make_gateway().start()


@pytest.fixture
def key(gateway):
    return gateway.key("check,moderate,read")


def bearer(key, **more):
    return {"Authorization": f"Bearer {key}", "Accept-Language": "en", **more}


def api(gateway, key, method, path, body=None, **headers):
    return requests.request(method, gateway.address + path, json=body, timeout=20, headers=bearer(key, **headers))


def get(gateway, key, path, **query):
    answer = requests.get(gateway.address + path, params=query, headers=bearer(key), timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(gateway, key, path, status=200, **body):
    answer = api(gateway, key, "POST", path, body)
    assert answer.status_code == status, answer.text
    return answer.json()


def send(gateway, key, idempotency=None, **body):
    """Sends a complaint in."""
    return api(gateway, key, "POST", "/v1/complaints", body, **({"Idempotency-Key": idempotency} if idempotency else {}))


def finding(gateway, key, text=LINK):
    return gateway.check(key, {"text": text}, "?lang=en").json()["results"][0]["findings"][0]


def verdict(gateway, key, text=LINK):
    found = finding(gateway, key, text)["verdict"]
    return found["disposition"], [ground["code"] for ground in found["grounds"]]


def until(what, check, seconds=20):
    """What `check` gives, once it gives something; standings follow within a moment."""
    end = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.05)


def standing(gateway, key, kind="domain", name=SITE):
    answer = api(gateway, key, "GET", f"/v1/standings/{kind}/{name}")
    return answer.json() if answer.status_code == 200 else None


def tier(gateway, key, *subject):
    found = standing(gateway, key, *subject)
    return found and found["tier"]


def in_tier(gateway, key, wanted, seconds=20):
    """Waits for the tier, and for the verdicts that follow from it."""
    until(wanted, lambda: tier(gateway, key) == wanted, seconds)
    disposition = {"watched": "warn", "poor": "hold"}.get(wanted, "open")
    until(disposition, lambda: verdict(gateway, key)[0] == disposition)


def counted(found):
    return sum(item["count"] for item in found["moved_by"] if item["cause"] == "openings")


def open_by_many(gateway, key, readers):
    """Opens a link as often by different readers, of whom few come from one address; gives the receipts."""
    go = finding(gateway, key)["go"]

    def one(number):
        answer = requests.get(
            go, allow_redirects=False, timeout=20,
            headers={"User-Agent": PHONE, "X-Forwarded-For": f"198.51.{number // 200}.{number % 200}"})
        assert answer.status_code == 302
        return answer.headers["Hutong-Receipt"]

    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(one, range(readers)))
    until("all openings", lambda: (found := standing(gateway, key)) and counted(found) == readers)
    return go, receipts


def complain(gateway, key, go, person, receipt=None, category="fraud"):
    answer = send(
        gateway, key, link=go, category=category, statement="Takes the money and sends nothing.", person=person,
        **({"receipt": receipt} if receipt else {}))
    assert answer.status_code == 201, answer.text
    return answer.json()


def rule(gateway, key, **more):
    body = {"subject": {"kind": "domain", "name": SITE}, "category": "fraud", "facts": "Sells what it does not have.",
            "step": "notice"}
    return post(gateway, key, "/v1/rulings", 201, **(body | more))["id"]


def reverse(gateway, key, ruling):
    appeal = post(
        gateway, key, f"/v1/rulings/{ruling}/appeals", 201, kind="appeal", party="sender",
        statement="These goods are in store.")
    post(gateway, key, f"/v1/appeals/{appeal['id']}/decide", founded=True, answer="They are.", moderator="another")
