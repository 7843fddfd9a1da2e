"""Making and remaking slots: an identity wrapped under passphrase and second secret together."""

from __future__ import annotations

import os
from dataclasses import dataclass

from app.clock import random_id
from app.vault.identity import Identity
from app.vault.passphrase import Kdf
from app.vault.sealing import derive, label, seal, unseal, unwrap, wrap
from app.vault.second import SIZES
from app.vault.slots import SLOT_FORMAT, Kind, Personal, Slot, check_value


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new second secret on its way into a slot; it exists in memory only."""

    slot: str
    kind: Kind
    secret: bytes
    keeper: str = ""

    @classmethod
    def of(cls, kind: Kind) -> Fresh:
        return cls(random_id(), kind, os.urandom(SIZES[kind]))

    def __repr__(self) -> str:
        return f"Fresh({self.kind.value})"


def make_slot(identity: Identity, user: str, stretched: bytes, kdf: Kdf, fresh: Fresh) -> Slot:
    """A slot that opens with the stretched passphrase and the fresh second secret."""
    salt = os.urandom(16)
    kek = _kek(stretched, fresh.secret, salt)
    return Slot(
        id=fresh.slot,
        kind=fresh.kind,
        salt=salt,
        wrapped=wrap(kek, identity.to_bytes(), _aad(user, fresh.slot, kdf)),
        second_sealed=seal(identity.agreement_public, _second_info(identity.centre, user, fresh.slot), fresh.secret),
        second_check=check_value(fresh.secret, fresh.slot),
        keeper=fresh.keeper,
    )


def open_slot(slot: Slot, user: str, stretched: bytes, secret: bytes, kdf: Kdf) -> Identity:
    """The identity inside; raises DoesNotOpen for a wrong passphrase, secret, user or parameter."""
    kek = _kek(stretched, secret, slot.salt)
    return Identity.from_bytes(unwrap(kek, slot.wrapped, _aad(user, slot.id, kdf)))


def second_of(identity: Identity, user: str, slot: Slot) -> Fresh:
    """The second secret of one of the user's own slots, from its copy sealed to them."""
    secret = unseal(identity.agreement, _second_info(identity.centre, user, slot.id), slot.second_sealed)
    return Fresh(slot.id, slot.kind, secret, slot.keeper)


def rewrapped(part: Personal, identity: Identity, stretched: bytes, salt: bytes, kdf: Kdf) -> Personal:
    """All slots of a user under another passphrase at once; their second secrets stay as they are."""
    seconds = [second_of(identity, part.user, slot) for slot in part.slots]
    slots = tuple(make_slot(identity, part.user, stretched, kdf, fresh) for fresh in seconds)
    return Personal(part.user, part.version + 1, salt, kdf, slots)


def _kek(stretched: bytes, secret: bytes, salt: bytes) -> bytes:
    return derive(stretched + secret, salt, label("user-slot-kek", 1))


def _aad(user: str, slot: str, kdf: Kdf) -> bytes:
    return label(user, slot, SLOT_FORMAT, kdf.text)


def _second_info(centre: str, user: str, slot: str) -> bytes:
    return label("second", centre, user, slot)
