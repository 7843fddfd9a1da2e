"""One line of a case's history in words: which record, which field, from what to what."""

from __future__ import annotations

import json
from itertools import zip_longest

from app.cases import Change
from app.cases.model import spans_from_json
from app.codelists import known, label
from app.i18n import _
from app.recordfields import fields
from ui.cases import words, work_words
from ui.cases.reading import CaseFile
from ui.kit.rows import Row

_LISTS = {
    "age_band": "age_band", "sex": "sex", "status": "case_status", "risk": "risk", "main_type": "violence_type",
    "relation": "relation", "channel": "channel", "outcome": "outcome", "verdict": "verdict", "purpose": "consent_purpose",
    "method": "consent_method", "level": "risk", "reported_elsewhere": "reported_elsewhere", "service": "service",
    "kind": "task_kind", "ground": "consent_ground", "caller_relation": "caller_relation", "stage": "case_stage",
    "counselling": "counselling", "violence": "told_violence", "area": "need_area",
    "approval": "judge_approval", "ended_why": "deadline_end", "closed": "court_answer", "trusted": "court_answer",
    "route": "court_answer",
}  # fmt: skip
SHOWN = ("person", "safe_contact", "incident", "other_party", "note", "contact")
"""Records that changes may be narrowed to."""
_SHORT, _LEAD = 28, 8
"""Letters of a value that a line has room for, and how many of them stand before the first that differs."""
_INSTANTS = frozenset(
    {
        "done_at",
        "gone_at",
        "reported_at",
        "reopened_at",
        "resolved_at",
        "decided_at",
        "answered_at",
        "undone_at",
        "cancelled_at",
        "told_at",
        "due_at",
        "until",
        "out_at",
        "back_at",
    }
)
HIDDEN = frozenset({"code_word"})
"""Fields that are masked in the case, and here."""


def entity_word(entity: str) -> str:
    return (
        {
            "casefile": _("Case"),
            "person": _("The person"),
            "safe_contact": _("Safe contact"),
            "consent": _("Consent"),
            "incident": _("What happened"),
            "other_party": _("Other party"),
            "note": _("Note"),
            "service_given": _("Support given"),
            "record_value": _("Record of the manual"),
            "warning_sign": _("Warning sign"),
            "risk_level": _("Level of risk"),
            "task": _("To do"),
            "referral": _("Referral"),
            "plain_copy": _("Paper"),
            "duty_report": _("Report to an authority"),
            "scale_result": _("Scale or sheet"),
            "safety_plan": _("Safety plan"),
            "safety_plan_item": _("Step of a safety plan"),
            "referral_step": _("Step of a referral"),
            "support_paid": _("Support paid"),
            "withdrawal_notice": _("Notice of a consent taken back"),
            "contact": _("Contact"),
            "need": _("What is needed"),
            "goal": _("Goal"),
            "follow_up": _("Follow-up"),
            "review": _("Supervisor"),
            "closure": _("Closing"),
            "legal_event": _("What the law counts from"),
            "appointment": _("Appointment"),
            "court_card": _("The day at court"),
            "flag": _("Flag"),
            "feedback": _("What they say about us"),
            "transfer": _("Transfer"),
            "merge": _("Putting together"),
        }.get(entity)
        or work_words.entity(entity)
        or entity
    )


def field_word(field: str) -> str:
    return {
        "alias": _("Name to call the person by"),
        "name": _("Name"),
        "phone": _("Phone"),
        "age_band": _("Age"),
        "sex": _("Sex"),
        "note": _("Note"),
        "status": _("Status"),
        "risk": _("Risk"),
        "main_type": _("Main type"),
        "gbvims_type": _("GBVIMS type"),
        "relation": _("Relation to the person"),
        "assigned_to": _("With"),
        "closed_on": _("Closed on"),
        "outcome": _("Outcome"),
        "closing_note": _("Note at closing"),
        "summary": _("Summary"),
        "verdict": _("May we call"),
        "number": _("Number"),
        "hours": _("Hours"),
        "text_allowed": _("Text messages"),
        "message_allowed": _("Voice messages"),
        "we_are": _("We say we are"),
        "code_word": _("Code word"),
        "never_contact": _("Never contact through"),
        "do_not_tell": _("Do not tell"),
        "narrative": _("In their own words"),
        "place": _("Place"),
        "first_on": _("First day"),
        "last_on": _("Last day"),
        "time_of_day": _("Time of day"),
        "frequency": _("How often"),
        "reported_elsewhere": _("Told elsewhere before"),
        "done_at": _("Ticked off"),
        "gone_at": _("Destroyed"),
        "answer": _("Answer"),
        "value": _("Entry"),
        "consent_id": _("Consent"),
        "items": _("What may be passed on"),
        "is_primary": _("The main one of this case"),
        "words": _("In their own words"),
        "ground": _("On what ground"),
        "exception": _("Exception"),
        "told_before": _("Told before"),
        "not_told_because": _("Why not told"),
        "reported_at": _("Reported at"),
        "authority": _("Reported to"),
        "receipt_no": _("Receipt number"),
        "purpose": _("What for"),
        "service": _("For which support"),
        "organisation": _("Organisation"),
        "answer_by": _("Ask about the answer on"),
        "amount": _("Amount in won"),
        "line": _("Budget line"),
        "paid_on": _("Paid on"),
        "paid_to": _("Paid to"),
        "receipt": _("Receipt"),
        "cancelled_at": _("Taken out of the sums"),
        "cancelled_because": _("Why it does not count"),
        "due_on": _("Day"),
        "due_at": _("Time"),
        "until": _("Until"),
        "room": _("Room"),
        "out_at": _("They have left"),
        "back_at": _("They are back"),
        "in_spite": _("Why both stand"),
        "on_day": _("On which day"),
        "measures": _("Which measures"),
        "order_no": _("Number on the paper"),
        "approval": _("The judge's approval"),
        "served_until": _("Last day on the served paper"),
        "ended_on": _("Since which day"),
        "ended_why": _("What came of it"),
        "court": _("Court"),
        "courtroom": _("Courtroom"),
        "case_no": _("Number at the court"),
        "closed": _("Closed hearing"),
        "trusted": _("A trusted person beside them"),
        "trusted_name": _("Who that is"),
        "route": _("A way in apart from the other side"),
        "route_words": _("Which way, and where to wait"),
        "told_at": _("Told"),
        "told_how": _("How they were told, and who there"),
        "title": _("Title"),
        "body": _("What it says"),
        "channel": _("How it came"),
        "caller_relation": _("Who called"),
        "kind": _("Kind"),
        "stage": _("Where it stands"),
        "team": _("Team"),
        "counselling": _("First or repeat counselling"),
        "violence": _("Violence told of"),
        "needed": _("Needed"),
        "area": _("Area"),
        "state": _("Where it stands"),
        "reason": _("Reason"),
        "reopened_at": _("Opened again"),
        "reopened_by": _("Opened again by"),
        "reopened_because": _("Why it was opened again"),
        "resolved_at": _("Settled on"),
        "resolved_by": _("Settled by"),
        "resolution": _("How it was settled"),
        "decided_by": _("Decided by"),
        "decided_at": _("Decided on"),
        "answered_at": _("Answered on"),
        "undone_at": _("Undone on"),
        "undone_by": _("Undone by"),
    }.get(field, field)


def change_row(change: Change, file: CaseFile) -> Row:
    """A row; its id is the place of the change in the history."""
    who = _("{name} · computer {letter}").format(name=file.name(change.who), letter=change.device)
    if change.operation == "change" and change.field:
        old, new = _apart(shown(change, change.old), shown(change, change.new))
        second = f"{old} → {new}"
    else:
        second = whole_word(change, file)
    return Row(
        f"{change.seq}", subject(change), second=second, lead=words.clock(change.at), state=who, state_tone="text3",
        unread=None,
    )  # fmt: skip


def subject(change: Change) -> str:
    """Which record and which field a line is about."""
    if change.operation == "change" and change.field:
        return f"{entity_word(change.entity)} · {about_word(change)}"
    verb = _("taken out") if change.operation == "remove" else _("written")
    return f"{entity_word(change.entity)} · {verb}"


def about_word(change: Change) -> str:
    """The field by its name; where a record holds one answer, by the name of what was asked."""
    if change.entity == "record_value" and change.field == "value" and change.about in fields():
        return fields()[change.about].label
    if change.entity == "warning_sign" and change.field == "answer" and known("warning_sign", change.about):
        return label("warning_sign", change.about)
    found = work_words.field(change.entity, change.field or "", change.about)
    return found or field_word(change.field or "")


def _apart(old: str, new: str) -> tuple[str, str]:
    """Where two texts begin to differ: a little of each, so that both stand in one line."""
    before, after = old.splitlines() or [""], new.splitlines() or [""]
    left, right = next(
        (pair for pair in zip_longest(before, after, fillvalue="…") if pair[0] != pair[1]), (before[0], after[0])
    )
    same = next((at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, same - _LEAD) if max(len(left), len(right)) > _SHORT else 0
    return _piece(left, start), _piece(right, start)


def _piece(text: str, start: int) -> str:
    rest = text[start:].lstrip(" .,") if start else text
    shown = rest if len(rest) <= _SHORT else f"{rest[: _SHORT - 1]}…"
    return f"…{shown}" if start else shown


def shown(change: Change, value: str | None) -> str:
    """A stored value as a person reads it, whole; what is masked in the case is masked here."""
    field = change.field or ""
    if value is None or value == "":
        return _("empty")
    if field in HIDDEN:
        return _("hidden")
    if (found := work_words.shown(change.entity, field, value)) is not None:
        return found
    if (change.entity, field) == ("record_value", "value") and change.about in fields():
        return fields()[change.about].shown(value)
    if field in ("text_allowed", "message_allowed"):
        return _("fine") if value == "1" else _("no")
    if field == "is_primary":
        return _("Yes") if value == "1" else _("No")
    if field == "line" and change.entity == "support_paid":
        return _("another budget line")
    if field == "room":
        return _("another room")
    if field == "measures":
        return ", ".join(label("provisional_measure", one) for one in value.split(",")) or _("empty")
    if field == "kind" and change.entity in ("legal_event", "appointment"):
        return coded({"legal_event": "legal_event", "appointment": "appointment_kind"}[change.entity], value)
    if field in _INSTANTS:
        return words.moment(int(value))
    if field == "told_before":
        return {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}.get(value, value)
    if field == "answer":
        return _answer(change.entity, value)
    if field == "needed":
        return {"yes": _("Needed"), "no": _("Not needed"), "unknown": _("Not known")}.get(value, value)
    if field == "state" and change.entity in ("goal", "review"):
        return label(f"{change.entity}_state", value)
    if field == "status" and change.entity == "referral":
        return label("referral_status", value)
    if field == "gbvims_type":
        return words.gbvims(value)
    if field == "hours":
        return ", ".join(span.label for span in spans_from_json(value)) or _("empty")
    return coded("contact_kind" if (change.entity, field) == ("contact", "kind") else _LISTS.get(field), value)


def coded(name: str | None, value: str) -> str:
    """A code by its label in that list; any other text as it stands."""
    return label(name, value) if name and known(name, value) else value


def _answer(entity: str, value: str) -> str:
    if entity == "warning_sign":
        return {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}.get(value, value)
    return label("consent_answer", value) if known("consent_answer", value) else value


_TELLING = (
    "area",
    "duty_id",
    "title",
    "alias",
    "organisation",
    "purpose",
    "sign",
    "field",
    "service",
    "profile",
    "level",
    "number",
    "name",
)


def whole_word(change: Change, file: CaseFile) -> str:
    """What a whole record is about, in a few words."""
    row = json.loads(change.new or change.old or "{}")
    if (found := work_words.whole(change.entity, row)) is not None:
        return found
    for field in _TELLING:
        if value := str(row.get(field) or ""):
            return _named(field, value, change, file)
    return ""


def _named(field: str, value: str, change: Change, file: CaseFile) -> str:
    if field == "sign" and known("warning_sign", value):
        return label("warning_sign", value)
    if field == "field" and value in fields():
        return fields()[value].label
    if field == "organisation":
        return file.place(value)
    if field == "duty_id":
        return file.duties.get(value, value)
    if field == "number" and change.entity == "safe_contact":
        return ""
    if field == "purpose" and change.entity == "consent":
        return label("consent_purpose", value)
    return coded(_LISTS.get(field), value).splitlines()[0]
