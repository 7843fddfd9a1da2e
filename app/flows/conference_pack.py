"""The papers of a case conference: who gets which cases, and why not the others; each copy numbered, locked, in the register.

A case goes into the copy of somebody from outside only where the person agreed to just that: this organisation, for a
case conference. Whoever may not open all cases of a conference sees its day and how many there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.clock import random_id, today
from app.codelists import label
from app.conferences import Attendee, Conference, Handed, Line
from app.documents.conference_paper import (
    INSIDE,
    MINUTES,
    OUTSIDE,
    Decided,
    Meeting,
    Sheets,
    Spoken,
    draw_minutes,
    draw_pack,
)
from app.documents.disk import check_target, put, standing_by
from app.documents.locking import lock
from app.documents.model import Centre, Options, Recipient
from app.documents.pictures import PRINTER, SCREEN, pictures
from app.documents.wish import key_for
from app.errors import BadInput, Denied, Refusal
from app.i18n import _, pick
from app.text import folded

if TYPE_CHECKING:
    from app.audit import Audit
    from app.cases import Cases, Consent
    from app.cases.sight import Sight
    from app.conferences import Conferences
    from app.directory import Directory
    from app.documents import Documents
    from app.office import Office
    from app.vault import Keys

PURPOSE = "conference"
"""The purpose a person agrees to (code list consent_purpose), for one organisation at a time."""
_STOPS = (PURPOSE, "third_party", "collection")
"""Said without naming a place, a no to one of these is a no to every organisation."""


class House(Protocol):
    """What of a centre a conference passes through (app.desk.Desk fits)."""

    @property
    def keys(self) -> Keys: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def conferences(self) -> Conferences: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def sight(self) -> Sight: ...
    @property
    def office(self) -> Office: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def audit(self) -> Audit: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A conference in a list; of one that is `masked` only the day and how many cases it has are told."""

    id: str
    day: str
    aim: str
    place: str
    cases: int
    out: int
    masked: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A case that is not in a copy, and why: missing, refused, withdrawn, deferred, expired, or party."""

    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one person gets, and what they do not."""

    attendee: Attendee
    name: str
    place: str
    given: tuple[Line, ...]
    left: tuple[Left, ...] = ()

    @property
    def called(self) -> str:
        """As the footer of the copy names them."""
        return f"{self.name} ({self.place})" if self.place else self.name


@dataclass(frozen=True, slots=True)
class Whole:
    """A conference for whoever may open all of its cases."""

    conference: Conference
    shares: tuple[Share, ...]
    cases: dict[str, tuple[str, str]]
    """By case: its number and what the person is called, for the screen alone."""
    names: dict[str, str]
    """The staff by id."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a copy goes and how it is locked: a passphrase, or the reason why it has none."""

    target: Path
    passphrase: str | None = None
    plain_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made; `pictures` are its pages for a printer."""

    copy: str
    number: int
    total: int
    name: str
    file: str
    pages: int
    warnings: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()


# -- looking -------------------------------------------------------------------------------------------


def listed(desk: House) -> tuple[Listed, ...]:
    """Every conference, the latest first."""
    found = desk.conferences.listed()
    every = {case_id for one in found for case_id in one.cases}
    hidden = _closed(desk, every)
    return tuple(_listed(one, masked=bool(one.cases & hidden)) for one in found)


def _listed(one: Conference, *, masked: bool) -> Listed:
    if masked:
        return Listed(one.id, one.day, "", "", len(one.lines), one.out, masked=True)
    return Listed(one.id, one.day, one.aim, one.place or "", len(one.lines), one.out, masked=False)


def opened(desk: House, ident: str) -> Whole:
    """A conference with who gets what; raises Denied where one of its cases may not be opened."""
    found = desk.conferences.get(ident)
    if _closed(desk, found.cases):
        raise Denied(_("Somebody else looks after a case of this conference. Open that case with your reason first, then the conference opens too."))  # fmt: skip
    rows = {one: desk.cases.get(one) for one in found.cases}
    cases = {one: (case.number, case.survivor.alias) for one, case in rows.items()}
    return Whole(found, shares(desk, found), cases, {one.id: one.name for one in desk.office.staff()})


def _closed(desk: House, cases: Iterable[str]) -> frozenset[str]:
    """Of these cases, those that this person may not open: somebody else's, or one they may be a party to."""
    wanted = frozenset(cases)
    closed = set(desk.sight.hidden(wanted)) if wanted else set()
    for one in wanted - closed:
        try:
            desk.cases.get(one)
        except Denied:
            closed.add(one)
    return frozenset(closed)


def shares(desk: House, found: Conference) -> tuple[Share, ...]:
    """Who gets which cases; said before anything is printed."""
    names = {ident: pick(dict(name)) for ident, name in desk.directory.names().items()}
    staff = {one.id: one.name for one in desk.office.staff()}
    consents = {line.case_id: desk.cases.consents(line.case_id) for line in found.lines if _outsiders(found)}
    return tuple(_share(one, found, names, staff, consents) for one in found.attendees)


def _outsiders(found: Conference) -> bool:
    return any(not one.is_inside for one in found.attendees)


def _share(
    one: Attendee, found: Conference, names: dict[str, str], staff: dict[str, str],
    consents: dict[str, tuple[Consent, ...]],
) -> Share:  # fmt: skip
    if one.user is not None:
        given = tuple(line for line in found.lines if one.attends(line))
        left = tuple(Left(line, "party") for line in found.lines if line.case_id in one.held)
        return Share(one, staff.get(one.user, one.user), "", given, left)
    place, organisation = names.get(one.organisation or "", one.organisation or ""), one.organisation or ""
    asked = [(line, why_not(consents[line.case_id], {organisation, place})) for line in found.lines if one.attends(line)]  # fmt: skip
    given = tuple(line for line, why in asked if not why)
    return Share(one, one.name or "", place, given, tuple(Left(line, why) for line, why in asked if why))


def why_not(consents: Iterable[Consent], places: Iterable[str]) -> str:
    """Why a case may not go to a place for a conference; empty where the person agreed and it still holds."""
    called = {folded(one) for one in places if one}
    said = [
        one
        for one in consents
        if (one.purpose == PURPOSE and one.recipient and folded(one.recipient) in called)
        or (one.purpose in _STOPS and not one.recipient and one.answer in ("refused", "withdrawn"))
    ]
    if not said:
        return "missing"
    last = max(said, key=lambda one: (one.at, one.id))
    if last.answer != "given":
        return last.answer
    return "" if last.holds(today()) else "expired"


def told_why(why: str) -> str:
    """Why a case is not in a copy, in words."""
    return {
        "missing": _("consent not asked yet"),
        "refused": _("they said no"),
        "withdrawn": _("consent taken back"),
        "deferred": _("asked again later"),
        "expired": _("the consent has run out"),
        "party": _("they may be a party to it"),
    }[why]


def agree(desk: House, case_id: str, organisation: str, answer: str, method: str, valid_until: str | None) -> Done[Any]:
    """Note what a person said about one organisation and a case conference."""
    if answer == "withdrawn":
        raise BadInput(_("A consent is taken back in its case, where it shows what has gone out."), field="answer")
    return desk.cases.consent(case_id, PURPOSE, answer, method, recipient=organisation, valid_until=valid_until)


def place_of(desk: House, organisation: str) -> str:
    """The service of the directory that is written like this; else the words as they stand."""
    said = folded(organisation)
    known = {folded(text): ident for ident, name in desk.directory.names().items() for text in name.values()}
    return known.get(said, organisation)


# -- copies --------------------------------------------------------------------------------------------


def numbers(found: Conference, chosen: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Number and total for each of these people's copies; a number is never given twice."""
    last = max((one.number for one in found.copies), default=0)
    total = last + len(chosen)
    return {one: (last + at, total) for at, one in enumerate(chosen, 1)}


def look(desk: House, ident: str, attendee: str, options: Options) -> Done[tuple[bytes, ...]]:
    """Somebody's copy as pictures, before anything leaves; that it was looked at is recorded."""
    whole, share = _share_of(desk, ident, attendee)
    sheets = _draw(desk, whole, share, numbers(whole.conference, [attendee])[attendee], options)
    desk.audit.write("conference_pack_previewed", conference=ident)
    return Done(pictures(sheets.data, SCREEN), Changes.AUDIT)


def save_copy(
    desk: House, ident: str, attendee: str, number: tuple[int, int], way: Way, options: Options
) -> Done[Made]:
    """One copy at its target, locked unless a reason for a plain one is given; refused, nothing is left of it."""
    key = key_for(way.passphrase, way.plain_reason)
    check_target(way.target, overwrite=False)
    whole, share = _share_of(desk, ident, attendee)
    sheets = _draw(desk, whole, share, number, options)
    data = lock(sheets.data, key) if key else sheets.data
    reason = None if key else (way.plain_reason or "").strip()
    with standing_by(way.target, data) as partial_file:
        copy, changes = _enter(desk, whole, share, number, sheets, data, reason, way.target.name)
        try:
            put(partial_file, way.target)
        except Refusal:
            desk.conferences.drop_copy(copy)
            raise
    return Done(_made(copy, number, share, way.target.name, sheets), changes)


def print_copy(desk: House, ident: str, attendee: str, number: tuple[int, int], options: Options) -> Done[Made]:
    """The pages of one copy for a printer; from here on the copy is waited for."""
    whole, share = _share_of(desk, ident, attendee)
    sheets = _draw(desk, whole, share, number, options)
    copy, changes = _enter(desk, whole, share, number, sheets, sheets.data, _("Printed on paper"), None)
    return Done(_made(copy, number, share, "", sheets, pictures(sheets.data, PRINTER)), changes)


def _made(
    copy: str, number: tuple[int, int], share: Share, file: str, sheets: Sheets, pages: tuple[bytes, ...] = ()
) -> Made:
    return Made(copy, *number, share.called, file, sheets.pages, sheets.warnings, pages)


def _share_of(desk: House, ident: str, attendee: str) -> tuple[Whole, Share]:
    whole = opened(desk, ident)
    share = next((one for one in whole.shares if one.attendee.id == attendee), None)
    if share is None:
        raise BadInput(_("This person is not in the conference any more. Please look at it again."), field="attendees")
    if not share.given:
        raise BadInput(
            _("No copy was made for {name}: no case may be in it.").format(name=share.called), field="attendees"
        )
    return whole, share


def _draw(desk: House, whole: Whole, share: Share, number: tuple[int, int], options: Options) -> Sheets:
    found = whole.conference
    around = {line.case_id: desk.documents.summary(line.case_id) for line in found.lines}
    cases = [Spoken(line.code, around[line.case_id], line.asks or "") for line in share.given]
    recipient = Recipient(share.called, *number)
    return draw_pack(_meeting(desk, whole), cases, list(around.values()), _centre(desk), recipient, options)


def _enter(
    desk: House, whole: Whole, share: Share, number: tuple[int, int], sheets: Sheets, data: bytes, reason: str | None,
    file: str | None,
) -> tuple[str, Changes]:  # fmt: skip
    """The copy among those of the conference, and in the register of each case that is in it."""
    copy, sha256 = random_id(), hashlib.sha256(data).hexdigest()
    inside = share.attendee.is_inside
    row = {
        "profile": INSIDE if inside else OUTSIDE, "recipient": share.called, "encrypted": int(reason is None),
        "reason": reason, "safety": None, "sha256": sha256, "pages": sheets.pages, "conference_copy": copy,
    }  # fmt: skip
    ids = [random_id() for _line in share.given]
    rows = [{**row, "id": key, "case_id": line.case_id} for key, line in zip(ids, share.given, strict=True)]
    with desk.conferences.together():
        changes = desk.conferences.enter_copy(whole.conference.id, copy, share.attendee.id, *number, file)
        for one in rows:
            facts = {"profile": row["profile"], "sha256": sha256, "encrypted": reason is None, "copy": copy}
            desk.documents.enter(one, "conference_copy_made", conference=whole.conference.id, **facts)
    desk.conferences.mirror()
    return copy, changes | Changes.CASES | Changes.AUDIT


# -- the minutes ---------------------------------------------------------------------------------------


def look_minutes(desk: House, ident: str, options: Options) -> Done[tuple[bytes, ...]]:
    sheets = _minutes(desk, opened(desk, ident), options)
    desk.audit.write("conference_pack_previewed", conference=ident)
    return Done(pictures(sheets.data, SCREEN), Changes.AUDIT)


def save_minutes(desk: House, ident: str, way: Way, options: Options) -> Done[Made]:
    """The minutes at their target, in the register of each case."""
    key = key_for(way.passphrase, way.plain_reason)
    check_target(way.target, overwrite=True)
    whole = opened(desk, ident)
    sheets = _minutes(desk, whole, options)
    data = lock(sheets.data, key) if key else sheets.data
    with standing_by(way.target, data) as partial_file:
        ids = _enter_minutes(desk, whole, sheets, data, None if key else (way.plain_reason or "").strip())
        step = partial(put, partial_file, way.target)
        for one in ids:
            step = partial(desk.documents.or_take_back, one, step)
        step()
    made = Made("", 1, 1, _("For the file"), way.target.name, sheets.pages, sheets.warnings)
    return Done(made, Changes.CASES | Changes.AUDIT)


def print_minutes(desk: House, ident: str, options: Options) -> Done[Made]:
    whole = opened(desk, ident)
    sheets = _minutes(desk, whole, options)
    _enter_minutes(desk, whole, sheets, sheets.data, _("Printed on paper"))
    pages = pictures(sheets.data, PRINTER)
    return Done(Made("", 1, 1, _("For the file"), "", sheets.pages, sheets.warnings, pages), Changes.CASES | Changes.AUDIT)  # fmt: skip


def _minutes(desk: House, whole: Whole, options: Options) -> Sheets:
    found = whole.conference
    if not found.lines:
        raise BadInput(_("No minutes were made: no case is in this conference."), field="cases")
    roles = {one.id: label("role", one.role.value) for one in desk.office.staff()}
    cases = [Spoken(line.code, desk.documents.summary(line.case_id), line.asks or "") for line in found.lines]
    codes = {line.case_id: line.code for line in found.lines}
    decided = [
        Decided(codes[one.case_id], one.words, roles.get(one.owner, "—"), one.due_on or "", one.done)
        for one in found.decisions
        if one.case_id in codes
    ]
    return draw_minutes(_meeting(desk, whole), cases, decided, _centre(desk), options)


def _enter_minutes(desk: House, whole: Whole, sheets: Sheets, data: bytes, reason: str | None) -> list[str]:
    sha256, ids = hashlib.sha256(data).hexdigest(), [random_id() for _line in whole.conference.lines]
    with desk.conferences.together():
        for ident, line in zip(ids, whole.conference.lines, strict=True):
            row = {
                "id": ident, "case_id": line.case_id, "profile": MINUTES, "recipient": _("For the file"),
                "encrypted": int(reason is None), "reason": reason, "safety": None, "sha256": sha256,
                "pages": sheets.pages,
            }  # fmt: skip
            facts = {"profile": MINUTES, "sha256": sha256, "encrypted": reason is None}
            desk.documents.enter(row, "conference_minutes_made", conference=whole.conference.id, **facts)
    return ids


def _meeting(desk: House, whole: Whole) -> Meeting:
    found, roles = whole.conference, {one.id: one.role.value for one in desk.office.staff()}
    return Meeting(
        found.day, found.place or "", found.aim, found.return_by,
        [roles[one.user] for one in found.attendees if one.user in roles],
        [one.place for one in whole.shares if one.place],
    )  # fmt: skip


def _centre(desk: House) -> Centre:
    return Centre(desk.keys.centre_name, practice=desk.keys.practice)


def holder(whole: Whole, copy: Handed) -> str:
    """Who has this copy."""
    return next((one.called for one in whole.shares if one.attendee.id == copy.attendee_id), "")
