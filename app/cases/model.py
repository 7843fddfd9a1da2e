"""A case and its rules: alias until consent, no call without a safe-contact card, one derived main type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import local
from app.codelists import code, known
from app.errors import BadInput
from app.i18n import _


@dataclass(frozen=True, slots=True)
class Person:
    """A survivor: an alias always, a name only after consent to keeping records."""

    id: str
    alias: str
    name: str | None = None
    phone: str | None = None
    age_band: str = "unknown"
    sex: str = "unknown"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The head of a case."""

    id: str
    number: str
    survivor: Person
    status: str
    risk: str
    main_type: str
    relation: str
    channel: str
    assigned_to: str
    opened_on: date
    closed_on: date | None
    outcome: str
    closing_note: str | None
    summary: str | None
    last_activity: int
    team: str | None = None
    stage: str = "new"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    id: str
    number: str
    alias: str
    status: str
    risk: str
    main_type: str
    assigned_to: str
    opened_on: str
    last_activity: int
    team: str | None = None
    stage: str = "new"
    masked: bool = False
    """Somebody else's case: only its number is shown until a reason was given (app.cases.sight)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of the week: ISO weekdays as digits (1 is Monday), from and to as HH:MM."""

    days: str
    start: str
    end: str

    def covers(self, moment: datetime) -> bool:
        return str(moment.isoweekday()) in self.days and self.start <= f"{moment:%H:%M}" < self.end

    @property
    def label(self) -> str:
        names = {"12345": _("weekdays"), "67": _("weekends"), "1234567": _("every day")}
        short = _("Mon Tue Wed Thu Fri Sat Sun").split()
        days = names.get(self.days) or "·".join(short[int(d) - 1] for d in self.days)
        return _("{days} {start}–{end}").format(days=days, start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class SafeCard:
    """How this person can be reached without harm. A case without a card reads "do not call"."""

    case_id: str
    verdict: str
    number: str | None = None
    hours: tuple[Span, ...] = ()
    text_allowed: bool = False
    message_allowed: bool = False
    we_are: str | None = None
    code_word: str | None = None
    never_contact: str | None = None
    do_not_tell: str | None = None
    set_at: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """May we call now? `shape` is may_call, not_now or do_not_call; `sentence` is what the strip says first."""

    shape: str
    sentence: str
    detail: str = ""

    @property
    def allowed(self) -> bool:
        return self.shape == "may_call"


def verdict(card: SafeCard | None, at: int) -> Verdict:
    """The rule of the safe-contact card at an instant; what is not set is forbidden."""
    if card is None:
        return Verdict("do_not_call", _("Do not call"), _("No safe contact is set, so no call is prepared."))
    if card.verdict == "do_not_call" or not card.number:
        return Verdict("do_not_call", _("Do not call"), card.never_contact or _("The person asked not to be called."))
    hours = ", ".join(span.label for span in card.hours)
    if card.verdict == "only_hours" and not any(span.covers(local(at)) for span in card.hours):
        return Verdict("not_now", _("Do not call now"), _("Only {hours}").format(hours=hours))
    return Verdict("may_call", _("A call is possible now"), hours)


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer to one purpose; later answers stand beside earlier ones."""

    id: str
    case_id: str
    purpose: str
    answer: str
    method: str
    text_version: str
    at: int
    told_by: str
    ground: str | None = None
    recipient: str | None = None
    items: str | None = None
    remind_on: str | None = None
    valid_until: str | None = None
    service: str | None = None
    """For which service something may be passed on; None for whatever was asked for."""

    def holds(self, day: date) -> bool:
        """Whether it was given and has not run out by this day."""
        return self.answer == "given" and not (self.valid_until and self.valid_until < day.isoformat())


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened, apart from who it happened to."""

    id: str
    case_id: str
    types: tuple[str, ...] = ()
    main_type: str = "unknown"
    gbvims_type: str = "non-gbv"
    first_on: str | None = None
    last_on: str | None = None
    time_of_day: str | None = None
    place: str | None = None
    frequency: str | None = None
    narrative: str | None = None
    reported_elsewhere: str = "no"


@dataclass(frozen=True, slots=True)
class OtherParty:
    """The person who is said to have done it."""

    id: str
    case_id: str
    name: str | None = None
    phone: str | None = None
    relation: str = "unknown"
    note: str | None = None
    is_primary: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's timeline."""

    at: int
    kind: str
    id: str
    title: str
    body: str
    who: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history of a case: who wrote what, where it stood before, what it is now; `seq` is its place.

    `about` names the field of the manual's record, or the warning sign, that the value answers.
    """

    seq: int
    at: int
    who: str
    device: str
    entity: str
    entity_id: str
    operation: str
    field: str | None
    old: str | None
    new: str | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Double:
    """A record that may be the same person, or the other side: shown before intake goes on."""

    kind: str
    case_id: str
    number: str
    alias: str
    why: str
    masked: bool = False


def main_type(types: Iterable[str]) -> str:
    """The one type a case is counted under: the first of its types by the list's rank."""
    ranked = sorted(types, key=lambda one: code("violence_type", one).extra["rank"])
    return ranked[0] if ranked else "unknown"


def gbvims_type(types: Iterable[str]) -> str:
    """The single type the GBVIMS form wants, by the crosswalk of the list."""
    return str(code("violence_type", main_type(types)).extra["gbvims"])


def check_types(types: Iterable[str]) -> tuple[str, ...]:
    """The types in the list's order; refuses one the list does not have."""
    chosen = set(types)
    for one in chosen:
        must_know("violence_type", one, "types")
    return tuple(sorted(chosen, key=lambda one: code("violence_type", one).extra["rank"]))


def must_know(list_name: str, value: str, field: str) -> str:
    if not known(list_name, value):
        raise BadInput(
            _("“{value}” is not in the list. Please choose one of the list.").format(value=value), field=field
        )
    return value


def check_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    found = tuple(spans)
    for span in found:
        ok = re.fullmatch(r"[1-7]{1,7}", span.days) and all(
            re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", t) for t in (span.start, span.end)
        )
        if not ok or span.start >= span.end:
            raise BadInput(_("The hours need a beginning before their end, such as 12:00–13:00."), field="hours")
    return found


def spans_to_json(spans: Iterable[Span]) -> str:
    return json.dumps([{"days": s.days, "from": s.start, "to": s.end} for s in spans])


def spans_from_json(text: str | None) -> tuple[Span, ...]:
    return tuple(Span(s["days"], s["from"], s["to"]) for s in json.loads(text or "[]"))
