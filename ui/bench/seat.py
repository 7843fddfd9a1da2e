"""A place to sit at: a shell with its worker threads over a practice centre, and the real page of cases in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEventLoop, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from app.changes import Done
from app.desk import Desk
from app.i18n import _
from app.vault import Keys
from ui.application import Shell, Who, calm_collector
from ui.bench.centre import Practice
from ui.bench.measure import Sample
from ui.bench.painting import Resets, application, filled, settle, until_painted
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.table import Table
from ui.kit.timeline import Timeline
from ui.tasks import Tasks

T = TypeVar("T")
_WIDTH, _HEIGHT = 1290, 736
"""The page of a window of 1366 × 768."""


class Seat:
    """A shell whose desk is open; `keys` are closed with it."""

    def __init__(self, practice: Practice, keys: Keys) -> None:
        application()
        self.practice, self._keys = practice, keys
        self.tasks = Tasks()
        self.broke: list[BaseException] = []
        """Mistakes of our own that came up while measuring; a figure with one of them is not met."""
        self.tasks.broke.connect(self.broke.append)
        self.shell = Shell(self.tasks, Who.of(keys))
        self._page: QWidget | None = None
        self._await(lambda done, failed: self.tasks.open(self.shell, self._desk, done, failed))

    def _desk(self) -> Desk:
        return Desk.open(self.practice.home, self._keys, beside=True)

    def close(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page.deleteLater()
        settle()
        self.tasks.close()
        self._keys.close()

    # -- work, waited for ------------------------------------------------------------------------

    def read(self, work: Callable[[Desk], T]) -> T:
        """What the reader answers."""
        found: T = self._await(lambda done, failed: self.tasks.read(self.shell, work, done, failed))
        return found

    def write(self, work: Callable[[Desk], Done[T]]) -> T:
        """What the writer answers."""
        found: T = self._await(lambda done, failed: self.tasks.write(self.shell, work, done, failed))
        return found

    def work(self, work: Callable[..., T]) -> T:
        """What a thread without a desk answers."""
        found: T = self._await(lambda done, failed: self.tasks.work(self.shell, work, done, failed))
        return found

    def mistakes(self) -> str:
        """What broke, for the note of a figure."""
        kinds = sorted({f"{type(one).__name__}: {one}" for one in self.broke})
        return (
            _(" Broke {count} times: {kinds}.").format(count=len(self.broke), kinds="; ".join(kinds)) if kinds else ""
        )

    def rest(self) -> None:
        """Wait until nothing is asked or written any more."""
        settle(1)
        while self.tasks.busy:
            settle(5)

    def _await(self, ask: Callable[[Callable[[Any], None], Callable[[Any], None]], object]) -> Any:
        loop, answers = QEventLoop(), list[Any]()

        def answered(value: Any) -> None:
            answers.append(value)
            loop.quit()

        ask(answered, answered)
        if not answers:
            loop.exec()
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    # -- pages -----------------------------------------------------------------------------------

    def show_cases(self) -> CasesOnScreen:
        """The real page, shown and waited for until its rows stand painted."""
        from ui.cases import CasesPage

        page = CasesPage(self.shell)
        self._page = page
        page.resize(_WIDTH, _HEIGHT)
        table = page.findChildren(Table)[0]
        resets = Resets(table.lazy())

        def show() -> None:
            page.show()
            page.arrive(None)

        until_painted(page, show, lambda: resets.count > 0 and table.lazy().rowCount() > 0 and filled(table), 60_000)
        return CasesOnScreen(self, page, table, resets)

    def show_today(self) -> TodayOnScreen:
        """The open floor as after unlocking: the rail and the day, until what its records say stands painted."""
        from ui.floor import Floor
        from ui.today import TodayPage

        floor = Floor(self.shell)
        self._page = floor
        floor.resize(1366, _HEIGHT + 32)

        def enter() -> None:
            floor.show()
            floor.start()

        until_painted(floor, enter, lambda: any(page.day.day.names for page in floor.findChildren(TodayPage)), 60_000)
        return TodayOnScreen(floor.page("today"))


@contextmanager
def seated(practice: Practice, part: str = "counsellor") -> Iterator[Seat]:
    """A seat for somebody of the centre."""
    application()
    seat = Seat(practice, practice.unlock(part))
    calm_collector()  # as the window does when its first page is there
    try:
        yield seat
    finally:
        seat.close()


class CasesOnScreen:
    """The page of cases as a measure handles it: its table, its search field, its timeline."""

    def __init__(self, seat: Seat, page: Any, table: Table, resets: Resets) -> None:
        self.seat, self.page, self.table, self.resets = seat, page, table, resets

    @property
    def field(self) -> QLineEdit:
        found: QLineEdit = next(one for one in self.page.findChildren(QLineEdit) if one.isVisible())
        return found

    def show_every_status(self) -> None:
        """List all cases: the strip of statuses at its first choice."""
        strip = next(one for one in self.page.findChildren(ChoiceStrip) if one.isVisible())
        strip.choose(1)
        self.seat.rest()
        settle()

    def painted(self, act: Callable[[], Any]) -> Sample:
        """Act until new rows stand painted."""
        before = self.resets.count
        return until_painted(self.page, act, lambda: self.resets.count > before and filled(self.table))

    def scrolled(self, table: Table, to: int) -> Sample:
        """Scroll until every row in sight has come and stands painted."""
        bar = table.verticalScrollBar()
        return until_painted(table, lambda: bar.setValue(to), lambda: filled(table))

    def reset(self) -> None:
        """New rows for the view, the very same ones: what any answer costs that is shown."""
        model = self.table.lazy()
        model.beginResetModel()
        model.endResetModel()

    def timeline(self) -> Timeline | None:
        """The timeline in sight, once it has entries."""
        shown = [one for one in self.page.findChildren(Timeline) if one.isVisible()]
        return next((one for one in shown if one.item_model().items()), None)

    def look_around(self) -> None:
        """Look at pages all over the list, as a long day would."""
        self.show_every_status()
        bar = self.table.verticalScrollBar()
        for part in range(1, 31):
            to = bar.maximum() * part // 30
            if to != bar.value():
                self.scrolled(self.table, to)
        self.seat.rest()

    def plain_table(self) -> Sample:
        """A QTableView of 1,000 rows made and painted in this very process."""
        view = QTableView()
        view.setModel(PlainRows(view))
        view.resize(_WIDTH, _HEIGHT)
        found = until_painted(view, view.show)
        view.close()
        return found


class TodayOnScreen:
    """The page of the day as a measure handles it."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def again(self) -> Sample:
        """Come to the page until the day as it was read now stands painted."""
        before = self._page.day.day
        return until_painted(self._page, lambda: self._page.arrive(None), lambda: self._page.day.day is not before)

    def entries(self) -> int:
        """How much waits on it."""
        day = self._page.day.day
        return sum(map(len, (day.appointments, day.call_backs, day.deadlines, day.todos, day.handed, day.left)))


class PlainRows(QAbstractTableModel):
    """A thousand rows of five texts, as the bare process has them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = [[f"26-B-{n:04}", f"가온{n}", "안전", "스토킹", "2026-11-23"] for n in range(1000)]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 5

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def timed_in_reader(work: Callable[[Desk], Any]) -> Callable[[Desk], float]:
    """The work, answering its own milliseconds."""

    def run(desk: Desk) -> float:
        begin = time.perf_counter()
        work(desk)
        return (time.perf_counter() - begin) * 1e3

    return run
