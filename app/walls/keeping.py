"""The key of a sealed file: made, sealed for named people and for the recovery key, opened by one of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.errors import Denied, NotFound
from app.i18n import _
from app.kinds import Compartment
from app.vault import DoesNotOpen, Home, Keys, seal, trusted

RECOVERY = ""
"""Stands for the recovery key where a grant names a user."""
_KEY, _SALT = 32, 16


class Unsealing(Protocol):
    """Whoever opens what was sealed to them: a person's keys, or the recovery key of two."""

    def __call__(self, info: bytes, sealed: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True, repr=False)
class FileKey:
    """Key and salt of one sealed file."""

    secret: bytes

    @classmethod
    def new(cls) -> FileKey:
        return cls(os.urandom(_KEY + _SALT))

    @property
    def raw(self) -> str:
        """96 hex digits, as the store takes them."""
        return self.secret.hex()

    def sealed_for(self, sealed_id: str, user: str, public: bytes) -> bytes:
        """This key for one person, or for the recovery key where `user` is empty."""
        return seal(public, info(sealed_id, user), self.secret)


def open_key(unseal: Unsealing, sealed_id: str, user: str, sealed: bytes | None) -> FileKey:
    """The key in a grant; Denied where there is none for this person."""
    if sealed is None:
        raise sealed_from()
    try:
        secret = unseal(info(sealed_id, user), sealed)
    except DoesNotOpen:
        raise sealed_from() from None
    return FileKey(secret)


def info(sealed_id: str, user: str) -> bytes:
    return f"sealed-case|{sealed_id}|{user or 'recovery'}".encode()


def sealed_from() -> Denied:
    return Denied(
        _("This case is sealed for others. Here it is only a number. Ask a manager if you need it for your work.")
    )


def publics(home: Path, keys: Keys) -> dict[str, bytes]:
    """The public keys of everybody who opens the cases of the centre, and of the recovery key."""
    opened = trusted(home, keys)
    holders = {one.user for one in opened.slots.authority.grants if one.compartment is Compartment.CASEWORK}
    found = {one.id: one.agreement for one in opened.slots.authority.members if one.id in holders}
    return {**found, RECOVERY: opened.manifest.recovery_public}


def may_hold(home: Path, keys: Keys, users: Iterable[str]) -> tuple[str, ...]:
    """The ids of these people; refuses one who cannot open the cases of the centre at all."""
    opened, known = Home.open(home), publics(home, keys)
    found = tuple(dict.fromkeys(opened.find(user).id for user in users))
    if not found or not set(known).issuperset(found):
        raise NotFound(_("Choose at least one person who works with cases. Nothing was sealed."))
    return found
