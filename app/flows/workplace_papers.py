"""Papers for an organisation leave: locked, put in one chosen place, in the register, and noted where they belong."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Changes, Done
from app.documents import Centre, Exported
from app.documents.disk import check_target, put, standing_by
from app.documents.locking import lock
from app.documents.wish import key_for
from app.documents.workplace_papers import LETTER, ORDER, Made, draw_letter, draw_order
from app.entry import check_day
from app.errors import BadInput, NotFound
from app.i18n import _
from app.workplace import Duty, Organisation, Separation

if TYPE_CHECKING:
    from app.documents import Documents
    from app.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where a paper goes and how it is locked: a passphrase, or the reason why it has none."""

    target: Path
    passphrase: str | None = None
    plain_reason: str | None = None
    overwrite: bool = False


def save_order(
    workplace: Workplace, documents: Documents, case_id: str, separation_id: str, centre: Centre, way: Leaving
) -> Done[Exported]:
    """The separation order at its target; refused, neither file nor row is left."""
    order, organisation = _order(workplace, case_id, separation_id)
    made, done = _save(documents, case_id, ORDER, organisation.name, draw_order(order, organisation, centre), way)
    return Done(made, done)


def save_letter(
    workplace: Workplace, documents: Documents, case_id: str, organisation_id: str, duties: Sequence[str],
    answer_by: str, centre: Centre, way: Leaving,
) -> Done[Exported]:  # fmt: skip
    """The letter about these duties; that it was made is written with each of them."""
    organisation, chosen = _owed(workplace, case_id, organisation_id, duties)
    by = check_day(answer_by, "answer_by")
    if by is None:
        raise BadInput(_("No letter was made. Write by when they are asked to answer."), field="answer_by")
    made, done = _save(
        documents, case_id, LETTER, organisation.name, draw_letter(chosen, organisation, centre, by), way
    )
    noted = workplace.letter_made(one.id for one in chosen)
    return Done(made, done | noted.changes)


def _order(workplace: Workplace, case_id: str, separation_id: str) -> tuple[Separation, Organisation]:
    file = workplace.file(case_id)
    order = next((one for one in file.separations if one.id == separation_id), None)
    organisation = file.organisation(order.organisation_id) if order else None
    if order is None or organisation is None:
        raise NotFound(_("This order is not here any more. No paper was made."))
    return order, organisation


def _owed(
    workplace: Workplace, case_id: str, organisation_id: str, duties: Sequence[str]
) -> tuple[Organisation, tuple[Duty, ...]]:
    file = workplace.file(case_id)
    organisation = file.organisation(organisation_id)
    chosen = tuple(one for one in file.duties if one.id in duties and one.organisation_id == organisation_id)
    if organisation is None or not chosen:
        raise BadInput(_("No letter was made. Choose at least one duty of this organisation."), field="duties")
    if file.report is not None and file.report.survivor_wish in ("nothing", "not_asked"):
        raise BadInput(
            _("No letter was made: somebody else reported this, and the person does not want it or was not asked yet."),
            field="duties",
        )
    return organisation, chosen


def _save(
    documents: Documents, case_id: str, profile: str, recipient: str, drawn: Made, way: Leaving
) -> tuple[Exported, Changes]:
    key = key_for(way.passphrase, way.plain_reason)
    check_target(way.target, overwrite=way.overwrite)
    data = lock(drawn.data, key) if key else drawn.data
    made = Exported(drawn.id, str(way.target), hashlib.sha256(data).hexdigest(), drawn.pages, key is not None)
    row = {
        "id": made.id, "case_id": case_id, "profile": profile, "recipient": recipient, "encrypted": int(made.encrypted),
        "reason": None if key else (way.plain_reason or "").strip(), "safety": None, "sha256": made.sha256,
        "pages": made.pages,
    }  # fmt: skip
    with standing_by(way.target, data) as partial:
        documents.enter(row, "document_exported", profile=profile, sha256=made.sha256, encrypted=made.encrypted)
        documents.or_take_back(made.id, lambda: put(partial, way.target))
    return made, Changes.CASES | Changes.AUDIT
