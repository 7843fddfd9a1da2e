"""What law and centre say about keeping records, as the rules that retention counts by."""

from __future__ import annotations

from dataclasses import replace

from app.changes import Changes, Done
from app.codelists import codes
from app.duties import Duty, duties_for
from app.duties.model import PERMANENT, period
from app.errors import BadInput
from app.i18n import _
from app.office import Office
from app.retention import COUNSELLING, DELETION, Rule

SETTING = "retention."
KEPT = (COUNSELLING, *DELETION)
"""Record types that stand in this program today; the others are duties on paper."""
_DIGITAL_CENTRE = "digital_support"


def duties_of(centre_type: str) -> tuple[Duty, ...]:
    """Every retention duty of this kind of centre."""
    return tuple(one for one in duties_for(centre_type, "head") if one.kind == "retention")


def rules(centre_type: str, office: Office) -> tuple[Rule, ...]:
    """One rule a record type; where several duties speak of one, the longest stated period counts."""
    found: dict[str, Rule] = {}
    for duty in duties_of(centre_type):
        if duty.record_type not in KEPT:
            continue
        rule = _rule(duty, office.setting(SETTING + str(duty.record_type)))
        other = found.get(rule.record_type)
        if other is None or (not other.by_law and rule.by_law):
            found[rule.record_type] = rule
    return tuple(found.values())


def _rule(duty: Duty, chosen: str) -> Rule:
    record_type = str(duty.record_type)
    if duty.permanent:
        return Rule(record_type, duty.id, not duty.ask_a_lawyer, permanent=True)
    if duty.keep_for:
        return Rule(record_type, duty.id, not duty.ask_a_lawyer, until=duty.kept_until)
    counted = replace(duty, keep_for=chosen).kept_until if chosen else None
    return Rule(record_type, duty.id, certain=False, until=counted, chosen=chosen)


def digital(centre_type: str) -> frozenset[str]:
    """Types of violence that make a case a deletion record too, where the centre gives deletion support."""
    if centre_type != _DIGITAL_CENTRE:
        return frozenset()
    return frozenset(one.id for one in codes("violence_type") if one.extra.get("manual") == "digital-sex-crime")


def set_period(office: Office, centre_type: str, record_type: str, text: str) -> Done[None]:
    """Choose how long records are kept whose period no law states (P3Y); the first time, ask a lawyer."""
    stated = [one for one in duties_of(centre_type) if one.record_type == record_type]
    if not stated or record_type not in KEPT:
        raise BadInput(_("“{value}” is not in the list. Please choose one of the list.").format(value=record_type))
    if any(one.keep_for for one in stated):
        raise BadInput(_("The law states this period, so it is not chosen here. Nothing was changed."), field="period")
    try:
        years, months, days = period(text)
        fits = text != PERMANENT and years * 365 + months * 30 + days >= 30
    except ValueError:
        fits = False
    if not fits:
        raise BadInput(_("Please write the period as years, such as 3."), field="period")
    office.set(SETTING + record_type, text)
    return Done(None, Changes.SETTINGS | Changes.RETENTION)
