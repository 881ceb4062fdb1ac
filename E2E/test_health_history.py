"""What links were like whenever they were looked at; and pages that let oEmbed speak for them."""

import json
import time

import pytest
import requests

from conftest import PHONE, Gateway
from test_cards import Site


class ChangingSite(Site):
    def __init__(self):
        super().__init__()
        self.is_gone = False

    def page_page(self, request):
        if self.is_gone:
            return self.missing(request)
        self.answer(request, b"<title>here</title>words to read")

    def page_bare(self, request):
        self.answer(request, b"""<link rel=alternate type=application/json+oembed href='/oembed?which=good'>
            <title>Own title</title>words to read""")

    def page_named(self, request):
        which = request.path.partition("?")[2]
        self.answer(request, f"""<link rel=alternate type=application/json+oembed href='/oembed?which={which}'>
            <title>Own title</title>words to read""".encode())

    def page_oembed(self, request):
        which = request.path.rpartition("=")[2]
        if which == "endless":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"title\":\"")
            while True:
                request.wfile.write(b"x" * 10_000)
        if which == "inside":
            return self.answer(request, status=302, Location="http://169.254.169.254/")
        if which == "broken":
            return self.answer(request, b"<html>")
        self.answer(request, json.dumps({
            "version": "1.0", "type": "photo", "title": "Another title", "author_name": "Au\u202ethor",
            "provider_name": "Provider", "url": "/red.png", "width": 1200, "height": 600, "html": "<script>",
        }).encode())


@pytest.fixture(scope="module")
def site():
    site = ChangingSite()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("health")
    (folder / "hutong.yaml").write_text("cards: true\noutbound_networks: [127.0.0.0/8]\n")
    gateway = Gateway(folder / "data", "--config", str(folder / "hutong.yaml")).start()
    gateway.all_key = gateway.key("check,read")
    yield gateway
    gateway.kill()


def card(gateway, url):
    answer = requests.get(
        f"{gateway.address}/v1/cards", params={"url": url}, headers={"Authorization": f"Bearer {gateway.all_key}"},
        timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]


def history(gateway, host, key=None):
    return requests.get(
        f"{gateway.address}/v1/sites/{host}/health", headers={"Authorization": f"Bearer {key or gateway.all_key}"},
        timeout=20)


def history_when(gateway, count):
    for _ in range(100):
        answer = history(gateway, "127.0.0.1")
        if answer.status_code == 200 and len(answer.json()["readings"]) >= count:
            break
        time.sleep(0.02)
    return answer.json()


def test_a_site_has_a_history(gateway, site):
    assert history(gateway, "127.0.0.1").status_code == 404
    card(gateway, site.url + "/page")
    card(gateway, site.url + "/login#part")
    # What is kept already is no new reading, and what was not asked is none at all.
    card(gateway, site.url + "/page")
    card(gateway, site.url + "/private")
    told = history_when(gateway, 2)
    assert told["site"] == "127.0.0.1"
    assert told["states"] == [{"state": "login_wall", "count": 1}, {"state": "ok", "count": 1}]
    assert [(each["url"], each["state"]) for each in told["readings"]] == [
        (site.url + "/login", "login_wall"), (site.url + "/page", "ok")]
    assert told["readings"][0]["evidence"] == "a field for a password"


def test_it_is_the_tenants_own(gateway, site):
    assert history(gateway, "127.0.0.1", gateway.key("read", tenant="other")).status_code == 404
    assert history(gateway, "127.0.0.1", gateway.key("check")).status_code == 403


@pytest.mark.parametrize("host", ["nothing.example", "a%2Fb", "a%20b", "user@a.example", "%00", "-", "[::1]", "x" * 300])
def test_hosts_of_which_nothing_is_known(gateway, host):
    assert history(gateway, host).status_code in (400, 404)


def test_the_command_line(gateway, site):
    configuration = ("--config", str(gateway.folder.parent / "hutong.yaml"))
    site.is_gone = True
    now = gateway.run("health", site.url + "/page", *configuration)
    site.is_gone = False
    assert f"{site.url}/page: gone (status 404)" in now.stdout and "login_wall 1" in now.stdout
    told = json.loads(gateway.run("health", "127.0.0.1", "--json", *configuration).stdout)
    assert told["readings"][0]["state"] == "gone" and told == history(gateway, "127.0.0.1").json()
    assert "Nothing was found" in gateway.run("health", "nothing.example").stdout
    wrong = gateway.run("health", "ftp://x", check=False)
    assert wrong.returncode == 1 and "neither a host" in wrong.stderr
    kinds = gateway.run("retention").stdout
    assert "health readings" in kinds and "retain_health" in kinds


def test_links_much_opened_are_read_again(gateway, site):
    """A minute passes between two rounds."""
    address = site.url + "/page?popular"
    link = gateway.check(gateway.all_key, {"text": address}).json()["results"][0]["findings"][0]["go"]
    site.is_gone = True
    for _ in range(12):
        gateway.open(link)
    for _ in range(140):
        if any(path == "/page?popular" for path, _ in site.asked):
            break
        time.sleep(0.5)
    site.is_gone = False
    for _ in range(100):
        page = requests.get(link + "?lang=en", headers={"User-Agent": PHONE}, timeout=20, allow_redirects=False).text
        if "may have been removed" in page:
            break
        time.sleep(0.02)
    assert "may have been removed" in page, "the next reader is told"
    assert history_when(gateway, 1)["readings"][0] | {"read_at": ""} == {
        "url": address, "state": "gone", "evidence": "status 404", "read_at": ""}


# oEmbed of others


def test_oembed_says_what_the_page_does_not(gateway, site):
    told = card(gateway, site.url + "/bare")["card"]
    assert told["title"] == "Own title"
    assert (told["author"], told["site_name"], told["kind"]) == ("Author", "Provider", "photo")
    assert told["picture"]["original"] == site.url + "/red.png"
    assert (told["picture"]["width"], told["picture"]["height"]) == (1200, 600)


@pytest.mark.parametrize("which", ["endless", "inside", "broken"])
def test_oembed_that_is_no_good_costs_nothing(gateway, site, which):
    told = card(gateway, f"{site.url}/named?{which}")
    assert told["health"]["state"] == "ok"
    assert told["card"]["title"] == "Own title" and told["card"]["picture"] is None


def test_a_page_that_says_enough_is_not_asked_further(gateway, site):
    card(gateway, site.url + "/product")
    assert not [path for path, _ in site.asked if path.startswith("/oembed") and "product" in path]
