"""The gateway as a service: keys, rules, signals, wrong configuration."""

import concurrent.futures
import shutil
import socket
import subprocess
import time

import requests

from conftest import PROGRAM, ROOT


def test_the_readmes_example(gateway):
    key = gateway.key()
    message = {
        "messages": [{
            "id": "m1", "scene": "group", "sender": "u1", "group": "g1",
            "text": "看这个 https://m.tb.cn/h.x?tk=y CZ0001 「羽绒服」",
            "client": {"os": "ios", "version": "8.0.13", "capabilities": ["interstitial"]}}]}
    finding = gateway.check(key, message).json()["results"][0]["findings"][0]
    assert finding["range"] == {"utf8": [10, 34], "utf16": [4, 28], "scalars": [4, 28]}
    assert (finding["form"], finding["platform"], finding["code"]) == ("web", "taobao", "y")
    assert finding["resource"] == {"kind": "item", "id": None}
    assert finding["verdict"] == {"disposition": "open", "grounds": []}
    answer = gateway.open(finding["go"])
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://m.tb.cn/h.x?tk=y")


def test_a_revoked_key_stops_within_a_second(gateway):
    key = gateway.key()
    assert gateway.check(key, {"text": ""}).status_code == 200
    started = time.monotonic()
    gateway.run("keys", "revoke", key.split("_")[1])
    assert gateway.check(key, {"text": ""}).status_code == 401
    assert time.monotonic() - started < 1


def test_a_block_is_felt_by_the_next_click(gateway):
    key = gateway.key()
    link = gateway.check(key, {"text": "https://www.evil.example/x"}).json()["results"][0]["findings"][0]["go"]
    for _ in range(5):
        assert gateway.open(link).status_code == 302
        gateway.run("block", "evil.example", "--reason", "phishing")
        blocked = gateway.open(link)
        assert blocked.status_code == 403 and "phishing" in blocked.text
        gateway.run("lift", "evil.example")
    assert "Nothing is blocked" in gateway.run("rules").stdout


def test_links_outlive_a_rotation(gateway):
    key = gateway.key()
    link = gateway.check(key, {"text": "https://a.example/x"}).json()["results"][0]["findings"][0]["go"]
    gateway.run("keys", "rotate")
    assert gateway.open(link).status_code == 302


def test_a_stop_answers_what_is_in_progress_and_loses_nothing(make_gateway):
    gateway = make_gateway().start()
    key = gateway.key()
    link = gateway.check(key, {"text": "https://a.example/x"}).json()["results"][0]["findings"][0]["go"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        opened = sum(answer.status_code == 302 for answer in pool.map(gateway.open, [link] * 200))
    gateway.stop()
    gateway.start()
    assert gateway.summary(key)["openings"] == opened == 200


def test_the_host_header_changes_nothing(gateway):
    key = gateway.key()
    answer = requests.post(
        f"{gateway.address}/v1/checks", json={"text": "https://a.example/"},
        headers={"Authorization": f"Bearer {key}", "Host": "evil.example"}, timeout=20)
    assert answer.json()["results"][0]["findings"][0]["go"].startswith(gateway.address)


def test_logs_hold_neither_texts_nor_tokens(make_gateway):
    gateway = make_gateway("--log-level", "trace").start()
    key = gateway.key()
    link = gateway.check(key, {"text": "secret words https://hidden.example/x"}).json()["results"][0]["findings"][0]["go"]
    gateway.open(link)
    gateway.open(link + "x")
    gateway.stop()
    log = (gateway.folder.parent / (gateway.folder.name + ".log")).read_text()
    for secret in ["secret words", "hidden.example", link.rsplit("/", 1)[1][:40], key, key.split("_", 2)[2]]:
        assert secret not in log
    for file in gateway.folder.iterdir():
        assert key.split("_", 2)[2].encode() not in file.read_bytes()


def run(*arguments, **more):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60, **more)


def test_a_wrong_configuration_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "hutong.yaml"
    file.write_text("host: 127.0.0.1\nprot: 8080\n")
    result = run("serve", "--config", file, "--data", tmp_path / "d")
    assert result.returncode == 1
    assert result.stderr.strip() == f'hutong: {file}:2: unknown key "prot" (did you mean "port"?)'
    assert "HUTONG_PROT: is not a known variable" in run("serve", env={"HUTONG_PROT": "1"}).stderr
    assert "--port: must be a whole number" in run("serve", "--port", "x", "--data", tmp_path / "d").stderr
    assert 'there is no policy "none"' in run("serve", "--policy", "none", "--data", tmp_path / "d").stderr


def test_a_port_in_use_is_said(gateway, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", taken.getsockname()[1], "--data", tmp_path / "other")
    assert result.returncode != 0
    assert "is already in use; choose another port" in result.stderr


def test_a_body_too_long_is_answered_to_a_sender_that_does_not_listen_yet(gateway):
    key = gateway.key()
    body = b'{"text":"' + b" " * (6 << 20) + b'"}'
    head = (
        f"POST /v1/checks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n").encode()
    host, port = gateway.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head + body)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_changed_policy_comes_in_force_while_running(make_gateway, tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "config", rules)
    gateway = make_gateway("--rules", str(rules)).start()
    key = gateway.key()
    link = gateway.check(key, {"text": "https://u@a.example/"}).json()["results"][0]["findings"][0]["go"]
    assert gateway.open(link).status_code == 200, "a notice comes first"
    policy = rules / "policies" / "default.yaml"
    policy.write_text("policy: default\nrules: 7\n")
    time.sleep(2.5)
    assert gateway.open(link).status_code == 200, "a wrong file changes nothing"
    texts = "{zh: a, en: a}"
    policy.write_text(f'policy: default\nversion: "2"\ntitle: {texts}\nsummary: {texts}\ngrounds: {{}}\nrules: []\n')
    time.sleep(2.5)
    assert gateway.open(link).status_code == 302


def test_wrong_arguments(tmp_path):
    missing = run("keys", "list", "--data", tmp_path / "typo")
    assert missing.returncode == 1 and "holds no database" in missing.stderr
    assert not (tmp_path / "typo").exists(), "a mistyped folder is not made"
    assert run("keys", "create", "--name", "x", "--scopes", "read", "--data", tmp_path / "d").returncode == 0
    for arguments, words in [
        (["keys", "create", "--name", "x", "--scopes", "fly"], "“fly” is not a scope"),
        (["block", "not a host", "--reason", "x"], "neither a host nor"),
        (["block", "a.example", "--reason", "x", "--until", "2001-01-01"], "is in the past"),
        (["block", "a.example", "--reason", "x", "--until", "soon"], "is not 2026-12-31"),
        (["lift", "a.example"], "there is no rule on a.example"),
        (["keys", "revoke", "nothing"], "there is no good key"),
    ]:
        result = run(*arguments, "--data", tmp_path / "d")
        assert result.returncode == 1 and words in result.stderr, (arguments, result.stderr)
        assert result.stderr.count("hutong:") == 1
