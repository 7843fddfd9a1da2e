"""Who may give a case to somebody at once: a manager, a lead of its team, or whoever has it; others offer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.changes import Done
from app.errors import Denied
from app.i18n import _
from app.kinds import Role

if TYPE_CHECKING:
    from app.cases import Cases, Handing, HandOver
    from app.office import Office, Teams
    from app.vault import Keys


class Rooms(Protocol):
    """What a hand-over needs of a desk."""

    @property
    def keys(self) -> Keys: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def handing(self) -> Handing: ...
    @property
    def office(self) -> Office: ...
    @property
    def teams(self) -> Teams: ...


def may_assign(desk: Rooms, case_id: str) -> bool:
    """A manager or a lead of the case's team gives it away without being asked back."""
    team = desk.cases.get(case_id).team
    return desk.keys.role is Role.MANAGER or (team is not None and team in desk.teams.led_by(desk.keys.user))


def assign(desk: Rooms, case_id: str, user: str) -> Done[None]:
    """Give a case to somebody who works with cases."""
    if not may_assign(desk, case_id):
        raise Denied(
            _(
                "A manager or the lead of the team assigns a case at once. You can offer it; it moves when it is accepted."
            )
        )
    _works_here(desk, user)
    return desk.handing.assign(case_id, user)


def set_team(desk: Rooms, case_id: str, team: str | None) -> Done[None]:
    """Put a case with a team, or with none."""
    desk.cases.get(case_id)
    return desk.handing.set_team(case_id, desk.teams.get(team).id if team else None)


def offer(desk: Rooms, case_id: str, to: str, note: str) -> Done[HandOver]:
    """Offer a case to somebody who works with cases."""
    _works_here(desk, to)
    return desk.handing.offer(desk.cases.get(case_id).id, to, note)


def _works_here(desk: Rooms, user: str) -> None:
    if not any(one.id == user and one.works_with_cases for one in desk.office.staff()):
        raise Denied(_("This person cannot open cases. Nothing was changed. Please choose somebody who can."))
