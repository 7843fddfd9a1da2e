"""A report that is told by telephone or in person: its code is made and read out here, and is kept nowhere.

check ──▶ new_code, read out, two places repeated ──▶ derived (a worker: it takes a second) ──▶ keep
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from app.changes import Done
from app.clock import today
from app.i18n import _, short_date
from app.wire import receipt_code
from app.wire.content import HandOver

if TYPE_CHECKING:
    from app.contacts import Contacts
    from app.inbox import TakingDown
    from app.inbox.taking_down import Told

_GROUP = 4


class House(Protocol):
    """What of a centre is needed (app.desk.Desk fits)."""

    @property
    def taking_down(self) -> TakingDown: ...
    @property
    def contacts(self) -> Contacts: ...


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from the codes, as far as the centre may know it."""

    thread: receipt_code.Thread = field(repr=False)
    handover: HandOver | None = field(repr=False, default=None)


def check(house: House, told: Told) -> Told:
    """What will be kept, with the contact that runs now: the call may be another one before the code was read out."""
    running = next((one.id for one in house.contacts.open_ones() if one.running), "")
    return replace(house.taking_down.check(told), contact=running)


def new_code(*, digits: bool = False) -> str:
    """A fresh code: eight words, or digits for somebody whose language they are not."""
    if digits:
        return "".join(secrets.choice("0123456789") for _place in range(receipt_code.DIGITS))
    return receipt_code.new()


def parts(code: str) -> tuple[str, ...]:
    """A code as it is read out: eight words, or digits in groups of four."""
    if code[:1].isdigit():
        return tuple(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
    return tuple(code.split(" "))


def two_places(count: int) -> tuple[int, int]:
    """Which parts are said back, in their order."""
    one, other = sorted(secrets.SystemRandom().sample(range(count), 2))
    return one, other


def derived(code: str, handover: str, centre: str) -> Derived:
    """The keys of both codes; 600,000 rounds each, so never on the window's thread nor on the writer's."""
    second = receipt_code.thread(handover, centre) if handover else None
    return Derived(receipt_code.thread(code, centre), HandOver(second.mailbox, second.reply_key) if second else None)


def keep(house: House, told: Told, keys: Derived) -> Done[str]:
    """Keep it; the code works once the next round with the relay was made."""
    return house.taking_down.keep(told, keys.thread, keys.handover, first_answer())


def first_answer() -> str:
    """What the caller reads first, without a word of what was told."""
    said = _("We took down what you told us on {day}. You can read our answers here and write to us.")
    return said.format(day=short_date(today()))
