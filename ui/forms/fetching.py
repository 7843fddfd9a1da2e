"""Fetches reports while the centre is open: a round with the relay every few minutes, then what came is opened.

The network and the opening have threads of their own; what came is kept before anything is opened, and nothing is lost
where a step fails: the next round begins where this one ended.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes, Done
from app.clock import local, now
from app.errors import GyeotError
from app.i18n import _
from app.kinds import Compartment
from ui.application import Shell
from ui.tasks import Progress

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from app.desk import Desk
    from app.flows.report_round import Plan, Round, Told
    from app.inbox.opening import Unsealed, Waiting
    from app.vault import Keys

EVERY = 300_000
FIRST = 4_000
"""Milliseconds: between two rounds, and until the first one (the first page comes before it)."""
FURTHER = 2_000
"""Milliseconds until the next round where attachments are ready to be fetched."""
BATCH = 32
CHANNELS = frozenset({Compartment.INTAKE, Compartment.PUBLIC_MATERIAL})
Privates = Mapping[str, "X25519PrivateKey"]


class Fetching(QObject):
    """The one that fetches, of an open desk; pages look at `busy` and `said`, and hear `moved`."""

    moved = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self._tasks = shell, shell.tasks
        self.busy = False
        self.said, self.tone = "", "text2"
        """What came of the last round, in a sentence."""
        self._asked = False
        self._opened = 0
        self._more = False
        self._paper: Privates = {}
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    @classmethod
    def of(cls, shell: Shell) -> Fetching:
        """The one of this window."""
        return shell.findChild(cls) or cls(shell)

    @property
    def opens(self) -> bool:
        """Whether this person opens what arrives."""
        return bool(CHANNELS & self._shell.who.opens)

    def start(self) -> None:
        """Begin the rounds; keys of the coming months are made and signed where that is due."""
        self._timer.start()
        QTimer.singleShot(FIRST, self, self._begin)

    def _begin(self) -> None:
        from app.flows import report_keys

        def ahead(desk: Desk) -> Done[int]:
            return report_keys.keep_ahead(desk) if _outside(desk) else Done(0, Changes.NONE)

        if self._tasks.is_open and not self._shell.sealed_number:
            self._tasks.write(self, ahead, None, lambda _no: None)
            self.look()

    def look(self, *, asked: bool = False) -> None:
        """One round, then opening; where nobody asked for it, nothing is said of what is as always."""
        free = self._tasks.is_open and not self._shell.sealed_number
        if self.busy or not free or Compartment.CASEWORK not in self._shell.who.opens:
            return
        self._asked, self._opened, self.busy = asked, 0, True
        self._say(_("Asking the relay for reports …") if asked else self.said)
        self._tasks.read(self, _joined, self._plan, self._broke)

    def open_with(self, paper: Privates) -> None:
        """Try with the key on paper too what did not open."""
        if not self.busy and self._tasks.is_open:
            self._asked, self._opened, self.busy, self._paper = True, 0, True, paper
            self._tasks.write(self, lambda desk: desk.settling.try_again(), lambda _n: self._open(), self._broke)

    # -- the round -------------------------------------------------------------------------------

    def _plan(self, joined: bool) -> None:
        from app.flows import report_round

        if not joined:
            self._say(_("This centre has joined no relay yet. A manager does that under Office › Report page."))
            self._open()
            return

        def planned(desk: Desk) -> Done[tuple[Plan, Keys] | None]:
            made = (report_round.plan(desk), desk.keys) if _outside(desk) else None
            return Done(made, Changes.NONE)

        self._tasks.write(self, planned, self._carry, self._broke)

    def _carry(self, made: tuple[Plan, Keys] | None) -> None:
        from app.flows import report_round

        if made is None or not self._tasks.is_open:
            self._end()
            return
        plan, keys = made
        self._tasks.work(self, lambda _tell, _stop: report_round.carry_out(plan, keys), self._settle, self._broke)

    def _settle(self, done: Round) -> None:
        from app.flows import report_round

        def settled(desk: Desk) -> Done[Round] | Done[Told] | Done[None]:
            if not _outside(desk):
                return Done(None, Changes.NONE)
            many = len(done.arrivals) > report_round.PORTION
            return report_round.keep_some(desk, done) if many else report_round.settle(desk, done)

        if self._tasks.is_open:
            self._tasks.write(self, settled, self._settled, self._broke)

    def _settled(self, told: Round | Told | None) -> None:
        """A portion was kept, so that what somebody types is saved in between; or all of it."""
        from app.flows.report_round import Round

        if isinstance(told, Round):
            self._settle(told)
            return
        if told is not None:
            self._say(_words(told), "caution" if told.refused or told.problem else "text2")
            self._more = told.more
        self._open()

    # -- opening ---------------------------------------------------------------------------------

    def _open(self) -> None:
        """The next few that nobody opened yet, until there are none."""
        if not self.opens or not self._tasks.is_open or self._shell.sealed_number:
            self._end()
            return
        self._tasks.read(self, _pending, self._unseal, self._broke)

    def _unseal(self, found: tuple[tuple[Waiting, ...], Privates]) -> None:
        from app.inbox.opening import unseal

        waiting, privates = found[0], {**found[1], **self._paper}
        if not waiting or not self._tasks.is_open:
            self._end()
            return

        def work(tell: Progress, stop: threading.Event) -> list[Unsealed]:
            return [unseal(one, privates) for one in waiting if not stop.is_set()]

        self._tasks.work(self, work, self._keep, self._broke)

    def _keep(self, opened: list[Unsealed]) -> None:
        def kept(desk: Desk) -> Done[int]:
            return desk.settling.settle(opened) if _outside(desk) else Done(0, Changes.NONE)

        def go_on(read: int) -> None:
            self._opened += read
            self._say(_("Opened so far: {n}").format(n=self._opened))
            self._open()

        if self._tasks.is_open:
            self._tasks.write(self, kept, go_on, self._broke)

    # -- the end ---------------------------------------------------------------------------------

    def _say(self, sentence: str, tone: str = "text2") -> None:
        self.said, self.tone = sentence, tone
        self.moved.emit()

    def _broke(self, problem: GyeotError) -> None:
        self._say(str(problem), "caution")
        if self._asked:
            self._shell.refuse(problem)
        self._end()

    def _end(self) -> None:
        self.busy, self._paper = False, {}
        if self._opened:
            self._say(_("At {time}: {n} messages were opened.").format(n=self._opened, time=_time()))
        if self._more:  # attachments that are ready are fetched on, a short round at a time
            self._more = False
            QTimer.singleShot(FURTHER, self, self.look)
        self.moved.emit()


def _joined(desk: Desk) -> bool:
    from app.flows import report_round

    return report_round.card(desk.office) is not None


def _pending(desk: Desk) -> tuple[tuple[Waiting, ...], Privates]:
    waiting = desk.settling.pending(BATCH)
    return waiting, desk.settling.privates() if waiting else {}


def _outside(desk: Desk) -> bool:
    """Within a sealed case nothing of the whole centre is read or written."""
    from app.desk import SealedDesk

    return not isinstance(desk, SealedDesk)


def _time() -> str:
    return f"{local(now()):%H:%M}"


def _words(told: Told) -> str:
    if told.refused:
        return _("The relay did not take {n} answers. They are kept here; please look at their threads.").format(
            n=told.refused
        )
    if told.problem:
        return told.problem
    if told.left:
        said = _("At {time}: {new} new messages came, {left} answers left.")
        return said.format(time=_time(), new=told.arrived, left=told.left)
    return _("At {time}: {new} new messages came.").format(time=_time(), new=told.arrived)
