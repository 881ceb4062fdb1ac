"""The playground in a real browser: post, open, notice, continue, figures."""

from pathlib import Path

import pytest

from conftest import PHONE

OUTPUT = Path(__file__).resolve().parent / "output"
WORDS = {
    "zh": {"send": "发送", "continue": "继续访问", "lead": "该页面不由聊天平台提供", "complain": "投诉"},
    "en": {"send": "Send", "continue": "Continue", "lead": "not provided by the chat platform", "complain": "Complain"},
}
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1200, "height": 900}}


def page_of(browser, language, size, javascript=True):
    context = browser.new_context(
        locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport=SIZES[size], user_agent=PHONE,
        java_script_enabled=javascript)
    # Nothing outside this machine is asked for: the destination is answered here.
    context.route("https://item.taobao.com/**", lambda route: route.fulfill(body="<h1>arrived</h1>", content_type="text/html"))
    return context.new_page()


def shot(page, name):
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("javascript", [True, False])
def test_from_message_to_page(make_gateway, browser, language, size, javascript):
    gateway = make_gateway("--playground").start()
    key = gateway.key("read", tenant="playground")
    words = WORDS[language]
    page = page_of(browser, language, size, javascript)
    name = f"{language}-{size}-{'script' if javascript else 'plain'}"

    page.goto(gateway.address + "/play")
    shot(page, f"1-play-{name}")
    page.select_option("#policy", "wechat-2021-09-17")
    page.fill("#text", "这件怎么样 https://item.taobao.com/item.htm?id=612345678901 帮我看看")
    page.click(f"button.primary:has-text('{words['send']}')")
    assert page.locator(".linkcard").count() == 1
    assert page.locator(".linkcard .badge.warn").count() == 1
    page.click("summary")
    assert "one-to-one" in page.locator(".steps").inner_text()
    shot(page, f"2-result-{name}")

    page.click(".linkcard")
    assert words["lead"] in page.content()
    assert page.locator(".host strong").inner_text() == "taobao.com"
    if javascript:
        # The script shows it when it runs.
        page.locator("button.copy").wait_for(state="visible")
    else:
        assert not page.locator("button.copy").is_visible()
    shot(page, f"3-notice-{name}")
    width = page.evaluate("document.documentElement.scrollWidth") if javascript else 0
    assert width <= SIZES[size]["width"], "nothing sticks out sideways"

    with page.expect_response(lambda response: response.url.endswith("id=612345678901")) as arrived:
        page.click(f"button:has-text('{words['continue']}')")
    assert "referer" not in {name.lower() for name in arrived.value.request.headers}
    page.wait_for_selector("h1:has-text('arrived')")

    totals = gateway.totals_when(key, "openings", 1)
    assert (totals["checks"], totals["clicks"], totals["notices"], totals["continues"], totals["openings"]) == (1, 1, 1, 1, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_phones_two_answers(make_gateway, browser, language):
    gateway = make_gateway("--playground").start()
    page = page_of(browser, language, "phone")
    page.goto(gateway.address + "/play")
    page.select_option("#policy", "wechat-2021-09-17")
    page.select_option("#receiver", "android-old")
    page.fill("#text", "https://item.taobao.com/item.htm?id=1")
    page.click("button.primary")
    assert page.locator(".linkcard .badge.copy").count() == 1
    page.click(".linkcard")
    assert "8.0.11" in page.locator(".grounds").inner_text()
    assert page.locator("form[action*=continue]").count() == 0
    shot(page, f"4-copy-{language}")
    page.click(f"a:has-text('{WORDS[language]['complain']}')")
    shot(page, f"5-complain-{language}")
    page.check("input[value=fraud]")
    page.fill("#statement", "<script>alert(1)</script>")
    page.click("button.primary")
    assert "C-" in page.locator("main").inner_text()
    shot(page, f"6-thanks-{language}")


def test_every_sample(make_gateway, browser):
    gateway = make_gateway("--playground").start()
    page = page_of(browser, "zh", "phone")
    page.goto(gateway.address + "/play")
    for index in range(page.locator(".samples button").count()):
        page.locator(".samples button").nth(index).click()
        assert page.locator(".linkcard").count() == 1, f"sample {index}"
    shot(page, "7-sample-doubtful")
    assert page.locator(".badge.warn").count() >= 1, "the doubtful link is noticed"


def test_keyboard_reaches_continue(make_gateway, browser):
    gateway = make_gateway("--playground").start()
    page = page_of(browser, "en", "desk")
    page.goto(gateway.address + "/play")
    page.fill("#text", "https://item.taobao.com/item.htm?id=1")
    page.click("button.primary")
    page.goto(page.locator(".linkcard").get_attribute("href"))
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Continue":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('arrived')")


def test_a_forged_link_is_a_page_and_no_redirect(make_gateway, browser):
    gateway = make_gateway("--playground").start()
    page = page_of(browser, "en", "phone")
    answer = page.goto(gateway.address + "/go/AQEAAAABforged")
    assert answer.status == 404
    assert "not valid" in page.content()
    shot(page, "8-forged")
