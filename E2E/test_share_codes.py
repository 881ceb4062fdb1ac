"""Share codes: the page of one, and resolving them at a server that checks signatures by itself."""

import hashlib
import hmac
import json
import threading
import time
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
import requests
from test_play import page_of, shot

SECRET = "squeamish-ossifrage"
CODE = "CZ0001abcde"
TEXT = f"￥{CODE}￥ 复制打开淘宝"
ITEM = "https://item.taobao.com/item.htm?id=612345678901&spm=a.b"


def signature(parameters, method):
    """The platform's rules, written down again."""
    text = "".join(name + parameters[name] for name in sorted(parameters) if name != "sign" and parameters[name])
    if method == "md5":
        return hashlib.md5((SECRET + text + SECRET).encode()).hexdigest().upper()
    digest = {"hmac": "md5", "hmac-sha256": "sha256"}[method]
    return hmac.new(SECRET.encode(), text.encode(), digest).hexdigest().upper()


class OpenPlatform:
    """What open.taobao.com does with `taobao.wireless.share.tpwd.query`."""

    def __init__(self):
        self.asked = []
        self.answers = {CODE: ITEM}
        self.behaviour = "good"
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if platform.behaviour == "slow":
                    time.sleep(3)
                answer = b"oops" if platform.behaviour == "broken" else json.dumps(platform.answer(body)).encode()
                self.send_response(200 if platform.behaviour != "down" else 503)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                try:
                    self.wfile.write(answer)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            # Several connections come at once; a full queue would make one wait for a second.
            request_queue_size = 64

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/router/rest"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, body):
        pairs = parse_qsl(body, strict_parsing=True)
        parameters = dict(pairs)
        assert len(pairs) == len(parameters)
        self.asked.append(parameters)
        error = lambda code, text: {"error_response": {"code": code, "msg": text, "request_id": "r"}}
        if parameters["app_key"] != "12345678":
            return error(29, "Invalid App Key")
        if parameters["sign"] != signature(parameters, parameters["sign_method"]):
            return error(25, "Invalid signature")
        china = datetime.now(timezone(timedelta(hours=8))).replace(tzinfo=None)
        stated = datetime.strptime(parameters["timestamp"], "%Y-%m-%d %H:%M:%S")
        if abs(china - stated) > timedelta(minutes=10):
            return error(41, "Invalid arguments: timestamp")
        assert (parameters["method"], parameters["format"], parameters["v"]) == (
            "taobao.wireless.share.tpwd.query", "json", "2.0")
        code = parameters["password_content"].strip("￥")
        url = self.answers.get(code)
        return {"wireless_share_tpwd_query_response": {
            "suc": url is not None, "url": url or "", "content": "羽绒服", "native_url": "tbopen://x", "request_id": "r"}}


@pytest.fixture
def platform():
    platform = OpenPlatform()
    yield platform
    platform.server.shutdown()


@pytest.fixture
def resolving(make_gateway, platform, monkeypatch, tmp_path):
    def start(method="hmac-sha256", secret=SECRET, **more):
        path = tmp_path / "secret"
        path.write_text(secret + "\n")
        settings = {
            "TAOBAO_APP_KEY": "12345678", "TAOBAO_SECRET_FILE": str(path), "TAOBAO_GATEWAY": platform.address,
            "TAOBAO_SIGN_METHOD": method, "OUTBOUND_NETWORKS": "127.0.0.0/8", **more}
        for name, value in settings.items():
            monkeypatch.setenv("HUTONG_" + name, value)
        return make_gateway(name="resolving").start()

    return start


def finding(gateway, key, text=TEXT, query="?resolve=codes", **more):
    answer = gateway.check(key, {"text": text, **more}, query)
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"][0]["findings"]
    assert [one["form"] for one in found] == ["share_code"]
    return found[0]


@pytest.mark.parametrize("method", ["md5", "hmac", "hmac-sha256"])
def test_a_code_is_resolved_with_every_signature(resolving, platform, method):
    gateway = resolving(method)
    key = gateway.key()
    assert "resolved" not in finding(gateway, key, query="")
    assert platform.asked == []
    found = finding(gateway, key)
    assert found["resolution"] == "found"
    assert found["resolved"] == {
        "url": ITEM, "clean_url": "https://item.taobao.com/item.htm?id=612345678901", "platform": "taobao",
        "resource": {"kind": "item", "id": "612345678901"}}
    assert found["code"] == CODE and found["verdict"]["disposition"] == "copy"
    assert platform.asked[0]["sign_method"] == method and SECRET not in str(platform.asked)
    finding(gateway, key)
    assert len(platform.asked) == 1, "remembered"
    assert SECRET not in (gateway.folder.parent / "resolving.log").read_text()


def test_both_ends_are_judged_at_the_check_and_at_the_click(resolving):
    gateway = resolving()
    key = gateway.key()
    go = finding(gateway, key)["go"]
    assert gateway.open(go).status_code == 200
    gateway.run("block", "item.taobao.com", "--reason", "Recalled")
    found = finding(gateway, key)
    assert found["verdict"]["disposition"] == "block"
    assert {ground["code"] for ground in found["verdict"]["grounds"]} == {"operator_block", "needs_app"}
    page = gateway.open(go)
    assert page.status_code == 403 and "Recalled" in page.text and CODE not in page.text and "612345678901" not in page.text


def test_an_unknown_code_and_other_platforms_say_so(resolving, platform):
    gateway = resolving()
    key = gateway.key()
    platform.answers.clear()
    for _ in range(2):
        found = finding(gateway, key)
        assert (found["resolution"], found["resolved"]) == ("unknown", None)
        assert found["verdict"]["disposition"] == "copy"
    assert len(platform.asked) == 1
    assert "可能已经失效" in gateway.open(found["go"]).text


@pytest.mark.parametrize("behaviour", ["down", "broken", "slow"])
def test_a_failing_platform_fails_no_check(resolving, platform, behaviour):
    gateway = resolving(SHARE_CODE_TIMEOUT="100")
    key = gateway.key()
    platform.behaviour = behaviour
    for _ in range(8):
        found = finding(gateway, key)
        assert (found["resolution"], found["resolved"]) == ("unavailable", None)
        assert found["verdict"]["disposition"] == "copy" and found["go"]
    assert "暂时查不到" in gateway.open(found["go"]).text
    log = (gateway.folder.parent / "resolving.log").read_text()
    assert log.count("share codes are not resolved") == 1 and CODE not in log and SECRET not in log


def test_a_wrong_secret_is_a_failure(resolving, platform):
    gateway = resolving(secret="wrong")
    assert finding(gateway, gateway.key())["resolution"] == "unavailable"
    assert len(platform.asked) == 1


def test_without_access_the_answer_says_so(gateway):
    key = gateway.key()
    found = finding(gateway, key)
    assert (found["resolution"], found["resolved"]) == ("unsupported", None)
    answer = gateway.check(key, {"text": TEXT}, "?resolve=links")
    assert answer.status_code == 422 and answer.json()["type"].endswith("invalid-value")


def test_batches_and_lines_are_resolved(resolving, platform):
    gateway = resolving()
    key = gateway.key()
    codes = [f"CZ1{number:03}abcde" for number in range(20)]
    platform.answers.update({code: f"https://item.taobao.com/item.htm?id=7{number:010}" for number, code in enumerate(codes)})
    answer = gateway.check(key, {"messages": [{"text": f"￥{code}￥"} for code in codes] * 2}, "?resolve=codes")
    found = [result["findings"][0]["resolved"]["resource"]["id"] for result in answer.json()["results"]]
    assert found == [f"7{number:010}" for number in range(20)] * 2
    assert len(platform.asked) == 20
    lines = "".join(json.dumps({"text": f"￥{code}￥"}) + "\n" for code in codes[:2])
    answer = requests.post(
        f"{gateway.address}/v1/checks?resolve=codes", data=lines, timeout=20,
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"})
    results = [json.loads(line)["findings"][0] for line in answer.text.splitlines()]
    assert [result["resolution"] for result in results] == ["found", "found"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("access", [True, False])
def test_the_page_of_a_code(resolving, gateway, browser, language, size, access):
    if access:
        gateway = resolving()
    link = finding(gateway, gateway.key(), query="")["go"]
    page = page_of(browser, language, size)
    page.goto(link)
    shot(page, f"code-{language}-{size}-{'resolved' if access else 'plain'}")
    words = {"zh": ("淘宝 · 商品", "复制口令", "打开网页", "已复制"), "en": ("Taobao · item", "Copy code", "Open web page", "Copied")}
    name, copy, web, copied = words[language]
    assert page.locator(".codename").inner_text() == name
    assert page.locator("textarea").input_value() == f"￥{CODE}￥"
    assert page.locator("a.button[href='taobao://']").count() == 1
    page.click(f"button.copy:has-text('{copy}')")
    page.wait_for_selector(f"button.copy:has-text('{copied}')")
    opener = page.locator(f"a.button:has-text('{web}')")
    assert opener.count() == (1 if access else 0)
    if access:
        assert page.locator(".host strong").inner_text() == "taobao.com"
        assert opener.get_attribute("href") == ITEM
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
