"""Bad and borderline input on a bare socket: framing, pipelining, bodies. Never two answers to one request, never an
answer to a smuggled one, never 500, never a hang, and never a log that an outsider can fill."""

import gzip
import json
import re
import time

import pytest

from conftest import PHONE, Gateway
from http_shapes import shapes
from raw_http import at_once, connect, exchange, read_answers, receive, request

IDLE_TIMEOUT = 2
SHAPES = {name: (section, allowed) for name, section, _, allowed in shapes("key")}


@pytest.fixture(scope="module")
def hardened(tmp_path_factory):
    """A gateway that closes what is idle after two seconds, and a key."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hutong.yaml").write_text(
        f"idle_timeout: {IDLE_TIMEOUT}\nrequest_timeout: {IDLE_TIMEOUT}\nbody_limit: 2097152\n")
    gateway = Gateway(folder / "data", "--config", str(folder / "hutong.yaml")).start()
    yield gateway, gateway.key()
    gateway.kill()


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    """A gateway with the usual idle timeout."""
    gateway = Gateway(tmp_path_factory.mktemp("patient") / "data").start()
    yield gateway
    gateway.kill()


def log_of(gateway):
    return (gateway.folder.parent / (gateway.folder.name + ".log")).read_text().splitlines()


def check_request(key, body, *headers, kind="application/json", **more):
    return request(
        "POST", "/v1/checks", f"Authorization: Bearer {key}", *([f"Content-Type: {kind}"] if kind else []), *headers,
        body=body, **more)


# Shapes


@pytest.fixture(scope="module")
def outcomes(hardened):
    gateway, key = hardened
    cases = list(shapes(key))
    assert len({name for name, *_ in cases}) == len(cases)
    before = len(log_of(gateway))
    found = dict(zip([case[0] for case in cases], at_once(lambda case: exchange(gateway, case[2]), cases)))
    return found, log_of(gateway)[before:]


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_has_one_reading(outcomes, name):
    section, allowed = SHAPES[name]
    outcome = outcomes[0][name]
    seen = [(answer.status, answer.body[:100]) for answer in outcome.answers]
    assert outcome.closed, f"{section}: left hanging after {seen}"
    assert outcome.statuses in allowed, f"{section}: {seen}"
    assert outcome.rest == b"", f"{section}: half an answer at the end: {outcome.rest[:100]!r}"
    for answer in outcome.answers:
        assert b"echoed" not in answer.body and "echoed" not in str(answer.headers)
    if outcome.statuses in ([400], [414], [431], [501], [505]):
        assert outcome.answers[0].headers.get("connection", "").lower() == "close", (
            "RFC 9112 §9.6: whoever closes after an answer says so in it")


def test_the_log_stays_small(outcomes):
    found, lines = outcomes
    assert len(lines) <= len(found), "more lines than connections"
    loud = [line for line in lines if re.match(r"\S+ (error|critical|warning) ", line)]
    assert loud == [], "a client's mistake is no error of the gateway"
    assert max(map(len, lines), default=0) < 1_000, "a client decides how long a line is"


@pytest.mark.parametrize("headers, version, says", [
    (["Connection: close"], "HTTP/1.1", True), (["Connection: CLOSE"], "HTTP/1.1", True),
    (["Connection: a, close"], "HTTP/1.1", True), (["Connection: a", "Connection: close"], "HTTP/1.1", True),
    ([], "HTTP/1.0", False), (["Connection: close"], "HTTP/1.0", False)])
def test_the_last_answer_closes_at_once(patient, headers, version, says):
    """RFC 9112 §9.3, §9.6. The idle timeout is longer than this test waits."""
    for target in ["/healthz", "/nothing"]:
        outcome = exchange(patient, request("GET", target, *headers, version=version), patience=5)
        assert len(outcome.answers) == 1 and outcome.closed, f"{target} stays open"
        if says:
            assert outcome.answers[0].headers.get("connection", "").lower() == "close"


def test_an_upgrade_that_is_not_made_leaves_no_deaf_connection(patient):
    """RFC 9110 §7.8. Java's HttpClient and `curl --http2` ask for h2c in their first request."""
    for headers in [["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"], ["Upgrade: h2c"]]:
        with connect(patient, timeout=5) as connection:
            connection.sendall(request("GET", "/healthz", *headers))
            first = receive(connection, answers=1)
            assert first.statuses == [200]
            if first.answers[0].headers.get("connection", "").lower() == "close":
                assert receive(connection).closed
            else:
                connection.sendall(request("GET", "/nothing"))
                assert receive(connection, answers=1).statuses == [404]


@pytest.mark.parametrize("target, status", [
    ("/", 200), ("/healthz", 200), ("/nothing", 404), ("/v1/nothing", 404), ("/v1/checks", 405), ("/go/x", 404),
    ("/go/x/continue", 405), ("/v1/stats/summary", 401), ("/assets/x", 404), ("/play", 404)])
def test_an_answer_to_head_has_no_body(hardened, target, status):
    """RFC 9110 §9.3.2. A body there would be read as the next answer."""
    gateway, _ = hardened
    outcome = exchange(gateway, request("HEAD", target) + request("GET", "/healthz"), ["HEAD", "GET"])
    assert outcome.statuses == [status, 200] and json.loads(outcome.answers[1].body) == {"status": "ok"}


@pytest.mark.parametrize("key_is_good, allowed", [(True, [[100, 200]]), (False, [[100, 401], [401]])])
def test_a_client_that_waits_for_100_is_not_left_waiting(hardened, key_is_good, allowed):
    """RFC 9110 §10.1.1: 100, or a final status."""
    gateway, key = hardened
    body = b'{"text":""}'
    with connect(gateway) as connection:
        connection.sendall(check_request(
            key if key_is_good else "hutong_x", b"", f"Content-Length: {len(body)}", "Expect: 100-continue"))
        answers, _ = read_answers(connection.recv(1 << 16))
        assert answers, "closed without an answer"
        statuses = [answer.status for answer in answers]
        if statuses == [100]:
            connection.sendall(body)
            statuses += receive(connection, answers=1).statuses
        assert statuses in allowed


# Pipelining


@pytest.fixture(scope="module")
def conversation(hardened):
    """20 requests of every kind, and what each is answered."""
    gateway, key = hardened
    addresses = [f"https://a{number}.example/x" for number in range(4)]
    results = gateway.check(key, {"messages": [{"text": address} for address in addresses]}).json()["results"]
    paths = [result["findings"][0]["go"].removeprefix(gateway.address) for result in results]
    agent = f"User-Agent: {PHONE}"

    def opens(number):
        return lambda answer: answer.headers["location"] == addresses[number]

    def names(*ids):
        return lambda answer: [result["id"] for result in json.loads(answer.body)["results"]] == list(ids)

    def problem(word):
        return lambda answer: json.loads(answer.body)["type"].endswith(":" + word)

    def click(number, *headers, method="GET"):
        return method, request(method, paths[number], agent, *headers), 302, opens(number)

    def check(*ids, text="see https://b.example/y", **more):
        messages = [{"id": each, "text": text} for each in ids]
        body = json.dumps(messages[0] if len(ids) == 1 else {"messages": messages}).encode()
        return "POST", check_request(key, body, **more), 200, names(*ids)

    def any_body(answer):
        return True

    chunked = b'8\r\n{"text":\r\n8\r\n"","id":\r\n4\r\n"c"}\r\n0\r\n\r\n'
    return gateway, [
        click(0),
        check("m1"),
        ("GET", request("GET", "/healthz"), 200, lambda answer: json.loads(answer.body) == {"status": "ok"}),
        click(1),
        ("GET", request("GET", "/nothing"), 404, any_body),
        check(*[f"n{number}" for number in range(50)]),
        click(2, method="HEAD"),
        check("m2"),
        ("POST", check_request(key, b'{"text":'), 400, problem("malformed-json")),
        click(3),
        ("POST", check_request("hutong_wrong", b'{"text":""}'), 401, problem("wrong-key")),
        ("POST", check_request(
            key, chunked, "Transfer-Encoding: chunked", length=False), 200, names("c")),
        ("GET", request("GET", paths[0][:-8] + "AAAAAAAA"), 404, any_body),
        ("DELETE", request("DELETE", "/v1/checks"), 405, problem("method-not-allowed")),
        check("m3", text="无"),
        ("GET", request("GET", "/v1/stats/summary", f"Authorization: Bearer {key}"), 200,
         lambda answer: json.loads(answer.body)["tenant"] == "default"),
        ("HEAD", request("HEAD", "/nothing"), 404, any_body),
        click(0, "Accept-Language: en"),
        check("m4", kind="text/plain")[:2] + (415, problem("media-type")),
        click(3, "Connection: close"),
    ]


def require_conversation(steps, outcome):
    assert outcome.statuses == [status for _, _, status, _ in steps]
    for position, (answer, (_, _, _, is_right)) in enumerate(zip(outcome.answers, steps)):
        assert is_right(answer), f"answer {position}: {answer}"
    assert outcome.closed and outcome.rest == b""


def test_pipelined_requests_are_answered_in_order(conversation):
    gateway, steps = conversation
    assert len(steps) == 20
    data = b"".join(data for _, data, _, _ in steps)
    methods = [method for method, *_ in steps]
    for outcome in at_once(lambda _: exchange(gateway, data, methods), range(20)):
        require_conversation(steps, outcome)


def test_pipelined_requests_in_two_pieces_cut_anywhere(conversation):
    gateway, steps = conversation
    steps = [steps[0], steps[1], steps[2], steps[11], steps[6], steps[19]]
    data = b"".join(data for _, data, _, _ in steps)
    methods = [method for method, *_ in steps]

    def cut(at):
        with connect(gateway) as connection:
            connection.sendall(data[:at])
            # Gives the gateway the time to see the first piece alone; what is asserted does not depend on it.
            time.sleep(0.01)
            connection.sendall(data[at:])
            return receive(connection, methods)

    for at, outcome in enumerate(at_once(cut, range(1, len(data)), threads=16), 1):
        try:
            require_conversation(steps, outcome)
        except AssertionError as error:
            raise AssertionError(f"cut at byte {at}, {data[max(0, at - 20):at]!r} | {data[at:at + 20]!r}") from error


def test_pipelined_requests_byte_by_byte(conversation):
    gateway, steps = conversation
    data = b"".join(data for _, data, _, _ in steps[:3] + steps[19:])
    with connect(gateway) as connection:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(0.0005)
        require_conversation(steps[:3] + steps[19:], receive(connection, ["GET", "POST", "GET", "GET"]))


def test_a_client_that_has_finished_sending_is_answered(conversation):
    gateway, steps = conversation
    for first, last in [(0, 1), (1, 2), (5, 6), (11, 12), (0, 19)]:
        with connect(gateway) as connection:
            connection.sendall(b"".join(data for _, data, _, _ in steps[first:last]))
            connection.shutdown(1)
            require_conversation(
                steps[first:last], receive(connection, [method for method, *_ in steps[first:last]]))


# Bodies


def many_names(count):
    return b"{" + b",".join(b'"n%d":1' % number for number in range(count)) + b"}"


LIMIT = 2_097_152
BODIES = [
    ("a text", {}, b'{"text":""}', 200, None),
    ("a byte order mark", {}, b'\xef\xbb\xbf{"text":""}', 400, "malformed-json"),
    ("too long", {}, b'{"text":"' + b" " * LIMIT + b'"}', 413, "body-too-large"),
    ("as long as may be", {}, b'{"text":""}' + b" " * (LIMIT - 11), 200, None),
    ("gzip", {"headers": ["Content-Encoding: gzip"]}, gzip.compress(b'{"text":""}'), 415, "content-coding"),
    ("gzip, not said", {}, gzip.compress(b'{"text":""}'), 400, None),
    ("plain text", {"kind": "text/plain"}, b'{"text":""}', 415, "media-type"),
    ("no media type", {"kind": ""}, b'{"text":""}', 415, "media-type"),
    ("a media type that only begins well", {"kind": "application/jsonp"}, b'{"text":""}', 415, "media-type"),
    ("UTF-16", {}, '{"text":""}'.encode("utf-16"), 400, None),
    ("GBK", {"kind": "application/json; charset=gbk"}, '{"text":"中文"}'.encode("gbk"), 400, "bad-utf-8"),
    ("half a character", {}, b'{"text":"\xe4\xbd"}', 400, "bad-utf-8"),
    ("an overlong slash", {}, b'{"text":"\xc0\xaf"}', 400, "bad-utf-8"),
    ("a surrogate in UTF-8", {}, b'{"text":"\xed\xa0\x80"}', 400, "bad-utf-8"),
    ("half an escaped pair", {}, b'{"text":"\\ud800"}', 200, None),
    ("an escaped NUL", {}, b'{"text":"\\u0000"}', 200, None),
    ("a bare NUL", {}, b'{"text":"\0"}', 400, "malformed-json"),
    ("empty", {}, b"", 400, "malformed-json"),
    ("null", {}, b"null", 422, "wrong-type"),
    ("NaN", {}, b'{"text":NaN}', 400, "malformed-json"),
    ("a comma at the end", {}, b'{"text":"",}', 400, "malformed-json"),
    ("a comment", {}, b'{"text":""/**/}', 400, "malformed-json"),
    ("two values", {}, b'{"text":""}{"text":""}', 400, "malformed-json"),
    ("an endless number", {}, b'{"text":' + b"9" * 1_000_000 + b"}", 422, "wrong-type"),
    ("a number past all", {}, b'{"text":1e999999999}', 422, "wrong-type"),
    ("a name twice", {}, b'{"text":"a","text":"b"}', 422, "duplicate-field"),
    ("a name twice, once escaped", {}, b'{"text":"a","\\u0074ext":"b"}', 422, "duplicate-field"),
    ("100,000 names", {}, many_names(100_000), 422, "unknown-field"),
    ("a name of 1 MB", {}, b'{"' + b"a" * (1 << 20) + b'":1}', 422, "unknown-field"),
    ("1 MB of [", {}, b"[" * (1 << 20), 400, "malformed-json"),
    ("1 MB of [ where a text stands", {}, b'{"text":' + b"[" * (1 << 20), 400, "malformed-json"),
    ("1 MB of {", {}, b'{"messages":' * (1 << 16), 400, "malformed-json"),
    ("deep", {}, b'{"messages":[{"text":"","client":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}]}", 422, None),
    ("a text too long", {}, b'{"text":"' + b"a" * 65_537 + b'"}', 422, "invalid-value"),
    ("1,001 messages", {}, b'{"messages":[' + b",".join([b'{"text":""}'] * 1_001) + b"]}", 422, "invalid-value"),
    ("a text of @", {}, b'{"text":"' + b"@" * 65_536 + b'"}', 200, None),
    ("a text of dots", {}, b'{"text":"' + b"a." * 32_768 + b'"}', 200, None),
    ("a text of 9,000 addresses", {}, b'{"text":"' + b"http://" * 9_000 + b'"}', 422, None),
]


def framed(key, more, body, framing):
    more = dict(more)
    headers = more.pop("headers", [])
    if framing == "chunks":
        pieces = [body[at:at + 50_000] for at in range(0, len(body), 50_000)]
        data = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        return check_request(key, data, "Transfer-Encoding: chunked", *headers, length=False, **more)
    return check_request(key, body, *headers, *([] if body else ["Content-Length: 0"]), **more)


@pytest.fixture(scope="module")
def body_outcomes(hardened):
    gateway, key = hardened
    cases = [(case, framing) for case in BODIES for framing in ["length", "chunks"]]

    def send(item):
        (_, more, body, _, _), framing = item
        return exchange(gateway, framed(key, more, body, framing) + request("GET", "/nothing"))

    return {(case[0], framing): outcome for (case, framing), outcome in zip(cases, at_once(send, cases, threads=8))}


@pytest.mark.parametrize("framing", ["length", "chunks"])
@pytest.mark.parametrize("name, more, body, status, word", BODIES, ids=[case[0] for case in BODIES])
def test_a_body_has_one_answer(body_outcomes, name, more, body, status, word, framing):
    outcome = body_outcomes[name, framing]
    # Whoever refuses a body may close in the place of reading it.
    assert outcome.statuses in ([[200, 404]] if status == 200 else [[status, 404], [status]])
    answer = outcome.answers[0]
    assert len(answer.body) < 4_096 or status == 200, "the answer echoes the body"
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = json.loads(answer.body)
        assert problem["status"] == status and (word is None or problem["type"] == f"urn:hutong:problem:{word}")


def test_a_length_past_the_limit_is_refused_before_the_body(hardened):
    gateway, key = hardened
    for length in [LIMIT + 1, 1 << 40, (1 << 63) - 1]:
        outcome = exchange(gateway, check_request(key, b"", f"Content-Length: {length}"))
        assert outcome.statuses == [413], f"a length of {length}"


def test_what_a_client_breaks_off_is_no_error(hardened):
    gateway, key = hardened
    before = len(log_of(gateway))
    whole = check_request(key, b'{"text":"https://a.example/"}')
    for end in range(1, len(whole), 7):
        with connect(gateway) as connection:
            connection.sendall(whole[:end])
    for _ in range(50):
        with connect(gateway) as connection:
            connection.sendall(whole * 3)
    assert gateway.check(key, {"text": ""}).status_code == 200
    time.sleep(0.3)
    loud = [line for line in log_of(gateway)[before:] if re.match(r"\S+ (error|critical|warning) ", line)]
    assert loud == []
