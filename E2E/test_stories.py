"""What people met in September 2021, and what the gateway owes them: each story from the message to the page."""

import json
import re

import pytest
import requests

from conftest import PHONE
from test_choices import reader

NEW_IPHONE = {"os": "ios", "version": "8.0.13", "capabilities": ["interstitial"]}
OLD_ANDROID = {"os": "android", "version": "7.0.0", "capabilities": []}
NEW_ANDROID_WITHOUT_NOTICE = {"os": "android", "version": "8.0.11", "capabilities": []}
PHASE_ONE = "wechat-2021-09-17"


def api(gateway, key, method, path, body=None):
    return requests.request(
        method, gateway.address + path, json=body, headers={"Authorization": f"Bearer {key}"}, timeout=20)


def findings(gateway, key, message, query="?lang=en"):
    answer = gateway.check(key, message, query)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]["findings"]


def codes(finding):
    return [ground["code"] for ground in finding["verdict"]["grounds"]]


def read(finding, secret, person="reader", **client):
    """What the reader with this app meets."""
    claims = {"person": person, **client}
    return requests.get(
        finding["go"] + "?lang=en&reader=" + reader(None, secret, **claims), allow_redirects=False,
        headers={"User-Agent": PHONE}, timeout=20)


@pytest.fixture
def phase_one(make_gateway, monkeypatch):
    monkeypatch.setenv("HUTONG_POLICY", PHASE_ONE)
    return make_gateway().start()


def test_the_shopper_sends_a_link_to_her_sister(phase_one):
    """One link, three phones: one notice that leads on, and a reason, the same on every phone that lacks it."""
    key, secret = phase_one.key(), phase_one.run("keys", "reader").stdout.strip()
    [item] = findings(phase_one, key, {
        "text": "这件怎么样 https://item.taobao.com/item.htm?id=612345678901", "sender": "shopper", "client": NEW_IPHONE})
    assert (item["platform"], item["resource"]["kind"], item["verdict"]["disposition"]) == ("taobao", "item", "warn")

    notice = read(item, secret, **NEW_IPHONE)
    assert notice.status_code == 200 and "item.taobao.com" in notice.text and "A page from outside" in notice.text
    form = re.search(r'action="([^"]+/continue[^"]*)"', notice.text)[1]
    onward = requests.post(requests.compat.urljoin(item["go"], form.replace("&amp;", "&")), allow_redirects=False, timeout=20)
    assert onward.status_code == 303
    assert onward.headers["location"] == "https://item.taobao.com/item.htm?id=612345678901"

    old = read(item, secret, **OLD_ANDROID)
    assert old.status_code == 200 and "The app has to be updated" in old.text and "8.0.11" in old.text
    lacking = [
        read(item, secret, **{**NEW_ANDROID_WITHOUT_NOTICE, "os": os, "version": "8.0.13"}) for os in ("android", "ios")]
    assert all("/continue" not in page.text for page in lacking)
    assert all("This app cannot show the notice" in page.text for page in lacking)

    [in_a_group] = findings(phase_one, key, {
        "text": "https://item.taobao.com/item.htm?id=612345678901", "scene": "group", "client": NEW_IPHONE})
    assert codes(in_a_group) == ["not_open_yet", "external_page"]


def test_four_garments_stay_four(gateway):
    """Codes and links pasted one after another become as many findings, in their order."""
    text = (
        "妈妈的衣服：https://item.taobao.com/item.htm?id=600000000001 "
        "https://detail.tmall.com/item.htm?id=600000000002&spm=a1z10\n"
        "https://item.jd.com/100012043978.html 还有 https://mobile.yangkeduo.com/goods.html?goods_id=600000000004")
    found = findings(gateway, gateway.key(), {"text": text})
    assert [(each["platform"], each["resource"]["kind"], each["resource"]["id"]) for each in found] == [
        ("taobao", "item", "600000000001"), ("tmall", "item", "600000000002"),
        ("jd", "item", "100012043978"), ("pdd", "item", "600000000004")]
    assert len({each["go"] for each in found}) == 4
    assert all(each["verdict"]["disposition"] == "open" for each in found)


def test_the_merchant_asks_before_posting(gateway):
    """Ten service accounts, twenty groups: which words and which rate would hold a post, and a post that passes."""
    key = gateway.key("check,read")
    luring = {
        "text": "新款到店！转发到三个群领红包 https://item.taobao.com/item.htm?id=1", "scene": "group", "group": "g1",
        "sender": "service-1"}

    def ask(message):
        answer = gateway.check(key, message, "?lang=en&intent=preflight").json()["results"][0]
        return answer, answer["findings"][0]

    answer, [finding] = ask(luring)[0], [ask(luring)[1]]
    assert finding["verdict"]["disposition"] == "warn" and codes(finding) == ["asks_many"]
    assert answer["patterns"] == [{"name": "lured_sharing", "words": ["转发到", "领红包"]}]
    assert finding["go"] is None
    assert any("Without the words" in advice for advice in map(json.dumps, finding["advice"]))
    assert gateway.summary(key)["checks"] == 0, "asking leaves no trace"

    plain = {**luring, "text": "新款到店，欢迎来看 https://item.taobao.com/item.htm?id=1"}
    assert ask(plain)[1]["verdict"]["disposition"] == "open"
    for account in range(10):
        for group in range(20):
            message = {**plain, "sender": f"service-{account}", "group": f"g{group}"}
            [posted] = findings(gateway, key, message)
            assert posted["verdict"]["disposition"] == "open"
    [once_more] = [ask({**plain, "group": "g21"})[1]]
    [ground] = once_more["verdict"]["grounds"]
    assert (ground["code"], ground["by"]) == ("many_links", "policy")
    assert "21" in ground["explanation"] and "20" in ground["explanation"]


def test_the_owner_lets_members_post_items_and_members_choose(gateway):
    """The verdict says whose choice it was; a person's choice is no restriction by the platform."""
    key, secret = gateway.key("check,admin"), gateway.run("keys", "reader").stdout.strip()
    assert api(gateway, key, "PUT", "/v1/groups/g1/link-settings", {"kinds": ["item"]}).ok
    message = {"scene": "group", "group": "g1", "sender": "m1", "sender_role": "member"}
    [video] = findings(gateway, key, {**message, "text": "https://www.bilibili.com/video/BV1xx411c7mD"})
    assert [(ground["code"], ground["by"]) for ground in video["verdict"]["grounds"]] == [("group_kind", "group")]
    [by_admin] = findings(
        gateway, key, {**message, "sender_role": "admin", "text": "https://www.bilibili.com/video/BV1xx411c7mD"})
    assert by_admin["verdict"]["disposition"] == "open"
    [item] = findings(gateway, key, {**message, "text": "https://item.taobao.com/item.htm?id=1"})
    assert item["verdict"]["disposition"] == "open"
    assert api(gateway, key, "PUT", "/v1/people/quiet/link-preferences", {"kinds": {"item": "hide"}}).ok
    hidden = read(item, secret, "quiet")
    assert hidden.status_code == 403 and "your own choice" in hidden.text
    assert read(item, secret, "somebody-else").status_code == 302


def test_second_hand_links_are_kept_by_the_groups_admin(gateway):
    """In a busy group links wait for an admin, who keeps the good ones; nothing is swept away unseen."""
    key = gateway.key("check,admin,moderate")
    assert api(gateway, key, "PUT", "/v1/groups/film/link-settings", {"shelf_only": True}).ok
    [camera] = findings(gateway, key, {
        "text": "海鸥相机转让 https://www.goofish.com/item?id=712345678901", "scene": "group", "group": "film",
        "sender": "elder", "sender_role": "member"})
    assert camera["platform"] == "xianyu" and codes(camera) == ["group_shelf_only"]
    page = gateway.open(camera["go"] + "?lang=en")
    assert page.status_code == 403 and "shelf" in page.text
    [waiting] = api(gateway, key, "GET", "/v1/holds?state=waiting&group=film").json()["holds"]
    released = api(
        gateway, key, "POST", f"/v1/holds/{waiting['id']}/release", {"by": "group", "person": "admin-1", "reason": "好相机"})
    assert released.status_code == 200, released.text
    assert gateway.open(camera["go"]).status_code == 302


@pytest.mark.parametrize("address, kept", [
    ("https://uland.taobao.com/coupon/edetail?e=abc123&pid=mm_1_2_3&activityId=9&itemId=8&spm=a2e1u", ["pid=mm_1_2_3"]),
    ("https://s.click.taobao.com/t?e=m%3D2%26s%3DxYz&pid=mm_1_2_3", ["pid=mm_1_2_3", "e="]),
    ("https://mobile.yangkeduo.com/duo_coupon_landing.html?goods_id=1&pid=1234_5678&goods_sign=s1&cpsSign=CC", [
        "pid=1234_5678", "cpsSign=CC"]),
    ("https://www.amazon.com/dp/B000000000?tag=maker-20&utm_source=x", ["tag=maker-20"]),
])
def test_a_creators_commission_survives(gateway, address, kept):
    """Recognition, cleaning, the signed link and the click drop nothing that earns its sharer a commission."""
    [finding] = findings(gateway, gateway.key(), {"text": "推荐这个 " + address})
    assert all(part in finding["clean_url"] for part in kept)
    opened = gateway.open(finding["go"])
    assert opened.status_code == 302
    assert all(part in opened.headers["location"] for part in kept)


@pytest.mark.parametrize("scene", ["direct", "group", "moments", "post", "comment"])
def test_an_ordinary_site_nobody_knows_opens(gateway, scene):
    [finding] = findings(gateway, gateway.key(), {"text": "看看 https://www.example.org/a?b=c", "scene": scene})
    assert finding["verdict"] == {"disposition": "open", "grounds": []}
    assert gateway.open(finding["go"]).headers["location"] == "https://www.example.org/a?b=c"


def test_friends_help_one_another_and_many_are_told(gateway):
    """A tap for a coupon is a favour between two, and an appeal to a crowd: the first opens, the second shows a notice."""
    message = {"text": "帮忙点一下助力，就差一个人了 https://mobile.yangkeduo.com/goods.html?goods_id=1", "sender": "u1"}
    key = gateway.key()
    [one] = findings(gateway, key, message)
    assert one["verdict"]["disposition"] == "open"
    [many] = findings(gateway, key, {**message, "scene": "group", "group": "g1"})
    assert many["verdict"]["disposition"] == "warn" and codes(many) == ["asks_many"]


def test_a_word_in_a_groups_name_closes_nothing(gateway):
    """The toolmaker's group was closed for a word; here no word alone restricts anything."""
    words = "粉丝 福利 红包 优惠 转发 分享 免费 抽奖 砍价 助力 集赞 赌博 贷款 基金 兼职".split()
    key = gateway.key()
    answer = gateway.check(key, {"messages": [
        {"text": f"{word}群 https://www.example.org/{number}", "scene": "group", "group": word}
        for number, word in enumerate(words)]})
    assert [result["disposition"] for result in answer.json()["results"]] == ["open"] * len(words)
