"""A consent is taken back: what went to whom is listed, what was open stops, and each place has words prepared for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.clock import local, today
from app.i18n import _, long_date, pick
from app.kinds import Compartment
from app.referrals import items_told
from app.text import folded

if TYPE_CHECKING:
    from app.cases import Cases, Consent, Transfers
    from app.conferences import Conferences
    from app.directory import Directory
    from app.documents import Documents
    from app.evidence import Evidence
    from app.referrals import Notice, Referral, Referrals
    from app.store import Database
    from app.vault import Keys

EVERYWHERE = ("collection", "sensitive")
"""Purposes that stand under everything: taken back, every place that has something is told."""
_TOLD = ("sent", "call", "reminder")
_CONFERENCE = "conference"
"""The purpose, and the profile of copies for people from outside, of a case conference."""
_HERS = ("survivor", "handout", "safety_plan")
"""Papers that went to the person themselves."""
_HOUSE = ("full", "conference_staff", "conference_minutes")
"""Papers that stay in the house: they are listed, and nobody outside is told."""


class Rooms(Protocol):
    """What a withdrawal needs of a desk."""

    @property
    def keys(self) -> Keys: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def referrals(self) -> Referrals: ...
    @property
    def transfers(self) -> Transfers: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def conferences(self) -> Conferences: ...
    def database(self, compartment: Compartment) -> Database: ...


@dataclass(frozen=True, slots=True)
class Passed:
    """One time something went to somebody: `place` is a directory id, or a name as it stood on the paper."""

    place: str
    name: str
    at: int
    how: str
    """call, sent, reminder, transfer, paper, house, evidence, conference"""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking a consent back led to."""

    consent: Consent
    passed: tuple[Passed, ...]
    stopped: tuple[Referral, ...]
    notices: tuple[Notice, ...]


def reached(desk: Rooms, case_id: str, place: str | None = None, service: str | None = None) -> tuple[Passed, ...]:
    """What went to whom, the newest first; to one place (for one service), or to every place."""
    names = {ident: pick(dict(name)) for ident, name in desk.directory.names().items()}
    found = [*_by_referral(desk, case_id, names, service), *_by_transfer(desk, case_id, names)]
    found += [*_on_paper(desk, case_id), *_in_conference(desk, case_id), *_evidence(desk, case_id)]
    known = {folded(name): ident for ident, name in names.items()}
    found = [replace(one, place=known.get(folded(one.name), one.place)) for one in found]
    wanted = [one for one in found if place in (None, one.place)]
    return tuple(sorted(wanted, key=lambda one: one.at, reverse=True))


def by_purpose(
    desk: Rooms, case_id: str, purpose: str, place: str | None = None, service: str | None = None
) -> tuple[Passed, ...]:
    """What went to whom under a purpose: all of it, what went into case conferences, or nothing."""
    if purpose == _CONFERENCE:
        return tuple(one for one in reached(desk, case_id, place) if one.how == _CONFERENCE)
    return reached(desk, case_id, place, service) if _stops(purpose) else ()


def withdraw(
    desk: Rooms,
    case_id: str,
    purpose: str = "third_party",
    *,
    place: str | None = None,
    service: str | None = None,
    method: str = "oral",
) -> Done[Withdrawn]:
    """Write that a consent was taken back, stop what is open, and prepare a notice for each place that has something."""
    everywhere = purpose in EVERYWHERE or place is None
    with desk.database(Compartment.CASEWORK).atomic():
        done = desk.cases.consent(case_id, purpose, "withdrawn", method, recipient=place, service=service)
        consent, changes = done.value, done.changes | Changes.REFERRALS
        passed = by_purpose(desk, case_id, purpose, None if everywhere else place, service)
        stopped = _stop(desk, case_id, None if everywhere else place, service) if _stops(purpose) else ()
        waiting = {one.recipient for one in desk.referrals.notices(case_id) if one.told_at is None}
        notices = []
        for recipient, theirs in _by_place(passed).items():
            if recipient not in waiting:
                task = _("Tell {place} that a consent was taken back").format(place=theirs[0].name)
                made = desk.referrals.prepare_notice(case_id, consent.id, recipient, notice_text(desk, theirs), task)
                notices.append(made.value)
                changes |= made.changes
    return Done(Withdrawn(consent, passed, stopped, tuple(notices)), changes)


def notice_text(desk: Rooms, theirs: tuple[Passed, ...]) -> str:
    """The words for one place; they name nobody, because the place knows whom its own letter was about."""
    days = ", ".join(dict.fromkeys(long_date(local(one.at).date()) for one in reversed(theirs)))
    lines = [
        _("To: {place}").format(place=theirs[0].name),
        _("From: {centre}").format(centre=desk.keys.centre_name),
        "",
        _("On {days} we passed something on to you with the consent of a person we support.").format(days=days),
        *dict.fromkeys(f"· {one.what}" for one in reversed(theirs) if one.what),
        _("The person took this consent back on {day}.").format(day=long_date(today())),
        _("Please use it no longer, pass it on to nobody, and destroy what you need not keep by law."),
        _("Please tell us when this is done, and what you keep by which law. Do not contact the person about it."),
    ]
    return "\n".join(lines)


# -- inside --------------------------------------------------------------------------------------


def _stops(purpose: str) -> bool:
    """Whether what is open stops with it."""
    return purpose == "third_party" or purpose in EVERYWHERE


def _by_place(passed: tuple[Passed, ...]) -> dict[str, tuple[Passed, ...]]:
    found: dict[str, tuple[Passed, ...]] = {}
    for one in passed:
        if one.how != "house":
            found[one.place] = (*found.get(one.place, ()), one)
    return found


def _by_referral(desk: Rooms, case_id: str, names: dict[str, str], service: str | None) -> Iterator[Passed]:
    steps = [one for one in desk.referrals.steps(case_id) if one.kind in _TOLD]
    for referral in desk.referrals.of_case(case_id):
        if service is not None and referral.service not in (None, service):
            continue
        place, what = referral.organisation, items_told(referral.items) or referral.purpose or ""
        theirs = [one for one in steps if one.referral_id == referral.id]
        for step in theirs:
            yield Passed(place, names.get(place, place), step.at, step.kind, what)
        if not theirs and referral.status in ("sent", "accepted", "done"):
            yield Passed(place, names.get(place, place), referral.at, "sent", what)


def _by_transfer(desk: Rooms, case_id: str, names: dict[str, str]) -> Iterator[Passed]:
    for one in desk.transfers.of_case(case_id):
        place = one.organisation
        yield Passed(place, names.get(place, place), one.at, "transfer", items_told(one.items))


def _on_paper(desk: Rooms, case_id: str) -> Iterator[Passed]:
    for copy in desk.documents.copies(case_id):
        if copy.profile not in (*_HERS, _CONFERENCE):
            how = "house" if copy.profile in _HOUSE else "paper"
            yield Passed(copy.recipient, copy.recipient, copy.at, how)


def _in_conference(desk: Rooms, case_id: str) -> Iterator[Passed]:
    for one in desk.conferences.passed_on(case_id, _CONFERENCE):
        day = long_date(date.fromisoformat(one.day)) if one.day else ""
        what = _("Case conference of {day}, copy {number}").format(day=day, number=one.number) if day else ""
        yield Passed(one.place, one.name, one.at, _CONFERENCE, what)


def _evidence(desk: Rooms, case_id: str) -> Iterator[Passed]:
    for item in desk.evidence.items(case_id):
        for line in desk.evidence.custody(item.id):
            if line.act == "handed_over" and line.detail:
                yield Passed(line.detail, line.detail, line.at, "evidence", item.title)


def _stop(desk: Rooms, case_id: str, place: str | None, service: str | None) -> tuple[Referral, ...]:
    """Referrals and transfers that were open stop; what has ended stays as it ended."""
    stopped = []
    for one in desk.referrals.of_case(case_id):
        ours = place in (None, one.organisation) and service in (None, one.service)
        if ours and one.status in ("proposed", "consented", "sent", "accepted"):
            stopped.append(desk.referrals.advance(one.id, "withdrawn").value)
    for waiting in desk.transfers.of_case(case_id):
        if waiting.state == "sent" and place in (None, waiting.organisation):
            desk.transfers.withdraw(waiting.id)
    return tuple(stopped)
