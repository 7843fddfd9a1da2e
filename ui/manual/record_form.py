"""What a step asks to write down: one control a field by its kind, kept within two seconds of the last key."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.recordfields import Field, fields
from ui.kit import icons
from ui.kit.banner import Verb
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.dialogs import Dialog
from ui.kit.form import Form, LineEdit, Picker
from ui.kit.paint import box, broken, put, smooth
from ui.manual import field_keys

KEEP_AFTER = 900
_AFTER_THE_WORDS = 60
"""Milliseconds in which the words of a step are painted, before its fields are made."""
STRIP_UP_TO = 6
_UNSURE = ("yes", "no", "unknown")


class ManyButton(QPushButton):
    """A field-shaped button with the chosen values of a long list; it opens the list."""

    changed = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._values: tuple[str, ...] = ()
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.clicked.connect(self._ask)
        self.set_values(())

    def values(self) -> tuple[str, ...]:
        return self._values

    def set_values(self, values: Sequence[str]) -> None:
        self._values = tuple(values)
        self.setAccessibleName(self._field.label)
        self.setAccessibleDescription(self._words())
        self.setFixedHeight(self._high(self.width()))
        self.update()

    def _words(self) -> str:
        return self._field.shown(json.dumps(self._values)) if self._values else _("Not asked yet")

    def _high(self, width: int) -> int:
        return max(36, 20 * len(self._lines(width)) + 16)

    def _lines(self, width: int) -> tuple[str, ...]:
        return broken(self._words(), 14, 400, max(120, width - 48))

    def sizeHint(self) -> QSize:
        return QSize(200, self._high(max(200, self.width())))

    def resizeEvent(self, event: object) -> None:
        self.setFixedHeight(self._high(self.width()))

    def _ask(self) -> None:
        names = [(one, _label(self._field, one)) for one, _ko, _en in self._field.choices]
        strip = ChoiceStrip(names, self._field.label, multi=True)
        strip.set_values(self._values)
        verbs = [Verb("take", _("Take these"), "Ctrl+Enter", "primary"), Verb("leave", _("Leave as it was"))]
        dialog = Dialog(self.window(), self._field.label, "", verbs, strip)
        dialog.chosen.connect(lambda verb: self._take(strip.values()) if verb == "take" else None)
        dialog.ask(strip)

    def _take(self, values: tuple[str, ...]) -> None:
        if values != self._values:
            self.set_values(values)
            self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        bad = bool(self.property("bad"))
        edge = "danger" if bad else "focus" if self.hasFocus() else "edge"
        box(painter, rect, "surface", edge, 2 if bad or self.hasFocus() else 0)
        for at, line in enumerate(self._lines(self.width())):
            area = QRectF(12, 8 + 20 * at, rect.width() - 44, 20)
            put(painter, area, line, 14, 400, "text" if self._values else "text3", elide=False)
        icons.draw(painter, "chevron-down", rect.right() - 27, rect.center().y() - 8, "text2", 16)


class RecordForm(QWidget):
    """The fields of one step; `kept` carries each changed value once the hands rest."""

    kept = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._form = Form()
        self._column.addWidget(self._form)
        self._reads: dict[str, Callable[[], str]] = {}
        self._last: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self._wanted: tuple[Sequence[str], Callable[[str], str]] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.make_now)

    def fields(self) -> tuple[str, ...]:
        self.make_now()
        return tuple(self._reads)

    def control(self, field: str) -> QWidget:
        self.make_now()
        return self._form.control(field)

    def error(self, field: str) -> str:
        self.make_now()
        return self._form.error(field)

    def show_fields(self, ids: Sequence[str], value: Callable[[str], str]) -> None:
        """Show the fields of a step with what is already known; whoever asks for one sooner than the eye gets it."""
        self._keep()
        self._wanted = ids, value
        self._later.start(_AFTER_THE_WORDS)

    def make_now(self) -> None:
        """The fields that were asked for last; what was typed until now is handed over first."""
        if self._wanted is None:
            return
        self._keep()
        (ids, value), self._wanted = self._wanted, None
        self._later.stop()
        old = self._form
        self._form = Form(spacing=10)
        self._reads, self._last = {}, {}
        asked = [fields()[ident] for ident in ids if ident in fields()]
        for field, key in zip(asked, field_keys.letters([field.en for field in asked]), strict=True):
            self._add(field, value(field.id), key)
        field_keys.bind(self._form)
        self._column.replaceWidget(old, self._form)
        old.hide()
        old.deleteLater()

    def refuse(self, field: str, sentence: str) -> None:
        """Say at the field why its value was not kept; what was typed stays."""
        if field in self._reads:
            self._form.set_error(field, sentence, focus=False)

    def accept(self, field: str) -> None:
        if field in self._reads and self._form.error(field):
            self._form.set_error(field, "", focus=False)

    def flush(self) -> None:
        """Hand over every value that changed."""
        self._keep()

    def _keep(self) -> None:
        self._timer.stop()
        for field, read in self._reads.items():
            value = read()
            if value != self._last[field]:
                self._last[field] = value
                self.kept.emit(field, value)

    # -- one control a kind ----------------------------------------------------------------------

    def _add(self, field: Field, value: str, key: str) -> None:
        makers = {"choice": self._choice, "yesno": self._choice, "list": self._list}
        control, read = makers.get(field.kind, self._line)(field, value)
        self._form.add(field.id, field.label, control, key)
        self._reads[field.id] = read
        self._last[field.id] = read()

    def _touch(self) -> None:
        self._timer.start(KEEP_AFTER)

    def _line(self, field: Field, value: str) -> tuple[QWidget, Callable[[], str]]:
        hint = _("Year-month-day") if field.kind == "date" else _("Not asked yet")
        edit = LineEdit(value, hint)
        edit.textEdited.connect(self._touch)
        return edit, edit.text

    def _choice(self, field: Field, value: str) -> tuple[QWidget, Callable[[], str]]:
        ids = _UNSURE if field.kind == "yesno" else tuple(one for one, _ko, _en in field.choices)
        names = [(one, _label(field, one)) for one in ids]
        if len(names) <= STRIP_UP_TO:
            strip = ChoiceStrip(names, field.label)
            strip.set_value(value)
            strip.changed.connect(self._touch)
            return strip, strip.value
        picker = Picker([("", _("Not asked yet")), *names], height=36)
        picker.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        picker.set_value(value)
        picker.currentIndexChanged.connect(self._touch)
        return picker, picker.value

    def _list(self, field: Field, value: str) -> tuple[QWidget, Callable[[], str]]:
        known = _listed(value)
        if not field.choices:
            edit = LineEdit(", ".join(known), _("Several, with commas between"))
            edit.textEdited.connect(self._touch)
            return edit, edit.text
        if len(field.choices) <= STRIP_UP_TO:
            strip = ChoiceStrip([(one, _label(field, one)) for one, _ko, _en in field.choices], field.label, multi=True)
            strip.set_values(known)
            strip.changed.connect(self._touch)
            return strip, lambda: _as_list(strip.values())
        button = ManyButton(field)
        button.set_values(known)
        button.changed.connect(self._touch)
        return button, lambda: _as_list(button.values())


def _label(field: Field, value: str) -> str:
    return field.shown(json.dumps([value]) if field.kind == "list" else value)


def _as_list(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False) if values else ""


def _listed(value: str) -> tuple[str, ...]:
    try:
        found = json.loads(value) if value else []
    except json.JSONDecodeError:
        found = [value]
    return tuple(str(one) for one in found) if isinstance(found, list) else (str(found),)
