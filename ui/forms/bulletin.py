"""Who has not read yet what changed in a manual is told at unlocking and whenever the manual opens, until they have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.changes import Changes
from app.desk import Desk
from app.i18n import _
from ui.application import Shell
from ui.forms.changed import ask_news, versions
from ui.kit.banner import Banner, Verb

if TYPE_CHECKING:  # heavy, and not needed before the first window
    from app.manual.holdings import News

PLACE = "manual"


class Bulletin(QObject):
    """Puts one banner above the page; never over a running contact, and never in the place of another notice."""

    def __init__(
        self, shell: Shell, window: Callable[[], QWidget], show: Callable[[Banner], None], free: Callable[[], bool]
    ) -> None:
        super().__init__(shell)
        self.news: tuple[News, ...] = ()
        self.banner: Banner | None = None
        self._shell, self._window, self._show, self._free = shell, window, show, free
        self._place, self._told, self._calling = "", False, False
        shell.went.connect(self._went)
        shell.contact_changed.connect(self._set_contact)
        shell.tasks.changed.connect(self._touched)

    def start(self) -> None:
        """At unlocking: what came with the program is written down first, so that it can be told.

        The manuals are read on a thread of their own: the first time after an update takes a second.
        """
        self._shell.tasks.work(self, lambda _tell, _stop: _read_manuals(), lambda _none: self._look())

    def _look(self) -> None:
        self._shell.tasks.read(self, lambda desk: bool(desk.holdings.unnoted()), self._noted)

    def _noted(self, fresh: bool) -> None:
        if fresh:
            self._shell.tasks.write(self, lambda desk: desk.holdings.note(), lambda _count: self.ask())
        else:
            self.ask()

    def ask(self) -> None:
        self._shell.tasks.read(self, _news, self._found, topic="bulletin")

    def _touched(self, changes: Changes) -> None:
        if changes & Changes.MANUALS:
            self.ask()

    def _found(self, news: tuple[News, ...]) -> None:
        self.news = news
        if news and (not self._told or self._place == PLACE):
            self._tell()

    def _went(self, place: str, _argument: object) -> None:
        before, self._place = self._place, place
        if self.news and place == PLACE and before != PLACE:
            self._tell()

    def _set_contact(self, contact: object) -> None:
        self._calling = bool(getattr(contact, "running", False))

    def _tell(self) -> None:
        if self._calling or not self._free():
            return
        self._told = True
        title = _("The manual has changed. Please read what is different.")
        sentence = " · ".join(versions(one) for one in self.news)
        self.banner = Banner("watch", title, sentence, (Verb("read", _("Read what changed"), "", "secondary", "book"),))
        self.banner.chosen.connect(lambda _verb: self.open())
        self._show(self.banner)

    def open(self) -> None:
        """Show all of it."""
        if self.news:
            ask_news(self._window(), self._shell, self.news, self._done)

    def _done(self) -> None:
        self.news = ()
        if self.banner is not None and shiboken6.isValid(self.banner):
            self.banner.gone.emit()
        self.banner = None


def _read_manuals() -> None:
    """What is read once is kept, so that the desk's own threads never wait for it."""
    from app.manual import Library

    Library().held()


def _news(desk: Desk) -> tuple[News, ...]:
    return desk.holdings.news()
