"""The day itself: appointments, who is out and promised calls at the left, what waits and runs out at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.agenda import ShiftItem, Task
from app.clock import now, today
from app.contacts import Contact
from app.flows import shift
from app.flows.today import Overview
from app.i18n import _
from app.kinds import Compartment
from ui import notices
from ui.application import Guide, Shell
from ui.forms import FormDialog
from ui.forms import appointment_steps as steps
from ui.forms.appointment import AppointmentForm, Around, read_around
from ui.kit.banner import Verb
from ui.kit.columns import TwoColumns
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Row, Rows
from ui.today import lines
from ui.today.lists import Group

_TICK = 1000
_CHANNELS = {Compartment.INTAKE, Compartment.PUBLIC_MATERIAL}


class DayView(TwoColumns):
    """What waits today; Enter opens, Space ticks off."""

    shift_asked = Signal()
    """What was handed to this person, or what they handed on, is to be looked at."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.form: FormDialog | None = None
        self.question: Dialog | None = None
        self.day = Overview(today())
        self._begun_here: set[str] = set()
        self._make_groups()
        self.fill(
            self._column(_("Appointments and calls"), self.out, self.appointments, self.calls),
            self._column(
                _("Unfinished things and deadlines"),
                self.reports, self.handed, self.left, self.drafts, self.parked, self.deadlines, self.todos, self.copies,
            ),
        )  # fmt: skip
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)
        shell.contact_changed.connect(self._note_contact)

    def _make_groups(self) -> None:
        tick = _("Space ticks off")
        self.out = Group(_("On the way with somebody"), "people", "", note=_("Space: they are back"))
        self.appointments = Group(_("Appointments"), "calendar", _("No appointments today."), note=tick)
        self.calls = Group(_("Call-backs promised"), "phone", _("Nobody is waiting for a call."), note=tick)
        self.handed = Group(_("Handed to you"), "swap", "", TWO_LINES, note=_("Space takes over"))
        self.left = Group(_("Handed over, not taken yet"), "clock", "", TWO_LINES)
        self.drafts = Group(_("Unfinished writing is here"), "pencil", "", TWO_LINES)
        self.parked = Group(_("Parked contacts"), "pause", "", TWO_LINES, lead=64)
        self.todos = Group(_("To do"), "clipboard", "", TWO_LINES, note=tick)
        self.deadlines = Group(_("Deadlines ahead"), "flag", _("No deadlines in the next month."), TWO_LINES, 88, tick)
        self.reports = Group(_("Reports from outside"), "inbox", "", TWO_LINES)
        self.reports.rows.opened.connect(self._open_reports)
        self.copies = Group(_("Copies of case conferences to get back"), "file", "", TWO_LINES, 88)
        self.copies.rows.opened.connect(lambda ident: self.shell.go("cases", f"conference:{ident}"))
        for group in (self.out, self.appointments, self.calls, self.todos, self.deadlines):
            group.rows.opened.connect(self._open_task)
        for group in (self.calls, self.todos, self.deadlines):
            group.rows.marked.connect(self._mark)
        self.appointments.rows.marked.connect(self._mark_appointment)
        self.out.rows.marked.connect(self._mark_appointment)
        self.handed.rows.opened.connect(lambda _id: self.shift_asked.emit())
        self.handed.rows.marked.connect(self._take)
        self.left.rows.opened.connect(self._open_left)
        self.todos.rows.ticked.connect(lambda ident, _on: self._mark(ident))
        self.parked.rows.opened.connect(lambda ident: self.shell.go("contacts", ident))
        self.drafts.rows.opened.connect(self._open_draft)

    @staticmethod
    def _column(name: str, *groups: Group) -> Column:
        column = Column(name, spacing=24)
        column.add(*groups)
        column.end()
        return column

    # -- showing ---------------------------------------------------------------------------------

    def show_day(self, day: Overview) -> None:
        self.day = day
        at, names, rooms = now(), dict(day.names), dict(day.rooms)
        self.appointments.show_rows([lines.appointment(one, day.running, at, rooms) for one in day.appointments])
        self.calls.show_rows([lines.call_back(one) for one in day.call_backs])
        self.deadlines.show_rows([lines.deadline(one, day.day) for one in day.deadlines])
        _show_optional(self.out, [lines.out(one, names, at, self.shell.who.user) for one in day.out])
        _show_optional(self.handed, [lines.handed(one, names) for one in day.handed])
        _show_optional(self.left, [lines.left(one, names) for one in day.left])
        _show_optional(self.todos, [lines.todo(one) for one in day.todos])
        _show_optional(self.reports, lines.reports(day.reports) if day.reports else [])
        _show_optional(self.copies, [lines.copies_out(one, names, day.day) for one in day.copies])
        open_ones = {one.id: one for one in day.contacts}
        survived = [one for one in day.drafts if one.about not in self._begun_here]
        waiting = {one.about for one in survived}
        _show_optional(self.parked, [lines.parked(one) for one in day.parked if one.id not in waiting])
        _show_optional(self.drafts, [lines.draft(one, open_ones) for one in survived])
        self._clock()

    def _note_contact(self, contact: Contact | None) -> None:
        """What is written in this sitting did not survive anything; it is simply being written."""
        if contact is not None:
            self._begun_here.add(contact.id)

    # -- the clock: a contact that runs, somebody who is not back -----------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _clock(self) -> None:
        if (self.day.running is not None or self.day.out) and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        at, names, rooms = now(), dict(self.day.names), dict(self.day.rooms)
        running = self.day.running
        for task in self.day.appointments:
            if task.is_out or (running and task.case_id == running.case_id):
                self.appointments.change(lines.appointment(task, running, at, rooms))
        for task in self.day.out:
            self.out.change(lines.out(task, names, at, self.shell.who.user))

    # -- acting ----------------------------------------------------------------------------------

    def _task(self, ident: str) -> Task | None:
        calls = (call.task for call in self.day.call_backs)
        every = (*self.day.appointments, *self.day.out, *calls, *self.day.deadlines, *self.day.todos)
        return next((one for one in every if one.id == ident), None)

    def _open_task(self, ident: str) -> None:
        task = self._task(ident)
        if task is not None and task.case_id:
            self.shell.go("cases", task.case_id)
        elif task is not None and task.kind == "appointment":
            self.appointment(task.id)
        elif task is not None:
            self.shell.tell(_("“{title}” belongs to no case, so there is nothing to open.").format(title=task.title))

    def appointment(self, task_id: str = "") -> None:
        """Make an appointment that belongs to no case, or change one."""
        self.shell.tasks.read(self, lambda desk: read_around(desk, task_id), self._appointment_form, topic="around")

    def _appointment_form(self, around: Around) -> None:
        self.form = AppointmentForm(self, self.shell, around)
        self.form.begin()

    def _mark_appointment(self, ident: str) -> None:
        """Space: an accompaniment is left for and come back from, everything else is ticked off."""
        task = self._task(ident)
        if task is None:
            return
        if task.is_out:
            steps.come_back(self.shell, task)
        elif task.meeting == "accompaniment" and task.done_at is None:
            steps.leave_for(self.shell, task)
        else:
            self._mark(ident)

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

    def _take(self, ident: str) -> None:
        self.shell.tasks.write(self, lambda desk: shift.accept(desk, ident), self._taken)

    def _taken(self, item: ShiftItem) -> None:
        name = dict(self.day.names).get(item.from_user, item.from_user)
        self.shell.tell(_("Taken over from {name}.").format(name=name))

    def _open_left(self, user: str) -> None:
        """One's own are looked at where they were handed over; of others a manager sees what waits, thing by thing."""
        if user == self.shell.who.user:
            self.shift_asked.emit()
            return
        self.shell.tasks.read(
            self, lambda desk: tuple(one for one in desk.shift.left() if one.from_user == user),
            lambda items: self._show_left(user, items), topic="left",
        )  # fmt: skip

    def _show_left(self, user: str, items: tuple[ShiftItem, ...]) -> None:
        names = dict(self.day.names)
        rows = Rows(_("Handed over, not taken yet"), TWO_LINES, fit=True)
        rows.show_rows([lines.handed(one, names) for one in items])
        title = _("{name}: handed over, not taken yet").format(name=names.get(user, user))
        sentence = _("Until somebody takes them over they are with {name}.").format(name=names.get(user, user))
        verbs = [Verb("leave", _("Close"), "Esc", safe=True)]
        self.question = Dialog(self.window(), title, sentence, verbs, rows, WIDE)
        self.question.ask(rows)

    def _open_reports(self, ident: str) -> None:
        if ident == lines.PAGE:
            self.shell.go("office", "report-page")
        elif ident == lines.WANTED:
            self.shell.go("office", "people")
        elif ident == lines.LATE:
            self.shell.go(*(("inbox", "material") if _CHANNELS & self.shell.who.opens else ("material",)))
        else:
            self.shell.go("inbox")

    def _open_draft(self, ident: str) -> None:
        draft = next((one for one in self.day.drafts if one.id == ident), None)
        if draft is None or not draft.about:
            return
        if draft.kind == "session":
            self.shell.go("manual", Guide(session_id=draft.about))
        else:
            self.shell.go("contacts" if draft.kind == "contact" else "cases", draft.about)

    def focus(self) -> None:
        groups = (
            self.appointments,
            self.out,
            self.calls,
            self.reports,
            self.handed,
            self.deadlines,
            self.todos,
            self.copies,
        )
        first = next((one for one in groups if one.count()), None)
        if first is not None:
            first.rows.setFocus(Qt.FocusReason.OtherFocusReason)


def _show_optional(group: Group, rows: list[Row]) -> None:
    group.show_rows(rows)
    group.setVisible(bool(rows))
