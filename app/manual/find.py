"""Words searched in the manuals: both languages, half-typed syllables, initial consonants, old names. Pure.

A `Finder` folds every text once; asking it again for each letter typed is then only looking.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, groupby

from app.directory import DirectoryEntry
from app.i18n import pick
from app.manual.model import LawCard, Pack, Step
from app.text import folded, initials, is_initials, jamo, nfc

LEAST_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that holds the words; `start` and `length` mark them in it, both 0 where they stand only in its names."""

    audience: str
    part: str
    item: int
    text: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Found:
    """One step with its passages; they are marked when somebody looks at them."""

    step: str
    title: str
    hits: tuple[tuple[_Line, str], ...]
    """Each line with the words that it holds; without them where its initials were found."""

    @property
    def count(self) -> int:
        return len(self.hits)

    @property
    def first(self) -> Passage:
        return _passage(*self.hits[0])

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(_passage(*hit) for hit in self.hits)


@dataclass(frozen=True, slots=True)
class _Line:
    """One text of a step. `language` is empty where it belongs to all; `sought` is what is searched, if not the text."""

    step: str
    language: str
    audience: str
    part: str
    item: int
    text: str
    sought: str


class _Roll:
    """All lines as one long text, so that one look finds every line that holds a word."""

    def __init__(self, lines: Iterable[str]) -> None:
        held = list(lines)
        self._text = "\n".join(held)
        self._starts = list(accumulate((len(line) + 1 for line in held), initial=0))[:-1]

    def holding(self, word: str) -> Iterator[int]:
        """The places of the lines that hold it, in order."""
        at = self._text.find(word)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield line
            if line + 1 == len(self._starts):
                return
            at = self._text.find(word, self._starts[line + 1])


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
        self._sounds = _Roll(jamo(line.sought) for line in self._lines)
        self._initials = _Roll(initials(line.sought) for line in self._lines)

    def find(self, text: str, language: str, audience: str | None = None) -> tuple[Found, ...]:
        """The steps whose words hold `text`, own steps first; the language asked for before the others."""
        wanted = folded(text)
        if not wanted:
            return ()
        asked = [wanted, *(new for old, new in self._old.items() if len(wanted) > 1 and wanted in old)]
        held = self._holding(asked)
        lines = ((self._lines[at], held[at]) for at in sorted(held))
        hits = (hit for hit in lines if audience is None or hit[0].audience in ("", "card", audience))
        return tuple(self._step(step, list(group), language) for step, group in groupby(hits, lambda one: one[0].step))

    def _holding(self, asked: Iterable[str]) -> dict[int, str]:
        """The places of the lines that hold one of these words, each with the word."""
        held: dict[int, str] = {}
        for wanted in asked:
            if is_initials(wanted) and len(wanted) >= LEAST_INITIALS:
                held = dict.fromkeys(self._initials.holding(wanted), "") | held
            held = dict.fromkeys(self._sounds.holding(jamo(wanted)), wanted) | held
        return held

    def _step(self, step_id: str, hits: list[tuple[_Line, str]], language: str) -> Found:
        spoken = [one for one in hits if one[0].language in (language, "")] or hits
        return Found(step_id, self._pack.steps[step_id].title(language), tuple(spoken))


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


def _line(step: str, language: str, audience: str, part: str, item: int, text: str, sought: str = "") -> _Line:
    plain = nfc(text)
    return _Line(step, language, audience, part, item, plain, sought or plain)


def _passage(line: _Line, wanted: str) -> Passage:
    return Passage(line.audience, line.part, line.item, line.text, *_marked(line.text, wanted))


def _marked(text: str, wanted: str) -> tuple[int, int]:
    """The letters of the text that these sounds belong to; (0, 0) where they stand only in its other names."""
    # lower(), not casefold(): it keeps the length, so that the place points into the text itself.
    plain = text.lower().find(wanted) if wanted else -1
    if plain >= 0:
        return plain, len(wanted)
    sounds = jamo(wanted)
    at = jamo(text).find(sounds) if sounds else -1
    return _letters(text, at, len(sounds)) if at >= 0 else (0, 0)


def _letters(text: str, at: int, length: int) -> tuple[int, int]:
    """The place and number of the letters that these places among the sounds belong to."""
    start, passed = -1, 0
    for place, letter in enumerate(text):
        passed += len(unicodedata.normalize("NFD", letter))
        if start < 0 and passed > at:
            start = place
        if start >= 0 and passed >= at + length:
            return start, place + 1 - start
    return 0, 0
