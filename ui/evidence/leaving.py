"""Forms for what leaves: the custody sheet as a locked PDF, and the file with its sheet as an age file."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes, Done
from app.desk import Desk
from app.documents import Centre, Exported, new_passphrase
from app.documents.custody_paper import Sheet
from app.errors import BadInput, Conflict, GyeotError
from app.evidence import Item
from app.flows import custody
from app.i18n import _
from ui.application import Shell
from ui.forms.dialog import FormDialog, Work
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.label import Label
from ui.kit.progress import Progress
from ui.kit.saving import ChoosePath, ask_path
from ui.tasks import Job


def sheet_of(desk: Desk, item_id: str) -> Sheet:
    """The custody sheet of an item, as it stands now."""
    item = desk.evidence.item(item_id)
    return custody.sheet_of(desk.evidence, item_id, desk.cases.get(item.case_id).number, desk.office)


def centre_of(desk: Desk) -> Centre:
    return Centre(desk.keys.centre_name, practice=desk.keys.practice)


class _Leaving(FormDialog):
    """What both forms share: for whom, how it is locked, where it goes."""

    ending = ".pdf"

    def __init__(
        self, host: QWidget, shell: Shell, item: Item, title: str, sentence: str, save: str, choose_path: ChoosePath
    ) -> None:
        self.item, self._choose_path = item, choose_path
        self.passphrase = ""
        super().__init__(host, shell, title, sentence, save)

    def about(self) -> str:
        return self.item.id

    def target(self) -> Path:
        """Where it goes; a file name says nothing about anybody."""
        found = self._choose_path(self.window(), f"{secrets.token_hex(4)}{self.ending}")
        if found is None:
            raise Conflict(_("No place was chosen, so nothing was made."))
        return found

    def submit(self) -> None:
        try:
            super().submit()
        except Conflict as problem:
            self.refuse(problem)


class SheetForm(_Leaving):
    """The custody sheet alone."""

    def __init__(self, host: QWidget, shell: Shell, item: Item, choose_path: ChoosePath = ask_path) -> None:
        sentence = _("It names the fingerprint and everybody who had it in hand. The PDF is locked with a passphrase.")
        super().__init__(host, shell, item, _("Custody sheet"), sentence, _("Make the sheet"), choose_path)

    def build(self, form: Form) -> None:
        self.recipient = self.line("recipient", _("For whom"), "f", note=_("An office, a court, or “for the file”."))

    def work(self) -> Work | None:
        recipient, item_id = self.recipient.text().strip(), self.item.id
        if not recipient:
            raise BadInput(_("No paper was made. Write for whom it is."), field="recipient")
        target, key = self.target(), new_passphrase()
        self.passphrase = key
        return lambda desk: custody.save_sheet(
            desk.evidence, desk.documents, sheet_of(desk, item_id), centre_of(desk), target, recipient,
            passphrase=key, overwrite=True,
        )  # fmt: skip


class HandOverForm(_Leaving):
    """The file itself, with its sheet, in one age file."""

    ending = ".age"

    def __init__(self, host: QWidget, shell: Shell, item: Item, choose_path: ChoosePath = ask_path) -> None:
        sentence = _(
            "The file and its custody sheet go into one locked file (age). Before that every byte is proven to be the one that came in."
        )
        self._job: Job | None = None
        super().__init__(host, shell, item, _("Hand over the file"), sentence, _("Hand it over"), choose_path)

    def build(self, form: Form) -> None:
        self.recipient = self.line(
            "recipient", _("Who receives it"), "w", note=_("The office and who asked, for instance the police.")
        )
        self.age_key = self.line(
            "age_key", _("Age key of the recipient"), "k", hint="age1…",
            note=_("Without one a passphrase is made; tell it on another way than the file."),
        )  # fmt: skip
        self.authority = None
        if self.item.stopped:
            self.authority = self.line(
                "authority", _("Who asked for it in writing"), "a",
                note=_("A stopped file leaves only when the police or a court asks for it."),
            )  # fmt: skip
        self.progress = Progress()
        form.add_widget(self.progress)

    def work(self) -> Work | None:
        item_id, age_key = self.item.id, self.age_key.text().strip()
        if not self.recipient.text().strip():
            raise BadInput(_("Nothing was handed over. Write who receives it."), field="recipient")
        target = self.target()
        self.passphrase = "" if age_key else new_passphrase()
        authority = self.authority.text() if self.authority is not None else ""
        to = custody.To(self.recipient.text(), age_key, self.passphrase, authority)

        def prepare(desk: Desk) -> Done[custody.Ready]:
            sheet = sheet_of(desk, item_id)
            ready = custody.prepare(desk.evidence, sheet, to, centre_of(desk), target, overwrite=True)
            return Done(ready, Changes.NONE)

        return prepare

    def _saved(self, value: object) -> None:
        assert isinstance(value, custody.Ready), "what prepare gives"
        self.progress.begin(_("Checking and locking the file …"))
        self._refit()
        self._job = self.shell.tasks.work(
            self, lambda tell, stop: custody.pack(value, tell, stop.is_set),
            lambda packed: self._packed(value, packed), self._not_packed, self.progress.set_part,
        )  # fmt: skip

    def _packed(self, ready: custody.Ready, packed: custody.Packed) -> None:
        self._job = None
        self.shell.tasks.write(
            self, lambda desk: custody.finish(desk.evidence, desk.documents, ready, packed), self._finished,
            self._not_packed,
        )  # fmt: skip

    def _finished(self, made: Exported) -> None:
        self.saved.emit(made)
        self.leave()

    def _not_packed(self, problem: GyeotError) -> None:
        self._job = None
        self.progress.hide()
        self.refuse(problem)

    def leave(self) -> None:
        if self._job is not None:
            self._job.cancel()
        super().leave()


class LeftDialog(Dialog):
    """It is made: where, its fingerprint, and the passphrase, this once."""

    def __init__(self, window: QWidget, made: Exported, passphrase: str) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.fields: dict[str, LineEdit] = {}
        for name, text in (
            (_("File"), Path(made.path).name),
            (_("Fingerprint (SHA-256)"), made.sha256),
            (_("Passphrase"), passphrase),
        ):
            if text:
                column.addWidget(Label(name, 13, 500, "text2"))
                column.addWidget(self._field(name, text))
        told = [_("It stands in the register of copies and in the custody of this item.")]
        if passphrase:
            told.append(_("Note the passphrase down now. It is not kept anywhere and not shown again."))
        verbs = [Verb("done", _("Noted"), "Ctrl+Enter", "primary")]
        super().__init__(window, _("It is made"), " ".join(told), verbs, content, WIDE)

    def _field(self, name: str, text: str) -> LineEdit:
        field = LineEdit(text)
        field.setReadOnly(True)
        field.setAccessibleName(name)
        field.setCursorPosition(0)
        self.fields[name] = field
        return field
