"""A safety plan on paper for the person: only after asking whether it is safe to take along, and into the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.documents import Centre, SafetyAnswers
from app.documents.answers import check_allows_paper, check_answers
from app.documents.pictures import PRINTER, SCREEN, pictures
from app.documents.plan_paper import PROFILE, PlanDrawn, draw_plan
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.audit import Audit
    from app.cases import Cases
    from app.documents import Documents
    from app.safety import Plan, SafetyPlans
    from app.vault import Keys


class Rooms(Protocol):
    """What a copy of a plan needs of a desk."""

    @property
    def keys(self) -> Keys: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def safety_plans(self) -> SafetyPlans: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def audit(self) -> Audit: ...


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages as pictures (PNG), and what is to be known about them."""

    pages: tuple[bytes, ...]
    warnings: tuple[str, ...]


def look(desk: Rooms, plan_id: str, safety: SafetyAnswers | None) -> Done[Sheets]:
    """The pages for the screen; that somebody looked is recorded."""
    plan, drawn = _drawn(desk, plan_id, safety)
    desk.audit.write("document_previewed", profile=PROFILE, case=plan.case_id)
    return Done(Sheets(pictures(drawn.data, SCREEN), drawn.warnings), Changes.AUDIT)


def print_plan(desk: Rooms, plan_id: str, safety: SafetyAnswers | None, *, card_seen: bool = False) -> Done[Sheets]:
    """The pages for a printer; the copy stands in the register until somebody confirms that it is gone."""
    plan, drawn = _drawn(desk, plan_id, safety)
    assert safety is not None, "it was just checked"
    desk.documents.check_card(plan.case_id, card_seen)
    row = {
        "id": drawn.id, "case_id": plan.case_id, "profile": PROFILE, "encrypted": 0, "reason": _("Printed on paper"),
        "recipient": desk.cases.get(plan.case_id).survivor.alias, "safety": safety.stored(), "sha256": drawn.sha256,
        "pages": drawn.pages,
    }  # fmt: skip
    desk.documents.enter(row, "document_exported", profile=PROFILE, sha256=drawn.sha256, encrypted=False)
    return Done(Sheets(pictures(drawn.data, PRINTER), drawn.warnings), Changes.CASES | Changes.AUDIT)


def _drawn(desk: Rooms, plan_id: str, safety: SafetyAnswers | None) -> tuple[Plan, PlanDrawn]:
    check_allows_paper(check_answers(safety))
    plan = desk.safety_plans.get(plan_id)
    if plan.copy_safe == "no":
        raise BadInput(
            _(
                "No paper was made: the plan says that no copy can be kept without danger. Ask again, and change the plan."
            ),
            field="safe_to_take",
        )
    return plan, draw_plan(plan, Centre(desk.keys.centre_name, practice=desk.keys.practice))
