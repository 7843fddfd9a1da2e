"""Nothing that was typed leaves in the open, and nothing stays behind: every request is looked at, and the browser after."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlparse

import pytest

from app.paths import resource
from tests.page import hands
from tests.page.conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Response

Open = Callable[..., "Page"]
CANARY = "까나리아kanari7731"
FORMS = [CANARY.encode(encoding) for encoding in ("utf-8", "utf-16-le", "euc-kr")]
FORMS += [base64.b64encode(CANARY.encode() + bytes(pad))[:20] for pad in range(3)]
FORMS += [b"kanari7731", json.dumps(CANARY).strip('"').encode()]


class Wire:
    """Everything that went out and came in."""

    def __init__(self, page: Page) -> None:
        self.out: list[Request] = []
        self.back: list[Response] = []
        page.on("request", lambda one: self.out.append(one))
        page.on("response", lambda one: self.back.append(one))

    def bytes(self) -> bytes:
        parts = []
        for one in self.out:
            parts += [one.url.encode(), one.method.encode(), repr(sorted(one.all_headers().items())).encode()]
            parts.append(one.post_data_buffer or b"")
        return b"\n".join(parts)


def fill_everything(page: Page, door: str) -> None:
    """The canary in every field of every step, and in both answers to the code."""
    hands.enter_door(page, door)
    while page.locator(".words-grid").count() == 0:
        for box in page.locator("label.choice").filter(has=page.locator("input[type=checkbox]")).all():
            if "영상" not in box.inner_text():
                box.click()
        for field in page.locator("textarea:visible, input[type=text]:visible").all():
            field.fill(CANARY)
        before = page.locator("h1").inner_text()
        hands.press(page, "다음")
        page.locator("h1").filter(has_not_text=before).wait_for()


@pytest.mark.parametrize("door", list(hands.DOORS))
def test_a_canary_in_every_field_is_in_nothing_that_leaves(open_page: Open, site: Site, door: str) -> None:
    page = open_page(wait=False)
    wire = Wire(page)
    page.goto(site.url + "/")
    page.locator(".door").first.wait_for()
    fill_everything(page, door)
    words = hands.code(page)
    for field in page.locator("form input").all():
        field.fill(CANARY)
    hands.press(page, "잠가서 보내기")
    hands.send(page)
    hands.press(page, "보낸 글 보기")
    page.get_by_text(CANARY).first.wait_for()
    page.get_by_label("답장 쓰기").fill(CANARY)
    hands.press(page, "잠가서 보내기")
    page.locator(".line").nth(1).wait_for()

    assert site.centre.newest()[1].text == CANARY, "it did arrive, sealed"
    went = wire.bytes()
    assert not [form for form in FORMS if form in went]
    assert " ".join(words).encode() not in went
    assert {urlparse(one.url).netloc for one in wire.out} == {urlparse(site.url).netloc}
    assert not [one for one in wire.back if "set-cookie" in one.all_headers()]
    assert not [one for one in wire.out if {"cookie", "referer"} & set(one.all_headers())]
    stored = b"".join(path.read_bytes() for path in site.folder.rglob("*") if path.is_file())
    assert not [form for form in FORMS if form in stored]


STATE = """async () => ({
  cookies: document.cookie, local: localStorage.length, session: sessionStorage.length, history: history.length,
  caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length, address: location.href,
  workers: (await navigator.serviceWorker.getRegistrations()).length, state: history.state, title: document.title,
})"""


def test_the_browser_keeps_nothing_and_the_address_never_changes(open_page: Open, site: Site) -> None:
    page = open_page()
    before = page.evaluate(STATE)
    hands.report(page, "victim", CANARY)
    hands.press(page, "보낸 글 보기")
    page.get_by_text(CANARY).wait_for()
    after = page.evaluate(STATE)
    assert after == before
    assert after["address"] == site.url + "/"
    assert after["title"] == "안내"
    nothing = {"cookies": "", "local": 0, "session": 0, "caches": 0, "databases": 0, "workers": 0, "state": None}
    assert {name: after[name] for name in nothing} == nothing
    assert page.context.cookies() == []


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leaving_goes_elsewhere_and_the_way_back_is_empty(open_page: Open, site: Site, way: str) -> None:
    page = open_page()
    elsewhere = "https://www.weather.go.kr/"
    page.route(elsewhere, lambda route: route.fulfill(body="<title>날씨</title>", content_type="text/html"))
    depth = page.evaluate("() => history.length")
    hands.to_text(page, "victim")
    page.locator("#text").fill(CANARY)
    if way == "button":
        page.locator("#leave").click()
    else:
        for _press in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(elsewhere)
    assert page.evaluate("() => history.length") == depth, "the page itself was replaced"
    page.go_back()
    assert CANARY not in page.content()
    assert site.url not in page.url


def test_two_escapes_or_slow_ones_stay(open_page: Open) -> None:
    page = open_page()
    hands.to_text(page, "victim")
    for _press in range(2):
        page.keyboard.press("Escape")
    page.locator("#text").fill("아직 여기")
    assert page.locator("#text").input_value() == "아직 여기"


def test_a_page_that_was_left_comes_back_empty(open_page: Open, site: Site) -> None:
    page = open_page()
    hands.to_text(page, "victim")
    page.locator("#text").fill(CANARY)
    page.goto("about:blank")
    page.go_back()
    page.locator(".door").first.wait_for()
    assert CANARY not in page.content()
    assert page.locator("#text").count() == 0
    assert page.url == site.url + "/"


def test_no_field_may_be_remembered_or_looked_up(open_page: Open) -> None:
    page = open_page()
    hands.to_text(page, "victim")
    for field in page.locator("input, textarea").all():
        assert field.get_attribute("autocomplete") == "off"
    assert page.locator("#text").get_attribute("spellcheck") == "false"
    assert page.locator("form").get_attribute("autocomplete") == "off"


def test_every_answer_carries_the_strict_headers(open_page: Open, site: Site) -> None:
    page = open_page(wait=False)
    wire = Wire(page)
    page.goto(site.url + "/")
    page.locator(".door").first.wait_for()
    for one in wire.back:
        headers = one.all_headers()
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"


SINKS = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc")
STORES = ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "pushState", "replaceState", "caches.")


def test_no_script_of_the_page_parses_text_or_keeps_it() -> None:
    sources = "".join(path.read_text("utf-8") for path in resource("report_page").rglob("*.js"))
    assert not [word for word in (*SINKS, *STORES) if word in sources]
