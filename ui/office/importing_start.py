"""The beginning of an import: which file, and what was taken in before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.clock import local
from app.desk import Desk
from app.flows.importing import Import
from app.i18n import _
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import Form
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.path_field import PathField
from ui.kit.progress import Progress
from ui.kit.rows import Row, Rows

Before = tuple[tuple[Import, str], ...]


def read_before(desk: Desk) -> Before:
    """The register of imports with the names of who made them."""
    return tuple((one, desk.office.name(one.author)) for one in desk.imports.listed())


def choose_table(over: QWidget, title: str, start: str = "") -> str:
    """The table somebody chose; empty where they left it."""
    kinds = _("Tables (*.csv *.tsv *.txt *.xlsx *.xlsm)")
    option = QFileDialog.Option.DontUseNativeDialog  # a dialog of ours: the lock can close it
    found, _kind = QFileDialog.getOpenFileName(over, title, start, kinds, "", option)
    return found


class TableField(PathField):
    """The path of a table, typed or chosen."""

    def __init__(self) -> None:
        super().__init__(_("CSV or XLSX file"), _("Choose the file"), folder=True)

    def _choose(self) -> None:
        if found := choose_table(self, self._name, self.line.text()):
            self.set_path(found)
            self.line.setFocus()


class Start(Column):
    """The file and its button above, the register below."""

    wanted = Signal(object)
    """A Path."""
    undo_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Take in a table"), spacing=12)
        self.form = Form()
        self.file = TableField()
        told = _(
            "One row a case, or several rows with the same former case number. Nothing is written before you say so."
        )
        self.form.add("file", _("CSV or XLSX file"), self.file, "f", told)
        self.look = Button(_("Read the file"), "primary", "Ctrl+Return", icon="search")
        self.look.clicked.connect(self._look)
        self.progress = Progress()
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        card.setMaximumWidth(760)
        card.body.addWidget(self.form)
        acts = QHBoxLayout()
        acts.addWidget(self.look)
        acts.addStretch(1)
        card.body.addLayout(acts)
        card.body.addWidget(self.progress)
        self.add(card)
        self._make_register()
        self.end()

    def _make_register(self) -> None:
        self._states: dict[str, str] = {}
        self.undo = Button(_("Undo this import"), icon="undo")
        top = QWidget()
        top.setMaximumWidth(760)
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(SectionHead(_("Imports so far")), 1)
        row.addWidget(self.undo)
        self.before = Rows(_("Imports so far"), fit=True)
        self.before.setMaximumWidth(760)
        self.before.chosen.connect(lambda _id: self._follow())
        self.undo.clicked.connect(lambda: self.undo_wanted.emit(self.before.current_id()))
        self.none = Label(
            _("No table was taken in yet. Each one will stand here, and can be undone as a whole."),
            13,
            400,
            "text2",
            wrap=True,
        )
        self.none.setMaximumWidth(760)
        self.add(top, self.none, self.before)

    def show_before(self, found: Before) -> None:
        self._states = {one.id: one.state for one, _name in found}
        self.before.show_rows([_row(one, name) for one, name in found])
        if found and not self.before.current_id():
            self.before.choose(found[0][0].id)
        self.before.setVisible(bool(found))
        self.none.setVisible(not found)
        self._follow()

    def _follow(self) -> None:
        self.undo.setVisible(bool(self._states))
        self.undo.setEnabled(self._states.get(self.before.current_id(), "undone") != "undone")

    def begin(self, sentence: str) -> None:
        """Something is being worked at; nothing else is begun meanwhile."""
        self.progress.begin(sentence)
        for button in (self.look, self.undo):
            button.setEnabled(False)

    def end_work(self) -> None:
        self.progress.hide()
        self.look.setEnabled(True)
        self._follow()

    def refuse(self, sentence: str) -> None:
        self.form.set_error("file", sentence)

    def _look(self) -> None:
        self.form.clear_errors()
        path = self.file.path()
        if path is None:
            self.form.set_error("file", _("Please choose the file that holds the cases."))
            return
        self.wanted.emit(Path(path))


def _row(one: Import, name: str) -> Row:
    words = {
        "running": (_("broke off"), "caution"),
        "stopped": (_("stopped halfway"), "caution"),
        "done": (_("taken in"), "text2"),
        "undone": (_("undone"), "text3"),
    }
    state, tone = words[one.state]
    title = _("{cases} cases from {rows} rows").format(cases=f"{one.case_count:,}", rows=f"{one.row_count:,}")
    told = [f"{local(one.at):%Y-%m-%d %H:%M}", name]
    if one.left_out:
        told.append(_("{count} rows left out").format(count=f"{one.left_out:,}"))
    if one.state in ("running", "stopped"):
        told.append(_("the same file goes on where it broke off"))
    if one.stayed:
        told.append(_("{count} cases stayed").format(count=one.stayed))
    return Row(
        one.id, title, icon="inbox", second=" · ".join(told), state=state, state_tone=tone, done=one.state == "undone"
    )
