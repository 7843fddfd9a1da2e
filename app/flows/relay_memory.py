"""The relay as a third place that knows how far the records had come: it is told a number and a hash, and nothing else.

What was told last stands in the anchor, so that records which were put back as a whole, anchor and key store included, know
less than the relay does. Two entries: what the relay is known to hold, and what is on its way and may have arrived.

    ask ──▶ network ──▶ settle          once after opening: is what the relay holds known here?
    tell ─▶ network ──▶ settle          every five minutes and at the lock, where something changed
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app import wire
from app.audit import Audit
from app.changes import Changes, Done
from app.clock import today
from app.errors import Refusal
from app.flows import reporting
from app.i18n import _
from app.office import Office
from app.vault import Anchor, Keys

if TYPE_CHECKING:
    from app.sync import Question

_PREFIX = "relay-"
_LABEL = b"gyeot anchor/1|"


@dataclass(frozen=True, slots=True)
class Known:
    """A telling as the anchor remembers it."""

    counter: int
    state: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way, and what is known here: what the relay holds, and what may have arrived there."""

    question: Question
    told: Known | None
    sent: Known | None


class RelayMemory:
    """What an open desk tells its relay; every method belongs to the thread that writes."""

    def __init__(self, keys: Keys, office: Office, anchor: Anchor | None, trail: Audit) -> None:
        self._keys, self._office, self._anchor, self._trail = keys, office, anchor, trail
        self._told, self._sent = (f"{_PREFIX}{what}/{wire.key_id(keys.device_public)}" for what in ("told", "sent"))

    def ask(self) -> Done[Asked | None]:
        """A question to the relay; None where this centre has none."""
        return Done(self._asked(*self._known()), Changes.NONE)

    def tell(self) -> Done[Asked | None]:
        """A telling, written down before it leaves; None where there is no relay, or nothing that it does not hold.

        One that may have arrived is told again until its fate is known: there is never more than one on its way.
        """
        anchor, (told, sent) = self._anchor, self._known()
        if anchor is None or self._card() is None:
            return Done(None, Changes.NONE)
        if sent is None or sent == told:
            state = fingerprint(self._keys.centre_id, anchor.entries())
            if told is not None and told.state == state:
                return Done(None, Changes.NONE)
            sent = Known(told.counter + 1 if told else 1, state)
            anchor.write(self._sent, sent.counter, sent.state)
        telling = wire.Telling(sent.counter, f"sha256:{sent.state.hex()}", today().isoformat())
        return Done(self._asked(told, sent, telling), Changes.NONE)

    def settle(self, held: wire.Telling | None) -> Done[tuple[str, ...]]:
        """Hold what the relay holds against what was told from here; a doubt is recorded, and then gone on from."""
        if self._anchor is None:
            return Done((), Changes.NONE)
        told, sent = self._known()
        said = _verdict(held, told, sent)
        self._go_on_from(held)
        if said == "newer" and held is not None:
            self._trail.write("freshness_doubted", relay=True)
            return Done((_newer().format(day=held.made),), Changes.AUDIT)
        if said == "forgot":
            self._trail.write("relay_forgot")
            return Done((_forgot(),), Changes.AUDIT)
        return Done((), Changes.NONE)

    # -- inside ----------------------------------------------------------------------------------

    def _card(self) -> wire.Card | None:
        return reporting.card(self._office)

    def _known(self) -> tuple[Known | None, Known | None]:
        entries = self._anchor.entries() if self._anchor is not None else {}
        return _at(entries, self._told), _at(entries, self._sent)

    def _asked(self, told: Known | None, sent: Known | None, telling: wire.Telling | None = None) -> Asked | None:
        from app.sync import question

        card = self._card()
        return Asked(question(card, self._keys, telling), told, sent) if card else None

    def _go_on_from(self, held: wire.Telling | None) -> None:
        """What the relay holds is what it was told; what was on its way before a doubt counts no more."""
        there, (told, sent) = _there(held), self._known()
        if self._anchor is None or there == told:
            return
        if there is not None:
            self._anchor.write(self._told, there.counter, there.state)
        else:
            self._anchor.forget(self._told)
        if sent is not None and sent != there:
            self._anchor.forget(self._sent)


Verdict = Literal["fine", "newer", "forgot"]


def _verdict(held: wire.Telling | None, told: Known | None, sent: Known | None) -> Verdict:
    """What the relay's answer says of these records."""
    there = _there(held)
    if there is None:
        return "forgot" if told else "fine"
    if there in (told, sent):
        return "fine"
    return "forgot" if told is not None and there.counter < told.counter else "newer"


def carry(asked: Asked) -> wire.Telling | None:
    """Ask the relay over the network, on a thread that nobody waits for: NotReached offline, within some seconds."""
    from app.sync import carry

    return carry(asked.question)


def answered(asked: Asked) -> tuple[Verdict | Literal["open"], str]:
    """Ask, and say in words what the answer means; nothing is written down. Offline is normal."""
    try:
        held = carry(asked)
    except Refusal as problem:
        return "open", str(problem)
    verdict = _verdict(held, asked.told, asked.sent)
    if verdict == "newer" and held is not None:
        return verdict, _newer().format(day=held.made)
    if verdict == "forgot":
        return verdict, _forgot()
    if held is None:
        return "open", _("The relay was not told yet how far these records have come.")
    sentence = _("The relay knows how far the records had come on {day}, as a number and a hash.")
    return verdict, sentence.format(day=held.made)


def _there(held: wire.Telling | None) -> Known | None:
    return Known(held.counter, bytes.fromhex(held.state.removeprefix("sha256:"))) if held else None


def fingerprint(centre: str, entries: Mapping[str, tuple[int, bytes]]) -> bytes:
    """The hash that is told: over all that the anchor holds, except what it knows of the relay itself."""
    lines = [
        f"{name}|{counter}|{head.hex()}\n"
        for name, (counter, head) in sorted(entries.items())
        if not name.startswith(_PREFIX)
    ]
    return hashlib.sha256(_LABEL + centre.encode("ascii") + b"\n" + "".join(lines).encode("utf-8")).digest()


def _at(entries: Mapping[str, tuple[int, bytes]], name: str) -> Known | None:
    return Known(*entries[name]) if name in entries else None


def _newer() -> str:
    return _(
        "The relay knows a newer state of this centre, told on {day}, than these records come from. Unless a backup was "
        "restored meanwhile, compare them with a backup before you go on, and tell a manager."
    )


def _forgot() -> str:
    return _(
        "The relay does not remember what it was told of this centre, so it could not check the age of the records. "
        "They are as they were. Please tell the city's contact person."
    )
