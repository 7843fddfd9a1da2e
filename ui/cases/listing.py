"""The list of cases: search, status, and a table whose pages come when they are looked at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.codelists import label
from app.i18n import _
from app.walls import SealedCase
from ui.application import Shell
from ui.cases import words
from ui.cases.reading import FOUND, PAGE, Found, Listed, first_page, found, later_page
from ui.cases.sealed import SealedList
from ui.cases.search import SearchField
from ui.forms.sight import others_case
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.columns import Across
from ui.kit.empty import EmptyState
from ui.kit.page import Page, PageHead
from ui.kit.table import Column, Table

SEALED = "sealed"
"""Stands beside the statuses: cases of which only the number is here."""
_SIDE_BY_SIDE = 760
"""How wide the page is from which on search and statuses stand beside each other."""
_NAME, _NUMBER, _RISK, _STATUS, _WHO, _LAST = 190, 120, 118, 110, 110, 140


def columns() -> list[Column]:
    """Whom, which, what, how urgent, where it stands, with whom, since when."""
    return [
        Column("alias", _("Called"), _called, _NAME, weight=650),
        Column("number", _("Number"), lambda one: one.row.number, _NUMBER, tone="text2", below=True),
        Column("type", _("Main type"), _main_type, below=True),
        Column("risk", _("Risk"), lambda one: words.chip(one.row.risk), _RISK, "right", "risk"),
        Column("status", _("Status"), _stands, _STATUS, below=True),
        Column("who", _("With"), lambda one: one.who, _WHO, below=True),
        Column("last", _("Last"), _last, _LAST, tone="text2", below=True),
    ]


def _called(one: Listed) -> str:
    """The name, or why there is none."""
    if one.row.masked:
        return others_case()
    return one.row.alias or _("Only a number for now")


def _main_type(one: Listed) -> str:
    return "" if one.row.masked else label("violence_type", one.row.main_type)


def _last(one: Listed) -> str:
    return words.last_seen(one.row.last_activity)


def _stands(one: Listed) -> str:
    """How far an open case has come; how it ended else."""
    row = one.row
    return label("case_stage", row.stage) if row.status == "open" else label("case_status", row.status)


class CaseList(QWidget):
    """Every case, the latest activity first; searching narrows it."""

    opened = Signal(str)
    new_asked = Signal()
    papers_asked = Signal(str, str)
    """For the cases shown: the words that were searched for, and the status."""
    conferences_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._ends: dict[int, Listed] = {}
        self._first: tuple[Listed, ...] = ()
        self._arriving = False
        self.head = PageHead(_("Cases"), " ")
        self.search = SearchField()
        self.status = ChoiceStrip(
            [("", _("All")), *words.choices("case_status"), (SEALED, _("Sealed"))],
            _("Which cases"),
            digits=False,
            height=30,
        )
        self.sealed = SealedList(shell)
        self.table = Table(_("Cases"), columns(), PAGE)
        self._lay_out()
        self.status.set_value("open")
        self.search.asked.connect(lambda _text: self.reload())
        self.search.down.connect(self._into_table)
        self.status.changed.connect(self.reload)
        self.table.opened.connect(self._open)

    def _lay_out(self) -> None:
        new = Button(_("Open a new case"), "primary", "N", "plus")
        new.clicked.connect(self.new_asked)
        papers = Button(_("Papers of these cases"), "secondary", "", "file")
        papers.clicked.connect(lambda: self.papers_asked.emit(self.search.whole().strip(), self.status.value()))
        self.papers = papers
        conferences = Button(_("Case conferences"), "secondary", "", "people")
        conferences.clicked.connect(lambda _on=False: self.conferences_asked.emit())
        self.conferences = conferences
        self.head.add_act(conferences)
        self.head.add_act(papers)
        self.head.add_act(new)
        self.search.setFixedWidth(380)
        self.none = EmptyState(
            _("There are no cases yet"),
            _("A case begins with a name to call the person by; more can wait."),
            [Verb("new", _("Open a new case"), "", "secondary", "plus")],
        )
        self.none.chosen.connect(lambda _id: self.new_asked.emit())
        self.nothing = EmptyState(
            _("No case fits"),
            _(
                "Try a part of the name in Hangul or Latin letters, first consonants, the end of a number, a place or a day."
            ),
        )
        self.stack = QStackedWidget()
        self.elsewhere = EmptyState(_("No case stands here"), _("Choose another status, or all of them."))
        for part in (self.table, self.none, self.nothing, self.elsewhere, self.sealed):
            self.stack.addWidget(part)
        page = Page(self.head)
        page.body.setContentsMargins(32, 0, 32, 16)
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addWidget(Across(_SIDE_BY_SIDE, 16, self.search, self.status, rest=1))
        column.addWidget(self.stack, 1)
        page.body.addLayout(column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Ask for the first page again, then for the exact total."""
        query, status = self.search.whole().strip(), self.status.value() or None
        tasks = self._shell.tasks
        if status == SEALED:
            tasks.read(self, lambda desk: desk.sealed.listed(), self._show_sealed, topic="cases")
            return
        if query:
            tasks.read(self, partial(found, query=query, status=status), self._show_found, topic="cases")
            return
        tasks.read(self, partial(first_page, status=status), partial(self._show_first, status), topic="cases")

    def _show_sealed(self, found: tuple[SealedCase, ...]) -> None:
        self._arriving = False
        self._say(_("{count} sealed").format(count=len(found)))
        self.sealed.show_cases(found)
        self.stack.setCurrentWidget(self.sealed)

    def _show_found(self, answer: Found) -> None:
        if answer.sealed and not answer.rows:
            self._show_sealed(answer.sealed)
            return
        more, kept = len(answer.rows) > FOUND, answer.rows[:FOUND]
        said = _("{count}+ found").format(count=FOUND) if more else _("{count} found").format(count=len(kept))
        if answer.others:
            said += " · " + _("{count} more in another status").format(count=answer.others)
        self._say(said)
        self._fill(len(kept), kept, None, self.nothing)

    def _show_first(self, status: str | None, rows: tuple[Listed, ...]) -> None:
        self._first = rows
        if len(rows) < PAGE:
            self._say(_("{count} cases").format(count=len(rows)))
            self._fill(len(rows), rows, status, self.elsewhere if status else self.none)
            if status and not rows:
                self._shell.tasks.read(
                    self, lambda desk: desk.cases.total(), self._show_whether_any, topic="cases-total"
                )
            return
        self._say(_("{count}+ cases").format(count=PAGE))
        self._fill(len(rows), rows, status, self.none)
        self._shell.tasks.read(
            self, lambda desk: desk.cases.total(status), partial(self._show_total, status), topic="cases-total"
        )

    def _show_whether_any(self, total: int) -> None:
        if not total and self.stack.currentWidget() is self.elsewhere:
            self.stack.setCurrentWidget(self.none)

    def _show_total(self, status: str | None, total: int) -> None:
        if not self.search.whole().strip() and (self.status.value() or None) == status:
            self._say(_("{count} cases").format(count=total))
            self._fill(total, self._first, status, self.none)

    def _fill(self, total: int, rows: tuple[Listed, ...], status: str | None, empty: QWidget) -> None:
        kept = self.table.current_row()
        self._ends = {0: rows[-1]} if rows else {}
        self.table.start(total, partial(self._request, status), rows)
        self.stack.setCurrentWidget(self.table if total else empty)
        at = next((at for at, one in enumerate(rows) if kept is not None and one.row.id == kept.row.id), -1)
        if self._arriving:
            self._arriving = False
            (self.table if total else self.search).setFocus(Qt.FocusReason.TabFocusReason)
        if at >= 0:
            self.table.setCurrentIndex(self.table.lazy().index(at, 0))

    def _request(self, status: str | None, page: int) -> None:
        """Read a page from behind the nearest one whose end is known."""
        known = max((one for one in self._ends if one < page), default=-1)
        if known < 0:
            return
        generation, skipped = self.table.lazy().generation(), (page - known - 1) * PAGE
        self._shell.tasks.read(
            self,
            partial(later_page, status=status, after=self._ends[known].row, skipped=skipped),
            partial(self._take_page, page, generation),
        )

    def _take_page(self, page: int, generation: int, rows: tuple[Listed, ...]) -> None:
        if rows and generation == self.table.lazy().generation():
            self._ends[page] = rows[-1]
        self.table.fill(page, rows, generation)

    def _say(self, sentence: str) -> None:
        self.head.set(_("Cases"), sentence)

    # -- steering --------------------------------------------------------------------------------

    def _open(self, at: int) -> None:
        one = self.table.lazy().row(at)
        if one is not None:
            self.opened.emit(one.row.id)

    def _into_table(self) -> None:
        if self.table.lazy().rowCount():
            self.table.setCurrentIndex(self.table.lazy().index(0, 0))
            self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def focus(self) -> None:
        """The keyboard begins in the table once it is read, or in the search where there is nothing."""
        self._arriving = True
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
