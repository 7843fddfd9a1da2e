"""The manual that ships is sound, and every step, jump and card of it can be walked to."""

from __future__ import annotations

import time
from datetime import date

from app.manual import Manual, Pack, directory, find, law_cards, read
from app.manual.model import END, RETURN
from app.manual.reports import check_report, listing
from app.store import Database


def test_the_shipped_manuals_have_no_errors() -> None:
    report = check_report(on=date(2026, 11, 23))
    grave = [one for pack in report["packs"] for one in pack["findings"] if one["severity"] != "note"]
    assert grave == []
    assert report["ok"]


def test_the_shipped_manual_is_listed_whole() -> None:
    (pack,) = listing()["packs"]
    assert (pack["id"], pack["steps"], pack["jumps"], pack["cards"]) == ("dating-violence", 13, 7, 4)
    assert (pack["languages"], pack["audiences"]) == (["ko", "en"], ["victim", "police"])


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


def reachable(pack: Pack) -> set[str]:
    seen, waiting = set(), [pack.start, *(step.id for step in pack.jumps)]
    while waiting:
        here = waiting.pop()
        if here not in seen and here not in (END, RETURN):
            seen.add(here)
            waiting.extend(pack.steps[here].targets())
    return seen


def test_every_way_out_of_every_step_can_be_taken(casework: Database) -> None:
    """From each jump, and from each step reached along the main way, each answer leads where the pack says."""
    manual = Manual(casework)
    pack = manual.library.pack("dating-violence")
    assert reachable(pack) == set(pack.steps)
    session = manual.start(pack).value.id
    while True:
        here = pack.steps[manual.state(session).step]
        for way in (*here.branches, *here.red_flags):
            state = manual.answer(session, way.id).value
            assert state.trail.at_end if way.target == END else state.step == way.target
            assert manual.back(session).value.step == here.id
        if here.next == END:
            break
        manual.next(session)
    for jump in pack.jumps:
        manual.jump(session, jump.id)
        assert manual.next(session).value.step == here.id
    assert manual.next(session).value.trail.at_end
    assert manual.end(session).value.stays[-1].step == "A13"
