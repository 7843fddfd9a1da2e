"""How long sealed cases are kept: outside stands a number and a month, everything else is decided inside.

Whoever leaves a sealed case leaves the month behind in which its time of keeping ends. A manager whom it was sealed for, or two
people with a reason, look at its clocks, keep it longer, or erase it as a whole. Nothing of what it holds is shown for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.clock import today
from app.errors import Conflict, Denied, NoRoom
from app.flows import erasure
from app.flows.break_glass import Pair, open_glass
from app.i18n import _
from app.kinds import Role
from app.retention import Decision, Destruction, Ground, Line

if TYPE_CHECKING:
    from app.audit import Audit
    from app.retention import Retention
    from app.vault import Keys
    from app.walls import Walls


class Inside(Protocol):
    """A desk within a sealed case, as far as this needs one."""

    number: str
    gone: bool

    @property
    def retention(self) -> Retention: ...
    def close(self) -> None: ...


class Outside(Protocol):
    """An unlocked centre, as far as this needs one."""

    home: Path
    keys: Keys

    @property
    def sealed(self) -> Walls[Any]: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def audit(self) -> Audit: ...


@dataclass(frozen=True, slots=True)
class SealedClock:
    """One sealed case in the review: its number, and the month in which its time is over."""

    id: str
    number: str
    mine: bool
    month: str | None
    """As 2031-03; empty where it is open or has no last day, None where nobody has left it since this is told."""

    def due(self, day: date) -> bool:
        """Whether its month has begun."""
        return bool(self.month) and str(self.month) <= f"{day:%Y-%m}"


def clocks(desk: Outside, on: date | None = None) -> tuple[SealedClock, ...]:
    """Sealed cases whose time comes up, and those whose time is not known outside; the earliest first."""
    months = desk.sealed.months()
    found = (SealedClock(one.id, one.number, one.mine, months.get(one.id)) for one in desk.sealed.listed())
    day = on or today()
    return tuple(
        sorted(
            (one for one in found if one.month is None or one.due(day)), key=lambda one: (one.month or "9", one.number)
        )
    )


def leave_behind(outside: Outside, inside: Inside) -> None:
    """On leaving a sealed case: the month in which its time is over, and nothing else."""
    lines = inside.retention.closed()
    until = lines[0].until if lines else None
    month = f"{until:%Y-%m}" if until is not None and until != date.max else ""
    with suppress(NoRoom):
        outside.sealed.note_month(inside.number, month)


def look(desk: Outside, ident: str, pair: Pair | None = None) -> Done[Line]:
    """The clocks of a closed case behind the wall."""
    with _inside(desk, ident, pair) as inside:
        return Done(_line(inside), Changes.AUDIT)


def decide(
    desk: Outside, ident: str, decision: str, *, reason: str = "", until: date | None = None, pair: Pair | None = None
) -> Done[Line]:
    """Say inside what becomes of it."""
    with _inside(desk, ident, pair) as inside:
        done = inside.retention.decide(_line(inside).id, decision, reason=reason, keep_until=until)
    return Done(done.value, done.changes | Changes.RETENTION)


def erase(
    desk: Outside, ident: str, ground: str = Ground.PERIOD_OVER.value, pair: Pair | None = None
) -> Done[Destruction]:
    """Erase it as a whole: its keys, its file, its sealed evidence. Where it must stay, nothing is marked either.

    What somebody decided to keep is decided anew first.
    """
    with _inside(desk, ident, pair) as inside:
        line = _line(inside)
        looked_at = line if line.decision is Decision.KEEP else replace(line, decision=Decision.ERASE)
        inside.retention.may_erase(looked_at, Ground(ground))
        if line.decision is not Decision.ERASE:
            inside.retention.decide(line.id, Decision.ERASE.value)
        done = erasure.erase_sealed(
            desk.home, desk.keys, desk.sealed, desk.retention, inside.retention, desk.sealed.id_of(ident), ground
        )
        inside.gone = True
    return Done(done.value, done.changes | Changes.CASES)


@contextmanager
def _inside(desk: Outside, ident: str, pair: Pair | None) -> Iterator[Inside]:
    if desk.keys.role is not Role.MANAGER:
        raise Denied(_("Only a manager can change this. Nothing was changed. Please ask your manager."))
    key = None
    if pair is not None:
        key = open_glass(
            desk.home, pair.first, pair.second, pair.reason, desk.audit, sealed=ident, second=pair.people[1]
        )
    inside: Inside = desk.sealed.open(ident, key)
    try:
        yield inside
    finally:
        inside.close()


def _line(inside: Inside) -> Line:
    lines = inside.retention.closed()
    if not lines:
        raise Conflict(_("This case is still open. Nothing was changed. Please close it first."))
    return lines[0]
