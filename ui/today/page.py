"""The page of the day: the day itself, the week, and what is handed over at the end of a shift."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changes import Changes
from app.clock import today
from app.flows.today import Overview, bring_up, whole
from app.i18n import _, long_date
from ui.application import Place, Shell
from ui.kit.buttons import Button, FindButton
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.page import MARGIN, SINGLE_BELOW, Page, PageHead
from ui.kit.room import Pages
from ui.today.day import DayView
from ui.today.shift import ShiftView
from ui.today.week import WeekView
from ui.today.words import greeting

View = TypeVar("View", WeekView, ShiftView)


class TodayPage(Place):
    """Three views of what waits: today, this week, and the end of the shift."""

    watches = (
        Changes.TASKS | Changes.CONTACTS | Changes.CASES | Changes.DRAFTS | Changes.SIGNS | Changes.DEADLINES
        | Changes.SHIFTS | Changes.SETTINGS | Changes.CONFERENCES
    )  # fmt: skip

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._day = Overview(today())
        self._arrived = False
        self._head = PageHead(long_date(self._day.day), px=22)
        self.stack = Pages()
        self.day = DayView(shell)
        self.stack.addWidget(self.day)
        self.day.shift_asked.connect(lambda: self.show_view("shift"))
        page = Page(self._make_head())
        page.body.setContentsMargins(MARGIN, 14, MARGIN, 12)
        page.body.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        shell.tasks.write(self, lambda desk: bring_up(desk))

    @cached_property
    def week(self) -> WeekView:
        """Made when it is first looked at, as the hand-over is: a day begins with the day."""
        return self._added(WeekView(self.shell))

    @cached_property
    def shift(self) -> ShiftView:
        return self._added(ShiftView(self.shell))

    def _added(self, view: View) -> View:
        self.stack.addWidget(view)
        return view

    def view(self, name: str) -> DayView | WeekView | ShiftView:
        """One of the three; the day for any other name."""
        return self.week if name == "week" else self.shift if name == "shift" else self.day

    def _make_head(self) -> PageHead:
        words = [("day", _("Today")), ("week", _("Week")), ("shift", _("Hand-over"))]
        self.choice = ChoiceStrip(words, _("What is shown of your days"), digits=False)
        self.choice.set_value("day")
        self.choice.chosen.connect(self.show_view)
        self._head.add_beside(self.choice)
        book = Button(_("Appointment"), "quiet", "", "plus")
        book.setAccessibleName(_("Make an appointment"))
        book.clicked.connect(lambda _on=False: self.day.appointment())
        self._find = find = FindButton(_("Find or command"))
        find.clicked.connect(lambda: self.shell.go("palette"))
        take = Button(_("Take a contact"), "primary", "F2", "phone")
        take.setShortcut(QKeySequence())  # the window answers F2 on every page; here it is only shown
        take.clicked.connect(lambda: self.shell.go("contacts", "take"))
        for act in (book, find, take):
            self._head.add_act(act)
        return self._head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._find.setVisible(self.width() >= SINGLE_BELOW)  # its key works all the same

    # -- going about -----------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Bring a view to the front; it reads what it shows."""
        self.choice.set_value(name)
        self.stack.setCurrentWidget(self.view(name))
        if name == "week":
            self.week.ask()
        elif name == "shift":
            self.shift.ask()

    def here(self) -> str:
        view = self.stack.currentWidget()
        return "week" if isinstance(view, WeekView) else "shift" if isinstance(view, ShiftView) else ""

    def arrive(self, argument: object = None) -> None:
        if argument in ("day", "week", "shift"):
            self.show_view(argument)
        super().arrive(argument)
        self._arrived = True

    def reload(self) -> None:
        day = today()
        self.shell.tasks.read(self, lambda desk: whole(desk, day), self._show, topic="today")
        if self.here():
            self.show_view(self.here())

    def _show(self, day: Overview) -> None:
        self._day = day
        self._head.set(long_date(day.day), greeting(self.shell.who.name, day))
        self.day.show_day(day)
        focus = self.focusWidget()
        if self._arrived and (focus is None or self._head.isAncestorOf(focus)):
            self.view(self.here()).focus()  # one comes for the day, not for what stands above it
        self._arrived = False
