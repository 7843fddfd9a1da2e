"""What the day holds, as rows: every state a word, a shape and a colour."""

from __future__ import annotations

from datetime import date

from app.agenda import Task
from app.cases import SafeCard, Span
from app.clock import local
from app.codelists import label
from app.contacts import Contact, Draft
from app.flows.today import CallBack
from app.i18n import _, short_date
from ui.kit.rows import Row
from ui.today.words import clock, due_word, elapsed

_SHAPES = {"may_call": ("phone", "accent"), "not_now": ("phone-off", "high"), "do_not_call": ("phone-off", "high")}


def risk(level: str | None) -> str:
    """The chip of a level; missing information has none here, the case says it in words."""
    return {"critical": "urgent", "high": "high", "caution": "caution", "watch": "watch"}.get(level or "", "")


def appointment(task: Task, running: Contact | None, at: int) -> Row:
    done = task.done_at is not None
    here = running is not None and task.case_id is not None and running.case_id == task.case_id
    return Row(
        task.id, task.alias or task.title, task.number or "", _second(task), clock(task.due_at) or _("All day"),
        clock(task.until), done=done, state=_("Done") if done else "", state_icon="check" if done else "",
        risk="" if done else risk(task.risk), tag=running_word(running, at) if running and here else "",
        tag_icon="phone" if here else "",
    )  # fmt: skip


def running_word(contact: Contact, at: int) -> str:
    return _("On a call {time}").format(time=elapsed(contact, at))


def _second(task: Task) -> str:
    return " · ".join(filter(None, (task.place, task.title if task.alias else "")))


def call_back(call: CallBack) -> Row:
    """The verdict stands at the right; what is not set is said so, and is not red."""
    task, card = call.task, call.card
    icon, tone = _SHAPES[call.verdict.shape] if card else ("phone-off", "text3")
    state = call.verdict.sentence if card else _("No safe contact is set")
    if card and call.verdict.shape == "not_now":
        state = _("Call only {hours}").format(hours=", ".join(_hours(span) for span in card.hours))
    return Row(
        task.id, task.alias or task.title, task.number or "", _facts(task, card), icon=icon, icon_tone=tone,
        state=state, state_tone=tone if card else "text2",
    )  # fmt: skip


def _hours(span: Span) -> str:
    return f"{span.start}–{span.end}" if span.days == "1234567" else span.label


def _facts(task: Task, card: SafeCard | None) -> str:
    said = [task.title] if task.alias and task.title else []
    if card is None:
        return " · ".join([*said, _("We do not call; we wait for the next call")])
    if not card.text_allowed:
        said.append(_("no text messages"))
    if card.we_are:
        said.append(_("say “{words}”").format(words=card.we_are))
    return " · ".join(said)


def deadline(task: Task, today: date) -> Row:
    word, tone = due_word(task.due_on, today)
    alias = task.alias or ""
    ends = _("ends {day}").format(day=short_date(date.fromisoformat(task.due_on))) if task.due_on else ""
    second = " · ".join(filter(None, (alias, ends)))
    return Row(task.id, task.title, second=second, lead=word, lead_tone=tone)


def todo(task: Task) -> Row:
    second = " · ".join(filter(None, (task.alias, task.number))) or _("Without a case")
    return Row(task.id, task.title, second=second, check=task.done_at is not None)


def parked(contact: Contact) -> Row:
    second = " · ".join(filter(None, (label("channel", contact.channel), label("contact_kind", contact.kind))))
    return Row(
        contact.id, contact.alias or _("No name"), second=second, lead=clock(contact.started_at),
        state=_("Parked"), state_icon="pause",
    )  # fmt: skip


def draft(one: Draft, contacts: dict[str, Contact]) -> Row:
    """What was being written, and when it was last saved."""
    contact = contacts.get(one.about or "")
    if contact is not None:
        name = contact.alias or _("No name")
        title = _("Contact at {time}, {name}").format(time=clock(contact.started_at), name=name)
    else:
        title = _KINDS[one.kind]() if one.kind in _KINDS else _("A text")
    saved = local(one.saved_at)
    when = _("saved {day} {time}").format(day=short_date(saved.date()), time=f"{saved:%H:%M}")
    return Row(one.id, title, second=when, icon="pencil")


_KINDS = {
    "contact": lambda: _("Notes of a contact"),
    "note": lambda: _("A note in a case"),
    "session": lambda: _("Notes of a guided session"),
}
