"""The manual that ships is sound, and every step, jump and card of it can be walked to."""

from __future__ import annotations

import time
from datetime import date

from app.manual import Manual, directory, find, law_cards, read
from app.manual.model import END
from app.manual.reports import check_report, listing
from app.store import Database


def test_the_shipped_manuals_have_no_errors() -> None:
    report = check_report(on=date(2026, 11, 23))
    grave = [one for pack in report["packs"] for one in pack["findings"] if one["severity"] != "note"]
    assert grave == []
    assert report["ok"]


STEPS = {"dating-violence": 13, "digital-sex-crime": 13, "stalking": 14, "workplace-harassment": 12}


def test_the_shipped_manuals_are_listed_whole() -> None:
    packs = {pack["id"]: pack for pack in listing()["packs"]}
    assert packs.keys() == STEPS.keys()
    for name, pack in packs.items():
        assert pack["steps"] >= STEPS[name]
        assert (pack["jumps"], pack["languages"]) == (7, ["ko", "en"])
    assert packs["workplace-harassment"]["audiences"] == ["victim", "organisation", "reporter"]


def test_reading_needs_no_database_and_is_fast_when_warm() -> None:
    read()
    times = []
    for _turn in range(5):
        started = time.perf_counter()
        pack = read()
        times.append(time.perf_counter() - started)
    assert min(times) < 0.1
    assert find(pack, "목", "ko")
    assert all(entry.name["ko"] for entry in directory().values())
    assert all(card.status_on(date(2026, 11, 23)).sentence for card in law_cards().values())


def test_every_way_out_of_every_step_can_be_taken(casework: Database) -> None:
    """From every step of every tree that can be walked to, each answer leads where the pack says, and back again."""
    manual = Manual(casework)
    for pack in manual.library.packs():
        own = {step.id for step in pack.own if step.kind == "step"}
        session = manual.start(pack).value.id
        seen: set[str] = set()
        waiting: list[tuple[str, ...]] = [()]
        while waiting:
            ways = waiting.pop()
            for taken in ways:
                manual.next(session) if taken == "default" else manual.answer(session, taken)
            here = pack.steps[manual.state(session).step]
            if here.id in own and here.id not in seen:
                seen.add(here.id)
                for way in (*here.branches, *here.red_flags):
                    state = manual.answer(session, way.id).value
                    assert state.trail.at_end if way.target == END else state.step == way.target
                    assert state.tree == (manual.library.tree_of(state.step) or pack.id)
                    if state.step in own - seen:
                        waiting.append((*ways, way.id))
                    assert manual.back(session).value.step == here.id
                if here.next in own - seen:
                    waiting.append((*ways, "default"))
            for _way in ways:
                manual.back(session)
        assert seen == own
        manual.end(session)
