"""The directory of services to look through, with a word or without; it opens beside the manual, also before unlocking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import today
from app.i18n import _, pick
from app.manual import DirectoryEntry
from app.text import nfc
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import LineEdit
from ui.kit.label import Label
from ui.kit.rows import Row, Rows
from ui.manual import words
from ui.manual.cards import service_dialog

_FIRST = ("112", "119", "1366")
"""Numbers that may always be told stand before everything else."""


class ServiceBox(QWidget):
    """A line and the services that hold its words; Down and Enter work from the line."""

    def __init__(self, services: Mapping[str, DirectoryEntry]) -> None:
        super().__init__()
        self._services = sorted(services.values(), key=_rank)
        self.line = LineEdit("", _("Name, number or what it is for"))
        self.line.setAccessibleName(_("Find a service"))
        self.rows = Rows(_("Services"), height=56, lead=0)
        self.rows.setFixedHeight(340)
        self.empty = Label("", 13, 400, "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.line, self.empty, self.rows):
            column.addWidget(part)
        column.addStretch(1)
        self.line.textChanged.connect(self._find)
        self.line.returnPressed.connect(self._enter)
        self.line.installEventFilter(self)
        self._find("")
        self.setFixedHeight(self.sizeHint().height())  # it stays as high as it is when nothing is found

    def _find(self, text: str) -> None:
        parts, on = nfc(text).casefold().split(), today()
        found = [one for one in self._services if all(part in _all_words(one) for part in parts)]
        self.rows.show_rows([_row(one, on) for one in found])
        if found:
            self.rows.choose(found[0].id)
        self.empty.setText("" if found else _("No service holds these words."))
        self.empty.setVisible(not found)
        self.rows.setVisible(bool(found))

    def _enter(self) -> None:
        if ident := self.rows.current_id():
            self.rows.opened.emit(ident)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Up)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in keys:
            self.rows.keyPressEvent(event)
            return True
        return False


def ask_services(window: QWidget, services: Mapping[str, DirectoryEntry]) -> ServiceBox:
    """Open the directory; Enter opens the card of a service, from which one comes back to the list."""
    box = ServiceBox(services)
    sentence = _("A number that nobody verified lately is marked; ring it first.")
    dialog = Dialog(window, _("Directory"), sentence, [Verb("close", _("Close"), "Esc", safe=True)], box, WIDE)

    def show(ident: str) -> None:
        typed = box.line.text()
        dialog.leave()
        card = service_dialog(window, services[ident], None)
        card.left.connect(lambda: _again(window, services, typed, ident))
        card.ask()

    box.rows.opened.connect(show)
    dialog.ask(box.line)
    return box


def _again(window: QWidget, services: Mapping[str, DirectoryEntry], typed: str, ident: str) -> None:
    box = ask_services(window, services)
    box.line.setText(typed)
    box.rows.choose(ident)


def _rank(entry: DirectoryEntry) -> tuple[int, str]:
    number = entry.number or ""
    return (_FIRST.index(number) if number in _FIRST else len(_FIRST), pick(dict(entry.name)))


def _all_words(entry: DirectoryEntry) -> str:
    texts = (*dict(entry.name).values(), *dict(entry.note or {}).values(), entry.number or "")
    return " ".join((*texts, (entry.number or "").replace("-", ""))).casefold()


def _row(entry: DirectoryEntry, on: date) -> Row:
    hours = pick(dict(entry.hours)) if entry.hours else ""
    said = entry.number_on(on) or ("" if not entry.number else _("check the number first"))
    tone = "text" if entry.speakable(on) else "caution"
    return Row(
        entry.id, pick(dict(entry.name)), second=hours, icon=words.service_icon(entry, on), state=said, state_tone=tone
    )
