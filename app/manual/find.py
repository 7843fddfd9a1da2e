"""Words searched in the manuals: both languages, half-typed syllables, initial consonants, old names. Pure.

A `Finder` folds every text once; asking it again for each letter typed is then only looking.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from app.directory import DirectoryEntry
from app.i18n import pick
from app.manual.model import LawCard, Pack, Step
from app.text import folded, initials, is_initials, jamo, nfc

LEAST_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that holds the words; `start` and `length` mark them in it."""

    audience: str
    part: str
    item: int
    text: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Found:
    """One step with its passages."""

    step: str
    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One text of a step, folded. `language` is empty where it belongs to all."""

    step: str
    language: str
    audience: str
    part: str
    item: int
    text: str
    sounds: str
    initials: str


class Finder:
    """The texts of a manual and of the trees it may lead to, with the names of its law and services."""

    def __init__(
        self,
        pack: Pack,
        law: Mapping[str, LawCard] | None = None,
        services: Mapping[str, DirectoryEntry] | None = None,
        old_names: Mapping[str, str] | None = None,
    ) -> None:
        self._pack = pack
        self._old = {folded(old): folded(new) for old, new in (old_names or {}).items()}
        steps = sorted(pack.steps.values(), key=lambda step: step.pack not in (pack.id, pack.uses))
        self._lines = [line for step in steps for line in _lines(step, pack, law or {}, services or {})]

    def find(self, text: str, language: str, audience: str | None = None) -> tuple[Found, ...]:
        """The steps whose words hold `text`, own steps first; the language asked for before the others."""
        wanted = folded(text)
        if not wanted:
            return ()
        asked = [wanted, *(new for old, new in self._old.items() if len(wanted) > 1 and wanted in old)]
        hits = [
            (line, hit)
            for line in self._lines
            if (audience is None or line.audience in ("", "card", audience)) and (hit := _first(line, asked))
        ]
        return tuple(self._step(step, list(group), language) for step, group in groupby(hits, lambda one: one[0].step))

    def _step(self, step_id: str, hits: list[tuple[_Line, tuple[int, int]]], language: str) -> Found:
        spoken = [one for one in hits if one[0].language in (language, "")] or hits
        passages = [Passage(line.audience, line.part, line.item, line.text, *hit) for line, hit in spoken]
        return Found(step_id, self._pack.steps[step_id].title(language), tuple(passages))


def find(pack: Pack, text: str, language: str, audience: str | None = None) -> tuple[Found, ...]:
    """Search once; whoever searches while somebody types keeps a Finder."""
    return Finder(pack).find(text, language, audience)


def _lines(
    step: Step, pack: Pack, law: Mapping[str, LawCard], services: Mapping[str, DirectoryEntry]
) -> Iterator[_Line]:
    for language, text in step.texts.items():
        rows = [("", "title", 0, text.title), ("", "title", 1, text.short)]
        for audience, words in text.words.items():
            rows += [(audience, *line) for line in words.lines()]
        rows += [("", "branch", number, label) for number, label in enumerate(text.labels.values())]
        rows += [("", "red_flag", number, label) for number, label in enumerate(text.flags.values())]
        seen: set[str] = set()
        for audience, part, number, words_of in rows:
            if words_of not in seen or audience:
                seen.add(words_of)
                yield _line(step.id, language, audience, part, number, words_of)
    named = [("law", pick(dict(law[one].title)), _names(law[one])) for one in step.law if one in law]
    named += [
        ("refer", pick(dict(services[one].name)), services[one].name.values()) for one in step.refer if one in services
    ]
    for number, (part, shown, names) in enumerate(named):
        yield _line(step.id, "", "", part, number, shown, " · ".join(names))


def _names(card: LawCard) -> Iterable[str]:
    return (*card.title.values(), *card.statute.values(), *card.aliases)


def _line(step: str, language: str, audience: str, part: str, item: int, text: str, searched: str = "") -> _Line:
    plain = nfc(text)
    sought = searched or plain
    return _Line(step, language, audience, part, item, plain, jamo(sought), initials(sought))


def _first(line: _Line, asked: Iterable[str]) -> tuple[int, int] | None:
    """Where in the line's text one of the words stands; (0, 0) where it is found without a place to mark."""
    for wanted in asked:
        if is_initials(wanted) and len(wanted) >= LEAST_INITIALS and wanted in line.initials:
            return 0, 0
        sounds = jamo(wanted)
        at = line.sounds.find(sounds)
        if at >= 0:
            return _marked(line.text, wanted, at, len(sounds))
    return None


def _marked(text: str, wanted: str, at: int, length: int) -> tuple[int, int]:
    """The letters of the text that these sounds belong to."""
    # lower(), not casefold(): it keeps the length, so that the place points into the text itself.
    plain = text.lower().find(wanted)
    if plain >= 0:
        return plain, len(wanted)
    start, passed = -1, 0
    for place, letter in enumerate(text):
        passed += len(unicodedata.normalize("NFD", letter))
        if start < 0 and passed > at:
            start = place
        if start >= 0 and passed >= at + length:
            return start, place + 1 - start
    return 0, 0
