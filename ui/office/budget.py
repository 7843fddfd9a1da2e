"""Budget lines that support is paid from, with what was paid from each; a manager changes them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.changes import Done
from app.clock import today
from app.desk import Desk
from app.i18n import _
from app.kinds import Compartment, Role
from app.office import BudgetLine
from app.support import LineSum, won
from ui import notices
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.form import Form
from ui.kit.label import Label
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Head, Row, Rows
from ui.office.face import Face

Found = tuple[tuple[BudgetLine, ...], dict[str, LineSum]]


class BudgetFace(Face):
    """The lines by year; sums stand beside them for whoever may open cases."""

    icon = "bars"

    def __init__(self, shell: Shell) -> None:
        self.word = _("Budget lines")
        self._can = shell.who.role == Role.MANAGER
        self._sums = Compartment.CASEWORK in shell.who.opens
        super().__init__(shell, _("Budget lines and what was paid"), self._sentence())
        self._lines: tuple[BudgetLine, ...] = ()
        self.form: FormDialog | None = None
        self.rows = Rows(_("Budget lines"), TWO_LINES, fit=True)
        self.none = Card()
        none = _("There is no budget line yet. A manager adds them here.")
        self.none.body.addWidget(Label(none, 13, 400, "text2", wrap=True))
        column = Column(self.word, spacing=10)
        column.body.setContentsMargins(0, 0, 8, 16)
        if self._can:
            column.add(self._acts())
            self.rows.opened.connect(self._open)
        column.add(self.rows, self.none)
        column.end()
        self.body.addWidget(column, 1)

    def _sentence(self) -> str:
        said = _(
            "Support that costs money names one of these lines. What was paid in sealed cases is not among the sums."
        )
        return f"{said} {_('Enter on a line changes it.')}" if self._can else said

    def _acts(self) -> QHBoxLayout:
        acts = QHBoxLayout()
        self.new = Button(_("Add a line"), "quiet", "", "plus")
        self.new.clicked.connect(lambda _on=False: self._begin(None))
        acts.addWidget(self.new)
        acts.addStretch(1)
        return acts

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        sums = self._sums
        self.shell.tasks.read(self, lambda desk: _read(desk, sums), self._show, topic="office")

    def _show(self, found: Found) -> None:
        self._lines, paid = found
        rows: list[Row | Head] = []
        for year in dict.fromkeys(one.year for one in self._lines):
            rows.append(Head(str(year)))
            rows += [_row(one, paid.get(one.id), self._sums) for one in self._lines if one.year == year]
        self.rows.show_rows(rows)
        self.rows.setVisible(bool(rows))
        self.none.setVisible(not rows)

    # -- changing --------------------------------------------------------------------------------

    def _begin(self, line: BudgetLine | None) -> None:
        self.form = LineForm(self, self.shell, line)
        self.form.begin()

    def _open(self, ident: str) -> None:
        line = next((one for one in self._lines if one.id == ident), None)
        if line is not None:
            self._begin(line)


class LineForm(FormDialog):
    """A line: its name, its year, and how much there is."""

    def __init__(self, host: QWidget, shell: Shell, line: BudgetLine | None) -> None:
        self._line = line
        super().__init__(host, shell, line.name if line else _("Add a line"), "", _("Save the line"))

    def about(self) -> str:
        return self._line.id if self._line else ""

    def build(self, form: Form) -> None:
        line = self._line or BudgetLine("", "", today().year)
        self.name = self.line("name", _("Name of the line"), "N", line.name)
        self.year = self.line("year", _("Year"), "Y", str(line.year))
        ceiling = f"{line.ceiling:,}" if line.ceiling else ""
        note = _("Empty: none. Payments beyond it are written and said so.")
        self.ceiling = self.line("ceiling", _("How much there is, in won"), "H", ceiling, note=note)
        self.keep = None
        if self._line is not None:
            keeps = [("keep", _("It is offered")), ("retire", _("It is offered no more"))]
            self.keep = self.strip("keep", _("The line"), "T", keeps, "keep" if line.active else "retire")
            self.saved.connect(self._told)

    def work(self) -> Work:
        ident, name, text = self.about(), self.name.text(), self.ceiling.text().strip()
        year = int(typed) if (typed := self.year.text().strip()).isdecimal() and len(typed) == 4 else 0
        ceiling = won(text, "ceiling") if text else None
        if not ident:
            return lambda desk: desk.budget.add(name, year, ceiling)
        gone = self.keep is not None and self.keep.value() == "retire"

        def save(desk: Desk) -> Done[BudgetLine]:
            desk.budget.write(ident, name, year, ceiling)
            changes = desk.budget.retire(ident, gone).changes
            return Done(desk.budget.get(ident), changes)

        return save

    def _told(self, line: object) -> None:
        """A line that is offered no more can be offered again at once."""
        if not isinstance(line, BudgetLine) or line.active or (self._line and not self._line.active):
            return
        shell, ident = self.shell, line.id

        def back() -> None:
            shell.tasks.write(shell, lambda desk: desk.budget.retire(ident, gone=False))

        shell.tell(notices.undo(_("This line is offered no more. What was paid from it stays."), back))


def _read(desk: Desk, with_sums: bool) -> Found:
    lines = desk.budget.all()
    if not with_sums:
        return lines, {}
    by_year = {year: desk.support.sums(year) for year in {one.year for one in lines}}
    return lines, {one.id: by_year[one.year][one.id] for one in lines if one.id in by_year[one.year]}


def _row(line: BudgetLine, paid: LineSum | None, with_sums: bool) -> Row:
    amount = paid.amount if paid else 0
    there = _("of {amount} won").format(amount=f"{line.ceiling:,}") if line.ceiling else _("no ceiling")
    left = line.left(amount)
    over = left is not None and left < 0
    rest = ""
    if with_sums and left is not None:
        rest = _("over by {amount} won") if over else _("{amount} won left")
        rest = rest.format(amount=f"{abs(left):,}")
    count = _("{count} payments").format(count=paid.payments if paid else 0) if with_sums else ""
    gone = "" if line.active else _("offered no more")
    return Row(
        line.id, line.name, second=" · ".join(filter(None, (there, rest, count, gone))), icon="bars", done=not line.active,
        second_tone="high" if over else "text2", state=_("{amount} won").format(amount=f"{amount:,}") if with_sums else "",
    )  # fmt: skip
