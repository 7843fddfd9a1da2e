"""Writing a note into a case: kept as a draft within two seconds, and there again after whatever closed the window."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.contacts import Draft
from app.errors import BadInput, GyeotError
from app.i18n import _
from ui import notices
from ui.application import Shell
from ui.cases.reading import draft_id
from ui.kit import pasting
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import HelpLine, LineEdit
from ui.kit.label import Label
from ui.kit.notes_edit import NoteLine, NotesEdit
from ui.tasks import Tasks

KEEP_AFTER = 1_000
"""Milliseconds from the first letter that is not kept yet."""


class NotePad(Card):
    """A note of the case that is being written."""

    saved = Signal()
    closed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._case_id, self._kept = shell, "", ""
        self.title = LineEdit(hint=_("Title, if it helps"))
        self.title.setAccessibleName(_("Title of the note"))
        self.text = NotesEdit(_("Note"))
        self.text.setMinimumHeight(150)
        self.problem = HelpLine()
        self.state = Label(" ", 12, 400, "text3")
        self.save = Button(_("Save the note"), "primary", "Ctrl+Enter")
        self.drop = Button(_("Throw the note away"), "quiet")
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.drop)
        row.addWidget(self.save)
        for part in (self.title, self.text, self.problem):
            self.body.addWidget(part)
        self.body.addLayout(row)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.keep)
        self.title.textEdited.connect(lambda _text: self._touch())
        self.text.changed.connect(self._touch)
        self.text.pasted_too_much.connect(lambda: self.problem.set_error(str(pasting.too_long())))
        self.save.clicked.connect(self.submit)
        self.drop.clicked.connect(self.throw_away)

    # -- opening ---------------------------------------------------------------------------------

    def show_case(self, case_id: str, draft: Draft | None) -> None:
        """Begin for a case, with what was being written in it; a text that is open here is left alone."""
        if case_id == self._case_id:
            return
        self._case_id, self._kept = case_id, draft.body if draft else ""
        title, lines = _from_draft(self._kept)
        self.title.setText(title)
        self.text.set_lines(lines)
        self.problem.set_error("")
        self.state.setText(_("This was being written; it is kept here.") if draft else " ")
        self.setVisible(draft is not None)

    def begin(self) -> None:
        self.show()
        self.text.setFocus(Qt.FocusReason.TabFocusReason)

    # -- keeping ---------------------------------------------------------------------------------

    def written(self) -> str:
        lines = [[line.stamp, line.text] for line in self.text.lines()]
        if not lines and not self.title.text().strip():
            return ""
        return json.dumps({"title": self.title.text(), "lines": lines}, ensure_ascii=False)

    def _touch(self) -> None:
        if self._case_id and not self._soon.isActive():
            self._soon.start(KEEP_AFTER)

    def keep(self) -> None:
        """Write the draft now; the page calls this before anything takes it away."""
        self._soon.stop()
        body, case_id = self.written(), self._case_id
        if not case_id or body == self._kept:
            return
        self._kept, ident = body, draft_id(case_id, self._shell.who.user)
        # The window may be gone before the draft is written, so what is asked belongs to the tasks themselves.
        tasks: Tasks = self._shell.tasks
        if body:
            tasks.write(tasks, lambda desk: desk.contacts.keep_draft(ident, "note", body, case_id))
        else:
            tasks.write(tasks, lambda desk: desk.contacts.drop_draft(ident))
        self.state.setText(_("Kept as a draft"))

    # -- ending ----------------------------------------------------------------------------------

    def submit(self) -> None:
        self.problem.set_error("")
        self._soon.stop()
        case_id, title = self._case_id, self.title.text().strip()
        body = "\n".join(line.text for line in self.text.lines())
        ident = draft_id(case_id, self._shell.who.user)
        self.save.setEnabled(False)
        tasks = self._shell.tasks
        tasks.write(self, lambda desk: desk.cases.add_note(case_id, title, body), lambda _id: self._done(), self.refuse)
        self._ident = ident

    def _done(self) -> None:
        ident = self._ident
        self._shell.tasks.write(self._shell.tasks, lambda desk: desk.contacts.drop_draft(ident))
        self._clear()
        self.saved.emit()

    def refuse(self, problem: GyeotError) -> None:
        """The text stays, and so does its draft."""
        self.save.setEnabled(True)
        self.problem.set_error(str(problem))
        self.text.setFocus()
        if not isinstance(problem, BadInput):
            self._kept = ""
            self.keep()

    def throw_away(self) -> None:
        """Drop the note; the words can be brought back while the notice stands."""
        body, case_id = self.written(), self._case_id
        ident = draft_id(case_id, self._shell.who.user)
        self._shell.tasks.write(self._shell.tasks, lambda desk: desk.contacts.drop_draft(ident))
        self._clear()
        self.closed.emit()
        if body:
            self._shell.tell(notices.undo(_("The note was thrown away."), lambda: self._bring_back(case_id, body)))

    def _bring_back(self, case_id: str, body: str) -> None:
        if case_id != self._case_id:
            ident, tasks = draft_id(case_id, self._shell.who.user), self._shell.tasks
            tasks.write(tasks, lambda desk: desk.contacts.keep_draft(ident, "note", body, case_id))
            return
        title, lines = _from_draft(body)
        self.title.setText(title)
        self.text.set_lines(lines)
        self.begin()
        self.keep()

    def _clear(self) -> None:
        self._soon.stop()
        self._kept = ""
        self.title.clear()
        self.text.set_lines(())
        self.state.setText(" ")
        self.save.setEnabled(True)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.keep()
            if not self.written():
                self.hide()
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _from_draft(body: str) -> tuple[str, tuple[NoteLine, ...]]:
    """Title and lines of a draft; one that is no record of ours is read as plain text."""
    if not body:
        return "", ()
    try:
        found = json.loads(body)
    except json.JSONDecodeError:
        return "", tuple(NoteLine("", line) for line in body.splitlines())
    return str(found["title"]), tuple(NoteLine(str(stamp), str(text)) for stamp, text in found["lines"])
