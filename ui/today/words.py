"""Sentences and times of the day, as people say them."""

from __future__ import annotations

from datetime import date

from app.clock import local
from app.contacts import Contact
from app.flows.today import Overview
from app.i18n import _, pgettext, short_date


def number_word(count: int) -> str:
    """A small number as a word; from eleven on as digits."""
    words = (
        pgettext("count", "no"), pgettext("count", "one"), pgettext("count", "two"), pgettext("count", "three"),
        pgettext("count", "four"), pgettext("count", "five"), pgettext("count", "six"), pgettext("count", "seven"),
        pgettext("count", "eight"), pgettext("count", "nine"), pgettext("count", "ten"),
    )  # fmt: skip
    return words[count] if count < len(words) else str(count)


def greeting(name: str, day: Overview) -> str:
    """One sentence on the day, and one on what runs."""
    parts = [_appointments(name, len(day.appointments))]
    if day.running is not None:
        parts.append(_("One contact is running."))
    if len(day.parked) == 1:
        parts.append(_("One contact is parked."))
    elif day.parked:
        parts.append(_("{count} contacts are parked.").format(count=number_word(len(day.parked)).capitalize()))
    return " ".join(parts)


def _appointments(name: str, count: int) -> str:
    if not count:
        return _("{name}, you have no appointments today.").format(name=name)
    if count == 1:
        return _("{name}, you have one appointment today.").format(name=name)
    return _("{name}, you have {count} appointments today.").format(name=name, count=number_word(count))


def due_word(due_on: str | None, today: date) -> tuple[str, str]:
    """When something is due, and the tone it is said in."""
    if not due_on:
        return _("No date"), "text3"
    day = date.fromisoformat(due_on)
    away = (day - today).days
    if away < 0:
        return _("Since {day}").format(day=short_date(day)), "danger"
    if away <= 1:
        return (_("Tomorrow") if away else _("Today")), "high"
    return (_("In {count} days").format(count=away) if away < 7 else short_date(day)), "text2"


def clock(instant: int | None) -> str:
    return f"{local(instant):%H:%M}" if instant else ""


def elapsed(contact: Contact, at: int) -> str:
    """How long a contact has been running, as `12:48` or `1:02:48`."""
    seconds = max(0, (at - contact.started_at) // 1000)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
