"""Somebody says that they think of death: the manual stands at that page at once, in the session that is open or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.changes import Done
from app.codelists import code

if TYPE_CHECKING:
    from app.cases import Cases
    from app.manual import Library, Manual, SessionState

JUMP = "SUI"
FALLBACK = "dating-violence"


class Rooms(Protocol):
    """What the way there needs of a desk."""

    @property
    def cases(self) -> Cases: ...
    @property
    def manual(self) -> Manual: ...
    @property
    def library(self) -> Library: ...


def to_suicide_steps(desk: Rooms, case_id: str) -> Done[SessionState]:
    """The session of a case at the page about suicide; it remembers where to return."""
    manual = desk.manual
    there = manual.open_session_of(case_id=case_id)
    if there is None:
        there = manual.start(_fitting(desk, case_id), case_id).value
    elif there.paused:
        there = manual.resume(there.id).value
    return manual.jump(there.id, JUMP)


def _fitting(desk: Rooms, case_id: str) -> str:
    """The manual of the case's main type; every manual shares this page."""
    packs = {pack.id for pack in desk.library.packs()}
    wanted = str(code("violence_type", desk.cases.get(case_id).main_type).extra.get("manual", ""))
    return next(one for one in (wanted, FALLBACK, *sorted(packs)) if one in packs)
