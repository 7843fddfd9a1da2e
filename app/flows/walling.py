"""A case behind a wall: what lies with the managers goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done

if TYPE_CHECKING:
    from app.walls import SealedCase, Walls


class House(Protocol):
    """What of a centre a sealing touches (app.desk.Desk fits)."""

    @property
    def sealed(self) -> Walls[Any]: ...
    def forget_submitted(self) -> None: ...


def seal(desk: House, case_id: str, people: Iterable[str], reason: str) -> Done[SealedCase]:
    """Seal a case for these people; a kill in between is made good at the next opening."""
    done = desk.sealed.seal(case_id, people, reason)
    desk.forget_submitted()
    return Done(done.value, done.changes | Changes.SUBMISSIONS)
