"""Words are found in both languages, step by step, half typed or by initials or old names, and marked where they stand."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from app.manual import Finder, Known, Pack, find
from app.text import initials


def test_finds_by_step_and_marks_the_place(tiny: Pack) -> None:
    line = tiny.steps["A3"].words("ko", "police").do[2]
    (found,) = find(tiny, unicodedata.normalize("NFD", line), "ko")
    (hit,) = found.passages
    assert (found.step, hit.audience, hit.part, hit.item) == ("A3", "police", "do", 2)
    assert hit.text[hit.start : hit.start + hit.length] == line
    assert find(tiny, line, "ko", audience="victim") == ()
    assert [one.step for one in find(tiny, line, "en")] == ["A3"], "the other language is searched too"


def test_case_labels_titles_cards_and_nothing(tiny: Pack) -> None:
    assert [one.step for one in find(tiny, "beside THEM", "en")] == ["A1"]
    assert [one.step for one in find(tiny, "Garden", "en")] == ["A2", "card:garden"]
    assert find(tiny, "  ", "ko") == ()
    card = tiny.steps["card:garden"].words("ko", "victim").ask
    assert [one.step for one in find(tiny, card, "ko", audience="police")] == ["card:garden"]


def test_half_typed_syllables_initials_and_old_names(tiny: Pack, known: Known) -> None:
    line = tiny.steps["A3"].words("ko", "police").do[2]
    half = unicodedata.normalize("NFD", line)[:-1]
    (found,) = find(tiny, half, "ko")
    (hit,) = found.passages
    assert hit.text[hit.start : hit.start + hit.length] == line, "a syllable half typed marks the whole one"
    assert "A3" in [one.step for one in find(tiny, initials(line)[:4], "ko")]
    finder = Finder(tiny, known.law, known.directory, {"오래된 이름": line})
    assert [one.step for one in finder.find("오래된", "ko")] == ["A3"]
    assert finder.find("오", "ko") == Finder(tiny, known.law, known.directory).find("오", "ko")


def test_law_and_services_are_found_by_their_names(tiny: Pack, known: Known) -> None:
    law = {one: replace(card, aliases=("옛 법 이름",)) for one, card in known.law.items()}
    finder = Finder(tiny, law, known.directory)
    with_law = [step.id for step in tiny.own if step.law]
    assert [one.step for one in finder.find("옛 법", "ko")] == with_law
    with_police = [step.id for step in tiny.own if "police" in step.refer]
    found = finder.find(str(known.directory["police"].name["ko"]), "ko")
    assert {one.step for one in found if any(p.part == "refer" for p in one.passages)} == set(with_police)
