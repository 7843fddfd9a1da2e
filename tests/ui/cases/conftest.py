"""A page of cases over a real desk, in a window of its own, reloading as the window makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.cases import Case
from app.changes import Changes
from app.desk import Desk
from ui.application import Shell
from ui.cases import CasesPage
from ui.cases.forms.base import FormDialog
from ui.kit import icons

T = TypeVar("T")


class Bench:
    """What a test does with the page: asks the desk, opens a case, waits until all is quiet."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell = qtbot, shell
        self.went: list[tuple[str, object]] = []
        self.told: list[str] = []
        shell.went.connect(lambda place, argument: self.went.append((place, argument)))
        shell.told.connect(lambda notice: self.told.append(notice.sentence))
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1290, 736)
        QVBoxLayout(self.window).setContentsMargins(0, 0, 0, 0)
        self.make_page()
        # As in the window, which has this key on every page.
        QShortcut(QKeySequence("F2"), self.window).activated.connect(lambda: self.went.append(("contacts", "take")))
        shell.tasks.changed.connect(self._reload)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)

    def make_page(self) -> CasesPage:
        """A page made anew, as after a lock."""
        layout = self.window.layout()
        assert layout is not None
        taken = layout.takeAt(0)
        if taken is not None and (old := taken.widget()) is not None:
            old.hide()
            old.deleteLater()
        self.page = CasesPage(self.shell)
        layout.addWidget(self.page)
        return self.page

    def _reload(self, changes: Changes) -> None:
        if self.page.watches & changes:
            self.page.reload()

    def quiet(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.shell.tasks.busy, timeout=15_000)

    def ask(self, work: Callable[[Desk], T]) -> T:
        """The answer of the reading desk."""
        found: list[T] = []
        self.shell.tasks.read(self.window, work, found.append)
        self.quiet()
        return found[0]

    def write(self, work: Callable[[Desk], object]) -> None:
        self.shell.tasks.write(self.window, work)  # type: ignore[arg-type]  # every test gives a Done
        self.quiet()

    def new_case(self, alias: str = "파란우산") -> Case:
        made: list[Case] = []
        self.shell.tasks.write(self.window, lambda desk: desk.cases.open_case(alias), made.append)
        self.quiet()
        return made[0]

    def show(self, case: Case) -> None:
        self.page.arrive(case.id)
        self.quiet()

    def form(self) -> FormDialog:
        """The form that stands open."""
        form = self.page.view.acts.form
        assert isinstance(form, FormDialog)
        assert form.isVisible()
        return form

    def save(self) -> FormDialog:
        form = self.form()
        form.submit()
        self.quiet()
        return form


@pytest.fixture
def bench(qtbot: QtBot, shell: Shell) -> Bench:
    icons.load()
    return Bench(qtbot, shell)
