"""Ways in, told by name: which computer, key file or printed code opens for whom, since when, and when it last did.

The lock knows slots; the office knows what people call them. Whoever is signed in makes and takes away their own. Nobody
else can: each person's slots carry their own signature. What a manager can do about somebody else's is to suspect a theft.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.audit import Audit
from app.changes import Changes, Done
from app.errors import NoRoom, NotFound
from app.i18n import _
from app.kinds import Role
from app.office.ways import Told, WaysBook, check_name
from app.vault import Home, Keys, Kind, NewWay, add_slot, own_slots, remove_slot
from app.vault.device_secret import ALLOWED
from app.vault.slots import Slot

_ORDER = {Kind.DEVICE: 0, Kind.KEYFILE: 1, Kind.PAPER: 2}


@dataclass(frozen=True, slots=True)
class Way:
    """One way in of one person; `here` is the one through which this desk was opened."""

    id: str
    kind: Kind
    name: str = ""
    added_on: str | None = None
    used_on: str | None = None
    here: bool = False


class Ways:
    """The ways into one centre, as far as the signed-in person may know and change them."""

    def __init__(self, home: Path, keys: Keys, book: WaysBook, audit: Audit) -> None:
        self._home, self._keys, self._book, self._audit = home, keys, book, audit

    def mine(self) -> tuple[Way, ...]:
        """One's own."""
        return self._told(own_slots(self._home, self._keys), self._book.told())

    def of_staff(self) -> dict[str, tuple[Way, ...]]:
        """Everybody's, by user; days of use are told to managers only."""
        told = self._book.told()
        if self._keys.role is not Role.MANAGER:
            told = {slot: Told(one.name, one.added_on) for slot, one in told.items()}
        slots = Home.open(self._home).slots
        return {part.user: self._told(part.slots, told) for part in slots.personal}

    def add(
        self,
        passphrase: str,
        kind: Kind,
        folder: Path | None = None,
        name: str = "",
        allowed: frozenset[str] = ALLOWED,
    ) -> Done[NewWay]:
        """One more way in for oneself: this computer, a key file, or a printed code, which is shown this once."""
        check_name(name)
        return self.note_new(add_slot(self._home, self._keys, passphrase, kind, folder, allowed), name)

    def note_new(self, way: NewWay, name: str = "") -> Done[NewWay]:
        """Name and trail of a way in that the vault just made; where the disk is full, it counts all the same."""
        with suppress(NoRoom):
            self._book.note_new(way.slot, self._keys.user, way.kind.value, name)
            self._audit.write("way_added", member=self._keys.user, way=way.kind.value)
        return Done(way, Changes.STAFF | Changes.AUDIT)

    def remove(self, slot: str, allowed: frozenset[str] = ALLOWED) -> Done[None]:
        """Take one of one's own away; the last one stays."""
        kind = self._own(slot).kind
        remove_slot(self._home, self._keys, slot, allowed)
        self._book.keep_only((one.id for one in own_slots(self._home, self._keys)), self._keys.user)
        self._audit.write("way_removed", member=self._keys.user, way=kind.value)
        return Done(None, Changes.STAFF | Changes.AUDIT)

    def call(self, slot: str, name: str) -> Done[None]:
        """Say what one calls it."""
        return self._book.call(slot, self._keys.user, self._own(slot).kind.value, name)

    def note_use(self) -> Done[Way | None]:
        """After an opening: through which slot, and that it was today. A full disk does not keep anybody out.

        The value is the computer one sits at, where its key store opened the lock and nobody gave it a name yet.
        """
        parts = Home.open(self._home).slots.personal
        mine = next(part for part in parts if part.user == self._keys.user)
        here = next((one for one in mine.slots if one.id == self._keys.way), None)
        with suppress(NoRoom):
            if here is not None:
                self._book.note_use(here.id, self._keys.user, here.kind.value)
            if self._keys.role is Role.MANAGER:  # of people who left, too
                self._book.keep_only(one.id for part in parts for one in part.slots)
        unnamed = (one for one in self.mine() if one.here and one.kind is Kind.DEVICE and not one.name)
        return Done(next(unnamed, None), Changes.NONE)

    def _own(self, slot: str) -> Slot:
        for one in own_slots(self._home, self._keys):
            if one.id == slot:
                return one
        raise NotFound(_("This way in is already gone. Nothing was changed."))

    def _told(self, slots: tuple[Slot, ...], told: dict[str, Told]) -> tuple[Way, ...]:
        found = [
            Way(one.id, one.kind, known.name, known.added_on, known.used_on, one.id == self._keys.way)
            for one in slots
            for known in (told.get(one.id, Told()),)
        ]
        return tuple(sorted(found, key=lambda one: (_ORDER[one.kind], one.added_on or "")))
