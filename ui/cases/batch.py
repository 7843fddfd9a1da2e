"""Summaries of the cases a list shows, one file each, with how far it is; stopped, what was made stays whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.documents import Exported, Profile, Recipient, Wish, new_passphrase, warm_up
from app.errors import BadInput, GyeotError
from app.flows.batch import IN_NUMBERS, Batch, cases_for
from app.i18n import _
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.forms.made import MadeDialog
from ui.forms.passphrases import PassphrasesDialog
from ui.forms.profiles import profile_word
from ui.kit.form import Form
from ui.kit.path_field import choose_folder
from ui.kit.progress import Progress

ChooseFolder = Callable[[QWidget], Path | None]


def ask_folder(window: QWidget) -> Path | None:
    """The folder somebody chose; None where they thought better of it."""
    chosen = choose_folder(window, _("Where to put the papers"))
    return Path(chosen) if chosen else None


class BatchForm(FormDialog):
    """Which summaries, for whom and how locked; then the bar, which Esc stops."""

    aliases: ClassVar[dict[str, str]] = {"passphrase": "plain_reason", "target": "profile", "cases": "profile"}

    def __init__(
        self, host: QWidget, shell: Shell, query: str, status: str | None, choose_folder: ChooseFolder = ask_folder
    ) -> None:
        self._host, self._query, self._status, self._ask_folder = host, query, status, choose_folder
        self._batch: Batch | None = None
        self._passphrase: str | None = None
        self._stopped = False
        self.fault = ""
        self.noting: PassphrasesDialog | None = None
        sentence = _("Of each case in this list that you may see. A paper for others is made in its case.")
        super().__init__(host, shell, _("Papers of these cases"), sentence, _("Make the papers"))
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    def build(self, form: Form) -> None:
        kinds = [(one.value, profile_word(one.value)) for one in reversed(IN_NUMBERS)]
        self.profile = self.strip("profile", _("Which paper"), "W", kinds, "anonymised")
        self.recipient = self.line("recipient", _("For whom"), "F")
        locks = [("locked", _("With a passphrase")), ("plain", _("Without a lock"))]
        note = _("One passphrase for all of them. You see it before they are made.")
        self.lock = self.strip("lock", _("Lock"), "L", locks, "locked", note=note)
        self.reason = self.line("plain_reason", _("Why without a lock"), "R")
        self.progress = Progress()
        form.add_widget(self.progress)
        self.lock.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("plain_reason", self.lock.value() == "plain")

    def work(self) -> Work | None:
        raise AssertionError("a batch is many small writes, not one")

    # -- running -------------------------------------------------------------------------------------------

    def submit(self) -> None:
        self.form.clear_errors()
        try:
            wish, reason = self._asked()
        except BadInput as problem:
            self.refuse(problem)
            return
        folder = self._ask_folder(self.window())
        if folder is None:
            return
        go = partial(self._count, folder, wish, reason)
        if reason:
            go()
            return
        self._passphrase = new_passphrase()
        self.noting = PassphrasesDialog(self.window(), [(_("Passphrase of all of them"), self._passphrase)], go)
        self.noting.ask(self.noting.fields[0])

    def _count(self, folder: Path, wish: Wish, reason: str | None) -> None:
        """Which cases there are, once whoever asked can open what comes of them."""
        self.buttons["save"].setEnabled(False)
        begin = partial(self._begin, folder, wish, reason)
        asked = partial(cases_for, query=self._query, status=self._status)
        self.shell.tasks.read(self, asked, begin, self.refuse)

    def _asked(self) -> tuple[Wish, str | None]:
        name = self.recipient.text().strip()
        if not name:
            raise BadInput(_("No paper was made. Write for whom it is."), field="recipient")
        reason = self.reason.text().strip() if self.lock.value() == "plain" else None
        if reason == "":
            raise BadInput(_("Please write why this paper has to leave without a lock."), field="plain_reason")
        return Wish(Profile(self.profile.value() or "anonymised"), Recipient(name)), reason

    def _begin(self, folder: Path, wish: Wish, reason: str | None, cases: tuple[str, ...]) -> None:
        try:
            self._batch = Batch(cases, folder, wish, self._passphrase, reason)
        except BadInput as problem:
            self.refuse(problem)
            return
        self.buttons["leave"].set(_("Stop"))
        self.progress.begin(_("Papers are being made."))
        self._refit()
        self._next()

    def _next(self) -> None:
        """One paper at a time: whatever somebody types meanwhile is saved in between."""
        assert self._batch is not None, "it was begun"
        if self._batch.finished or self._stopped:
            self.shell.tasks.write(self, lambda _desk: self._over(), self._ended, self.refuse)
        else:
            self.shell.tasks.write(self, self._batch.step, self._stepped, self._failed)

    def _over(self) -> Done[Batch]:
        assert self._batch is not None, "it was begun"
        return self._batch.end()

    def _stepped(self, batch: Batch) -> None:
        self.progress.set_part(batch.done / len(batch.cases))
        self._next()

    def _failed(self, problem: GyeotError) -> None:
        """No room, or the stick was pulled out: what was made before is whole, and its passphrase is still to be shown."""
        self.fault, self._stopped = str(problem), True
        self._next()

    def leave(self) -> None:
        """While papers are made, leaving stops after the one that is being made."""
        if self._batch is None:
            super().leave()
        elif not self._stopped:
            self._stopped = True
            self.progress.begin(_("Stopping after this paper."))

    def _ended(self, batch: Batch) -> None:
        self.saved.emit(batch)
        super().leave()

    def told(self, batch: Batch) -> str:
        """What became of it, in a sentence."""
        made = _("{made} of {all} papers were made.").format(made=len(batch.made), all=len(batch.cases))
        return f"{made} {self.fault}".strip()

    def made_dialog(self, batch: Batch) -> MadeDialog | None:
        """Where they are and their passphrase, this once; None where nothing was made."""
        if not batch.made:
            return None
        pages = sum(one.pages for one in batch.made)
        whole = Exported("", str(batch.folder), "", pages, batch.passphrase is not None)
        return MadeDialog(self._host.window(), whole, batch.passphrase)
