"""The recovery key: an X25519 key no one holds, split by XOR so that two together open every compartment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.clock import now
from app.errors import BadInput, CannotUnlock, Damaged, NotFound
from app.i18n import _
from app.kinds import Compartment
from app.vault import authority
from app.vault.compartments import RECOVERY, office_wrap, open_grant
from app.vault.home import Home
from app.vault.keys import Keys
from app.vault.printed import from_paper, to_paper
from app.vault.sealing import DoesNotOpen, label, seal, unseal, unwrap
from app.vault.slots import Drill, Member, SealedHalf
from app.vault.unlocking import current_room

SHEET = ""
"""Stands for the trustee's printed sheet where a half names its partner."""

MOST_MANAGERS = 5


@dataclass(frozen=True, slots=True, repr=False)
class Half:
    """One of two halves of the recovery key, for as long as a drill or a recovery lasts."""

    secret: bytes


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryKey:
    """The reassembled key; it opens a copy of every compartment key."""

    private: X25519PrivateKey
    home: Home

    def compartment_key(self, compartment: Compartment) -> bytes:
        """The key of one compartment; Damaged if its copy does not open."""
        room = current_room(self.home.slots, self.home.manifest.facts(compartment).epoch, compartment)
        for grant in self.home.slots.authority.grants:
            if (grant.user, grant.compartment, grant.epoch) == (RECOVERY, compartment, room.epoch):
                try:
                    return open_grant(self.private, grant, room)
                except DoesNotOpen:
                    break
        raise Damaged(_("The recovery key does not open every part of this centre. Tell a manager before going on."))

    def unseal(self, info: bytes, sealed: bytes) -> bytes:
        """What was sealed to `manifest.recovery_public` (backups); DoesNotOpen otherwise."""
        return unseal(self.private, info, sealed)


def split(centre: str, managers: tuple[Member, ...], sheet: bool) -> tuple[bytes, tuple[SealedHalf, ...], str]:
    """A new recovery key: its public half, its sealed halves, and the code for the printed sheet if asked for."""
    private = X25519PrivateKey.generate()
    raw = private.private_bytes_raw()
    halves: list[SealedHalf] = []
    for one, other in combinations(managers, 2):
        mask = os.urandom(32)
        halves += [_sealed(centre, one, other.id, mask), _sealed(centre, other, one.id, _xor(raw, mask))]
    mask = os.urandom(32)
    if sheet:
        halves += [_sealed(centre, manager, SHEET, _xor(raw, mask)) for manager in managers]
    return private.public_key().public_bytes_raw(), tuple(halves), to_paper(mask) if sheet else ""


def own_half(home: Path | Home, keys: Keys, partner: str = SHEET) -> Half:
    """A manager's half for the pair with another manager (id), or with the printed sheet."""
    for half in _fresh(home).slots.authority.halves:
        if (half.user, half.partner) == (keys.user, partner):
            try:
                return Half(keys.open_sealed(_info(keys.centre_id, half.user, half.partner), half.sealed))
            except DoesNotOpen:
                break
    raise NotFound(_("There is no half of the recovery key for this pair. Choose the other person again."))


def sheet_half(code: str) -> Half:
    """The half on the trustee's printed sheet."""
    return Half(from_paper(code, 32))


def reassemble(home: Path | Home, first: Half, second: Half) -> RecoveryKey:
    """The recovery key from two halves that belong together."""
    opened = _fresh(home)
    private = X25519PrivateKey.from_private_bytes(_xor(first.secret, second.secret))
    if private.public_key().public_bytes_raw() != opened.manifest.recovery_public:
        raise CannotUnlock(
            _(
                "These two halves of the recovery key do not belong together. Nothing was changed. "
                "Check both names, or type the printed sheet again."
            )
        )
    return RecoveryKey(private, opened)


def drill(home: Path | Home, keys: Keys, first: Half, second: Half) -> frozenset[Compartment]:
    """Prove that two halves open every compartment, and record it under a manager's signature."""
    authority.need_manager(keys)
    recovery = reassemble(home, first, second)
    for compartment in Compartment:
        recovery.compartment_key(compartment)
    authority.record_drill(recovery.home, keys, Drill(now(), keys.user))
    return frozenset(Compartment)


def trustee(home: Path | Home, keys: Keys) -> str:
    """Who keeps the printed sheet; empty where nobody does. Readable by staff only."""
    sealed = _fresh(home).slots.authority.trustee_sealed
    wrapper = office_wrap(bytes(keys.key(Compartment.OFFICE)))
    return unwrap(wrapper, sealed, label("trustee")).decode("utf-8")


def check_managers(count: int, sheet: bool) -> None:
    """Two must be able to recover, and more than five pairs of hands are too many."""
    if count > MOST_MANAGERS:
        raise BadInput(_("At most five managers can share the recovery key. Choose five."), field="staff")
    if count == 0 or (count == 1 and not sheet):
        raise BadInput(
            _(
                "A centre with one manager needs a trustee outside who keeps the other half of the recovery key. "
                "Name one, or add a second manager."
            ),
            field="trustee",
        )


def _fresh(home: Path | Home) -> Home:
    return Home.open(home.path if isinstance(home, Home) else home)


def _sealed(centre: str, holder: Member, partner: str, half: bytes) -> SealedHalf:
    return SealedHalf(holder.id, partner, seal(holder.agreement, _info(centre, holder.id, partner), half))


def _info(centre: str, holder: str, partner: str) -> bytes:
    return label("recovery-half", centre, holder, partner or "sheet")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
