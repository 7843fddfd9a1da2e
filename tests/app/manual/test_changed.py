"""What changed is told by step and law card, in the reader's language, as a colleague would say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app import i18n
from app.manual import LawCard, Pack, Review, load
from app.manual.changed import Names, what_changed
from app.manual.compare import compare

Edit = Callable[[str, str, str], None]


def told(before: Pack, after: Pack, names: Names | None = None) -> dict[str, list[str]]:
    return {change.heading: [line.sentence for line in change.lines] for change in what_changed(before, after, names)}


def test_nothing_changed(tiny: Pack) -> None:
    assert compare(tiny, tiny) == ()
    assert what_changed(tiny, replace(tiny, version="1.0.1")) == (), "a number alone is nothing to read"


def test_ways_times_services_and_lines(folder: Path, edit: Edit, tiny: Pack) -> None:
    edit("pack.yaml", "minutes: 5", "minutes: 8")
    edit("pack.yaml", "branches: {near: EMG}", "branches: {near: SUI}")
    edit("pack.yaml", "refer: [police]", "refer: [police, helper]")
    edit("en/A1.md", "title: ", "title: A new ")
    names = Names(services={"helper": "Helpers"}, packs={"tiny": tiny})
    ((heading, lines),) = told(tiny, load(folder), names).items()
    assert heading.startswith("A1 A new ")
    assert lines[0] == "Time for it: 8 minutes (before: 5)."
    assert "leads to SUI" in lines[1]
    assert lines[2] == "Service named here now: Helpers."
    assert lines[3].startswith("It is called “A new ")


def lines_of(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text("utf-8").split("\n")


def test_a_line_that_came_went_moved_or_reads_differently(folder: Path, tiny: Pack) -> None:
    sheet = folder / "en" / "A1.md"
    lines = lines_of(folder, "en/A1.md")
    first = next(number for number, line in enumerate(lines) if line == "### say") + 1
    one, two, three = lines[first : first + 3]
    lines[first : first + 3] = [three, f"{one} Please", "- Xyzzy qwrtp bcdfg 12345", "- Zzz"]
    sheet.write_text("\n".join(lines), "utf-8")
    (change,) = what_changed(tiny, load(folder))
    sorts = {line.sort: line.sentence for line in change.lines}
    assert set(sorts) == {"changed", "added", "removed"} or set(sorts) == {"changed", "added", "removed", "moved"}
    assert sorts["changed"] == f"Victim, Say – now: “{one[2:]} Please” (before: “{one[2:]}”)"
    assert two[2:] in sorts["removed"]


def test_only_the_order_changed(folder: Path, tiny: Pack) -> None:
    lines = lines_of(folder, "en/A1.md")
    first = next(number for number, line in enumerate(lines) if line == "### do") + 1
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    (folder / "en" / "A1.md").write_text("\n".join(lines), "utf-8")
    (change,) = what_changed(tiny, load(folder))
    assert [line.sort for line in change.lines] == ["moved"]


def test_another_language_is_counted_and_not_told(folder: Path, edit: Edit, tiny: Pack) -> None:
    edit("ko/A1.md", "첫인사", "첫 만남")
    ((_heading, lines),) = told(tiny, load(folder)).items()
    assert lines == ["In other languages: 1 changes."]
    i18n.set_language("ko")
    ((heading, lines),) = told(tiny, load(folder)).items()
    assert heading == "A1 첫 만남"
    assert "첫인사" in lines[0]


def test_steps_and_jumps_that_came_or_went(tiny: Pack) -> None:
    fewer = replace(tiny, steps={key: step for key, step in tiny.steps.items() if key != "SUI"})
    assert list(told(tiny, fewer).values()) == [["This is not there any more."]]
    assert list(told(fewer, tiny).values()) == [["This is new."]]


@pytest.fixture
def card(known: object) -> LawCard:
    return known.law["in-force"]  # type: ignore[attr-defined, no-any-return] # the conftest's Known


def test_law_cards_are_told_too(tiny: Pack, card: LawCard) -> None:
    before = replace(tiny, law={card.id: card})
    newer = replace(
        card,
        text={"ko": "새 글", "en": "New words"},
        penalty={"ko": "벌금", "en": "a fine"},
        in_force_from=date(2027, 4, 22),
        status="upcoming",
        needs_wish="yes",
        checked_on=date(2027, 1, 2),
        review=Review("Han", date(2027, 1, 3), "lawyer"),
    )
    ((heading, lines),) = told(before, replace(tiny, law={card.id: newer})).items()
    assert heading.startswith("Law card: ")
    text = "\n".join(lines)
    for part in ("It says now: “New words”", "Penalty: a fine", "22 Apr 2027", "not in force yet", "2 Jan 2027", "Han"):
        assert part in text
    assert told(before, tiny) == {heading: ["This is not there any more."]}
    assert told(tiny, before) == {heading: ["This is new."]}


def test_a_review_is_told(tiny: Pack) -> None:
    step = replace(tiny.steps["A1"], review=Review("Kim", date(2027, 1, 3), "counsellor"))
    after = replace(tiny, steps={**tiny.steps, "A1": step})
    assert "Kim" in str(told(tiny, after))
    assert "no longer" in str(told(after, tiny))
