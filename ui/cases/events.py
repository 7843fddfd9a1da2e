"""The timeline of a case in the kit's terms: which icon, which words, which filter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from app.cases import Event
from app.clock import local
from app.codelists import code, label
from app.i18n import _, language
from app.safety import kinds, scales
from ui.cases import words
from ui.cases.reading import CaseFile
from ui.forms.profiles import profile_word
from ui.kit.timeline import Day, Entry

FILTERS: dict[str, frozenset[str]] = {
    "all": frozenset(),
    "contacts": frozenset({"contact", "note", "follow_up", "met"}),
    "safety": frozenset({"risk", "scale", "safety_plan", "breach", "damage"}),
    "links": frozenset({"referral", "step", "service", "paid", "consent", "deletion", "separation"}),
    "documents": frozenset({"document", "duty", "legal"}),
}
_ICONS = {
    "note": "pencil", "service": "check", "referral": "link", "risk": "flag", "consent": "check", "document": "file",
    "duty": "send", "scale": "clipboard", "safety_plan": "shield", "step": "link", "paid": "file",
    "legal": "clock", "met": "calendar", "follow_up": "eye", "closure": "folder", "reopened": "undo",
    "transfer": "send", "merged": "overlap", "deletion": "globe", "separation": "swap", "breach": "warning",
    "damage": "ask",
}  # fmt: skip
_CHANNELS = {"phone": "phone", "visit": "people", "message": "say", "online": "desktop", "referral": "link"}


def filters() -> list[tuple[str, str]]:
    return [
        ("all", _("All")),
        ("contacts", _("Contacts")),
        ("safety", _("Safety")),
        ("links", _("Links")),
        ("documents", _("Documents")),
    ]


def entries(file: CaseFile, which: str) -> list[Day | Entry]:
    """Day chips and entries, the newest first."""
    return list(_dated(file, FILTERS[which]))


def _dated(file: CaseFile, kinds: frozenset[str]) -> Iterator[Day | Entry]:
    day = None
    for event in file.events:
        if kinds and event.kind not in kinds:
            continue
        if (found := local(event.at).date()) != day:
            day = found
            yield Day(words.day_chip(day))
        yield _ENTRIES[event.kind](file, event)


def _entry(file: CaseFile, event: Event, title: str, body: str = "", who: str = "", icon: str = "") -> Entry:
    ident = f"{event.kind}:{event.id}"
    return Entry(ident, words.clock(event.at), icon or _ICONS[event.kind], title, body, who or file.name(event.who))


def _contact(file: CaseFile, event: Event) -> Entry:
    relation, minutes, state = event.detail.split("|")
    channel = label("channel", event.title)
    running = state == "running"
    if running:
        title = _("{channel}, going on").format(channel=channel)
    elif minutes:
        title = _("{channel}, {count} min").format(channel=channel, count=minutes)
    else:
        title = channel
    who = " · ".join(filter(None, (label("caller_relation", relation or None), file.name(event.who))))
    tags = tuple((_short_sign(sign), "high") for sign in file.heard.get(event.id, ()))
    icon = _CHANNELS.get(event.title, "say")
    return Entry(
        f"contact:{event.id}", words.clock(event.at), icon, title, event.body, who, tags, running=running
    )  # fmt: skip


def _short_sign(sign: str) -> str:
    found = code("warning_sign", sign)
    return str(found.extra.get(f"short_{language()}") or found.label)


def _note(file: CaseFile, event: Event) -> Entry:
    return _entry(file, event, event.title or _("Note"), event.body)


def _service(file: CaseFile, event: Event) -> Entry:
    given = label("service", event.title)
    title = _("{channel}, {count} min").format(channel=given, count=event.detail) if event.detail else given
    return _entry(file, event, title, event.body)


def _referral(file: CaseFile, event: Event) -> Entry:
    title = _("Referral: {place}").format(place=file.place(event.title))
    return _entry(file, event, title, event.body, label("referral_status", event.detail))


def _risk(file: CaseFile, event: Event) -> Entry:
    title = _("Level of risk: {level}").format(level=label("risk", event.title))
    return _entry(file, event, title, event.body or words.rule_sentence(event.detail))


def _consent(file: CaseFile, event: Event) -> Entry:
    answer, method = event.detail.split("|")
    title = _("Consent, {purpose}: {answer}").format(
        purpose=label("consent_purpose", event.title), answer=label("consent_answer", answer)
    )
    how = label("consent_method", method) if method != "none" else ""
    return _entry(file, event, title, file.place(event.body), how)


def _document(file: CaseFile, event: Event) -> Entry:
    title = _("A paper was made: {profile}").format(profile=profile_word(event.title))
    return _entry(file, event, title, event.body)


def _follow_up(file: CaseFile, event: Event) -> Entry:
    titles = {
        "yes": _("Follow-up: what was needed is met"), "no": _("Follow-up: not met yet"), "unknown": _("Follow-up"),
    }  # fmt: skip
    return _entry(file, event, titles[event.title], event.body)


def _closure(file: CaseFile, event: Event) -> Entry:
    return _entry(file, event, _("The case was closed: {outcome}").format(outcome=label("outcome", event.title)), event.body)  # fmt: skip


def _reopened(file: CaseFile, event: Event) -> Entry:
    return _entry(file, event, _("The case was opened again"), event.body)


def _transfer(file: CaseFile, event: Event) -> Entry:
    place = file.place(event.title)
    titles = {
        "sent": _("{place} was asked to take the case"), "accepted": _("{place} took the case"),
        "declined": _("{place} did not take the case"), "withdrawn": _("The transfer to {place} was taken back"),
    }  # fmt: skip
    return _entry(file, event, titles[event.detail].format(place=place), event.body)


def _merged(file: CaseFile, event: Event) -> Entry:
    return _entry(file, event, _("Put together with {number}").format(number=event.title), event.body)


def _duty(file: CaseFile, event: Event) -> Entry:
    what = file.duties.get(event.title, event.title)
    if event.detail == "reported":
        return _entry(file, event, _("Reported: {where}").format(where=event.body), what)
    return _entry(file, event, _("Not reported, by an exception"), "\n".join((what, event.body)), icon="ban")


def _scale(file: CaseFile, event: Event) -> Entry:
    how, score, band = event.detail.split("|")
    if how == "external":
        return _entry(
            file, event, _("Sheet of others: {name}").format(name=label("instrument", event.title)), event.body
        )
    scale = scales()[event.title]
    if not score:
        return _entry(file, event, scale.name, _("Not every question was answered, so that there is no total."))
    found = next(one for one in scale.bands if one.id == band)
    total = _("{score} of {top} · {band}").format(score=score, top=scale.top, band=found.label)
    return _entry(file, event, f"{scale.name}: {total}", found.sentence)


def _safety_plan(file: CaseFile, event: Event) -> Entry:
    title = _("Safety plan: {kind}, version {n}").format(kind=kinds()[event.title].label, n=event.detail)
    return _entry(file, event, title)


def _step(file: CaseFile, event: Event) -> Entry:
    place, minutes = event.detail.split("|")
    title = f"{file.place(place)}: {label('referral_step', event.title)}"
    if minutes:
        title = _("{channel}, {count} min").format(channel=title, count=minutes)
    return _entry(file, event, title, event.body)


def _paid(file: CaseFile, event: Event) -> Entry:
    amount, state = event.detail.split("|")
    title = _("Paid {amount} won: {service}").format(amount=f"{int(amount):,}", service=label("service", event.title))
    return _entry(file, event, title, _("Does not count") if state else event.body)


def _legal(file: CaseFile, event: Event) -> Entry:
    """What a law counts from; where no hour is known none is shown."""
    number, whole_day = event.detail.split("|")
    made = _entry(file, event, label("legal_event", event.title), "\n".join(filter(None, (number, event.body))))
    return replace(made, time="") if whole_day == "1" else made


def _met(file: CaseFile, event: Event) -> Entry:
    kind = label("appointment_kind", event.detail) if event.detail != "meeting" else ""
    return _entry(file, event, event.title, " · ".join(filter(None, (kind, event.body))))


def _deletion(file: CaseFile, event: Event) -> Entry:
    title = _("Deletion asked for {n} addresses: {place}")
    return _entry(file, event, title.format(n=event.detail, place=label("deletion_route", event.title)), event.body)


def _separation(file: CaseFile, event: Event) -> Entry:
    title = _("Separation order: {who} ({state})")
    words = title.format(who=label("separation_moves", event.title), state=label("separation_state", event.detail))
    return _entry(file, event, words, event.body)


def _breach(file: CaseFile, event: Event) -> Entry:
    title = _("The order was broken: {scope}").format(scope=label("separation_scope", event.title))
    return _entry(file, event, title, event.body)


def _damage(file: CaseFile, event: Event) -> Entry:
    found = ", ".join(label("secondary_damage", one) for one in json.loads(event.title)) or _("Nothing happened")
    return _entry(file, event, _("Secondary damage: {what}").format(what=found), event.body)


_ENTRIES = {
    "deletion": _deletion,
    "separation": _separation,
    "breach": _breach,
    "damage": _damage,
    "follow_up": _follow_up,
    "closure": _closure,
    "reopened": _reopened,
    "transfer": _transfer,
    "merged": _merged,
    "legal": _legal,
    "met": _met,
    "contact": _contact,
    "note": _note,
    "service": _service,
    "referral": _referral,
    "risk": _risk,
    "consent": _consent,
    "document": _document,
    "duty": _duty,
    "scale": _scale,
    "safety_plan": _safety_plan,
    "step": _step,
    "paid": _paid,
}
