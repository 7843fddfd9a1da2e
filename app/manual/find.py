"""Words searched inside a manual: plain, over NFC, step by step. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.manual.model import Pack, Step, StepText


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


def find(pack: Pack, text: str, language: str, audience: str | None = None) -> tuple[Found, ...]:
    """The steps whose words hold `text`, in the order of the manual; an empty text finds nothing."""
    wanted = _fold(text.strip())
    if not wanted:
        return ()
    found = []
    for step in pack.steps.values():
        words = step.text(language)
        passages = _passages(step, words, wanted, audience) if words else ()
        if words and passages:
            found.append(Found(step.id, words.title, passages))
    return tuple(found)


def _passages(step: Step, text: StepText, wanted: str, audience: str | None) -> tuple[Passage, ...]:
    lines = [("", "title", 0, text.title)]
    for who, words in text.words.items():
        if audience is None or who == audience or step.kind == "card":
            lines += [(who, part, number, line) for part, number, line in words.lines()]
    lines += [("", "branch", number, label) for number, label in enumerate(text.labels.values())]
    lines += [("", "red_flag", number, label) for number, label in enumerate(text.flags.values())]
    hits = [(line, _fold(line[3]).find(wanted)) for line in lines]
    return tuple(Passage(*line, start, len(wanted)) for line, start in hits if start >= 0)


def _fold(text: str) -> str:
    # lower(), not casefold(): it keeps the length, so that `start` points into the text itself.
    return unicodedata.normalize("NFC", text).lower()
