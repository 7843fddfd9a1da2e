"""Papers that counsellors handed to the managers: looked at here, and written to a file under a passphrase."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout

from app.changes import Changes, Done
from app.clock import local
from app.desk import Desk
from app.documents import Exported, new_passphrase, suggest_name
from app.flows import submitting
from app.i18n import _
from app.office.submissions import Opened, Submission
from ui.application import Shell
from ui.forms.made import MadeDialog
from ui.forms.profiles import profile_word
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.empty import EmptyState
from ui.kit.preview import ChoosePrinter, PreviewDialog, ask_printer, print_pages
from ui.kit.rows import Row, Rows
from ui.kit.saving import ask_path
from ui.office.face import Face


@dataclass(frozen=True, slots=True)
class Lying:
    """A paper in the list, with the names of who handed it over and who read it."""

    paper: Submission
    author: str
    reader: str


def read_lying(desk: Desk) -> tuple[Lying, ...]:
    name = desk.office.name
    return tuple(
        Lying(one, name(one.author), name(one.read_by) if one.read_by else "") for one in desk.submissions.listed()
    )


class SubmittedFace(Face):
    """What lies with the managers, the newest first."""

    icon = "inbox"

    def __init__(self, shell: Shell, choose_printer: ChoosePrinter = ask_printer) -> None:
        self.word = _("Handed to managers")
        sentence = _("Counsellors hand these papers over. They are sealed for the managers; each reading is recorded.")
        super().__init__(shell, self.word, sentence)
        self._choose_printer = choose_printer
        self.dialog: Dialog | None = None
        self._shown: Opened | None = None
        self.rows = Rows(self.word, fit=True)
        self.rows.opened.connect(self._look)
        told = _("A counsellor hands one over from a case: “Summary as PDF”, “To our managers”.")
        self.none = EmptyState(_("No paper lies here."), told)
        self.body.addWidget(self.rows)
        self.body.addLayout(self._acts())
        self.body.addWidget(self.none, 1000)
        self.body.addStretch(1)

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.look = Button(_("Read the paper"), "primary", "Ctrl+Return", icon="eye")
        self.take = Button(_("Write to a file"), icon="download")
        self.drop = Button(_("Take it off the list"), "quiet", icon="trash")
        self.look.clicked.connect(lambda: self._look(self.rows.current_id()))
        self.take.clicked.connect(self._take)
        self.drop.clicked.connect(self._drop)
        for button in (self.look, self.take, self.drop):
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- the list --------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, read_lying, self._show, topic="submitted")

    def _show(self, lying: tuple[Lying, ...]) -> None:
        self.rows.show_rows([_row(one) for one in lying])
        if lying and not self.rows.current_id():
            self.rows.choose(lying[0].paper.id)
        self.rows.setVisible(bool(lying))
        self.none.setVisible(not lying)
        for button in (self.look, self.take, self.drop):
            button.setVisible(bool(lying))

    # -- reading ---------------------------------------------------------------------------------

    def _look(self, ident: str) -> None:
        if ident:
            self.shell.tasks.write(self, lambda desk: submitting.look(desk, ident), self._opened)

    def _opened(self, found: tuple[Opened, tuple[bytes, ...]]) -> None:
        opened, pages = found
        self._shown = opened
        preview = PreviewDialog(self.window(), pages, opened.note, _("Close"))
        preview.chosen.connect(lambda verb: self._print(preview, pages) if verb == "print" else preview.leave())
        self._ask(preview)

    def _print(self, preview: PreviewDialog, pages: tuple[bytes, ...]) -> None:
        printer, opened = self._choose_printer(self.window()), self._shown
        if printer is None or opened is None:
            return
        preview.leave()
        if print_pages(printer, pages):
            ident = opened.submission.id
            self.shell.tasks.write(self, lambda desk: desk.submissions.note_taken(ident, ""))
            self.shell.tell(_("The paper was handed to the printer."))

    # -- out of the house ------------------------------------------------------------------------

    def _take(self) -> None:
        ident = self.rows.current_id()
        target = ask_path(self.window(), suggest_name()) if ident else None
        if target is None:
            return
        key = new_passphrase()
        self.shell.tasks.write(
            self,
            lambda desk: submitting.take(desk, ident, target, key, overwrite=True),
            lambda made: self._taken(made, key),
        )

    def _taken(self, made: Exported, key: str) -> None:
        self._ask(MadeDialog(self.window(), made, key, register=False))

    def _drop(self) -> None:
        if ident := self.rows.current_id():
            self.shell.tasks.write(self, lambda desk: _taken_back(desk, ident), lambda _none: self.reload())

    def _ask(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.ask()


def _taken_back(desk: Desk, ident: str) -> Done[None]:
    return Done(None, desk.submissions.take_back(ident).changes | Changes.SUBMISSIONS)


def _row(one: Lying) -> Row:
    paper = one.paper
    when = f"{local(paper.at):%Y-%m-%d %H:%M}"
    second = " · ".join((when, one.author, _("{count} pages").format(count=paper.pages)))
    state = _("Read by {name}").format(name=one.reader) if one.reader else _("Not read yet")
    return Row(
        paper.id, f"{paper.number} · {profile_word(paper.profile)}", icon="file", second=second, state=state,
        state_tone="text3" if one.reader else "accent",
    )  # fmt: skip
