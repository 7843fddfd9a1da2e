"""For everybody: axe on every state, keyboard alone through each door, 320 px, 200 %, languages, focus and live words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.paths import cache, resource
from tests.page import hands
from tests.page.conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]
AXE = Path("node_modules", "axe-core", "axe.min.js")
RULES = """axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
  .then((found) => JSON.stringify(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])))"""


def faults(page: Page) -> list[Any]:
    """What axe finds on the page as it stands; the script comes in as a debugger's would, beside the page's policy."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": (cache("page-modules") / AXE).read_text("utf-8")})
    told = session.send("Runtime.evaluate", {"expression": RULES, "awaitPromise": True, "returnByValue": True})
    session.detach()
    return list(json.loads(told["result"]["value"]))


def overflow(page: Page) -> int:
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def walk(page: Page, site: Site, door: str) -> Iterator[str]:
    """Every state from the first screen to an answered thread, one after the other."""
    yield "first"
    hands.enter_door(page, door)
    step = 0
    while page.locator(".words-grid").count() == 0:
        for box in page.locator("label.choice").all()[:9]:
            box.click()
        for field in page.locator("textarea:visible, input[type=text]:visible").all():
            field.fill("한 줄 적었습니다.")
        yield f"step {step}"
        before = page.locator("h1").inner_text()
        hands.press(page, "다음")
        page.locator("h1").filter(has_not_text=before).wait_for()
        step += 1
    yield "code"
    hands.press(page, "잠가서 보내기")
    yield "code wrong"
    hands.send(page)
    yield "sent"
    site.centre.reply(site.centre.newest(), "말씀해 주셔서 고맙습니다.\n\n어떻게 할지는 당신이 정합니다.")
    hands.press(page, "보낸 글 보기")
    page.get_by_label("답장 쓰기").wait_for()
    hands.press(page, "보낸 이야기를 지우고 싶어요")
    yield "thread"


@pytest.mark.parametrize(
    ("door", "scheme", "width"),
    [("victim", "light", 320), ("third", "dark", 390), ("public", "light", 1280)],
)
def test_axe_finds_nothing_and_nothing_runs_over_on_any_state(
    open_page: Open, site: Site, door: str, scheme: str, width: int
) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 720})
    found = {}
    for state in walk(page, site, door):
        found[state] = (faults(page), overflow(page))
    assert len(found) >= 8
    assert {state: told for state, told in found.items() if told != ([], 0)} == {}


def test_axe_finds_nothing_where_people_come_back(open_page: Open) -> None:
    page = open_page(viewport={"width": 320, "height": 720})
    hands.press(page, "이 페이지가 진짜인지 확인하는 법")
    hands.heading(page, "이 페이지가 진짜인지 확인하는 법")
    assert (faults(page), overflow(page)) == ([], 0)
    hands.press(page, "처음 화면으로")
    hands.come_back(page, "1" * 26)
    page.get_by_text("이 낱말로 열리는 글이 없습니다.").wait_for()
    assert (faults(page), overflow(page)) == ([], 0)
    hands.press(page, "건네받은 낱말로 시작하기")
    hands.heading(page, "이제 당신의 이야기입니다")
    assert (faults(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("lang", ["ko", "en", "easy"])
def test_twice_as_large_on_a_narrow_screen_nothing_is_cut(open_page: Open, lang: str) -> None:
    page = open_page(viewport={"width": 640, "height": 800})
    page.get_by_role("button", name={"ko": "한국어", "en": "English", "easy": "쉬운 말"}[lang]).click()
    page.locator(".tongue[aria-current]").wait_for()
    session = page.context.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride", {"width": 320, "height": 400, "deviceScaleFactor": 2, "mobile": False}
    )
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    for turn in range(3):
        assert overflow(page) == 0, turn
        cut = page.evaluate(
            "() => [...document.querySelectorAll('button, h1, h2, strong, label')]"
            ".filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map((one) => one.textContent)"
        )
        assert cut == [], turn
        if turn == 0:
            page.locator(".door").first.click()
            page.locator("form").wait_for()
        elif turn == 1:
            page.locator("form button[type=submit]").click()
            page.locator("#text").wait_for()


def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Tab until what has the focus is called so."""
    told = "() => { const e = document.activeElement; return (e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || '').trim(); }"
    for _press in range(most):
        page.keyboard.press("Tab")
        if name in str(page.evaluate(told)):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


@pytest.mark.parametrize("door", list(hands.DOORS))
def test_by_keyboard_alone_through_each_door(open_page: Open, site: Site, door: str) -> None:
    page = open_page()
    tab_to(page, hands.DOORS[door])
    page.keyboard.press("Enter")
    page.locator("form").wait_for()
    for step in range(3):
        assert page.evaluate("() => document.activeElement.tagName") == "H1", "the heading is read first"
        if page.locator("#text").count():
            tab_to(page, page.locator("label[for=text]").inner_text())
            page.keyboard.type("keyboard only")
        elif page.locator("input[type=radio]").count():
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
        before = page.locator("h1").inner_text()
        tab_to(page, "다음")
        page.keyboard.press("Enter")
        page.locator("h1").filter(has_not_text=before).wait_for()
        assert step < 3
    words = hands.code(page)
    for field in page.locator("form input").all():
        at = int(str(field.get_attribute("id")).removeprefix("word"))
        tab_to(page, page.locator(f"label[for=word{at}]").inner_text())
        page.keyboard.insert_text(words[at])
    page.keyboard.press("Enter")
    hands.heading(page, "보냈습니다")
    assert site.centre.newest()[1].text == "keyboard only"
    assert page.evaluate("() => document.activeElement.tagName") == "H1"


def test_the_way_out_is_the_first_stop_of_the_keyboard_and_stays_in_sight(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "leave"
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    box = page.locator("#leave").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 60
    assert box["height"] >= 48


def test_waits_and_faults_are_spoken_and_fields_say_what_is_wrong(open_page: Open) -> None:
    page = open_page()
    assert page.locator("#status").get_attribute("aria-live") == "polite"
    hands.to_code(page, "victim", "말")
    hands.press(page, "잠가서 보내기")
    field = page.locator("form input").first
    assert field.get_attribute("aria-invalid") == "true"
    assert "다시 보고 적어 주세요" in page.locator(f"#{field.get_attribute('aria-errormessage')}").inner_text()
    assert page.evaluate("() => document.activeElement.id") == field.get_attribute("id")
    page.route("**/keys", lambda route: None)
    hands.confirm(page)
    hands.press(page, "잠가서 보내기")
    page.locator("#status").filter(has_text="열쇠를 확인하고 있습니다.").wait_for()


def test_forced_colours_keep_what_is_chosen_in_shape(open_page: Open) -> None:
    page = open_page(forced_colors="active")
    hands.enter_door(page, "victim")
    page.get_by_text("네, 지금은 안전합니다").click()
    chosen = page.locator("label.choice").filter(has_text="네, 지금은 안전합니다").locator(".icon")
    other = page.locator("label.choice").filter(has_text="잘 모르겠습니다").locator(".icon")
    shade = "(one) => getComputedStyle(one).backgroundColor"
    assert chosen.evaluate(shade) != other.evaluate(shade)


def test_three_languages_say_the_same_things() -> None:
    told = {
        lang: json.loads(resource("report_page", "words", f"{lang}.json").read_text("utf-8"))
        for lang in ("ko", "en", "easy")
    }
    assert set(told["ko"]) == set(told["en"]) == set(told["easy"])
    places = {lang: {key: sorted(set(_places(text))) for key, text in words.items()} for lang, words in told.items()}
    assert places["ko"] == places["en"] == places["easy"]
    for words in told.values():
        assert all(text.strip() for text in words.values())
        assert not [text for text in words.values() if "!" in text]
    assert sum(told["ko"][key] != told["easy"][key] for key in told["ko"]) > 120, "easy words are words of their own"
    for text in (*told["ko"].values(), *told["easy"].values()):
        assert not [word for word in ("스크린샷", "캡처", "화면을 찍", "즉시", "100%", "피해자님") if word in text]
    assert not [text for text in told["en"].values() if "screenshot" in text.lower()]


def _places(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


def test_every_question_has_its_words() -> None:
    doors = json.loads(resource("report_page", "questions.json").read_text("utf-8"))["doors"]
    words = json.loads(resource("report_page", "words", "ko.json").read_text("utf-8"))
    missing = []
    for door, steps in doors.items():
        for step in steps:
            wanted = [f"{door}.{step['id']}.title"]
            for field in step["fields"]:
                names = [field["id"], *(f"{field['id']}.{choice}" for choice in field.get("choices", ()))]
                missing += [name for name in names if name not in words and f"{door}.{name}" not in words]
                wanted += [f"note.{note}" for note in field.get("notes", {}).values()]
            missing += [name for name in wanted if name not in words]
    assert missing == []


FIRST = (
    "긴급 전화가 아닙니다", "112", "1366", "언제 읽나요", "19세 미만", "법에 따라 신고", "회사 기기나 함께 쓰는 기기",
    "휴대전화에 적어 두면 다른 사람이 볼 수 있습니다", "통화 기록이 남습니다",
)  # fmt: skip


def test_the_first_screen_says_what_must_be_said_before_any_field(open_page: Open) -> None:
    page = open_page()
    said = page.locator("main").inner_text().replace("\u00a0", " ")
    assert not [words for words in FIRST if words not in said]
    assert page.locator("input, textarea").count() == 0
    protects, cannot = (page.get_by_role("heading", name=name) for name in ("지켜 드리는 것", "막아 드리지 못하는 것"))
    size = "(one) => [getComputedStyle(one).fontSize, getComputedStyle(one.parentElement.querySelector('li')).fontSize]"
    assert protects.evaluate(size) == cannot.evaluate(size)
    assert page.locator(".signs").nth(0).locator("li").count() == page.locator(".signs").nth(1).locator("li").count()
