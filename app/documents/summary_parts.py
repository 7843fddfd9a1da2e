"""The parts of a summary, each a heading with what stands under it; what a profile does not show is not in the case any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from app.clock import local
from app.documents.blocks import Block, Boxes, Grid, Lines, Pairs, Part
from app.documents.making import Making, consent_line, due, item_label, paragraphs
from app.documents.model import (
    CaseSummary,
    Consent,
    Entry,
    OtherParty,
    Reason,
    Service,
    Sign,
    Task,
    split_items,
)
from app.documents.profiles import KEPT_INSIDE, Field
from app.documents.redaction import Piece, Redactor, Rich, joined
from app.documents.risk import weight
from app.documents.words import Words

LEVELS = ("watch", "caution", "high", "critical")


def glance(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    return [_text_part(_("At a glance"), [hide(text) for text in paragraphs(summary.glance)], _)]


def _text_part(heading: str, texts: list[Rich], words: Words) -> Part:
    _ = words
    if not texts:
        return Part(heading, (), _("Nothing is written here yet."))
    return Part(heading, (Lines(tuple(texts)),))


def risk(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    level = summary.head.risk
    chosen = LEVELS.index(level) if level in LEVELS else None
    blocks: list[Block] = []
    if Field.RISK in making.seen:
        blocks.append(Boxes(tuple(_.code("risk", one) for one in LEVELS), chosen, _risk_aside(summary, making)))
    if summary.signs:
        blocks.append(_signs(summary, making, hide))
    note = _("“Not known” is not low risk. This is the centre's own list, not a validated instrument.")
    return [Part(_("Level of risk"), tuple(blocks), note)] if blocks else []


def _signs(summary: CaseSummary, making: Making, hide: Redactor) -> Grid:
    _ = making.words
    columns: list[tuple[str, float, Callable[[Sign], Rich]]] = [
        (_("Sign"), 63, lambda sign: _.code("warning_sign", sign.sign)),
        (_("Answer"), 23, lambda sign: _answer(sign, _)),
    ]
    if Field.DAYS in making.seen:
        columns.append((_("Noted on"), 22, lambda sign: _.moment(sign.at, year=False)))
    if Field.WORDS in making.seen:
        columns.append((_("In her words"), 59, lambda sign: hide(sign.words)))
    rows = tuple(tuple(one[2](sign) for one in columns) for sign in summary.signs)
    return Grid(tuple(one[0] for one in columns), rows, tuple(one[1] for one in columns))


def _risk_aside(summary: CaseSummary, making: Making) -> tuple[str, ...]:
    _ = making.words
    levels = sorted(summary.levels, key=lambda one: one.at)
    if not levels:
        return (_("Not assessed yet."),)
    if Field.DAYS not in making.seen:
        return ()
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


def violence(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    kinds = list(dict.fromkeys(kind for incident in summary.incidents for kind in incident.types))
    others = [kind for kind in kinds if kind != summary.head.main_type]
    rows: list[tuple[str, Rich]] = []
    if Field.KINDS in making.seen:
        rows.append((_("Main kind"), _.code("violence_type", summary.head.main_type)))
    if others:
        rows.append((_("Together with"), " · ".join(_.code("violence_type", kind) for kind in others)))
    for n, incident in enumerate(summary.incidents, 1):
        facts = [_span(incident.first_on, incident.last_on, _), incident.frequency, incident.place]
        if making.seen & {Field.INCIDENTS, Field.PLACES}:
            rows.append((_("Incident {n}").format(n=n), hide(" · ".join(fact for fact in facts if fact) or "—")))
    known = [party for party in summary.other_parties if party.relation or party.note]
    rows += [(_("Other party"), _party(party, _, hide)) for party in known]
    told = [text for incident in summary.incidents for text in paragraphs(incident.narrative)]
    parts = [Part(_("Violence experienced"), (Pairs(tuple(rows)),))] if rows else []
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


def recorded(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    rows = tuple(
        (_.field(one.field), hide(_.value(one.field, one.value)))
        for one in summary.recorded
        if one.field not in KEPT_INSIDE and one.value
    )
    return [Part(_("Recorded with the manual"), (Pairs(rows, label=48),))] if rows else []


def timeline(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
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


def services(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    if not making.seen >= {Field.DAYS, Field.NOTES, Field.STAFF}:
        return _services_told(summary, making)
    rows = tuple(
        (
            _.moment(one.at),
            _.code("service", one.service),
            _minutes(one, _),
            hide(one.note),
            one.author,
        )
        for one in summary.services
    )
    heads = (_("Day"), _("Support"), _("Time"), _("Note"), _("Who"))
    return [Part(_("Support given"), (Grid(heads, rows, (32, 42, 18, 50, 25)),))] if rows else []


def _services_told(summary: CaseSummary, making: Making) -> list[Part]:
    """Support without what was written about it: day by day, or counted where no day is shown."""
    _ = making.words
    heading = _("Support given")
    if Field.DAYS in making.seen:
        rows = tuple((_.moment(one.at), _.code("service", one.service), _minutes(one, _)) for one in summary.services)
        return [Part(heading, (Grid((_("Day"), _("Support"), _("Time")), rows, (50, 82, 35)),))] if rows else []
    counted = Counter(_.code("service", one.service) for one in summary.services)
    pairs = tuple((kind, _("{n} ×").format(n=count)) for kind, count in counted.items())
    return [Part(heading, (Pairs(pairs, columns=2, label=50),))] if pairs else []


def _minutes(one: Service, words: Words) -> str:
    return words("{n} min").format(n=one.minutes) if one.minutes else "—"


def referrals(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
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


def deadlines(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    found = [task for task in summary.tasks if task.kind == "deadline"]
    rows = tuple((hide(one.title), (Piece(due(one, _), bold=True),), _state(one, _)) for one in found)
    note = _("These days were computed. Check them with the document you received: the day written there comes first.")
    grid = Grid((_("Deadline"), _("Day"), _("State")), rows, (92, 45, 30))
    return [Part(_("Deadlines"), (grid,), note)] if rows else []


def _state(task: Task, words: Words) -> str:
    _ = words
    return _("Done") if task.done_at else _("Open")


def consents(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
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


def tasks(summary: CaseSummary, making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    found = [task for task in summary.tasks if task.kind != "deadline" and not task.done_at]
    rows = tuple((hide(one.title), one.owner, due(one, _)) for one in found)
    if not rows:
        return [Part(_("Still to do"), (), _("Nothing is open."))]
    return [Part(_("Still to do"), (Grid((_("Task"), _("Who"), _("By when")), rows, (92, 32, 43)),))]


def review(_summary: CaseSummary, making: Making, _hide: Redactor) -> list[Part]:
    _ = making.words
    opinion = _("Remarks")
    rows: tuple[tuple[str, Rich], ...] = ((_("To check"), ""), (opinion, ""), (_("Next case meeting"), ""))
    return [Part(_("Manager's review"), (Pairs(rows, tall=(opinion,)),))]
