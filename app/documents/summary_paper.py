"""The managers' paper: the whole case in the order in which a manager asks about it."""

from __future__ import annotations

from collections.abc import Callable

from app.clock import local
from app.documents.blocks import Block, Boxes, Furniture, Grid, Lines, Pairs, Paper, Part, Title
from app.documents.making import (
    Making,
    band,
    consent_line,
    copy_line,
    due,
    item_label,
    known_texts,
    legend,
    level_of,
    paragraphs,
    verdict,
    weight,
)
from app.documents.model import (
    PROFILES,
    CaseSummary,
    Consent,
    Entry,
    OtherParty,
    Profile,
    Reason,
    Section,
    Sign,
    Task,
    split_items,
)
from app.documents.redaction import Piece, Redactor, Rich, joined
from app.documents.words import Words

LEVELS = ("watch", "caution", "high", "critical")
_KEPT_INSIDE = frozenset({"code-word", "safe-contact", "safe-time", "alias", "contact-at", "channel"})
"""Recorded fields that no paper repeats: what they guard is the way to reach her."""


def summary_paper(summary: CaseSummary, making: Making) -> Paper:
    """The full paper; names and contacts only while consent to collection holds."""
    _ = making.words
    named = summary.may_name(making.printed_on)
    hide = Redactor(known_texts(summary, named), PROFILES[Profile.FULL].hidden)
    signers = making.centre.signers or (_("Counsellor"), _("Team leader"), _("Director"))
    kind = _("For managers · with name and contact") if named else _("For managers · without name and contact")
    title = Title(_("Case summary"), kind, signers, _("Approval"))
    parts = [part for section in PROFILES[Profile.FULL].sections for part in _PARTS[section](summary, making, hide)]
    content: list[Block | Part] = [title, *parts]
    if hide.counts:
        content.insert(-1, legend(hide, _))
    return Paper(_.language, _furniture(summary, making), tuple(content), _("hidden"), tuple(hide.counts))


def _furniture(summary: CaseSummary, making: Making) -> Furniture:
    _ = making.words
    printed = _("printed {day}").format(day=making.printed_on.isoformat())
    return Furniture(
        _("Case summary · for managers"),
        right=summary.head.number,
        footer=f"{copy_line(making)} · {printed}",
        band=band(making.centre, _),
        draft=_("Draft") if making.options.draft else "",
    )


def _head(summary: CaseSummary, making: Making, _hide: Redactor) -> list[Part]:
    _ = making.words
    head = summary.head
    opened = f"{_.day(head.opened_on)} {_.code('channel', head.channel)}"
    rows: list[tuple[str, Rich]] = [
        (_("Case number"), (Piece(head.number, bold=True),)),
        (_("Status"), _.code("case_status", head.status)),
        (_("Alias"), summary.survivor.alias),
        (_("Assigned to"), head.assigned_to),
        (_("Opened"), opened),
        (_("Covers"), _period(summary, making)),
    ]
    if summary.may_name(making.printed_on):
        rows += [(_("Name"), summary.survivor.name or "—"), (_("Phone"), summary.survivor.phone or "—")]
    rows.append((_("Age band"), _.code("age_band", summary.survivor.age_band)))
    rows.append((_("Calling"), verdict(summary, _)))
    if head.closed_on:
        rows += [(_("Closed on"), _.day(head.closed_on)), (_("Outcome"), _.code("outcome", head.outcome))]
    return [Part("", (Pairs(tuple(rows), columns=2, label=24 if _.language == "ko" else 30),))]


def _period(summary: CaseSummary, making: Making) -> str:
    _ = making.words
    times = sorted(entry.at for entry in summary.timeline)
    if not times:
        return "—"
    span = f"{local(times[0]):%m-%d} ~ {local(times[-1]):%m-%d}"
    count = sum(1 for entry in summary.timeline if entry.kind == "contact") + len(summary.services)
    return f"{span} · " + _("{n} contacts and services").format(n=count)


def _glance(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    return [_text_part(_("At a glance"), [hide(text) for text in paragraphs(summary.glance)], _)]


def _text_part(heading: str, texts: list[Rich], words: Words) -> Part:
    _ = words
    if not texts:
        return Part(heading, (), _("Nothing is written here yet."))
    return Part(heading, (Lines(tuple(texts)),))


def _risk(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    level = level_of(summary)
    chosen = LEVELS.index(level) if level in LEVELS else None
    boxes = Boxes(tuple(_.code("risk", one) for one in LEVELS), chosen, _risk_aside(summary, _))
    heads = (_("Sign"), _("Answer"), _("Noted on"), _("In her words"))
    rows = tuple(
        (_.code("warning_sign", sign.sign), _answer(sign, _), _.moment(sign.at, year=False), hide(sign.words))
        for sign in summary.signs
    )
    blocks: tuple[Block, ...] = (boxes, Grid(heads, rows, (63, 23, 22, 59))) if rows else (boxes,)
    note = _("“Not known” is not low risk. This is the centre's own list, not a validated instrument.")
    return [Part(_("Level of risk"), blocks, note)]


def _risk_aside(summary: CaseSummary, words: Words) -> tuple[str, ...]:
    _ = words
    levels = sorted(summary.levels, key=lambda one: one.at)
    if not levels:
        return (_("Not assessed yet."),)
    yes = sum(sign.answer == "yes" and weight(sign.sign) != "protective" for sign in summary.signs)
    open_ = sum(sign.answer == "unknown" for sign in summary.signs)
    counted = _("assessed {day} · signs present {yes}, not known {open}")
    lines = [counted.format(day=f"{local(levels[-1].at):%Y-%m-%d}", yes=yes, open=open_)]
    if len(levels) > 1:
        former = " → ".join(f"{_.code('risk', one.level)}({local(one.at):%m-%d})" for one in levels[-4:-1])
        lines.append(_("before: {levels}").format(levels=former))
    return tuple(lines)


def _answer(sign: Sign, words: Words) -> Rich:
    text = words.code("sign_answer", sign.answer)
    return (Piece(text, bold=True),) if sign.answer == "yes" else text


def _violence(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    kinds = list(dict.fromkeys(kind for incident in summary.incidents for kind in incident.types))
    others = [kind for kind in kinds if kind != summary.head.main_type]
    rows: list[tuple[str, Rich]] = [(_("Main kind"), _.code("violence_type", summary.head.main_type))]
    if others:
        rows.append((_("Together with"), " · ".join(_.code("violence_type", kind) for kind in others)))
    for n, incident in enumerate(summary.incidents, 1):
        facts = [_span(incident.first_on, incident.last_on, _), incident.frequency, incident.place]
        rows.append((_("Incident {n}").format(n=n), hide(" · ".join(fact for fact in facts if fact) or "—")))
    rows += [(_("Other party"), _party(party, _, hide)) for party in summary.other_parties]
    told = [text for incident in summary.incidents for text in paragraphs(incident.narrative)]
    parts = [Part(_("Violence experienced"), (Pairs(tuple(rows)),))]
    return [*parts, Part(_("What happened"), (Lines(tuple(map(hide, told))),))] if told else parts


def _party(party: OtherParty, words: Words, hide: Redactor) -> Rich:
    hidden = [hide.bar(Reason.PERSON)] if party.name else []
    hidden += [Piece(" "), hide.bar(Reason.CONTACT)] if party.phone else []
    facts = [words.code("relation", party.relation), party.note]
    text = ". ".join(fact for fact in facts if fact)
    return joined(tuple(hidden), " ", hide(text)) if hidden else hide(text)


def _span(first: str | None, last: str | None, words: Words) -> str:
    days = [words.day(day) for day in (first, last) if day]
    return " ~ ".join(dict.fromkeys(days))


def _recorded(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    rows = tuple(
        (_.field(one.field), hide(_.value(one.field, one.value)))
        for one in summary.recorded
        if one.field not in _KEPT_INSIDE and one.value
    )
    return [Part(_("Recorded with the manual"), (Pairs(rows, label=48),))] if rows else []


def _timeline(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    year = len({local(entry.at).year for entry in summary.timeline}) > 1
    rows: list[tuple[Rich, ...]] = []
    for entry in sorted(summary.timeline, key=lambda one: one.at):
        texts = _entry_texts(entry, making)
        rows.append((_.moment(entry.at, year=year), hide(texts[0]), entry.author))
        rows += [("", hide(text), "") for text in texts[1:]]
    if not rows:
        return [Part(_("Course"), (), _("Nothing is written here yet."))]
    grid = Grid((_("Day"), _("What happened"), _("Who")), tuple(rows), (30 if year else 22, 117, 28))
    return [Part(_("Course"), (grid,))]


def _entry_texts(entry: Entry, making: Making) -> list[str]:
    """The first line of an entry and, where asked for, the rest of its text, a row each."""
    _ = making.words
    title = entry.title
    if entry.kind == "contact":
        title = _.code("channel", entry.title)
    if entry.kind == "session":
        title = _("Guided conversation with the manual")
    if entry.minutes:
        title = _("{what}, {n} min").format(what=title, n=entry.minutes)
    body = paragraphs(entry.body) if making.options.notes else []
    return [f"{title}: {body[0]}", *body[1:]] if body else [title]


def _services(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    rows = tuple(
        (
            _.moment(one.at),
            _.code("service", one.service),
            _("{n} min").format(n=one.minutes) if one.minutes else "—",
            hide(one.note),
            one.author,
        )
        for one in summary.services
    )
    heads = (_("Day"), _("Support"), _("Time"), _("Note"), _("Who"))
    return [Part(_("Support given"), (Grid(heads, rows, (32, 42, 18, 50, 25)),))] if rows else []


def _referrals(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    consents = {consent.id: consent for consent in summary.consents}
    rows = tuple(
        (
            hide(one.organisation),
            hide(one.purpose),
            consent_line(consents.get(one.consent_id or ""), _),
            _.code("referral_status", one.status),
        )
        for one in summary.referrals
    )
    heads = (_("Organisation"), _("For what"), _("Consent"), _("State"))
    return [Part(_("Referrals"), (Grid(heads, rows, (44, 60, 38, 25)),))] if rows else []


def _deadlines(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    found = [task for task in summary.tasks if task.kind == "deadline"]
    rows = tuple((hide(one.title), (Piece(due(one, _), bold=True),), _state(one, _)) for one in found)
    note = _("These days were computed. Check them with the document you received: the day written there comes first.")
    grid = Grid((_("Deadline"), _("Day"), _("State")), rows, (92, 45, 30))
    return [Part(_("Deadlines"), (grid,), note)] if rows else []


def _state(task: Task, words: Words) -> str:
    _ = words
    return _("Done") if task.done_at else _("Open")


def _consents(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    rows = tuple(_consent_row(one, _, hide) for one in summary.consents)
    if not rows:
        return [Part(_("Consent"), (), _("No consent has been recorded. Names and contacts are therefore left out."))]
    heads = (_("What it is about"), _("Answer"), _("Scope"), _("Until"))
    return [Part(_("Consent"), (Grid(heads, rows, (52, 46, 44, 25)),))]


def _consent_row(consent: Consent, words: Words, hide: Redactor) -> tuple[Rich, ...]:
    subject = words.code("consent_purpose", consent.purpose)
    subject = f"{subject}: {consent.recipient}" if consent.recipient else subject
    scope = ", ".join(item_label(item, words) for item in split_items(consent.items))
    return (hide(subject), consent_line(consent, words), hide(scope) or "—", consent.valid_until or "—")


def _tasks(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    found = [task for task in summary.tasks if task.kind != "deadline" and not task.done_at]
    rows = tuple((hide(one.title), one.owner, due(one, _)) for one in found)
    if not rows:
        return [Part(_("Still to do"), (), _("Nothing is open."))]
    return [Part(_("Still to do"), (Grid((_("Task"), _("Who"), _("By when")), rows, (92, 32, 43)),))]


def _review(_summary: CaseSummary, making: Making, _hide: Redactor) -> list[Part]:
    _ = making.words
    opinion = _("Remarks")
    rows: tuple[tuple[str, Rich], ...] = ((_("To check"), ""), (opinion, ""), (_("Next case meeting"), ""))
    return [Part(_("Manager's review"), (Pairs(rows, tall=(opinion,)),))]


def _about(summary: CaseSummary, making: Making, _hide: Redactor) -> list[Part]:
    _ = making.words
    named = summary.may_name(making.printed_on)
    left_out = _("Birth date, address, the other party's name and contact, code word")
    if not named:
        left_out = _("Name, contact, birth date, address, the other party's name and contact, code word")
    if not making.options.notes:
        left_out += " · " + _("the text of notes")
    copies = _("copy {n} of {total} · for: {name}").format(
        n=making.recipient.copy, total=making.recipient.copies, name=making.recipient.name
    )
    keeping = _("In a locked drawer. Shred it when it is no longer needed and note that in the program.")
    rows: tuple[tuple[str, Rich], ...] = ((_("Left out"), left_out), (_("Keeping"), keeping), (_("Copy"), copies))
    return [Part(_("This document"), (Pairs(rows),))]


def _nothing(_summary: CaseSummary, _making: Making, _hide: Redactor) -> list[Part]:
    return []


_Compose = Callable[[CaseSummary, Making, Redactor], list[Part]]
_PARTS: dict[Section, _Compose] = {
    Section.HEAD: _head,
    Section.GLANCE: _glance,
    Section.RISK: _risk,
    Section.VIOLENCE: _violence,
    Section.OTHER_PARTY: _nothing,  # stands inside the table of violence
    Section.RECORDED: _recorded,
    Section.TIMELINE: _timeline,
    Section.SERVICES: _services,
    Section.REFERRALS: _referrals,
    Section.DEADLINES: _deadlines,
    Section.CONSENTS: _consents,
    Section.TASKS: _tasks,
    Section.REVIEW: _review,
    Section.ABOUT: _about,
}
