"""What a book knows of its own pages: where each place stands, and the headings of outline and contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

_PART = (0, "")


@dataclass(slots=True)
class Ledger:
    """On which page each place stands, and the headings in their order; a pass fills it, the next one reads it."""

    pages: dict[str, int] = field(default_factory=dict)
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    running: dict[int, tuple[int, str]] = field(default_factory=dict)
    """The first heading of each page, with its level."""
    total: int = 0


class Bookmark(Flowable):
    """A place without height that knows its page when it is drawn."""

    def __init__(self, anchor: str, title: str, level: int, ledger: Ledger, *, outlined: bool) -> None:
        super().__init__()
        self.anchor, self.title, self.level = anchor, title, level
        self._ledger, self._outlined = ledger, outlined
        self.keepWithNext = 1

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas: Any = self.canv
        page = canvas.getPageNumber()
        self._ledger.pages[self.anchor] = page
        if self.level < 0:
            canvas.bookmarkPage(self.anchor)
            return
        self._ledger.headings.append((self.level, self.title, self.anchor))
        if self._ledger.running.get(page, _PART)[0] == 0:  # the name of a part gives way to the first step below it
            self._ledger.running[page] = (self.level, self.title)
        canvas.bookmarkHorizontal(self.anchor, 0, 12 * mm)
        if self._outlined:
            canvas.addOutlineEntry(self.title, self.anchor, self.level, closed=self.level == 0)
