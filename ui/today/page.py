"""The page of the day: appointments and promised calls at the left, unfinished things and deadlines at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.agenda import Task
from app.changes import Changes
from app.clock import now, today
from app.contacts import Contact
from app.flows.today import Overview
from app.flows.today import today as read_day
from app.i18n import _, long_date
from ui import notices
from ui.application import Guide, Place, Shell
from ui.kit.buttons import Button, FindButton
from ui.kit.page import COLUMN_GAP, MARGIN, Column, Page, PageHead
from ui.kit.rows import TWO_LINES, Row
from ui.today import lines
from ui.today.lists import Group
from ui.today.words import greeting

SIDE, NARROW_SIDE, NARROW_BELOW = 440, 320, 1100
_TICK = 1000


class TodayPage(Place):
    """What waits today; Enter opens, Space ticks off."""

    watches = Changes.TASKS | Changes.CONTACTS | Changes.CASES | Changes.DRAFTS | Changes.SIGNS

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._day = Overview(today())
        self._begun_here: set[str] = set()
        self._head = PageHead(long_date(self._day.day), px=22)
        self._make_groups()
        page = Page(self._make_head())
        page.body.setContentsMargins(MARGIN, 14, MARGIN, 12)
        page.body.setSpacing(COLUMN_GAP)
        page.body.addWidget(self._left(), 1)
        self._side = self._right()
        page.body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)
        shell.contact_changed.connect(self._note_contact)

    # -- building --------------------------------------------------------------------------------

    def _make_head(self) -> PageHead:
        find = FindButton(_("Find or command"))
        find.clicked.connect(lambda: self.shell.go("palette"))
        take = Button(_("Take a contact"), "primary", "F2", "phone")
        take.setShortcut(QKeySequence())  # the window answers F2 on every page; here it is only shown
        take.clicked.connect(lambda: self.shell.go("contacts", "take"))
        self._head.add_act(find)
        self._head.add_act(take)
        return self._head

    def _make_groups(self) -> None:
        tick = _("Space ticks off")
        self.appointments = Group(_("Appointments"), "calendar", _("No appointments today."), note=tick)
        self.calls = Group(_("Call-backs promised"), "phone", _("Nobody is waiting for a call."), note=tick)
        self.drafts = Group(_("Unfinished writing is here"), "pencil", "", TWO_LINES)
        self.parked = Group(_("Parked contacts"), "pause", "", TWO_LINES, lead=64)
        self.todos = Group(_("To do"), "clipboard", "", TWO_LINES, note=tick)
        self.deadlines = Group(_("Deadlines ahead"), "flag", _("No deadlines in the next month."), TWO_LINES, 88, tick)
        for group in (self.appointments, self.calls, self.todos, self.deadlines):
            group.rows.opened.connect(self._open_task)
            group.rows.marked.connect(self._mark)
        self.todos.rows.ticked.connect(lambda ident, _on: self._mark(ident))
        self.parked.rows.opened.connect(lambda ident: self.shell.go("contacts", ident))
        self.drafts.rows.opened.connect(self._open_draft)

    def _left(self) -> Column:
        left = Column(_("Appointments and calls"), spacing=24)
        left.add(self.appointments, self.calls)
        left.end()
        return left

    def _right(self) -> Column:
        right = Column(_("Unfinished things and deadlines"), SIDE, spacing=24)
        right.add(self.drafts, self.parked, self.deadlines, self.todos)
        right.end()
        return right

    # -- reading ---------------------------------------------------------------------------------

    def reload(self) -> None:
        day, role = today(), self.shell.who.role.value
        self.shell.tasks.read(
            self,
            lambda desk: read_day(desk.agenda, desk.cases, desk.contacts, day, role=role),
            self._show,
        )

    def _show(self, day: Overview) -> None:
        self._day = day
        at = now()
        self._head.set(long_date(day.day), greeting(self.shell.who.name, day))
        self.appointments.show_rows([lines.appointment(one, day.running, at) for one in day.appointments])
        self.calls.show_rows([lines.call_back(one) for one in day.call_backs])
        self.deadlines.show_rows([lines.deadline(one, day.day) for one in day.deadlines])
        self._show_optional(self.todos, [lines.todo(one) for one in day.todos])
        open_ones = {one.id: one for one in day.contacts}
        survived = [one for one in day.drafts if one.about not in self._begun_here]
        waiting = {one.about for one in survived}
        self._show_optional(self.parked, [lines.parked(one) for one in day.parked if one.id not in waiting])
        self._show_optional(self.drafts, [lines.draft(one, open_ones) for one in survived])
        self._clock()

    @staticmethod
    def _show_optional(group: Group, rows: list[Row]) -> None:
        group.show_rows(rows)
        group.setVisible(bool(rows))

    def _note_contact(self, contact: Contact | None) -> None:
        """What is written in this sitting did not survive anything; it is simply being written."""
        if contact is not None:
            self._begun_here.add(contact.id)

    # -- the running contact's clock -------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(SIDE if self.width() >= NARROW_BELOW else NARROW_SIDE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _clock(self) -> None:
        if self._day.running is not None and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        at = now()
        for task in self._day.appointments:
            if self._day.running and task.case_id == self._day.running.case_id:
                self.appointments.change(lines.appointment(task, self._day.running, at))

    # -- acting ----------------------------------------------------------------------------------

    def _task(self, ident: str) -> Task | None:
        calls = (call.task for call in self._day.call_backs)
        every = (*self._day.appointments, *calls, *self._day.deadlines, *self._day.todos)
        return next((one for one in every if one.id == ident), None)

    def _open_task(self, ident: str) -> None:
        task = self._task(ident)
        if task is not None and task.case_id:
            self.shell.go("cases", task.case_id)
        elif task is not None:
            self.shell.tell(_("“{title}” belongs to no case, so there is nothing to open.").format(title=task.title))

    def _mark(self, ident: str) -> None:
        task = self._task(ident)
        if task is not None:
            done = task.done_at is None
            self.shell.tasks.write(self, lambda desk: desk.agenda.finish(ident, done), self._marked)

    def _marked(self, task: Task) -> None:
        if task.done_at is not None:
            sentence = _("Ticked off: {title}").format(title=task.alias or task.title)
            self.shell.tell(notices.undo(sentence, lambda: self._take_back(task.id)))

    def _take_back(self, ident: str) -> None:
        self.shell.tasks.write(self, lambda desk: desk.agenda.finish(ident, False))

    def _open_draft(self, ident: str) -> None:
        draft = next((one for one in self._day.drafts if one.id == ident), None)
        if draft is None or not draft.about:
            return
        if draft.kind == "session":
            self.shell.go("manual", Guide(session_id=draft.about))
        else:
            self.shell.go("contacts" if draft.kind == "contact" else "cases", draft.about)

    def arrive(self, argument: object = None) -> None:
        super().arrive(argument)
        if self.focusWidget() is None:
            self.appointments.rows.setFocus(Qt.FocusReason.OtherFocusReason)
