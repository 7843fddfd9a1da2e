"""Closing with a supervisor's word: what is asked for is what is done once it is approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from app.cases.closing import check_answers, check_outcome
from app.changes import Changes, Done
from app.entry import check_text
from app.errors import Conflict, Denied
from app.i18n import _
from app.kinds import Compartment, Right
from app.text import nfc

if TYPE_CHECKING:
    from app.cases import Cases
    from app.office import Member, Office
    from app.plans import Review, Reviews
    from app.store import Database
    from app.vault import Keys


class Rooms(Protocol):
    """What closing needs of a desk."""

    @property
    def keys(self) -> Keys: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def office(self) -> Office: ...
    @property
    def reviews(self) -> Reviews: ...
    def database(self, compartment: Compartment) -> Database: ...


def supervisors(desk: Rooms) -> tuple[Member, ...]:
    """Who may be asked: colleagues with the supervisor right, whose keys open cases."""
    return tuple(
        one for one in desk.office.staff() if one.active and Right.SUPERVISOR in one.rights and one.id != desk.keys.user
    )


def ask(
    desk: Rooms, case_id: str, supervisor: str, outcome: str, note: str | None,
    answers: Mapping[str, tuple[str, str]], words: str = "",
) -> Done[Review]:  # fmt: skip
    """Ask for a closing; nothing is closed yet."""
    _open(desk, case_id)
    _may_be_asked(desk, supervisor)
    said = {item: [answer, text or ""] for item, (answer, text) in check_answers(answers).items()}
    proposal = {"outcome": check_outcome(outcome), "note": check_text(nfc(note or ""), "closing_note"), "answers": said}
    return desk.reviews.ask(case_id, "closure", supervisor, words, proposal)


def ask_about_plan(desk: Rooms, case_id: str, supervisor: str, words: str = "") -> Done[Review]:
    """Ask somebody to look at the plan."""
    _open(desk, case_id)
    _may_be_asked(desk, supervisor)
    return desk.reviews.ask(case_id, "plan", supervisor, words)


def decide(desk: Rooms, ident: str, approve: bool, answer: str = "") -> Done[Review]:
    """Approve or give back; a closing that is approved is done at once, as it was asked for."""
    with desk.database(Compartment.CASEWORK).atomic():
        done = desk.reviews.decide(ident, approve, answer)
        one = done.value
        if approve and one.kind == "closure":
            _open(desk, one.case_id)
            asked = one.proposal
            answers = {item: (said[0], said[1]) for item, said in asked["answers"].items()}
            answers["supervisor_looked"] = ("yes", "")
            desk.cases.close(one.case_id, asked["outcome"], asked["note"], answers=answers)
    return Done(one, done.changes | Changes.CASES)


def _may_be_asked(desk: Rooms, user: str) -> None:
    if user not in {one.id for one in supervisors(desk)}:
        raise Denied(_("This person has no supervisor right. Nothing was asked. Please choose somebody who has it."))


def _open(desk: Rooms, case_id: str) -> None:
    if desk.cases.get(case_id).status != "open":
        raise Conflict(_("The case is closed already. Nothing was changed."))
