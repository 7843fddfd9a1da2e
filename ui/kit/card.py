"""Cards: one surface for one group of rows, never one inside another; and the facts a card may hold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.paint import RIGHT, box, put, smooth, upright, width_of
from ui.theme import current, ink


class Card(QFrame):
    """A painted surface; `tone` tints it (accent, high …)."""

    def __init__(
        self,
        tone: str = "",
        padding: tuple[int, int, int, int] = (16, 14, 16, 14),
        spacing: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*padding)
        self.body.setSpacing(spacing)

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        bare = not current().soft_fills
        fill = f"{self._tone}_soft" if self._tone else "surface"
        edge = (self._tone if bare else None) if self._tone else "line"
        box(smooth(QPainter(self)), self.rect(), fill, edge, radius=10)


class Facts(QWidget):
    """Names and values in two columns; with `spread` the values stand at the right edge."""

    def __init__(
        self,
        facts: Sequence[tuple[str, str]] = (),
        name_width: int = 96,
        spread: bool = False,
        line: int = 25,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name_width, self._spread, self._line = name_width, spread, line
        self._facts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        self._facts = tuple(facts)
        self.setAccessibleName(". ".join(f"{name}: {value}" for name, value in facts))
        self.setFixedHeight(self._line * len(self._facts))
        self.update()

    def sizeHint(self) -> QSize:
        wide = max((width_of(value, 13, 500) for _name, value in self._facts), default=0)
        return QSize(round(self._name_width + wide), self._line * len(self._facts))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._name_width + 60, self._line * len(self._facts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        for at, (name, value) in enumerate(self._facts):
            area = QRectF(0, at * self._line, self.width(), self._line)
            if self._spread:
                put(painter, area, value, 13, 650, "text", RIGHT)
                put(painter, area, name, 12, 400, "text2")
            else:
                put(painter, area.adjusted(0, 0, self._name_width - self.width() - 6, 0), name, 12, 400, "text2")
                beside = area.adjusted(self._name_width, 0, 0, 0)
                put(painter, beside, value, 13 if width_of(value, 13, 500) <= beside.width() else 12, 500)


class Panel(QWidget):
    """A plain ground in a token's colour with a line at its left, for a side column."""

    def __init__(self, ground: str = "bg", left_line: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground, self._left = ground, left_line
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)

    def paintEvent(self, event: QPaintEvent) -> None:

        painter = QPainter(self)
        painter.fillRect(self.rect(), ink(self._ground))
        if self._left:
            upright(painter, 0, 0, self.height())
