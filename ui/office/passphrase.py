"""Another passphrase: the old one, the new one twice; all ways in are rewrapped off the GUI thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.errors import BadInput, CannotUnlock, GyeotError
from app.flows.first_run import check_passphrase
from app.i18n import _
from app.vault import Kdf, Keys, change_passphrase
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import CONTROL, Form, LineEdit
from ui.kit.secret import SecretEdit
from ui.tasks import Tasks


class ChangePassphrase(Dialog):
    """Ask for the old and the new passphrase; `changed` says how many ways in took the new one."""

    changed = Signal(int)

    def __init__(self, window: QWidget, tasks: Tasks, home: Path, keys: Keys, kdf: Kdf | None = None) -> None:
        self.form, self.old, self.new, self.again = _form()
        verbs = (
            Verb("cancel", _("Leave it as it is"), safe=True),
            Verb("change", _("Change the passphrase"), kind="primary"),
        )
        sentence = _("Key file and printed code stay the same. From now on they open with the new passphrase only.")
        super().__init__(window, _("Another passphrase"), sentence, verbs, self.form, WIDE, stays=True)
        self._tasks, self._home, self._keys, self._kdf = tasks, home, keys, kdf
        self._busy = False
        self.chosen.connect(self._chosen)
        self.new.typed.connect(self._say_state)
        self._tasks.broke.connect(self._rest)

    def ask(self, focus: QWidget | None = None) -> Dialog:
        """Open with the old passphrase first."""
        return super().ask(focus or self.old)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and isinstance(self.focusWidget(), LineEdit):
            self._change()
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        for field in (self.old, self.new, self.again):
            field.take()
        super().leave()

    def _chosen(self, verb: str) -> None:
        if verb == "change":
            self._change()
        elif not self._busy:
            self.leave()

    def _say_state(self) -> None:
        self.form.set_help("passphrase", self.new.state())

    def _change(self) -> None:
        if self._busy:
            return
        self.form.clear_errors()
        old, new = self.old.text(), self.new.text()
        try:
            if not old:
                raise BadInput(_("Please enter the passphrase."), field="old")
            check_passphrase(new, self.again.text())
        except BadInput as problem:
            self.form.set_error(problem.field, str(problem))
            return
        for field in (self.old, self.new, self.again):
            field.take()
        self._set_busy(True)
        home, keys, kdf = self._home, self._keys, self._kdf
        self._tasks.work(
            self, lambda _progress, _stop: change_passphrase(home, keys, old, new, kdf=kdf), self._done, self._failed
        )

    def _done(self, ways: int) -> None:
        self._set_busy(False)
        self.changed.emit(ways)
        self.leave()

    def _failed(self, problem: GyeotError) -> None:
        self._set_busy(False)
        self.form.set_error("old" if isinstance(problem, CannotUnlock) else "passphrase", str(problem))

    def _rest(self, _problem: object) -> None:
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.buttons["change"].setEnabled(not busy)
        self.buttons["change"].set(_("Changing…") if busy else _("Change the passphrase"))
        if busy:
            self.form.set_help("passphrase", _("This takes a second or two; it makes guessing slow."))
        else:
            self._say_state()


def _form() -> tuple[Form, SecretEdit, SecretEdit, SecretEdit]:
    form = Form(spacing=12)
    old, new, again = SecretEdit(CONTROL), SecretEdit(CONTROL), SecretEdit(CONTROL)
    form.add("old", _("Passphrase until now"), old, "O")
    form.add("passphrase", _("New passphrase"), new, "N")
    form.set_help("passphrase", new.state())
    form.add("again", _("New passphrase once more"), again, "M")
    return form, old, new, again
