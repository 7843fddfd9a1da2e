"""A step of the manual appears, against painting the same text; the manuals from their cache; a word searched in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtGui import QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.i18n import _, language
from app.manual import END, Finder, Library, Pack, Step
from app.manual.packs import sources
from ui.application import Guide
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure, median, p95, timed
from ui.bench.painting import Resets, settle, until_painted, until_still
from ui.bench.search import composed
from ui.bench.seat import Seat, seated
from ui.kit.paint import broken
from ui.manual import ManualPage, words
from ui.manual.search import SearchBox
from ui.theme import font

GOAL = Goal("plus", 16.0)
LOADED, SEARCHED = 150.0, 10.0
"""Milliseconds for all manuals from the cache, and for a keystroke of the search over painting its list."""

_FEW, _WIDTH, _HEIGHT, _DIALOG = 60, 1290, 736, 560
_TYPED = ("스토킹", "증거", "경찰", "접근금지", "ㅅㅌㅋ", "ㅂㅎㅁㄹ", "evidence", "police")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The manuals as every page has them."""

    packs: dict[str, Pack]
    finder: Finder

    @classmethod
    def of(cls, desk: Desk) -> Shelf:
        packs = {pack.id: pack for pack in desk.library.packs()}
        return cls(packs, desk.library.finder(next(iter(packs)), desk.directory.by_id()))

    def steps(self) -> list[tuple[Pack, Step]]:
        return [(pack, step) for pack in self.packs.values() for step in pack.own if step.kind == "step"]


@dataclass(slots=True)
class Typing:
    """Milliseconds of each key typed into the search, of painting its list alone, and of looking alone."""

    keys: list[float] = field(default_factory=list)
    lists: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(min(cases, _FEW))) as practice, seated(practice) as seat:
        shelf = seat.read(Shelf.of)
        walk, plain = Walk(seat, shelf, practice.long_case), PlainStep(shelf)
        pair = alternate(walk.turn, plain.turn)
        walk.close()
        plain.close()
        typing, load = _type(shelf), alternate(timed(_load), timed(_read))
    loaded, bare = (median([one.ms for one in side]) for side in (load.subject, load.floor))
    key, painted = p95(typing.keys), p95(typing.lists)
    note = _(
        "p95 of {steps} steps a turn through {packs} manuals: written, and painted beside its case until nothing moves; "
        "the floor is the same text in a plain document. All manuals from the cache {loaded:.0f} ms (at most {most:g}; "
        "their files only read {bare:.0f}). A key typed into the search {key:.1f} ms, its list alone {painted:.1f} (at most "
        "{more:g} more), the looking {look:.1f}."
    ).format(
        steps=len(pair.subject) // pair.turns, packs=len(shelf.packs), loaded=loaded, most=LOADED, bare=bare,
        key=key, painted=painted, more=SEARCHED, look=p95(typing.looks),
    )  # fmt: skip
    also = loaded <= LOADED and key <= painted + SEARCHED and not seat.broke
    return figure(pair, GOAL, note + seat.mistakes(), reduce=p95, also=also)


# -- a step --------------------------------------------------------------------------------------


class Walk:
    """The real page with the session of a case, walked straight through every manual in each turn."""

    def __init__(self, seat: Seat, shelf: Shelf, case_id: str) -> None:
        self._seat, self._shelf, self._case = seat, shelf, case_id
        self._window = QWidget()
        self._window.resize(_WIDTH, _HEIGHT)
        self.page = ManualPage(seat.shell, self._window)
        self.page.setGeometry(self._window.rect())
        self._window.show()
        seat.tasks.changed.connect(self._reload)

    def _reload(self, changes: Any) -> None:
        """As the window does."""
        if changes & self.page.watches:
            self.page.reload()

    def turn(self) -> list[Sample]:
        keeper, samples = self.page.keeper, list[Sample]()
        first, *others = self._shelf.packs
        session = self._seat.write(lambda desk: desk.manual.start(first, self._case)).id
        self._moved(self._first(first), lambda: self.page.arrive(Guide(session_id=session)))
        for pack in (first, *others):
            if pack != first:
                samples.append(self._moved(self._first(pack), lambda pack=pack: keeper.go_over(pack)))  # type: ignore[misc] # bound now, called at once
            while (target := self._standing().next) != END:
                samples.append(self._moved(str(target), lambda: keeper.take("default")))
        keeper.close()
        self._seat.write(lambda desk: desk.manual.end(session))
        return samples

    def close(self) -> None:
        self._window.close()
        self._window.deleteLater()

    def _first(self, pack: str) -> str:
        return self._shelf.packs[pack].first_step()

    def _standing(self) -> Step:
        around = self.page.keeper.around
        assert around is not None, "a session is open"
        return around.step

    def _moved(self, step: str, act: Callable[[], object]) -> Sample:
        """Until the step stands painted, for somebody who sees it for the first time."""
        keeper = self.page.keeper
        broken.cache_clear()
        found = until_still(self.page, act, lambda: keeper.around is not None and keeper.around.state.step == step)
        self._seat.rest()
        settle(1)
        return found


class PlainStep(QWidget):
    """The words of a step in two plain documents, laid out and painted anew for each step."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._steps = shelf.steps()
        self._sides = [QTextDocument(self), QTextDocument(self)]
        for side in self._sides:
            side.setDefaultFont(font(15, 400))
        self.resize(_WIDTH, _HEIGHT)
        self.show()

    def turn(self) -> list[Sample]:
        samples = []
        for pack, step in self._steps:
            samples.append(until_still(self, lambda pack=pack, step=step: self._show(pack, step), lambda: True))  # type: ignore[misc] # bound now, called at once
            settle(1)
        return samples

    def _show(self, pack: Pack, step: Step) -> None:
        first, *others = words.audiences(pack, step)
        for side, who in zip(self._sides, (first, others[0] if others else first), strict=True):
            side.setPlainText("\n".join(_text(step, who)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for side in self._sides:
            side.setTextWidth(self.width() / 2 - 60)
            side.drawContents(painter)
            painter.translate(self.width() / 2, 0)


def _text(step: Step, audience: str) -> Iterator[str]:
    yield words.step_name(step)
    yield from (line for _part, _number, line in step.words(language(), audience).lines())
    yield from (step.label(way.id, language()) for way in (*step.red_flags, *step.branches))


# -- the manuals and the search in them ----------------------------------------------------------


def _load() -> None:
    Library().packs()


def _read() -> None:
    for folder in Library().folders:
        for pack in folder.glob("*/pack.yaml"):
            sources(pack.parent)


def _type(shelf: Shelf) -> Typing:
    """Every key of the words into the real search over all manuals, and the same rows shown without one."""
    found = Typing()
    box = SearchBox(next(iter(shelf.packs.values())), shelf.finder, lambda _step: None)
    box.resize(_DIALOG, box.sizeHint().height())
    until_painted(box, box.show)
    resets = Resets(box.rows.item_model())
    strokes = [text for word in _TYPED for text in _keys(word) if shelf.finder.find(text, language())]

    def shown(act: Callable[[], object]) -> Sample:
        before = resets.count
        sample = until_painted(box.rows, act, lambda: resets.count > before)
        settle(1)
        return sample

    def keys() -> list[Sample]:
        return [shown(lambda text=text: box.line.setText(text)) for text in strokes]  # type: ignore[misc] # bound now, called at once

    listed = {}
    for text in strokes:
        box.line.setText(text)
        listed[text] = box.rows.item_model().items()

    def lists() -> list[Sample]:
        return [shown(lambda rows=listed[text]: box.rows.show_rows(rows)) for text in strokes]  # type: ignore[misc] # bound now, called at once

    pair = alternate(keys, lists)
    found.keys, found.lists = [one.ms for one in pair.subject], [one.ms for one in pair.floor]
    looking = [timed(lambda text=text: shelf.finder.find(text, language())) for text in strokes]  # type: ignore[misc] # bound now, called at once
    found.looks = [sample.ms for look in looking for _turn in range(LEAST) for sample in look()]
    box.close()
    return found


def _keys(word: str) -> list[str]:
    """What stands in the line after each key: composing syllables, else letter by letter."""
    if all("가" <= letter <= "힣" for letter in word):
        return [text for text, _done in composed(word)]
    return [word[: at + 1] for at in range(len(word))]
