"""The register of public material: entries at the left, one of them at the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes
from app.errors import GyeotError
from app.flows import material_out, material_photo
from app.flows.report_to_material import Offered
from app.i18n import _
from app.material import Entry, OpenedPhoto
from ui.application import Place, Shell
from ui.forms import FormDialog
from ui.inbox import photo
from ui.inbox.beside import Beside
from ui.inbox.material_forms import (
    CloseForm,
    EntryAct,
    EntryForm,
    LetterForm,
    ReopenForm,
    RoundForm,
    StepForm,
    TellForm,
)
from ui.inbox.material_list import MaterialList
from ui.inbox.material_reading import ROUNDS, Choices, Shown, read_choices, read_entry
from ui.inbox.material_view import EntryView
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.empty import EmptyState
from ui.kit.page import Page, PageHead
from ui.kit.saving import ChoosePath, ask_path

_FORMS: dict[str, type[EntryAct]] = {"step": StepForm, "close": CloseForm, "reopen": ReopenForm, "tell": TellForm}


class MaterialPage(Place):
    """`arrive` takes the id of an entry to open, or nothing. It stands in the inbox, and by itself for who opens no reports."""

    watches = Changes.MATERIAL | Changes.TASKS

    def __init__(
        self, shell: Shell, parent: QWidget | None = None, choose_path: ChoosePath = ask_path, title: str = ""
    ) -> None:
        super().__init__(shell, parent)
        self._choose_path, self._title = choose_path, title or _("Public material")
        self.form: FormDialog | None = None
        self.asked: Dialog | None = None
        self._entry = ""
        self.head = PageHead(self._title, " ")
        self.new = Button(_("New entry"), "secondary", "Ctrl+N", "plus")
        self.round = Button(_("Write down a round"), "secondary", "Ctrl+Shift+R", "eye")
        self.csv = Button("CSV", "quiet", "", "download")
        self.workbook = Button("XLSX", "quiet", "Ctrl+Shift+X", "download")
        self.over = Button(_("Erase what had its time"), "danger", "", "trash")
        self.csv.setAccessibleName(_("Write the list as CSV"))
        self.workbook.setAccessibleName(_("Write the list and its counts as a workbook (XLSX)"))
        for button in (self.over, self.csv, self.workbook, self.round, self.new):
            self.head.add_act(button)
        self.list, self.view = MaterialList(shell), EntryView()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.page = Page(self.head)
        none = EmptyState(
            _("No entry is open"), _("Enter or a click opens the chosen one. Everybody who opens cases may read it.")
        )
        self.beside = Beside(self.list, self.view, none)
        self.page.body.addWidget(self.beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def _connect(self) -> None:
        for button, act in (
            (self.new, self.begin_entry), (self.round, self._begin_round), (self.csv, partial(self._write, "csv")),
            (self.workbook, partial(self._write, "xlsx")), (self.over, self._ask_erase),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, act=act: act())
        self.list.opened.connect(self.open)
        self.list.new_asked.connect(self.begin_entry)
        self.list.listed.connect(self._offer)
        self.view.act.connect(self._begin)

    # -- coming and going ------------------------------------------------------------------------

    def arrive(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument:
            self.open(argument)
        self.reload()
        self.list.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def here(self) -> str:
        return self._entry

    def reload(self) -> None:
        self.list.reload()
        if self._entry:
            self.open(self._entry)

    def open(self, ident: str) -> None:
        """Show an entry; a round opens as its form."""
        found = self.list.round_of(ident)
        if found is not None:
            self.shell.tasks.read(
                self, read_choices, lambda choices: self._ask(RoundForm(self, self.shell, choices, found))
            )
            return
        self._entry = ident
        self.shell.tasks.read(self, lambda desk: read_entry(desk, ident), self._show, self._gone, topic="entry")

    def _show(self, shown: Shown) -> None:
        if shown.whole.entry.id == self._entry:
            self.view.show_entry(shown)
            self.beside.show_view()
            self.list.rows.choose(self._entry)
            self._offer()

    def _gone(self, problem: GyeotError) -> None:
        self._entry = ""
        self.beside.show_view(shown=False)
        self.shell.refuse(problem)

    # -- acts ------------------------------------------------------------------------------------

    def _ask(self, form: FormDialog) -> None:
        self.form = form
        form.begin()

    def begin_entry(self, begins: Offered | None = None, thread: str = "") -> None:
        """A new entry; `begins` and `thread` come from a report."""

        def ask(choices: Choices) -> None:
            form = EntryForm(self, self.shell, choices, None, begins, thread)
            form.saved.connect(lambda made: self.open(str(made)))
            self._ask(form)

        self.shell.tasks.read(self, read_choices, ask)

    def _begin_round(self) -> None:
        self.shell.tasks.read(self, read_choices, lambda choices: self._ask(RoundForm(self, self.shell, choices)))

    def _begin(self, name: str) -> None:
        shown = self.view.shown
        if shown is None:
            return
        if name == "thread":
            self.shell.go("inbox", shown.whole.entry.thread_id)
        elif name == "look":
            ident = shown.whole.entry.id
            self.shell.tasks.write(self, lambda desk: desk.photos.look(ident), self._look)
        elif name == "no_photo":
            self.asked = photo.ask_erase(self, self.shell, shown.whole.entry.id)
        elif name == "change":
            self._ask(EntryForm(self, self.shell, shown.choices, shown))
        elif name == "letter":
            form = LetterForm(self, self.shell, shown, self._choose_path)
            form.saved.connect(lambda made: self._told_letter(made))
            self._ask(form)
        else:
            self._ask(_FORMS[name](self, self.shell, shown))

    def _look(self, opened: OpenedPhoto) -> None:
        self.asked = photo.look(self, self.shell, opened)

    def _told_letter(self, made: material_out.Put) -> None:
        said = _("The letter was written to {file}; the day its answer is expected stands under Today.")
        self.shell.tell(said.format(file=Path(made.path).name))

    def _write(self, form: str) -> None:
        target = self._choose_path(self.window(), f"{_('Public material')}.{form}")
        if target is None:
            return
        if target.suffix.lower() != f".{form}":
            target = target.with_name(f"{target.name}.{form}")
        asked = self.list.asked

        def told(made: material_out.Put) -> None:
            self.shell.tell(_("{n} entries were written to {file}.").format(n=made.lines, file=Path(made.path).name))

        def put(found: tuple[int, bytes]) -> None:
            count, data = found
            self.shell.tasks.write(
                self, lambda desk: material_out.put_list(desk, target, data, count, form, overwrite=True), told
            )

        def draw(found: tuple[Entry, ...]) -> None:
            self.shell.tasks.work(
                self, lambda _tell, _stop: (len(found), material_out.drawn(found, form)), put, self.shell.refuse
            )

        self.shell.tasks.read(self, lambda desk: material_out.listed(desk, asked), draw)

    def _ask_erase(self) -> None:
        said = _(
            "{n} closed entries and rounds have been kept for three years. They go with their lines and history; figures of reports stay."
        )
        verbs = [Verb("keep", _("Keep them"), safe=True), Verb("erase", _("Erase them"), kind="danger")]
        self.asked = Dialog(self.window(), _("Erase what had its time"), said.format(n=self.list.over), verbs)
        self.asked.chosen.connect(lambda verb: self._erase() if verb == "erase" else None)
        self.asked.ask()

    def _erase(self) -> None:
        def told(n: int) -> None:
            self.shell.tell(_("{n} entries and rounds were erased.").format(n=n))

        self.shell.tasks.write(self, lambda desk: material_photo.erase_over(desk), told)

    # -- how it stands ---------------------------------------------------------------------------

    def _offer(self) -> None:
        rounds = self.list.folder == ROUNDS
        self.beside.right.setVisible(bool(self._entry or self.list.model.rowCount()) and not rounds)
        for button in (self.csv, self.workbook):
            button.setVisible(not rounds and self.list.count > 0)
        self.over.setVisible(self.list.folder == "closed" and self.list.over > 0)
        said = _("{n} rounds here") if rounds else _("{n} entries here")
        self.head.set(self._title, said.format(n=self.list.count))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.beside.fit(self.width())
