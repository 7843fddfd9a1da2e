"""A page: its head with title, second line and acts, the margins, and columns that scroll by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.kit.paint import width_of

MARGIN, COLUMN_GAP, SECTION_GAP = 32, 28, 20
NARROW_BELOW, SINGLE_BELOW, WIDE_FROM, COMPACT_BELOW = 1200, 900, 1600, 740

_READABLE = 260
"""Pixels that the second line keeps beside the acts, where it is as long."""


class PageHead(QWidget):
    """Title 22 or 26, a meta word and a chip beside it, a second line below, acts at the right."""

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        meta: str = "",
        px: int = 22,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = Label(title, px, 700)
        self.subtitle = Label(subtitle, 13, 400, "text2", wrap=not beside)
        self.meta = Label(meta, 14, 400, "text2")
        self._first = QHBoxLayout()
        self._first.setSpacing(12)
        self._first.addWidget(self.title)
        self._first.addWidget(self.meta)
        self._words = words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(self._first)
        if beside:
            self._first.addWidget(self.subtitle)
        else:
            words.addWidget(self.subtitle)
        self._first.addStretch(1)
        self.acts = Flow(gap=8, line_gap=8)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 18, MARGIN, 12)
        row.setSpacing(COLUMN_GAP)
        row.addLayout(words, 1)
        row.addLayout(self.acts)
        row.setAlignment(self.acts, Qt.AlignmentFlag.AlignVCenter)
        self.set(title, subtitle, meta)

    def set(self, title: str, subtitle: str | None = None, meta: str | None = None) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        for label, text in ((self.subtitle, subtitle), (self.meta, meta)):
            if text is not None:
                label.setText(text)
                label.setVisible(bool(text))
        if subtitle is not None and self.subtitle.wordWrap():  # beside many acts it would be a column of words
            self.subtitle.setMinimumWidth(min(_READABLE, round(width_of(subtitle, 13)) + 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        wide = max(self._words.minimumSize().width(), self.acts.minimumSize().width())
        return QSize(wide + 2 * MARGIN, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """The acts stand below the words where both are too wide for one row."""
        wide = self._words.minimumSize().width() + COLUMN_GAP + self.acts.minimumSize().width() + 2 * MARGIN
        below, ways = wide > self.width(), QBoxLayout.Direction
        if below != (self._row.direction() == ways.TopToBottom):
            self._row.setDirection(ways.TopToBottom if below else ways.LeftToRight)
            self._row.setSpacing(10 if below else COLUMN_GAP)

    def add_beside(self, widget: QWidget) -> None:
        """Put a chip beside the title."""
        self._first.insertWidget(self._first.count() - 1, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_act(self, widget: QWidget) -> None:
        """Put a button at the right, after those already there."""
        self.acts.addWidget(widget)


class Page(QWidget):
    """A head above a body with the page's margins; `body` takes columns or widgets."""

    def __init__(self, head: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        if head is not None:
            self._column.addWidget(head)
        self.banners = QVBoxLayout()
        self.banners.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._column.addLayout(self.banners)
        self.body = QHBoxLayout()
        self.body.setContentsMargins(MARGIN, 8, MARGIN, 16)
        self.body.setSpacing(COLUMN_GAP)
        self._column.addLayout(self.body, 1)

    def add_below_head(self, widget: QWidget) -> None:
        """A strip across the page between head and body."""
        self._column.insertWidget(self._column.count() - 2, widget)

    def show_banner(self, banner: QWidget) -> None:
        """One banner at a time, above the body."""
        while (taken := self.banners.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.banners.setContentsMargins(MARGIN, 4, MARGIN, 14)
        self.banners.addWidget(banner)


class _Inner(QWidget):
    """What scrolls; as high as it is at its width, and not as at its narrowest."""

    def event(self, event: QEvent) -> bool:
        view = self.parentWidget()
        column = view.parentWidget() if view is not None else None
        if event.type() == QEvent.Type.LayoutRequest and isinstance(column, Column) and column.is_whole:
            column.updateGeometry()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return least
        return QSize(least.width(), layout.heightForWidth(max(least.width(), self.width())))


class Column(QScrollArea):
    """A column that scrolls when its content is higher than the page; `body` takes the content."""

    def __init__(self, name: str, width: int = 0, spacing: int = SECTION_GAP, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = _Inner()
        self.viewport().setAutoFillBackground(False)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(spacing)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget turned it on
        self.is_whole = False
        if width:
            self.setFixedWidth(width)

    def be_whole(self, on: bool) -> None:
        """As high as what stands in it: where the page scrolls, a column in it does not."""
        if on != self.is_whole:
            self.is_whole = on
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        least, inner = super().minimumSizeHint(), self.widget()
        return QSize(least.width(), inner.minimumSizeHint().height()) if self.is_whole and inner is not None else least

    def add(self, *things: QWidget | QLayout) -> None:
        for thing in things:
            if isinstance(thing, QWidget):
                self.body.addWidget(thing)
            else:
                self.body.addLayout(thing)

    def end(self) -> None:
        """Push everything to the top."""
        self.body.addStretch(1)
