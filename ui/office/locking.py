"""After how many minutes the desks of this centre lock; everybody sees it, a manager sets it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from app.errors import BadInput, GyeotError
from app.i18n import _
from app.kinds import Role
from app.office import Limits
from ui import notices
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label
from ui.office.face import Face


class LockingFace(Face):
    """Two limits in minutes, and what the lock does."""

    icon = "lock"

    def __init__(self, shell: Shell) -> None:
        self.word = _("The lock")
        sentence = _("A desk that nobody touches locks by itself. What was being written is kept and waits.")
        super().__init__(shell, _("When the desks lock"), sentence)
        self._shown = Limits()
        self.form = Form()
        self.idle = self._field("idle", _("Minutes without a key"), "m")
        self.contact = self._field("contact", _("Minutes without a key while a contact or a session goes on"), "c")
        self.form.set_help("contact", _("Before that the screen is only covered; any key shows it again."))
        self.save = Button(_("Save the limits"), "primary", "Ctrl+Return")
        self.save.clicked.connect(self._save)
        self.only = Label(_("A manager sets these for the whole centre."), 13, 400, "text2", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        card.setMaximumWidth(640)
        card.body.addWidget(self.form)
        card.body.addLayout(row)
        card.body.addWidget(self.only)
        manages = shell.who.role == Role.MANAGER
        for field in (self.idle, self.contact):
            field.setReadOnly(not manages)
        self.save.setVisible(manages)
        self.only.setVisible(not manages)
        self.body.addWidget(card)
        always = _(
            "Ctrl+L locks at once. So does closing the lid, sleep, and the computer's own lock where it says so."
        )
        self.body.addWidget(Label(always, 13, 400, "text2", wrap=True))
        self.body.addStretch(1)

    def _field(self, field: str, name: str, key: str) -> LineEdit:
        line = LineEdit()
        line.setMaximumWidth(120)
        self.form.add(field, name, line, key)
        return line

    def reload(self) -> None:
        self.shell.tasks.read(self, lambda desk: desk.lock_limits.limits(), self._show, topic="office")

    def _show(self, limits: Limits) -> None:
        if not self._typed():
            self.idle.setText(str(limits.idle))
            self.contact.setText(str(limits.contact))
        self._shown = limits

    def _typed(self) -> bool:
        """Whether somebody changed a field that is not saved yet."""
        return self.idle.isModified() or self.contact.isModified()

    def _save(self) -> None:
        self.form.clear_errors()
        try:
            wanted = Limits(_minutes(self.idle, "idle"), _minutes(self.contact, "contact"))
        except BadInput as problem:
            self._refuse(problem)
            return
        self._set(wanted, self._shown)

    def _set(self, wanted: Limits, before: Limits) -> None:
        self.shell.tasks.write(
            self,
            lambda desk: desk.lock_limits.set(wanted.idle, wanted.contact),
            lambda now: self._saved(now, before),
            self._refuse,
        )

    def _saved(self, now: Limits, before: Limits) -> None:
        for field in (self.idle, self.contact):
            field.setModified(False)
        self._show(now)
        if now != before:
            sentence = _("From now on desks lock after {idle} minutes, and after {contact} in a contact or session.")
            self.shell.tell(
                notices.undo(sentence.format(idle=now.idle, contact=now.contact), lambda: self._set(before, now))
            )

    def _refuse(self, problem: GyeotError) -> None:
        if isinstance(problem, BadInput) and problem.field in self.form.fields():
            self.form.set_error(problem.field, str(problem))
        else:
            self.shell.refuse(problem)


def _minutes(line: LineEdit, field: str) -> int:
    text = line.text().strip()
    if not text.isdecimal():
        raise BadInput(_("Please write the minutes as a number."), field=field)
    return int(text)
