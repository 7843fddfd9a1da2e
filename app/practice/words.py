"""The text building blocks of `resources/practice`, and how blanks in them are filled."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from app.codelists import read_yaml
from app.paths import resource
from app.practice.chance import Chance

_BLANK = re.compile(r"\{(\w+)(?::(\w))?\}")
_PARTICLES = {"을": "을를", "를": "을를", "이": "이가", "가": "이가", "은": "은는", "는": "은는", "와": "과와"}


@cache
def book(name: str) -> Any:
    """One file of building blocks, as plain data."""
    return read_yaml(resource("practice", f"{name}.yaml").read_text("utf-8"))


def filled(chance: Chance, text: str, **given: str) -> str:
    """The text with its blanks filled: from `given`, or by chance; `{helper:와}` takes the particle that fits."""
    if "{" not in text:
        return text

    def fill(blank: re.Match[str]) -> str:
        word = given.get(blank[1]) or chance.one(book("sentences")["fill"][blank[1]])
        return word + (particle(word, blank[2]) if blank[2] else "")

    return _BLANK.sub(fill, text)


def particle(word: str, which: str) -> str:
    """The particle as it follows this word: the first form after a final consonant, the second after a vowel."""
    last = ord(word[-1])
    closed = 0xAC00 <= last <= 0xD7A3 and (last - 0xAC00) % 28 > 0
    return _PARTICLES[which][0 if closed else 1]


def note(chance: Chance, profile: str, channel: str) -> str:
    """A note of one to five sentences, sometimes with the person's own words."""
    s = book("sentences")
    parts = [chance.one(s["openings"][channel])]
    parts += chance.few(s["told"][profile], chance.weighted({0: 12, 1: 55, 2: 33}))
    parts += [chance.one(s["quotes"])] if chance.happens(30) else []
    parts += [chance.one(s["feelings"])] if chance.happens(45) else []
    parts += [chance.one(s["done"])] if chance.happens(55) else []
    parts += [chance.one(s["next"])] if chance.happens(50) else []
    return " ".join(filled(chance, part) for part in parts[:5])
