"""Choosing a case for a contact, and looking at one beside it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases import CaseRow
from app.clock import local
from app.codelists import label
from app.i18n import _, short_date
from ui.contacts.reading import Known, cases_for
from ui.contacts.search_edit import SearchEdit
from ui.forms.sight import others_case
from ui.kit.banner import Verb
from ui.kit.card import Facts
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.label import Label
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.tasks import Tasks

_RISKS = {"critical": "urgent", "high": "high", "caution": "caution", "watch": "watch"}


class CaseChooser(Dialog):
    """Search a case and take it with Enter; the latest ones stand there at first."""

    picked = Signal(str)

    def __init__(self, window: QWidget, tasks: Tasks, title: str) -> None:
        self._tasks = tasks
        self.search = SearchEdit(_("Search cases"), _("Name, number or initial consonants"))
        self.rows = Rows(_("Cases"), TWO_LINES)
        self.rows.setFixedHeight(6 * TWO_LINES)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(self.rows)
        super().__init__(window, title, "", [Verb("back", _("Back"), "Esc")], content, WIDE)
        self.search.typed.connect(self._look)
        self.search.steered.connect(self._steer)
        self.rows.opened.connect(self._pick)
        self.ask(self.search)
        self._look("")

    def _look(self, query: str) -> None:
        self._tasks.read(self, lambda desk: cases_for(desk, query), self._show, topic="case-chooser")

    def _show(self, found: tuple[CaseRow, ...]) -> None:
        self.rows.show_rows([_row(one) for one in found])
        if found and not self.rows.current_id():
            self.rows.choose(found[0].id)

    def _steer(self, event: QKeyEvent) -> None:
        self.rows.keyPressEvent(event)

    def _pick(self, case_id: str) -> None:
        self.leave()
        self.picked.emit(case_id)


def _row(case: CaseRow) -> Row:
    opened = short_date(local(case.last_activity).date())
    second = " · ".join((label("violence_type", case.main_type), label("case_status", case.status), opened))
    if case.masked:
        return Row(case.id, others_case(), case.number, label("case_status", case.status))
    return Row(case.id, case.alias, case.number, second, risk=_RISKS.get(case.risk, ""))


class Beside(Dialog):
    """This contact and one record, fact by fact."""

    picked = Signal(str)

    def __init__(self, window: QWidget, here: list[tuple[str, str]], known: Known) -> None:
        there = [(_("Name to call by"), known.alias), (_("Number"), known.card.number or "" if known.card else "")]
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        for title, facts in ((_("This contact"), here), (known.number, there)):
            side = QVBoxLayout()
            side.addWidget(Label(title, 14, 650))
            side.addWidget(Facts([(name, value or "—") for name, value in facts], 88))
            side.addStretch(1)
            row.addLayout(side, 1)
        verbs = [
            Verb("back", _("Back"), "Esc", safe=True), Verb("attach", _("Put into this case"), "Ctrl+Enter", "primary")
        ]  # fmt: skip
        sentence = known.verdict.sentence
        super().__init__(window, _("Is this the same person?"), sentence, verbs, content, WIDE)
        self.chosen.connect(lambda verb: self.picked.emit(known.case_id) if verb == "attach" else None)
        self.ask()
        QTimer.singleShot(0, self, self.place)
