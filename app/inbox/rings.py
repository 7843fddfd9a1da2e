"""Ring keys: what the content of arrived reports is sealed under, wrapped by the key of intake or of public material.

A new epoch of such a compartment begins a new ring and wraps the older ones anew, so that whoever stays goes on reading,
and whoever left cannot read what comes later. Rows of both epochs lie side by side until the new key has taken over:
at a kill either of them opens.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

from app.errors import Damaged
from app.i18n import _
from app.kinds import Compartment
from app.store import Database
from app.vault import DoesNotOpen
from app.vault.sealing import label, unwrap, wrap

PURPOSE = "inbox"
"""What the wrapping key is asked for: `keys.key_for(compartment, PURPOSE)`."""
CHANNELS = (Compartment.INTAKE, Compartment.PUBLIC_MATERIAL)


class Holder(Protocol):
    """Whoever opened the centre (app.vault.Keys)."""

    def holds(self, compartment: Compartment, /) -> bool: ...
    def epoch(self, compartment: Compartment, /) -> int: ...
    def key_for(self, compartment: Compartment, purpose: str, /) -> bytes: ...


class Rings:
    """The ring keys of one centre, in its office records."""

    def __init__(self, office: Database, keys: Holder) -> None:
        self._db, self._keys = office, keys

    def newest(self, compartment: Compartment) -> tuple[int, bytes]:
        """The ring that new content goes under, made on first use; Denied without the compartment's key."""
        rows = self._rows(compartment, self._keys.epoch(compartment))
        if rows:
            number = max(rows)
            return number, self._opened(compartment, number, rows[number])
        key = os.urandom(32)
        with self._db.atomic():
            self._keep(compartment, 1, self._keys.epoch(compartment), self._wrapping(compartment), key)
        return 1, key

    def key(self, compartment: Compartment, number: int) -> bytes:
        """One ring key; Damaged where it is missing or does not open."""
        wrapped = self._rows(compartment, self._keys.epoch(compartment)).get(number)
        if wrapped is None:
            raise _gone()
        return self._opened(compartment, number, wrapped)

    def prepare(self, compartment: Compartment, epoch: int, wrapping: bytes) -> None:
        """Wrap every ring under a coming key too, with a fresh one for what arrives later; again changes nothing."""
        rows, there = self._rows(compartment, self._keys.epoch(compartment)), self._rows(compartment, epoch)
        with self._db.atomic():
            for number, wrapped in rows.items():
                if number not in there:
                    self._keep(compartment, number, epoch, wrapping, self._opened(compartment, number, wrapped))
            if rows and max(rows) + 1 not in there:
                self._keep(compartment, max(rows) + 1, epoch, wrapping, os.urandom(32))

    def tidy(self) -> None:
        """Drop, with their history, rows whose epoch went by."""
        for compartment in filter(self._keys.holds, CHANNELS):
            sql = "SELECT id FROM intake_ring WHERE compartment = ? AND epoch < ?"
            if old := self._db.rows(sql, (compartment, self._keys.epoch(compartment))):
                with self._db.atomic():
                    for row in old:
                        self._db.erase("intake_ring", row["id"])

    def _rows(self, compartment: Compartment, epoch: int) -> Mapping[int, bytes]:
        sql = "SELECT number, wrapped FROM intake_ring WHERE compartment = ? AND epoch = ?"
        return {row["number"]: row["wrapped"] for row in self._db.rows(sql, (compartment, epoch))}

    def _keep(self, compartment: Compartment, number: int, epoch: int, wrapping: bytes, key: bytes) -> None:
        wrapped = wrap(wrapping, key, _label(compartment, number))
        row = {"id": f"{compartment}:{number}:{epoch}", "compartment": compartment, "number": number, "epoch": epoch}
        self._db.insert("intake_ring", {**row, "wrapped": wrapped})

    def _opened(self, compartment: Compartment, number: int, wrapped: bytes) -> bytes:
        try:
            return unwrap(self._wrapping(compartment), wrapped, _label(compartment, number))
        except DoesNotOpen:
            raise _gone() from None

    def _wrapping(self, compartment: Compartment) -> bytes:
        return self._keys.key_for(compartment, PURPOSE)


def _label(compartment: Compartment, number: int) -> bytes:
    return label("inbox-ring", compartment, number)


def _gone() -> Damaged:
    return Damaged(
        _("The keys of arrived reports do not open. Nothing was changed. Restore the records from the latest backup.")
    )
