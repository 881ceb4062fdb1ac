"""Cards in their other forms: one address in a query, oEmbed, beside a check; and their pictures from the gateway."""

import io
import os
import signal
import struct
import threading
import time
import zlib

import pytest
import requests
from PIL import Image

from conftest import Gateway
from test_cards import Site


def picture(size=(1200, 600), form="PNG", colour=(200, 50, 20)):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, form)
    return buffer.getvalue()


class PictureSite(Site):
    def __init__(self):
        super().__init__()
        self.released = threading.Event()

    def page_page(self, request):
        kind = request.path.partition("?")[2] or "article"
        self.answer(request, f"""<title>A "page" &amp; more</title><meta property=og:type content={kind}>
            <meta property=og:image content=/red.png><meta property=og:site_name content="The site">
            <meta name=author content=Somebody>words to read""".encode())

    def page_red_png(self, request):
        self.answer(request, picture(), **{"Content-Type": "image/png"})

    def page_slow(self, request):
        self.released.wait(5)
        self.answer(request, b"<title>late</title>words to read")

    def page_bomb(self, request):
        """30,000 by 30,000 pixels in some bytes."""

        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

        self.answer(request, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
                    + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b""), **{"Content-Type": "image/png"})

    def page_svg(self, request):
        self.answer(request, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                    **{"Content-Type": "image/svg+xml"})

    def page_html(self, request):
        self.answer(request, b"<script>alert(1)</script>", **{"Content-Type": "image/png"})

    def page_cut(self, request):
        self.answer(request, picture((900, 900))[:800], **{"Content-Type": "image/png"})

    def page_endless_picture(self, request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + picture())
        while True:
            request.wfile.write(b"\0" * 100_000)

    def page_redirected(self, request):
        self.answer(request, status=302, Location="http://169.254.169.254/a.png")

    def page_shows(self, request):
        name = request.path.partition("?")[2]
        self.answer(request, f"<title>x</title><meta property=og:image content=/{name}>words to read".encode())


@pytest.fixture(scope="module")
def site():
    site = PictureSite()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    (folder / "hutong.yaml").write_text("cards: true\noutbound_networks: [127.0.0.0/8]\n")
    gateway = Gateway(folder / "data", "--config", str(folder / "hutong.yaml")).start()
    gateway.card_key = gateway.key("check,read")
    yield gateway
    gateway.kill()


def ask(gateway, path, key=None, **query):
    return requests.get(
        gateway.address + path, params=query, headers={"Authorization": f"Bearer {key or gateway.card_key}"}, timeout=20)


def card(gateway, url):
    answer = ask(gateway, "/v1/cards", url=url)
    assert answer.status_code == 200, answer.text
    [result] = answer.json()["results"]
    return result["card"]


# One address in a query


def test_one_address_is_answered_as_in_a_body(gateway, site):
    url = site.url + "/page?same"
    one = ask(gateway, "/v1/cards", url=url, lang="en").json()["results"]
    several = requests.post(
        gateway.address + "/v1/cards?lang=en", json={"urls": [url]},
        headers={"Authorization": f"Bearer {gateway.card_key}"}, timeout=20).json()["results"]
    assert one[0].pop("cached") is False and several[0].pop("cached") is True
    assert one == several


@pytest.mark.parametrize("query, status", [
    ({}, 422), ({"url": "ftp://a.example"}, 422), ({"url": "x"}, 422), ({"url": "http://a.example", "x": "1"}, 422),
    ({"url": "http://a.example", "scene": "attic"}, 422), ({"url": "http://a.example", "lang": "fr"}, 422),
])
def test_a_wrong_query_is_refused(gateway, query, status):
    for path in ["/v1/cards", "/v1/oembed"]:
        answer = ask(gateway, path, **query)
        assert answer.status_code == status and answer.json()["type"].startswith("urn:hutong:problem:")


# oEmbed


def test_a_page_as_oembed(gateway, site):
    answer = ask(gateway, "/v1/oembed", url=site.url + "/page", format="json")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    address = told.pop("thumbnail_url")
    assert 0 < told.pop("cache_age") <= 1_800
    assert told == {
        "version": "1.0", "type": "link", "title": 'A "page" & more', "author_name": "Somebody",
        "provider_name": "The site", "provider_url": site.url + "/", "thumbnail_width": 480, "thumbnail_height": 240}
    shown = requests.get(address, timeout=20)
    assert Image.open(io.BytesIO(shown.content)).size == (480, 240)


def test_a_thumbnail_keeps_to_its_limits(gateway, site):
    told = ask(gateway, "/v1/oembed", url=site.url + "/page", maxwidth="200", maxheight="130").json()
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (120, 60)
    assert "thumbnail_url" not in ask(gateway, "/v1/oembed", url=site.url + "/page", maxwidth="3").json()


def test_photos_and_videos(gateway, site):
    photo = ask(gateway, "/v1/oembed", url=site.url + "/red.png").json()
    assert (photo["type"], photo.get("width"), photo.get("height")) == ("photo", 480, 240), photo
    assert photo["url"].startswith(gateway.address + "/picture/")
    video = ask(gateway, "/v1/oembed", url=site.url + "/page?video.other").json()
    assert video["type"] == "video" and (video["width"], video["height"]) == (480, 240)
    assert video["html"].startswith(f'<a href="{site.url}/page?video.other"')
    assert 'alt="A &quot;page&quot; &amp; more"' in video["html"]


@pytest.mark.parametrize("page, query, status", [
    ("page", {"format": "xml"}, 501), ("page", {"format": "yaml"}, 501), ("login", {}, 401), ("nothing", {}, 404),
    ("page", {"maxwidth": "0"}, 422), ("page", {"maxheight": "tall"}, 422),
])
def test_oembed_says_why_not(gateway, site, page, query, status):
    answer = ask(gateway, "/v1/oembed", url=f"{site.url}/{page}", **query)
    assert answer.status_code == status and answer.headers["Content-Type"] == "application/problem+json"


# Pictures


def test_a_picture_comes_from_the_gateway(gateway, site):
    told = card(gateway, site.url + "/page")["picture"]
    assert told["original"] == site.url + "/red.png"
    assert told["url"].startswith(gateway.address + "/picture/")
    before = len(site.asked)
    answers = [requests.get(told["url"], timeout=20) for _ in range(3)]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "immutable" in answer.headers["Cache-Control"]
        shown = Image.open(io.BytesIO(answer.content))
        assert (shown.format, shown.size) == ("JPEG", (480, 240))
        assert all(abs(a - b) < 8 for a, b in zip(shown.getpixel((5, 5)), (200, 50, 20)))
    assert len([path for path, _ in site.asked[before:] if path == "/red.png"]) <= 1, "it is kept"
    assert requests.head(told["url"], timeout=20).status_code == 200
    # The same picture has the same address, so that browsers may keep it.
    assert card(gateway, site.url + "/page?other")["picture"]["url"] == told["url"]


def test_only_our_own_addresses_show_anything(gateway, site):
    url = card(gateway, site.url + "/page")["picture"]["url"]
    token = url.rsplit("/", 1)[1]
    link = gateway.check(gateway.card_key, {"text": site.url + "/red.png"}).json()["results"][0]["findings"][0]["go"]
    for wrong in [token[:-2], token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "", link.rsplit("/", 1)[1],
                  site.url + "/red.png", "A" * 7_000]:
        assert requests.get(f"{gateway.address}/picture/{wrong}", timeout=20).status_code == 404
    # And a picture's token opens no link.
    assert gateway.open(f"{gateway.address}/go/{token}").status_code == 404


@pytest.mark.parametrize("name", ["bomb", "svg", "html", "cut", "endless-picture", "redirected", "missing"])
def test_what_is_no_good_picture_is_not_shown(gateway, site, name):
    url = card(gateway, f"{site.url}/shows?{name}")["picture"]["url"]
    began = time.monotonic()
    assert requests.get(url, timeout=20).status_code == 404
    assert time.monotonic() - began < 8


def test_a_blocked_sites_picture_is_gone(gateway, site):
    url = card(gateway, site.url + "/shows?red.png")["picture"]["url"]
    assert requests.get(url, timeout=20).status_code == 200
    gateway.run("block", site.url + "/red.png", "--reason", "test")
    try:
        assert requests.get(url, timeout=20).status_code == 404
    finally:
        gateway.run("lift", site.url + "/red.png")


def test_the_program_killed_costs_one_picture(gateway, site):
    """Each time it shows up among the gateway's children it is killed; checks and clicks do not notice."""
    stop = threading.Event()
    killed = []

    def kill():
        while not stop.is_set():
            children = f"/proc/{gateway.process.pid}/task"
            for thread in os.listdir(children):
                try:
                    for child in open(f"{children}/{thread}/children").read().split():
                        os.kill(int(child), signal.SIGKILL)
                        killed.append(child)
                except (OSError, ValueError):
                    pass

    killer = threading.Thread(target=kill)
    urls = [card(gateway, f"{site.url}/shows?red.png?{number}")["picture"]["url"] for number in range(12)]
    killer.start()
    try:
        codes = [requests.get(url, timeout=20).status_code for url in urls]
        assert gateway.check(gateway.card_key, {"text": "https://example.org/"}).status_code == 200
    finally:
        stop.set()
        killer.join()
    assert set(codes) <= {200, 404} and killed
    # Whoever comes next has theirs.
    assert requests.get(card(gateway, site.url + "/page")["picture"]["url"], timeout=20).status_code == 200
    fresh = card(gateway, site.url + "/shows?red.png?fresh")["picture"]["url"]
    assert requests.get(fresh, timeout=20).status_code == 200


# Beside a check


def test_checks_carry_no_cards_unless_asked(gateway, site):
    for query in ["", "?cards=none"]:
        finding = gateway.check(gateway.card_key, {"text": site.url + "/page"}, query).json()["results"][0]["findings"][0]
        assert "card" not in finding


def test_kept_cards_beside_a_check(gateway, site):
    address = site.url + "/page?beside"
    before = len(site.asked)

    def asked(choice):
        text = f"{address} and weixin://dl/x"
        return [
            finding["card"] for finding in gateway.check(
                gateway.card_key, {"text": text}, f"?cards={choice}&lang=en").json()["results"][0]["findings"]]

    assert asked("cached")[0] == {"state": "none", "result": None}
    assert len(site.asked) == before, "nothing is fetched for it"
    waited = asked("wait")
    assert waited[0]["state"] == "ready" and waited[0]["result"]["card"]["title"] == 'A "page" & more'
    assert waited[1] == {"state": "none", "result": None}
    kept = asked("cached")
    assert kept[0]["state"] == "ready" and kept[0]["result"]["cached"]


def test_a_slow_page_is_pending_and_comes_later(gateway, site):
    site.released.clear()
    message = {"text": site.url + "/slow?pending"}
    began = time.monotonic()
    finding = gateway.check(gateway.card_key, message, "?cards=wait").json()["results"][0]["findings"][0]
    assert time.monotonic() - began < 3
    assert finding["card"] == {"state": "pending", "result": None}
    assert finding["verdict"]["disposition"] == "warn" and finding["go"]
    site.released.set()
    for _ in range(100):
        finding = gateway.check(gateway.card_key, message, "?cards=cached").json()["results"][0]["findings"][0]
        if finding["card"]["state"] == "ready":
            break
        time.sleep(0.05)
    assert finding["card"]["result"]["card"]["title"] == "late"


def test_what_is_held_up_is_not_asked(gateway, site):
    gateway.run("block", site.url + "/page?blocked", "--reason", "test")
    before = len(site.asked)
    finding = gateway.check(
        gateway.card_key, {"text": site.url + "/page?blocked"}, "?cards=wait").json()["results"][0]["findings"][0]
    gateway.run("lift", site.url + "/page?blocked")
    assert finding["card"] == {"state": "none", "result": None} and len(site.asked) == before


@pytest.mark.parametrize("query, status", [("?cards=all", 422), ("?cards=", 422)])
def test_a_wrong_choice_is_refused(gateway, query, status):
    assert gateway.check(gateway.card_key, {"text": "x"}, query).status_code == status


def test_lines_take_kept_cards_only(gateway, site):
    def lines(choice):
        return requests.post(
            f"{gateway.address}/v1/checks?cards={choice}", data='{"text":"https://example.org/"}\n', timeout=20,
            headers={"Authorization": f"Bearer {gateway.card_key}", "Content-Type": "application/x-ndjson"})

    assert lines("wait").status_code == 422
    assert lines("cached").json()["findings"][0]["card"]["state"] == "none"


def test_where_cards_are_off(make_gateway):
    gateway = make_gateway().start()
    key = gateway.key()
    assert gateway.check(key, {"text": "x"}, "?cards=cached").status_code == 409
    assert gateway.check(key, {"text": "x"}, "?cards=none").status_code == 200
    for path in ["/v1/cards", "/v1/oembed"]:
        assert ask(gateway, path, key=key, url="http://a.example/").status_code == 409
