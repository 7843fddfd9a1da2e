"""A note that is written anew; the history keeps what stood there before."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases import Event
from app.i18n import _
from ui.application import Shell
from ui.cases.forms.base import FormDialog, Work
from ui.kit.form import Form


class NoteForm(FormDialog):
    """Title and text of a note of the case."""

    def __init__(self, host: QWidget, shell: Shell, case_id: str, note: Event) -> None:
        self._case_id, self._note = case_id, note
        sentence = _("What stands here now stays in the history and can be put back.")
        super().__init__(host, shell, _("Correct the note"), sentence)

    def about(self) -> str:
        return self._note.id

    def build(self, form: Form) -> None:
        self.title = self.line("title", _("Title of the note"), "T", self._note.title)
        self.body = self.area("body", _("Note"), "N", self._note.body, 9)

    def work(self) -> Work:
        case_id, ident, title, body = self._case_id, self._note.id, self.title.text(), self.body.text()
        return lambda desk: desk.cases.correct_note(case_id, ident, title, body)
