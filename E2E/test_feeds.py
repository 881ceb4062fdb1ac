"""Threat lists that are fetched: a source that changes, fails, lies or leads inside, and a gateway that is killed."""

import gzip
import json
import re
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest
import requests
import yaml

from conftest import ROOT, Gateway

NAMES = [f"bad{number}.example" for number in range(100)]
TOKEN = "a token/with signs"


class Source:
    """A server of one list, which answers as it is told."""

    def __init__(self):
        source = self
        self.asked = []
        self.reply = self.listing(NAMES)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                source.asked.append((self.path, dict(self.headers)))
                try:
                    source.reply(self)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def answer(request, body=b"", status=200, length=None, **fields):
        request.send_response(status)
        for name, value in fields.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        request.end_headers()
        request.wfile.write(body)

    def listing(self, names, **fields):
        body = "".join(name + "\n" for name in names).encode()
        etag = f'"{hash(tuple(names))}"'

        def reply(request):
            if request.headers["If-None-Match"] == etag:
                return self.answer(request, status=304)
            self.answer(request, body, ETag=etag, **fields)

        return reply

    def say(self, body=b"", status=200, length=None, **fields):
        self.reply = lambda request: self.answer(request, body, status, length, **fields)


@pytest.fixture
def source():
    source = Source()
    yield source
    source.server.shutdown()


class Feeds:
    """A data folder whose configuration fetches one list, “scams”."""

    def __init__(self, folder, source, **more):
        self.source = source
        self.feed = {"url": source.url + "/list.txt", "format": "domains", "class": "scam", "interval": "5m", **more}
        self.path = folder / "feeds.yaml"
        self.describe()
        (folder / "hutong.yaml").write_text(
            f"outbound_networks: [127.0.0.1]\nfeeds: {self.path}\nmetrics: 127.0.0.1:0\n")
        self.gateway = Gateway(folder / "data", "--config", str(folder / "hutong.yaml"))
        self.config = str(folder / "hutong.yaml")

    def describe(self, **more):
        self.feed.update(more)
        self.path.write_text(yaml.safe_dump({"feeds": {"scams": self.feed}}))

    def run(self, *arguments, check=True):
        return self.gateway.run("threats", *arguments, "--config", self.config, check=check)

    def update(self, *flags, fails=False):
        result = self.run("update", *flags, check=False)
        assert result.returncode == (1 if fails else 0), result.stdout + result.stderr
        return result.stdout

    def lists(self, name):
        return "scams" in self.run("why", name).stdout.split("Verdict")[0]

    def record(self):
        return json.loads((self.gateway.folder / "threats/feeds/scams.json").read_text())

    def is_due_now(self):
        """As if the interval, or the wait after a failure, were over."""
        path = self.gateway.folder / "threats/feeds/scams.json"
        path.write_text(json.dumps({**self.record(), "next_try_at": 1}))

    def leftovers(self):
        folder = self.gateway.folder / "threats"
        return [path.name for path in folder.rglob("*") if path.suffix not in (".list", ".json") and path.name != "set"
                and path.is_file()]


@pytest.fixture
def feeds(tmp_path, source):
    feeds = Feeds(tmp_path, source)
    yield feeds
    if feeds.gateway.process and feeds.gateway.process.poll() is None:
        feeds.gateway.kill()


def when(condition, seconds=20):
    for _ in range(int(seconds * 20)):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def test_a_list_is_fetched_and_asked_for_its_changes(feeds, source):
    assert "never" in feeds.run("status").stdout
    assert "100 names" in feeds.update()
    assert feeds.lists("www.bad7.example")
    assert "unchanged" in feeds.update("scams")
    assert source.asked[-1][1]["If-None-Match"]
    source.reply = source.listing(NAMES[:90] + ["new.example"])
    assert "91 names" in feeds.update()
    assert feeds.lists("new.example") and not feeds.lists("bad99.example")
    fields = source.asked[-1][1]
    assert fields["User-Agent"].startswith("Hutong-Feeds/")
    assert not {"Cookie", "Authorization", "Referer"} & set(fields)
    status = feeds.run("status").stdout
    assert re.search(r"scams +domains +scam +80 +91 +0 +\S+ \S+ +0 m +\S+ \S+ +-\n", status), status
    assert feeds.leftovers() == []


BAD = {
    "an error page": (dict(body=b"<!DOCTYPE html><html><p>bad1.example\n", Content_Type="text/html"), "is a page"),
    "an error page behind a blank line": (dict(body=b"\xef\xbb\xbf\n <html>\nbad1.example"), "is a page"),
    "nothing": (dict(), "is empty"),
    "comments only": (dict(body=b"# maintenance\n"), "holds no entry"),
    "a tenth of it": (dict(body="\n".join(NAMES[:10]).encode()), "holds 10 entries where the list held 100"),
    "cut short": (dict(body="\n".join(NAMES).encode(), length=100_000), "hung up|broke off"),
    "gzip cut short": (dict(body=gzip.compress("\n".join(NAMES).encode())[:-9]), "gzip is damaged"),
    "another format": (dict(body=b"\n".join(b'["%s", 1]' % name.encode() for name in NAMES) + b"\na.example\n"),
                       "is no list in the format domains"),
    "a ZIP archive": (dict(body=b"PK\x03\x04" + b"\0" * 100), "is a ZIP archive"),
    "an unknown coding": (dict(body=b"\0" * 10, Content_Encoding="br"), "coding that is not read: br"),
    "gone": (dict(status=404), "answered 404"),
    "304 without being asked": (dict(status=304), "answered 304"),
    "in trouble": (dict(status=500), "answered 500"),
    "inside": (dict(status=302, Location="http://127.0.0.2:8080/list.txt"), "127.0.0.2 does not lead to a public address"),
    "metadata": (dict(status=302, Location="http://169.254.169.254/latest/"), "does not lead to a public address"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_update_keeps_the_old_list(feeds, source, case):
    feeds.update()
    before = feeds.record()
    reply, words = BAD[case]
    source.say(**reply)
    assert re.search(words, feeds.update("--force" if "asked" in case else "scams", fails=True))
    assert feeds.lists("bad99.example")
    status = feeds.run("status", "--verify").stdout
    assert re.search(words, status) and "every checksum is right" in status
    after = feeds.record()
    assert after["failures"] == 1
    assert 60 <= after["next_try_at"] - after["tried_at"] <= 75
    assert {key: before[key] for key in ("entries", "etag", "read_at", "confirmed_at")} == {
        key: after[key] for key in ("entries", "etag", "read_at", "confirmed_at")}
    assert feeds.leftovers() == []
    # It recovers by itself.
    source.reply = source.listing(NAMES)
    assert "unchanged" in feeds.update()
    assert feeds.record()["failures"] == 0


def test_a_bomb_is_given_up(tmp_path, source):
    feeds = Feeds(tmp_path, source, size_limit=1)
    feeds.update()
    source.say(gzip.compress(b"#" * (200 << 20)))
    assert "longer than 1 MiB when unpacked" in feeds.update(fails=True)
    source.say(b"# long\n" * 200_000)
    assert "longer than 1 MiB" in feeds.update(fails=True)
    assert feeds.lists("bad99.example")


def test_what_has_shrunk_is_taken_when_it_may(feeds, source):
    feeds.update()
    source.reply = source.listing(NAMES[:20])
    feeds.update(fails=True)
    feeds.describe(may_lose=80)
    feeds.update()
    assert feeds.record()["entries"] == 20
    source.reply = source.listing(NAMES[:1])
    feeds.update(fails=True)
    feeds.update("--force")
    assert feeds.record()["entries"] == 1


@pytest.mark.parametrize("coding", ["file", "transfer"])
def test_gzip_is_unpacked(feeds, source, coding):
    packed = gzip.compress("\n".join(NAMES[:50]).encode()) + gzip.compress("\n".join(["", *NAMES[50:]]).encode())
    source.say(packed, **({"Content_Encoding": "gzip"} if coding == "transfer" else {}))
    assert "100 names" in feeds.update()
    assert source.asked[0][1]["Accept-Encoding"] == "gzip"


def test_the_token_is_sent_and_shown_nowhere(tmp_path, source):
    (tmp_path / "token").write_text(TOKEN + "\n")
    feeds = Feeds(tmp_path, source, token={"file": str(tmp_path / "token"), "header": "Auth-Key"})
    feeds.update()
    assert source.asked[0][1]["Auth-Key"] == TOKEN
    feeds.describe(url=source.url + "/{token}/list.txt", token={"file": str(tmp_path / "token")})
    feeds.update()
    assert source.asked[1][0] == "/a%20token%2Fwith%20signs/list.txt"
    source.say(status=302, Location=source.asked[1][0])
    said = feeds.update(fails=True) + feeds.run("status").stdout + json.dumps(feeds.record())
    assert "lead back to" in said
    assert "with%20signs" not in said and TOKEN not in said
    (tmp_path / "token").unlink()
    assert "no file with a token" in feeds.update(fails=True)


def test_too_many_requests_are_waited_out(feeds, source):
    feeds.update()
    source.say(status=429, Retry_After="7200")
    feeds.update(fails=True)
    assert feeds.record()["next_try_at"] - feeds.record()["tried_at"] == 7200
    date = datetime.fromtimestamp(time.time() + 3600, timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
    source.say(status=503, Retry_After=date)
    feeds.update(fails=True)
    assert 3500 < feeds.record()["next_try_at"] - feeds.record()["tried_at"] <= 3600
    feeds.gateway.start()
    time.sleep(2.5)
    assert len(source.asked) == 3, "the gateway asks again before it may"


def test_the_gateway_fetches_by_itself(tmp_path, source):
    feeds = Feeds(tmp_path, source)
    gateway = feeds.gateway.start()
    try:
        key = gateway.key()

        def disposition(name):
            answer = gateway.check(key, {"messages": [{"id": "1", "text": f"http://{name}/"}]})
            assert answer.status_code == 200, answer.text
            return answer.json()["results"][0]["findings"][0]["verdict"]["disposition"]

        when(lambda: disposition("bad1.example") != "open")
        source.reply = source.listing(NAMES + ["later.example"])
        assert disposition("later.example") == "open"
        feeds.is_due_now()
        when(lambda: disposition("later.example") != "open")
        assert len(source.asked) == 2
        source.say(b"<html>", status=200)
        feeds.is_due_now()
        when(lambda: feeds.record()["last_error"])
        assert disposition("later.example") != "open"
        assert "could not be updated; what it held stays" in (gateway.folder.parent / "data.log").read_text()
        port = re.search(r"port=(\d+).*metrics are served", (gateway.folder.parent / "data.log").read_text())[1]
        figures = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
        assert re.search(r'^hutong_feed_failures\{list="feed:scams"\} 1$', figures, re.M), figures
        assert re.search(r'^hutong_list_age_seconds\{list="feed:scams"\} \d+$', figures, re.M)
        # A change of the file is taken up; a mistake in it is not.
        feeds.path.write_text("feeds: {scams: {url: nowhere}}")
        when(lambda: "is refused; the former ones stay" in (gateway.folder.parent / "data.log").read_text())
        gateway.stop()
    finally:
        if gateway.process.poll() is None:
            gateway.kill()


def test_of_two_gateways_one_fetches(tmp_path, source):
    feeds = Feeds(tmp_path, source)
    slow = source.reply

    def reply(request):
        time.sleep(2)
        slow(request)

    source.reply = reply
    feeds.gateway.folder.mkdir()
    gateways = [Gateway(feeds.gateway.folder, *feeds.gateway.flags).start() for _ in range(2)]
    try:
        when(lambda: (feeds.gateway.folder / "threats/set").exists())
        time.sleep(2)
        assert len(source.asked) == 1
    finally:
        for gateway in gateways:
            gateway.kill()


@pytest.mark.parametrize("moment", range(6))
def test_a_gateway_killed_in_the_middle_keeps_the_old_set(feeds, source, moment):
    feeds.update()
    many = NAMES + [f"host{number}.more.example" for number in range(10_000)]
    body = "\n".join(many).encode()
    asked = threading.Event()

    def reply(request):
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[:-1000])
        asked.set()
        if moment:
            request.wfile.write(body[-1000:])
        else:
            time.sleep(5)

    source.reply = reply
    gateway = feeds.gateway
    feeds.is_due_now()
    gateway.start()
    assert asked.wait(20)
    time.sleep([0.2, 0, 0.1, 0.3, 0.7, 1.5][moment])
    gateway.kill()
    # Whatever was under way, the set is whole, and holds the old list or the new one.
    assert "every checksum is right" in feeds.run("status", "--verify").stdout
    assert feeds.lists("bad99.example")
    source.reply = source.listing(many)
    feeds.update()
    assert feeds.lists("host9999.more.example")
    assert feeds.leftovers() == []


def test_a_set_that_was_cut_off_from_its_lists_is_mended(feeds, source):
    feeds.update()
    record = {**feeds.record(), "read_at": int(time.time()) + 1, "confirmed_at": int(time.time()) + 1}
    (feeds.gateway.folder / "threats/feeds/scams.json").write_text(json.dumps(record))
    (feeds.gateway.folder / "threats/feeds/scams.list").write_text("\n".join([*NAMES, "cut.example"]))
    assert "The set is not yet that of the lists" in feeds.run("status").stdout
    assert not feeds.lists("cut.example")
    time.sleep(1.1)
    assert "unchanged" in feeds.update()
    assert feeds.lists("cut.example")


def test_entries_end_that_are_not_confirmed(tmp_path, source):
    feeds = Feeds(tmp_path, source, entries_end_after="10d")
    feeds.update()
    until = re.search(r"scams +scam +80 +(\S+) \S+ +(\S+) ", feeds.run("why", "bad1.example").stdout)
    days = datetime.fromisoformat(until[2]) - datetime.fromisoformat(until[1])
    assert days.days == 10
    feeds.update()
    assert "If-None-Match" in source.asked[-1][1]
    # Halfway to their end the whole list is fetched, whether it has changed or not.
    record = {**feeds.record(), "read_at": int(time.time()) - 6 * 86_400}
    (feeds.gateway.folder / "threats/feeds/scams.json").write_text(json.dumps(record))
    assert "new" in feeds.update()
    assert "If-None-Match" not in source.asked[-1][1]


def test_the_example_of_the_guide_is_right(tmp_path):
    [example] = re.findall(r"```yaml\n(# feeds.yaml\n.*?)```", (ROOT / "docs/threats.md").read_text(), re.S)
    schema = json.loads((ROOT / "config/schema/feeds.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(example), schema)
    (tmp_path / "feeds.yaml").write_text(example)
    (tmp_path / "hutong.yaml").write_text(f"feeds: {tmp_path}/feeds.yaml\n")
    gateway = Gateway(tmp_path / "data")
    shown = gateway.run("threats", "status", "--config", str(tmp_path / "hutong.yaml")).stdout
    assert len([line for line in shown.splitlines() if "never" in line]) == len(yaml.safe_load(example)["feeds"])


MISTAKES = [
    ("feeds: {a: {url: ftp://x.example/}}", "http or https"),
    ("feeds: {A: {url: https://x.example/}}", "is no name for a list"),
    ("feeds: {a: {url: https://x.example/, interval: 4m}}", "5m to 30d"),
    ("feeds: {a: {url: https://x.example/, interval: soon}}", "5m to 30d"),
    ("feeds: {a: {url: https://x.example/, format: xml}}", "is not one of"),
    ("feeds: {a: {url: https://x.example/, colour: red}}", "unknown key"),
    ("feeds: {a: {url: https://x.example/, may_lose: 101}}", "outside 0 to 100"),
    ("feeds: {a: {url: https://x.example/, interval: 1d, entries_end_after: 2d}}", "four times the interval"),
    ("feeds: {a: {url: 'https://x.example/{token}'}}", "there is no token"),
    ("feeds: {a: {url: https://x.example/, token: {env: KEY}}}", "either a header"),
    ("feeds: {a: {url: 'https://{token}.example/', token: {env: KEY}}}", "path and query only"),
    ("feeds: {a: {url: https://x.example/, token: {env: HUTONG_KEY, header: X}}}", "must not begin with HUTONG_"),
    ("feeds: {a: {url: https://x.example/, token: {env: KEY, header: Authorization}}}", "cannot be sent"),
    ("feeds: {a: {}}", '"url" is missing'),
    ("feeds:", "has no value"),
]


@pytest.mark.parametrize("text,words", MISTAKES)
def test_a_mistake_in_the_file_is_told_with_its_line(feeds, text, words):
    feeds.path.write_text("# first line\n" + text + "\n")
    for command in ("status", "update"):
        result = feeds.run(command, check=False)
        assert result.returncode == 1
        assert words in result.stderr and "feeds.yaml:2: " in result.stderr, result.stderr
    schema = json.loads((ROOT / "config/schema/feeds.schema.json").read_text())
    if words not in ("four times the interval", "there is no token", "either a header", "path and query only"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.safe_load(text), schema)
