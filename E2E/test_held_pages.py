"""The pages of held links: a group's admins decide on what waits in their group, and people see what became of theirs."""

import re
import sqlite3
import time

import pytest
import requests

from conftest import Gateway
from holding import rules_with_holding
from test_choices import Signer, api, form

MESSAGE = {"id": "m1", "scene": "group", "sender": "u1", "sender_role": "member"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("held")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUTONG_RULES", str(rules_with_holding(folder)))
        patch.setenv("HUTONG_POLICY", "holding")
        gateway = Gateway(folder / "data").start()
        yield gateway
        gateway.kill()


@pytest.fixture(scope="module")
def key(gateway):
    return gateway.key("check,admin,moderate")


@pytest.fixture(scope="module")
def signer(gateway):
    return Signer(gateway)


@pytest.fixture
def group(gateway, key, request):
    """A group of the test's own that asks first."""
    name = request.node.name
    assert api(gateway, key, "PUT", f"/v1/groups/{name}/link-settings", {"asks_first": True}).ok
    return name


def held(gateway, key, group, text, **more):
    answer = gateway.check(key, {**MESSAGE, "group": group, "text": text, **more})
    assert answer.status_code == 200, answer.text
    [finding] = answer.json()["results"][0]["findings"]
    assert finding["verdict"]["disposition"] == "hold"
    return finding


def state(gateway, key, finding):
    return api(gateway, key, "GET", f"/v1/holds/{finding['hold']['id']}").json()["state"]


def page_of(gateway, group):
    return f"{gateway.address}/t/default/g/{group}/held?lang=en"


def article(page, finding):
    """The part of a page that is about one link."""
    [found] = [each for each in re.findall(r"<article.*?</article>", page, re.S) if finding["hold"]["id"] in each]
    return found


def send(session, address, finding, action, **more):
    token = dict(form(session.get(address, timeout=20).text)).get("form_token", "")
    fields = {"form_token": token, "hold": finding["hold"]["id"], "action": action, **more}
    return session.post(address, data=fields, timeout=20)


def test_an_admin_releases_and_refuses_what_the_group_holds(gateway, key, signer, group):
    good, bad = [held(gateway, key, group, f"https://{name}.example/<b>") for name in ("good", "bad")]
    admin, address = signer.session("boss", {group: "admin"}), page_of(gateway, group)
    settings = admin.get(f"{gateway.address}/t/default/g/{group}/settings?lang=en", timeout=20).text
    assert f"/t/default/g/{group}/held?lang=en" in settings
    shown = admin.get(address, timeout=20)
    assert shown.status_code == 200 and "default-src 'none'" in shown.headers["Content-Security-Policy"]
    part = article(shown.text, good)
    assert "good.example" in part and "Posted by: u1" in part and "waits until 20" in part
    assert "<b>" not in part and "href" not in part, "an address is text, and leads nowhere"
    assert f"/t/default/g/{group}/settings?lang=en" in shown.text

    released = send(admin, address, good, "release")
    assert released.history[0].status_code == 303 and "Released, and in force now" in released.text
    assert "good.example" not in released.text and "bad.example" in released.text
    assert gateway.open(good["go"]).status_code == 302

    for reason in ["", "  ", "two\nlines", "字" * 167]:
        asked = send(admin, address, bad, "refuse", reason=reason)
        assert asked.status_code == 422 and "Say why" in asked.text
        assert "<details open>" in article(asked.text, bad)
    refused = send(admin, address, bad, "refuse", reason='Not "here" <i>')
    assert refused.status_code == 200 and "Refused, and in force now" in refused.text
    assert "No link waits" in refused.text
    blocked = gateway.open(bad["go"] + "?lang=en")
    assert blocked.status_code == 403 and "Not &quot;here&quot; &lt;i&gt;" in blocked.text
    [decision] = api(gateway, key, "GET", f"/v1/holds/{bad['hold']['id']}").json()["decisions"]
    assert (decision["by"], decision["person"], decision["key"]) == ("group", "boss", None)


def test_what_the_group_does_not_hold_waits_for_moderators(gateway, key, signer, group):
    both = held(gateway, key, group, "http://203.0.113.7/x")
    policys = held(gateway, key, group, "http://203.0.113.8/y", sender_role="admin")
    owner, address = signer.session("boss", {group: "owner"}), page_of(gateway, group)
    shown = owner.get(address, timeout=20).text
    assert 'value="release"' not in article(shown, both) and 'value="refuse"' in article(shown, both)
    assert "<button" not in article(shown, policys) and "moderators" in article(shown, policys)
    for finding, action in [(both, "release"), (policys, "release"), (policys, "refuse")]:
        answer = send(owner, address, finding, action, reason="r")
        assert answer.status_code == 409 and "moderators decide this" in answer.text
        assert state(gateway, key, finding) == "waiting"
    assert send(owner, address, both, "refuse", reason="Not here").status_code == 200
    assert state(gateway, key, both) == "refused"


def test_a_stale_page_undoes_nobodys_decision(gateway, key, signer, group):
    first, second = [signer.session(name, {group: "admin"}) for name in ("one", "two")]
    address = page_of(gateway, group)
    finding = held(gateway, key, group, "https://stale.example/")
    assert send(first, address, finding, "refuse", reason="No").status_code == 200
    other = held(gateway, key, group, "https://other.example/")
    decided = {"hold": finding["hold"]["id"]}
    # The same again is what was asked for already: a button tapped twice.
    assert send(first, address, other, "refuse", reason="No", **decided).status_code == 200
    late = send(second, address, other, "release", **decided)
    assert late.status_code == 409 and "Somebody else has decided" in late.text and "other.example" in late.text
    assert state(gateway, key, finding) == "refused"
    assert api(gateway, key, "POST", f"/v1/holds/{finding['hold']['id']}/release", {}).ok
    late = send(second, address, other, "refuse", reason="No", **decided)
    assert late.status_code == 409 and "moderators have decided" in late.text
    assert len(api(gateway, key, "GET", f"/v1/holds/{finding['hold']['id']}").json()["decisions"]) == 2


def test_others_neither_see_nor_decide(gateway, key, signer, group):
    finding, address = held(gateway, key, group, "https://private.example/"), page_of(gateway, group)
    fields = {"hold": finding["hold"]["id"], "action": "release"}
    elsewhere = Signer(gateway, tenant="elsewhere")
    for session, words in [
        (signer.session("m", {group: "member"}), "Only the owner and admins"),
        (signer.session("s", {"another": "owner"}), "not in this group"),
        (elsewhere.session("boss", {group: "owner"}), "another platform"),
        (requests.Session(), "from your chat app"),
    ]:
        own = dict(form(session.get(f"{gateway.address}/me/links", timeout=20).text)).get("form_token", "")
        for answer in (
            session.get(address, timeout=20), session.post(address, data={**fields, "form_token": own}, timeout=20),
        ):
            assert answer.status_code == 403 and words in answer.text and "private.example" not in answer.text
    # The admin of another group, and of a group of this name at another tenant, name this group's link.
    for session, path in [
        (signer.session("s", {"another": "owner"}), "/t/default/g/another/held"),
        (elsewhere.session("boss", {group: "owner"}), f"/t/elsewhere/g/{group}/held"),
    ]:
        own = dict(form(session.get(f"{gateway.address}/me/links", timeout=20).text))["form_token"]
        answer = session.post(
            gateway.address + path + "?lang=en", data={**fields, "form_token": own}, timeout=20)
        assert answer.status_code == 404 and "no such link" in answer.text and "private.example" not in answer.text
    assert state(gateway, key, finding) == "waiting"


def test_a_form_of_another_site_decides_nothing(gateway, key, signer, group):
    finding, address = held(gateway, key, group, "https://forged.example/"), page_of(gateway, group)
    admin = signer.session("boss", {group: "admin"})
    other = dict(form(signer.session("boss", {group: "admin"}).get(address, timeout=20).text))["form_token"]
    for token in ["", "x", other]:
        answer = send(admin, address, finding, "release", form_token=token)
        assert answer.status_code == 403 and "nothing was changed" in answer.text
    for more in [{"action": "open"}, {"action": ""}]:
        assert send(admin, address, finding, **more).status_code == 422
    for name in ["", "x", "0123456789abcdef", "F" * 16]:
        assert send(admin, address, finding, "release", hold=name).status_code == 404
    assert state(gateway, key, finding) == "waiting"


def test_a_long_queue_comes_in_pages(gateway, key, signer, group):
    for number in range(33):
        held(gateway, key, group, f"https://n{number}.example/", sender=f"sender-{number}")
    admin, address = signer.session("boss", {group: "admin"}), page_of(gateway, group)
    first = admin.get(address, timeout=20).text
    older = re.search(r'href="([^"]*before=[^"]*)"', first)[1].replace("&amp;", "&")
    second = admin.get(gateway.address + older, timeout=20).text
    hosts = [re.findall(r">(n\d+\.example)</h2>", page) for page in (first, second)]
    assert [len(each) for each in hosts] == [30, 3]
    assert hosts[0] + hosts[1] == [f"n{number}.example" for number in reversed(range(33))]
    assert "before=" not in second
    assert "n32.example" in admin.get(address + "&before=nonsense", timeout=20).text


def test_people_see_what_became_of_their_own_links(gateway, key, signer, group):
    links = [
        held(gateway, key, group, f"https://{name}.example/", sender="poster")
        for name in ("waits", "opens", "refused", "against", "late")]
    held(gateway, key, group, "https://others.example/", sender="other")
    path = lambda number: f"/v1/holds/{links[number]['hold']['id']}"  # noqa: E731
    assert api(gateway, key, "POST", path(1) + "/release", {}).ok
    assert api(gateway, key, "POST", path(2) + "/refuse", {"by": "group", "reason": "Not <here>"}).ok
    assert api(gateway, key, "POST", path(3) + "/refuse", {"reason": "Against rule 7"}).ok
    expire(gateway, links[4])
    for _ in range(100):
        if state(gateway, key, links[4]) == "expired":
            break
        time.sleep(0.1)
    session = signer.session("poster", to="/me/held?lang=en")
    assert "/me/held?lang=en" in session.get(gateway.address + "/me/links?lang=en", timeout=20).text
    page = session.get(gateway.address + "/me/held?lang=en", timeout=20)
    assert page.status_code == 200 and "others.example" not in page.text and "<button" not in page.text
    for finding, words in zip(links, [
        ["Waiting", "waits until 20"], ["Released"],
        ["Refused", "Refused by the group&#39;s owner or admins: Not &lt;here&gt;"],
        ["Refused", "Refused by moderators: Against rule 7"], ["Expired", "post it again"],
    ]):
        for each in words:
            assert each in article(page.text, finding)
    assert "没有被暂缓" in signer.session("newcomer").get(gateway.address + "/me/held", timeout=20).text
    nobody = requests.get(gateway.address + "/me/held?lang=en", timeout=20)
    assert nobody.status_code == 403 and "from your chat app" in nobody.text


def expire(gateway, finding):
    """Makes the wait be over; the gateway ends it within a second."""
    number = int(finding["hold"]["id"], 16)
    database = sqlite3.connect(gateway.folder / "hutong.sqlite", timeout=20)
    with database:
        changed = database.execute(
            "UPDATE held_link SET expires_at = 0 WHERE link_id = ?", [number - (number >> 63 << 64)])
        assert changed.rowcount == 1
    database.close()


def test_a_phone_without_scripts_is_enough(gateway, key, signer, group, browser, tmp_path):
    bad = held(gateway, key, group, "https://bad.example/" + "long-path-without-an-end/" * 12, sender="u" * 100)
    good = held(gateway, key, group, "https://good.example/offer?id=7")
    held(gateway, key, group, "http://203.0.113.7/x", sender_role="admin")
    context = browser.new_context(
        viewport={"width": 375, "height": 667}, java_script_enabled=False, locale="zh-CN", has_touch=True)
    page = context.new_page()
    token = signer.token("boss", {group: "owner"})
    page.goto(f"{gateway.address}/session?token={token}&to=/t/default/g/{group}/held?lang=zh")
    assert page.title().startswith("等待同意的链接")
    assert page.locator("article").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 375, "nothing stands out at the side"
    page.screenshot(path=tmp_path / "queue.png", full_page=True)
    page.locator("article", has_text="good.example").get_by_role("button", name="放行").click()
    assert page.get_by_role("status").inner_text() == "已放行，立即生效。"
    part = page.locator("article", has_text="bad.example")
    part.locator("summary").click()
    part.get_by_role("button", name="拒绝").click()
    assert page.locator("article").count() == 2, "a browser asks for the reason"
    part.get_by_label("理由").fill("与本群无关")
    page.screenshot(path=tmp_path / "refusing.png", full_page=True)
    part.get_by_role("button", name="拒绝").click()
    assert page.get_by_role("status").inner_text() == "已拒绝，立即生效。"
    assert [state(gateway, key, each) for each in (good, bad)] == ["released", "refused"]
    page.get_by_role("link", name="返回群链接设置").click()
    page.get_by_role("link", name="查看等待同意的链接").click()
    page.get_by_role("link", name="English").click()
    assert page.title().startswith("Links that wait")
    token = signer.token("u1")
    page.goto(f"{gateway.address}/session?token={token}&to=/me/held?lang=en")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.screenshot(path=tmp_path / "own.png", full_page=True)
    context.close()
