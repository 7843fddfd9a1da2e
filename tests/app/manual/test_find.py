"""Words are found in the language asked for, step by step, and marked where they stand."""

from __future__ import annotations

import unicodedata

from app.manual import Pack, find


def test_finds_by_step_and_marks_the_place(tiny: Pack) -> None:
    line = tiny.steps["A3"].words("ko", "police").do[2]
    (found,) = find(tiny, unicodedata.normalize("NFD", line), "ko")
    (hit,) = found.passages
    assert (found.step, hit.audience, hit.part, hit.item) == ("A3", "police", "do", 2)
    assert hit.text[hit.start : hit.start + hit.length] == line
    assert find(tiny, line, "ko", audience="victim") == ()
    assert find(tiny, line, "en") == ()


def test_case_labels_titles_cards_and_nothing(tiny: Pack) -> None:
    assert [one.step for one in find(tiny, "beside THEM", "en")] == ["A1"]
    assert [one.step for one in find(tiny, "Garden", "en")] == ["A2", "card:garden"]
    assert find(tiny, "  ", "ko") == ()
    card = tiny.steps["card:garden"].words("ko", "victim").ask
    assert [one.step for one in find(tiny, card, "ko", audience="police")] == ["card:garden"]
