"""QR codes in pictures, through the built programs; and what becomes of hostile pictures."""

import base64
import io
import json
import shutil
import signal
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageOps

from conftest import PROGRAM, ROOT
from pictures import code, corpus, encoded, hostile

READER = PROGRAM.parent / "hutong-picture"


def text(picture):
    return base64.b64encode(picture).decode()


def checked(gateway, key, pictures, **more):
    answer = gateway.check(key, {"images": [text(picture) for picture in pictures], **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]


def found(result):
    return [finding["text"] for finding in result["findings"]]


def test_the_corpus(gateway):
    """Every code of a corpus made here is found, and nothing else."""
    key = gateway.key()
    right = wrong = wanted = 0
    misses = []
    for kind, picture, texts in corpus():
        seen = set(found(checked(gateway, key, [picture])))
        right += len(seen & set(texts))
        wrong += len(seen - set(texts))
        wanted += len(texts)
        if seen != set(texts):
            misses.append((kind, texts, seen))
    print(f"QR codes: recall {right / wanted:.3f} ({right} of {wanted}), precision {right / max(1, right + wrong):.3f}")
    assert wrong == 0, misses
    assert right >= 0.97 * wanted, misses


def test_where_a_code_stands_and_where_it_leads(gateway):
    key = gateway.key()
    result = checked(gateway, key, [encoded(code("https://a.example/x", scale=10, border=4))], text="看 https://b.example/y")
    assert [finding["form"] for finding in result["findings"]] == ["web", "qr"]
    assert result["images"] == [{"index": 0, "status": "read", "codes": 1}]
    finding = result["findings"][1]
    assert finding["range"] is None and finding["image"]["index"] == 0
    # 25 modules of 10 pixels behind a margin of 40.
    for (x, y), (right_x, right_y) in zip(finding["image"]["points"], [(40, 40), (290, 40), (290, 290), (40, 290)]):
        assert abs(x - right_x) <= 10 and abs(y - right_y) <= 10
    assert gateway.open(finding["go"]).headers["location"] == "https://a.example/x"
    assert "a.example" not in result["annotated"]["text"]


def test_a_blocked_site_is_blocked_in_a_picture(gateway):
    key = gateway.key()
    gateway.run("block", "evil.example", "--reason", "test")
    result = checked(gateway, key, [encoded(code("https://good.example/")), encoded(code("https://www.evil.example/x"))])
    assert result["disposition"] == "block"
    assert [finding["verdict"]["disposition"] for finding in result["findings"]] == ["open", "block"]
    assert gateway.open(result["findings"][1]["go"]).status_code != 302


def test_two_that_say_the_same_are_two(gateway):
    """Each can be tapped."""
    from PIL import Image

    one = code("https://a.example/")
    page = Image.new("RGB", (one.size[0] * 2, one.size[1]), "white")
    page.paste(one, (0, 0))
    page.paste(one, (one.size[0], 0))
    result = checked(gateway, gateway.key(), [encoded(page)])
    assert found(result) == ["https://a.example/"] * 2
    left, right = sorted(finding["image"]["points"][0][0] for finding in result["findings"])
    assert left < one.size[0] < right


def test_what_is_no_link_is_no_finding(gateway):
    key = gateway.key()
    for words in ["WIFI:T:WPA;S:cafe;P:secret;;", "BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD", "6901234567892"]:
        result = checked(gateway, key, [encoded(code(words))])
        assert result["findings"] == [] and result["images"] == [{"index": 0, "status": "read", "codes": 1}]
    result = checked(gateway, key, [encoded(code("BEGIN:VCARD\nURL:https://a.example/me\nEND:VCARD"))])
    assert found(result) == ["https://a.example/me"]


def test_one_text_on_white_and_another_on_black(gateway):
    """Both readings of a transparent picture are found: which one is seen depends on the app's colours."""
    from PIL import Image

    size = code("https://white.example/").size
    both = Image.new("RGBA", (size[0] * 2, size[1]), (0, 0, 0, 0))
    both.paste(code("https://white.example/", dark="black", light=None), (0, 0))
    both.paste(code("https://black.example/", dark="white", light=None), (size[0], 0))
    assert set(found(checked(gateway, gateway.key(), [encoded(both)]))) == {"https://white.example/", "https://black.example/"}


def test_hostile_pictures(gateway):
    key = gateway.key()
    good = encoded(code("https://a.example/"))
    for name, picture, right in hostile():
        result = checked(gateway, key, [picture, good])
        assert result["images"][0]["status"] in right, (name, result["images"])
        assert found(result) == ["https://a.example/"], name
    assert gateway.process.poll() is None
    children = subprocess.run(
        ["ps", "--ppid", str(gateway.process.pid), "-o", "pid,stat,comm", "--no-headers"], capture_output=True, text=True)
    assert children.stdout.strip() == "", f"left behind: {children.stdout}"


def test_many_at_once(gateway):
    """More than can wait: each message is checked in full or refused as a whole, and the gateway goes on."""
    key = gateway.key()
    picture = text(encoded(code("https://a.example/")))
    message = {"images": [picture] * 9}
    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(lambda _: gateway.check(key, message), range(72)))
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 503} and 200 in statuses
    for answer in answers:
        if answer.status_code == 200:
            assert found(answer.json()["results"][0]) == ["https://a.example/"] * 9
        else:
            assert answer.json()["type"].endswith("pictures-busy") and answer.headers["retry-after"] == "1"
    assert gateway.check(key, message).status_code == 200


def test_the_command_line(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(encoded(code("https://a.example/x")))
    bad = tmp_path / "b.png"
    bad.write_bytes(b"no picture")
    result = subprocess.run(
        [PROGRAM, "check", "--json", "--image", file, "--image", bad], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert found(answer) == ["https://a.example/x"]
    assert [image["status"] for image in answer["images"]] == ["read", "unreadable"]
    table = subprocess.run([PROGRAM, "check", "--image", file, "--image", bad], capture_output=True, text=True, timeout=60)
    assert "https://a.example/x" in table.stdout and "picture 2" in table.stderr
    missing = subprocess.run([PROGRAM, "check", "--image", tmp_path / "c.png"], capture_output=True, text=True, timeout=60)
    assert missing.returncode != 0 and "cannot be read" in missing.stderr


def upright(picture, side=480):
    """The small picture that a card would show."""
    answer = subprocess.run([READER, str(side)], input=picture, capture_output=True, timeout=60, check=True).stdout
    assert answer[0] == 0, "not read"
    small = Image.open(io.BytesIO(answer[13:])).convert("RGB")
    assert small.size == tuple(int.from_bytes(answer[at:at + 4]) for at in (1, 5))
    return small


QUARTERS = ["red", "lime", "blue", "black"]


def photo(exif, size=(96, 64)):
    """Stored rows of four coloured quarters, from the left top to the right bottom."""
    image = Image.new("RGB", size, QUARTERS[3])
    for at, colour in enumerate(QUARTERS[:3]):
        box = (at % 2 * size[0] // 2, at // 2 * size[1] // 2)
        image.paste(colour, (*box, box[0] + size[0] // 2, box[1] + size[1] // 2))
    return encoded(image, "JPEG", quality=95, exif=exif)


def exif(orientation, order="<", type=3, count=1, before=b"", cut=None, **more):
    """An Exif segment with a field before the orientation, as cameras write it."""
    entries = struct.pack(order + "HHII", 0x010F, 2, 1, 0)
    entries += struct.pack(order + "HHIHH", 0x0112, type, count, orientation, 0)
    start = more.get("start", 8 + len(before))
    body = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", start) + before
    body += struct.pack(order + "H", more.get("entries", 2)) + entries + b"\0" * 4
    return b"Exif\0\0" + body[:cut]


@pytest.mark.parametrize("side", [480, 24])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(orientation, order, side):
    picture = photo(exif(orientation, order, before=b"\0" * 6))
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(picture))).convert("RGB")
    small = upright(picture, side)
    assert small.width * wanted.height == small.height * wanted.width
    for x, y in [(1, 1), (3, 1), (1, 3), (3, 3)]:
        have, want = [each.getpixel((each.width * x // 4, each.height * y // 4)) for each in (small, wanted)]
        assert max(abs(a - b) for a, b in zip(have, want)) < 40, f"{have} where {want} belongs at {x}/4, {y}/4"


@pytest.mark.parametrize("segment", [
    *[exif(value) for value in (0, 9, 0xFFFF)], exif(6, type=4), exif(6, count=2), exif(6, count=0), exif(6, entries=1),
    exif(6, start=0xFFFFFFFF), exif(6, start=33), exif(6, start=0), *[exif(6, cut=cut) for cut in range(34)],
    b"Exif\0\0", b"Exif\0\0XX*\0" + exif(6)[10:], b"Exif\0\1" + exif(6)[6:], b"http://ns.adobe.com/xap/1.0/\0<x/>",
], ids=repr)
def test_a_photo_that_says_nothing_readable_is_left_as_it_is(segment):
    assert upright(photo(segment)).size == (96, 64)


def test_the_first_exif_segment_counts_and_endless_ones_do_no_harm():
    plain = photo(exif(6))
    start = plain.index(b"\xff\xe1")
    end = start + 2 + int.from_bytes(plain[start + 2:start + 4])
    other = exif(3)
    more = b"\xff\xe1" + (len(other) + 2).to_bytes(2) + other
    assert upright(plain[:end] + more * 3 + plain[end:]).size == (64, 96)
    assert upright(plain[:start] + more + plain[start:]).size == (96, 64)
    long = b"\xff\xe1\xff\xff" + b"x" * 65_533
    assert upright(plain[:start] + long * 100 + plain[start:]).size == (64, 96)


linux = pytest.mark.skipif(sys.platform != "linux", reason="LOUDLY SKIPPED: only Linux has seccomp")


@pytest.fixture(scope="session")
def probe(tmp_path_factory):
    compiler = shutil.which("clang") or shutil.which("cc")
    assert compiler, "no C compiler"
    program = tmp_path_factory.mktemp("probe") / "probe"
    sources = ROOT / "Sources/CPicture"
    subprocess.run(
        [compiler, "-O0", "-w", f"-I{sources}/include", ROOT / "E2E/confinement_probe.c", sources / "confine.c", "-o", program],
        check=True)
    return program


@linux
@pytest.mark.parametrize("what", [
    "open", "create", "stat", "unlink", "socket", "unix", "fork", "exec", "kill", "ptrace", "sleep", "dup", "code", "turn"])
def test_the_reader_can_do_nothing_else(probe, what):
    result = subprocess.run([probe, what], capture_output=True, timeout=20)
    assert result.returncode == -signal.SIGSYS and result.stdout == b""


@linux
def test_the_reader_can_do_what_it_must(probe):
    assert subprocess.run([probe, "nothing"], capture_output=True, timeout=20).stdout == b"done\n"
    assert subprocess.run([probe, "memory"], capture_output=True, timeout=20).stdout == b"done\n"
    assert subprocess.run([probe, "time"], capture_output=True, timeout=20).returncode in (-signal.SIGXCPU, -signal.SIGKILL)


@linux
def test_the_reader_is_confined_before_it_sees_the_picture(tmp_path):
    """By what the system saw it do: the filter is in force before the first byte is read, and then little is asked."""
    trace = tmp_path / "trace"
    for _, picture, _ in [("code", encoded(code("https://a.example/")), None), *hostile()]:
        subprocess.run(["strace", "-f", "-o", trace, READER], input=picture, capture_output=True, timeout=60)
        calls = [line.split(None, 1)[1] for line in trace.read_text().splitlines()]
        start = next(n for n, line in enumerate(calls) if "SECCOMP_MODE_FILTER" in line)
        assert not any(line.startswith("read(0") for line in calls[:start])
        names = {line.split("(")[0] for line in calls[start + 1:] if "(" in line}
        assert names <= {
            "read", "write", "exit_group", "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "futex",
            "clock_gettime"}, names
