"""What the page of duties reads in one go, on the reader thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.cases import Case
from app.desk import Desk
from app.duties import Duty, Report, duties_for
from app.kinds import Compartment
from app.manual import LawCard
from ui.application import Guide


@dataclass(frozen=True, slots=True)
class Holding:
    """The duties that hold here, with the law they stand on; `case` is the one in which a report may be written."""

    centre_type: str
    status: str
    duties: tuple[Duty, ...]
    law: Mapping[str, LawCard]
    names: Mapping[str, str]
    may_record: bool
    """Whether this person writes in cases at all."""
    case: Case | None = None
    reports: tuple[Report, ...] = ()

    @property
    def without_powers(self) -> Duty | None:
        """The entry that says there are no powers here, where there is one."""
        return next((one for one in self.duties if one.kind == "privilege" and one.absent), None)

    def of_duty(self, duty_id: str) -> tuple[Report, ...]:
        return tuple(one for one in self.reports if one.duty_id == duty_id)

    def name(self, user: str) -> str:
        return self.names.get(user, user)


def read_holding(desk: Desk, where: Guide) -> Holding:
    """What holds for the person at this desk, and the case they came from."""
    casework = desk.keys.holds(Compartment.CASEWORK)
    case_id = _case_of(desk, where) if casework else None
    centre_type, status = desk.keys.centre_type, desk.office.status_of(desk.keys.user)
    return Holding(
        centre_type=centre_type,
        status=status,
        duties=duties_for(centre_type, status),
        law=desk.library.law(),
        names={one.id: one.name for one in desk.office.staff()},
        may_record=casework,
        case=desk.cases.get(case_id) if case_id else None,
        reports=desk.duties.of_case(case_id) if case_id else (),
    )


def _case_of(desk: Desk, where: Guide) -> str | None:
    """The case itself, or that of the guided session or contact one came from."""
    contact_id = where.contact_id
    if where.session_id and not where.case_id:
        session = desk.manual.state(where.session_id).session
        where, contact_id = Guide(case_id=session.case_id), session.contact_id
    if where.case_id:
        return desk.cases.get(where.case_id).id
    return desk.contacts.get(contact_id).case_id if contact_id else None
