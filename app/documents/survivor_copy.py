"""Her own copy: a plain memo that tells nobody who finds it where it came from, unless she chooses otherwise."""

from __future__ import annotations

from app.documents.blocks import Block, Furniture, Grid, Lines, Pairs, Paper, Part, Title
from app.documents.making import Making, consent_line, due, known_texts, paragraphs
from app.documents.model import CaseSummary, Incident, Reason
from app.documents.profiles import Field, Profile, cut_down, fields_of
from app.documents.redaction import Redactor, Rich


def survivor_copy(summary: CaseSummary, making: Making) -> Paper:
    """A memo without centre, case number, mark or code; hidden words leave only a dash."""
    _ = making.words
    hide = Redactor(_known(summary, making), frozenset(Reason), silent=True)
    summary = cut_down(summary, _seen(summary, making))
    content: list[Block | Part] = [Title(_("Memo"))]
    content += _chosen(summary, making)
    content += _noted(summary, making, hide)
    content += _happened(summary, making, hide)
    content += _so_far(summary, making)
    content += _next(summary, making, hide)
    content += _agreed(summary, making)
    if len(content) == 1:
        content.append(Part("", (), _("Nothing is written here yet.")))
    quiet = _("practice") if making.centre.practice else ""
    furniture = Furniture("", footer=making.printed_on.isoformat(), quiet_mark=quiet, has_mark=False)
    return Paper(_.language, furniture, tuple(content))


def _seen(summary: CaseSummary, making: Making) -> frozenset[Field]:
    wanted = {Field.CENTRE: making.options.show_centre, Field.NUMBER: making.options.show_number}
    chosen = frozenset(field for field, yes in wanted.items() if yes)
    left_out = frozenset(one for one in Field if one in making.options.left_out)
    return fields_of(Profile.SURVIVOR, summary, making.printed_on, chosen=chosen, left_out=left_out)


def _known(summary: CaseSummary, making: Making) -> list[tuple[str | None, Reason]]:
    known = list(known_texts(summary, named=False))
    staff = {entry.author for entry in summary.timeline} | {service.author for service in summary.services}
    staff.add(summary.head.assigned_to)
    known += [(name, Reason.CENTRE) for name in staff]
    if not making.options.show_centre:
        known += [(making.centre.name, Reason.CENTRE), (making.centre.phone, Reason.CENTRE)]
    if not making.options.show_number:
        known.append((summary.head.number, Reason.CENTRE))
    return known


def _chosen(summary: CaseSummary, making: Making) -> list[Block | Part]:
    _ = making.words
    rows: list[tuple[str, Rich]] = []
    if making.options.show_centre:
        rows.append((_("Centre"), making.centre.name))
    if making.options.show_number:
        rows.append((_("Case number"), summary.head.number))
    return [Pairs(tuple(rows))] if rows else []


def _noted(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    texts = tuple(hide(text) for text in paragraphs(summary.glance))
    _ = making.words
    return [Part(_("Written down"), (Lines(texts),))] if texts else []


def _happened(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    texts = [text for incident in summary.incidents for text in _told(incident, making)]
    _ = making.words
    return [Part(_("What happened"), (Lines(tuple(map(hide, texts))),))] if texts else []


def _told(incident: Incident, making: Making) -> list[str]:
    facts = [making.words.day(incident.first_on), incident.place or ""]
    head = " · ".join(fact for fact in facts if fact)
    texts = paragraphs(incident.narrative)
    return [f"{head} — {texts[0]}" if head else texts[0], *texts[1:]] if texts else []


def _so_far(summary: CaseSummary, making: Making) -> list[Part]:
    _ = making.words
    rows = tuple((_.moment(one.at), _.code("service", one.service)) for one in summary.services)
    return [Part(_("So far"), (Grid((_("Day"), _("What was done")), rows, (50, 117)),))] if rows else []


def _next(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    ahead = [task for task in summary.tasks if task.kind in ("appointment", "deadline") and not task.done_at]
    rows = tuple((due(one, _), hide(one.title), hide(one.place)) for one in ahead)
    return [Part(_("What comes next"), (Grid((_("When"), _("What"), _("Where")), rows, (55, 67, 45)),))] if rows else []


def _agreed(summary: CaseSummary, making: Making) -> list[Part]:
    _ = making.words
    rows = tuple((_.code("consent_purpose", one.purpose), consent_line(one, _)) for one in summary.consents)
    note = _("You decide. What you agreed to can be taken back at any time.")
    return [Part(_("Consent"), (Grid((_("What it is about"), _("Answer")), rows, (84, 83)),), note)] if rows else []
