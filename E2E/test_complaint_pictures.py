"""Pictures that people send with complaints: what is kept of them, and who sees it."""

import base64
import io
import random
import shutil

import pytest
import requests
from PIL import Image

from conftest import PHONE, ROOT
from moderating import bearer, gateway, get, key, send, surroundings  # noqa: F401  (three fixtures)
from test_complaints import OUTPUT, link, number


def grain(width, height):
    size = (max(width, 1), max(height, 1))
    return Image.frombytes("RGB", size, random.Random(width).randbytes(3 * size[0] * size[1]))


def screenshot(width=1170, height=2532, format="PNG", **more):
    """Something with edges and much detail, as pages have."""
    image = grain(width // 8, height // 8).resize((width, height), Image.Resampling.NEAREST)
    output = io.BytesIO()
    image.save(output, format, **more)
    return output.getvalue()


def text_of(picture):
    return base64.b64encode(picture).decode()


def kept(gateway, key, complaint, picture=1):
    answer = requests.get(
        f"{gateway.address}/v1/complaints/{complaint}/pictures/{picture}", headers=bearer(key), timeout=20)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/jpeg" and "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"].startswith("private")
    return answer.content


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_screenshot_by_phone(gateway, key, browser, language, tmp_path):
    """Without scripts: chosen, sent, made small, without what else was in the file, and shown to moderators alone."""
    OUTPUT.mkdir(exist_ok=True)
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    (tmp_path / "one.jpg").write_bytes(screenshot(format="JPEG", exif=exif))
    (tmp_path / "two.png").write_bytes(screenshot(640, 480))
    context = browser.new_context(
        viewport={"width": 375, "height": 720}, user_agent=PHONE, java_script_enabled=False,
        locale="zh-CN" if language == "zh" else "en-GB")
    page = context.new_page()
    page.goto(link(gateway, key) + "/complain")
    page.check("input[value=fraud]")
    page.fill("#statement", "看图")
    page.set_input_files("#picture", [tmp_path / "one.jpg", tmp_path / "two.png"])
    page.screenshot(path=OUTPUT / f"complaint-pictures-1-form-{language}.png", full_page=True)
    assert page.locator("main").bounding_box()["width"] <= 375
    page.click("button.primary")
    receipt = page.locator(".host.small").inner_text()
    page.click("a.button.primary")
    assert {"zh": "随附图片", "en": "Pictures"}[language] in page.locator("main").inner_text()
    assert page.locator("main img").count() == 0
    page.screenshot(path=OUTPUT / f"complaint-pictures-2-status-{language}.png", full_page=True)
    context.close()

    found = get(gateway, key, f"/v1/complaints/{receipt}")
    assert found["statement"] == "看图"
    assert [(each["number"], each["width"], each["height"]) for each in found["pictures"]] == [
        (1, 739, 1600), (2, 640, 480)]
    first = kept(gateway, key, receipt)
    assert len(first) == found["pictures"][0]["bytes"] and b"secret" not in first and b"Exif" not in first
    assert Image.open(io.BytesIO(first)).size == (739, 1600)
    for path, code in [("/pictures/3", 404), ("/pictures/0", 404), ("/pictures/x", 404), ("/pictures/-1", 404)]:
        answer = requests.get(f"{gateway.address}/v1/complaints/{receipt}{path}", headers=bearer(key), timeout=20)
        assert answer.status_code == code, path
    other = gateway.key("moderate", "other")
    for headers in [{}, bearer(gateway.key("check")), bearer(other)]:
        answer = requests.get(f"{gateway.address}/v1/complaints/{receipt}/pictures/1", headers=headers, timeout=20)
        assert answer.status_code in (401, 403, 404) and b"\xff\xd8" not in answer.content
    file = tmp_path / "out.jpg"
    said = gateway.run("complaints", "picture", receipt, "1", "--output", str(file)).stdout
    assert "739 × 1600" in said and file.read_bytes() == first
    again = gateway.run("complaints", "picture", receipt, "1", "--output", str(file), check=False)
    assert again.returncode == 1 and "cannot be written" in again.stderr and file.read_bytes() == first
    assert "1: 739 × 1600" in gateway.run("complaints", "show", receipt).stdout


def test_by_api(gateway, key):
    wanted = dict(url="https://shop.example/x", category="fraud", person="u1", statement="see")
    answer = send(gateway, key, images=[text_of(screenshot(800, 600)), text_of(screenshot(90, 50, "WEBP"))], **wanted)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()["id"]
    assert len(get(gateway, key, f"/v1/complaints/{receipt}")["pictures"]) == 2
    # What the same person sends later joins the first; what is there is not kept twice; six are enough.
    for count, pictures in [(2, [90]), (4, [91, 92]), (6, [93, 94, 95]), (6, [96])]:
        more = send(
            gateway, key, **{**wanted, "statement": f"more {pictures}"},
            images=[text_of(screenshot(each, 50, "WEBP")) for each in pictures])
        assert more.status_code == 200 and more.json()["id"] == receipt
        assert len(get(gateway, key, f"/v1/complaints/{receipt}")["pictures"]) == count


def noise(size):
    """A picture that cannot be packed: as many bytes as that."""
    side = int((size / 3) ** 0.5)
    output = io.BytesIO()
    grain(side, side).save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize("pictures, words", [
    ([b"no picture"], "Picture 1 cannot be read"), ([screenshot(40, 40), b"\x89PNG\r\n\x1a\n"], "Picture 2 cannot be read"),
    ([screenshot(40, 40)] * 4, "At most 3 pictures"), ([noise(9 << 20)], "Picture 1 has more than 8 MB"),
    ([b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"], "Picture 1 cannot be read"),
], ids=["text", "cut off", "four", "large", "svg"])
def test_what_cannot_be_kept_is_said_and_the_words_stay(gateway, key, pictures, words):
    go = link(gateway, key)
    answer = requests.post(
        go + "/complain?lang=en", data={"category": "fraud", "statement": "my words", "once": "o" * 20},
        files=[("picture", ("a.png", each, "image/png")) for each in pictures], timeout=20)
    assert answer.status_code == 422 and words in answer.text and "my words" in answer.text
    assert get(gateway, key, "/v1/complaints")["complaints"] == []
    api = send(
        gateway, key, url="https://shop.example/x", category="fraud", images=[text_of(each) for each in pictures])
    assert api.status_code == 422 and api.json()["pointer"].startswith("/images/"), api.text
    assert send(gateway, key, url="https://shop.example/x", category="fraud", images=["?"]).status_code == 422


def test_noise_is_kept_coarsely(gateway, key):
    answer = send(gateway, key, url="https://shop.example/x", category="fraud", images=[text_of(noise(7 << 20))])
    assert answer.status_code == 201, answer.text
    assert len(kept(gateway, key, answer.json()["id"])) <= 1 << 20


@pytest.mark.parametrize("body, type", [
    (b"", "multipart/form-data"), (b"--b--", "multipart/form-data; boundary=c"), (b"--b\r\n", "multipart/form-data; boundary=b"),
    (b"--b\r\nContent-Disposition: form-data; name=category\r\n\r\nfraud", "multipart/form-data; boundary=b"),
    (random.Random(1).randbytes(3_000), "multipart/form-data; boundary=b"),
], ids=["no boundary", "another", "cut off", "no end", "noise"])
def test_forms_that_are_none_are_refused(gateway, key, body, type):
    answer = requests.post(link(gateway, key) + "/complain?lang=en", data=body, headers={"Content-Type": type}, timeout=20)
    assert answer.status_code == 400, answer.text


def test_where_pictures_are_off(make_gateway, monkeypatch):
    monkeypatch.setenv("HUTONG_PICTURE_LIMIT", "0")
    gateway = make_gateway().start()
    key = gateway.key("check,moderate")
    page = requests.get(link(gateway, key) + "/complain", timeout=20).text
    assert 'type="file"' not in page and "multipart" not in page
    refused = send(gateway, key, url="https://a.example/", category="fraud", images=[text_of(screenshot(9, 9))])
    assert refused.status_code == 422 and refused.json()["type"].endswith("pictures-off")
    # Whoever had the form open before keeps their words.
    sent = requests.post(
        link(gateway, key) + "/complain?lang=en", data={"category": "fraud", "statement": "words"},
        files={"picture": ("a.png", screenshot(9, 9))}, timeout=20)
    assert sent.status_code == 201 and number(sent)


def complain(go, picture, statement="words"):
    return requests.post(
        go + "/complain?lang=en", data={"category": "fraud", "statement": statement},
        files={"picture": ("a.png", picture)}, timeout=20)


def test_pictures_from_one_address_end_and_words_do_not(gateway, key):
    picture = screenshot(9, 9)
    for count in range(12):
        sent = complain(link(gateway, key, f"https://s{count}.example/x"), picture, f"words {count}")
        assert sent.status_code == 201 and ("were not kept" in sent.text) == (count >= 10), count
        found = get(gateway, key, f"/v1/complaints/{number(sent)}")
        assert found["statement"] == f"words {count}" and len(found["pictures"]) == (count < 10)


def test_what_is_no_picture_counts_for_the_limit_of_complaints(make_gateway, tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "config", rules)
    file = rules / "complaints.yaml"
    file.write_text(file.read_text().replace("address: {hour: 60, day: 300}", "address: {hour: 3, day: 9}"))
    gateway = make_gateway("--rules", str(rules)).start()
    go = link(gateway, gateway.key("check"))
    assert [complain(go, b"no picture").status_code for _ in range(5)] == [422, 422, 422, 429, 429]
