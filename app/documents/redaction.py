"""Hiding in free text: known names and numbers become bars of one length, and the text itself never reaches the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from app.documents.model import Reason


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or a bar that stands for hidden text."""

    text: str = ""
    bold: bool = False
    bar: Reason | None = None


Rich = str | tuple[Piece, ...]

_PHONE = r"(?<![\d-])(?:\+82[- ]?|0)\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)"
_REGISTRATION = r"(?<!\d)\d{6}[- ]?[1-8]\d{6}(?!\d)"
_NAMES = frozenset({Reason.PERSON, Reason.NO_CONSENT, Reason.NOT_SHOWN})
_CALLED = r"(?=\s?씨|\s?님|이가|이는|이를|이와|이랑|이도|에게|한테)"
"""A given name alone may be an everyday word (지원, 보호): it is hidden only where a person is meant."""
_MAIL = r"[\w.+-]+@[\w-]+\.[\w.]+"


class Redactor:
    """Turns text into pieces and counts what it hid; with `silent` the hidden text simply leaves a dash."""

    def __init__(
        self, known: Iterable[tuple[str | None, Reason]], hidden: frozenset[Reason], *, silent: bool = False
    ) -> None:
        self.counts: Counter[Reason] = Counter()
        self._silent = silent
        self._rules = [(reason, pattern) for reason, pattern in _rules(known) if reason in hidden]

    def __call__(self, text: str | None) -> Rich:
        """The text with bars; a plain string where nothing was hidden."""
        whole = normalize("NFC", text or "")
        spans = self._spans(whole)
        if not spans:
            return whole
        return tuple(self._cut(whole, spans))

    def bar(self, reason: Reason) -> Piece:
        """A bar for a field that is hidden as a whole."""
        self.counts[reason] += 1
        return Piece("—") if self._silent else Piece(bar=reason)

    def _spans(self, text: str) -> list[tuple[int, int, Reason]]:
        taken: list[tuple[int, int, Reason]] = []
        for reason, pattern in self._rules:
            for match in pattern.finditer(text):
                if all(match.end() <= start or match.start() >= end for start, end, _ in taken):
                    taken.append((match.start(), match.end(), reason))
        return sorted(taken)

    def _cut(self, text: str, spans: list[tuple[int, int, Reason]]) -> Iterable[Piece]:
        at = 0
        for start, end, reason in spans:
            if text[at:start]:
                yield Piece(text[at:start])
            yield self.bar(reason)
            at = end
        if text[at:]:
            yield Piece(text[at:])


def _rules(known: Iterable[tuple[str | None, Reason]]) -> Iterable[tuple[Reason, re.Pattern[str]]]:
    """Patterns, the longest known text first, then the shapes of numbers."""
    named = sorted(((text.strip(), why) for text, why in known if text and len(text.strip()) > 1), key=_longest_first)
    for text, reason in named:
        yield reason, re.compile(_loose(normalize("NFC", text)), re.IGNORECASE)
        if reason in _NAMES and re.fullmatch("[가-힣]{3}", text):
            yield reason, re.compile(text[1:] + _CALLED)
    yield Reason.REGISTRATION, re.compile(_REGISTRATION)
    yield Reason.CONTACT, re.compile(_PHONE)
    yield Reason.CONTACT, re.compile(_MAIL)


def _longest_first(known: tuple[str, Reason]) -> int:
    return -len(known[0])


def _loose(text: str) -> str:
    """A known text however it is spaced; a number however its groups are joined."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 7 and len(digits) >= len(text) - 4:
        return r"(?<!\d)" + r"[-. ]?".join(digits) + r"(?!\d)"
    return r"\s*".join(re.escape(letter) for letter in text if not letter.isspace())


def joined(*parts: Rich) -> tuple[Piece, ...]:
    """Pieces of several texts, one after another."""
    found: list[Piece] = []
    for part in parts:
        found.extend((Piece(part),) if isinstance(part, str) else part)
    return tuple(piece for piece in found if piece.text or piece.bar)


def cut(text: Rich, longest: int) -> list[Rich]:
    """A long text in parts of at most `longest` letters, cut at spaces where there are any."""
    if len(plain(text)) <= longest:
        return [text]
    words = [piece for one in joined(text) for piece in _words(one, longest)]
    parts: list[list[Piece]] = [[]]
    room = longest
    for word in words:
        if len(word.text) > room and parts[-1]:
            parts.append([])
            room = longest
        parts[-1].append(word)
        room -= len(word.text)
    return [tuple(part) for part in parts]


def _words(piece: Piece, longest: int) -> Iterable[Piece]:
    """A piece word by word, each with the space behind it; a word that is too long in stretches."""
    if piece.bar:
        yield piece
        return
    for word in re.findall(r"\s*\S+\s*|\s+", piece.text):
        for at in range(0, len(word), longest):
            yield Piece(word[at : at + longest], piece.bold)


def plain(text: Rich) -> str:
    """The readable text alone."""
    return text if isinstance(text, str) else "".join(piece.text for piece in text)
