"""Forms: a name with its mnemonic, the control, and one line below it that helps or says what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons, pasting
from ui.kit.label import FieldName
from ui.kit.paint import box, put, put_wrapped, smooth, wrapped_height
from ui.theme import font

CONTROL, UNLOCK_CONTROL = 36, 44
_NO_END = 1 << 24
"""Qt cuts a longer text without a word; what is too long is said when it is saved."""


class LineEdit(QLineEdit):
    """A field of one line; `secret` shows dots."""

    pasted_too_much = Signal()

    def __init__(
        self, text: str = "", hint: str = "", secret: bool = False, height: int = CONTROL, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setFont(font(14))
        self.setFixedHeight(height)
        self.setPlaceholderText(hint)
        self.setMaxLength(_NO_END)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.matches(QKeySequence.StandardKey.Paste) or self._may_paste():
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What is pasted from the menu is looked at as what the keyboard pastes."""
        menu = self.createStandardContextMenu()
        paste = next((one for one in menu.actions() if one.objectName() == "edit-paste"), None)
        if paste is not None:
            paste.triggered.disconnect()
            paste.triggered.connect(lambda _on=False: self.paste_here())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paste_here(self) -> None:
        if self._may_paste():
            self.paste()

    def _may_paste(self) -> bool:
        there = len(self.text()) - len(self.selectedText())
        if pasting.fits(there, QGuiApplication.clipboard().mimeData()):
            return True
        self.pasted_too_much.emit()
        return False


class Picker(QComboBox):
    """A choice from more than eight values: icon, word, a quiet note at the right, an arrow."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]] = (),
        icon: str = "",
        note: str = "",
        height: int = 40,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._note = icon, note
        self.setFont(font(14))
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer (id, word) pairs; the chosen id stays if it is still there."""
        if list(options) == [(self.itemData(at), self.itemText(at)) for at in range(self.count())]:
            return
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        for ident, word in options:
            self.addItem(word, ident)
        self.set_value(kept)
        self.blockSignals(False)

    def set_note(self, note: str) -> None:
        self._note = note
        self.update()

    def value(self) -> str:
        return str(self.currentData() or "")

    def set_value(self, ident: str) -> None:
        self.setCurrentIndex(max(0, self.findData(ident)) if self.count() else -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        bad = bool(self.property("bad"))
        strong = bad or self.hasFocus()
        edge = "danger" if bad else "focus" if self.hasFocus() else "edge"
        box(painter, rect, "surface" if self.isEnabled() else "sunken", edge, 2 if strong else 0)
        x = 12.0
        if self._icon_name:
            icons.draw(painter, self._icon_name, x, rect.center().y() - 8, "text2", 16)
            x += 26
        icons.draw(painter, "chevron-down", rect.right() - 28, rect.center().y() - 8, "text2", 16)
        weight, tone = (500, "text") if self.value() else (400, "text3")
        taken = put(painter, rect.adjusted(x, 0, -36, 0), self.currentText(), 14, weight, tone)
        if self._note:
            area = rect.adjusted(x + taken + 12, 0, -38, 0)
            put(
                painter, area, self._note, 12, 400, "text2", Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )


class HelpLine(QWidget):
    """The line below a control: help in grey, or what is wrong with its icon."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._help, self._error = text, ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show()

    def set_help(self, text: str) -> None:
        self._help = text
        self._show()

    def set_error(self, sentence: str) -> None:
        self._error = sentence
        self._show()

    def error(self) -> str:
        return self._error

    def text(self) -> str:
        return self._error or self._help

    def _show(self) -> None:
        if self.parent() is not None or not self.text():
            self.setVisible(bool(self.text()))  # without a parent it would open a window of its own
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        left, face = (22, font(13, 500)) if self._error else (0, font(12))
        return round(max(20.0, wrapped_height(self.text(), face, width - left) + 1)) if self.text() else 0

    def sizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        if not self._error:
            put_wrapped(painter, QRectF(0, 1, self.width(), self.height()), self._help, font(12), "text2")
            return
        icons.draw(painter, "info", 0, 2, "danger", 16)
        area = QRectF(22, 0, self.width() - 22, self.height())
        put_wrapped(painter, area, self._error, font(13, 500), "danger")


class Form(QWidget):
    """Rows of name, control and line; `set_error` points at a field and keeps what was typed."""

    def __init__(self, spacing: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing)
        self._controls: dict[str, QWidget] = {}
        self._lines: dict[str, HelpLine] = {}
        self._rows: dict[str, QWidget] = {}

    def add(self, field: str, name: str, control: QWidget, mnemonic: str = "", help_text: str = "") -> QWidget:
        """Append a row; returns the control."""
        row = QWidget(self)
        inside = QVBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(5)
        line = HelpLine(help_text)
        if not control.accessibleName():
            control.setAccessibleName(name)
        inside.addWidget(FieldName(name, mnemonic, control))
        inside.addWidget(control)
        inside.addWidget(line)
        self._controls[field], self._lines[field], self._rows[field] = control, line, row
        self._column.addWidget(row)
        return control

    def add_widget(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def control(self, field: str) -> QWidget:
        return self._controls[field]

    def fields(self) -> tuple[str, ...]:
        return tuple(self._controls)

    def show_row(self, field: str, shown: bool) -> None:
        self._rows[field].setVisible(shown)

    def set_help(self, field: str, text: str) -> None:
        self._lines[field].set_help(text)

    def error(self, field: str) -> str:
        return self._lines[field].error()

    def set_error(self, field: str, sentence: str, focus: bool = True) -> None:
        """Say what is wrong with a field, in place of its help, and go there."""
        control = self._controls[field]
        self._lines[field].set_error(sentence)
        control.setAccessibleDescription(sentence)
        _mark(control, bool(sentence))
        if sentence and focus:
            control.setFocus(Qt.FocusReason.OtherFocusReason)

    def line_below(self, field: str) -> HelpLine:
        """Where help or what is wrong is said of a field."""
        return self._lines[field]

    def clear_errors(self) -> None:
        for field, line in self._lines.items():
            if line.error():
                self.set_error(field, "", focus=False)

    def end(self) -> None:
        self._column.addStretch(1)


def _mark(control: QWidget, bad: bool) -> None:
    """Let the style rules see that a field is wrong."""
    control.setProperty("bad", bad)
    control.style().unpolish(control)
    control.style().polish(control)
    control.update()
