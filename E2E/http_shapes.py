"""Requests that two HTTP parsers may read differently, each with what RFC 9112 and RFC 9110 let a server do.

A shape is `(name, section, bytes, allowed)`. Behind most shapes stands FOLLOW_UP in the same packet, which is answered
with 404. `allowed` holds lists of statuses: `[400]` says that the connection is closed after the refusal and the
follow-up is never answered; `[200, 404]` that both requests are answered, each once.
"""

from raw_http import request

FOLLOW_UP = request("GET", "/nothing/here")
BODY = b'{"text":""}'
GOOD = [200, 404]
REFUSED = [[400]]
# A transfer coding that the server does not understand: 501 (RFC 9112 §6.1), or 400 where framing is in doubt (§6.3).
NOT_CODED = [[400], [501]]
REFUSED_OR_GOOD = [[400], GOOD]


def shapes(key):
    authorised = f"Authorization: Bearer {key}"
    json = "Content-Type: application/json"

    def check(*headers, body=BODY, **more):
        """A check with exactly these framing headers."""
        return request("POST", "/v1/checks", authorised, json, *headers, body=body, length=False, **more) + FOLLOW_UP

    def get(*headers, target="/healthz", method="GET", **more):
        return request(method, target, *headers, **more) + FOLLOW_UP

    def chunked(body, *headers):
        return check("Transfer-Encoding: chunked", *headers, body=body)

    def chunk(size, data=BODY, end=b"\r\n"):
        return chunked(size + b"\r\n" + data + end + b"0\r\n\r\n")

    def raw(text):
        return text.encode("latin-1") + FOLLOW_UP

    smuggled = b"0\r\n\r\n" + request("GET", "/healthz")

    yield from [
        ("good", "RFC 9112 §6.2", check("Content-Length: 11"), [GOOD]),
        # Content-Length
        ("equal lengths", "RFC 9112 §6.3", check("Content-Length: 11", "Content-Length: 11"), REFUSED_OR_GOOD),
        ("conflicting lengths", "RFC 9112 §6.3", check("Content-Length: 11", "Content-Length: 12"), REFUSED),
        ("conflicting lengths, the larger first", "RFC 9112 §6.3",
         check("Content-Length: 50", "Content-Length: 11"), REFUSED),
        ("equal lengths in a list", "RFC 9112 §6.3", check("Content-Length: 11, 11"), REFUSED_OR_GOOD),
        ("conflicting lengths in a list", "RFC 9112 §6.3", check("Content-Length: 11, 12"), REFUSED),
        *[(f"length {value!r}", "RFC 9110 §8.6", check(f"Content-Length: {value}"), REFUSED)
          for value in ["+11", "-11", "0xb", "1 1", "", "11a", "11.0", "18446744073709551627", "9" * 40, "\xb9\xb9"]],
        ("length with spaces around it", "RFC 9112 §5.1", check("Content-Length:   11  "), [GOOD]),
        ("length with tabs around it", "RFC 9112 §5.1", check("Content-Length: \t11\t"), REFUSED_OR_GOOD),
        ("length with an underscore", "RFC 9110 §5.1", get("Content_Length: 50"), [GOOD]),
        ("neither length nor coding", "RFC 9112 §6.3", check(body=b""), [[400, 404], [400], [411, 404], [411]]),
        ("a body of GET", "RFC 9110 §9.3.1", request("GET", "/healthz", body=BODY) + FOLLOW_UP, REFUSED_OR_GOOD),
        # Transfer-Encoding
        ("length and coding", "RFC 9112 §6.1", check(
            f"Content-Length: {len(smuggled)}", "Transfer-Encoding: chunked", body=smuggled), [[400]]),
        ("coding and length", "RFC 9112 §6.1", check(
            "Transfer-Encoding: chunked", "Content-Length: 4", body=b"b\r\n" + BODY + b"\r\n0\r\n\r\n"), [[400], [200]]),
        *[(f"coding {value!r}", "RFC 9112 §6.1, §6.3", check(f"Transfer-Encoding: {value}", body=smuggled), NOT_CODED)
          for value in [
              "chunked, identity", "identity", "identity, chunked", "xchunked", "chunkedx", "chunked, chunked", "gzip",
              "gzip, chunked", "\x0bchunked", "chun ked", '"chunked"', "chunked;q=1", "", "cow"]],
        ("coding after space", "RFC 9112 §5.1", check("Transfer-Encoding : chunked", body=smuggled), REFUSED),
        ("coding after a tab", "RFC 9112 §5.1", check("Transfer-Encoding\t: chunked", body=smuggled), REFUSED),
        ("coding on a folded line", "RFC 9112 §5.2", check(
            "Transfer-Encoding:", " chunked", body=b"b\r\n" + BODY + b"\r\n0\r\n\r\n"), REFUSED_OR_GOOD),
        ("codings in two lines, chunked first", "RFC 9112 §6.3", check(
            "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=smuggled), NOT_CODED),
        ("codings in two lines, chunked last", "RFC 9112 §6.1", check(
            "Transfer-Encoding: identity", "Transfer-Encoding: chunked", body=smuggled), NOT_CODED),
        ("chunked twice, in two lines", "RFC 9112 §6.1", check(
            "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=smuggled), NOT_CODED),
        ("CHUNKED", "RFC 9112 §7", check(
            "Transfer-Encoding: CHUNKED", body=b"b\r\n" + BODY + b"\r\n0\r\n\r\n"), [GOOD]),
        ("chunked in HTTP/1.0", "RFC 9112 §6.1", check(
            "Transfer-Encoding: chunked", "Connection: keep-alive", version="HTTP/1.0",
            body=b"b\r\n" + BODY + b"\r\n0\r\n\r\n"), [[400], [200]]),
        # Chunks
        ("chunks", "RFC 9112 §7.1", chunked(b"1\r\n{\r\nA\r\n\"text\":\"\"}\r\n0\r\n\r\n"), [GOOD]),
        *[(f"chunk size {size!r}", "RFC 9112 §7.1", chunk(size), REFUSED)
          for size in [
              b"0xb", b"+b", b"-b", b" b", b"", b"b,b", b"1 1", b"g", b"1" + b"0" * 16, b"f" * 17, b"8" + b"0" * 15 + b"b",
              b"\x00b", b"b\x00", b"b\rx"]],
        ("chunk size with space behind it", "RFC 9112 §7.1", chunk(b"b "), REFUSED_OR_GOOD),
        ("chunk size with zeros before it", "RFC 9112 §7.1", chunk(b"000b"), [GOOD]),
        ("chunk size of 1,000 digits", "RFC 9112 §7.1", chunk(b"0" * 1_000 + b"b"), REFUSED_OR_GOOD),
        ("the largest chunk size", "RFC 9112 §7.1", chunk(b"f" * 16), [[400], [413], [408], []]),
        ("chunk size before a bare LF", "RFC 9112 §7.1", chunked(b"b\n" + BODY + b"\r\n0\r\n\r\n"), REFUSED),
        ("chunk before a bare LF", "RFC 9112 §7.1", chunked(b"b\r\n" + BODY + b"\n0\r\n\r\n"), REFUSED),
        ("chunk longer than its size", "RFC 9112 §7.1", chunk(b"a"), REFUSED),
        ("chunk without its end", "RFC 9112 §7.1", chunk(b"b", end=b""), REFUSED),
        ("chunk extension", "RFC 9112 §7.1.1", chunk(b'b;name=value;other="quoted \\" text"'), [GOOD]),
        ("chunk extension after a bare LF", "RFC 9112 §7.1.1", chunk(b"b;a\nb"), REFUSED),
        ("chunk extension with an open quote", "RFC 9112 §7.1.1", chunk(b'b;a="b'), REFUSED_OR_GOOD),
        ("chunk extension of 1 MB", "RFC 9112 §7.1.1", chunk(b"b;a=" + b"a" * (1 << 20)), [[400], [413], [431]]),
        ("no end behind the last chunk", "RFC 9112 §7.1", chunked(b"b\r\n" + BODY + b"\r\n0\r\n"), [[400], [200]]),
        ("trailer", "RFC 9112 §7.1.2", chunked(b"b\r\n" + BODY + b"\r\n0\r\nX-Sum: 1\r\n\r\n"), [GOOD]),
        ("trailer with framing", "RFC 9110 §6.5.1", chunked(
            b"b\r\n" + BODY + b"\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n"), REFUSED_OR_GOOD),
        # Lines
        ("bare LF", "RFC 9112 §2.2", b"GET /healthz HTTP/1.1\nHost: a\n\n" + FOLLOW_UP, REFUSED_OR_GOOD),
        ("bare CR", "RFC 9112 §2.2", raw("GET /healthz HTTP/1.1\rHost: a\r\r"), [[400], []]),
        ("bare CR in a value", "RFC 9112 §2.2", get("X-A: a\rTransfer-Encoding: chunked"), REFUSED_OR_GOOD),
        ("folded line", "RFC 9112 §5.2", get("X-A: a", " b"), REFUSED_OR_GOOD),
        ("folded line before all others", "RFC 9112 §2.2", raw("GET /healthz HTTP/1.1\r\n X-A: a\r\nHost: a\r\n\r\n"),
         REFUSED_OR_GOOD),
        ("empty lines before the request", "RFC 9112 §2.2", b"\r\n\r\n" + get(), [GOOD]),
        ("space before the colon", "RFC 9112 §5.1", get("X-A : b"), REFUSED),
        ("no colon", "RFC 9112 §5", get("X-A"), REFUSED),
        ("no name", "RFC 9112 §5", get(": b"), REFUSED),
        ("name with a bracket", "RFC 9110 §5.1", get("X(A: b"), REFUSED),
        ("name with a letter outside ASCII", "RFC 9110 §5.1", get("X-\xc4: b"), REFUSED),
        ("NUL in a name", "RFC 9110 §5.1", get("X-\0: b"), REFUSED),
        ("NUL in a value", "RFC 9110 §5.5", get("X-A: b\0c"), REFUSED_OR_GOOD),
        ("control character in a value", "RFC 9110 §5.5", get("X-A: b\x01c"), REFUSED_OR_GOOD),
        ("NUL before the request", "RFC 9112 §3", b"\0" + get(), REFUSED),
        # The request line
        ("absolute-form", "RFC 9112 §3.2.2", get(target="http://gateway.example/healthz"), [GOOD]),
        ("absolute-form without a path", "RFC 9112 §3.2.2", get(target="http://gateway.example"), REFUSED_OR_GOOD),
        ("absolute-form of another scheme", "RFC 9112 §3.2.2", get(target="ftp://gateway.example/healthz"),
         [[400], [404, 404], [421, 404], GOOD]),
        ("asterisk-form", "RFC 9112 §3.2.4", get(target="*", method="OPTIONS"), [
            [status, *more] for status in [200, 204, 400, 404, 405, 501] for more in [[], [404]]]),
        ("asterisk-form of GET", "RFC 9112 §3.2.4", get(target="*"), [[400], [404, 404], [400, 404]]),
        ("authority-form of GET", "RFC 9112 §3.2.3", get(target="gateway.example:443"), [[400], [404, 404], [400, 404]]),
        ("CONNECT", "RFC 9110 §9.3.6", request("CONNECT", "evil.example:443"), [[400], [404], [405], [501]]),
        ("CONNECT with bytes behind it", "RFC 9110 §9.3.6", get(target="evil.example:443", method="CONNECT"), [
            [status, *more] for status in [400, 404, 405, 501] for more in [[], [404], [400]]]),
        ("TRACE", "RFC 9110 §9.3.8", get("X-A: echoed", method="TRACE"), [
            [status, *more] for status in [400, 404, 405, 501] for more in [[], [404]]]),
        ("unknown method", "RFC 9110 §9.1", get(method="BREW"), [[400], [501], [501, 404], [405, 404]]),
        ("method in lower case", "RFC 9110 §9.1", get(method="get"), [[400], [501], [501, 404], [405, 404]]),
        ("empty request line", "RFC 9112 §3", raw(" \r\nHost: a\r\n\r\n"), REFUSED),
        ("two spaces in the request line", "RFC 9112 §3", raw("GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
         REFUSED_OR_GOOD),
        ("space in the target", "RFC 9112 §3.2", raw("GET /health z HTTP/1.1\r\nHost: a\r\n\r\n"), REFUSED),
        ("tab in the request line", "RFC 9112 §3", raw("GET\t/healthz\tHTTP/1.1\r\nHost: a\r\n\r\n"), REFUSED_OR_GOOD),
        ("NUL in the target", "RFC 9112 §3.2", get(target="/health\0z"), REFUSED),
        ("target outside ASCII", "RFC 9112 §3.2", get(target="/\xe4\xbd\xa0"), [[400], [404, 404], [400, 404]]),
        ("percent without digits", "RFC 3986 §2.1", get(target="/%zz%"), [[400], [404, 404], [400, 404]]),
        ("percent-encoded NUL", "RFC 3986 §2.1", get(target="/healthz%00"), [[400], [404, 404], [400, 404]]),
        ("target with a fragment", "RFC 9112 §3.2", get(target="/healthz#a"), [[400], GOOD, [404, 404], [400, 404]]),
        # Versions
        ("HTTP/0.9", "RFC 9112 §3", b"GET /healthz\r\n", [[400], [505], [408], []]),
        ("HTTP/0.9 with an empty line", "RFC 9112 §3", raw("GET /healthz\r\n\r\n"), [[400], [505]]),
        ("HTTP/1.0", "RFC 9112 §9.3", get(version="HTTP/1.0"), [[200]]),
        ("HTTP/1.0 that goes on", "RFC 9112 §9.3", get("Connection: keep-alive", version="HTTP/1.0"), [[200], GOOD]),
        ("HTTP/1.0 without Host", "RFC 9112 §3.2", get(version="HTTP/1.0", host=""), [[200]]),
        ("HTTP/1.1 that ends", "RFC 9112 §9.6", get("Connection: close"), [[200]]),
        ("HTTP/1.1 that ends, among other words", "RFC 9112 §9.6", get("Connection: x, Close"), [[200]]),
        ("HTTP/1.2", "RFC 9110 §2.5", get(version="HTTP/1.2"), [[400], [505], GOOD]),
        *[(f"version {version}", "RFC 9112 §2.3", get(version=version), [[400], [505]])
          for version in ["HTTP/2.0", "HTTP/3.0", "HTTP/1.10", "HTTP/1", "HTTP/11.1", "http/1.1", "HTTP/1.1x", "ICY/1.0"]],
        ("HTTP/2 preface", "RFC 9113 §3.4", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", [[400], [505]]),
        ("TLS", "RFC 8446 §4.1.2", bytes.fromhex("160301020001000001fc0303") + bytes(500), REFUSED),
        ("upgrade to HTTP/2", "RFC 9110 §7.8", get(
            "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"), [GOOD, [200]]),
        ("upgrade of a check", "RFC 9110 §7.8", check(
            "Connection: Upgrade", "Upgrade: websocket", "Content-Length: 11"), [GOOD, [200]]),
        # Host
        ("no Host", "RFC 9112 §3.2", get(host=""), REFUSED),
        ("Host twice", "RFC 9112 §3.2", get("Host: other.example"), REFUSED),
        ("the same Host twice", "RFC 9112 §3.2", get("Host: gateway.example"), REFUSED),
        *[(f"Host {value!r}", "RFC 9112 §3.2", get(host=f"Host: {value}"), REFUSED)
          for value in ["a b", "a/b", "a@b", "a\x01b", "a:b:c", "[::1", "a%zz"]],
        ("empty Host", "RFC 9112 §3.2", get(host="Host:"), REFUSED_OR_GOOD),
        # Expectations
        ("100-continue with the body behind it", "RFC 9110 §10.1.1", check("Expect: 100-continue", "Content-Length: 11"), [
            GOOD, [100, 200, 404]]),
        ("another expectation", "RFC 9110 §10.1.1", check("Expect: more", "Content-Length: 11"), [
            GOOD, [417], [417, 404]]),
        # Sizes
        ("target of 30 KB", "RFC 9112 §3", get(target="/" + "a" * 30_000), [[414]]),
        ("target of 1 MB", "RFC 9112 §3", get(target="/" + "a" * (1 << 20)), [[414], [431]]),
        ("value of 1 MB", "RFC 6585 §5", get("X-A: " + "a" * (1 << 20)), [[431], [400]]),
        ("name of 1 MB", "RFC 6585 §5", get("X" * (1 << 20) + ": a"), [[431], [400]]),
        ("20,000 headers", "RFC 6585 §5", get(*[f"X-{number}: a" for number in range(20_000)]), [[431], [400]]),
        ("20,000 empty headers", "RFC 6585 §5", get(*["X:" for _ in range(20_000)]), [[431], [400], GOOD]),
        ("20,000 trailers", "RFC 6585 §5", chunked(
            b"b\r\n" + BODY + b"\r\n0\r\n" + b"X-Trailer: abcdef\r\n" * 20_000 + b"\r\n"), [[431], [400], [413]]),
    ]
