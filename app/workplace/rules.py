"""What must not stay unnoticed in a case at a workplace: each rule names what it found, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.codelists import codes, label
from app.i18n import _, short_date
from app.text import folded
from app.workplace.model import LINES, Duty, File, Organisation, Person, Separation

Tone = Literal["danger", "high", "caution"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed: its rule, the record it is about, the sentence, and what comes next."""

    rule: str
    about: str
    tone: Tone
    sentence: str
    then: str = ""


def findings(file: File, day: date) -> tuple[Finding, ...]:
    """Everything the rules notice, the gravest first."""
    found = [
        *_urgent(file), *_shared(file), *_moved(file), *_breaches(file), *_duties(file, day), *_wishes(file),
        *_scopes(file), *_ends(file, day), *_weekly(file, day), *_checks(file, day),
    ]  # fmt: skip
    order = {"danger": 0, "high": 1, "caution": 2}
    return tuple(sorted(found, key=lambda one: order[one.tone]))


def line_word(line: str) -> str:
    """A line two people may share, in words."""
    return {
        "unit": _("unit"),
        "place": _("place of work"),
        "shift": _("shift"),
        "approver": _("approver"),
        "appraiser": _("appraiser"),
    }[line]


def _urgent(file: File) -> Iterator[Finding]:
    for watch in file.watches:
        person = file.person(watch.person_id)
        if person and watch.answers and (urgent := watch.answers[-1].urgent):
            words = ", ".join(label("secondary_damage", one) for one in urgent)
            sentence = _(
                "{who}: {what}. The head of the organisation decides today; the labour office can be asked too."
            )
            yield Finding("urgent_damage", watch.id, "danger", sentence.format(who=person.called, what=words))


def _shared(file: File) -> Iterator[Finding]:
    """Whoever is protected shares no line with the accused, and is signed for by somebody else."""
    accused = [one for one in file.people if one.part == "accused"]
    for person in (one for one in file.people if one.protected):
        for other in accused:
            yield from _lines(person, other)
            for line in ("approver", "appraiser"):
                if _same(getattr(person, line), other.called):
                    sentence = _("{other} is the {line} of {who}.")
                    words = sentence.format(other=other.called, line=line_word(line), who=person.called)
                    yield Finding("accused_decides", person.id, "danger", words)


def _lines(person: Person, other: Person) -> Iterator[Finding]:
    for line in LINES:
        if _same(value := getattr(person, line), getattr(other, line)):
            sentence = _("{who} and {other} share the {line}: {value}.")
            words = sentence.format(who=person.called, other=other.called, line=line_word(line), value=value)
            yield Finding(f"shared_{line}", person.id, "high", words)


def _moved(file: File) -> Iterator[Finding]:
    for one in file.separations:
        if one.in_force and one.who_moves != "accused" and one.wish != "yes":
            yield Finding(
                "moved_against_will", one.id, "danger",
                _("The person was moved without wanting it: a transfer against the will is secondary damage by law."),
            )  # fmt: skip


def _breaches(file: File) -> Iterator[Finding]:
    for order in file.separations:
        for one in order.breaches:
            if not one.told_on:
                sentence = _("The breach of {day} has not been told to the organisation.")
            elif not one.followed:
                sentence = _("Nothing is written about what followed the breach of {day}.")
            else:
                continue
            yield Finding("breach_open", one.id, "high", sentence.format(day=_short(one.day)))


def _duties(file: File, day: date) -> Iterator[Finding]:
    """What was not done, an organisation and step at a time."""
    groups: dict[tuple[str, str, str], list[Duty]] = {}
    for one in (each for each in file.duties if each.unmet(day)):
        groups.setdefault((one.organisation_id, one.letter_on or "", one.review_on or ""), []).append(one)
    for (firm, letter_on, review_on), duties in groups.items():
        if (organisation := file.organisation(firm)) is not None:
            words = ", ".join(_duty_words(one) for one in duties)
            sentence = _("{name} has not done: {duties}.").format(name=organisation.name, duties=words)
            yield Finding("duty_unmet", duties[0].id, "high", sentence, _next(organisation, letter_on, review_on))


def _duty_words(one: Duty) -> str:
    words = label("employer_duty", one.duty)
    return _("{duty} (by {day})").format(duty=words, day=_short(one.due_on)) if one.due_on else words


def _next(organisation: Organisation, letter_on: str, review_on: str) -> str:
    """What comes after a duty that was not met: a letter, then the review of what the organisation stands on."""
    if not letter_on:
        return _("a letter can be made")
    if review_on:
        return _("given to review {day}").format(day=_short(review_on))
    words = _("letter {day}").format(day=_short(letter_on))
    return (
        _("{letter}: contract or designation to be reviewed").format(letter=words) if organisation.reviewed else words
    )


def _wishes(file: File) -> Iterator[Finding]:
    for one in file.separations:
        if one.state != "ended" and one.wish == "not_asked":
            yield Finding(
                "wish_missing", one.id, "caution", _("Nobody has asked the person what they want of this order.")
            )
    if file.report is not None and file.report.survivor_wish == "not_asked":
        yield Finding(
            "report_wish_missing", file.report.id, "caution",
            _("Somebody else reported it. Until the person was asked, only steps for the whole organisation are taken."),
        )  # fmt: skip


def _scopes(file: File) -> Iterator[Finding]:
    for one in (order for order in file.separations if order.in_force):
        if together := one.answered("together"):
            sentence = _("Still together in spite of the order: {scopes}.")
            yield Finding("scope_together", one.id, "high", sentence.format(scopes=_scope_words(together)))
        if unknown := one.answered("unknown"):
            sentence = _("Not looked at yet: {scopes}.")
            yield Finding("scope_unknown", one.id, "caution", sentence.format(scopes=_scope_words(unknown)))


def _ends(file: File, day: date) -> Iterator[Finding]:
    for one in (order for order in file.separations if order.in_force):
        if one.review_on and one.review_on < day.isoformat():
            sentence = _("The order was to be looked at again on {day}.").format(day=_short(one.review_on))
            yield Finding("review_passed", one.id, "high", sentence)
        elif not one.review_on and not one.ends_when:
            yield Finding(
                "no_end", one.id, "caution", _("The order names neither a day to look again nor when it ends.")
            )


def _weekly(file: File, day: date) -> Iterator[Finding]:
    watched = {one.person_id for one in file.watches}
    for watch in (one for one in file.watches if one.due(day)):
        if (person := file.person(watch.person_id)) is not None:
            sentence = _("{who} has not been asked this week whether anything followed.")
            yield Finding("question_due", watch.id, "caution", sentence.format(who=person.called))
    for person in (one for one in file.people if one.protected and one.id not in watched):
        sentence = _("Nobody asks {who} yet about secondary damage.")
        yield Finding("not_watched", person.id, "caution", sentence.format(who=person.called))


def _checks(file: File, day: date) -> Iterator[Finding]:
    for one in (each for each in file.organisations if each.kind != "client"):
        checked = file.checked(one.id)
        if not checked:
            continue
        failed = [each.topic for each in checked.values() if each.answer == "no"]
        open_ones = [
            each.id for each in codes("organisation_check")
            if each.id not in checked or checked[each.id].answer == "unknown" or checked[each.id].old(day)
        ]  # fmt: skip
        if failed:
            sentence = _("{name} does not have: {topics}.")
            yield Finding("check_failed", one.id, "high", sentence.format(name=one.name, topics=_topic_words(failed)))
        if open_ones:
            sentence = _("{name}: not known, or older than a year: {topics}.")
            yield Finding(
                "check_open", one.id, "caution", sentence.format(name=one.name, topics=_topic_words(open_ones))
            )


def scopes_left(order: Separation) -> int:
    """How many lines of the matrix are not yet apart."""
    return len(order.answered("together")) + len(order.answered("unknown"))


def _same(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and folded(str(one)) == folded(str(other))


def _short(day: str) -> str:
    return short_date(date.fromisoformat(day))


def _scope_words(ids: tuple[str, ...]) -> str:
    return ", ".join(label("separation_scope", one) for one in ids)


def _topic_words(ids: list[str]) -> str:
    return ", ".join(label("organisation_check", one) for one in ids)
