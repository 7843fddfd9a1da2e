"""What the texts of a manual may not hold, and how long they may be: numbers, articles, shouting, breath. Pure."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from app.directory import DirectoryEntry
from app.i18n import _
from app.manual.finding import Finding, place
from app.manual.model import Pack, Step

LONGEST_SHORT = {"ko": 8}
SHORT_ELSEWHERE = 16
"""Letters of a short name that fit beside the path: Hangul syllables are twice as wide."""
LONGEST_SAID = {"ko": 60}
SAID_ELSEWHERE = 140
"""Characters of a line that can still be said in one breath."""

_NUMBER = re.compile(
    r"(?<![\d-])(?:0\d{1,2}[-.) ]{0,2}\d{3,4}[-. ]?\d{4}|\+82[-. ]?\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}"
    r"|0\d{1,2}-\d{4}|1\d{3}[-. ]\d{4}|13\d\d)(?![\d-])"
)
_ARTICLE = re.compile(
    r"제\s*\d+\s*조(?:\s*의\s*\d+)?|\d+\s*조\s*의\s*\d+|§+\s*\d+|\b(?:Articles?|Arts?\.)\s*\d+", re.IGNORECASE
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def wording(pack: Pack, directory: Mapping[str, DirectoryEntry]) -> Iterator[Finding]:
    """Every fault of the words themselves, wherever they stand."""
    numbers = _directory_numbers(directory)
    for _language, step, rest, text in every_text(pack):
        yield from _signs(place(step, *rest), text, numbers)
    entries = ((place("pack", "entries", entry.id), entry.labels) for entry in pack.entries)
    for where, labels in ((place("pack", "title"), pack.titles), *entries):
        for text in labels.values():
            yield from _signs(where, text, numbers)
    yield from _shorts(pack)
    yield from _breath(pack)


def every_text(pack: Pack) -> Iterator[tuple[str, Step, tuple[str, ...], str]]:
    """Every text of a step that a person reads, as (language, step, rest of its place, text)."""
    for step in pack.steps.values():
        for language, text in step.texts.items():
            yield language, step, (language, "title"), text.title
            yield language, step, (language, "short"), text.short
            for audience, words in text.words.items():
                for part, number, line in words.lines():
                    yield language, step, (language, audience, f"{part} {number + 1}"), line
            for way, label in (*text.labels.items(), *text.flags.items()):
                yield language, step, (language, way), label


def typed_number(text: str) -> str:
    """A phone number that stands in a text; empty where there is none."""
    found = _NUMBER.search(_plain(text))
    return found.group() if found else ""


def typed_article(text: str) -> str:
    """An article of a law that stands in a text; empty where there is none."""
    found = _ARTICLE.search(_plain(text))
    return found.group() if found else ""


def _plain(text: str) -> str:
    """Wide digits and other dashes hide no number."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _signs(where: str, text: str, numbers: re.Pattern[str] | None) -> Iterator[Finding]:
    if "!" in _plain(text):
        yield Finding("error", where, _("Texts of the manual carry no exclamation mark."))
    listed = numbers.search(_plain(text)) if numbers else None
    number = typed_number(text) or (listed.group() if listed else "")
    if number:
        sentence = _("The number {number} is typed into the text. Name the service in the directory instead.")
        yield Finding("error", where, sentence.format(number=number))
    if article := typed_article(text):
        sentence = _("The article {article} is typed into the text. Name its law card instead.")
        yield Finding("error", where, sentence.format(article=article))


def _directory_numbers(directory: Mapping[str, DirectoryEntry]) -> re.Pattern[str] | None:
    """The directory's longer numbers; 112, 119 and 1366 are names as much as numbers, and stay."""
    found = {entry.number for entry in directory.values() if entry.number and "-" in entry.number}
    listed = "|".join(re.escape(one) for one in sorted(found))
    return re.compile(rf"(?<!\d)(?:{listed})(?!\d)") if found else None


def _shorts(pack: Pack) -> Iterator[Finding]:
    for step in pack.steps.values():
        for language, text in step.texts.items():
            most = LONGEST_SHORT.get(language, SHORT_ELSEWHERE)
            letters = text.short.replace(" ", "") if language == "ko" else text.short
            if len(letters) > most:
                sentence = _("The short name has more than {most} letters and will not fit beside the path.")
                yield Finding("error", place(step, language, "short"), sentence.format(most=most))


# -- length --------------------------------------------------------------------------------------


def lengths(pack: Pack) -> dict[str, dict[str, int]]:
    """How long the lines to be said are in each language, in characters: median, p95 and longest."""
    said: dict[str, list[int]] = {}
    for language, _where, line in _said(pack):
        said.setdefault(language, []).append(len(line))
    return {language: _measure(found) for language, found in said.items()}


def _measure(found: Iterable[int]) -> dict[str, int]:
    ordered = sorted(found)
    p95 = ordered[-(-len(ordered) * 95 // 100) - 1]
    return {"median": statistics.median_high(ordered), "p95": p95, "longest": ordered[-1]}


def _said(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """The lines to be said, as (language, place, line)."""
    for step in pack.own:
        for language, text in step.texts.items():
            for audience, words in text.words.items():
                for number, line in enumerate(words.say, 1):
                    yield language, place(step, language, audience, f"say {number}"), line


def _breath(pack: Pack) -> Iterator[Finding]:
    for language, where, line in _said(pack):
        most = LONGEST_SAID.get(language, SAID_ELSEWHERE)
        if len(line) > most:
            sentence = _("This line has {count} characters; more than {most} are hard to say in one breath.")
            yield Finding("warning", where, sentence.format(count=len(line), most=most))
