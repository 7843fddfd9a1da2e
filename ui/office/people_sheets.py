"""What has to be handed out after a change of people: sheets that are shown this once, and when the new keys hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.flows.people import Outcome
from app.i18n import _
from ui.forms.sheets import Paper, PaperView, ask_printer, papers, print_papers
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.dialogs import NARROW, Dialog
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.office import people_words as words

_BROAD = 760


class SheetsDialog(Dialog):
    """Sheet by sheet, to be printed or written down; they are kept nowhere."""

    handed_over = Signal()

    def __init__(
        self,
        window: QWidget,
        outcome: Outcome | None,
        printer: Callable[[QWidget], QPrinter | None] = ask_printer,
        papers_: Sequence[Paper] = (),
    ) -> None:
        """What came of a change of people, or sheets that are there already."""
        of_people = papers([outcome.sheet] if outcome.sheet else [], outcome.trustee) if outcome else ()
        self.papers = (*of_people, *papers_)
        self._printer = printer
        self.view = PaperView()
        self.list = Rows(_("Sheets"), TWO_LINES, fit=True)
        self.list.show_rows(
            [Row(str(at), one.title, second=one.whose, icon="file") for at, one in enumerate(self.papers)]
        )
        self.list.chosen.connect(lambda ident: self.view.show_paper(self.papers[int(ident)]))
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        row.addWidget(self.view)
        row.addLayout(self._beside(outcome), 1)
        sentence = _("These codes are shown this once and kept nowhere. Put them on paper before you go on.")
        verbs = [Verb("done", _("All of it is on paper"), kind="primary")]
        super().__init__(window, _("Sheets to hand out"), sentence, verbs, content, _BROAD, stays=True)
        self.chosen.connect(lambda _verb: self._done())
        self.list.choose("0")

    def _beside(self, outcome: Outcome | None) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self.list)
        self.print = Button(_("Print all sheets"), key="Ctrl+P", icon="print")
        self.print.clicked.connect(self._print)
        acts = QHBoxLayout()
        acts.addWidget(self.print)
        acts.addStretch(1)
        column.addLayout(acts)
        self.told = Label(
            _(
                "A printer and its queue can keep a copy. Use a printer at this computer, and switch it off afterwards. "
                "Writing the codes down by hand is as good."
            ),
            13,
            400,
            "text2",
            wrap=True,
        )
        column.addWidget(self.told)
        if outcome is not None and outcome.sheet is not None and outcome.sheet.key_file is not None:
            lies = _("The key file {name} lies in the folder you chose.").format(name=outcome.sheet.key_file.name)
            column.addWidget(Label(lies, 13, 400, "text2", wrap=True))
        column.addStretch(1)
        return column

    def _print(self) -> None:
        printer = self._printer(self)
        if printer is not None and print_papers(printer, self.papers):
            self.told.setText(_("The sheets went to the printer. Look whether every one came out whole."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc does not throw codes away that exist nowhere else."""
        if event.key() == Qt.Key.Key_Escape:
            self.told.setText(_("These codes are shown this once. Put them on paper first."))
            return
        super().keyPressEvent(event)

    def _done(self) -> None:
        self.leave()
        self.handed_over.emit()


def ask_to_lock(window: QWidget, outcome: Outcome, lock: Callable[[], None]) -> Dialog:
    """The new keys hold once the centre was opened anew; nobody has to wait for it."""
    sentence = _(
        "New keys are ready for {parts}. When the centre is opened the next time, the records move under them."
    )
    verbs = [Verb("later", _("Later"), safe=True), Verb("lock", _("Lock now"), "Ctrl+L", "primary", "lock")]
    dialog = Dialog(
        window, _("New keys are ready"), sentence.format(parts=words.parts(outcome.waiting)), verbs, None, NARROW
    )
    dialog.chosen.connect(lambda verb: lock() if verb == "lock" else None)
    dialog.ask()
    return dialog
