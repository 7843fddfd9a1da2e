"""A report about public material becomes an entry of the register, and its reporter is answered in the thread.

What was chosen and written into the short fields of the page is offered; the reporter's own words stay in the thread,
under its key, because everybody who opens cases reads the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.changes import Changes, Done
from app.clock import today
from app.codelists import codes
from app.errors import BadInput, Conflict
from app.i18n import _
from app.inbox.model import Message, Whole
from app.kinds import Compartment
from app.wire.content import Answer

if TYPE_CHECKING:
    from app.audit import Audit
    from app.inbox import Inbox
    from app.material import Materials
    from app.store import Database

_TELLING = ("utm_", "fbclid", "gclid", "igsh", "igshid", "si", "feature", "share", "ref", "mibextid", "_t", "_r")
"""Parts of a web address that may say who passed it on."""


class House(Protocol):
    """What of a centre the flow needs (app.desk.Desk fits)."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def materials(self) -> Materials: ...
    @property
    def audit(self) -> Audit: ...
    def database(self, compartment: Compartment, /) -> Database: ...


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form of an entry begins with; `intimate` where pictures of real people's bodies were named."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    intimate: bool = False


def offered(whole: Whole) -> Offered:
    """The fields of an entry as a report answers them; what it leaves out stays empty."""
    first = next((one for one in whole.messages if one.kind == "report"), None)
    if first is None:
        return Offered()
    answers, addresses = first.answers, _many(first.answers, "urls")
    chosen = set(_many(answers, "medium"))
    medium = next((one.id for one in codes("material_medium") if one.extra.get("page") in chosen), "")
    found = {
        "medium": medium, "place": _one(answers, "place"), "agency": _one(answers, "agency"),
        "seen_on": _day(_one(answers, "seen_on")), "url": _bare(addresses[0]) if addresses else "", **_photo(first),
    }  # fmt: skip
    return Offered({name: value for name, value in found.items() if value}, "images" in chosen)


def enter(house: House, thread: str, **fields: Any) -> Done[str]:
    """Make the entry; the thread has to be open to these keys and about public material."""
    whole = house.inbox.look(thread).value
    head = whole.thread.head
    if head is None or head.door != "public":
        raise BadInput(_("This report is not about public material, so no entry was made of it."), field="thread")
    if whole.thread.apart:
        raise Conflict(
            _("This report is kept from somebody here, and everybody reads the register. Nothing was made. Please enter what anybody can see, without the report.")
        )  # fmt: skip
    with house.database(Compartment.CASEWORK).atomic():
        made = house.materials.write(thread=thread, **fields)
        house.audit.write("report_registered", thread=thread, entry=made.value)
    return Done(made.value, made.changes | Changes.INBOX | Changes.AUDIT)


def tell(house: House, entry: str, text: str, *, last: bool = False) -> Done[str]:
    """Answer whoever reported it, in their thread; that it was done stands among the lines of the entry."""
    thread = house.materials.get(entry).entry.thread_id
    if thread is None:
        raise Conflict(_("Nobody reported this entry, or the report is not here any more. Nothing was sent."))
    with house.database(Compartment.CASEWORK).atomic():
        sent = house.inbox.reply(thread, text, last=last)
        noted = house.materials.note_told(entry)
    return Done(sent.value, sent.changes | noted.changes)


def _many(answers: Mapping[str, Answer], name: str) -> tuple[str, ...]:
    value = answers.get(name, ())
    return tuple(one.strip() for one in value.splitlines() if one.strip()) if isinstance(value, str) else tuple(value)


def _one(answers: Mapping[str, Answer], name: str) -> str:
    return " ".join(_many(answers, name))


def _day(said: str) -> str:
    """A day that was written as one; anything else stays in the thread."""
    parts = said.replace(".", "-").replace("/", "-").replace(" ", "").strip("-").split("-")
    try:
        found = date(*(int(one) for one in parts)) if len(parts) == 3 else None
    except (ValueError, OverflowError):
        return ""
    return found.isoformat() if found is not None and found <= today() else ""


def _bare(address: str) -> str:
    """A web address without what may say who passed it on."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not any(name == one or (one.endswith("_") and name.startswith(one)) for one in _TELLING)
    ]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def _photo(message: Message) -> dict[str, str]:
    first = next((one for one in message.files if one.role == "original"), None)
    return (
        {"photo": _("in the report's thread"), "photo_sha256": first.sha256.removeprefix("sha256:")}
        if first is not None
        else {}
    )
