"""The counts page: close a round, look at every number that would leave, hold or send it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes
from app.counts import Period, Preview, RoundLine
from app.desk import Desk
from app.errors import GyeotError
from app.flows import reporting
from app.i18n import _, pgettext
from ui.application import Place, Shell
from ui.counts.envelope import EnvelopeCard
from ui.counts.joining import Joining
from ui.counts.numbers import NumbersTable
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.card import Card, Facts
from ui.kit.empty import EmptyState
from ui.kit.label import Label, SectionHead
from ui.kit.page import MARGIN, Column, Page, PageHead
from ui.kit.sections import Section, SectionList
from ui.notices import Notice

_LEFT, _INDENT = 250, 12


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows, read at once."""

    joined: str
    rounds: tuple[RoundLine, ...]
    closable: tuple[str, ...]
    preview: Preview | None


def read_view(desk: Desk, chosen: str) -> View:
    """The chosen round, or the newest that is not acknowledged, or the newest."""
    rounds = desk.counts.rounds()
    card = reporting.card(desk.office)
    open_ones = [one for one in rounds if one.state in ("held", "waiting")]
    at = next((one for one in rounds if one.id == chosen), None) or next(iter(open_ones or rounds), None)
    return View(card.url if card else "", rounds, desk.counts.closable(), desk.counts.preview(at.id) if at else None)


def state_words(state: str) -> str:
    words = {
        "held": _("Nothing has left yet"),
        "waiting": _("Let go; it waits for a connection"),
        "acknowledged": _("It arrived; the receipt is kept"),
        "refused": _("Given up; its changes go into the next round"),
    }
    return words[state]


class CountsPage(Place):
    """Closing, judging and sending rounds of counts."""

    watches = Changes.ROUNDS | Changes.OUTBOX | Changes.SETTINGS

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._chosen = ""
        self.view: View | None = None
        self._faces = QStackedWidget()
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._faces)
        self.judge = _Judging()
        self.judge.send.clicked.connect(self._send)
        self.judge.hold.clicked.connect(self._hold)
        self.judge.rounds.opened.connect(self._choose)
        self.judge.close_verbs.chosen.connect(self.close_round)
        self._faces.addWidget(self.judge)

    def face(self) -> QWidget | None:
        """What the page shows now: joining, nothing closed yet, or a round to judge."""
        return self._faces.currentWidget()

    def reload(self) -> None:
        self.shell.tasks.read(self, partial(read_view, chosen=self._chosen), self._show, topic="counts")

    def _show(self, view: View) -> None:
        self.view = view
        if not view.joined:
            self._face(Joining(self.shell))
        elif view.preview is None:
            self._face(self._nothing_closed(view))
        else:
            self.judge.show_view(view)
            self._faces.setCurrentWidget(self.judge)

    def _face(self, face: QWidget) -> None:
        before = self._faces.currentWidget()
        if type(before) is type(face) and isinstance(face, Joining):
            face.deleteLater()
            return
        self._faces.addWidget(face)
        self._faces.setCurrentWidget(face)
        if before is not None and before is not self.judge:
            self._faces.removeWidget(before)
            before.deleteLater()

    def _nothing_closed(self, view: View) -> QWidget:
        verbs = tuple(
            Verb(
                period,
                _("Close {period}").format(period=Period.of(period).title),
                kind="primary" if not at else "secondary",
            )
            for at, period in enumerate(view.closable)
        )
        page = Page(PageHead(_("Counts"), _("Numbers only, looked at here before they leave")))
        empty = EmptyState(
            _("No round is closed yet"),
            _(
                "Closing a round counts the changes of a finished quarter once, adds noise once, and keeps it here. Nothing leaves by that."
            ),
            verbs,
        )
        empty.chosen.connect(self.close_round)
        page.body.addWidget(empty)
        return page

    # -- acts ------------------------------------------------------------------------------------

    def close_round(self, period: str) -> None:
        self.shell.tasks.write(self, lambda desk: desk.counts.close_round(period), self._choose, self.shell.refuse)

    def _choose(self, round_id: str) -> None:
        self._chosen = round_id
        self.reload()

    def _hold(self) -> None:
        if self.view and self.view.preview:
            round_id = self.view.preview.round_id
            self.shell.tasks.write(self, lambda desk: desk.counts.hold(round_id), self._choose, self.shell.refuse)

    def _send(self) -> None:
        """The manager's decision first, written down; then the delivery, which may wait for a connection."""
        if self.view is None or self.view.preview is None:
            return
        round_id = self.view.preview.round_id
        self.judge.send.setEnabled(False)
        self.shell.tasks.write(self, lambda desk: desk.counts.send(round_id), self._decided, self._not_sent)

    def _decided(self, _round: str) -> None:
        def loaded(what: reporting.Load) -> None:
            self.shell.tasks.work(self, lambda _tell, _stop: reporting.deliver(what), self._delivered, self._not_sent)

        self.shell.tasks.write(
            self, lambda desk: reporting.load(desk.outbox, desk.office, desk.keys), loaded, self._not_sent
        )

    def _delivered(self, answers: tuple[reporting.Answered, ...]) -> None:
        self.shell.tasks.write(
            self, lambda desk: reporting.settle(desk.outbox, desk.counts, answers), self._settled, self._not_sent
        )

    def _settled(self, sent: reporting.Sent) -> None:
        self.judge.send.setEnabled(True)
        if sent.sentence:
            self.shell.tell(Notice(sent.sentence, "caution", seconds=0))
        elif sent.delivered:
            self.shell.tell(_("The counts arrived, and the receipt is kept with them."))

    def _not_sent(self, problem: GyeotError) -> None:
        self.judge.send.setEnabled(True)
        self.shell.refuse(problem)


class _Judging(Page):
    """A closed round: tables at the left, numbers in the middle, the envelope and the decision at the right."""

    def __init__(self) -> None:
        self.head = PageHead(_("Look at the numbers before they leave"))
        super().__init__(self.head)
        self._judged = ""
        self._view: View | None = None
        self.body.setContentsMargins(MARGIN - _INDENT, 8, MARGIN, 16)
        self.body.setSpacing(20)
        self.body.addWidget(self._left())
        self.body.addWidget(self._middle(), 1)
        self.body.addWidget(self._right())

    def _left(self) -> QWidget:
        self.tables = SectionList(_("Tables"))
        self.tables.chosen.connect(self._show_table)
        self._table_head = SectionHead(_("Tables"), "0", large=False)
        self.gates = Facts(spread=True, line=23)
        card = Card(padding=(14, 10, 14, 10))
        card.body.addWidget(self.gates)
        self.rounds = SectionList(_("Rounds"))
        self.close_verbs = _CloseVerbs()
        column = Column(_("Tables and rounds"), _LEFT, spacing=16)
        column.add(_group(self._table_head, self.tables, indented=False))
        column.add(_group(SectionHead(_("What was left out"), large=False), card))
        column.add(_group(SectionHead(_("Rounds"), large=False), self.rounds, indented=False), self.close_verbs)
        column.end()
        return column

    def _middle(self) -> QWidget:
        self._title = Label("", 15, 650)
        self._line = Label("", 12, 400, "text2")
        self.numbers = NumbersTable()
        frame = QWidget()
        down = QVBoxLayout(frame)
        down.setContentsMargins(0, 4, 0, 0)
        down.setSpacing(2)
        down.addWidget(self._title)
        down.addWidget(self._line)
        down.addSpacing(8)
        down.addWidget(self.numbers, 1)
        return frame

    def _right(self) -> QWidget:
        self.envelope = EnvelopeCard()
        self.hold = Button(_("Hold"), "secondary", "Ctrl+H", tall=True)
        self.send = Button(_("Send"), "primary", "Ctrl+Return", icon="send", tall=True)
        acts = QHBoxLayout()
        acts.addWidget(self.hold)
        acts.addWidget(self.send, 1)
        self._said = Label("", 12, 400, "text2", wrap=True)
        frame = QWidget()
        frame.setFixedWidth(320)
        down = QVBoxLayout(frame)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.envelope, 1)
        down.addLayout(acts)
        down.addWidget(self._said)
        return frame

    def show_view(self, view: View) -> None:
        preview = view.preview
        assert preview is not None, "the page asked for it"
        same = (
            self._view is not None
            and self._view.preview is not None
            and self._view.preview.round_id == preview.round_id
        )
        self._view = view
        self.head.set(
            _("Look at the numbers before they leave"),
            _("{period} · {state}").format(period=preview.title, state=state_words(preview.state)),
        )
        self._table_head.set(_("Tables"), str(len(preview.tables)))
        chosen = self.tables.current_id() if same else preview.tables[0].id
        self.tables.show_sections(
            [Section(t.id, t.title, count=pgettext("a table", "{n}").format(n=len(t.rows))) for t in preview.tables]
        )
        self.tables.choose(chosen or preview.tables[0].id)
        self._show_table(chosen or preview.tables[0].id)
        self._show_gates(preview)
        self.rounds.show_sections([Section(one.id, one.title) for one in view.rounds])
        self.rounds.choose(preview.round_id)
        self.close_verbs.show_periods(view.closable)
        self.envelope.show_facts(preview.facts, preview.absent)
        self._decide(preview, view.joined)

    def _show_gates(self, preview: Preview) -> None:
        gates = preview.gates
        rows = [
            (_("Changes in the books"), str(gates.changes)), (_("No consent to be counted"), str(gates.no_consent)),
            (_("Already reported elsewhere"), str(gates.elsewhere)), (_("Waiting at the cap"), str(gates.waiting)),
            (_("Changes in this envelope"), str(gates.included)),
        ]  # fmt: skip
        self.gates.set_facts(rows)

    def _decide(self, preview: Preview, url: str) -> None:
        undecided = preview.state in ("held", "waiting")
        self.hold.setVisible(undecided)
        self.send.setVisible(undecided)
        self._said.setText(
            _("It goes to {url}. Without a connection it stays under “Waiting to send”.").format(url=url)
            if undecided
            else state_words(preview.state)
        )
        if undecided and self._judged != preview.round_id:
            self.hold.setFocus()  # once a round: a reload must not take the focus from what somebody reads
        self._judged = preview.round_id

    def _show_table(self, table_id: str) -> None:
        if self._view is None or self._view.preview is None:
            return
        table = next((one for one in self._view.preview.tables if one.id == table_id), None)
        if table is not None:
            self._title.setText(table.title)
            self._line.setText(_("{n} cells · noise is added to cells without a change too").format(n=len(table.rows)))
            self.numbers.show_table(table)


def _group(head: SectionHead, below: QWidget, indented: bool = True) -> QVBoxLayout:
    """A head close above what it names; a list paints its own indent, so that its words stand under the head."""
    group = QVBoxLayout()
    group.setSpacing(4)
    for part, left in ((head, _INDENT), (below, _INDENT if indented else 0)):
        line = QHBoxLayout()
        line.setContentsMargins(left, 0, 0, 0)
        line.addWidget(part)
        group.addLayout(line)
    return group


class _CloseVerbs(QWidget):
    """A button for each finished period that is still open."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(_INDENT, 0, 0, 0)
        self._down.setSpacing(8)

    def show_periods(self, periods: tuple[str, ...]) -> None:
        while (item := self._down.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for period in periods:
            button = Button(_("Close {period}").format(period=Period.of(period).title))
            button.clicked.connect(lambda _on=False, one=period: self.chosen.emit(one))
            self._down.addWidget(button)
