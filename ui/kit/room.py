"""Room for a page: where the window is smaller than any page can be (text at 200 %), the page as a whole scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

LEAST_HEIGHT = 560
"""Below this no page is pressed together any more; columns keep scrolling by themselves."""
_BESIDE = 16


class Pages(QStackedWidget):
    """Pages of which the one in front alone says how small it can be."""

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint().expandedTo(page.minimumSize()) if page is not None else QSize(0, 0)

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1


class Room(QScrollArea):
    """Holds the pages; what has the focus, the chosen row and the caret are always in sight."""

    def __init__(self, inside: Pages, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._pages = inside
        self._list: QAbstractItemView | None = None
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        inside.installEventFilter(self)
        inside.currentChanged.connect(self._turned)
        app = QApplication.instance()
        assert isinstance(app, QApplication), "the window stands in one"
        app.focusChanged.connect(self._follow)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._follow_caret)

    # -- how large the page is -------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._pages and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As wide as the window lets it, so that a page can lay itself out for that; wider only where it cannot."""
        view = self.viewport().size()
        wide = max(view.width(), self._least())
        if self._pages.size() != QSize(wide, self._high(wide)):
            self._pages.resize(view.width(), self._high(view.width()))
        if (least := self._least()) > view.width():
            self._pages.resize(least, self._high(least))

    def _high(self, wide: int) -> int:
        """As high as the window; where that is too low for any page, as high as what stands in it."""
        high = self.viewport().height()
        if high >= LEAST_HEIGHT:
            return high
        return max(LEAST_HEIGHT, self._pages.minimumSizeHint().height(), self._pages.heightForWidth(wide))

    def _least(self) -> int:
        return self._pages.minimumSizeHint().width()

    def _turned(self) -> None:
        self._fit()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)

    # -- what is in sight ------------------------------------------------------------------------

    @property
    def _scrolls(self) -> bool:
        view = self.viewport().size()
        return self._pages.height() > view.height() or self._pages.width() > view.width()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._list is not None:
            self._list.selectionModel().currentChanged.disconnect(self._follow_row)
            self._list = None
        if now is None or not self._pages.isAncestorOf(now):
            return
        if isinstance(now, QAbstractItemView) and now.selectionModel() is not None:
            self._list = now
            now.selectionModel().currentChanged.connect(self._follow_row)
        QTimer.singleShot(0, now, lambda: self._show_part(now, now.rect()))

    def _follow_row(self, row: QModelIndex, _before: QModelIndex) -> None:
        if self._list is not None and self._scrolls:
            self._show_part(self._list.viewport(), self._list.visualRect(row))

    def _follow_caret(self) -> None:
        focus = QApplication.focusWidget()
        types = focus is not None and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        if focus is not None and types and self._scrolls and self._pages.isAncestorOf(focus):
            caret = QGuiApplication.inputMethod().cursorRectangle().toRect()
            self._show_part(focus, QRect(focus.mapFrom(focus.window(), caret.topLeft()), caret.size()))

    def _show_part(self, widget: QWidget, part: QRect) -> None:
        """Scroll as little as shows it; of what is larger than the window, some of it is enough."""
        if not self._scrolls:
            return
        view = self.viewport().rect()
        place = QRect(widget.mapTo(self._pages, part.topLeft()), part.size()).translated(self._pages.pos())
        for bar, start, size, room in (
            (self.verticalScrollBar(), place.top(), place.height(), view.height()),
            (self.horizontalScrollBar(), place.left(), place.width(), view.width()),
        ):
            beyond, before = start + size + _BESIDE - room, start - _BESIDE
            if size + 2 * _BESIDE > room and bar is self.horizontalScrollBar():
                beyond = before  # read from its beginning
            elif size + 2 * _BESIDE > room:
                beyond = 0 if start < room - 3 * _BESIDE else before
                before = 0 if start + size > 3 * _BESIDE else before
            bar.setValue(bar.value() + (before if before < 0 else max(0, min(beyond, before))))
