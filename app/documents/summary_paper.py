"""The summary of a case for its readers: the casework team, the managers, police, a court, or a case conference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.clock import local
from app.documents import summary_parts as parts
from app.documents.blocks import Block, Furniture, Pairs, Paper, Part, Stamp, Title
from app.documents.ground import Ground, ground_of, ground_part
from app.documents.making import Making, band, copy_line, known_texts, legend, verdict
from app.documents.model import CaseSummary, Item, Reason
from app.documents.profiles import ON_A_GROUND, Field, Profile, cut_down, fields_of, hidden
from app.documents.redaction import Piece, Redactor, Rich
from app.documents.words import Words

_OF_VIOLENCE = {Field.KINDS, Field.INCIDENTS, Field.PLACES, Field.NARRATIVE, Field.RELATION, Field.OTHER_NOTE}
_ORDER: tuple[tuple[set[Field], Callable[[CaseSummary, Making, Redactor], list[Part]]], ...] = (
    ({Field.GLANCE}, parts.glance),
    ({Field.RISK, Field.SIGNS}, parts.risk),
    (_OF_VIOLENCE, parts.violence),
    ({Field.RECORDED}, parts.recorded),
    ({Field.COURSE}, parts.timeline),
    ({Field.SERVICES}, parts.services),
    ({Field.REFERRALS}, parts.referrals),
    ({Field.DEADLINES}, parts.deadlines),
    ({Field.CONSENTS}, parts.consents),
    ({Field.TASKS}, parts.tasks),
    ({Field.REVIEW}, parts.review),
)
"""Each part with the fields of which one opens it, in the order of the paper."""


def summary_paper(whole: CaseSummary, making: Making, profile: Profile = Profile.FULL) -> Paper:
    """The summary as this reader may see it; raises BadInput where police or court may not get one."""
    ground = ground_of(whole, making) if profile in ON_A_GROUND else None
    seen = _seen(whole, making, profile, ground)
    making = replace(making, profile=profile, seen=seen)
    _ = making.words
    hide = Redactor(known_of(whole, making), hidden(seen))
    summary = cut_down(whole, seen)
    content: list[Block | Part] = [_title(making), *_head(summary, making)]
    content += [ground_part(ground, making)] if ground else []
    content += _parts(summary, making, hide)
    content += [legend(hide, _)] if hide.counts else []
    content += _about(making)
    content += [Stamp(_("Head of {centre}").format(centre=making.centre.name), _("(seal)"))] if ground else []
    return Paper(_.language, _furniture(summary, making), tuple(content), _("hidden"), tuple(hide.counts))


def anonymised(whole: CaseSummary, making: Making) -> Making:
    """What an anonymised summary of this case shows, beside what somebody left out by hand."""
    return replace(making, profile=Profile.ANONYMISED, seen=_seen(whole, making, Profile.ANONYMISED, None))


def anonymised_parts(whole: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    """The parts of an anonymised summary (`making` by `anonymised`), for a paper that holds several."""
    summary = cut_down(whole, making.seen)
    return [*_head(summary, making), *_parts(summary, making, hide)]


def _parts(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    return [part for fields, compose in _ORDER if fields & making.seen for part in compose(summary, making, hide)]


def _seen(whole: CaseSummary, making: Making, profile: Profile, ground: Ground | None) -> frozenset[Field]:
    agreed: frozenset[Item] = ground.items if ground else frozenset()
    left_out = frozenset(one for one in Field if one in making.options.left_out)
    return fields_of(profile, whole, making.printed_on, agreed, left_out=left_out)


def known_of(whole: CaseSummary, making: Making) -> Iterable[tuple[str | None, Reason]]:
    """What free text may repeat of everything that this reader does not get."""
    seen = making.seen
    may = whole.may_name(making.printed_on)
    yield from known_texts(whole, may or Field.NAME in seen)
    if Field.NAME not in seen and may:
        yield whole.survivor.name, Reason.NOT_SHOWN
    if Field.PHONE not in seen:
        yield whole.survivor.phone, Reason.NOT_SHOWN
    if Field.ALIAS not in seen:
        yield whole.survivor.alias, Reason.NOT_SHOWN
    if Field.NUMBER not in seen:
        yield whole.head.number, Reason.NOT_SHOWN
    if Field.PLACES not in seen:
        yield from ((one.place, Reason.NOT_SHOWN) for one in whole.incidents)
    if Field.STAFF not in seen:
        staff = {one.author for one in whole.timeline} | {one.author for one in whole.services}
        staff.add(whole.head.assigned_to)
        yield from ((name, Reason.NOT_SHOWN) for name in sorted(staff))
    if Field.CENTRE not in seen:
        yield making.centre.name, Reason.CENTRE
        yield making.centre.phone, Reason.CENTRE


def _title(making: Making) -> Title:
    _ = making.words
    text, kind = _words(making)
    if making.profile in ON_A_GROUND:
        number = _("Letter no. {reference}").format(reference=making.reference)
        return Title(text, kind, aside=(number, making.printed_on.isoformat()))
    if making.profile is Profile.ANONYMISED:
        return Title(text, kind)
    signers = making.centre.signers or (_("Counsellor"), _("Team leader"), _("Director"))
    return Title(text, kind, signers, _("Approval"))


def _words(making: Making) -> tuple[str, str]:
    """The title and the line below it."""
    _ = making.words
    named = Field.NAME in making.seen
    inside = _("For the casework team · with name and contact") if named else _("For the casework team · without name")
    return {
        Profile.FULL: (_("Case summary"), inside),
        Profile.MANAGER: (_("Case summary"), _("For managers · without name and contact")),
        Profile.POLICE: (_("Summary for the police"), _("Only what may be passed on")),
        Profile.COURT: (_("Summary for the court"), _("Only what may be passed on · the other side may read it")),
        Profile.ANONYMISED: (_("Anonymised summary"), _("No name, number, day, place or free text")),
    }[making.profile]


def _furniture(summary: CaseSummary, making: Making) -> Furniture:
    _ = making.words
    running = {
        Profile.FULL: _("Case summary · for the team"),
        Profile.MANAGER: _("Case summary · for managers"),
    }.get(making.profile, _words(making)[0])
    printed = _("printed {day}").format(day=making.printed_on.isoformat())
    letter = making.profile in ON_A_GROUND
    return Furniture(
        running,
        right=making.centre.name if letter else summary.head.number or making.reference,
        footer=f"{copy_line(making)} · {printed}",
        band=band(making.centre, _),
        draft=_("Draft") if making.options.draft else "",
    )


def _head(summary: CaseSummary, making: Making) -> list[Part]:
    _, head, seen = making.words, summary.head, making.seen
    rows: list[tuple[Field, str, Rich]] = [
        (Field.NUMBER, _("Case number"), (Piece(head.number, bold=True),)),
        (Field.STATE, _("Status"), _.code("case_status", head.status)),
        (Field.ALIAS, _("Alias"), summary.survivor.alias),
        (Field.STAFF, _("Assigned to"), head.assigned_to),
        (Field.STATE, _("Opened"), _opened(summary, making)),
        (Field.COURSE, _("Covers"), _period(summary, making)),
        (Field.NAME, _("Name"), summary.survivor.name or "—"),
        (Field.PHONE, _("Phone"), summary.survivor.phone or "—"),
        (Field.AGE, _("Age band"), _.code("age_band", summary.survivor.age_band)),
        (Field.CALLING, _("Calling"), verdict(summary, _)),
    ]
    if head.closed_on:
        closed = _.day(head.closed_on) if Field.DAYS in seen else f"{head.closed_on:%Y-%m}"
        rows += [(Field.STATE, _("Closed on"), closed), (Field.STATE, _("Outcome"), _.code("outcome", head.outcome))]
    shown = tuple((label, value) for field, label, value in rows if field in seen)
    return [Part("", (Pairs(shown, columns=2, label=24 if _.language == "ko" else 30),))] if shown else []


def _opened(summary: CaseSummary, making: Making) -> str:
    _, head = making.words, summary.head
    day = _.day(head.opened_on) if Field.DAYS in making.seen else f"{head.opened_on:%Y-%m}"
    return f"{day} {_.code('channel', head.channel)}"


def _period(summary: CaseSummary, making: Making) -> str:
    _ = making.words
    times = sorted(entry.at for entry in summary.timeline)
    if not times:
        return "—"
    span = f"{local(times[0]):%m-%d} ~ {local(times[-1]):%m-%d}"
    count = sum(1 for entry in summary.timeline if entry.kind == "contact") + len(summary.services)
    return f"{span} · " + _("{n} contacts and services").format(n=count)


def _about(making: Making) -> list[Part]:
    _ = making.words
    copies = _("copy {n} of {total} · for: {name}").format(
        n=making.recipient.copy, total=making.recipient.copies, name=making.recipient.name
    )
    keeping = _("In a locked drawer. Shred it when it is no longer needed and note that in the program.")
    if making.profile in ON_A_GROUND:
        keeping = _("Only for what it was made for. Please do not pass it on, and do not call this person directly.")
    rows: tuple[tuple[str, Rich], ...] = (
        (_("Left out"), _left_out(making, _)),
        (_("Keeping"), keeping),
        (_("Copy"), copies),
    )
    return [Part(_("This document"), (Pairs(rows),))]


def _left_out(making: Making, words: Words) -> str:
    """What this paper does not hold, as the table has it, and what no paper ever holds."""
    _ = words
    if making.profile is Profile.ANONYMISED and not making.options.left_out:
        return _words(making)[1]
    absent = [_.code("paper_field", field) for field in Field if field not in making.seen]
    if not making.options.notes and Field.NOTES in making.seen:
        absent.append(_.code("paper_field", Field.NOTES))
    return " · ".join([_("Birth date, address"), *absent])
