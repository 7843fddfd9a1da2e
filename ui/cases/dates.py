"""The section of a case about its days: deadlines the law counts, appointments, and what to know at court."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.agenda import CourtCard, Task
from app.clock import now, today
from app.codelists import code, label
from app.deadlines import Counted, Deadline, Taken, telling
from app.desk import Desk
from app.i18n import _
from ui import notices
from ui.cases import words
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.deadline_view import DeadlineView
from ui.cases.forms.legal_event import EventEndForm, LegalEventForm
from ui.forms import FormDialog
from ui.forms.appointment import AppointmentForm, Around, read_around
from ui.kit.card import Card, Facts
from ui.kit.label import Label, SectionHead
from ui.kit.rows import Row

if TYPE_CHECKING:
    from app.manual import LawCard


@dataclass(frozen=True, slots=True)
class Told:
    """A deadline with how it came about, and its law card."""

    deadline: Deadline
    counted: Counted
    arithmetic: tuple[str, ...]
    law: LawCard | None


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a case."""

    deadlines: tuple[Told, ...]
    appointments: tuple[Task, ...]
    cards: dict[str, CourtCard]
    rooms: dict[str, str]


class DatesSection(AskedSection[Dates]):
    """What the law counts from, what was agreed, and the days at court."""

    form: FormDialog | None = None
    view: DeadlineView | None = None
    dates: Dates | None = None

    def build(self) -> None:
        self.deadlines = Block(
            _("Deadlines by law"), _("Nothing is noted that a law counts from: a measure, a notice, a request.")
        )
        self.deadlines.add_act(_("Note what happened"), "plus", self.note, "A")
        self.deadlines.opened.connect(self.open_deadline)
        self.appointments = Block(_("Appointments"), _("No appointment is noted."), lead=104)
        self.appointments.add_act(_("Make an appointment"), "calendar", self.book, "E")
        self.appointments.opened.connect(self.open_appointment)
        self.court_head = SectionHead(_("The day at court"))
        self.court = Facts([], 150)
        self.court_card = Card()
        self.court_card.body.addWidget(self.court)
        hint = _(
            "The days are calculated from what was noted, by Seoul's calendar. A date on a served paper comes before them."
        )
        self.add(
            self.deadlines,
            self.appointments,
            self.court_head,
            self.court_card,
            Label(hint, 12, 400, "text2", wrap=True),
        )
        self.court_head.hide()
        self.court_card.hide()

    # -- reading ---------------------------------------------------------------------------------

    @staticmethod
    def read(desk: Desk, case_id: str) -> Dates:
        law = desk.library.law()
        told = tuple(
            Told(one, counted, telling.arithmetic(one), law.get(telling.law_id(one)))
            for counted in desk.deadlines.of_case(case_id)
            for one in counted.deadlines
        )
        rooms = {one.id: one.name for one in desk.rooms.all(also_retired=True)}
        told = tuple(sorted(told, key=_order))
        return Dates(told, desk.agenda.appointments_of(case_id), desk.agenda.court_cards(case_id), rooms)

    def show_found(self, found: Dates) -> None:
        self.dates = found
        self.deadlines.show_rows([_deadline_row(one) for one in found.deadlines])
        self.appointments.show_rows([self._appointment(one, found) for one in found.appointments])
        waiting = next((one for one in found.appointments if one.id in found.cards and one.done_at is None), None)
        self.court_head.setVisible(waiting is not None)
        self.court_card.setVisible(waiting is not None)
        if waiting is not None:
            self.court.set_facts(_court_facts(waiting, found.cards[waiting.id]))

    def _appointment(self, task: Task, found: Dates) -> Row:
        assert self.file is not None, "it was read for a case"
        who = self.file.name(task.owner)
        kind = label("appointment_kind", task.meeting) if task.meeting not in (None, "meeting") else ""
        second = (kind, found.rooms.get(task.room or "", ""), task.place, who, _way(task), task.in_spite)
        state, tone = _state(task)
        lead = words.short_day(task.due_on)
        return Row(
            task.id, task.title, second=" · ".join(filter(None, second)), lead=lead, lead_second=_span(task),
            state=state, state_tone=tone, done=task.done_at is not None,
        )  # fmt: skip

    # -- deadlines -------------------------------------------------------------------------------

    def _begin(self, form: FormDialog) -> None:
        self.form = self.acts.form = form
        form.begin()

    def note(self) -> None:
        assert self.file is not None, "acts are offered where a case is shown"
        self._begin(LegalEventForm(self, self.shell, self.file.case.id))

    def open_deadline(self, ident: str) -> None:
        told = next((one for one in self.dates.deadlines if _key(one) == ident), None) if self.dates else None
        if told is None:
            return
        self.view = view = DeadlineView(self.window(), told.deadline, told.counted, told.arithmetic, told.law)
        view.left.connect(lambda: self._obey(told, view.verb))
        view.ask()

    def _obey(self, told: Told, verb: str) -> None:
        """What was chosen in the view of a deadline; it names an extension where it speaks of one."""
        assert self.file is not None, "acts are offered where a case is shown"
        case_id, event = self.file.case.id, told.counted.event
        latest = told.counted.extensions[-1] if told.counted.extensions else event
        if verb == "law" and told.law is not None:
            self.shell.go("law", told.law)
        elif verb == "correct":
            self._begin(LegalEventForm(self, self.shell, case_id, latest))
        elif verb == "extend":
            self._begin(LegalEventForm(self, self.shell, case_id, None, event))
        elif verb == "end":
            self._begin(EventEndForm(self, self.shell, event))
        elif verb == "again":
            self.shell.tasks.write(self, lambda desk: desk.deadlines.end(event.id, None))
        elif verb == "out":
            self.shell.tasks.write(self, lambda desk: desk.deadlines.take_out(latest.id), self._taken_out)

    def _taken_out(self, gone: Taken) -> None:
        shell = self.shell

        def back() -> None:
            shell.tasks.write(shell, lambda desk: desk.deadlines.put_back(gone))

        shell.tell(notices.undo(_("The entry was taken out, and its reminders with it."), back))

    # -- appointments ----------------------------------------------------------------------------

    def book(self) -> None:
        self._ask_appointment("")

    def open_appointment(self, ident: str) -> None:
        self._ask_appointment(ident)

    def _ask_appointment(self, task_id: str) -> None:
        self.shell.tasks.read(self, lambda desk: read_around(desk, task_id), self._appointment_form, topic="around")

    def _appointment_form(self, around: Around) -> None:
        if self.file is not None:
            case = self.file.case
            self._begin(AppointmentForm(self, self.shell, around, case.id, f"{case.survivor.alias} · {case.number}"))


def _key(told: Told) -> str:
    return f"{told.counted.event.id}|{told.deadline.rule.id}"


def _order(told: Told) -> tuple[int, date]:
    """What still counts by its day, then what has no day, what has passed, and what is over."""
    due = told.deadline.due
    if told.counted.event.ended_on is not None:
        return 3, date.min
    if due is None:
        return 1, date.min
    return (0, due) if due >= today() else (2, date.min + (date.max - due))


def _deadline_row(told: Told) -> Row:
    one, event = told.deadline, told.counted.event
    from_ = f"{code('legal_event', event.kind).label} {words.short_day(event.on_day.isoformat())}"
    if event.ended_on is not None:
        state = label("deadline_end", event.ended_why)
        return Row(
            _key(told), telling.title(one), second=from_, state=state, state_tone="text2", icon="check", done=True
        )
    basis = _("by the served paper") if one.served else _("calculated: confirm with the document")
    if one.due is None:
        return Row(
            _key(told), telling.title(one), second=from_, state=telling.due_words(one), state_tone="text2", icon="clock"
        )
    word, tone = _away(one.due, one.rule.effect)
    second = " · ".join(filter(None, (telling.due_words(one), _stage(one), basis, from_)))
    return Row(_key(told), telling.title(one), second=second, state=word, state_tone=tone, icon="clock", unread=None)


def _stage(one: Deadline) -> str:
    if not one.rule.extensions or not one.stage:
        return ""
    return _("extended {count} of {most} times").format(count=one.stage, most=one.rule.extensions)


def _away(day: date, effect: str) -> tuple[str, str]:
    """How far it is; a protection that ran out is no lateness of anybody."""
    if day < today():
        return (_("has ended"), "text2") if effect == "ends" else (_("has passed"), "high")
    return words.due(day.isoformat())


def _span(task: Task) -> str:
    times = [words.clock(one) for one in (task.due_at, task.until) if one]
    return "–".join(times)


def _way(task: Task) -> str:
    if task.out_at is None:
        return ""
    if task.back_at is None:
        return _("out since {time}").format(time=words.clock(task.out_at))
    return _("out {start}, back {end}").format(start=words.clock(task.out_at), end=words.clock(task.back_at))


def _state(task: Task) -> tuple[str, str]:
    if task.done_at is not None:
        return _("Done"), "text2"
    if task.overdue(now()):
        return _("Not back yet"), "danger"
    if task.is_out:
        return _("Out"), "high"
    return words.due(task.due_on)


def _court_facts(task: Task, card: CourtCard) -> list[tuple[str, str]]:
    """Everything one needs on the way there; what nobody asked for is said too."""
    trusted = label("court_answer", card.trusted)
    route = label("court_answer", card.route)
    facts = [
        (_("When"), " ".join(filter(None, (words.short_day(task.due_on), _span(task))))),
        (_("Where"), card.where),
        (_("Number at the court"), card.case_no or _("not noted")),
        (_("Closed hearing"), label("court_answer", card.closed)),
        (_("A trusted person beside them"), " · ".join(filter(None, (card.trusted_name, trusted)))),
        (_("Separate way in"), " · ".join(filter(None, (card.route_words, route)))),
    ]
    return [*facts, *([(_("Also"), card.note)] if card.note else [])]
