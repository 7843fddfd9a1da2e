"""Hiding in free text: what is found, what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.model import Item, Reason, agreed_items
from app.documents.redaction import Redactor, plain

KNOWN = [("강지원", Reason.PERSON), ("010-9876-5432", Reason.CONTACT)]


def redactor() -> Redactor:
    return Redactor(KNOWN, frozenset(Reason))


@pytest.mark.parametrize(
    "text",
    [
        "강지원",
        "강 지원",
        "01098765432",
        "010 9876 5432",
        "010.9876.5432",
        "900101-2345678",
        "a.b@example.org",
        "02-123-4567",
        "+82 10-9876-5432",
        "지원이가",
        "지원 씨",
    ],
)
def test_what_tells_who_it_is_is_hidden(text: str) -> None:
    hide = redactor()
    assert text not in plain(hide(f"그날 {text} 와 만남"))
    assert sum(hide.counts.values()) == 1


@pytest.mark.parametrize(
    "text", ["지원을 받음", "112에 신고", "1366", "2026-11-24", "100 m", "26-B-0147", "3시간 20분"]
)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert redactor()(text) == text


def test_bars_count_each_place_and_say_nothing_of_its_length() -> None:
    hide = redactor()
    pieces = hide("강지원이 010-9876-5432로, 강지원의 동생이")
    assert hide.counts == {Reason.PERSON: 2, Reason.CONTACT: 1}
    assert [piece.text for piece in pieces if not isinstance(piece, str) and piece.bar] == ["", "", ""]


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_known_name_never_comes_through(before: str, after: str) -> None:
    assert "강지원" not in plain(redactor()(f"{before}강지원{after}")).replace(" ", "")


def test_agreed_items_are_read_from_words_or_codes() -> None:
    assert agreed_items("가명, 사건 경과 요약, 조치 날짜") == {Item.ALIAS, Item.COURSE, Item.DATES}
    assert agreed_items('["name", "contact"]') == {Item.NAME, Item.CONTACT}
    assert agreed_items("부르는 이름") == {Item.ALIAS}
    assert agreed_items("무엇이든") == frozenset()
    assert agreed_items(None) == frozenset()
