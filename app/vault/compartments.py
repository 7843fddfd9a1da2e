"""Compartment keys: made, sealed for people and for recovery, checked, and turned into what others need."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.kinds import Compartment
from app.vault.manifest import CompartmentFacts
from app.vault.rights import entitled
from app.vault.sealing import DoesNotOpen, derive, label, seal, unseal, unwrap, wrap
from app.vault.slots import Grant, Member, Room

RECOVERY = ""
"""Stands for the recovery key where a grant names a user."""


@dataclass(frozen=True, slots=True)
class NewCompartment:
    """A compartment's fresh key with its public facts and what belongs to it in the slots file."""

    facts: CompartmentFacts
    room: Room
    key: bytes

    @classmethod
    def of(cls, compartment: Compartment, epoch: int) -> NewCompartment:
        key, drop = os.urandom(32), X25519PrivateKey.generate()
        public = drop.public_key().public_bytes_raw()
        sealed = wrap(drop_wrap(key), drop.private_bytes_raw(), label("drop", compartment, epoch))
        return cls(
            CompartmentFacts(compartment, epoch, os.urandom(16), public),
            Room(compartment, epoch, check_key(key, compartment, epoch), sealed),
            key,
        )

    def grant(self, user: str, public: bytes) -> Grant:
        """This key, sealed for one user (or for the recovery key)."""
        return sealed_grant(self.facts, self.key, user, public)


def sealed_grant(facts: CompartmentFacts, key: bytes, user: str, public: bytes) -> Grant:
    """A compartment's key of this epoch, sealed for one user (or for the recovery key)."""
    info = grant_info(facts.compartment, facts.epoch, user)
    return Grant(facts.compartment, facts.epoch, user, seal(public, info, key))


def grants(new: Iterable[NewCompartment], members: Iterable[Member], recovery: bytes) -> tuple[Grant, ...]:
    """Every compartment for everybody who is entitled to it, and for the recovery key."""
    staff = tuple(members)
    sealed: list[Grant] = []
    for one in new:
        sealed.append(one.grant(RECOVERY, recovery))
        holders = (m for m in staff if one.facts.compartment in entitled(m.role, m.rights))
        sealed.extend(one.grant(member.id, member.agreement) for member in holders)
    return tuple(sealed)


def open_grant(private: X25519PrivateKey, grant: Grant, room: Room) -> bytes:
    """The compartment key in a grant; DoesNotOpen if it is another's, or not the key the manager signed."""
    key = unseal(private, grant_info(grant.compartment, grant.epoch, grant.user), grant.sealed)
    if check_key(key, room.compartment, room.epoch) != room.check:
        raise DoesNotOpen("not the key of this compartment")
    return key


def database_key(key: bytes | bytearray, facts: CompartmentFacts) -> str:
    """64 hex digits of database key and 32 of salt, as SQLCipher takes them."""
    info = label("database", facts.compartment, facts.epoch)
    return derive(key, facts.salt, info).hex() + facts.salt.hex()


def purpose_key(key: bytes | bytearray, compartment: Compartment, epoch: int, purpose: str) -> bytes:
    """32 bytes for one other purpose of a compartment (wrapping file keys, sealing a field)."""
    return derive(key, b"", label("purpose", compartment, epoch, purpose))


def open_drop_key(key: bytes, room: Room) -> X25519PrivateKey:
    """The private half of a compartment's drop key."""
    raw = unwrap(drop_wrap(key), room.drop_sealed, label("drop", room.compartment, room.epoch))
    return X25519PrivateKey.from_private_bytes(raw)


def grant_info(compartment: Compartment, epoch: int, user: str) -> bytes:
    return label("compartment", compartment, epoch, user or "recovery")


def check_key(key: bytes, compartment: Compartment, epoch: int) -> bytes:
    """Names a compartment key without telling it."""
    return derive(key, b"", label("compartment-check", compartment, epoch), 16)


def drop_wrap(key: bytes) -> bytes:
    return derive(key, b"", label("drop-wrap", 1))


def office_wrap(key: bytes | bytearray) -> bytes:
    """The key under which names, the installation's key and other things everybody may read are wrapped."""
    return derive(key, b"", label("office-wrap", 1))
