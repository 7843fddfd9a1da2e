"""The dry run: what the rows would become, and every fault until it is decided."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.flows.importing import CELL, JOIN, ROW, TAKE, Checked, Fault
from app.i18n import _
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.kit.table import Column, Table

Place = tuple[int, str, str]
_NARROW = 700


@dataclass(frozen=True, slots=True)
class Line:
    """A fault in the list, with what was decided."""

    fault: Fault
    decision: str


class Faults(QWidget):
    """The sum in a sentence, the list, and what can be done with the line at the cursor."""

    go_on = Signal()
    again = Signal()
    back = Signal()
    settled = Signal()
    """A decision was made; the sum above may say something else now."""

    def __init__(self) -> None:
        super().__init__()
        self.decisions: dict[Place, str] = {}
        self._narrow = False
        self._checked = Checked((), (), 0)
        self.told = Label("", 13, 400, "text", wrap=True)
        self.left = Label("", 13, 600, "text", wrap=True)
        self.table = Table(_("Faults"), _columns())
        self.table.selectionModel().currentChanged.connect(lambda *_index: self._follow())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.told, self.left):
            column.addWidget(part)
        column.addWidget(self._acts())
        column.addWidget(self.table, 1)
        self.whole = Label("", 13, 500, "text", wrap=True)
        self.whole.hide()
        column.addWidget(self.whole)
        column.addWidget(self._deciding())
        column.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the table has no room for a whole sentence, the chosen one stands below it."""
        super().resizeEvent(event)
        self._narrow = self.width() < _NARROW
        self.whole.setVisible(self._narrow and bool(self.whole.text()))

    def _acts(self) -> QWidget:
        acts = QWidget()
        row = Flow(acts, gap=8, line_gap=8)
        self.take = Button(_("Take these cases in"), "primary", "Ctrl+Return", icon="download")
        self.read_again = Button(_("Read the mended file again"), icon="undo")
        self.to_columns = Button(_("Back to the columns"), "quiet", icon="arrow-left")
        self.take.clicked.connect(self.go_on)
        self.read_again.clicked.connect(self.again)
        self.to_columns.clicked.connect(self.back)
        for button in (self.take, self.read_again, self.to_columns):
            row.addWidget(button)
        return acts

    def _deciding(self) -> QWidget:
        self.foot = QWidget()
        row = Flow(self.foot, gap=8, line_gap=8)
        self.verbs = {
            choice: Button(word, "secondary", str(at + 1)) for at, (choice, word) in enumerate(_verbs().items())
        }
        for choice, button in self.verbs.items():
            button.clicked.connect(lambda _on=False, choice=choice: self.decide(choice))
            row.addWidget(button)
        self.reach = ChoiceStrip(
            [("one", _("Only this")), ("all", _("All alike"))], _("What this decides"), digits=False
        )
        self.reach.set_value("one")
        row.addWidget(self.reach)
        return self.foot

    # -- showing ---------------------------------------------------------------------------------

    def show_checked(self, checked: Checked) -> None:
        """A new look through the file: what was decided of faults that are still there holds."""
        self._checked = checked
        there = {fault.place for fault in checked.faults}
        self.decisions = {place: choice for place, choice in self.decisions.items() if place in there}
        self._fill()
        self.table.setCurrentIndex(self.table.lazy().index(0, 0))
        self._follow()

    def forget(self) -> None:
        self.decisions = {}

    def tell(self, sentence: str) -> None:
        self.told.setText(sentence)

    def _fill(self) -> None:
        at = max(0, self.table.currentIndex().row())
        self.table.show_all([Line(one, self.decisions.get(one.place, "")) for one in self._checked.faults])
        any_fault = bool(self._checked.faults)
        self.table.setVisible(any_fault)
        self.foot.setVisible(any_fault)
        if any_fault:
            self.table.setCurrentIndex(self.table.lazy().index(at, 0))
        self._say_left()

    def _say_left(self) -> None:
        waiting = len(self._checked.undecided(self.decisions))
        self.take.setEnabled(not waiting)
        if not self._checked.faults:
            said = _("There is no fault in it.")
        elif waiting:
            said = _("{count} of {all} faults are still to be decided. Before that nothing is taken in.")
        else:
            said = _("All {all} faults are decided.")
        self.left.setText(said.format(count=f"{waiting:,}", all=f"{len(self._checked.faults):,}"))

    def _follow(self) -> None:
        """The verbs that fit the line at the cursor, and how many are like it."""
        line = self.table.current_row()
        fault = line.fault if isinstance(line, Line) else None
        self.whole.setText(fault.sentence if fault else "")
        self.whole.setVisible(self._narrow and fault is not None)
        for choice, button in self.verbs.items():
            button.setEnabled(fault is not None and choice in fault.choices)
        alike = sum(one.alike == fault.alike for one in self._checked.faults) if fault else 0
        if fault is not None:
            reach = self.reach.value() or "one"
            every = _("All {count} alike").format(count=f"{alike:,}")
            self.reach.set_choices([("one", _("Only this")), ("all", every)])
            self.reach.set_value(reach)
        self.reach.setVisible(alike > 1)

    # -- deciding --------------------------------------------------------------------------------

    def decide(self, choice: str) -> None:
        """Decide the line at the cursor, or all that are like it, and go to the next that waits."""
        line = self.table.current_row()
        if not isinstance(line, Line) or choice not in line.fault.choices:
            return
        every = self.reach.isVisible() and self.reach.value() == "all"
        for one in self._checked.faults if every else (line.fault,):
            if one.alike == line.fault.alike:
                self.decisions[one.place] = choice
        self._fill()
        self._to_the_next()
        self.settled.emit()

    def _to_the_next(self) -> None:
        waiting = {one.place for one in self._checked.undecided(self.decisions)}
        here = self.table.currentIndex().row()
        order = [*range(here, len(self._checked.faults)), *range(here)]
        at = next((row for row in order if self._checked.faults[row].place in waiting), here)
        self.table.setCurrentIndex(self.table.lazy().index(at, 0))
        self.table.setFocus()
        self._follow()


def _verbs() -> dict[str, str]:
    return {
        ROW: _("Leave the row out"),
        CELL: _("Leave the cell empty"),
        TAKE: _("Take it in all the same"),
        JOIN: _("Into that row's case"),
    }


def _columns() -> list[Column]:
    words = {ROW: _("row left out"), CELL: _("cell left empty"), TAKE: _("taken in"), JOIN: _("into that case")}
    return [
        Column("row", _("Row"), lambda line: f"{line.fault.row:,}", 84),
        Column("column", _("Column"), lambda line: line.fault.heading, 150),
        Column("what", _("What to look at"), lambda line: line.fault.sentence),
        Column(
            "decided", _("Decided"), lambda line: words.get(line.decision, _("not yet")), 150,
            strong=lambda line: not line.decision,
        ),
    ]  # fmt: skip
