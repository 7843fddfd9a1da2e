"""The victim's version of chosen steps, to take along: in normal, large or easy print. Pure, but for two word lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache as once
from typing import Any

from app.codelists import read_yaml
from app.documents.edition import VICTIM, Form, Leaflet, check_leaflet
from app.documents.pieces import Ask, Contacts, Head, Piece, Points, Prose, Volume, Way, Ways
from app.documents.shelf import Shelf
from app.documents.telling import Telling, small
from app.documents.words import Words
from app.manual import Step
from app.manual.model import CARD
from app.paths import resource

_SENTENCE_END = re.compile(r"(?<=[.?])\s+")
_TITLE_WORDS = {"memo": "Memo", "notes": "Notes for later", "things": "Things to do"}


def handout(leaflet: Leaflet, shelf: Shelf, made_on: date, mark: str = "") -> Volume:
    """A hand-out that is read as pages; `mark` says that the centre practises. Raises BadInput and NotFound."""
    check_leaflet(leaflet)
    sheets = _Sheets(leaflet, shelf, made_on)
    is_normal = leaflet.form is Form.NORMAL
    first = () if is_normal or not mark else (small((mark,)),)
    return Volume(
        leaflet.language,
        title_of(leaflet),
        (*first, *sheets.pieces()),
        header=title_of(leaflet) if is_normal else "",
        footer=made_on.isoformat(),
        band=mark if is_normal else "",
        has_mark=False,
    )


def title_of(leaflet: Leaflet) -> str:
    """The neutral title in the language of the paper."""
    return Words(leaflet.language)(_TITLE_WORDS[leaflet.title])


class _Sheets:
    """The parts of one hand-out."""

    def __init__(self, leaflet: Leaflet, shelf: Shelf, made_on: date) -> None:
        self._leaflet, self._shelf, self._made_on = leaflet, shelf, made_on
        self._words = Words(leaflet.language)
        self._telling = Telling(shelf, self._words)
        self._steps = shelf.steps(leaflet.steps)

    def pieces(self) -> Iterator[Piece]:
        yield Head(title_of(self._leaflet), new_page=False, level=0)
        yield Prose((self._made_on.isoformat(),), quiet=True)
        yield from self._alarm()
        for step in self._steps:
            yield Head(step.title(self._words.language), new_page=False)
            yield from self._easy(step) if self._leaflet.form is Form.EASY else self._told(step)
        yield from self._services()
        if self._leaflet.form is Form.EASY:
            yield from self._glossary()
        elif self._leaflet.law:
            yield from self._law()

    def _told(self, step: Step) -> Iterator[Piece]:
        for audience in self._telling.voices(step, VICTIM):
            yield from self._telling.to_victim(step, step.words(self._words.language, audience))

    def _easy(self, step: Step) -> Iterator[Piece]:
        """The question and what is said, one thought a line; nothing else."""
        _ = self._words
        for audience in self._telling.voices(step, VICTIM):
            said = step.words(_.language, audience)
            label = _("The question here") if step.kind == CARD else _("What we ask you here")
            if said.ask:
                yield Ask(label, "\n".join(_thoughts((said.ask,))))
            if said.say:
                yield Points(_("What we want you to hear"), _thoughts(said.say), "say")

    def _alarm(self) -> Iterator[Piece]:
        """Signs that must not wait, with the numbers that never change."""
        dangers = self._telling.dangers(self._steps)
        numbers = " · ".join(one.number for one in self._shelf.emergency() if one.number in ("112", "119"))
        if dangers and numbers:
            label = self._words("If one of these is so, call now: {numbers}").format(numbers=numbers)
            yield Ways(label, tuple(Way(text, "") for text in dangers), alarm=True)

    def _services(self) -> Iterator[Piece]:
        _ = self._words
        rows = [self._telling.contact(one) for one in self._shelf.services_of(self._steps)]
        known = {one.number for one in rows}
        rows += [self._telling.contact(one) for one in self._shelf.emergency() if one.number not in known]
        if self._leaflet.form is Form.EASY:
            rows = [replace(one, note="") for one in rows]
        yield Contacts(_("Where you can turn"), tuple(rows), full=True)

    def _law(self) -> Iterator[Piece]:
        rows = self._shelf.law_of(self._steps)
        if rows:
            yield Head(self._words("The law in plain words"), new_page=False)
            yield from (self._telling.provision(row) for row in rows)
            yield small((self._words("Plain words, not legal advice. Law changes: look at the day of the check."),))

    def _glossary(self) -> Iterator[Piece]:
        """The hard words that were printed, explained."""
        _ = self._words
        lines = [*self._said()]
        rows = [f"{word}: {means}" for word, means in _easy_words(_.language) if _stands_in(word, lines)]
        if rows:
            yield Head(_("Words explained"), new_page=False)
            yield Points("", tuple(rows))

    def _said(self) -> Iterator[str]:
        for step in self._steps:
            for audience in self._telling.voices(step, VICTIM):
                said = step.words(self._words.language, audience)
                yield from (step.title(self._words.language), said.ask, *said.say)


def _thoughts(lines: Iterable[str]) -> tuple[str, ...]:
    """One sentence a line."""
    return tuple(one for line in lines for one in _SENTENCE_END.split(line) if one)


def _stands_in(word: str, lines: Iterable[str]) -> bool:
    """Whether a word is used; in English, where words stand apart, as a word of its own."""
    found = re.compile(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word), re.IGNORECASE)
    return any(found.search(line) for line in lines)


@once
def _word_list() -> Any:
    return read_yaml(resource("handouts", "easy_words.yaml").read_text("utf-8"))["words"]


def _easy_words(language: str) -> list[tuple[str, str]]:
    return [(str(one[language][0]), str(one[language][1])) for one in _word_list()]
