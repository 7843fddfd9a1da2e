"""How a contact is named in a line."""

from __future__ import annotations

from app.clock import local, now
from app.codelists import label
from app.contacts import Contact
from app.i18n import _, short_date


def report(thread: str) -> str:
    """The number of a report; its room is loaded only where there is one."""
    if not thread:
        return ""
    from app.inbox.model import number

    return number(thread)


def clock(instant: int) -> str:
    return f"{local(instant):%H:%M}"


def elapsed(started_at: int, at: int | None = None) -> str:
    """How long ago something began, as `12:48` or `1:02:48`."""
    seconds = max(0, ((at or now()) - started_at) // 1000)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def state(contact: Contact) -> str:
    if contact.state == "closed":
        return _("Finished")
    if contact.state == "parked":
        return _("Parked")
    return _("On a call") if contact.channel == "phone" else _("In a contact")


def since(contact: Contact) -> str:
    time = clock(contact.started_at)
    if contact.state == "closed":
        return _("{day} {time}").format(day=short_date(local(contact.started_at).date()), time=time)
    return _("since {time}").format(time=time)


def caller_line(relation: str | None, caller: str) -> str:
    """Who called, where it is not the person."""
    if not relation:
        return _("Who called is not noted yet")
    if relation == "self":
        return _("The person called")
    who = label("caller_relation", relation)
    if caller.strip():
        return _("Called by: {who} ({caller})").format(who=who, caller=caller.strip())
    return _("Called by: {who}").format(who=who)


def facts(contact: Contact) -> str:
    """Channel, caller, kind and minutes in one line."""
    minutes = _("{count} min").format(count=contact.minutes) if contact.minutes else ""
    words = (
        label("channel", contact.channel), label("caller_relation", contact.caller_relation),
        label("contact_kind", contact.kind), minutes,
    )  # fmt: skip
    return " · ".join(filter(None, words))
