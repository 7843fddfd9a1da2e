"""`slots.bin`: who may open what. One part is signed by a manager, one part by each user for their own slots.

The manager's part (authority) holds staff, sealed compartment keys, installations and recovery. A user's part
(personal) holds their slots, so that a change of passphrase needs no manager.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.kinds import Compartment, Right, Role
from app.vault.passphrase import Kdf
from app.vault.sealing import derive, label

FORMAT = 2
"""Of the file: format 2 carries the manifest that follows, and says whose halves are whose."""

SLOT_FORMAT = 1
"""Of a single slot: a part of what its passphrase authenticates."""


class Kind(StrEnum):
    """Where the second secret of a slot is kept."""

    DEVICE = "device"
    KEYFILE = "keyfile"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in for one user: `wrapped` opens with passphrase and second secret together."""

    id: str
    kind: Kind
    salt: bytes
    wrapped: bytes
    second_sealed: bytes
    second_check: bytes
    keeper: str = ""
    """Class of the keyring back end that holds a device secret; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A user's own part: how their passphrase is stretched, and their slots."""

    user: str
    version: int
    salt: bytes
    kdf: Kdf
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as the lock knows them; `alias` is readable without a key, `name_sealed` is not."""

    id: str
    alias: str
    role: Role
    rights: frozenset[Right]
    agreement: bytes
    signing: bytes
    name_sealed: bytes


@dataclass(frozen=True, slots=True)
class Grant:
    """A compartment key sealed for one user, or for the recovery key where `user` is empty."""

    compartment: Compartment
    epoch: int
    user: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Room:
    """What belongs to a compartment key: its check value and its drop key's private half."""

    compartment: Compartment
    epoch: int
    check: bytes
    drop_sealed: bytes


@dataclass(frozen=True, slots=True)
class Former:
    """A signing key that a computer had before: what it signed stays to be verified, nothing new is.

    `anchor` is the digest of the one anchor file under its signature that still counts: the one that lay there when the
    key was renewed. Empty where there was none.
    """

    public: bytes
    anchor: bytes = b""


@dataclass(frozen=True, slots=True)
class Installation:
    """A computer of the centre: its letter in case numbers and its signing key, sealed under office."""

    id: str
    letter: str
    public: bytes
    sealed: bytes
    former: tuple[Former, ...] = ()
    """The keys before, the newest first."""

    @property
    def publics(self) -> tuple[bytes, ...]:
        """Whose signatures are this computer's."""
        return (self.public, *(one.public for one in self.former))


@dataclass(frozen=True, slots=True)
class SealedHalf:
    """A manager's half of the recovery key; the other is `partner`'s (a manager, or empty: the sheet)."""

    user: str
    partner: str
    sealed: bytes
    of: bytes = b""
    """Which recovery key: a fingerprint. Empty in format 1, which had one only."""


@dataclass(frozen=True, slots=True)
class Drill:
    """A recovery drill that succeeded."""

    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Authority:
    """The manager-signed part."""

    centre: str
    version: int
    signer: str
    centre_name_sealed: bytes
    trustee_sealed: bytes
    members: tuple[Member, ...]
    rooms: tuple[Room, ...]
    grants: tuple[Grant, ...]
    installations: tuple[Installation, ...]
    halves: tuple[SealedHalf, ...]
    drills: tuple[Drill, ...]
    successor: bytes = b""
    """The manifest that belongs to this part: written here first, so that one rename decides both."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Canonical bytes of a part and its signature."""

    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Slots:
    """The whole file: every part as it was read, and the bytes that were signed."""

    authority: Authority
    personal: tuple[Personal, ...]
    authority_signed: Signed
    personal_signed: tuple[Signed, ...]
    format: int = FORMAT

    @property
    def age(self) -> int:
        """Grows with every change: the newest of several copies has the highest. A manager's change counts first,
        because people who leave take their own versions with them."""
        return (self.authority.version << 32) + sum(part.version for part in self.personal)

    def member(self, user: str) -> Member | None:
        return next((member for member in self.authority.members if member.id == user), None)

    def personal_of(self, user: str) -> Personal:
        return next(part for part in self.personal if part.user == user)

    def with_authority(self, part: Authority, signed: Signed) -> Slots:
        """The same file with a new manager's part, in the format of today."""
        return replace(self, authority=part, authority_signed=signed, format=FORMAT)

    def with_personal(self, part: Personal, signed: Signed) -> Slots:
        at = next(at for at, old in enumerate(self.personal) if old.user == part.user)
        return replace(
            self,
            personal=(*self.personal[:at], part, *self.personal[at + 1 :]),
            personal_signed=(*self.personal_signed[:at], signed, *self.personal_signed[at + 1 :]),
        )


def check_value(secret: bytes, slot: str) -> bytes:
    """Tells a wrong second secret from a wrong passphrase; 128 random bits cannot be guessed from it."""
    return derive(secret, b"", label("second-check", 1, slot), 8)
