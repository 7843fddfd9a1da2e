"""The discreet hand-out: an everyday memo on a folded card, which tells whoever finds it nothing. Pure, but for its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache as once
from typing import Any

from app.codelists import read_yaml
from app.directory import DirectoryEntry
from app.documents.edition import Fold, Leaflet, check_leaflet
from app.documents.handout import title_of
from app.documents.shelf import Shelf
from app.documents.words import Words
from app.i18n import Language
from app.manual import Step
from app.paths import resource


@dataclass(frozen=True, slots=True)
class Outside:
    """The cover: a title under some leaves."""

    title: str
    season: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A word above some lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number among everyday words."""

    number: str
    use: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line, with a box to tick where there is something to do."""

    text: str
    box: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """Ruled lines to write on, down to the foot of the panel."""


@dataclass(frozen=True, slots=True)
class Foot:
    """Small print at the foot of a panel."""

    text: str


Part = Outside | Heading | Number | Item | Blank | Foot


@dataclass(frozen=True, slots=True)
class Card:
    """The panels in the order of reading, and what could not come along."""

    language: Language
    title: str
    fold: Fold
    panels: tuple[tuple[Part, ...], ...]
    lost: tuple[str, ...]
    """Services of the chosen steps that may not be printed, or have no everyday words."""
    unsaid: tuple[str, ...]
    """Titles of steps that bring no memo."""


def card(leaflet: Leaflet, shelf: Shelf, made_on: date, mark: str = "") -> Card:
    """The card of these steps; `mark` is the small word of a practice centre. Raises BadInput and NotFound."""
    check_leaflet(leaflet)
    memo = _Memo(leaflet, shelf, made_on, mark)
    panels = memo.four() if leaflet.fold is Fold.FOUR else memo.eight()
    return Card(leaflet.language, title_of(leaflet), leaflet.fold, panels, memo.lost, memo.unsaid)


class _Memo:
    """What stands on one card."""

    def __init__(self, leaflet: Leaflet, shelf: Shelf, made_on: date, mark: str) -> None:
        self._leaflet, self._shelf, self._made_on, self._mark = leaflet, shelf, made_on, mark
        self._language = leaflet.language
        self._words = Words(leaflet.language)
        self._steps = shelf.steps(leaflet.steps)
        self._named = tuple(self._entries())

    @property
    def lost(self) -> tuple[str, ...]:
        wordless = (one.id for one in self._shelf.services_of(self._steps) if one.id not in _said()["uses"])
        return (*self._shelf.lost(self._steps), *wordless)

    @property
    def unsaid(self) -> tuple[str, ...]:
        return tuple(step.title(self._language) for step in self._steps if not _memo_of(step))

    def four(self) -> tuple[tuple[Part, ...], ...]:
        _ = self._words
        return (
            (self._outside(),),
            (*self._numbers(),),
            (*self._to_do(), Heading(_("To remember")), *self._kind()),
            (*self._pack(), Heading(_("To write down")), Blank(), *self._foot()),
        )

    def eight(self) -> tuple[tuple[Part, ...], ...]:
        _ = self._words
        to_do = self._to_do()
        half = (len(to_do) + 2) // 2 if len(to_do) > 9 else len(to_do)
        return (
            (self._outside(),),
            (*self._numbers(),),
            to_do[:half],
            (*to_do[half:], Heading(_("To remember")), *self._kind()),
            (*self._pack(),),
            (Heading(_("Appointments")), Blank()),
            (Heading(_("To write down")), Blank()),
            (*self._foot(),),
        )

    # -- the panels ------------------------------------------------------------------------------

    def _outside(self) -> Outside:
        _ = self._words
        seasons = (_("winter"), _("spring"), _("summer"), _("autumn"))
        return Outside(title_of(self._leaflet), seasons[self._made_on.month % 12 // 3])

    def _entries(self) -> Iterable[DirectoryEntry]:
        """The services to name, in the order of the card: those of the steps, and those everybody has at hand."""
        wanted = {one.id: one for one in self._shelf.services_of(self._steps)}
        for one in _said()["always"]:
            entry = self._shelf.services.get(one)
            if entry is not None and entry.speakable(self._shelf.on):
                wanted[one] = entry
        return (wanted[one] for one in _said()["uses"] if one in wanted and wanted[one].number)

    def _numbers(self) -> tuple[Part, ...]:
        _ = self._words
        rows = [Number(one.number or "", _said()["uses"][one.id][self._language]) for one in self._named]
        days = [one.verified_on for one in self._named if one.verified_on]
        day = min(days) if days else self._made_on
        return (
            Heading(_("Useful numbers")),
            *rows,
            Item(_said()["hint"][self._language]),
            Foot(_("as of {day}").format(day=day.isoformat())),
        )

    def _to_do(self) -> tuple[Part, ...]:
        memos = [line for step in self._steps for line in self._lines(_memo_of(step))]
        items = (Item(line, box=True) for line in dict.fromkeys(memos))
        return (Heading(self._words("To do")), *items) if memos else ()

    def _lines(self, memo: str) -> list[str]:
        return list(_said()["memos"][memo][self._language]) if memo else []

    def _pack(self) -> tuple[Part, ...]:
        return (Heading(self._words("To pack")), *(Item(one, box=True) for one in _said()["pack"][self._language]))

    def _kind(self) -> tuple[Part, ...]:
        return tuple(Item(one) for one in _said()["kind"][self._language])

    def _foot(self) -> tuple[Part, ...]:
        return (Foot(self._mark),) if self._mark else ()


def _memo_of(step: Step) -> str:
    return str(_said()["steps"].get(step.id, ""))


@once
def _said() -> Any:
    return read_yaml(resource("handouts", "discreet.yaml").read_text("utf-8"))
