"""The links of a step: services and law cards as chips; what finds no room stands behind one chip that opens all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.clock import today
from app.i18n import _
from app.manual import DirectoryEntry, LawCard
from ui.kit.chips import ChipButton, Tone, tag_width
from ui.kit.jump_bar import Jump
from ui.kit.paint import spoken_key
from ui.manual import words

CHIP, GAP, LINE_GAP = 28, 8, 6


@dataclass(frozen=True, slots=True)
class _Link:
    """What a chip says and opens."""

    id: str
    word: str
    icon: str
    tone: Tone

    @property
    def width(self) -> int:
        return round(tag_width(self.word, self.icon))


def _service(entry: DirectoryEntry, on: date) -> _Link:
    icon = words.service_icon(entry, on)
    tone: Tone = "caution" if icon == "info" else "link"
    return _Link(f"service:{entry.id}", words.service_word(entry, on), icon, tone)


def _law(card: LawCard, on: date) -> _Link:
    tone: Tone = "link" if words.is_relied_on(card, on) else "caution"
    return _Link(f"law:{card.id}", words.law_word(card, on), "file", tone)


class Links(QWidget):
    """Chips in at most `lines` lines."""

    asked = Signal(str)
    """`service:…`, `law:…`, `jump:…`, or `all`."""

    def __init__(self, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Links of this step"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(CHIP)  # until it is arranged, a bare widget would ask for hundreds of pixels
        self._lines = lines
        self._links: list[_Link] = []
        self._chips: list[ChipButton] = []
        self._shown: list[_Link] = []
        self._jumps: list[ChipButton] = []
        self._asked: list[Jump] = []

    def show_links(
        self, services: Sequence[DirectoryEntry], laws: Sequence[LawCard], jumps: Sequence[Jump] = ()
    ) -> None:
        """Services to tell first, then what must be said about the law, then the rest; the quiet jumps always stand."""
        self._show_jumps(list(jumps))
        on = today()
        told = [_service(one, on) for one in services]
        doubtful = [_law(one, on) for one in laws if not words.is_relied_on(one, on)]
        sure = [_law(one, on) for one in laws if words.is_relied_on(one, on)]
        self._links = [*told[:3], *doubtful, *told[3:], *sure]
        self.setVisible(bool(self._links or self._jumps))
        self._arrange()

    def _show_jumps(self, jumps: list[Jump]) -> None:
        if jumps == self._asked:
            return
        for old in self._jumps:
            old.hide()
            old.deleteLater()
        self._asked, self._jumps = jumps, [self._jump(one) for one in jumps]

    def _jump(self, jump: Jump) -> ChipButton:
        chip = ChipButton(f"{jump.word} {jump.key}", jump.icon, "outline", self)
        chip.clicked.connect(lambda: self.asked.emit(f"jump:{jump.id}"))
        chip.setShortcut(QKeySequence(jump.key))
        chip.setToolTip(spoken_key(jump.word, jump.key))
        return chip

    def _chip(self, at: int) -> ChipButton:
        """The chip at a place; those of the step before serve this one."""
        if at == len(self._chips):
            made = ChipButton("", parent=self)
            made.clicked.connect(lambda: self.asked.emit(self._shown[at].id))
            self._chips.append(made)
        return self._chips[at]

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def _places(self, widths: Sequence[int]) -> list[QPoint] | None:
        """Where each chip stands, or None if they need more lines or more width than there are."""
        x, line, found = 0, 0, []
        for wide in widths:
            if x and x + wide > self.width():
                x, line = 0, line + 1
            if line >= self._lines or wide > self.width():
                return None
            found.append(QPoint(x, line * (CHIP + LINE_GAP)))
            x += wide + GAP
        return found

    def _arrange(self) -> None:
        if not (self._links or self._jumps):
            return
        jumps = [chip.sizeHint().width() for chip in self._jumps]
        more = _Link("all", _("All {count} links").format(count=len(self._links)), "list", "outline")
        widths = [one.width for one in self._links]
        count, shown = len(widths), list(self._links)
        places = self._places([*widths, *jumps])
        while places is None and count:
            count -= 1
            shown = [*self._links[:count], more]
            places = self._places([*widths[:count], more.width, *jumps])
        self._shown = shown
        stand = [*(self._chip(at) for at in range(len(shown))), *self._jumps]
        for chip, link in zip(stand, shown, strict=False):
            chip.set_word(link.word, link.icon, link.tone)
        for chip, place in zip(stand, places or [], strict=False):
            chip.setGeometry(place.x(), place.y(), chip.sizeHint().width(), CHIP)
        for chip in (*self._chips, *self._jumps):
            chip.setVisible(chip in stand)
        for one, other in pairwise(stand):
            self.setTabOrder(one, other)
        foot = max((place.y() for place in places or []), default=0)
        self.setFixedHeight(foot + CHIP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()
