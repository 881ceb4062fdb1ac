"""Everyone's choice from outside: the API with its validators, tokens signed by another implementation, and the pages."""

import json
import re
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from conftest import Gateway

ISSUER = "https://chat.example"


def pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


MAKERS = {
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}


class Signer:
    """A chat server that signs tokens for its people."""

    def __init__(self, gateway, algorithm="ES256", tenant="default", kid="k1"):
        self.gateway, self.algorithm, self.tenant, self.kid = gateway, algorithm, tenant, kid
        self.key = MAKERS[algorithm]()
        file = gateway.folder.parent / f"{uuid.uuid4()}.pem"
        file.write_text(pem(self.key))
        gateway.run(
            "signers", "add", "--tenant", tenant, "--issuer", ISSUER, "--algorithm", algorithm, "--kid", kid,
            "--public-key", str(file))

    def claims(self, person="u1", groups=None, **more):
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": "hutong", "sub": person, "exp": now + 300, "jti": str(uuid.uuid4()),
            "tenant": self.tenant, "groups": groups or {}, **more}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, person="u1", groups=None, **more):
        return jwt.encode(self.claims(person, groups, **more), self.key, self.algorithm, {"kid": self.kid})

    def session(self, person="u1", groups=None, to="/me/links"):
        session = requests.Session()
        answer = session.get(
            f"{self.gateway.address}/session", params={"token": self.token(person, groups), "to": to},
            allow_redirects=False, timeout=20)
        assert answer.status_code == 303, answer.text
        return session


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    gateway = Gateway(tmp_path_factory.mktemp("choices") / "data").start()
    yield gateway
    gateway.kill()


@pytest.fixture(scope="module")
def key(gateway):
    return gateway.key("check,admin")


@pytest.fixture(scope="module")
def signer(gateway):
    return Signer(gateway)


def api(gateway, key, method, path, body=None, **headers):
    return requests.request(
        method, gateway.address + path, timeout=20, data=None if body is None else json.dumps(body),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers})


def finding(gateway, key, message):
    answer = gateway.check(key, message)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]["findings"][0]


def grounds(found):
    return [(ground["code"], ground["by"]) for ground in found["verdict"]["grounds"]]


# The API


def test_a_choice_is_set_read_changed_and_given_up_under_its_validators(gateway, key):
    path = "/v1/groups/%E7%BE%A4%2F1/link-settings"
    missing = api(gateway, key, "GET", path)
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:hutong:problem:nothing-chosen")
    made = api(gateway, key, "PUT", path + "?by=u9&role=owner&reason=too%20much%20spam", {
        "posters": "admins", "trusted_domains": ["BÜCHER.example", "shop.example.cn."],
        "quiet_hours": {"from": "22:00", "until": "07:00", "offset": "Z"}}, **{"If-None-Match": "*"})
    assert made.status_code == 201, made.text
    assert made.json()["trusted_domains"] == ["shop.example.cn", "xn--bcher-kva.example"]
    assert made.json()["quiet_hours"] == {"from": "22:00", "until": "07:00", "offset": "+00:00"}
    tag = made.headers["ETag"]
    shown = api(gateway, key, "GET", path)
    assert shown.json() == made.json() and shown.headers["ETag"] == tag
    assert api(gateway, key, "GET", path, **{"If-None-Match": tag}).status_code == 304
    assert api(gateway, key, "PUT", path, {}, **{"If-None-Match": "*"}).status_code == 412
    same = api(gateway, key, "PUT", path, shown.json(), **{"If-Match": tag})
    assert same.status_code == 200 and same.headers["ETag"] == tag, "the same again is no change"
    other = api(gateway, key, "PUT", path, {**shown.json(), "posters": "nobody"}, **{"If-Match": tag})
    assert other.status_code == 200 and other.headers["ETag"] != tag
    assert api(gateway, key, "PUT", path, {}, **{"If-Match": tag}).status_code == 412
    assert api(gateway, key, "DELETE", path, **{"If-Match": tag}).status_code == 412
    assert api(gateway, key, "DELETE", path, **{"If-Match": other.headers["ETag"]}).status_code == 204
    assert api(gateway, key, "DELETE", path).status_code == 404
    history = api(gateway, key, "GET", path + "/history?limit=2").json()
    assert [change["present"] and change["present"]["posters"] for change in history["changes"]] == [None, "nobody"]
    rest = api(gateway, key, "GET", path + f"/history?cursor={history['next_cursor']}").json()
    assert rest["next_cursor"] is None
    [first] = rest["changes"]
    assert first["actor"]["person"] == "u9" and first["actor"]["role"] == "owner" and first["actor"]["kind"] == "key"
    assert first["reason"] == "too much spam" and first["former"] is None


@pytest.mark.parametrize("body, pointer", [
    ({"posters": "all"}, "/posters"),
    ({"forms": ["web", "paper"]}, "/forms/1"),
    ({"quiet_hours": {"from": "22:00", "until": "22:00", "offset": "Z"}}, "/quiet_hours"),
    ({"quiet_hours": {"from": "22:00", "offset": "Z"}}, "/quiet_hours/until"),
    ({"trusted_domains": ["example.com", "com"]}, "/trusted_domains/1"),
    ({"trusted_domains": ["github.io"]}, "/trusted_domains/0"),
    ({"trusted_domains": ["https://example.com/"]}, "/trusted_domains/0"),
    ({"trusted_domains": ["*.example.com"]}, "/trusted_domains/0"),
    ({"trusted_domains": ["192.0.2.1"]}, "/trusted_domains/0"),
    ({"trusted_domains": [f"a{number}.example" for number in range(201)]}, "/trusted_domains/200"),
    ({"poster": "admins"}, "/poster"),
])
def test_bad_settings_are_refused_with_their_place(gateway, key, body, pointer):
    answer = api(gateway, key, "PUT", "/v1/groups/bad/link-settings", body)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer), answer.text
    assert api(gateway, key, "GET", "/v1/groups/bad/link-settings").status_code == 404


def test_a_change_outlives_the_process(make_gateway):
    gateway = make_gateway().start()
    key = gateway.key("check,admin")
    for number in range(20):
        body = {"posters": "admins", "trusted_domains": [f"a{number}.example"]}
        assert api(gateway, key, "PUT", f"/v1/groups/g{number}/link-settings", body).ok
    gateway.kill()
    gateway.start()
    for number in range(20):
        kept = api(gateway, key, "GET", f"/v1/groups/g{number}/link-settings").json()
        assert kept["trusted_domains"] == [f"a{number}.example"]
    message = {"text": "https://a.example/", "scene": "group", "group": "g7", "sender": "u1", "sender_role": "member"}
    assert grounds(finding(gateway, key, message)) == [("group_admins_post", "group")]


def test_another_gateway_on_the_same_data_takes_it_up(make_gateway):
    first = make_gateway().start()
    second = Gateway(first.folder)
    try:
        second.start()
        key = first.key("check,admin")
        message = {"text": "https://a.example/", "scene": "group", "group": "g", "sender_role": "member"}
        assert grounds(finding(second, key, message)) == []
        assert api(first, key, "PUT", "/v1/groups/g/link-settings", {"posters": "nobody"}).ok
        for _ in range(100):
            if grounds(finding(second, key, message)):
                break
            time.sleep(0.05)
        assert grounds(finding(second, key, message)) == [("group_nobody_posts", "group")]
    finally:
        second.kill()


# What a choice does


def test_a_group_lets_only_admins_post(gateway, key):
    message = {"text": "https://a.example/", "scene": "group", "group": "admins only", "sender": "u1"}
    assert api(gateway, key, "PUT", "/v1/groups/admins%20only/link-settings", {"posters": "admins"}).ok
    of_member = finding(gateway, key, {**message, "sender_role": "member"})
    assert of_member["verdict"]["disposition"] == "block"
    assert grounds(of_member) == [("group_admins_post", "group")]
    assert grounds(finding(gateway, key, {**message, "sender_role": "admin"})) == []
    page = requests.get(of_member["go"], headers={"Accept-Language": "en"}, timeout=20)
    assert page.status_code == 403
    assert "the group&#39;s own choice" in page.text and "admins decide" in page.text
    assert "/me/links" not in page.text


def reader(gateway, secret, **claims):
    import base64
    import hashlib
    import hmac

    encode = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()  # noqa: E731
    payload = encode(json.dumps({"exp": int(time.time()) + 300, **claims}).encode())
    padded = secret + "=" * (-len(secret) % 4)
    code = hmac.new(base64.urlsafe_b64decode(padded), payload.encode(), hashlib.sha256).digest()
    return f"{payload}.{encode(code)}"


def test_a_person_hides_items_and_the_page_says_whose_choice_it_was(gateway, key, signer):
    found = finding(gateway, key, {"text": "https://item.taobao.com/item.htm?id=1", "scene": "group", "group": "g2"})
    assert grounds(found) == []
    assert api(gateway, key, "PUT", "/v1/people/shopper/link-preferences", {"kinds": {"item": "hide"}}).ok
    secret = gateway.run("keys", "reader").stdout.strip()
    link = found["go"] + "?reader=" + reader(gateway, secret, person="shopper")
    page = requests.get(link, headers={"Accept-Language": "en"}, allow_redirects=False, timeout=20)
    assert page.status_code == 403
    assert "your own choice" in page.text and "/me/links?lang=en" in page.text
    other = found["go"] + "?reader=" + reader(gateway, secret, person="somebody else")
    assert gateway.open(other).status_code == 302


# Tokens and sessions


@pytest.mark.parametrize("algorithm", MAKERS)
def test_tokens_of_every_algorithm_are_exchanged_once(gateway, algorithm):
    signer = Signer(gateway, algorithm, tenant="t-" + algorithm.lower(), kid="key-" + algorithm)
    token = signer.token(groups={"g": "owner"})
    ask = lambda: requests.get(  # noqa: E731
        gateway.address + "/session", params={"token": token, "to": "/t/x/g/y/settings?lang=en"},
        allow_redirects=False, timeout=20)
    first = ask()
    assert (first.status_code, first.headers["Location"]) == (303, "/t/x/g/y/settings?lang=en")
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    again = ask()
    assert again.status_code == 403 and "Set-Cookie" not in again.headers
    assert "已经用过" in again.text


def refused(gateway, token, words="无效"):
    answer = requests.post(
        gateway.address + "/session", data={"token": token}, allow_redirects=False, timeout=20)
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers, answer.headers
    assert words in answer.text


@pytest.mark.parametrize("more, words", [
    ({"exp": int(time.time()) - 1}, "过期"), ({"exp": int(time.time()) + 3_600}, "无效"), ({"exp": None}, "无效"),
    ({"iss": "https://other.example"}, "无效"), ({"aud": "https://other.example"}, "无效"),
    ({"nbf": int(time.time()) + 600}, "无效"), ({"tenant": "unknown"}, "无效"), ({"tenant": None}, "无效"),
    ({"jti": None}, "无效"), ({"sub": ""}, "无效"), ({"groups": {"g": "stranger"}}, "无效"),
])
def test_tokens_that_say_the_wrong_thing_are_refused(gateway, signer, more, words):
    refused(gateway, signer.token(**more), words)


def test_tokens_that_are_signed_wrongly_are_refused(gateway, signer):
    claims = signer.claims()
    header = {"kid": signer.kid}
    refused(gateway, jwt.encode(claims, MAKERS["ES256"](), "ES256", header))
    refused(gateway, jwt.encode(claims, signer.key, "ES256", {"kid": "other"}))
    refused(gateway, jwt.encode(claims, signer.key, "ES256"))
    refused(gateway, jwt.encode(claims, None, "none", header))
    refused(gateway, jwt.encode(claims, MAKERS["RS256"](), "RS256", header))
    # The public key as the secret of an HMAC, which a careless verifier takes.
    import base64
    import hashlib
    import hmac

    encode = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()  # noqa: E731
    text = encode(json.dumps({"alg": "HS256", **header}).encode()) + "." + encode(json.dumps(claims).encode())
    code = hmac.new(pem(signer.key).encode(), text.encode(), hashlib.sha256).digest()
    refused(gateway, text + "." + encode(code))
    refused(gateway, signer.token()[:-4] + "AAAA")
    refused(gateway, "")
    assert signer.session()


@pytest.mark.parametrize("to", [
    "https://evil.example/", "//evil.example/me/links", "/\\evil.example/me/links", "/play", "me/links", "/t/../play",
])
def test_a_session_leads_nowhere_else(gateway, signer, to):
    answer = requests.get(
        gateway.address + "/session", params={"token": signer.token(), "to": to}, allow_redirects=False, timeout=20)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/links")


def test_what_only_looks_ahead_uses_no_link_up(gateway, signer):
    link = gateway.address + "/session?token=" + signer.token()
    assert requests.get(link, headers={"Sec-Purpose": "prefetch"}, timeout=20).status_code == 503
    assert requests.head(link, timeout=20).status_code == 200
    assert requests.get(link, allow_redirects=False, timeout=20).status_code == 303


class KeySet:
    """A JWK Set on a port."""

    def __init__(self):
        self.keys, self.asked = [], 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                body = json.dumps({"keys": outer.keys}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jwks.json"

    def add(self, key, kid):
        jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
        self.keys.append({**jwk, "kid": kid, "use": "sig", "key_ops": ["verify"]})


def test_keys_of_a_set_are_fetched_and_kept(make_gateway, monkeypatch):
    monkeypatch.setenv("HUTONG_OUTBOUND_NETWORKS", "127.0.0.0/8")
    gateway = make_gateway().start()
    served = KeySet()
    signer = Signer(gateway, kid="unused")
    gateway.run("signers", "add", "--issuer", ISSUER, "--algorithm", "ES256", "--jwks", served.url)
    key = MAKERS["ES256"]()
    served.add(key, "rolling")
    token = lambda kid: jwt.encode(signer.claims(), key, "ES256", {"kid": kid})  # noqa: E731
    begin = lambda kid: requests.post(  # noqa: E731
        gateway.address + "/session", data={"token": token(kid)}, allow_redirects=False, timeout=20).status_code
    assert [begin("rolling"), begin("rolling")] == [303, 303]
    assert served.asked == 1
    assert [begin("unknown"), begin("unknown")] == [403, 403]
    assert served.asked == 1, "an unknown name fetches the set at most once a minute"


def test_sets_are_fetched_from_public_addresses_only(gateway):
    answer = gateway.run(
        "signers", "add", "--issuer", ISSUER, "--algorithm", "ES256", "--jwks", "http://169.254.169.254/", check=False)
    assert answer.returncode != 0 and "cannot be fetched" in answer.stderr


def test_signers_are_listed_and_removed(make_gateway):
    gateway = make_gateway().start()
    signer = Signer(gateway)
    signer.session()
    listed = gateway.run("signers", "list").stdout
    name = re.search(r"sgn_\w+", listed)[0]
    assert ISSUER in listed and "ES256" in listed and "k1" in listed
    gateway.run("signers", "remove", name)
    refused(gateway, signer.token())
    file = gateway.folder.parent / "wrong.pem"
    file.write_text(pem(MAKERS["RS256"]()))
    wrong = ["signers", "add", "--issuer", ISSUER, "--kid", "k", "--public-key", str(file), "--algorithm"]
    assert "not a public key for ES256" in gateway.run(*wrong, "ES256", check=False).stderr
    assert "not an algorithm" in gateway.run(*wrong, "HS256", check=False).stderr


# The pages


def form(page):
    """What a browser would send of a page's form that nobody touched."""
    fields = []
    for tag in re.findall(r"<input [^>]*>", page):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values["type"] in ("radio", "checkbox") and not tag.endswith(" checked>"):
            continue
        fields.append((values["name"], values["value"]))
    for name, body in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        fields.append((name, re.search(r'value="([^"]*)" selected', body)[1]))
    for name, body in re.findall(r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>', page, re.S):
        fields.append((name, body))
    return fields


def changed(fields, **values):
    return [(name, values.get(name, value)) for name, value in fields]


def test_an_owner_changes_a_group_and_a_member_only_looks(gateway, key, signer):
    page = gateway.address + "/t/default/g/team%201/settings?lang=en"
    owner = signer.session("boss", {"team 1": "owner"})
    shown = owner.get(page, timeout=20)
    assert shown.status_code == 200 and "default-src 'none'" in shown.headers["Content-Security-Policy"]
    fields = form(shown.text)
    saved = owner.post(page, data=changed(fields, posters="admins", trusted_domains="Example.com\r\n例子.中国"), timeout=20)
    assert saved.status_code == 200 and "Saved" in saved.text and saved.history[0].status_code == 303
    path = "/v1/groups/team%201/link-settings"
    kept = api(gateway, key, "GET", path).json()
    assert kept["posters"] == "admins" and kept["trusted_domains"] == ["example.com", "xn--fsqu00a.xn--fiqs8s"]
    assert kept["forms"] is None and kept["kinds"] is None and kept["quiet_hours"] is None
    [change] = api(gateway, key, "GET", path + "/history").json()["changes"]
    assert change["actor"] == {"kind": "person", "id": "boss", "person": "boss", "role": "owner"}

    late = owner.post(page, data=changed(fields, posters="nobody"), timeout=20)
    assert late.status_code == 409 and "changed by somebody else" in late.text
    bad = owner.post(page, data=changed(form(saved.text), trusted_domains="com"), timeout=20)
    assert bad.status_code == 422 and "no single site" in bad.text

    member = signer.session("guest", {"team 1": "member"})
    seen = member.get(page, timeout=20)
    assert seen.status_code == 200 and "Only the owner and admins" in seen.text and "<button" not in seen.text
    assert member.post(page, data=form(seen.text), timeout=20).status_code == 403
    assert api(gateway, key, "GET", path).json() == kept

    stranger = signer.session("stranger").get(page, timeout=20)
    assert stranger.status_code == 403 and "not in this group" in stranger.text
    other = Signer(gateway, tenant="other").session("boss", {"team 1": "owner"}).get(page, timeout=20)
    assert other.status_code == 403 and "another platform" in other.text
    nobody = requests.get(page, timeout=20)
    assert nobody.status_code == 403 and "from your chat app" in nobody.text

    reset = owner.post(page, data=form(owner.get(page, timeout=20).text) + [("action", "default")], timeout=20)
    assert reset.status_code == 200 and "Back to the defaults" in reset.text
    assert api(gateway, key, "GET", path).status_code == 404


def test_a_form_without_its_own_token_changes_nothing(gateway, key, signer):
    page = gateway.address + "/me/links?lang=en"
    session, other = signer.session("careful"), signer.session("careful")
    fields = changed(form(session.get(page, timeout=20).text), all="hide")
    without = [field for field in fields if field[0] != "form_token"]
    of_other = changed(fields, form_token=dict(form(other.get(page, timeout=20).text))["form_token"])
    for data in (without, of_other, changed(fields, form_token="")):
        answer = session.post(page, data=data, timeout=20)
        assert answer.status_code == 403 and "nothing was changed" in answer.text
    assert api(gateway, key, "GET", "/v1/people/careful/link-preferences").status_code == 404
    assert session.post(page, data=fields, timeout=20).status_code == 200
    assert api(gateway, key, "GET", "/v1/people/careful/link-preferences").json()["all"] == "hide"


def test_the_page_works_on_a_phone_without_scripts(gateway, key, signer, browser):
    context = browser.new_context(
        viewport={"width": 375, "height": 667}, java_script_enabled=False, locale="en-US", has_touch=True)
    page = context.new_page()
    page.goto(f"{gateway.address}/session?token={signer.token('phone')}&to=/me/links?lang=en")
    assert page.title().startswith("My links")
    page.get_by_label("Links from strangers").select_option("Hide")
    page.get_by_label("Payments").first.select_option("Ask me first")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").inner_text() == "Saved, and in force now."
    assert page.get_by_label("Links from strangers").input_value() == "hide"
    assert api(gateway, key, "GET", "/v1/people/phone/link-preferences").json()["forms"] == {"payment": "warn"}
    page.get_by_role("link", name="中文").click()
    assert page.title().startswith("我的链接偏好")
    context.close()
