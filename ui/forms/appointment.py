"""An appointment: when, with whom, in which room; what is at the same time is shown before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.agenda import Booking, Clash, CourtCard, Task
from app.clock import local, today
from app.codelists import codes
from app.desk import Desk
from app.entry import check_day
from app.errors import BadInput, GyeotError
from app.i18n import _
from app.office import Member, Room
from ui.application import Shell
from ui.forms import appointment_steps as steps
from ui.forms.days import day_text, instant_of
from ui.forms.dialog import FormDialog, Work
from ui.kit.buttons import Button
from ui.kit.flow import Flow
from ui.kit.form import Form
from ui.kit.label import Label

_PAUSE = 250
"""Milliseconds after the last key until it is asked what else is at that time."""
_COURT = ("court", "courtroom", "case_no", "closed", "trusted", "trusted_name", "route", "route_words", "court_note")


@dataclass(frozen=True, slots=True)
class Around:
    """Who and which rooms there are, and what is known of the appointment already."""

    staff: tuple[Member, ...]
    rooms: tuple[Room, ...]
    task: Task | None = None
    card: CourtCard | None = None


def read_around(desk: Desk, task_id: str = "") -> Around:
    task = desk.agenda.get(task_id) if task_id else None
    card = desk.agenda.court_card(task_id) if task_id else None
    return Around(desk.office.staff(), desk.rooms.all(also_retired=True), task, card)


class AppointmentForm(FormDialog):
    """Make an appointment, or change one; `case_id` is empty where it belongs to no case."""

    aliases: ClassVar[dict[str, str]] = {"note": "court_note"}

    def __init__(self, host: QWidget, shell: Shell, around: Around, case_id: str = "", alias: str = "") -> None:
        self._around, self._case_id = around, case_id
        self._clashes: tuple[Clash, ...] = ()
        title = _("Appointment") if around.task else _("Make an appointment")
        super().__init__(host, shell, title, alias)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        for line in (self.day_field, self.begins, self.until):
            line.textChanged.connect(self._pause.start)
        for picker in (self.owner, self.room):
            picker.currentIndexChanged.connect(self._pause.start)
        if around.task is not None:
            self._pause.start()

    def about(self) -> str:
        return self._around.task.id if self._around.task else self._case_id

    def _give_back(self, left: dict[str, str]) -> None:
        super()._give_back(left)
        self._fit_rows()

    # -- fields ----------------------------------------------------------------------------------

    def build(self, form: Form) -> None:
        task = self._around.task
        kinds = [(one.id, one.label) for one in codes("appointment_kind")]
        self.kind = self.strip("kind", _("Kind"), "K", kinds, (task.meeting if task else "") or "meeting")
        self.title = self.line("title", _("What is planned"), "W", task.title if task else "")
        self._when(task)
        self.warning = Label("", 13, 500, "high", wrap=True)
        form.add_widget(self.warning)
        self.in_spite = self.line("in_spite", _("Why both stand"), "B", task.in_spite if task else "")
        self._who(task)
        self.where = self.line("place", _("Place"), "P", task.place if task else "")
        self._build_court(self._around.card or CourtCard(""))
        self.kind.changed.connect(self._fit_rows)
        if task is not None and task.done_at is None:
            form.add_widget(self._acts(task))
        self._fit_rows()

    def _when(self, task: Task | None) -> None:
        day = task.due_on if task and task.due_on else today().isoformat()
        self.day_field = self.day("day", _("Day"), "D", day)
        self.begins = self.line("start", _("From"), "F", _clock(task.due_at if task else None), hint="00:00")
        note = _("Empty: about an hour.")
        self.until = self.line("until", _("Until"), "U", _clock(task.until if task else None), hint="00:00", note=note)

    def _who(self, task: Task | None) -> None:
        mine = task.owner if task else self.shell.who.user
        people = [(one.id, one.name) for one in self._around.staff if one.works_with_cases or one.id == mine]
        kept = task.room if task else None
        rooms = [(one.id, one.name) for one in self._around.rooms if one.active or one.id == kept]
        self.owner = self.picker("owner", _("Who"), "O", people, mine)
        self.room = self.picker("room", _("Room"), "R", [("", _("No room of ours")), *rooms], kept or "")

    def _build_court(self, card: CourtCard) -> None:
        answers = [(one.id, one.label) for one in codes("court_answer")]
        self.court = self.line("court", _("Court"), "C", card.court)
        self.courtroom = self.line("courtroom", _("Courtroom"), "M", card.courtroom)
        self.case_no = self.line("case_no", _("Number at the court"), "N", card.case_no)
        self.closed = self.picker("closed", _("Closed hearing"), "H", answers, card.closed)
        self.trusted = self.picker("trusted", _("A trusted person beside them"), "T", answers, card.trusted)
        self.trusted_name = self.line("trusted_name", _("Who that is"), "I", card.trusted_name)
        self.route = self.picker("route", _("A way in apart from the other side"), "A", answers, card.route)
        self.route_words = self.line("route_words", _("Which way, and where to wait"), "G", card.route_words)
        self.court_note = self.area("court_note", _("What else to know that day"), "E", card.note, 2)

    def _acts(self, task: Task) -> QWidget:
        """What can happen to an appointment that stands."""
        ground = QWidget()
        flow = Flow(ground, 8, 8)
        goes = self.kind.value() in ("accompaniment", "court")
        acts = [
            (_("They have left"), "arrow-right", goes and not task.is_out, steps.leave_for),
            (_("They are back"), "check", task.is_out, steps.come_back),
            (_("It is over"), "check", not task.is_out, steps.finish),
            (_("It will not be"), "x", not task.is_out, steps.take_out),
        ]
        for word, icon, shown, act in acts:
            if shown:
                button = Button(word, "quiet", "", icon)
                button.clicked.connect(lambda _on=False, act=act: self._go(act, task))
                flow.addWidget(button)
        return ground

    def _fit_rows(self) -> None:
        court = self.kind.value() == "court"
        for field in _COURT:
            self.form.show_row(field, court)
        self.form.show_row("place", not court)
        self.form.show_row("room", self.kind.value() == "meeting")
        self.form.show_row("in_spite", bool(self._clashes) or bool(self.in_spite.text()))
        self.warning.setVisible(bool(self._clashes))
        if self.isVisible():
            self._refit()

    # -- what else is at that time ---------------------------------------------------------------

    def booking(self) -> Booking:
        """The appointment as it is typed; BadInput names the field."""
        start = instant_of(self.day_field.text(), self.begins.text() or "-", "day", "start")
        return Booking(
            self.title.text(), self.owner.value(), start, self._until(start), self.kind.value() or "meeting",
            self._case_id or (self._around.task.case_id if self._around.task else None) or None,
            (self.room.value() or None) if self.kind.value() == "meeting" else None, self.where.text() or None,
            self.in_spite.text() or None, self._card() if self.kind.value() == "court" else None,
        )  # fmt: skip

    def _until(self, start: int) -> int | None:
        """An end before the beginning is on the next day: an accompaniment may go on past midnight."""
        if not self.until.text().strip():
            return None
        end = instant_of(self.day_field.text(), self.until.text(), "day", "until")
        overnight = self.kind.value() == "accompaniment" and end <= start
        return end + 24 * 3_600_000 if overnight else end

    def _card(self) -> CourtCard:
        return CourtCard(
            self.court.text(), self.courtroom.text(), self.case_no.text(), self.closed.value(), self.trusted.value(),
            self.trusted_name.text(), self.route.value(), self.route_words.text(), self.court_note.text(),
        )  # fmt: skip

    def _look(self) -> None:
        """Ask what else is at this time; while something is missing nothing is said."""
        try:
            booking = self.booking()
        except BadInput:
            self._show_clashes(())
            return
        besides = self._around.task.id if self._around.task else ""
        self.shell.tasks.read(
            self, lambda desk: desk.agenda.clashes(booking, besides), self._show_clashes, topic="clashes"
        )

    def _show_clashes(self, found: tuple[Clash, ...]) -> None:
        self._clashes = found
        self.warning.setText("\n".join(self._clash_word(one) for one in found))
        self._fit_rows()

    def _clash_word(self, one: Clash) -> str:
        name = next((each.name for each in self._around.staff if each.id == one.owner), one.owner)
        room = self.room.currentText()
        span = f"{local(one.start):%H:%M}–{local(one.end):%H:%M}"
        if one.same_person and one.same_room:
            said = _("{span}: {name} is in {room} already").format(span=span, name=name, room=room)
        elif one.same_person:
            said = _("{span}: {name} has another appointment").format(span=span, name=name)
        else:
            said = _("{span}: {room} is taken by {name}").format(span=span, name=name, room=room)
        return f"{said} · {one.number}" if one.number else said

    # -- saving ----------------------------------------------------------------------------------

    def work(self) -> Work:
        if check_day(day_text(self.day_field.text()), "day") is None:
            raise BadInput(_("Please write the day of the appointment."), field="day")
        if not self.begins.text().strip():
            raise BadInput(_("Please write when it begins."), field="start")
        booking, task = self.booking(), self._around.task
        if task is not None:
            ident = task.id
            return lambda desk: desk.appointments.move(ident, booking)
        return lambda desk: desk.appointments.book(booking)

    def refuse(self, problem: GyeotError) -> None:
        if isinstance(problem, BadInput) and problem.field == "in_spite":
            self.form.show_row("in_spite", True)
            self._look()
        super().refuse(problem)

    def _go(self, act: Callable[[Shell, Task], None], task: Task) -> None:
        act(self.shell, task)
        self.leave()


def _clock(instant: int | None) -> str:
    return f"{local(instant):%H:%M}" if instant else ""
