"""The page of the day: the day itself, the week, and what is handed over at the end of a shift."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes
from app.clock import today
from app.flows import shift
from app.flows.today import Overview, whole
from app.i18n import _, long_date
from ui.application import Place, Shell
from ui.kit.buttons import Button, FindButton
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.page import MARGIN, SINGLE_BELOW, Page, PageHead
from ui.today.day import DayView
from ui.today.shift import ShiftView
from ui.today.week import WeekView
from ui.today.words import greeting


class TodayPage(Place):
    """Three views of what waits: today, this week, and the end of the shift."""

    watches = (
        Changes.TASKS | Changes.CONTACTS | Changes.CASES | Changes.DRAFTS | Changes.SIGNS | Changes.DEADLINES
        | Changes.SHIFTS | Changes.SETTINGS
    )  # fmt: skip

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._day = Overview(today())
        self._arrived = False
        self._head = PageHead(long_date(self._day.day), px=22)
        self.day, self.week, self.shift = DayView(shell), WeekView(shell), ShiftView(shell)
        self.views: dict[str, DayView | WeekView | ShiftView] = {
            "day": self.day, "week": self.week, "shift": self.shift,
        }  # fmt: skip
        self.stack = QStackedWidget()
        for view in self.views.values():
            self.stack.addWidget(view)
        self.day.shift_asked.connect(lambda: self.show_view("shift"))
        page = Page(self._make_head())
        page.body.setContentsMargins(MARGIN, 14, MARGIN, 12)
        page.body.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        shell.tasks.write(self, lambda desk: shift.bring_up(desk))

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
        self.stack.setCurrentWidget(self.views[name])
        if name == "week":
            self.week.ask()
        elif name == "shift":
            self.shift.ask()

    def here(self) -> str:
        name = next(name for name, view in self.views.items() if view is self.stack.currentWidget())
        return "" if name == "day" else name

    def arrive(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument in self.views:
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
            self.views[self.here() or "day"].focus()  # one comes for the day, not for what stands above it
        self._arrived = False
