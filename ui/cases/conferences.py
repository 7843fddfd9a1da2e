"""The list of case conferences, and of one everything: its cases and people, the copies, what was decided."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import today
from app.conferences import Conference
from app.errors import Denied, GyeotError, NotFound
from app.flows.conference_pack import Listed, listed, opened
from app.i18n import _
from ui.application import Shell
from ui.cases import words
from ui.cases.conference import ConferenceView
from ui.cases.forms.conference import ConferenceForm
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.empty import EmptyState
from ui.kit.page import Column, Page, PageHead
from ui.kit.rows import TWO_LINES, Row, Rows

_WIDE = 900


class ConferenceList(QWidget):
    """Every conference, the latest first."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.form: ConferenceForm | None = None
        self._arriving = False
        self.head = PageHead(_("Case conferences"), " ")
        back = Button(_("Back to the cases"), "quiet", "", "arrow-left")
        back.clicked.connect(lambda _on=False: self.left.emit())
        new = Button(_("Plan a conference"), "primary", "N", "plus")
        new.clicked.connect(lambda _on=False: self.plan())
        self.head.add_act(back)
        self.head.add_act(new)
        self.rows = Rows(_("Case conferences"), TWO_LINES, 118, fit=True)
        self.rows.opened.connect(self.opened)
        self.none = EmptyState(
            _("No conference is planned yet"),
            _("Several cases under codes, a numbered copy for each person, and what is decided becomes a task."),
            [Verb("new", _("Plan a conference"), "", "secondary", "plus")],
        )
        self.none.chosen.connect(lambda _id: self.plan())
        listing = Column(_("Case conferences"))
        listing.add(self.rows)
        listing.end()
        listing.setMaximumWidth(_WIDE)
        self.stack = QStackedWidget()
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(listing, 1000)
        across.addStretch(1)
        for part in (middle, self.none):
            self.stack.addWidget(part)
        page = Page(self.head)
        page.body.addWidget(self.stack)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def reload(self) -> None:
        self._shell.tasks.read(self, listed, self._show, topic="conferences")

    def _show(self, found: tuple[Listed, ...]) -> None:
        self.head.set(_("Case conferences"), _("{count} conferences").format(count=len(found)))
        self.rows.show_rows([_row(one) for one in found])
        self.stack.setCurrentIndex(0 if found else 1)
        if self._arriving:
            self._arriving = False
            (self.rows if found else self.none).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self) -> None:
        self._arriving = True

    def plan(self) -> None:
        self.form = form = ConferenceForm(self, self._shell)
        form.saved.connect(self._planned)
        form.begin()

    def _planned(self, made: object) -> None:
        assert isinstance(made, Conference), "planning gives the conference"
        self.opened.emit(made.id)


def _row(one: Listed) -> Row:
    cases = _("{count} cases").format(count=one.cases)
    if one.masked:
        said = _("Somebody else looks after a case of it")
        return Row(one.id, said, second=cases, lead=words.short_day(one.day), state_icon="lock")
    out = _("Copies out: {count}").format(count=one.out) if one.out else ""
    late = one.out and one.day < today().isoformat()
    second = " · ".join(filter(None, (one.place, cases)))
    return Row(
        one.id, one.aim.splitlines()[0], second=second, lead=words.short_day(one.day), state=out,
        state_tone="high" if late else "text2",
    )  # fmt: skip


class Conferences(QStackedWidget):
    """The list and one conference, as one part of the place of cases; `left` goes back to the cases."""

    left = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.list = ConferenceList(shell)
        self.view = ConferenceView(shell)
        self._shown = ""
        self.addWidget(self.list)
        self.addWidget(self.view)
        self.list.opened.connect(self.open)
        self.list.left.connect(self.left)
        self.view.left.connect(self.show_list)

    @property
    def here(self) -> str:
        """Which conference is shown; empty for the list."""
        return self._shown

    def show_list(self) -> None:
        self._shown = ""
        self.setCurrentWidget(self.list)
        self.list.focus()
        self.list.reload()

    def open(self, ident: str) -> None:
        self._shown = ident
        self.view.arriving = True
        self.reload()

    def back(self) -> None:
        """Esc: from a conference to the list, from the list to the cases."""
        if self._shown:
            self.show_list()
        else:
            self.left.emit()

    def reload(self) -> None:
        if not self._shown:
            self.list.reload()
            return
        asked = self._shown
        self._shell.tasks.read(
            self, partial(opened, ident=asked), self.view.show_whole, self._not_shown, topic="conference"
        )
        self.setCurrentWidget(self.view)

    def _not_shown(self, problem: GyeotError) -> None:
        self._shell.refuse(problem)
        if isinstance(problem, (NotFound, Denied)):
            self.show_list()
