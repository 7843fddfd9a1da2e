"""The three ways a contact ends, each on its key, in the page's corner and in the question of Ctrl+Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.rows import Row, Rows

OPEN, ATTACH, ALONE, REPORT = "open", "attach", "alone", "report"
KEYS = {OPEN: "Ctrl+1", ATTACH: "Ctrl+2", ALONE: "Ctrl+3", REPORT: "Ctrl+4"}


def ways(number: str, attached: bool, report: str = "") -> list[Row]:
    """What can be done with the contact; one that is in a case already stays there."""
    said = _("Finish, and go to report {number}").format(number=report)
    told = [Row(REPORT, said, key=KEYS[REPORT])] if report else []
    if attached:
        word = _("Finish, staying in {number}").format(number=number)
        return [Row(ATTACH, word, key=KEYS[ATTACH]), *told]
    attach = _("Put into {number}").format(number=number) if number else _("Put into another case")
    return [
        Row(OPEN, _("Open a case from this"), key=KEYS[OPEN]),
        Row(ATTACH, attach, key=KEYS[ATTACH]),
        Row(ALONE, _("Finish without a case"), key=KEYS[ALONE]),
        *told,
    ]


def looking_back(report: str) -> list[Row]:
    """What a finished contact leads to."""
    return [Row(REPORT, _("Go to report {number}").format(number=report), key=KEYS[REPORT])] if report else []


class Ways(Rows):
    """The ways as rows; a digit chooses, with Ctrl or without."""

    def __init__(self, name: str, height: int, framed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(name, height, framed=framed, fit=True, parent=parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digits = {Qt.Key.Key_1: OPEN, Qt.Key.Key_2: ATTACH, Qt.Key.Key_3: ALONE, Qt.Key.Key_4: REPORT}
        digit = digits.get(Qt.Key(event.key()))
        if digit is not None and any(one.id == digit for one in self.item_model().items()):
            self.opened.emit(digit)
            return
        super().keyPressEvent(event)


def ask_ending(window: QWidget, rows: list[Row], default: str) -> tuple[Dialog, Ways]:
    """The question of Ctrl+Enter, with the likeliest way chosen."""
    list_ = Ways(_("Ways to finish"), 44, framed=True)
    list_.show_rows(rows)
    list_.choose(default if any(one.id == default for one in rows) else rows[0].id)
    back = Verb("back", _("Go on writing"), "Esc", "quiet")
    sentence = _("What you wrote is kept either way.")
    dialog = Dialog(window, _("How does this contact end?"), sentence, [back], list_)
    dialog.ask(list_)
    return dialog, list_


class AliasDialog(Dialog):
    """Asks for a name to call the person by, where none was written yet."""

    given = Signal(str)

    def __init__(self, window: QWidget) -> None:
        form = Form()
        self.alias = LineEdit()
        form.add("alias", _("Name to call by"), self.alias, "A", _("An alias is enough; the real name comes later."))
        self.form = form
        verbs = [Verb("back", _("Go on writing"), "Esc"), Verb("open", _("Open the case"), "Ctrl+Enter", "primary")]
        super().__init__(window, _("What may we call the person?"), "", verbs, form, WIDE, stays=True)
        self.alias.returnPressed.connect(lambda: self._answer("open"))
        self.chosen.connect(self._answer)
        self.ask(self.alias)

    def _answer(self, verb: str) -> None:
        alias = self.alias.text().strip()
        if verb == "open" and not alias:
            sentence = _("A case needs a name to call the person by; an alias is enough.")
            self.form.set_error("alias", sentence)
            return
        self.leave()
        if verb == "open":
            self.given.emit(alias)
