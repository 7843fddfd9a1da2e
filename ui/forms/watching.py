"""Looks at the report page once a day, as a stranger would, and says so where it is not the page that was signed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Done
from app.clock import now
from app.errors import GyeotError
from app.i18n import _
from app.kinds import Compartment
from ui.application import Shell
from ui.notices import Notice

if TYPE_CHECKING:
    from app.desk import Desk
    from app.flows.watch_page import Plan
    from app.inbox import Look
    from app.sync.public_page import Seen

FIRST, EVERY = 90_000, 1_800_000
"""Milliseconds until it is first asked whether a look is due, and between two such questions."""
DAILY, SPREAD = 20 * 3_600_000, 8 * 3_600_000
"""Milliseconds between two looks: at least so long, and up to so much longer, for nobody should know the moment."""


class PageWatching(QObject):
    """The one that looks, of an open desk."""

    moved = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self._tasks = shell, shell.tasks
        self.busy = False
        self._asked = False
        self._pause = DAILY + secrets.randbelow(SPREAD)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    @classmethod
    def of(cls, shell: Shell) -> PageWatching:
        """The one of this window."""
        return shell.findChild(cls) or cls(shell)

    def start(self) -> None:
        if Compartment.CASEWORK in self._shell.who.opens:
            self._timer.start()
            QTimer.singleShot(FIRST, self, self.look)

    def look(self, *, asked: bool = False) -> None:
        """Look where it is due, or where somebody asked."""
        if self.busy or not self._tasks.is_open or self._shell.sealed_number:
            return
        self._asked, self.busy = asked, True
        pause = 0 if asked else self._pause
        self._tasks.read(self, lambda desk: _due(desk, pause), self._fetch, self._broke)

    def _fetch(self, plan: Plan | None) -> None:
        if plan is None or not self._tasks.is_open:
            self._end()
            return
        from app.flows import watch_page

        fetch = watch_page.look if self._asked else watch_page.look_or_none
        self._tasks.work(self, lambda _tell, _stop: fetch(plan), self._settle, self._broke)

    def _settle(self, seen: Seen | None) -> None:
        if self._tasks.is_open and not self._shell.sealed_number:
            self._tasks.write(self, lambda desk: _kept(desk, seen), self._told, self._broke)
        else:
            self._end()

    def _told(self, told: tuple[Look, bool]) -> None:
        look, fresh = told
        self._pause = DAILY + secrets.randbelow(SPREAD)
        if look.found and (fresh or self._asked):
            self._shell.tell(Notice(alarm(look.found), "danger"))
        elif self._asked:
            self._shell.tell(_("The report page is as it was signed."))
        self._end()

    def _broke(self, problem: GyeotError) -> None:
        if self._asked:
            self._shell.refuse(problem)
        self._end()

    def _end(self) -> None:
        self.busy = False
        self.moved.emit()


def _due(desk: Desk, pause: int) -> Plan | None:
    from app.desk import SealedDesk
    from app.flows import report_round, watch_page

    if isinstance(desk, SealedDesk) or report_round.card(desk.office) is None or desk.page_watch.signed is None:
        return None
    return watch_page.plan(desk) if now() - desk.page_watch.last.at >= pause else None


def _kept(desk: Desk, seen: Seen | None) -> Done[tuple[Look, bool]]:
    """What was found, and whether it is news."""
    from app.flows import watch_page

    before = desk.page_watch.last.found
    done = watch_page.settle(desk, seen)
    return Done((done.value, done.value.found != before), done.changes)


def alarm(found: Sequence[str]) -> str:
    """One sentence for what was found, and what to do."""
    first = in_words(found[0])
    more = _("And {count} more.").format(count=len(found) - 1) if len(found) > 1 else ""
    asked = _("Please call the page's host, and tell a manager. Office › Report page shows what differs.")
    return " ".join(filter(None, [_("The report page is not the one that your centre signed."), first, more, asked]))


def in_words(one: str) -> str:
    """One finding as a sentence."""
    kind, _colon, name = one.partition(":")
    sentences = {
        "file": _("The file {name} is another one, or is not there."),
        "paper": _("What the page says of your centre was changed."),
        "guard": _("A protection that browsers keep for the page is not asked for: {name}."),
        "header": _("Something is sent along with the page that could lead people elsewhere: {name}."),
        "keys": _("The keys it gives out are not those that your centre signed for this month."),
    }
    return sentences[kind].format(name=name)
