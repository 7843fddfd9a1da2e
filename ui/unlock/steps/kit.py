"""Step seven: the recovery kit, shown sheet by sheet and printed; it is kept nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import BadInput
from app.i18n import _
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.tasks import Tasks
from ui.unlock.sheets import PaperView, papers, print_papers
from ui.unlock.steps.step import Draft, Step


class Kit(Step):
    """A list of sheets, the one that is chosen as a page, and the print button."""

    number = 7
    wide = 760

    def __init__(
        self,
        draft: Draft,
        tasks: Tasks,
        ask_printer: Callable[[QWidget], QPrinter | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(draft, tasks, parent)
        assert draft.founding is not None
        self.papers = papers(draft.founding)
        self._ask_printer = ask_printer
        self.view = PaperView()
        self.list = Rows(_("Sheets"), TWO_LINES, fit=True)
        self.list.show_rows(
            [Row(str(at), one.title, second=one.whose, icon="file") for at, one in enumerate(self.papers)]
        )
        self.list.chosen.connect(lambda ident: self.view.show_paper(self.papers[int(ident)]))
        row = QHBoxLayout()
        row.setSpacing(28)
        row.addWidget(self.view)
        row.addLayout(self._beside(), 1)
        self.body.addLayout(row)
        self.list.choose("0")

    def _beside(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addWidget(self.list)
        self.print = Button(_("Print all sheets"), key="Ctrl+P", icon="print")
        self.print.clicked.connect(self._print)
        acts = QHBoxLayout()
        acts.addWidget(self.print)
        acts.addStretch(1)
        column.addLayout(acts)
        warning = _(
            "A printer and its queue can keep a copy. Use a printer at this computer, and switch it off afterwards. "
            "Writing the codes down by hand is as good."
        )
        self.told = Label(warning, 13, 400, "text2", wrap=True)
        column.addWidget(self.told)
        self.sure = ChoiceStrip([("paper", _("All sheets are on paper"))], _("On paper"), multi=True)
        self.row("sure", _("On paper"), self.sure, "O")
        column.addWidget(self.form)
        column.addStretch(1)
        return column

    def title(self) -> str:
        return _("The recovery kit")

    def sentence(self) -> str:
        return _("These codes are shown this once and kept nowhere. Put them on paper before you go on.")

    def verb(self) -> str:
        return _("Next: the drill")

    def first(self) -> QWidget:
        return self.list

    def _print(self) -> None:
        printer = self._ask_printer(self)
        if printer is None:
            return
        if print_papers(printer, self.papers):
            self.told.setText(_("The sheets went to the printer. Look whether every one came out whole."))
        else:
            self.say(_("The printer did not take the sheets. They are still here: try again, or copy them by hand."))

    def take(self) -> None:
        if not self.sure.values():
            raise BadInput(
                _("Say that all sheets are on paper; after the drill they cannot be shown again."), field="sure"
            )
        self.passed.emit()

    def drop(self) -> None:
        self.papers = ()
        self.view.show_paper(None)
