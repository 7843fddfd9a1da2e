"""How a report is put into words: its door, its state, its days, and what to know before an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.clock import today
from app.codelists import label
from app.i18n import _, short_date
from app.inbox import model
from app.inbox.attached import Attachment
from app.inbox.attachments import KINDS
from app.inbox.model import Gaps, Message, State, Thread
from ui.kit.banner import Tone
from ui.kit.rows import Row

if TYPE_CHECKING:
    from ui.inbox.reading import Opened

FOLDERS: dict[str, tuple[State, ...]] = {
    "open": (State.SEALED, State.NEW, State.OPEN),
    "closed": (State.CLOSED,),
    "withdrawn": (State.WITHDRAWN,),
    "flood": (State.FLOOD,),
}


def folders() -> list[tuple[str, str]]:
    return [
        ("open", _("To read")), ("closed", _("Closed")), ("withdrawn", _("Taken back")), ("flood", _("Put aside")),
    ]  # fmt: skip


def number(thread: str) -> str:
    """How two people name a report to each other, without a word of it."""
    return model.number(thread)


def door(name: str) -> str:
    words = {"victim": _("The person harmed"), "third": _("A third person"), "public": _("Public material")}
    return words.get(name, name)


def day(text: str) -> str:
    found = date.fromisoformat(text)
    if found.year == today().year:
        return short_date(found)
    return _("{day} {year}").format(day=short_date(found), year=found.year)


def row(thread: Thread, ticked: bool | None = None) -> Row:
    """One line of the list."""
    head, shown = thread.head, day(thread.last_on)
    if head is None:
        title, second = _no_head(thread), number(thread.id)
    else:
        title, second = head.words or _("No words, only answers"), " · ".join((door(head.door), *_stands(thread)))
    fresh = thread.state in (State.NEW, State.SEALED) or thread.waiting > 0
    return Row(
        thread.id, title, second=second, state=shown, state_tone="text3",
        icon="lock" if head is None else "", check=ticked, unread=None if head is None or ticked is not None else fresh,
    )  # fmt: skip


def _no_head(thread: Thread) -> str:
    if thread.apart:
        return _("Kept for other officers")
    if thread.state is State.WITHDRAWN:
        return _("Taken back before anybody read it")
    return _("Not opened yet") if thread.waiting else _("Does not open with the keys that are here")


def _stands(thread: Thread) -> list[str]:
    said = []
    if thread.state is State.NEW:
        said.append(_("new"))
    if thread.waiting:
        said.append(_("{n} not opened yet").format(n=thread.waiting))
    if thread.leaving:
        said.append(_("an answer waits to leave"))
    if thread.taken_over_by:
        said.append(_("taken over"))
    if thread.undecided:
        said.append(_("not decided yet"))
    if thread.apart:
        said.append(_("kept apart"))
    if thread.case_id:
        said.append(_("a case"))
    return said


def facts(thread: Thread) -> str:
    """The second line of an open thread."""
    ways = {"phone": _("taken down by telephone"), "visit": _("taken down in person")}
    came = ways.get(thread.came_by) or _("came by the report page")
    parts = [came, _("first on {day}").format(day=day(thread.first_on))]
    return " · ".join([*parts, *_stands(thread)])


def named(opened: Opened) -> list[tuple[Tone, str, str]]:
    """That a report may name somebody who works here, or the centre itself."""
    found: list[tuple[Tone, str, str]] = []
    waiting = [opened.names.get(one.user, one.user) for one in opened.named if one.state == "open"]
    if waiting:
        said = _("This may name {names}. It is kept from them until somebody decides.")
        found.append(("high", _("Somebody who works here may be meant"), said.format(names=", ".join(waiting))))
    if opened.centre_named:
        said = _("Its words name this centre. Please think of another place that can look into it, and offer that.")
        found.append(("caution", _("This may be about the centre itself"), said))
    return found


def gaps(found: Gaps) -> str:
    """What the relay left out or exchanged, and what to do about it."""
    said = []
    if found.missing:
        places = ", ".join(str(one) for one in found.missing)
        said.append(_("Messages that did not come: {places}.").format(places=places))
    if found.broken:
        places = ", ".join(str(one) for one in found.broken)
        said.append(_("Messages that do not follow what was before: {places}.").format(places=places))
    if found.replaced:
        said.append(
            _("The relay gave another text for a place {n} times; the first was kept.").format(n=found.replaced)
        )
    said.append(_("Please ask the person to send it again, and tell whoever looks after the relay."))
    return " ".join(said)


def direction(message: Message) -> str:
    """Who says this, and where it stands."""
    if message.direction == "in":
        return _("Reporter")
    states = {
        "waiting": _("waits to leave"), "sent": _("at the relay"), "refused": _("the relay did not take it"),
        "held": _("held back"),
    }  # fmt: skip
    who = _("Our last answer") if message.kind == "closed" else _("Our answer")
    return f"{who} · {states[message.state]}" if message.state in states else who


def unread(message: Message) -> str:
    """What stands in the place of words that are not here."""
    if message.state == "unreadable":
        return _("This message did not open with any key that is here. It is kept as it came.")
    return _("This message is not opened yet. It opens with the next round.")


def doubt(message: Message, thread: Thread) -> str:
    """What stands over words that a relay could have made up."""
    if thread.head is None:
        return _("The first message of this thread is not here, so nothing shows who wrote this.")
    said = _("Nothing shows that this comes from whoever wrote first. A relay could have made it.")
    if message.kind != "withdraw":
        return said
    return said + " " + _("It says that the report is taken back; nothing was changed by it.")


def public(opened: Opened) -> bool:
    """Whether a thread is about public material."""
    head = opened.whole.thread.head
    return head is not None and head.door == "public"


def file_facts(one: Attachment) -> str:
    """Its size, whether a copy belongs to it, and what it is said to be."""
    copy = _("with a copy without camera data") if one.copies else ""
    return " · ".join(filter(None, (size(one.size), copy, label(KINDS, one.kind), one.words)))


def file_state(one: Attachment) -> str:
    """Where an attachment stands."""
    if one.state == "arriving":
        return _("{have} of {all} parts are here").format(have=one.have, all=one.pieces)
    states = {
        "here": _("not stated yet"), "stated": _("stated, sealed"), "evidence": _("in the evidence"),
        "register": _("taken into the register"), "let_go": _("not kept"), "odd": _("does not fit what was announced"), "lost": _("parts of it are missing"),
    }  # fmt: skip
    return states[one.state]


def size(count: int) -> str:
    """How big an attachment is."""
    if count < 1024:
        return _("{n} bytes").format(n=count)
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def reminder(thread: Thread) -> str:
    """Who reads an answer, and what it may never say."""
    if thread.head is not None and thread.head.door == "third":
        return _("A third person reads this. No answer ever says that anybody is known here.")
    if thread.head is not None and thread.head.door == "public":
        return _("Whoever wrote this about public material reads the answer.")
    return _("Whoever holds the eight words reads this; somebody may look over their shoulder.")
