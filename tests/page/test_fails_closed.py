"""Without genuine keys of today, nothing is sent and nothing typed is lost; the same where the line or the lock fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.page import hands
from tests.page.conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Open = Callable[..., "Page"]
WORDS = "이 말은 화면에 남아 있어야 합니다"


def forged(site: Site) -> bytes:
    return site.centre.bundle(key=Ed25519PrivateKey.generate())


def flipped(site: Site) -> bytes:
    document = bytearray(site.centre.bundle())
    document[40] ^= 1
    return bytes(document)


BUNDLES: dict[str, tuple[Callable[[Site], bytes] | None, str]] = {
    "expired": (lambda site: site.centre.bundle(begins=-40, ends=-1), "기간이 지나"),
    "not yet": (lambda site: site.centre.bundle(begins=1, ends=30), "기간이 지나"),
    "forged": (forged, "진짜인지 확인되지 않아"),
    "changed": (flipped, "진짜인지 확인되지 않아"),
    "of another centre": (lambda site: site.centre.bundle(centre="f" * 16), "진짜인지 확인되지 않아"),
    "empty": (lambda _site: b"", "진짜인지 확인되지 않아"),
    "none": (None, "열쇠를 받지 못해"),
}


def test_keys_that_are_not_genuine_and_of_today_send_nothing(open_page: Open, site: Site) -> None:
    page, sent, now = open_page(), set[str](), {"name": ""}

    def answer(route: Route) -> None:
        make = BUNDLES[now["name"]][0]
        route.fulfill(body=make(site)) if make else route.fulfill(status=404)

    page.on("request", lambda request: sent.add(request.method))
    page.route("**/keys", answer)
    hands.to_code(page, "victim", WORDS)
    hands.confirm(page)
    for name, (_make, said) in BUNDLES.items():
        now["name"] = name
        page.evaluate("() => document.getElementById('status').replaceChildren()")
        hands.press(page, "잠가서 보내기")
        page.locator("#status.bad").filter(has_text=said).wait_for()
    assert sent == {"GET"}, "nothing but reading went out"
    for _back in range(2):
        hands.press(page, "이전")
    assert page.locator("#text").input_value() == WORDS


def test_a_line_that_is_cut_keeps_the_words_and_a_second_try_arrives_once(open_page: Open, site: Site) -> None:
    page = open_page()
    before = len(site.centre.arrived())
    hands.to_code(page, "victim", WORDS)
    hands.confirm(page)
    page.route("**/v1/drops", lost_after_arrival)
    hands.press(page, "잠가서 보내기")
    page.locator("#status").filter(has_text="인터넷에 닿지 않아").wait_for()
    assert len(site.centre.arrived()) == before + 1, "it had arrived; only the answer was lost"
    page.unroute("**/v1/drops")
    hands.press(page, "잠가서 보내기")
    hands.heading(page, "보냈습니다")
    assert len(site.centre.arrived()) == before + 1
    assert site.centre.newest()[1].text == WORDS


def lost_after_arrival(route: Route) -> None:
    route.fetch()
    route.abort()


@pytest.mark.parametrize(
    "lost",
    [
        "delete globalThis.Worker",
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})",
    ],
    ids=["no worker", "no lock"],
)
def test_a_browser_that_cannot_lock_gets_numbers_to_call_and_no_field(open_page: Open, site: Site, lost: str) -> None:
    page = open_page(wait=False)
    page.add_init_script(lost)
    page.goto(site.url + "/")
    hands.heading(page, "지금은 보낼 수 없습니다")
    assert "112" in page.locator("main").inner_text()
    assert page.locator("input, textarea, form").count() == 0


def test_without_scripts_the_page_says_so_with_numbers_to_call(open_page: Open, site: Site) -> None:
    page = open_page(wait=False, java_script_enabled=False)
    page.goto(site.url + "/")
    said = page.locator("noscript").text_content() or ""
    assert all(word in said for word in ("112", "1366", "아무것도 보내지 않습니다", "JavaScript"))
    assert page.locator("input, textarea, form").count() == 0


def changed(messages: dict[str, Any], how: str) -> None:
    """What a dishonest relay could do to a thread of three messages."""
    reporter, centre = messages["reporter"], messages["centre"]
    if how == "own left out":
        del reporter[0]
    elif how == "own replayed":
        reporter[1] = reporter[0]
    elif how == "answer left out":
        centre.clear()
    elif how == "answer repeated":
        centre.append(centre[0])
    elif how == "answer changed":
        centre[0]["body"] = centre[0]["body"][:-8] + "AAAAAAA="


@pytest.fixture
def told_thread(open_page: Open, site: Site) -> str:
    """A thread of two own messages and one answer that was read in between; its code."""
    page = open_page()
    code = hands.report(page, "victim", "하나")
    site.centre.reply(site.centre.newest(), "둘")
    hands.press(page, "보낸 글 보기")
    page.get_by_text("둘", exact=True).wait_for()
    page.get_by_label("답장 쓰기").fill("셋")
    hands.press(page, "잠가서 보내기")
    page.locator(".line").nth(2).wait_for()
    return code


def test_a_relay_that_drops_repeats_or_changes_is_seen(open_page: Open, told_thread: str) -> None:
    page, state = open_page(), {"how": ""}

    def tamper(route: Route) -> None:
        found = route.fetch()
        messages = found.json()
        changed(messages, state["how"])
        route.fulfill(response=found, json=messages)

    page.route("**/messages", tamper)
    for how in ("", "own left out", "own replayed", "answer left out", "answer repeated", "answer changed"):
        state["how"] = how
        page.goto(page.url)
        hands.come_back(page, told_thread)
        hands.heading(page, "주고받은 이야기")
        whole = page.locator(".standing").inner_text().startswith("빠지거나 바뀐 글이 없습니다.")
        assert whole == (how == ""), how
