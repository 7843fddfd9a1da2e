"""The links of a step: services and law cards as chips; what finds no room stands behind one chip that opens all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.clock import today
from app.i18n import _
from app.manual import DirectoryEntry, LawCard
from ui.kit.chips import ChipButton
from ui.kit.jump_bar import Jump
from ui.kit.paint import spoken_key
from ui.manual import words

CHIP, GAP, LINE_GAP = 28, 8, 6


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
        self._chips: list[ChipButton] = []
        self._more: ChipButton | None = None
        self._jumps: list[ChipButton] = []
        self._asked: list[Jump] = []

    def show_links(
        self, services: Sequence[DirectoryEntry], laws: Sequence[LawCard], jumps: Sequence[Jump] = ()
    ) -> None:
        """Services to tell first, then what must be said about the law, then the rest; the quiet jumps always stand."""
        self._show_jumps(list(jumps))
        for old in (*self._chips, *([self._more] if self._more else [])):
            old.hide()
            old.deleteLater()
        on = today()
        told = [self._service(one) for one in services]
        doubtful = [self._law(one, True) for one in laws if not words.is_relied_on(one, on)]
        sure = [self._law(one, False) for one in laws if words.is_relied_on(one, on)]
        self._chips = [*told[:3], *doubtful, *told[3:], *sure]
        self._more = self._chip("all", _("All {count} links").format(count=len(self._chips)), "list", "outline")
        self.setVisible(bool(self._chips or self._jumps))
        self._arrange()

    def _show_jumps(self, jumps: list[Jump]) -> None:
        if jumps == self._asked:
            return
        for old in self._jumps:
            old.hide()
            old.deleteLater()
        self._asked, self._jumps = jumps, [self._jump(one) for one in jumps]

    def _jump(self, jump: Jump) -> ChipButton:
        chip = self._chip(f"jump:{jump.id}", f"{jump.word} {jump.key}", jump.icon, "outline")
        chip.setShortcut(QKeySequence(jump.key))
        chip.setToolTip(spoken_key(jump.word, jump.key))
        return chip

    def _service(self, entry: DirectoryEntry) -> ChipButton:
        icon = words.service_icon(entry, today())
        tone = "caution" if icon == "info" else "link"
        return self._chip(f"service:{entry.id}", words.service_word(entry, today()), icon, tone)

    def _law(self, card: LawCard, doubtful: bool) -> ChipButton:
        return self._chip(f"law:{card.id}", words.law_word(card, today()), "file", "caution" if doubtful else "link")

    def _chip(self, ident: str, word: str, icon: str, tone: str) -> ChipButton:
        chip = ChipButton(word, icon, tone, self)  # type: ignore[arg-type] # one of the tones
        chip.clicked.connect(lambda: self.asked.emit(ident))
        return chip

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def _places(self, chips: Sequence[ChipButton]) -> list[QPoint] | None:
        """Where each chip stands, or None if they need more lines or more width than there are."""
        x, line, found = 0, 0, []
        for chip in chips:
            wide = chip.sizeHint().width()
            if x and x + wide > self.width():
                x, line = 0, line + 1
            if line >= self._lines or wide > self.width():
                return None
            found.append(QPoint(x, line * (CHIP + LINE_GAP)))
            x += wide + GAP
        return found

    def _arrange(self) -> None:
        if self._more is None or not (self._chips or self._jumps):
            return
        shown = list(self._chips)
        places = self._places([*shown, *self._jumps])
        while places is None and shown:
            shown.pop()
            places = self._places([*shown, self._more, *self._jumps])
        stand = [*shown, *([] if len(shown) == len(self._chips) else [self._more]), *self._jumps]
        for chip in (*self._chips, self._more):
            chip.setVisible(chip in stand)
        for chip in self._jumps:
            chip.show()
        for chip, place in zip(stand, places or [], strict=False):
            chip.setGeometry(place.x(), place.y(), chip.sizeHint().width(), CHIP)
        foot = max((place.y() for place in places or []), default=0)
        self.setFixedHeight(foot + CHIP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()
