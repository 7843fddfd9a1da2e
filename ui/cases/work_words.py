"""The words for the history of deletion and workplace records: which record, which field, what a code means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.codelists import known, label
from app.i18n import _

_LISTS = {
    ("deletion_mandate", "asked_by"): "deletion_requester", ("deletion_mandate", "paper"): "deletion_paper",
    ("organisation", "kind"): "organisation_kind", ("workplace_person", "part"): "workplace_part",
    ("third_report", "survivor_knows"): "person_knows", ("third_report", "survivor_wish"): "third_report_wish",
    ("separation", "state"): "separation_state", ("separation", "who_moves"): "separation_moves",
    ("separation", "wish"): "separation_wish", ("separation_scope", "answer"): "separation_answer",
    ("separation_scope", "scope"): "separation_scope", ("separation_breach", "scope"): "separation_scope",
    ("employer_duty", "duty"): "employer_duty", ("employer_duty", "state"): "employer_duty_state",
    ("organisation_check", "topic"): "organisation_check", ("organisation_check", "answer"): "check_answer",
}  # fmt: skip
_TELLING = {
    "deletion_mandate": "asked_by", "organisation": "name", "workplace_person": "called", "third_report": "survivor_wish",
    "separation": "who_moves", "separation_scope": "scope", "separation_breach": "words", "damage_answer": "codes",
    "employer_duty": "duty", "organisation_check": "topic",
}  # fmt: skip
"""The field that says in a few words what a whole record is about."""


def entity(name: str) -> str | None:
    """What a record of this work is called; None for all others."""
    return {
        "deletion_mandate": _("On whose behalf"),
        "organisation": _("Organisation"),
        "workplace_person": _("Who stands where"),
        "third_report": _("Report by somebody else"),
        "separation": _("Separation order"),
        "separation_scope": _("In what they are kept apart"),
        "separation_breach": _("The order was broken"),
        "damage_answer": _("Secondary damage, week by week"),
        "employer_duty": _("A duty of the organisation"),
        "organisation_check": _("A check of the organisation"),
    }.get(name)


def field(record: str, name: str, about: str = "") -> str | None:
    """What a field of such a record is called; None for all others."""
    if record not in _TELLING:
        return None
    if record == "separation_scope" and known("separation_scope", about):
        return label("separation_scope", about)
    return {
        "asked_by": _("Who asks"), "paper": _("Power of attorney, or proof of kinship"), "signed_on": _("Signed on"),
        "until_on": _("Valid until"), "kept_where": _("Where the paper is kept"), "withdrawn_on": _("Taken back on"),
        "contact": _("Who speaks for it"), "designation": _("Contract or designation"), "part": _("Their part"),
        "called": _("Name to call them by"), "unit": _("Unit"), "place": _("Place of work"), "shift": _("Hours or shift"),
        "approver": _("Who signs for them"), "appraiser": _("Who appraises them"), "reported_on": _("On which day"),
        "anonymous": _("How it was reported"), "survivor_knows": _("Does the person know of it"),
        "survivor_wish": _("What the person wants"), "who_moves": _("Who moves"), "wish": _("What the person said to it"),
        "wish_words": _("In their own words"), "wish_on": _("Said on"), "order_no": _("Number of the order"),
        "starts_on": _("In force from"), "review_on": _("To be looked at again"), "ends_when": _("It ends when"),
        "ended_on": _("Ended on"), "scope": _("In what"), "day": _("On which day"), "followed": _("What it did about it"),
        "due_on": _("By which day"), "state_on": _("Known since"), "letter_on": _("Letter"), "duty": _("What it owes"),
        "organisation_id": _("Organisation"), "name": _("Name of the organisation"), "kind": _("Kind"), "note": _("Note"),
        "words": _("What happened"), "answer": _("Answer"), "topic": _("What was looked at"),
        "told_on": _("When it was told") if record == "organisation" else _("Told to the organisation on"),
        "state": _("Where it stands") if record == "separation" else _("What followed"),
    }.get(name)  # fmt: skip


def shown(record: str, name: str, value: str) -> str | None:
    """A stored code in words; None where it is no code of such a record."""
    if (record, name) == ("third_report", "anonymous"):
        return _("without a name") if value == "1" else _("with a name")
    found = _LISTS.get((record, name))
    return label(found, value) if found and known(found, value) else None


def whole(record: str, row: Mapping[str, Any]) -> str | None:
    """What a whole record is about; None for all others."""
    name = _TELLING.get(record)
    if name is None:
        return None
    value = str(row.get(name) or "")
    if record == "damage_answer":
        codes = [one for one in json.loads(value or "[]") if known("secondary_damage", one)]
        return ", ".join(label("secondary_damage", one) for one in codes) or _("Nothing happened")
    return (shown(record, name, value) or value).partition("\n")[0]
