"""What may be written about deletion work, looked at field by field; a refusal names the field. Pure."""

from __future__ import annotations

from datetime import date

from app.clock import today
from app.codelists import known
from app.deletion.model import needs_paper
from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _
from app.text import nfc


def check_code(name: str, value: str, field: str) -> None:
    if not known(name, value):
        raise BadInput(
            _("“{value}” is not in the list. Please choose one of the list.").format(value=value), field=field
        )


def text(typed: str | None, field: str) -> str | None:
    return check_text(nfc(typed), field) if typed else None


def day_or_today(day: str | None, field: str) -> str:
    """A day up to today; today where none is written."""
    return past_day(day, field) or today().isoformat()


def past_day(day: str | None, field: str) -> str | None:
    found = check_day(day, field)
    if found is not None and date.fromisoformat(found) > today():
        raise BadInput(_("This day lies in the future. Please look at it again."), field=field)
    return found


def mandate(
    *, asked_by: str, paper: str, name: str | None, signed_on: str | None, until_on: str | None, kept_where: str | None,
    withdrawn_on: str | None,
) -> dict[str, str | None]:  # fmt: skip
    """On whose behalf: somebody else brings a signed paper, and has a name."""
    check_code("deletion_requester", asked_by, "asked_by")
    check_code("deletion_paper", paper, "paper")
    if needs_paper(asked_by) and paper == "not_needed":
        raise BadInput(
            _("Somebody else asks here, so a signed paper is needed. Say whether it was seen or is missing."),
            field="paper",
        )
    row = {
        "asked_by": asked_by, "paper": paper, "name": text(name, "name"),
        "signed_on": past_day(signed_on, "signed_on"), "until_on": check_day(until_on, "until_on"),
        "kept_where": text(kept_where, "kept_where"),
        "withdrawn_on": past_day(withdrawn_on, "withdrawn_on"),
    }  # fmt: skip
    if needs_paper(asked_by) and not row["name"]:
        raise BadInput(_("Please write who asks for the person."), field="name")
    return row
