"""Near-identical texts among many: shared three-letter pieces find the pairs, difflib measures them. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

THRESHOLD = 0.8
SHORTEST = 8
"""Shorter texts ("Thank you.") may repeat."""


def normalise(text: str) -> str:
    """Letters and digits only, in one case: spacing and punctuation hide no copy."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def likeness(one: str, other: str) -> float:
    """How much of two normalised texts is common, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def alike(
    texts: Mapping[str, str], threshold: float = THRESHOLD, others: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str, float]]:
    """Pairs of places whose texts are nearly the same, as (place, earlier place, share).

    `others` are compared with the texts, not with each other: their place comes second.
    """
    shelf = _Shelf(threshold)
    for where, text in _plain(texts):
        yield from ((where, other, share) for other, share in shelf.like(text))
        shelf.put(where, text)
    for where, text in _plain(others or {}):
        yield from ((one, where, share) for one, share in shelf.like(text))


def _plain(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for where, text in texts.items():
        normal = normalise(text)
        if len(normal) >= SHORTEST:
            yield where, normal


class _Shelf:
    """Texts by the three-letter pieces in them."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._texts: dict[str, str] = {}
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()

    def put(self, where: str, text: str) -> None:
        self._texts[where] = text
        pieces = _pieces(text)
        self._known |= pieces
        for piece in pieces:
            self._holders[piece].append(where)

    def like(self, text: str) -> Iterator[tuple[str, float]]:
        """The places of texts that are nearly this one."""
        pieces = _pieces(text)
        shared = Counter(place for piece in pieces & self._known for place in self._holders[piece])
        # Two texts this alike share about this part of their pieces; fewer cannot reach the threshold.
        part = (2 * self._threshold - 1) * 0.8
        least = part * (SHORTEST - 2)
        for place in [place for place, count in shared.items() if count >= least]:
            if shared[place] >= part * min(len(pieces), len(self._texts[place]) - 2):
                share = likeness(self._texts[place], text)
                if share >= self._threshold:
                    yield place, share


def _pieces(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}
