"""`hutong check` over texts, files and the collected share texts."""

import json
import subprocess

import pytest

from conftest import PROGRAM, SHARED


def check(*arguments, text=None):
    return subprocess.run([PROGRAM, "check", *arguments], capture_output=True, text=True, input=text, timeout=120)


def test_arguments_file_and_standard_input(tmp_path):
    file = tmp_path / "message"
    file.write_text("看 https://a.example/x\n")
    for result in [check("看 https://a.example/x"), check("--file", str(file)), check(text="看 https://a.example/x\n")]:
        assert result.returncode == 0
        assert "https://a.example/x" in result.stdout and "open" in result.stdout
    assert "没有找到链接" in check("无").stdout
    assert "No links found" in check("none", "--lang", "en").stdout


def test_json_makes_no_links():
    finding = json.loads(check("--json", "https://a.example/x").stdout)["findings"][0]
    assert finding["go"] is None and finding["verdict"]["disposition"] == "open"


def test_a_wrong_line_is_named_and_the_others_stay():
    result = check("--jsonl", text='{"text":"a"}\n{"txt":"b"}\n\n{"text":"c","id":"3"}\n')
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 2
    assert "standard input:2: /txt is not a known field" in result.stderr


def test_the_collected_share_texts():
    source = SHARED / "share_texts.jsonl"
    if not source.exists():
        pytest.skip(f"LOUDLY SKIPPED: {source} is not there; the collected share texts were not tried")
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    messages = "".join(json.dumps({"text": row["text"], "id": str(index)}) + "\n" for index, row in enumerate(rows))
    result = check("--jsonl", text=messages)
    assert result.returncode == 0, result.stderr
    results = [json.loads(line) for line in result.stdout.splitlines()]
    assert [found["id"] for found in results] == [str(index) for index in range(len(rows))]
    whole = sum([finding["text"] for finding in found["findings"]] == row["links"] for row, found in zip(rows, results))
    print(f"share texts recognised exactly: {whole} of {len(rows)} ({whole / len(rows):.1%})")
    for row, found in zip(rows, results):
        for finding in found["findings"]:
            start, end = finding["range"]["scalars"]
            assert row["text"][start:end] == finding["text"]
            start, end = finding["range"]["utf8"]
            assert row["text"].encode()[start:end].decode() == finding["text"]
            start, end = finding["range"]["utf16"]
            assert row["text"].encode("utf-16-le")[2 * start:2 * end].decode("utf-16-le") == finding["text"]
