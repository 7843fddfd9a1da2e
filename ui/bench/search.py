"""Keystroke → painted, against new rows for the same view without a query; then with a draft saved between keystrokes.

A commit makes every other connection forget the pages it has read, so a search of a working day is not that of a quiet one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtGui import QInputMethodEvent

from app.changes import Done
from app.desk import Desk
from app.i18n import _
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure, p95
from ui.bench.painting import application, settle
from ui.bench.seat import CasesOnScreen, Seat, seated, timed_in_reader
from ui.cases import reading

GOAL = Goal("plus", 10.0)
QUERY = 8.0
"""Milliseconds for the query with its first page, in the reader, as the list asks it."""

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_DRAFT = "d" * 32


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(cases)) as practice, seated(practice) as seat:
        on_screen = seat.show_cases()
        on_screen.show_every_status()
        words = practice.words()
        quiet = _Typed(on_screen, words, lambda: None)
        working = _Typed(on_screen, words, lambda: _save(seat))
    note = _(
        "p95 of {strokes} keystrokes a turn among {cases} cases, composing syllables included. “{one}” (1 case) "
        "{p_one:.0f} ms, “{many}” ({hits} contacts) {p_many:.0f} ms. Query and first page in the reader: {query:.1f} ms "
        "(at most {most:g})."
    )
    beside = _(
        " With a draft saved before each keystroke: {typed:.0f} ms (floor {floor:.0f}), “{many}” {p_many:.0f} ms, query and "
        "first page {query:.1f} ms."
    )
    one, many = words
    said = note.format(
        strokes=quiet.strokes, cases=f"{cases:,}", one=one, p_one=p95(quiet.found[one]), many=many,
        p_many=p95(quiet.found[many]), hits=f"{practice.many_hits:,}", query=p95(quiet.asked), most=QUERY,
    ) + beside.format(
        typed=working.figure().value, floor=working.figure().floor, many=many, p_many=p95(working.found[many]),
        query=p95(working.asked),
    )  # fmt: skip
    also = max(p95(quiet.asked), p95(working.asked)) <= QUERY and working.figure().met is True and not seat.broke
    return quiet.figure(said + seat.mistakes(), also=also)


class _Typed:
    """Words typed by turns with new rows for the view, and asked in the reader; `before` comes before each keystroke."""

    def __init__(self, on_screen: CasesOnScreen, words: tuple[str, ...], before: Callable[[], object]) -> None:
        self._on_screen, self._before = on_screen, before
        self.found: dict[str, list[float]] = {word: [] for word in words}
        self.strokes = sum(len(list(composed(word))) for word in words)
        self._pair = alternate(self._type_all, lambda: [_reset(on_screen, before) for _stroke in range(self.strokes)])
        self.asked = [self._ask(text) for _turn in range(LEAST) for word in words for text, _done in composed(word)]

    def figure(self, note: str = "", *, also: bool = True) -> Figure:
        return figure(self._pair, GOAL, note, reduce=p95, also=also)

    def _type_all(self) -> list[Sample]:
        samples = []
        for word, found in self.found.items():
            typed = _type(self._on_screen, word, self._before)
            found += [one.ms for one in typed]
            samples += typed
        return samples

    def _ask(self, text: str) -> float:
        self._before()
        return self._on_screen.seat.read(timed_in_reader(lambda desk: reading.found(desk, text)))


def _save(seat: Seat) -> None:
    """Save a draft, and wait until nothing that it set going goes on."""
    seat.write(_keep_draft)
    seat.rest()


def _keep_draft(desk: Desk) -> Done[Any]:
    return desk.contacts.keep_draft(_DRAFT, "note", "글" * 200)


def composed(word: str) -> Iterator[tuple[str, str]]:
    """What stands in the field after each keystroke of a two-set keyboard, and the part of it that is finished."""
    for at, syllable in enumerate(word):
        lead, rest = divmod(ord(syllable) - 0xAC00, 588)
        vowel, tail = divmod(rest, 28)
        states = [_LEADS[lead], chr(0xAC00 + lead * 588 + vowel * 28)]
        states += [syllable] if tail else []
        yield from ((word[:at] + state, word[:at]) for state in states)


def _type(on_screen: CasesOnScreen, word: str, before: Callable[[], object]) -> list[Sample]:
    """Every keystroke of a word as an input method sends it; the field is empty again afterwards."""
    samples, field = [], on_screen.field
    for whole, finished in composed(word):
        event = QInputMethodEvent(whole[len(finished) :], [])
        event.setCommitString(finished[len(field.text()) :])
        before()
        samples.append(on_screen.painted(lambda event=event: application().sendEvent(field, event)))  # type: ignore[misc] # bound now, called at once
        _rest(on_screen)
    application().sendEvent(field, QInputMethodEvent("", []))
    field.clear()
    _rest(on_screen)
    return samples


def _reset(on_screen: CasesOnScreen, before: Callable[[], object]) -> Sample:
    before()
    found = on_screen.painted(on_screen.reset)
    settle(1)
    return found


def _rest(on_screen: CasesOnScreen) -> None:
    on_screen.seat.rest()
    settle(1)
