"""How a case is put into words: chips, days, the head's second line."""

from __future__ import annotations

from datetime import date

from app.clock import local, today
from app.codelists import codes, label
from app.contacts import Sessions
from app.i18n import _, long_date, pgettext, short_date
from ui.cases.reading import CaseFile

_CHIPS = {"critical": "urgent", "unknown": ""}


def chip(risk: str) -> str:
    """The chip of a level; missing information has none, because every chip says something is known."""
    return _CHIPS.get(risk, risk)


def choices(name: str, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """A code list as a strip or picker takes it."""
    return [(one.id, one.label) for one in codes(name) if one.id not in without]


def clock(instant: int) -> str:
    return f"{local(instant):%H:%M}"


def day_chip(day: date) -> str:
    return _("Today · {day}").format(day=long_date(day)) if day == today() else _with_year(day, long_date(day))


def short_day(text: str | None) -> str:
    """An ISO day as it is read; an empty text for none."""
    if not text:
        return ""
    day = date.fromisoformat(text)
    return _with_year(day, short_date(day))


def _with_year(day: date, words: str) -> str:
    if day.year == today().year:
        return words
    return _("{day} {year}").format(day=words, year=day.year)


def moment(instant: int) -> str:
    """Day and time of an instant."""
    at = local(instant)
    return _("{day} {time}").format(day=short_day(at.date().isoformat()), time=f"{at:%H:%M}")


def last_seen(instant: int) -> str:
    """Today's activity as a time, earlier ones as a day."""
    at = local(instant)
    return f"{at:%H:%M}" if at.date() == today() else short_day(at.date().isoformat())


def due(text: str | None) -> tuple[str, str]:
    """How far a day is away, and the tone that is said in."""
    if not text:
        return _("No date"), "text2"
    days = (date.fromisoformat(text) - today()).days
    if days < 0:
        return pgettext("due", "{count} days late").format(count=-days), "danger"
    if days == 0:
        return _("Today"), "high"
    if days == 1:
        return _("Tomorrow"), "high"
    return pgettext("due", "in {count} days").format(count=days), "text2"


def sessions(found: Sessions) -> str:
    """Counselling of a case: the first and its repeats, and in how many violence was told of."""
    if not found.total:
        return _("none yet")
    said = [_("{count} times").format(count=found.total)]
    if found.repeat:
        said.append(_("{count} of them repeats").format(count=found.repeat))
    if found.violence:
        said.append(_("violence told of in {count}").format(count=found.violence))
    return " · ".join(said)


def facts_line(file: CaseFile) -> str:
    """The head's second line."""
    case = file.case
    nth = (today() - case.opened_on).days + 1
    words = [
        label("violence_type", case.main_type) if case.main_type != "unknown" else _("What happened is not noted yet"),
        label("case_stage", case.stage) if case.status == "open" else _ended(file),
        _("with {name}").format(name=file.name(case.assigned_to)),
        _("opened {day}").format(day=short_day(case.opened_on.isoformat())),
    ]
    if case.status == "open":
        words.append(_("day {count}").format(count=nth))
    return "   ·   ".join(words)


def _ended(file: CaseFile) -> str:
    case = file.case
    day = short_day(case.closed_on.isoformat()) if case.closed_on else ""
    how = label("outcome", case.outcome)
    return _("Closed {day}: {how}").format(day=day, how=how)


def gbvims(code: str) -> str:
    """A type of the GBVIMS form in words."""
    words = {
        "rape": _("Rape"),
        "sexual_assault": _("Sexual assault"),
        "physical_assault": _("Physical assault"),
        "forced_marriage": _("Forced marriage"),
        "denial_of_resources_opportunities_or_services": _("Denial of resources, opportunities or services"),
        "psychological_emotional_abuse": _("Psychological or emotional abuse"),
        "non-gbv": _("Not counted as gender-based violence"),
    }
    return words.get(code, code)


def rule_sentence(rule: str) -> str:
    """Why a level is what it is."""
    words = {
        "any-critical": _("One critical sign is enough for this level."),
        "three-serious": _("Three serious signs lead to this level."),
        "one-serious": _("One serious sign leads to this level."),
        "none-found": _("The signs asked about were not there."),
        "missing-information": _("Too little is known for a level; that never reads as low."),
        "raised": _("Raised by a person, with a reason."),
    }
    return words.get(rule, rule)
