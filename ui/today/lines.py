"""What the day holds, as rows: every state a word, a shape and a colour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.agenda import ShiftItem, Task
from app.cases import SafeCard, Span
from app.clock import local
from app.codelists import label
from app.contacts import Contact, Draft
from app.flows.today import CallBack, Reports
from app.i18n import _, pgettext, short_date
from app.office import Left, Waiting
from ui.kit.rows import Row
from ui.today.words import clock, due_word, elapsed

_SHAPES = {"may_call": ("phone", "accent"), "not_now": ("phone-off", "high"), "do_not_call": ("phone-off", "high")}


def risk(level: str | None) -> str:
    """The chip of a level; missing information has none here, the case says it in words."""
    return {"critical": "urgent", "high": "high", "caution": "caution", "watch": "watch"}.get(level or "", "")


def appointment(task: Task, running: Contact | None, at: int, rooms: Mapping[str, str] | None = None) -> Row:
    done = task.done_at is not None
    here = running is not None and task.case_id is not None and running.case_id == task.case_id
    tag, icon = (running_word(running, at), "phone") if running and here else _kind(task)
    state, tone, mark = _way(task, at)
    return Row(
        task.id, task.alias or task.title, task.number or "", _second(task, rooms or {}),
        clock(task.due_at) or _("All day"), clock(task.until), done=done, state=state, state_tone=tone,
        state_icon=mark, risk="" if done or state else risk(task.risk), tag="" if done else tag,
        tag_icon="" if done else icon,
    )  # fmt: skip


def _kind(task: Task) -> tuple[str, str]:
    """Court and accompaniment say so; a meeting is what an appointment usually is."""
    icons = {"court": "building", "accompaniment": "people"}
    if task.meeting not in icons:
        return "", ""
    return label("appointment_kind", task.meeting), icons[task.meeting]


def _way(task: Task, at: int) -> tuple[str, str, str]:
    if task.done_at is not None:
        return _("Done"), "text2", "check"
    if task.overdue(at):
        return _("Not back since {time}").format(time=clock(task.ends_at)), "danger", "warning"
    if task.is_out:
        return _("Out, back at {time}").format(time=clock(task.ends_at)), "high", "arrow-right"
    return "", "text2", ""


def out(task: Task, names: Mapping[str, str], at: int, user: str) -> Row:
    """Somebody who is under way; of a colleague's case the number is enough to find them."""
    who = names.get(task.owner, task.owner)
    case = (task.alias if task.owner == user else "") or task.number or ""
    second = (task.place, task.title, _("left {time}").format(time=clock(task.out_at)))
    state, tone, icon = _way(task, at)
    return Row(
        task.id, who, case, " · ".join(filter(None, second)), icon="people", state=state, state_tone=tone,
        state_icon=icon,
    )  # fmt: skip


def handed(item: ShiftItem, names: Mapping[str, str]) -> Row:
    """Something that waits to be taken over."""
    title = item.title or item.alias or item.caller or label("shift_kind", item.kind)
    what = item.alias if item.title else ""
    said = (what, item.number, item.words, _("from {name}").format(name=names.get(item.from_user, item.from_user)))
    return Row(
        item.id, title, label("shift_kind", item.kind), " · ".join(filter(None, said)),
        risk=risk(item.risk) if item.kind == "risk" else "",
        state=_due(item), icon=SHAPES_OF[item.kind],
    )  # fmt: skip


SHAPES_OF = {"call_back": "phone", "risk": "flag", "draft": "pencil", "date": "calendar"}


def _due(item: ShiftItem) -> str:
    if item.due_at:
        return clock(item.due_at)
    return short_date(date.fromisoformat(item.due_on)) if item.due_on else ""


def day_word(day: str | None) -> str:
    return short_date(date.fromisoformat(day)) if day else ""


def left(one: Left, names: Mapping[str, str]) -> Row:
    """How much of a hand-over nobody has taken: a number, and the numbers of the cases."""
    since = _("{name} · since {time}").format(name=names.get(one.user, one.user), time=clock(one.since))
    return Row(
        one.user, _("{count} things").format(count=one.count), since, ", ".join(one.numbers), icon="clock",
        state=_("Not taken over"), state_tone="high",
    )  # fmt: skip


PAGE, LATE, WANTED = "page", "late", "wanted"


def reports(found: Reports) -> list[Row]:
    """What waits of reports from outside, as numbers: what they say is read in the inbox only."""
    waiting, rows = found.waiting, list[Row]()
    if found.page:
        said = _("It is not the one that was signed. Please tell a manager.")
        rows.append(Row(PAGE, _("The report page differs"), second=said, icon="warning", icon_tone="danger"))
    if found.wanted:
        rows.append(wanted(found.wanted))
    for ident, title, count in (
        ("new", _("New reports"), waiting.new), ("unanswered", _("Wait for an answer"), waiting.unanswered),
        ("undecided", _("To decide whether the person is contacted"), waiting.undecided),
        ("refused", _("Answers that did not leave"), found.refused),
        (LATE, _("Answers of agencies that are late"), found.late),
    ):  # fmt: skip
        if count:
            tone = "high" if ident in ("new", "undecided", LATE) else "text2"
            rows.append(Row(ident, title, icon="inbox", state=waiting.said(count), state_tone=tone))
    return rows


def wanted(count: int) -> Row:
    """How many reports wait for another officer; which they are, and whom they name, is said nowhere here."""
    said = _("They stay sealed until a manager names another officer.")
    return Row(
        WANTED, _("Reports that name every officer"), second=said, icon="lock", state=str(count), state_tone="high"
    )


def copies_out(one: Waiting, names: Mapping[str, str], day: date) -> Row:
    """Copies of one case conference that should be back, and with whom that lies."""
    late = (day - date.fromisoformat(one.return_by)).days
    said = pgettext("due", "{count} days late").format(count=late) if late else _("Today")
    second = " · ".join((names.get(one.author, one.author), _("Copies out: {count}").format(count=one.count)))
    title = _("Case conference of {day}").format(day=day_word(one.day))
    return Row(
        one.conference_id, title, second=second, icon="file", state=said, state_tone="danger" if late else "high"
    )


def running_word(contact: Contact, at: int) -> str:
    return _("On a call {time}").format(time=elapsed(contact, at))


def _second(task: Task, rooms: Mapping[str, str]) -> str:
    room = rooms.get(task.room or "", "")
    return " · ".join(filter(None, (room, task.place, task.title if task.alias else "", task.in_spite)))


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
