"""Patterns of `regex()`, matched in a time that grows with the text only: nobody's pattern can stop a tablet.

Python's own matching tries one way after the other, and a pattern like `(a+)+$` has more ways than seconds. Here all
ways go on at the same time (Thompson's construction); Python only says whether one letter belongs to one class.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.survey.expressions import Misspelt

MOST_STATES, MOST_LETTERS, MOST_DEEP = 2_000, 2_000, 20
_TIMES = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_NO_LETTER = re.compile(r"^\\[1-9bBAZ]|^\[.*(?:(?<!\\)\[|--|&&|~~|\|\|)", re.DOTALL)
"""Escapes that read no letter, and classes that Python will one day read otherwise."""

Atom = re.Pattern[str] | str
"""One letter's class, or an edge of the text."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Pattern:
    """A pattern; Misspelt where it is none, or larger than anybody means."""
    return Pattern(pattern)


class Pattern:
    """A pattern as a net of states: each has a letter to read, or goes on freely."""

    def __init__(self, source: str) -> None:
        self.source, self.at, self.deep = source, 0, 0
        self.atoms: list[Atom | None] = []
        self.ways: list[list[int]] = []
        start, end = self._choice()
        if self.at < len(source):
            raise Misspelt(source[self.at :])
        self.start, self.end = start, end

    def fits(self, text: str) -> bool:
        """Whether the whole text fits, as `regex()` of XLSForm asks."""
        if len(text) > MOST_LETTERS:
            return False
        now = self._freely({self.start}, 0, len(text))
        for at, letter in enumerate(text):
            read = {way for one in now for way in self._reads(one, letter)}
            now = self._freely(read, at + 1, len(text))
        return self.end in now

    def _reads(self, state: int, letter: str) -> list[int]:
        atom = self.atoms[state]
        return self.ways[state] if isinstance(atom, re.Pattern) and atom.match(letter) else []

    def _freely(self, states: set[int], at: int, end: int) -> set[int]:
        """Everything that is reached without reading a letter."""
        waiting, seen = list(states), set(states)
        while waiting:
            one = waiting.pop()
            atom = self.atoms[one]
            if atom is None or (atom == "^" and at == 0) or (atom == "$" and at == end):
                fresh = [way for way in self.ways[one] if way not in seen]
                seen.update(fresh)
                waiting += fresh
        return seen

    def _state(self, atom: Atom | None = None) -> int:
        if len(self.atoms) >= MOST_STATES:
            raise Misspelt(self.source[:20] + "…")
        self.atoms.append(atom)
        self.ways.append([])
        return len(self.atoms) - 1

    def _choice(self) -> tuple[int, int]:
        self.deep += 1
        if self.deep > MOST_DEEP:
            raise Misspelt("(((…")
        start, end = self._state(), self._state()
        while True:
            first, last = self._sequence()
            self.ways[start].append(first)
            self.ways[last].append(end)
            if not self._next("|"):
                self.deep -= 1
                return start, end

    def _sequence(self) -> tuple[int, int]:
        start = last = self._state()
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            begun = self.at
            first, end = self._piece()
            least, most = self._times()
            after = self.at
            for number in range(max(least, most or 0, 1)):
                if number:
                    self.at = begun
                    first, end = self._piece()
                self.ways[last].append(first)
                bridge = self._state()
                self.ways[end].append(bridge)
                if number >= least:
                    self.ways[last].append(bridge)
                if most is None and number == max(least, 1) - 1:
                    self.ways[bridge].append(first)
                last = bridge
            self.at = after
        return start, last

    def _piece(self) -> tuple[int, int]:
        if self._next("("):
            if self.source.startswith("?", self.at) and not self._next("?:"):
                raise Misspelt(self.source[self.at - 1 :])
            inner = self._choice()
            if not self._next(")"):
                raise Misspelt(self.source)
            return inner
        one, end = self._state(self._atom()), self._state()
        self.ways[one].append(end)
        return one, end

    def _atom(self) -> Atom:
        letter = self.source[self.at]
        if letter in "^$":
            self.at += 1
            return letter
        found = _CLASS.match(self.source, self.at) if letter == "[" else None
        text = found[0] if found else self.source[self.at : self.at + 2] if letter == "\\" else letter
        if (letter in "*+?{[" and not found) or text == "\\" or _NO_LETTER.search(text):
            raise Misspelt(self.source[self.at :])
        self.at += len(text)
        try:
            return re.compile(text, re.DOTALL | re.ASCII)
        except re.error:
            raise Misspelt(text) from None

    def _times(self) -> tuple[int, int | None]:
        """How often the piece before stands: at least, and at most (None: as often as it may)."""
        if self._next("*"):
            return 0, None
        if self._next("+"):
            return 1, None
        if self._next("?"):
            return 0, 1
        found = _TIMES.match(self.source, self.at)
        if not found:
            return 1, 1
        self.at = found.end()
        least = int(found[1])
        most = least if not found[2] else int(found[3]) if found[3] else None
        if most is not None and (most < least or most == 0):
            raise Misspelt(found[0])
        return least, most

    def _next(self, word: str) -> bool:
        if self.source.startswith(word, self.at):
            self.at += len(word)
            return True
        return False
