"""For whom a paper is made, and what each may show: one table, profile by field, and the case cut down to it.

A composer gets a case from which everything a profile does not show is gone already; it cannot print what it never sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.documents.model import (
    CaseSummary,
    Entry,
    Head,
    Incident,
    Item,
    OtherParty,
    Reason,
    SafeContact,
    Service,
    Sign,
    Survivor,
)
from app.documents.risk import level_of


class Profile(StrEnum):
    """For whom a paper is made."""

    FULL = "full"
    MANAGER = "manager"
    REFERRAL = "referral"
    POLICE = "police"
    COURT = "court"
    SURVIVOR = "survivor"
    ANONYMISED = "anonymised"


class Field(StrEnum):
    """What a paper may show; the code list paper_field has its labels."""

    NUMBER = "number"
    CENTRE = "centre"
    STAFF = "staff"
    ALIAS = "alias"
    NAME = "name"
    PHONE = "phone"
    AGE = "age"
    STATE = "state"
    DAYS = "days"
    CALLING = "calling"
    GLANCE = "glance"
    RISK = "risk"
    SIGNS = "signs"
    WORDS = "words"
    KINDS = "kinds"
    INCIDENTS = "incidents"
    PLACES = "places"
    NARRATIVE = "narrative"
    RELATION = "relation"
    OTHER_NOTE = "other_note"
    OTHER_NAME = "other_name"
    OTHER_PHONE = "other_phone"
    RECORDED = "recorded"
    CODE_WORD = "code_word"
    COURSE = "course"
    NOTES = "notes"
    SERVICES = "services"
    LODGING = "lodging"
    REFERRALS = "referrals"
    DEADLINES = "deadlines"
    CONSENTS = "consents"
    TASKS = "tasks"
    REVIEW = "review"


class Rule(StrEnum):
    """Whether a profile shows a field; the sign stands in the table."""

    YES = "+"
    NO = "-"
    COLLECTION = "c"
    """While consent to keeping records holds."""
    AGREED = "a"
    """As far as the person agreed that this recipient gets it, or an order asks for it."""
    CHOSEN = "?"
    """Where the person wants it on their own copy."""


TABLE: dict[Field, str] = {
    #                 full manager referral police court survivor anonymised
    Field.NUMBER:      "+    +       -        -      -      ?        -",
    Field.CENTRE:      "+    +       +        +      +      ?        -",
    Field.STAFF:       "+    +       +        +      -      -        -",
    Field.ALIAS:       "+    +       a        a      a      -        -",
    Field.NAME:        "c    -       a        a      a      -        -",
    Field.PHONE:       "c    -       a        a      -      -        -",
    Field.AGE:         "+    +       a        a      a      -        +",
    Field.STATE:       "+    +       -        -      -      -        +",
    Field.DAYS:        "+    +       +        +      +      +        -",
    Field.CALLING:     "+    +       +        +      -      -        -",
    Field.GLANCE:      "+    +       a        -      -      +        -",
    Field.RISK:        "+    +       a        a      -      -        +",
    Field.SIGNS:       "+    +       -        a      -      -        +",
    Field.WORDS:       "+    +       -        a      -      -        -",
    Field.KINDS:       "+    +       -        a      a      -        +",
    Field.INCIDENTS:   "+    +       -        a      a      +        -",
    Field.PLACES:      "+    -       -        a      a      +        -",
    Field.NARRATIVE:   "+    -       -        a      a      +        -",
    Field.RELATION:    "+    +       -        a      a      -        +",
    Field.OTHER_NOTE:  "+    +       -        a      -      -        -",
    Field.OTHER_NAME:  "-    -       -        -      -      -        -",
    Field.OTHER_PHONE: "-    -       -        -      -      -        -",
    Field.RECORDED:    "+    -       -        -      -      -        -",
    Field.CODE_WORD:   "-    -       -        -      -      -        -",
    Field.COURSE:      "+    +       -        -      -      -        -",
    Field.NOTES:       "+    -       -        -      -      -        -",
    Field.SERVICES:    "+    +       a        -      a      +        +",
    Field.LODGING:     "+    +       a        -      -      +        +",
    Field.REFERRALS:   "+    +       +        -      -      -        -",
    Field.DEADLINES:   "+    +       a        a      a      +        -",
    Field.CONSENTS:    "+    +       +        -      -      +        -",
    Field.TASKS:       "+    +       -        -      -      +        -",
    Field.REVIEW:      "+    +       -        -      -      -        +",
}  # fmt: skip
"""Nobody's paper names the other party or says the code word: whoever must be named is written in by hand."""

AGREED_AS: dict[Field, Item] = {
    Field.ALIAS: Item.ALIAS,
    Field.NAME: Item.NAME,
    Field.PHONE: Item.CONTACT,
    Field.AGE: Item.AGE,
    Field.RISK: Item.RISK,
    Field.SIGNS: Item.RISK,
    Field.WORDS: Item.RISK,
    Field.SERVICES: Item.SERVICES,
    Field.LODGING: Item.SERVICES,
    Field.DEADLINES: Item.DATES,
}
"""By which agreed item a field is passed on; the course of events covers the rest."""

FIXED = frozenset({Field.CENTRE, Field.DAYS})
"""What nobody takes out by hand: a paper says who made it, and each line its day, as its profile has it."""

KEPT_INSIDE = frozenset({"code-word", "safe-contact", "safe-time", "alias", "contact-at", "channel"})
"""Recorded fields that no paper repeats: what they guard is the way to reach her."""

ON_A_GROUND = frozenset({Profile.POLICE, Profile.COURT})
"""Papers that rest on a consent for their recipient, or on an order or duty that is written on them."""


def rule(profile: Profile, field: Field) -> Rule:
    """What the table says."""
    return Rule(TABLE[field].split()[list(Profile).index(profile)])


def offered(profile: Profile) -> tuple[Field, ...]:
    """The fields of a profile that somebody may take out by hand."""
    return tuple(one for one in Field if one not in FIXED and rule(profile, one) not in (Rule.NO, Rule.CHOSEN))


def hidden(seen: frozenset[Field]) -> frozenset[Reason]:
    """What free text never shows: everything by which somebody is known, and the centre where it is not named."""
    return frozenset(Reason) - ({Reason.CENTRE} if Field.CENTRE in seen else frozenset())


def fields_of(
    profile: Profile,
    summary: CaseSummary,
    on: date,
    agreed: frozenset[Item] = frozenset(),
    chosen: frozenset[Field] = frozenset(),
    left_out: frozenset[Field] = frozenset(),
) -> frozenset[Field]:
    """The fields this paper shows about this case on that day; what somebody left out by hand is not among them."""
    holds: Mapping[Rule, frozenset[Field]] = {
        Rule.YES: frozenset(Field),
        Rule.NO: frozenset(),
        Rule.COLLECTION: frozenset(Field) if summary.may_name(on) else frozenset(),
        Rule.AGREED: frozenset(one for one in Field if AGREED_AS.get(one, Item.COURSE) in agreed),
        Rule.CHOSEN: chosen,
    }
    return frozenset(one for one in Field if one in holds[rule(profile, one)]) - (left_out - FIXED)


def cut_down(summary: CaseSummary, seen: frozenset[Field]) -> CaseSummary:
    """The case with nothing in it but these fields, and what composing needs to know of the rest."""
    return replace(
        summary,
        head=_head(summary, seen),
        survivor=_survivor(summary.survivor, seen),
        glance=summary.glance if Field.GLANCE in seen else None,
        safe_contact=_card(summary.safe_contact, seen),
        signs=tuple(_sign(one, seen) for one in summary.signs) if Field.SIGNS in seen else (),
        levels=summary.levels if Field.RISK in seen else (),
        incidents=tuple(_incident(one, seen) for one in summary.incidents) if seen & _OF_INCIDENTS else (),
        other_parties=tuple(_party(one, seen) for one in summary.other_parties) if seen & _OF_PARTIES else (),
        recorded=summary.recorded if Field.RECORDED in seen else (),
        timeline=tuple(_entry(one, seen) for one in summary.timeline) if Field.COURSE in seen else (),
        services=tuple(_services(summary.services, seen)) if Field.SERVICES in seen else (),
        referrals=summary.referrals if Field.REFERRALS in seen else (),
        consents=summary.consents if Field.CONSENTS in seen else (),
        tasks=tuple(
            replace(one, owner=one.owner if Field.STAFF in seen else "")
            for one in summary.tasks
            if (Field.DEADLINES if one.kind == "deadline" else Field.TASKS) in seen
        ),
    )


BAR = "■"
"""Stands for a name or number that is known and that no paper shows."""
_OF_INCIDENTS = frozenset({Field.KINDS, Field.INCIDENTS, Field.PLACES, Field.NARRATIVE})
_OF_PARTIES = frozenset({Field.RELATION, Field.OTHER_NOTE})


def _head(summary: CaseSummary, seen: frozenset[Field]) -> Head:
    head = summary.head
    return replace(
        head,
        number=head.number if Field.NUMBER in seen else "",
        assigned_to=head.assigned_to if Field.STAFF in seen else "",
        status=head.status if Field.STATE in seen else "",
        channel=head.channel if Field.STATE in seen else "",
        closed_on=head.closed_on if Field.STATE in seen else None,
        outcome=head.outcome if Field.STATE in seen else "",
        main_type=head.main_type if Field.KINDS in seen else "",
        relation=head.relation if Field.RELATION in seen else "",
        risk=level_of(summary) if Field.RISK in seen else "",
    )


def _survivor(person: Survivor, seen: frozenset[Field]) -> Survivor:
    return Survivor(
        person.alias if Field.ALIAS in seen else "",
        person.name if Field.NAME in seen else None,
        person.phone if Field.PHONE in seen else None,
        person.age_band if Field.AGE in seen else "",
    )


def _card(card: SafeContact | None, seen: frozenset[Field]) -> SafeContact | None:
    if card is None or not seen & {Field.CALLING, Field.PHONE}:
        return None
    return replace(card, code_word=None, number=card.number if Field.PHONE in seen else None)


def _sign(sign: Sign, seen: frozenset[Field]) -> Sign:
    return sign if Field.WORDS in seen else replace(sign, words=None)


def _incident(one: Incident, seen: frozenset[Field]) -> Incident:
    dated = Field.INCIDENTS in seen
    return Incident(
        one.first_on if dated else None,
        one.last_on if dated else None,
        one.place if Field.PLACES in seen else None,
        one.frequency if dated else None,
        one.narrative if Field.NARRATIVE in seen else None,
        one.types if Field.KINDS in seen else (),
    )


def _party(one: OtherParty, seen: frozenset[Field]) -> OtherParty:
    noted = Field.OTHER_NOTE in seen
    return OtherParty(
        BAR if one.name and noted else None,
        BAR if one.phone and noted else None,
        one.relation if Field.RELATION in seen else "",
        one.note if noted else None,
    )


def _entry(one: Entry, seen: frozenset[Field]) -> Entry:
    body = one.body if Field.NOTES in seen else None
    return replace(one, body=body, author=one.author if Field.STAFF in seen else "")


def _services(services: Iterable[Service], seen: frozenset[Field]) -> Iterable[Service]:
    for one in services:
        if one.service != _LODGING or Field.LODGING in seen:
            note = one.note if Field.NOTES in seen else None
            yield replace(one, note=note, author=one.author if Field.STAFF in seen else "")


_LODGING = "lodging"
"""Where a paper may be read by the other side, that somebody found another place to stay already says too much."""
