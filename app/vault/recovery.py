"""The recovery key: an X25519 key no one holds, split by XOR so that two together open every compartment."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.clock import now
from app.errors import BadInput, CannotUnlock, Conflict, Damaged, NotFound
from app.i18n import _
from app.kinds import Compartment
from app.vault import authority
from app.vault.compartments import RECOVERY, open_grant, purpose_key
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
    """One of two halves of the recovery key, for as long as a drill or a recovery lasts.

    `former` are the same person's halves of the recovery key before, while some compartment still waits for its new key.
    """

    secret: bytes
    former: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryKey:
    """The reassembled key; it opens a copy of every compartment key."""

    private: X25519PrivateKey
    home: Home
    former: tuple[X25519PrivateKey, ...] = ()

    def compartment_key(self, compartment: Compartment) -> bytes:
        """The present key of one compartment; Damaged if its copy does not open."""
        return self._key(compartment, self.home.manifest.facts(compartment).epoch)

    def coming_key(self, compartment: Compartment) -> bytes | None:
        """The key that waits to take over, if there is one."""
        waits = (facts.epoch for facts in self.home.manifest.waiting if facts.compartment is compartment)
        epoch = next(waits, None)
        return None if epoch is None else self._key(compartment, epoch)

    def key_for(self, compartment: Compartment, purpose: str) -> bytes:
        """The same as `Keys.key_for`, for what two people open together."""
        epoch = self.home.manifest.facts(compartment).epoch
        return purpose_key(self.compartment_key(compartment), compartment, epoch, purpose)

    def unseal(self, info: bytes, sealed: bytes) -> bytes:
        """What was sealed to `manifest.recovery_public` (backups, sealed cases); DoesNotOpen otherwise."""
        for private in self.former:
            with suppress(DoesNotOpen):
                return unseal(private, info, sealed)
        return unseal(self.private, info, sealed)

    def _key(self, compartment: Compartment, epoch: int) -> bytes:
        room = current_room(self.home.slots, epoch, compartment)
        for grant in self.home.slots.authority.grants:
            if (grant.user, grant.compartment, grant.epoch) != (RECOVERY, compartment, epoch):
                continue
            for private in (self.private, *self.former):
                with suppress(DoesNotOpen):
                    return open_grant(private, grant, room)
        if any(facts.compartment is compartment and facts.epoch == epoch + 1 for facts in self.home.manifest.waiting):
            raise Conflict(
                _(
                    "A part of this centre still waits for its new key. Nothing was changed. "
                    "Let somebody who works with it open the centre once, then try again."
                )
            )
        raise Damaged(_("The recovery key does not open every part of this centre. Tell a manager before going on."))


def split(centre: str, managers: tuple[Member, ...], sheet: bool) -> tuple[bytes, tuple[SealedHalf, ...], str]:
    """A new recovery key: its public half, its sealed halves, and the code for the printed sheet if asked for."""
    private = X25519PrivateKey.generate()
    mask = os.urandom(32) if sheet else None
    halves = halves_of(centre, managers, private, mask)
    return private.public_key().public_bytes_raw(), halves, to_paper(mask) if mask is not None else ""


def halves_of(
    centre: str, managers: tuple[Member, ...], private: X25519PrivateKey, sheet: bytes | None
) -> tuple[SealedHalf, ...]:
    """Halves for every pair of managers, and for each manager with the half on the printed `sheet`."""
    raw, of = private.private_bytes_raw(), fingerprint(private.public_key().public_bytes_raw())
    halves: list[SealedHalf] = []
    for one, other in combinations(managers, 2):
        mask = os.urandom(32)
        halves += [_sealed(centre, one, other.id, mask, of), _sealed(centre, other, one.id, _xor(raw, mask), of)]
    if sheet is not None:
        halves += [_sealed(centre, manager, SHEET, _xor(raw, sheet), of) for manager in managers]
    return tuple(halves)


def split_again(home: Home, keys: Keys, recovery: RecoveryKey, managers: tuple[Member, ...]) -> tuple[SealedHalf, ...]:
    """The same recovery key for other managers; the printed sheet, where there is one, stays good."""
    sheet: bytes | None = None
    if any(half.partner == SHEET for half in home.slots.authority.halves):
        sheet = _xor(recovery.private.private_bytes_raw(), own_half(home, keys).secret)
    return halves_of(home.manifest.centre, managers, recovery.private, sheet)


def fingerprint(public: bytes) -> bytes:
    """Tells one recovery key from the one before."""
    return hashlib.sha256(public).digest()[:8]


def own_half(home: Path | Home, keys: Keys, partner: str = SHEET) -> Half:
    """A manager's half for the pair with another manager (id), or with the printed sheet."""
    opened = _fresh(home)
    present = fingerprint(opened.manifest.recovery_public)
    mine, before = b"", []
    for half in opened.slots.authority.halves:
        if (half.user, half.partner) == (keys.user, partner):
            with suppress(DoesNotOpen):
                secret = keys.open_sealed(_info(keys.centre_id, half.user, half.partner), half.sealed)
                if half.of in (present, b""):
                    mine = secret
                else:
                    before.append(secret)
    if not mine:
        raise NotFound(_("There is no half of the recovery key for this pair. Choose the other person again."))
    return Half(mine, tuple(before))


def sheet_half(code: str) -> Half:
    """The half on the trustee's printed sheet; behind a plus sign the sheet before it, for what still waits under that."""
    present, *before = code.split("+")
    return Half(from_paper(present, 32), tuple(from_paper(one, 32) for one in before))


def reassemble(home: Path | Home, first: Half, second: Half) -> RecoveryKey:
    """The recovery key from two halves that belong together."""
    opened = _fresh(home)
    present = _joined(first.secret, second.secret)
    if present.public_key().public_bytes_raw() != opened.manifest.recovery_public:
        raise CannotUnlock(
            _(
                "These two halves of the recovery key do not belong together. Nothing was changed. "
                "Check both names, or type the printed sheet again."
            )
        )
    return RecoveryKey(present, opened, _former(opened, first, second))


def _former(home: Home, first: Half, second: Half) -> tuple[X25519PrivateKey, ...]:
    """The recovery keys before, as long as the slots still know of them and both bring their halves."""
    known = {half.of for half in home.slots.authority.halves}
    joined = (_joined(one, other) for one in first.former for other in second.former)
    return tuple(one for one in joined if fingerprint(one.public_key().public_bytes_raw()) in known)


def _joined(first: bytes, second: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_xor(first, second))


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
    return unwrap(keys.office_wrapper, sealed, label("trustee")).decode("utf-8")


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


def _sealed(centre: str, holder: Member, partner: str, half: bytes, of: bytes) -> SealedHalf:
    return SealedHalf(holder.id, partner, seal(holder.agreement, _info(centre, holder.id, partner), half), of)


def _info(centre: str, holder: str, partner: str) -> bytes:
    return label("recovery-half", centre, holder, partner or "sheet")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
