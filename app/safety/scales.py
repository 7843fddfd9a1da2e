"""Scales as data: `resources/scales/*.yaml`, each with the source, licence and version of its text in every language.

A language without such a text has none to show: there only a result is entered, and `why` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.codelists import read_yaml
from app.i18n import language, pick
from app.paths import resource


@dataclass(frozen=True, slots=True)
class Band:
    """A band of totals from `at_least` on: its name, and a plain sentence that is no diagnosis."""

    id: str
    at_least: int
    name: dict[str, str] = field(hash=False)
    say: dict[str, str] = field(hash=False)

    @property
    def label(self) -> str:
        return pick(self.name)

    @property
    def sentence(self) -> str:
        return pick(self.say)


@dataclass(frozen=True, slots=True)
class Text:
    """The published words of a scale in one language, with where they come from and why they may be shown."""

    version: str
    source: str
    licence: str
    checked_on: str
    ask: str
    answers: tuple[str, ...]
    items: tuple[str, ...]
    gate: str = ""
    """Asked before the items; a no ends the scale with 0."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A symptom scale: how it is counted, and its text where there is one that may be shown."""

    id: str
    name: str
    about: dict[str, str] = field(hash=False)
    count: int
    most: int
    danger: int | None
    """The item (from 1) about not wanting to live."""
    longer: str | None
    """The scale that may be offered where this one is above its mark."""
    bands: tuple[Band, ...]
    texts: dict[str, Text] = field(hash=False)
    withheld: dict[str, dict[str, str]] = field(hash=False)

    @property
    def top(self) -> int:
        return self.count * self.most

    def text(self) -> Text | None:
        """The words in the current language; None where only a result may be entered."""
        return self.texts.get(language())

    def why(self) -> str:
        """Why there is no text in the current language."""
        return pick(self.withheld[language()]) if language() in self.withheld else ""

    def band(self, score: int) -> Band:
        return next(one for one in reversed(self.bands) if score >= one.at_least)

    def score(self, answers: Sequence[int | None]) -> int | None:
        """The total; None while an item is without an answer, because a part of a scale says nothing."""
        given = [one for one in answers if one is not None]
        return sum(given) if len(given) == self.count else None

    def danger_of(self, answers: Sequence[int | None]) -> int | None:
        """The answer about not wanting to live."""
        return answers[self.danger - 1] if self.danger and len(answers) >= self.danger else None


@cache
def scales() -> dict[str, Scale]:
    """Every scale by id."""
    found = [_scale(read_yaml(path.read_text("utf-8"))) for path in sorted(resource("scales").glob("*.yaml"))]
    return {one.id: one for one in sorted(found, key=lambda one: _ORDER.index(one.id))}


_ORDER = ("phq2", "phq9", "gad7", "pcptsd5")


def _scale(data: dict[str, Any]) -> Scale:
    texts = {name: _text(one) for name, one in data["texts"].items() if "items" in one}
    withheld = {
        name: {"ko": one["why_ko"], "en": one["why_en"]} for name, one in data["texts"].items() if "items" not in one
    }
    bands = tuple(
        Band(one["id"], one["from"], {"ko": one["ko"], "en": one["en"]}, {"ko": one["say_ko"], "en": one["say_en"]})
        for one in data["bands"]
    )
    count = len(next(iter(texts.values())).items)
    return Scale(
        data["id"], data["name"], data["about"], count, data["most"], data["danger"], data["longer"], bands, texts,
        withheld,
    )  # fmt: skip


def _text(data: dict[str, Any]) -> Text:
    return Text(
        data["version"], data["source"], data["licence"], str(data["checked_on"]), data["ask"],
        tuple(data["answers"]), tuple(data["items"]), data.get("gate", ""),
    )  # fmt: skip
