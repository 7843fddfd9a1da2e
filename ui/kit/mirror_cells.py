"""What stands in the mirror: gutter labels, the lines of ask, say, avoid and now, and the boxes of do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from app.i18n import pgettext
from ui.kit import icons
from ui.kit.paint import broken, put, ring, smooth
from ui.kit.rows import draw_check
from ui.theme import ink

Audience = Literal["victim", "other"]
Mode = Literal["both", "victim", "other"]
Kind = Literal["ask", "say", "avoid", "do", "now"]

GUTTER, HEAD, INSET, HANG = 72, 32, 18, 20
AUDIENCES: tuple[Audience, ...] = ("victim", "other")
KINDS: tuple[Kind, ...] = ("ask", "say", "avoid", "do", "now")
ICONS = {
    "ask": ("ask", "accent"),
    "say": ("say", "accent"),
    "avoid": ("ban", "high"),
    "do": ("check", "text2"),
    "now": ("clock", "text2"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One audience's words of a step."""

    ask: str
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    now: str = ""


@dataclass(frozen=True, slots=True)
class Density:
    """Type and air, in pixels: (size, line) of what is asked, said or done, and avoided; the padding of a row."""

    ask: tuple[int, int]
    say: tuple[int, int]
    avoid: tuple[int, int]
    pad: int

    def face(self, kind: Kind) -> tuple[int, int, int]:
        """Size, line and weight of a kind of line."""
        if kind == "ask":
            return *self.ask, 650
        if kind == "say":
            return *self.say, 500
        return *(self.say if kind == "do" else self.avoid), 400


DENSITIES = (
    Density((18, 27), (15, 27), (15, 25), 14),
    Density((17, 25), (14, 24), (14, 22), 9),
    Density((16, 23), (14, 22), (13, 19), 7),
    Density((15, 21), (13, 19), (12, 17), 5),
    Density((14, 19), (13, 17), (12, 15), 3),
    Density((14, 19), (12, 16), (12, 15), 3),
)
"""As drawn; below 740 px of height; and what keeps *say* and *avoid* in sight where a step has much to say."""
DOCKED = (Density((17, 25), (14, 25), (14, 23), 5), Density((16, 23), (14, 22), (13, 19), 4), DENSITIES[-1])


def kind_word(kind: str) -> str:
    """What a row is for."""
    words = {
        "ask": pgettext("manual", "Ask"),
        "say": pgettext("manual", "Say"),
        "avoid": pgettext("manual", "Avoid"),
        "do": pgettext("manual", "Do"),
        "now": pgettext("manual", "Next"),
    }
    return words[kind]


def spoken_line(text: str) -> str:
    """A line to be said aloud stands in quotation marks."""
    return text if text.startswith(("“", '"', "‘")) else f"“{text}”"


class GutterLabel(QWidget):
    """Icon and word in the gutter, on the first text line of their row."""

    def __init__(self, icon: str, word: str, tone: str = "text2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._word, self._tone, self._count = icon, word, tone, ""
        self._middle = 27
        self.setFixedWidth(GUTTER)
        self.setMinimumHeight(24)
        self.setAccessibleName(word)

    def set_line(self, middle: int) -> None:
        """Where the middle of the row's first text line lies."""
        self._middle = middle
        self.update()

    def set_count(self, text: str) -> None:
        self._count = text
        self.setAccessibleName(f"{self._word} {text}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        icons.draw(painter, self._icon, 0, self._middle - 8, self._tone, 16)
        area = QRectF(22, self._middle - 10, self.width() - 22, 20)
        put(painter, area, f"{self._word} {self._count}".strip(), 12, 500, "text2")


class Cell(QWidget):
    """Ask, say, avoid or now of one audience, as high as its words need."""

    def __init__(self, kind: Kind, inset: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind, self._inset = kind, inset
        self._lines: tuple[str, ...] = ()
        self._density = DENSITIES[0]
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_lines(self, lines: tuple[str, ...], density: Density) -> None:
        said = tuple(spoken_line(line) for line in lines) if self._kind == "say" else lines
        if (said, density) == (self._lines, self._density):
            return
        self._lines, self._density = said, density
        self.setAccessibleName(f"{kind_word(self._kind)}: {' '.join(self._lines)}".strip())
        self.updateGeometry()
        self.update()

    def set_density(self, density: Density) -> None:
        if density != self._density:
            self._density = density
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_in(self._density, width)

    def has_words(self) -> bool:
        return bool(self._lines)

    def height_in(self, density: Density, width: int) -> int:
        """How high the lines stand in a density."""
        _px, pitch, _weight = density.face(self._kind)
        return 2 * density.pad + pitch * max(1, sum(len(lines) for lines in self._broken(density, width)))

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 2 * self._density.pad + self._density.face(self._kind)[1])

    def _hang(self) -> int:
        return 0 if self._kind in ("ask", "now") else HANG

    def _broken(self, density: Density, width: int) -> list[tuple[str, ...]]:
        px, _pitch, weight = density.face(self._kind)
        return [broken(line, px, weight, width - 2 * self._inset - self._hang()) for line in self._lines]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        px, pitch, weight = self._density.face(self._kind)
        tone = "text2" if self._kind in ("avoid", "now") else "text"
        x, y = self._inset + self._hang(), float(self._density.pad)
        for lines in self._broken(self._density, self.width()):
            self._paint_mark(painter, y, pitch * len(lines), pitch)
            for line in lines:
                area = QRectF(x, y, self.width() - x, pitch)
                put(painter, area, line, px, weight, tone, elide=False)
                y += pitch

    def _paint_mark(self, painter: QPainter, y: float, high: float, pitch: int) -> None:
        if self._kind == "say":
            painter.fillRect(QRectF(self._inset + 1, y + 4, 3, high - 8), ink("accent"))
        elif self._kind == "avoid":
            icons.draw(painter, "x", self._inset - 4, y + pitch / 2 - 9, "high", 18)


class CheckLine(QCheckBox):
    """One thing to do: a real check box whose words wrap."""

    def __init__(self, text: str, density: Density, parent: QWidget) -> None:
        super().__init__(parent)
        self._word, self._density = text, density
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_line(self, text: str, done: bool) -> None:
        """Another thing to do in the same box; nobody ticked it by this."""
        self._word = text
        self.setAccessibleName(text)
        self.blockSignals(True)
        self.setChecked(done)
        self.blockSignals(False)
        self.updateGeometry()
        self.update()

    def set_density(self, density: Density) -> None:
        if density != self._density:
            self._density = density
            self.updateGeometry()
            self.update()

    def hitButton(self, pos: object) -> bool:
        return True

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_in(self._density, width)

    def height_in(self, density: Density, width: int) -> int:
        """How high the words stand in a density."""
        return density.say[1] * len(broken(self._word, density.say[0], 400, width - HANG))

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._density.say[1])

    def _lines(self, width: int) -> tuple[str, ...]:
        return broken(self._word, self._density.say[0], 400, width - HANG)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, pitch = smooth(QPainter(self)), self._density.say[1]
        if self.hasFocus():
            ring(painter, QRectF(self.rect()).adjusted(-1, 0, 0, 0), 5)
        draw_check(painter, 0 if not self.hasFocus() else 3, pitch / 2 - 6, self.isChecked(), 12)
        tone = "text2" if self.isChecked() else "text"
        for at, line in enumerate(self._lines(self.width())):
            area = QRectF(HANG, at * pitch, self.width() - HANG, pitch)
            put(painter, area, line, self._density.say[0], 400, tone, elide=False)


class DoCell(QWidget):
    """The check boxes of one audience; a shorter list than the one beside it keeps its pitch."""

    ticked = Signal(int, bool)

    def __init__(self, inset: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._inset, self._density = inset, DENSITIES[0]
        self.lines: list[CheckLine] = []
        self._boxes: list[CheckLine] = []
        self.setAccessibleName(kind_word("do"))

    def show_lines(self, lines: tuple[str, ...], done: Collection[int], density: Density) -> None:
        """The boxes of the step before serve this one: new ones cost a frame."""
        while len(self._boxes) < len(lines):
            self._add(len(self._boxes), density)
        self.lines = self._boxes[: len(lines)]
        for at, (line, text) in enumerate(zip(self.lines, lines, strict=True)):
            line.set_line(text, at in done)
        for at, line in enumerate(self._boxes):
            line.setVisible(at < len(lines))
        self.set_density(density)

    def _add(self, at: int, density: Density) -> None:
        box = CheckLine("", density, self)
        box.toggled.connect(lambda on: self.ticked.emit(at, on))
        self._boxes.append(box)

    def has_words(self) -> bool:
        return bool(self.lines)

    def height_in(self, density: Density, width: int) -> int:
        """How high the boxes stand in a density."""
        return 2 * density.pad + sum(line.height_in(density, width - 2 * self._inset) for line in self.lines)

    def set_density(self, density: Density) -> None:
        self._density = density
        for line in self.lines:
            line.set_density(density)
        self._place()

    def _place(self) -> None:
        y, wide = self._density.pad, self.width() - 2 * self._inset
        for line in self.lines:
            high = line.height_in(self._density, wide)
            line.setGeometry(self._inset, y, wide, high)
            y += high

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
