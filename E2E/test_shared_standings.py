"""Tenants that share standings: what two came to counts for all of them, what one says counts for that one, and whoever
stops takes theirs out; also when the gateway is killed in between."""

import json
import shutil
import sqlite3
import time

import pytest
import requests

from conftest import PHONE, ROOT
from moderating import (  # noqa: F401  (a fixture)
    LINK, SITE, api, complain, finding, open_by_many, post, rule, standing, surroundings, until, verdict)
from test_webhooks import create, receiver, verified  # noqa: F401  (a fixture)

OUTPUT = ROOT / "E2E/output"


class Place:
    """A gateway with tenants, whose rules can be changed while it runs."""

    def __init__(self, make_gateway, folder, sharing):
        self.rules = shutil.copytree(ROOT / "config", folder / "rules")
        self.numbers = (self.rules / "reputation.yaml").read_text()
        self.share(*sharing)
        self.gateway = make_gateway("--rules", str(self.rules)).start()
        self.keys = {name: self.gateway.key("check,moderate", name) for name in ["campus", "town", "club", "default"]}

    def share(self, *tenants):
        (self.rules / "reputation.yaml").write_text(f"sharing: [{', '.join(tenants)}]\n" + self.numbers)

    def verdict(self, tenant):
        return verdict(self.gateway, self.keys[tenant])[0]

    def verdicts(self):
        return {tenant: self.verdict(tenant) for tenant in self.keys}

    def follow(self, **wanted):
        until(str(wanted), lambda: self.verdicts() == {"default": "open"} | wanted)

    def standing(self, tenant):
        return standing(self.gateway, self.keys[tenant])

    def crash(self):
        self.gateway.kill()
        self.gateway.start()

    def rule(self, tenant):
        return rule(self.gateway, self.keys[tenant])


@pytest.fixture
def place(make_gateway, tmp_path, surroundings):  # noqa: F811
    return Place(make_gateway, tmp_path, ["campus", "town", "club"])


def test_what_two_came_to_counts_for_a_third(place):
    gateway, keys = place.gateway, place.keys
    first = place.rule("campus")
    place.follow(campus="hold", town="open", club="open")
    assert place.standing("campus")["shared"] is None and place.standing("club") is None

    # Killed the moment after the second ruling was acknowledged: it counts, and once.
    second = place.rule("town")
    place.crash()
    place.follow(campus="hold", town="hold", club="hold")
    found = place.standing("club")
    assert (found["tier"], found["in_force"], found["shared"]["tier"]) == ("ordinary", "poor", "poor")
    assert "at two of them at least" in found["shared"]["words"]["en"] and found["moved_by"] == []
    assert place.standing("default") is None
    listed = api(gateway, keys["town"], "GET", "/v1/standings").json()["standings"]
    assert [(each["tier"], each["in_force"], each["shared"]["tier"]) for each in listed] == [("poor",) * 3]
    page = requests.get(found["page"] + "?lang=en", timeout=20).text
    assert "Shared standing: poor" in page and first not in page and second not in page
    for tenant, shows in [("campus", first), ("default", "")]:
        page = requests.get(f"{gateway.address}/t/{tenant}/standing/domain/{SITE}?lang=en", timeout=20).text
        assert ("Shared standing" in page) == (tenant == "campus") and shows in page
    rules = ["--rules", str(place.rules)]
    told = gateway.run("standings", "show", "domain", SITE, "--tenant", "club", *rules).stdout
    assert "Shared standing: poor" in told or "共享信誉：较差" in told
    told = gateway.run("standings", "show", "domain", SITE, "--tenant", "club", "--json", *rules).stdout
    assert json.loads(told)["in_force"] == "poor"
    assert gateway.run("standings", "list", "--tenant", "town", *rules).stdout.splitlines()[1].split()[2:4] == ["poor"] * 2
    nobody = api(gateway, keys["club"], "GET", "/v1/cases").json()["cases"]
    assert nobody == [], "nobody is asked to look because of what others came to"

    place.crash()
    assert place.verdict("club") == "hold", "shared tiers are in force from the start"
    post(gateway, keys["campus"], f"/v1/rulings/{first}/lift", reason="It was another site.")
    place.crash()
    place.follow(campus="open", town="hold", club="open")
    until("no trace", lambda: place.standing("club") is None)


def test_the_page_on_a_phone(place, browser):
    place.rule("campus")
    place.rule("town")
    place.follow(campus="hold", town="hold", club="hold")
    OUTPUT.mkdir(exist_ok=True)
    context = browser.new_context(
        viewport={"width": 375, "height": 720}, user_agent=PHONE, java_script_enabled=False)
    page = context.new_page()
    for language, words in [("zh", "共享信誉：较差"), ("en", "Shared standing: poor")]:
        for tenant in ["club", "town"]:
            page.goto(f"{place.gateway.address}/t/{tenant}/standing/domain/{SITE}?lang={language}")
            assert words in page.locator(".shared").inner_text()
            page.screenshot(path=OUTPUT / f"standing-shared-{tenant}-{language}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= 375
    context.close()


def test_the_tenants_are_told(place, receiver):  # noqa: F811
    webhook = create(place.gateway, receiver, "standing.tier_changed", "--tenant", "club")
    place.rule("campus")
    place.rule("town")
    event = receiver.wait("standing.tier_changed")[0]
    told = verified(webhook["secret"], event)["data"]
    assert (told["former"], told["tier"], told["in_force"], told["shared"]) == ("ordinary", "poor", "poor", True)
    place.share("campus", "town")
    event = receiver.wait("standing.tier_changed", 2)[1]
    told = verified(webhook["secret"], event)["data"]
    assert (told["former"], told["tier"], told["in_force"], told["probability"]) == ("poor", "ordinary", "ordinary", None)


def test_sharing_begins_and_ends_while_the_gateway_runs(place):
    place.rule("campus")
    place.rule("town")
    place.follow(campus="hold", town="hold", club="hold")
    time.sleep(1.1)  # The files are looked at once a second, and told apart by time and size.
    place.share("campus", "town")
    place.follow(campus="hold", town="hold", club="open")
    place.share("town", "club")
    place.follow(campus="hold", town="hold", club="open")
    place.share("campus", "town", "club")
    place.follow(campus="hold", town="hold", club="hold")

    # Changed, and killed before or after it was seen.
    for seconds in [0, 0.5, 1.2]:
        place.share("campus", "club")
        time.sleep(seconds)
        place.crash()
        place.follow(campus="hold", town="hold", club="open")
        place.share("campus", "town", "club")
        time.sleep(seconds)
        place.crash()
        place.follow(campus="hold", town="hold", club="hold")
    place.share()
    place.follow(campus="hold", town="hold", club="open")

    def left():
        with sqlite3.connect(place.gateway.folder / "hutong.sqlite") as database:
            return sum(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
                       for table in ["shared_standing", "sharing_tenant"])

    until("nothing of it", lambda: left() == 0)


def test_complaints_of_one_tenant_are_not_enough_for_others(place):
    """However many they are; with as many of another they are, and the dismissal of a case takes them out."""
    gateway, keys = place.gateway, place.keys
    cases = {}
    for tenant in ["campus", "town"]:
        go, receipts = open_by_many(gateway, keys[tenant], 500)
        for number in range(14):
            # The same people in both: nothing says so.
            cases[tenant] = complain(gateway, keys[tenant], go, f"u{number}", receipts[number])["case"]
        if tenant == "campus":
            place.follow(campus="hold", town="open", club="open")
    place.follow(campus="hold", town="hold", club="hold")
    assert finding(gateway, keys["club"], LINK + "/else")["verdict"]["disposition"] == "hold"
    with sqlite3.connect(gateway.folder / "hutong.sqlite") as database:
        names = [json.loads(detail)["complaint"]["complainant"] for (detail,) in
                 database.execute("SELECT detail FROM standing_complaint")]
    assert len(set(names)) == 28 and not any(f"u{number}" in names for number in range(14))
    dismissed = api(gateway, keys["town"], "POST", f"/v1/cases/{cases['town']}/dismiss", {"reason": "All was sent."})
    assert dismissed.status_code == 200, dismissed.text
    place.crash()
    place.follow(campus="hold", town="open", club="open")


def test_a_mistake_in_who_shares_is_named(place):
    log = place.gateway.folder.parent / (place.gateway.folder.name + ".log")
    time.sleep(1.1)
    place.share("campus", "Town")
    until("the refusal", lambda: 'reputation.yaml:1: "Town" cannot share' in log.read_text())
