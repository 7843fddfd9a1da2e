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


def alike(texts: Mapping[str, str], threshold: float = THRESHOLD) -> Iterator[tuple[str, str, float]]:
    """Pairs of places whose texts are nearly the same, as (place, earlier place, share)."""
    plain = {where: normal for where, text in texts.items() if len(normal := normalise(text)) >= SHORTEST}
    holders: dict[str, list[str]] = defaultdict(list)
    for where, text in plain.items():
        pieces = {text[start : start + 3] for start in range(len(text) - 2)}
        shared = Counter(other for piece in pieces for other in holders[piece])
        for other, count in shared.items():
            # Two texts this alike share about this many pieces; fewer cannot reach the threshold.
            if count >= (2 * threshold - 1) * min(len(pieces), len(plain[other]) - 2) * 0.8:
                share = likeness(plain[other], text)
                if share >= threshold:
                    yield where, other, share
        for piece in pieces:
            holders[piece].append(where)
