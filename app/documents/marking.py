"""Words that a person marked before printing: they leave the paper as a whole, wherever they would stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any
from unicodedata import normalize

from app.documents.blocks import Paper, Part
from app.documents.model import Reason
from app.documents.redaction import Piece, Rich, joined
from app.documents.words import Words
from app.entry import check_text
from app.errors import BadInput
from app.i18n import _

MOST = 200
"""So many words may be marked on one paper."""
_BAR_SIGN = "\x00"


def marked_words(text: str) -> tuple[str, ...]:
    """The words of a field, one a line; raises BadInput where they are too many to be words."""
    lines = (check_text(text, "marked") or "").splitlines()
    found = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if len(found) > MOST:
        raise BadInput(_("No paper was made. Mark at most {n} words.").format(n=MOST), field="marked")
    return found


def without(paper: Paper, marked: Iterable[str], words: Words, *, silent: bool = False) -> Paper:
    """The paper with a bar for each marked word, or a dash where no bar may be seen (`silent`)."""
    pattern = _pattern(marked)
    if pattern is None:
        return paper
    cleaned = _Cleaning(pattern, silent)
    found: Paper = cleaned.value(paper)
    if silent or not cleaned.bars:
        return found
    bars = found.bars if Reason.MARKED in found.bars else (*found.bars, Reason.MARKED)
    figure = "①②③④⑤⑥⑦"[bars.index(Reason.MARKED)]
    note = words("{mark}: taken out by hand, {n} places").format(mark=figure, n=cleaned.bars)
    content = (*found.content, Part("", (), note))
    return replace(found, content=content, bars=bars, bar_word=found.bar_word or words("hidden"))


def _pattern(marked: Iterable[str]) -> re.Pattern[str] | None:
    """Each word however it is spaced or broken, the longest first."""
    words = sorted({normalize("NFC", word).strip() for word in marked} - {""}, key=len, reverse=True)
    loose = (r"\s*".join(re.escape(letter) for letter in word if not letter.isspace()) for word in words)
    return re.compile("|".join(loose), re.IGNORECASE) if words else None


@dataclass(slots=True)
class _Cleaning:
    """Walks through a paper; texts that cannot hold a bar get a dash."""

    pattern: re.Pattern[str]
    silent: bool
    bars: int = 0

    def value(self, found: Any, *, rich: bool = False) -> Any:
        """The thing without the words; `rich` where a bar may stand."""
        if isinstance(found, str):
            text = normalize("NFC", found)
            return self._cut((Piece(text),)) if rich and self.pattern.search(text) else self.pattern.sub("—", text)
        if isinstance(found, tuple):
            if found and all(isinstance(one, Piece) for one in found):
                return self._cut(found)
            return tuple(self.value(one, rich=rich) for one in found)
        return self._thing(found) if hasattr(found, "__dataclass_fields__") else found

    def _thing(self, found: Any) -> Any:
        changed = {
            field.name: self.value(getattr(found, field.name), rich=field.name in _RICH)
            for field in fields(found)
            if field.name not in _OWN
        }
        return replace(found, **changed)

    def _cut(self, pieces: tuple[Piece, ...]) -> Rich:
        """The pieces with bars; a word is found even where it runs over from one piece to the next."""
        whole = "".join(_BAR_SIGN if one.bar else one.text for one in pieces)
        spans = [match.span() for match in self.pattern.finditer(whole)]
        if not spans:
            return pieces
        self.bars += len(spans)
        found: list[Rich] = []
        at = 0
        for start, end in spans:
            bar = Piece("—") if self.silent else Piece(bar=Reason.MARKED)
            found += [tuple(_between(pieces, at, start)), (bar,)]
            at = end
        return joined(*found, tuple(_between(pieces, at, len(whole))))


def _between(pieces: tuple[Piece, ...], start: int, end: int) -> Iterable[Piece]:
    """What of the pieces lies between two places of their whole text."""
    at = 0
    for one in pieces:
        length = 1 if one.bar else len(one.text)
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            yield one if one.bar else Piece(one.text[first:last], one.bold)
        at += length


_RICH = frozenset({"rows", "texts"})
"""Where a bar may stand; headings, labels and what stands on every page get a dash."""
_OWN = frozenset(
    {"language", "bars", "bar_word", "widths", "columns", "label", "chosen", "numbered", "one_page", "has_mark"}
)
