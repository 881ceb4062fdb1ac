#!/usr/bin/env python3
"""A toy chat room whose messages go through a Hutong gateway. Python 3.9 or newer, standard library only.

    HUTONG_KEY=… HUTONG_READER_SECRET=… python3 bot.py --gateway http://127.0.0.1:8080
"""

import argparse
import base64
import hashlib
import hmac
import html
import json
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PEOPLE = ("ann", "bo")
BODY_LIMIT = 16 << 10
TIMEOUT = 2.0  # seconds that a sender waits for the gateway

# --- the gateway ------------------------------------------------------------------------------------------------------


def check(text, sender):
    """The gateway's result for one message. Raises OSError or ValueError when there is none."""
    body = {"id": str(time.time_ns()), "text": text, "scene": "group", "sender": sender, "group": "room"}
    request = urllib.request.Request(
        options.gateway + "/v1/checks?lang=en", data=json.dumps(body).encode("utf-8"), method="POST",
        headers={"Content-Type": "application/json", "Authorization": "Bearer " + options.key})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        return json.load(answer)["results"][0]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def sign_reader(secret, reader):
    """The `reader` parameter: base64url(JSON) "." base64url(HMAC-SHA-256 of the part before the dot)."""
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    payload = base64url(json.dumps(reader).encode("utf-8"))
    return payload + "." + base64url(hmac.new(key, payload.encode("ascii"), hashlib.sha256).digest())


# --- the room ---------------------------------------------------------------------------------------------------------

lock = threading.Lock()
messages = []  # what was delivered, or waits: {"sender", "html", "links", "held"}


def post(sender, text):
    """Checks a message, then delivers, holds or refuses it. Returns (status, answer)."""
    try:
        result = check(text, sender)
    except urllib.error.HTTPError as error:
        # The gateway refused the request itself: a wrong key, a text that is too long. Trying again would not help.
        problem = json.load(error)
        print("gateway:", problem["type"], problem["detail"], file=sys.stderr)
        return 502, {"status": "not sent", "reason": problem["title"]}
    except (OSError, ValueError) as error:
        # No answer: keep the words, make nothing in them clickable. A real server checks again later.
        print("gateway:", error, file=sys.stderr)
        with lock:
            messages.append({"sender": sender, "html": html.escape(text), "links": [], "held": False})
        return 202, {"status": "delivered without links"}
    grounds = [ground["title"] for finding in result["findings"] for ground in finding["verdict"]["grounds"]]
    if result["disposition"] == "block":
        return 403, {"status": "refused", "reasons": grounds}
    held = result["disposition"] == "hold"
    links = [finding["go"] for finding in result["findings"] if finding["go"]]
    with lock:
        messages.append({"sender": sender, "html": result["annotated"]["html"], "links": links, "held": held})
    return (202, {"status": "held", "reasons": grounds}) if held else (201, {"status": "sent", "reasons": grounds})


def shown(index, message, reader):
    """A message as `reader` sees it; its links lead through /open, which adds the signed reader to each."""
    if message["held"]:
        return "<i>waits for a moderator</i>" if message["sender"] == reader else None
    body = message["html"]
    for number, link in enumerate(message["links"]):
        through = f"/open?as={reader}&message={index}&link={number}"
        body = body.replace(f'href="{html.escape(link)}"', f'href="{html.escape(through)}" target="_blank"')
    return body


def page(reader):
    with lock:
        lines = [(m["sender"], shown(index, m, reader)) for index, m in enumerate(messages)]
    log = "".join(f"<p><b>{html.escape(sender)}</b>: {body}</p>" for sender, body in lines if body is not None)
    return f"""<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Room: {reader}</title><h1>Room, as {reader}</h1><p><a href="/?as={reader}">Reload</a></p>{log}
<form method="post" action="/say?as={reader}"><input name="text" size="60" autofocus> <button>Send</button></form>"""


class Room(BaseHTTPRequestHandler):
    def do_GET(self):
        path, query = self.target()
        reader = query.get("as", PEOPLE[0])
        if reader not in PEOPLE:
            return self.answer(404, "text/plain", "nobody of that name")
        if path == "/":
            return self.answer(200, "text/html", page(reader))
        if path == "/open" and re.fullmatch(r"\d{1,9} \d{1,9}", f'{query.get("message")} {query.get("link")}'):
            with lock:
                found = messages[int(query["message"]):][:1]
                links = [] if not found or found[0]["held"] else found[0]["links"]
            for link in links[int(query["link"]):][:1]:
                if options.secret:
                    link += "?reader=" + sign_reader(options.secret, {
                        "exp": int(time.time()) + 60, "person": reader, "role": "member",
                        "os": "web", "version": "1.0", "capabilities": ["interstitial"]})
                return self.answer(303, "text/plain", "", {"Location": link})
        self.answer(404, "text/plain", "nothing here")

    def do_POST(self):
        path, query = self.target()
        length = self.headers.get("Content-Length", "")
        if path != "/say" or query.get("as") not in PEOPLE:
            return self.answer(404, "text/plain", "nothing here")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            return self.answer(413, "text/plain", "too long")
        # Another site's page must not speak for a person here.
        if self.headers.get("Origin") not in (None, "http://" + self.headers.get("Host", "")):
            return self.answer(403, "text/plain", "not from here")
        form = urllib.parse.parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"))
        text = form.get("text", [""])[0]
        if not text.strip():
            return self.answer(422, "text/plain", "say something")
        status, result = post(query["as"], text)
        if "text/html" in self.headers.get("Accept", "") and status in (201, 202):
            return self.answer(303, "text/plain", "", {"Location": "/?as=" + query["as"]})
        self.answer(status, "application/json", json.dumps(result, ensure_ascii=False) + "\n")

    def target(self):
        """Path and query; nothing for a request that came under another name than this machine's own."""
        parts = urllib.parse.urlsplit(self.path)
        if self.headers.get("Host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            return "", {}
        return parts.path, dict(urllib.parse.parse_qsl(parts.query))

    def answer(self, status, kind, text, headers=None):
        data = text.encode("utf-8")
        self.send_response(status)
        for name, value in {
            "Content-Type": kind + "; charset=utf-8", "Content-Length": str(len(data)), "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
            "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass  # a request's address may carry a signed reader: log none


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A toy chat room behind a Hutong gateway.")
    parser.add_argument("--gateway", default="http://127.0.0.1:8080", help="address of the gateway")
    parser.add_argument("--port", type=int, default=8090, help="port of the room, on 127.0.0.1")
    options = parser.parse_args()
    options.gateway = options.gateway.rstrip("/")
    options.key = os.environ.get("HUTONG_KEY", "")
    options.secret = os.environ.get("HUTONG_READER_SECRET", "")
    if not options.key:
        sys.exit("HUTONG_KEY is missing: hutong keys create --name bot --scopes check --quiet")
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Room)
    for person in PEOPLE:
        print(f"{person}: http://127.0.0.1:{server.server_address[1]}/?as={person}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
