"""Somebody new: their private keys, their two ways in, and how the lock knows them."""

from __future__ import annotations

import os
import unicodedata
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.errors import BadInput
from app.i18n import _
from app.kinds import Right, Role
from app.vault.authority import sign_personal
from app.vault.enrolment import Fresh, make_slot
from app.vault.identity import Identity
from app.vault.passphrase import Kdf, check_strength, stretch
from app.vault.sealing import label, wrap
from app.vault.slots import Kind, Member, Personal, Signed, Slot
from app.vault.ways_in import NewWay, give_up, keep

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """A member of staff to enrol; `alias` is what stands beside the lock, the name if none is chosen."""

    name: str
    role: Role
    rights: frozenset[Right] = frozenset()
    passphrase: str = field(default="", repr=False)
    alias: str = ""

    @property
    def full_name(self) -> str:
        return unicodedata.normalize("NFC", self.name.strip())

    @property
    def beside_the_lock(self) -> str:
        return unicodedata.normalize("NFC", (self.alias or self.name).strip())


@dataclass(frozen=True, slots=True, repr=False)
class NewUser:
    """An enrolled person, their key file if they have one, and the code to print once."""

    id: str
    name: str
    key_file: Path | None
    paper_code: str


@dataclass(frozen=True, slots=True, repr=False)
class Keeping:
    """Where a newcomer's second secret goes: which kind, the folder of a key file, the key stores that count."""

    kind: Kind
    folder: Path | None
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody is to be, their id, and the private keys they get."""

    plan: StaffPlan
    id: str
    identity: Identity

    def member(self, office: bytes) -> Member:
        """How the lock knows them; `office` wraps their name."""
        return Member(
            id=self.id,
            alias=self.plan.beside_the_lock,
            role=self.plan.role,
            rights=self.plan.rights,
            agreement=self.identity.agreement_public,
            signing=self.identity.signing_public,
            name_sealed=name_sealed(office, self.id, self.plan.full_name),
        )

    def ways_in(self, undo: ExitStack, kdf: Kdf, keeping: Keeping) -> tuple[NewUser, tuple[Personal, Signed]]:
        """Two ways in: the chosen kind, and a printed code. `undo` takes back what is kept outside."""
        salt = os.urandom(16)
        stretched = stretch(self.plan.passphrase, salt, kdf)
        slots: list[Slot] = []
        ways: list[NewWay] = []
        for wanted in dict.fromkeys((keeping.kind, Kind.PAPER)):
            fresh, way = keep(Fresh.of(wanted), self.identity.centre, self.id, keeping.folder, keeping.allowed)
            slots.append(make_slot(self.identity, self.id, stretched, kdf, fresh))
            ways.append(way)
            undo.callback(give_up, way, slots[-1], self.identity.centre, keeping.allowed)
        part = Personal(self.id, 1, salt, kdf, tuple(slots))
        user = NewUser(self.id, self.plan.full_name, ways[0].path, ways[-1].code)
        return user, (part, sign_personal(self.identity, part))


def private_keys() -> tuple[X25519PrivateKey, Ed25519PrivateKey]:
    """A new pair: one to receive, one to sign."""
    return X25519PrivateKey.generate(), Ed25519PrivateKey.generate()


def name_sealed(office: bytes, user: str, name: str) -> bytes:
    """A full name as staff may read it, and nobody else."""
    return wrap(office, name.encode("utf-8"), label("staff-name", user))


def check_plan(plan: StaffPlan, taken: frozenset[str], practice: bool) -> None:
    """Names that can stand beside the lock, and a passphrase that is worth the slot; `taken` are the others' names."""
    if not all(0 < len(text) <= _LONGEST_NAME for text in (plan.full_name, plan.beside_the_lock)):
        raise BadInput(_("Every name needs between 1 and 60 characters. Correct it and try again."), field="name")
    if plan.beside_the_lock in taken:
        raise BadInput(
            _("Two people would stand beside the lock under one name. Give one of them another."), field="alias"
        )
    if not practice or not plan.passphrase:
        check_strength(plan.passphrase)
