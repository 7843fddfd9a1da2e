"""The week: every day with its holiday and its appointments, one's own or everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.agenda import Task
from app.clock import now, today
from app.deadlines.holidays import holiday
from app.desk import Desk
from app.i18n import _, long_date, short_date
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.flow import Flow
from ui.kit.label import Label
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Head, Row, Rows
from ui.today import lines
from ui.today.words import clock

DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    first: date
    tasks: tuple[Task, ...] = ()
    holidays: tuple[tuple[date, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    rooms: tuple[tuple[str, str], ...] = ()


def read_week(desk: Desk, first: date, everybody: bool) -> Week:
    days = [first + timedelta(days=number) for number in range(DAYS)]
    named = tuple((day, said) for day in days if (said := holiday(day)))
    names = tuple((one.id, one.name) for one in desk.office.staff())
    rooms = tuple((one.id, one.name) for one in desk.rooms.all(also_retired=True))
    return Week(first, desk.agenda.between(first, days[-1], everybody=everybody), named, names, rooms)


class WeekView(QWidget):
    """Seven days in one list; the arrows at its head go to the next week and back."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.week = Week(monday(today()))
        self.whose = ChoiceStrip(
            [("mine", _("Mine")), ("all", _("Everybody's"))], _("Whose appointments"), digits=False
        )
        self.whose.set_value("mine")
        self.whose.changed.connect(self.ask)
        self.span = Label("", 15, 650)
        self.rows = Rows(_("Appointments of the week"), TWO_LINES, 104, fit=True)
        self.rows.opened.connect(self._open)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(12)
        down.addLayout(self._head())
        column = Column(_("Appointments of the week"), spacing=12)
        column.add(self.rows)
        column.end()
        down.addWidget(column, 1)

    def _head(self) -> QHBoxLayout:
        head, held = QHBoxLayout(), QWidget()
        turns = Flow(held, 12)
        head.setSpacing(12)
        turns.addWidget(self.span)
        for word, key, icon, step in (
            (_("Week before"), "Alt+Left", "arrow-left", -DAYS), (_("This week"), "", "", 0),
            (_("Week after"), "Alt+Right", "arrow-right", DAYS),
        ):  # fmt: skip
            button = Button(word, "quiet", key, icon)
            button.clicked.connect(lambda _on=False, step=step: self.turn(step))
            turns.addWidget(button)
        head.addWidget(held, 1)
        head.addWidget(self.whose, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def turn(self, days: int) -> None:
        """Go on by so many days; none goes to this week."""
        first = self.week.first + timedelta(days=days) if days else monday(today())
        self.week = Week(first)
        self.ask()

    def ask(self) -> None:
        first, everybody = self.week.first, self.whose.value() == "all"
        self.shell.tasks.read(self, lambda desk: read_week(desk, first, everybody), self.show_week, topic="week")

    def show_week(self, week: Week) -> None:
        self.week = week
        last = week.first + timedelta(days=DAYS - 1)
        self.span.setText(_("{first} to {last}").format(first=short_date(week.first), last=short_date(last)))
        holidays, names, rooms, at = dict(week.holidays), dict(week.names), dict(week.rooms), now()
        rows: list[Row | Head] = []
        for number in range(DAYS):
            day = week.first + timedelta(days=number)
            of_day = [one for one in week.tasks if one.due_on == day.isoformat()]
            rows.append(
                Head(_day_word(day, holidays.get(day, "")), str(len(of_day)) if of_day else "", day.isoformat())
            )
            rows += [self._row(one, names, rooms, at) for one in of_day]
        self.rows.show_rows(rows)

    def _row(self, task: Task, names: dict[str, str], rooms: dict[str, str], at: int) -> Row:
        """An appointment; of a colleague's the number is shown, and not the name of the person."""
        mine = task.owner == self.shell.who.user
        made = lines.appointment(task, None, at, rooms)
        title = (task.alias if mine else task.number) or task.title
        said = (names.get(task.owner, task.owner), made.second if mine else rooms.get(task.room or "", ""))
        return Row(
            task.id, title, made.meta if mine else "", " · ".join(filter(None, said)), _times(task), icon="",
            state=made.state, state_tone=made.state_tone, state_icon=made.state_icon, tag=made.tag,
            tag_icon=made.tag_icon, done=made.done,
        )  # fmt: skip

    def _open(self, ident: str) -> None:
        task = next((one for one in self.week.tasks if one.id == ident), None)
        if task is not None and task.case_id:
            self.shell.go("cases", task.case_id)

    def focus(self) -> None:
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day_word(day: date, holiday: str) -> str:
    word = _("Today · {day}").format(day=long_date(day)) if day == today() else long_date(day)
    return f"{word} · {holiday}" if holiday else word


def _times(task: Task) -> str:
    times = [clock(one) for one in (task.due_at, task.until) if one]
    return "–".join(times) or _("All day")
