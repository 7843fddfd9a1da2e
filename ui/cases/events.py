"""The timeline of a case in the kit's terms: which icon, which words, which filter."""

from __future__ import annotations

from collections.abc import Iterator

from app.cases import Event
from app.clock import local
from app.codelists import code, label
from app.i18n import _, language
from ui.cases import words
from ui.cases.reading import CaseFile
from ui.kit.timeline import Day, Entry

FILTERS: dict[str, frozenset[str]] = {
    "all": frozenset(),
    "contacts": frozenset({"contact", "note"}),
    "safety": frozenset({"risk"}),
    "links": frozenset({"referral", "service", "consent"}),
    "documents": frozenset({"document", "duty"}),
}
_ICONS = {
    "note": "pencil", "service": "check", "referral": "link", "risk": "flag", "consent": "check", "document": "file",
    "duty": "send",
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


def _duty(file: CaseFile, event: Event) -> Entry:
    what = file.duties.get(event.title, event.title)
    if event.detail == "reported":
        return _entry(file, event, _("Reported: {where}").format(where=event.body), what)
    return _entry(file, event, _("Not reported, by an exception"), "\n".join((what, event.body)), icon="ban")


def profile_word(profile: str) -> str:
    """For whom a paper is made."""
    known = {
        "full": _("Full summary"),
        "referral": _("Referral letter"),
        "survivor": _("Their own copy"),
        "handout": _("Hand-out"),
        "evidence": _("Evidence with its custody sheet"),
        "custody": _("Custody sheet"),
    }
    return known.get(profile, profile)


_ENTRIES = {
    "contact": _contact,
    "note": _note,
    "service": _service,
    "referral": _referral,
    "risk": _risk,
    "consent": _consent,
    "document": _document,
    "duty": _duty,
}
