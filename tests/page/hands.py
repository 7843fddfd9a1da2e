"""What a person does on the page, in the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOORS = {"victim": "제가 겪은 일입니다", "third": "보거나 들은 일입니다", "public": "공개된 홍보물입니다"}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, name: str) -> None:
    page.get_by_role("heading", name=name, level=1).wait_for(timeout=20_000)


def enter_door(page: Page, door: str) -> None:
    page.get_by_role("button", name=DOORS[door]).click()
    page.locator("form").wait_for()


def to_text(page: Page, door: str) -> None:
    """To the step that asks for words."""
    enter_door(page, door)
    for _step in range(2 if door == "public" else 1):
        press(page, "다음")
    page.locator("#text").wait_for()


def to_code(page: Page, door: str, text: str) -> list[str]:
    """Write a text, pass by everything else, and read the code; the words or groups of digits."""
    to_text(page, door)
    page.locator("#text").fill(text)
    while page.locator(".words-grid").count() == 0:
        before = page.locator("h1").inner_text()
        press(page, "다음")
        page.locator("h1").filter(has_not_text=before).wait_for()
    return code(page)


def code(page: Page) -> list[str]:
    page.locator(".words-grid").wait_for()
    return page.locator(".words-grid strong").all_inner_texts()


def confirm(page: Page) -> None:
    """Type the two words back that are asked for."""
    words = code(page)
    for field in page.locator("form input").all():
        field.fill(words[int(str(field.get_attribute("id")).removeprefix("word"))])


def send(page: Page) -> None:
    confirm(page)
    press(page, "잠가서 보내기")
    heading(page, "보냈습니다")


def report(page: Page, door: str, text: str) -> str:
    """A whole report; returns its code."""
    words = to_code(page, door, text)
    send(page)
    return " ".join(words)


def come_back(page: Page, typed: str) -> None:
    page.get_by_role("button", name="낱말 여덟 개가 있어요 · 답장 보기").click()
    page.locator("#code").fill(typed)
    press(page, "열기")
