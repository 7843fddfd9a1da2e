"""Flags of a case: put on it, and settled."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.plans import Flag
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work, day_text
from ui.kit.form import Form


class FlagForm(FormDialog):
    """What everybody who opens this case must see."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str) -> None:
        self._case_id = case_id
        sentence = _("It stands above the case until somebody settles it.")
        super().__init__(host, shell, _("Put a flag on the case"), sentence, _("Put the flag"))

    def build(self, form: Form) -> None:
        self.text = self.area("words", _("What the others should see"), "W", lines=2)
        self.due = self.day("due_on", _("By which day"), "B", note=_("With a day it is also a task."))

    def work(self) -> Work:
        case_id, text, due = self._case_id, self.text.text(), day_text(self.due.text())
        return lambda desk: desk.flags.set(case_id, text, due)


class ResolveForm(FormDialog):
    """How a flag was settled; a word helps whoever reads it later."""

    def __init__(self, host: QWidget, shell: Shell, flag: Flag) -> None:
        self._flag = flag
        super().__init__(host, shell, _("Settle the flag"), flag.words, _("Settled"))

    def about(self) -> str:
        return self._flag.id

    def build(self, form: Form) -> None:
        self.text = self.area("resolution", _("How it was settled"), "H", lines=2)

    def work(self) -> Work:
        ident, text = self._flag.id, self.text.text()
        return lambda desk: desk.flags.resolve(ident, text)
