"""Making a paper: for whom, locked or with a reason not to be; a copy for the survivor only where it is safe to have."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.cases import verdict
from app.documents import (
    Exported,
    Profile,
    Recipient,
    SafetyAnswers,
    Shown,
    Wish,
    new_passphrase,
    suggest_name,
    warm_up,
)
from app.errors import BadInput, Conflict
from app.i18n import _
from ui.application import Shell
from ui.cases.events import profile_word
from ui.cases.forms.base import FormDialog, Work
from ui.cases.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.cases.reading import CaseFile
from ui.forms.card_note import card_note
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import Form, LineEdit
from ui.kit.label import IconLabel, Label

COPIED_FOR = 30_000
"""Milliseconds until a copied passphrase is taken from the clipboard again."""

ChoosePath = Callable[[QWidget, str], Path | None]


def ask_path(window: QWidget, suggested: str) -> Path | None:
    """The system's save dialog; None where the person thought better of it."""
    chosen, _filter = QFileDialog.getSaveFileName(
        window, _("Where to put the paper"), suggested, "PDF (*.pdf)", "", QFileDialog.Option.DontUseNativeDialog
    )
    return Path(chosen) if chosen else None


class ExportForm(FormDialog):
    """What has to be known before a paper leaves the store."""

    aliases: ClassVar[dict[str, str]] = {"passphrase": "plain_reason"}

    def __init__(
        self, host: QWidget, shell: Shell, file: CaseFile, choose_path: ChoosePath = ask_path,
        choose_printer: ChoosePrinter = ask_printer,
    ) -> None:  # fmt: skip
        self._file, self._choose_path, self._choose_printer = file, choose_path, choose_printer
        self.passphrase: str | None = None
        sentence = _("What leaves the store can no longer be called back. Make only what is needed.")
        super().__init__(host, shell, _("Summary as PDF"), sentence, _("Make the paper"))
        # The letter faces of paper take a moment to load; they are ready before anybody has chosen.
        shell.tasks.work(self, lambda _tell, _stop: warm_up(), lambda _none: None)

    def build(self, form: Form) -> None:
        form.add_widget(card_note(verdict(self._file.card, self._file.read_at)))
        profiles = [(one.value, profile_word(one.value)) for one in Profile]
        self.profile = self.strip("profile", _("Which paper"), "W", profiles, "full")
        self.recipient = self.line("recipient", _("For whom"), "F")
        answers = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("Not sure"))]
        self.safe = self.strip("safe_to_take", _("Is it safe to take it along"), "S", answers)
        self.finder = self.line("safety", _("Who might find it"), "I", note=_("Ask, and write down what was said."))
        ways = [("paper", _("As a paper")), ("read_aloud", _("Read aloud")), ("keep_here", _("Keep it here"))]
        self.way = self.strip("form", _("How they want it"), "H", ways, "paper")
        locks = [("locked", _("With a passphrase")), ("plain", _("Without a lock"))]
        note = _("The passphrase is made now and shown once, after the paper is made.")
        self.lock = self.strip("lock", _("Lock"), "L", locks, "locked", note=note)
        self.reason = self.line("plain_reason", _("Why without a lock"), "R")
        self.look_first = Button(_("Look at it first"), "secondary", "Ctrl+O", "eye")
        self.look_first.clicked.connect(self._look)
        form.add_widget(beside_nothing(self.look_first))
        for strip in (self.profile, self.lock, self.safe, self.way):
            strip.changed.connect(self._answered)
        self._fit_rows()

    def _answered(self) -> None:
        """What was missing may be there now."""
        self.form.clear_errors()
        self._fit_rows()

    def _fit_rows(self) -> None:
        hers = self.profile.value() == "survivor"
        paper = not hers or (self.safe.value() in ("", "yes") and self.way.value() == "paper")
        for field, shown in (
            ("recipient", not hers), ("safe_to_take", hers), ("safety", hers), ("form", hers), ("lock", paper),
            ("plain_reason", paper and self.lock.value() == "plain"),
        ):  # fmt: skip
            self.form.show_row(field, shown)
        self.look_first.setVisible(paper)
        if hasattr(self, "buttons"):
            self.buttons["save"].set(_("Make the paper") if paper else _("Note it without a paper"))

    def _answers(self) -> SafetyAnswers:
        return SafetyAnswers(
            self.safe.value() or "unsure",  # type: ignore[arg-type]  # the strip offers these three
            self.finder.text().strip(),
            self.way.value() or "paper",  # type: ignore[arg-type]  # the strip offers these three
        )

    def _wish(self) -> Wish:
        """What the form asks for, or a refusal at its field."""
        profile = Profile(self.profile.value() or "full")
        safety = self._checked() if profile is Profile.SURVIVOR else None
        return Wish(profile, self._recipient(safety), safety, card_seen=True)  # it stands above the form

    def _recipient(self, safety: SafetyAnswers | None) -> Recipient:
        recipient = Recipient(self.recipient.text().strip() if safety is None else self._file.case.survivor.alias)
        if not recipient.name:
            raise BadInput(_("No paper was made. Write for whom it is."), field="recipient")
        return recipient

    def _look(self) -> None:
        """The pages on the screen, made in memory."""
        self.form.clear_errors()
        try:
            wish = self._wish()
        except BadInput as problem:
            self.refuse(problem)
            return
        case_id = self._file.case.id
        self.shell.tasks.write(
            self, lambda desk: desk.documents.look(case_id, wish), partial(self._show, wish), self.refuse
        )

    def _show(self, wish: Wish, shown: Shown) -> None:
        self.preview = PreviewDialog(self.window(), shown.pages)
        self.preview.chosen.connect(lambda verb: self._print(wish) if verb == "print" else self.preview.leave())
        self.preview.ask()

    def _print(self, wish: Wish) -> None:
        printer = self._choose_printer(self.window())
        if printer is None:
            return
        case_id = self._file.case.id
        self.shell.tasks.write(
            self, lambda desk: desk.documents.print_copy(case_id, wish), partial(self._printed, printer), self.refuse
        )

    def _printed(self, printer: QPrinter, shown: Shown) -> None:
        self.preview.leave()
        if print_pages(printer, shown.pages):
            self.shell.tell(_("The paper was handed to the printer, and stands in the register of copies."))
        else:
            self.shell.tell(
                _(
                    "The printer did not take the paper. It stands in the register; tick it off there if nothing came out."
                )
            )

    def work(self) -> Work | None:
        case_id, profile = self._file.case.id, Profile(self.profile.value() or "full")
        safety = self._checked() if profile is Profile.SURVIVOR else None
        if safety is not None and not safety.allows_paper:
            return lambda desk: desk.documents.note_answers(case_id, safety)
        recipient = self._recipient(safety)
        plain = self.reason.text().strip() if self.lock.value() == "plain" else None
        if plain == "":
            raise BadInput(_("Please write why this paper has to leave without a lock."), field="plain_reason")
        target = self._choose_path(self.window(), suggest_name())
        if target is None:
            raise Conflict(_("No place was chosen, so nothing was made."))
        self.passphrase = None if plain else new_passphrase()
        key = self.passphrase
        return lambda desk: desk.documents.export(
            case_id, target, profile, recipient, passphrase=key, plain_reason=plain, safety=safety, overwrite=True,
            card_seen=True,
        )  # fmt: skip

    def _checked(self) -> SafetyAnswers:
        """The answers, once each was really asked."""
        if not self.safe.value():
            raise BadInput(_("Please ask first whether it is safe to take a paper along."), field="safe_to_take")
        if not self.finder.text().strip():
            raise BadInput(_("Please ask who might find it, and write down the answer."), field="safety")
        return self._answers()


def beside_nothing(button: Button) -> QWidget:
    """A button at the left, as wide as it is."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(button)
    across.addStretch(1)
    return row


class MadeDialog(Dialog):
    """The paper is there: where, how many pages, and the passphrase, this once."""

    def __init__(self, window: QWidget, made: Exported, passphrase: str | None) -> None:
        self._passphrase = passphrase
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for warning in made.warnings:
            note = IconLabel("warning", warning, 13, 400, "high")
            column.addWidget(note)
        column.addWidget(Label(Path(made.path).name, 13, 500, "text2"))
        if passphrase:
            column.addWidget(Label(_("Passphrase"), 13, 500, "text2"))
            column.addWidget(self._field(passphrase))
            column.addWidget(
                Label(_("Note it down now. It is not kept anywhere and not shown again."), 13, 400, "text2", wrap=True)
            )
            column.addWidget(beside_nothing(self._copy_button()))
        sentence = _("{count} pages. Tick the copy off in the register once it is destroyed.").format(count=made.pages)
        super().__init__(
            window, _("The paper is made"), sentence, [Verb("done", _("Noted"), "Ctrl+Enter", "primary")], content, WIDE
        )

    def _field(self, passphrase: str) -> QWidget:
        field = LineEdit(passphrase)
        field.setReadOnly(True)
        field.setAccessibleName(_("Passphrase"))
        field.setCursorPosition(0)
        self.shown = field
        return field

    def _copy_button(self) -> Button:
        button = Button(_("Copy for 30 seconds"), "secondary", "", "file")
        button.clicked.connect(self._copy)
        self.copy_button = button
        return button

    def _copy(self) -> None:
        copied = self._passphrase or ""
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(copied)
        QTimer.singleShot(COPIED_FOR, clipboard, lambda: forget(copied))
        self.copy_button.set(_("Copied; it goes from the clipboard after 30 seconds"))


def forget(copied: str) -> None:
    """Empty the clipboard, unless something else was copied since."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == copied:
        clipboard.clear()
