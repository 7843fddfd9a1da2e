"""What papers are made from: the summary of a case, for whom and how a paper is made, and what it becomes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class Reason(StrEnum):
    """Why a place is hidden; the order gives the number on the bar."""

    PERSON = "person"
    CONTACT = "contact"
    REGISTRATION = "registration"
    NO_CONSENT = "no_consent"
    CENTRE = "centre"
    NOT_SHOWN = "not_shown"
    MARKED = "marked"


class Item(StrEnum):
    """What may be passed on to another organisation, one by one, as the person agreed to it."""

    ALIAS = "alias"
    NAME = "name"
    CONTACT = "contact"
    AGE = "age"
    COURSE = "course"
    RISK = "risk"
    SERVICES = "services"
    DATES = "dates"


ITEM_WORDS: dict[Item, tuple[str, ...]] = {
    Item.ALIAS: ("alias", "가명", "별칭", "부르는 이름"),
    Item.NAME: ("name", "이름", "성명"),
    Item.CONTACT: ("contact", "phone", "연락", "전화"),
    Item.AGE: ("age", "age_band", "나이", "연령"),
    Item.COURSE: ("course", "incident", "사건", "경과", "피해"),
    Item.RISK: ("risk", "위험"),
    Item.SERVICES: ("service", "지원", "상담 내용"),
    Item.DATES: ("date", "deadline", "measure", "조치", "기한", "날짜"),
}
"""Words by which an item is recognised in what was agreed; an item nobody recognises passes nothing on."""


def agreed_items(text: str | None) -> frozenset[Item]:
    """The items named in a consent or referral: a JSON list, or words between commas."""
    parts = [part.strip().lower() for part in split_items(text)]
    return frozenset(item for part in parts for item in _recognised(part))


def split_items(text: str | None) -> tuple[str, ...]:
    """The single items of a stored list, as they were written."""
    if not text:
        return ()
    try:
        found = json.loads(text)
    except ValueError:
        found = text.replace(";", ",").replace("·", ",").replace("\n", ",").split(",")
    values = found if isinstance(found, list) else [found]
    return tuple(str(value).strip() for value in values if str(value).strip())


def _recognised(part: str) -> Iterable[Item]:
    if part in ITEM_WORDS[Item.ALIAS]:
        return (Item.ALIAS,)  # 부르는 이름 is the alias and would otherwise read as the name
    return (item for item, words in ITEM_WORDS.items() if any(part.startswith(word) for word in words))


@dataclass(frozen=True, slots=True)
class Survivor:
    """The person the case is about; name and phone are shown only with consent to collection."""

    alias: str
    name: str | None = None
    phone: str | None = None
    age_band: str = "unknown"


@dataclass(frozen=True, slots=True)
class Head:
    """The facts of the case file itself."""

    number: str
    status: str
    channel: str
    opened_on: date
    assigned_to: str
    closed_on: date | None = None
    main_type: str = "unknown"
    relation: str = "unknown"
    risk: str = "unknown"
    outcome: str = "open"


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident with all its kinds of violence."""

    first_on: str | None = None
    last_on: str | None = None
    place: str | None = None
    frequency: str | None = None
    narrative: str | None = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherParty:
    """The other party; name and phone never reach a paper."""

    name: str | None = None
    phone: str | None = None
    relation: str = "unknown"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One warning sign with its answer and the person's own words."""

    sign: str
    answer: str
    at: int
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The level of risk at a moment."""

    at: int
    level: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: a note, a contact or a guided session."""

    at: int
    kind: Literal["note", "contact", "session"]
    title: str
    author: str
    body: str | None = None
    minutes: int | None = None
    counselling: str | None = None
    violence: str | None = None
    """Whether violence was told of, where it was a counselling."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that was given."""

    at: int
    service: str
    author: str
    minutes: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The last word on one purpose, recipient and service, and when an earlier yes was taken back."""

    id: str
    purpose: str
    answer: str
    method: str
    at: int
    recipient: str | None = None
    items: str | None = None
    valid_until: str | None = None
    service: str | None = None

    def is_valid(self, today: date) -> bool:
        return self.answer == "given" and (not self.valid_until or self.valid_until >= today.isoformat())


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral to an organisation, with the consent it rests on."""

    id: str
    organisation_id: str
    organisation: str
    status: str
    at: int
    purpose: str | None = None
    items: str | None = None
    consent_id: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task, appointment or deadline."""

    title: str
    kind: str
    owner: str
    due_on: str | None = None
    due_at: int | None = None
    place: str | None = None
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class SafeContact:
    """Whether the person may be called, and when."""

    verdict: str
    number: str | None = None
    hours: str | None = None
    code_word: str | None = None
    """Known only so that no text repeats it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A field that the manual asked to write down."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """Everything a paper about one case may show, read in one go."""

    case_id: str
    head: Head
    survivor: Survivor
    glance: str | None = None
    safe_contact: SafeContact | None = None
    signs: tuple[Sign, ...] = ()
    levels: tuple[Level, ...] = ()
    incidents: tuple[Incident, ...] = ()
    other_parties: tuple[OtherParty, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    timeline: tuple[Entry, ...] = ()
    services: tuple[Service, ...] = ()
    referrals: tuple[Referral, ...] = ()
    consents: tuple[Consent, ...] = ()
    tasks: tuple[Task, ...] = ()

    def may_name(self, today: date) -> bool:
        """Names and contacts are shown only while consent to collection holds."""
        given = [consent for consent in self.consents if consent.purpose == "collection"]
        return bool(given) and latest(given).is_valid(today)


def latest(consents: Iterable[Consent]) -> Consent:
    """The last word among consents of one purpose and recipient."""
    return max(consents, key=lambda consent: (consent.at, consent.id))


@dataclass(frozen=True, slots=True)
class Centre:
    """Who makes the paper: the name on letters, practice or real, and the people of the approval box."""

    name: str
    practice: bool = False
    phone: str = ""
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the paper, and which of how many copies it is."""

    name: str
    copy: int = 1
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Options:
    """Choices beside the profile; centre and number are chosen on the survivor's own copy only."""

    draft: bool = False
    notes: bool = True
    referral_id: str | None = None
    show_centre: bool = False
    show_number: bool = False
    day: str = ""
    """The day of a counselling log; without one the last on which something was written."""
    ground: str = ""
    """The order or duty on which a paper for police or court rests where no consent was given."""
    left_out: frozenset[str] = frozenset()
    """Fields that somebody left out by hand, by their ids."""
    marked: tuple[str, ...] = ()
    """Words that somebody marked: none of them is in the file, wherever it would stand."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A paper that now stands outside the store."""

    id: str
    path: str
    sha256: str
    pages: int
    encrypted: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What can be said about a file: its pages (None while locked), and whether the register knows it."""

    sha256: str
    encrypted: bool
    pages: int | None
    known: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A paper in the register; `gone_at` is when somebody confirmed that it was destroyed."""

    id: str
    case_id: str | None
    profile: str
    recipient: str
    encrypted: bool
    at: int
    author: str
    gone_at: int | None
