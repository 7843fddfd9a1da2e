"""Keystroke → painted, against new rows for the same view without a query."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QInputMethodEvent

from app.i18n import _
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure, p95
from ui.bench.painting import application, settle
from ui.bench.seat import CasesOnScreen, seated, timed_in_reader

GOAL = Goal("plus", 10.0)
QUERY = 8.0
"""Milliseconds for the query with its first page, in the reader."""

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def measure(cases: int) -> Figure:
    practice = centre.practice(cases)
    with seated(practice) as seat:
        on_screen = seat.show_cases()
        on_screen.show_every_status()
        found: dict[str, list[float]] = {word: [] for word in practice.words()}

        def type_both() -> list[Sample]:
            samples = []
            for word in found:
                typed = _type(on_screen, word)
                found[word] += [one.ms for one in typed]
                samples += typed
            return samples

        strokes = sum(len(list(composed(word))) for word in found)
        pair = alternate(type_both, lambda: [_reset(on_screen) for _stroke in range(strokes)])
        asked = [
            seat.read(timed_in_reader(lambda desk, text=text: desk.cases.find(text)))  # type: ignore[misc] # bound now, called at once
            for _turn in range(LEAST)
            for word in found
            for text, _done in composed(word)
        ]
    note = _(
        "p95 of {strokes} keystrokes a turn among {cases} cases, composing syllables included. “{one}” (1 case) "
        "{p_one:.0f} ms, “{many}” ({hits} contacts) {p_many:.0f} ms. Query and first page in the reader: {query:.1f} ms "
        "(at most {most:g})."
    )
    one, many = practice.words()
    said = note.format(
        strokes=strokes, cases=f"{cases:,}", one=one, p_one=p95(found[one]), many=many, p_many=p95(found[many]),
        hits=f"{practice.many_hits:,}", query=p95(asked), most=QUERY,
    )  # fmt: skip
    return figure(pair, GOAL, said + seat.mistakes(), reduce=p95, also=p95(asked) <= QUERY and not seat.broke)


def composed(word: str) -> Iterator[tuple[str, str]]:
    """What stands in the field after each keystroke of a two-set keyboard, and the part of it that is finished."""
    for at, syllable in enumerate(word):
        lead, rest = divmod(ord(syllable) - 0xAC00, 588)
        vowel, tail = divmod(rest, 28)
        states = [_LEADS[lead], chr(0xAC00 + lead * 588 + vowel * 28)]
        states += [syllable] if tail else []
        yield from ((word[:at] + state, word[:at]) for state in states)


def _type(on_screen: CasesOnScreen, word: str) -> list[Sample]:
    """Every keystroke of a word as an input method sends it; the field is empty again afterwards."""
    samples, field = [], on_screen.field
    for whole, finished in composed(word):
        event = QInputMethodEvent(whole[len(finished) :], [])
        event.setCommitString(finished[len(field.text()) :])
        samples.append(on_screen.painted(lambda event=event: application().sendEvent(field, event)))  # type: ignore[misc] # bound now, called at once
        _rest(on_screen)
    application().sendEvent(field, QInputMethodEvent("", []))
    field.clear()
    _rest(on_screen)
    return samples


def _reset(on_screen: CasesOnScreen) -> Sample:
    found = on_screen.painted(on_screen.reset)
    settle(1)
    return found


def _rest(on_screen: CasesOnScreen) -> None:
    on_screen.seat.rest()
    settle(1)
