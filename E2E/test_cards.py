"""Cards from outside: pages of every kind on local servers, trails, and servers that mean harm."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

PRODUCT = """<!doctype html><html lang="zh-CN"><head><meta charset="gbk"><title>某店</title>
<meta property="og:title" content="羽绒服 &amp; 轻薄"><meta property="og:image" content="/a.png">
<script type="application/ld+json">{"@type":"Product","offers":{"price":399.00,"priceCurrency":"CNY"}}</script>
</head><body>正文</body></html>""".encode("gbk")


class Site:
    """A server whose answers are named by their path."""

    def __init__(self):
        site = self
        self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append((self.path, dict(self.headers)))
                name = self.path.split("?")[0].strip("/").replace(".", "_").replace("-", "_") or "index"
                try:
                    getattr(site, "page_" + name, site.missing)(self)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request, body=b"", status=200, length=None, **fields):
        request.send_response(status)
        for name, value in {"Content-Type": "text/html", **fields}.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        request.end_headers()
        request.wfile.write(body)

    def missing(self, request):
        self.answer(request, b"<title>404</title>", 404)

    def page_robots_txt(self, request):
        self.answer(request, b"User-agent: hutong\nDisallow: /private\n", Content_Type="text/plain")

    def page_product(self, request):
        self.answer(request, PRODUCT)

    def page_short(self, request):
        self.answer(request, status=302, Location="/refresh")

    def page_refresh(self, request):
        self.answer(request, b"<meta http-equiv=refresh content='0;url=/script'>")

    def page_script(self, request):
        self.answer(request, b"<script>window.location.replace(\"\\/product\")</script>")

    def page_private(self, request):
        self.answer(request, PRODUCT)

    def page_login(self, request):
        self.answer(request, "<title>登录</title><input type=password>".encode())

    def page_app(self, request):
        self.answer(request, "<title>提示</title>请在某某客户端打开链接".encode())

    def page_removed(self, request):
        self.answer(request, "<title>某站</title>抱歉，商品不存在".encode())

    def page_empty(self, request):
        self.answer(request)

    def page_shell(self, request):
        self.answer(request, b"<div id=app></div><script src=/app.js></script>")

    # Servers that mean harm

    def page_inside(self, request):
        self.answer(request, status=302, Location="http://169.254.169.254/latest/meta-data/")

    def page_file(self, request):
        self.answer(request, status=302, Location="file:///etc/passwd")

    def page_circle(self, request):
        self.answer(request, status=302, Location="/circle2")

    def page_circle2(self, request):
        self.answer(request, status=302, Location="/circle")

    def page_on(self, request):
        number = int(request.path.partition("?")[2] or 0)
        self.answer(request, status=302, Location=f"/on?{number + 1}")

    def page_drip(self, request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>")
        for _ in range(600):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    def page_endless(self, request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>kept</title>")
        while True:
            request.wfile.write(b"words " * 10_000)

    def page_hangup(self, request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
        request.connection.shutdown(socket.SHUT_RDWR)

    def page_gzip(self, request):
        self.answer(request, b"\x1f\x8b" + b"\0" * 100, Content_Encoding="gzip")

    def page_deep(self, request):
        self.answer(request, b"<title>kept</title>words to read" + b"<b>" * 170_000)


@pytest.fixture(scope="module")
def site():
    site = Site()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    from conftest import Gateway

    folder = tmp_path_factory.mktemp("cards")
    (folder / "hutong.yaml").write_text("cards: true\noutbound_networks: [127.0.0.0/8]\n")
    gateway = Gateway(folder / "data", "--config", str(folder / "hutong.yaml")).start()
    gateway.card_key = gateway.key("check")
    yield gateway
    gateway.kill()


def cards(gateway, *urls, **more):
    answer = requests.post(
        f"{gateway.address}/v1/cards?lang=en", json={"urls": urls, **more},
        headers={"Authorization": f"Bearer {gateway.card_key}"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def test_a_page_becomes_a_card(gateway, site):
    [result] = cards(gateway, site.url + "/product")
    assert result["health"]["state"] == "ok"
    assert result["card"]["title"] == "羽绒服 & 轻薄"
    assert result["card"]["picture"]["original"] == site.url + "/a.png"
    assert result["card"]["price"] == {"amount": "399.00", "currency": "CNY"}
    assert result["card"]["kind"] == "product"
    assert not result["cached"]
    # Kept: it is not asked for again, whatever its fragment.
    before = len(site.asked)
    [again] = cards(gateway, site.url + "/product#reviews")
    assert again["cached"] and again["card"] == result["card"]
    assert len(site.asked) == before


def test_what_is_sent_names_nobody(gateway, site):
    cards(gateway, site.url + "/product?who")
    fields = next(fields for path, fields in site.asked if path == "/product?who")
    assert fields["User-Agent"] == "Hutong/1.0"
    assert not {"Cookie", "Authorization", "Referer", "X-Forwarded-For"} & set(fields)


def test_the_trail_has_every_hop(gateway, site):
    [result] = cards(gateway, site.url + "/short")
    assert [(hop["url"].rsplit("/", 1)[1], hop["way"], hop["status"]) for hop in result["trail"]] == [
        ("short", "start", 302), ("refresh", "redirect", 200), ("script", "refresh", 200), ("product", "script", 200)]
    assert result["final_url"] == site.url + "/product"
    assert result["card"]["title"] == "羽绒服 & 轻薄"
    assert {hop["verdict"]["disposition"] for hop in result["trail"]} == {"warn"}, "an address without a name"


@pytest.mark.parametrize("page, state", [
    ("login", "login_wall"), ("app", "app_only"), ("removed", "gone"), ("empty", "blank"), ("shell", "js_only"),
    ("nothing", "gone"), ("private", "not_fetched"), ("inside", "not_fetched"), ("file", "app_only"),
    ("circle", "error"), ("on", "error"), ("drip", "slow"), ("hangup", "unreachable"), ("gzip", "not_fetched"),
])
def test_health(gateway, site, page, state):
    [result] = cards(gateway, f"{site.url}/{page}")
    assert result["health"]["state"] == state, result["health"]
    assert result["card"] is None


@pytest.mark.parametrize("page", ["endless", "deep"])
def test_pages_without_end(gateway, site, page):
    [result] = cards(gateway, f"{site.url}/{page}")
    assert result["card"]["title"] == "kept"


def test_robots_are_respected(gateway, site):
    assert not [path for path, _ in site.asked if path.startswith("/private")]


def test_a_dead_port_and_a_name_without_address(gateway, site):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}/"
        results = cards(gateway, dead, "http://no-such-name.invalid/")
    assert results[0]["health"]["state"] == "unreachable"
    assert results[1]["card"] is None


def test_a_blocked_hop_is_not_asked_and_shows_no_card(gateway, site):
    assert cards(gateway, site.url + "/product?blocked")[0]["card"]
    gateway.run("block", site.url + "/product", "--reason", "Sells fakes")
    before = len(site.asked)
    kept, fresh = cards(gateway, site.url + "/product?blocked", site.url + "/script?fresh")
    gateway.run("lift", site.url + "/product")
    assert kept["verdict"]["disposition"] == fresh["verdict"]["disposition"] == "block"
    assert kept["card"] is None and fresh["card"] is None
    assert [path for path, _ in site.asked[before:]] == ["/script?fresh"]
    # What a verdict cut short is not kept.
    [after] = cards(gateway, site.url + "/script?fresh")
    assert after["card"]["title"] == "羽绒服 & 轻薄"


def test_many_slow_sites_leave_checks_alone(gateway, site):
    slow = [threading.Thread(target=cards, args=(gateway, *[f"{site.url}/drip?{k}-{n}" for n in range(4)])) for k in range(8)]
    for thread in slow:
        thread.start()
    time.sleep(0.3)
    for _ in range(20):
        answer = gateway.check(gateway.card_key, {"text": "see https://example.org/"})
        assert answer.status_code == 200
    assert any(thread.is_alive() for thread in slow), "the checks were answered while pages were slow"
    for thread in slow:
        thread.join()


def test_the_interstitial_tells_what_is_known(gateway, site):
    address = site.url + "/product?page"
    link = gateway.check(gateway.card_key, {"text": address}).json()["results"][0]["findings"][0]["go"]
    asked = len(site.asked)
    assert "calls itself" not in gateway.open(link + "?lang=en").text
    assert len(site.asked) == asked, "a click fetches nothing"
    cards(gateway, address)
    page = gateway.open(link + "?lang=en").text
    assert "The page calls itself" in page and "羽绒服 &amp; 轻薄" in page


def test_the_command_line(gateway, site):
    result = gateway.run("card", site.url + "/short", "--config", str(gateway.folder.parent / "hutong.yaml"))
    assert "399.00 CNY" in result.stdout and "→ script" in result.stdout
    wrong = gateway.run("card", "ftp://x", check=False)
    assert wrong.returncode == 1 and "not an http or https address" in wrong.stderr
