"""What may be written about a workplace, looked at field by field; a refusal names the field. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.clock import today
from app.codelists import known
from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _
from app.text import nfc
from app.workplace.model import ThirdReport

Values = dict[str, Any]


def organisation(values: Mapping[str, Any]) -> Values:
    row = _taken(values, texts=("name", "contact", "designation", "note"), codes={"kind": "organisation_kind"})
    row["told_on"] = past(values.get("told_on"), "told_on")
    if not row["name"]:
        raise BadInput(_("Please write what the organisation is called."), field="name")
    return row


def person(values: Mapping[str, Any]) -> Values:
    texts = ("called", "unit", "place", "shift", "approver", "appraiser", "note")
    row = _taken(values, texts=texts, codes={"part": "workplace_part"})
    row["organisation_id"] = values.get("organisation_id") or None
    if not row["called"]:
        if row["part"] != "reporter":
            raise BadInput(_("Please write a name to call them by; it need not be their real one."), field="called")
        row["called"] = _("Somebody who stays unnamed")
    return row


def third_report(values: Mapping[str, Any]) -> Values:
    lists = {"survivor_knows": "person_knows", "survivor_wish": "third_report_wish"}
    row = _taken(values, texts=("words",), codes=lists)
    row["reported_on"] = past(values.get("reported_on"), "reported_on") or today().isoformat()
    row["anonymous"] = int(bool(values.get("anonymous")))
    return row


def separation(values: Mapping[str, Any], report: ThirdReport | None) -> Values:
    """An order; asking for one that moves the person, or that they do not want, is refused. What was done is written."""
    lists = {"state": "separation_state", "who_moves": "separation_moves", "wish": "separation_wish"}
    row = _taken(values, texts=("wish_words", "order_no", "ends_when", "note"), codes=lists)
    row["organisation_id"] = values.get("organisation_id") or None
    row["wish_on"] = past(values.get("wish_on"), "wish_on")
    row |= {field: check_day(values.get(field), field) for field in ("starts_on", "review_on", "ended_on")}
    if not row["organisation_id"]:
        raise BadInput(_("Please choose the organisation first."), field="organisation_id")
    if row["wish"] in ("no", "changed") and not row["wish_words"]:
        raise BadInput(_("Please write what they want instead, in their own words."), field="wish_words")
    if row["state"] == "asked":
        _check_asking(row, report)
    elif not row["starts_on"]:
        raise BadInput(_("Please write since when it holds."), field="starts_on")
    if row["state"] == "ended" and not row["ended_on"]:
        row["ended_on"] = today().isoformat()
    if row["ended_on"] and row["ended_on"] < (row["starts_on"] or ""):
        raise BadInput(_("It would end before it began. Please look at both days."), field="ended_on")
    return row


def _check_asking(row: Values, report: ThirdReport | None) -> None:
    if row["who_moves"] != "accused" and not (row["wish"] == "yes" and row["wish_words"]):
        raise BadInput(
            _(
                "The accused moves. That the person moves is asked for only where they want it themselves: write their wish in their own words."
            ),
            field="wish_words" if row["wish"] == "yes" else "wish",
        )
    if row["wish"] == "no":
        raise BadInput(_("They do not want this order, so it is not asked for."), field="wish")
    if report is not None and not report.about_one and row["wish"] != "yes":
        raise BadInput(
            _(
                "Somebody else reported this, and the person has not said that they want steps taken. Ask them first, through somebody they trust."
            ),
            field="wish",
        )


def scopes(answers: Mapping[str, str]) -> dict[str, str]:
    for scope, answer in answers.items():
        _check_code("separation_scope", scope, "scopes")
        _check_code("separation_answer", answer, "scopes")
    return dict(answers)


def breach(values: Mapping[str, Any]) -> Values:
    row = _taken(values, texts=("words", "followed"), codes={"scope": "separation_scope"})
    row["day"] = past(values.get("day"), "day") or today().isoformat()
    row["told_on"] = past(values.get("told_on"), "told_on")
    if not row["words"]:
        raise BadInput(_("Please write what happened."), field="words")
    return row


def answer(day: str | None, found: Iterable[str], words: str | None) -> Values:
    listed = list(dict.fromkeys(found))
    for one in listed:
        _check_code("secondary_damage", one, "codes")
    row: Values = {"day": past(day, "day") or today().isoformat(), "codes": json.dumps(listed)}
    row["words"] = _text(words, "words")
    if listed and not row["words"]:
        raise BadInput(_("Please write what happened."), field="words")
    return row


def duty(values: Mapping[str, Any]) -> Values:
    row = _taken(values, texts=("words",), codes={"duty": "employer_duty", "state": "employer_duty_state"})
    row["due_on"] = check_day(values.get("due_on"), "due_on")
    row["state_on"] = past(values.get("state_on"), "state_on")
    if row["state"] != "open" and not row["state_on"]:
        row["state_on"] = today().isoformat()
    if row["state"] in ("partly", "nothing") and not row["words"]:
        raise BadInput(_("Please write what was done, or how it is known that nothing was."), field="words")
    return row


def check(values: Mapping[str, Any]) -> Values:
    row = _taken(values, texts=("words",), codes={"topic": "organisation_check", "answer": "check_answer"})
    row["day"] = past(values.get("day"), "day") or today().isoformat()
    return row


def past(day: str | None, field: str) -> str | None:
    """A day up to today, or none."""
    found = check_day(day, field)
    if found is not None and date.fromisoformat(found) > today():
        raise BadInput(_("This day lies in the future. Please look at it again."), field=field)
    return found


def _taken(values: Mapping[str, Any], *, texts: Iterable[str], codes: Mapping[str, str]) -> Values:
    row: Values = {}
    for field, name in codes.items():
        _check_code(name, str(values.get(field) or ""), field)
        row[field] = values[field]
    return row | {field: _text(values.get(field), field) for field in texts}


def _text(text: str | None, field: str) -> str | None:
    return check_text(nfc(text), field) if text else None


def _check_code(name: str, value: str, field: str) -> None:
    if not value:
        raise BadInput(_("Please choose one of the list."), field=field)
    if not known(name, value):
        raise BadInput(
            _("“{value}” is not in the list. Please choose one of the list.").format(value=value), field=field
        )
