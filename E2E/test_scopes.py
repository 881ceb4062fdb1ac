"""Every operation of the API's description with every kind of key: allowed exactly where the description says so, and
never with another tenant's data. A new route takes part as soon as it is described, and must be."""

import json
import re
import time

import pytest
import requests

from api_document import SCOPES, Document
from conftest import ROOT, Gateway
from holding import rules_with_holding

DOCUMENT = Document()
OPERATIONS = {str(operation): operation for operation in DOCUMENT.operations}
KEYED = {name: operation for name, operation in OPERATIONS.items() if operation.security}
# Words that only the first tenant's data holds.
MARK = "first-tenant-mark"
# The name that the first tenant gives to something by a PUT; a policy's stands in its text, too.
OWN_NAME = MARK + "-name"
OWN_NAMES = {"/v1/policies/{policy}": "quiet"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scopes")
    rules = rules_with_holding(folder)
    (folder / "hutong.yaml").write_text("tenants: {first: {policy: holding}}\n")
    gateway = Gateway(
        folder / "data", "--playground", "--rules", rules, "--config", folder / "hutong.yaml").start()
    requests.get(gateway.address + "/readyz", timeout=20)
    yield gateway
    gateway.kill()


@pytest.fixture(scope="module")
def keys(gateway):
    """Keys of the default tenant, by what they are."""
    keys = {scope: gateway.key(scope) for scope in SCOPES}
    keys["all"] = gateway.key(",".join(SCOPES))
    keys["all but one"] = {scope: gateway.key(",".join(each for each in SCOPES if each != scope)) for scope in SCOPES}
    keys["revoked"] = gateway.key(",".join(SCOPES))
    gateway.run("keys", "revoke", keys["revoked"].split("_")[1])
    return keys


def send(gateway, operation, authorization, path=None, body=None):
    media, example = operation.body()
    headers = {} if authorization is None else {"Authorization": authorization}
    if media:
        headers["Content-Type"] = media
    if path is None:
        path = re.sub(r"\{[^}]+\}", "unknown", operation.path)
    return requests.request(
        operation.method, gateway.address + path, headers=headers, data=body or example, allow_redirects=False, timeout=20)


def problem_of(answer):
    """The last word of the problem's type; HEAD has none."""
    return answer.json()["type"].rsplit(":", 1)[1] if answer.content else None


# What the description must say


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_who_may(name):
    operation = OPERATIONS[name]
    assert operation.security is not None, "no `security`: [] for everybody, [{ key: [] }] for keys with `x-scope`"
    if operation.security:
        assert operation.security == [{"key": []}]
        assert operation.scope in SCOPES, f"x-scope is {operation.scope!r}, not one of {SCOPES}"
        for status in ["401", "403"]:
            assert status in operation.described["responses"]
    else:
        assert operation.scope is None, "a scope, and yet for everybody"
    if operation.path.startswith("/v1/"):
        assert operation.security, "what stands below /v1/ wants a key"


def test_every_route_is_described():
    """Routes as the sources hand them to the router, with `{name}` for `:name`."""
    routes = set()
    for file in (ROOT / "Sources/Gateway").rglob("*.swift"):
        text = file.read_text()
        calls = re.findall(r"\b(?:Self|GatewayRouter)\.add\(\s*(\S[^,\n]*)", text)
        for call in calls:
            literal = re.fullmatch(r'"([^"]*)"', call)
            assert literal, f"{file.name}: the route {call} is no plain text; this test must learn to read it"
            path = re.sub(r"\\\((\w+)\)", lambda name: re.search(rf'let {name[1]} = "([^"]*)"', text)[1], literal[1])
            routes.add(re.sub(r":(\w+)", r"{\1}", path))
    assert {"/v1/checks", "/go/{token}", "/healthz"} <= routes, "the sources name their routes in another way now"
    described = {operation.path for operation in DOCUMENT.operations}
    assert routes - described == set(), "routes without a description"
    assert described - routes == set(), "descriptions without a route"


def test_every_method_is_described(gateway):
    """What a path says it answers is what is described; HEAD goes with GET, and is described beside it."""
    for path in {operation.path for operation in DOCUMENT.operations}:
        filled = re.sub(r"\{[^}]+\}", "unknown", path)
        answer = requests.request("PATCH", gateway.address + filled, timeout=20)
        described = {operation.method.upper() for operation in DOCUMENT.operations if operation.path == path}
        if answer.status_code == 405:
            allowed = set(answer.headers["Allow"].replace(" ", "").split(",")) - {"OPTIONS"}
            assert allowed - {"HEAD"} == described - {"HEAD"}, path
        else:
            assert "PATCH" in described, path


# Who may


@pytest.mark.parametrize("held", [*SCOPES, "all", "all but one"])
@pytest.mark.parametrize("name", KEYED)
def test_a_key_may_what_its_scopes_say(gateway, keys, name, held):
    operation = KEYED[name]
    key = keys[held][operation.scope] if held == "all but one" else keys[held]
    answer = send(gateway, operation, f"Bearer {key}")
    if held in ("all", operation.scope):
        assert answer.status_code not in (401, 403), answer.text
        assert answer.status_code < 500
    else:
        assert answer.status_code == 403, answer.text
        assert problem_of(answer) in (None, "missing-scope")


BAD_AUTHORIZATIONS = {
    "none": None,
    "empty": "",
    "no key": "Bearer",
    "malformed": "Bearer hutong_x_y",
    "another scheme": "Basic {key}",
    "no scheme": "{key}",
    "a letter more": "Bearer {key}A",
    "a letter less": "Bearer {short}",
    "another secret": "Bearer {id}_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "another id": "Bearer hutong_000000000000_{secret}",
    "capitals": "Bearer {capitals}",
    "two keys": "Bearer {key}, Bearer {key}",
    "revoked": "Bearer {revoked}",
    "endless": "Bearer hutong_" + "a" * 8_000,
}


@pytest.mark.parametrize("kind", BAD_AUTHORIZATIONS)
@pytest.mark.parametrize("name", KEYED)
def test_what_is_no_good_key_opens_nothing(gateway, keys, name, kind):
    key = keys["all"]
    text = BAD_AUTHORIZATIONS[kind]
    if text is not None:
        text = text.format(
            key=key, short=key[:-1], id=key.rsplit("_", 1)[0][:19], secret=key.split("_", 2)[2], capitals=key.upper(),
            revoked=keys["revoked"])
    answer = send(gateway, KEYED[name], text)
    assert answer.status_code == 401, answer.text
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem_of(answer) in (None, "missing-key", "wrong-key")
    assert key.split("_", 2)[2] not in answer.text, "the answer shows the key"


@pytest.mark.parametrize("name", [name for name, operation in OPERATIONS.items() if not operation.security])
def test_what_is_for_everybody_asks_for_no_key(gateway, keys, name):
    plain = send(gateway, OPERATIONS[name], None)
    assert plain.status_code != 401 and plain.status_code < 500
    for key in [keys["check"], keys["revoked"], "nonsense"]:
        assert send(gateway, OPERATIONS[name], f"Bearer {key}").status_code == plain.status_code


# Whose data


def strings(value, named=None):
    """Every string below `value` with the name of the member that holds it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from strings(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, named)
    elif isinstance(value, str):
        yield named, value


def marked(value):
    """An example with the mark in every string that can hold free words."""
    if isinstance(value, dict):
        return {name: marked(each) if name != "scene" else each for name, each in value.items()}
    if isinstance(value, list):
        return [marked(each) for each in value]
    return value.replace("example.org", f"{MARK}.example") if isinstance(value, str) else value


def filled(path, each):
    """The path with `each` for what names one of a collection; a standing is named by two parts."""
    return re.sub(r"\{[^}]+\}", "unknown", re.sub(r"\{kind\}/\{name\}|\{[^}]+\}", each, path, count=1))


@pytest.fixture(scope="module")
def two_tenants(gateway):
    """The first has used every operation that changes something; the second has a key that may everything."""
    everything = ",".join(SCOPES)
    first, second = gateway.key(everything, "first"), gateway.key(everything, "second")
    link = gateway.check(first, {
        "text": f"https://item.taobao.com/item.htm?id=1 https://{MARK}.example/x", "sender": MARK, "group": MARK,
    }).json()["results"][0]["findings"][0]["go"]
    assert gateway.open(link).status_code == 302
    assert requests.post(
        link + "/complain", data={"category": "fraud", "statement": MARK}, timeout=20).status_code == 201
    held = gateway.check(first, {"text": f"http://203.0.113.7/{MARK}", "sender": MARK, "group": MARK}).json()
    made = {"/v1/holds": [each["hold"]["id"] for each in held["results"][0]["findings"]]}
    cases = requests.get(
        gateway.address + "/v1/cases", headers={"Authorization": f"Bearer {first}"}, timeout=20).json()["cases"]
    made["/v1/cases"] = [each["id"] for each in cases]
    for operation in KEYED.values():
        # What a tenant names itself is made by a PUT.
        if operation.method == "put":
            own = OWN_NAMES.get(operation.path, OWN_NAME)
            path = re.sub(r"\{[^}]+\}", own, operation.path)
            media, example = operation.body()
            body = json.dumps(marked(json.loads(example))).encode()
            assert send(gateway, operation, f"Bearer {first}", path=path, body=body).ok
            made[operation.path] = [own]
        if operation.method != "post" or operation.path_parameters:
            continue
        media, example = operation.body()
        body = json.dumps(marked(json.loads(example))).encode() if media == "application/json" else example
        answer = send(gateway, operation, f"Bearer {first}", body=body)
        if answer.ok and answer.headers.get("Content-Type", "").startswith("application/json"):
            made[operation.path] = [
                text for name, text in strings(answer.json()) if name == "id" and re.fullmatch(r"[\w.-]+", text)]
    appeal = requests.post(
        f"{gateway.address}/v1/rulings/{made['/v1/rulings'][0]}/appeals", headers={"Authorization": f"Bearer {first}"},
        json={"kind": "appeal", "party": "site", "statement": MARK}, timeout=20)
    made["/v1/appeals"] = [appeal.json()["id"]]
    made["/v1/standings"] = [f"sender/{MARK}"]
    for _ in range(200):
        if MARK in requests.get(
            gateway.address + "/v1/standings", headers={"Authorization": f"Bearer {first}"}, timeout=20).text:
            break
        time.sleep(0.05)
    gateway.totals_when(first, "openings", 1)
    return first, second, made


def test_the_first_tenant_has_data(gateway, two_tenants):
    first, _, _ = two_tenants
    text = requests.get(
        gateway.address + "/v1/stats/summary", headers={"Authorization": f"Bearer {first}"}, timeout=20).text
    assert '"taobao"' in text and '"first"' in text


@pytest.mark.parametrize("name", [name for name, operation in KEYED.items() if operation.method == "get"])
def test_a_tenant_reads_its_own_data_only(gateway, two_tenants, name):
    _, second, made = two_tenants
    operation = KEYED[name]
    ids = [each for path in made if operation.path.startswith(path) for each in made[path]]
    paths = [operation.path]
    if operation.path_parameters:
        paths = [filled(operation.path, each) for each in ids]
    for path in paths:
        answer = send(gateway, operation, f"Bearer {second}", path=path)
        if operation.path_parameters:
            assert answer.status_code == 404, f"{path}: {answer.text}"
        for word in [MARK, "taobao", '"first"', *ids]:
            assert word not in answer.text, f"{path} shows {word} of another tenant"


@pytest.mark.parametrize("name", [
    name for name, operation in KEYED.items() if operation.method != "get" and operation.path_parameters])
def test_a_tenant_changes_its_own_data_only(gateway, two_tenants, name):
    first, second, made = two_tenants
    operation = KEYED[name]
    ids = [each for path in made if operation.path.startswith(path) for each in made[path]]
    assert ids, f"nothing was made for {name}: give the POST of its collection an example that works"
    for each in ids:
        path = filled(operation.path, each)
        if operation.method == "put":
            # Every tenant can use a name; it means something else with each.
            third = gateway.key(",".join(SCOPES), "third")
            show = lambda key: requests.get(  # noqa: E731
                gateway.address + path, headers={"Authorization": f"Bearer {key}"}, timeout=20)
            kept = show(first)
            assert kept.status_code == 200 and show(third).status_code == 404
            assert send(gateway, operation, f"Bearer {third}", path=path).status_code == 201
            assert show(first).text == kept.text, f"{name} by the third tenant changed what the first has"
            continue
        answer = send(gateway, operation, f"Bearer {second}", path=path)
        assert answer.status_code == 404
        collection = re.sub(r"/\{[^}]+\}.*", "", operation.path)
        if f"GET {collection}" in KEYED:
            listed = requests.get(
                gateway.address + collection, headers={"Authorization": f"Bearer {first}"}, timeout=20).text
            assert each.rsplit("/", 1)[-1] in listed, f"{name} by the second tenant took {each} from the first"


def test_a_tenants_click_counts_for_it_alone(gateway, two_tenants):
    first, second, _ = two_tenants
    # One on the link's page, and one by the API.
    assert gateway.totals_when(first, "complaints", 2)["complaints"] == 2
    assert gateway.summary(first)["openings"] == 1
    assert set(gateway.summary(second).values()) == {0}
