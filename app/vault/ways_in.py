"""What a person does with their own ways in: another passphrase, one more slot, one slot less."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import BadInput, CannotUnlock, NotFound, Refusal
from app.i18n import _
from app.vault import device_secret, keyfile
from app.vault.authority import save, sign_personal
from app.vault.enrolment import Fresh, make_slot, open_slot, rewrapped, second_of
from app.vault.home import Home
from app.vault.keys import Keys
from app.vault.passphrase import Kdf, check_strength, stretch
from app.vault.printed import to_paper
from app.vault.sealing import DoesNotOpen
from app.vault.second import SecondSecret
from app.vault.slots import Kind, Personal, Slot
from app.vault.unlocking import wrong_passphrase


@dataclass(frozen=True, slots=True, repr=False)
class NewWay:
    """A slot that was just made: a file to keep, or a code to print once; a device secret is kept already."""

    slot: str
    kind: Kind
    path: Path | None = None
    code: str = ""


def change_passphrase(
    home: Path | Home,
    keys: Keys,
    old: str,
    new: str,
    second: SecondSecret | None = None,
    kdf: Kdf | None = None,
) -> int:
    """Rewrap all slots of this person at once; returns how many. `second`, where given, must be theirs too.

    The slots file changes in one rename; its copies follow, so that the old passphrase opens none of them.
    """
    if not keys.practice:
        check_strength(new)
    opened, part = _own(home, keys)
    if second is not None:
        second.find(keys.centre_id, keys.user, part.slots)
    _stretched(part, keys, old)
    salt, hardness = os.urandom(16), kdf or part.kdf
    changed = rewrapped(part, keys.identity, stretch(new, salt, hardness), salt, hardness)
    _save(opened, keys, changed, forget_older=True)
    return len(changed.slots)


def add_slot(
    home: Path | Home,
    keys: Keys,
    passphrase: str,
    kind: Kind,
    folder: Path | None = None,
    allowed: frozenset[str] = device_secret.ALLOWED,
) -> NewWay:
    """One more way in for this person: this computer, a key file in `folder`, or a printed code."""
    opened, part = _own(home, keys)
    stretched = _stretched(part, keys, passphrase)
    fresh, way = keep(Fresh.of(kind), keys.centre_id, keys.user, folder, allowed)
    slot = make_slot(keys.identity, keys.user, stretched, part.kdf, fresh)
    try:
        _save(opened, keys, replace(part, version=part.version + 1, slots=(*part.slots, slot)))
    except Refusal:
        give_up(way, slot, keys.centre_id, allowed)
        raise
    return way


def remove_slot(home: Path | Home, keys: Keys, slot: str, allowed: frozenset[str] = device_secret.ALLOWED) -> None:
    """Close one way in (a lost stick, a lost sheet); the last one stays."""
    opened, part = _own(home, keys)
    gone = next((one for one in part.slots if one.id == slot), None)
    if gone is None:
        raise NotFound(_("This way in is already gone. Nothing was changed."))
    if len(part.slots) == 1:
        raise BadInput(_("This is the last way in and stays. Add another one first."))
    left = tuple(one for one in part.slots if one.id != slot)
    _save(opened, keys, replace(part, version=part.version + 1, slots=left), forget_older=True)
    if gone.kind is Kind.DEVICE:
        with suppress(CannotUnlock):
            device_secret.forget(keys.centre_id, gone, allowed)


def own_slots(home: Path | Home, keys: Keys) -> tuple[Slot, ...]:
    """The ways in this person has."""
    return _own(home, keys)[1].slots


def keep(fresh: Fresh, centre: str, user: str, folder: Path | None, allowed: frozenset[str]) -> tuple[Fresh, NewWay]:
    """Put a fresh second secret where it is kept, before any slot depends on it."""
    if fresh.kind is Kind.PAPER:
        return fresh, NewWay(fresh.slot, fresh.kind, code=to_paper(fresh.secret))
    if fresh.kind is Kind.DEVICE:
        keeper = device_secret.store(centre, fresh.slot, fresh.secret, allowed)
        return replace(fresh, keeper=keeper), NewWay(fresh.slot, fresh.kind)
    if folder is None or not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises where the name is too long
        raise BadInput(
            _("Choose a folder for the key file, best on a USB stick kept apart from this computer."),
            field="keyfile_folder",
        )
    path = keyfile.write(folder, centre, user, fresh.slot, fresh.secret)
    return fresh, NewWay(fresh.slot, fresh.kind, path=path)


def give_up(way: NewWay, slot: Slot, centre: str, allowed: frozenset[str]) -> None:
    """Take back a kept second secret whose slot was never written."""
    if way.path is not None:
        way.path.unlink(missing_ok=True)
    if way.kind is Kind.DEVICE:
        with suppress(CannotUnlock):
            device_secret.forget(centre, slot, allowed)


def _own(home: Path | Home, keys: Keys) -> tuple[Home, Personal]:
    opened = Home.open(home.path if isinstance(home, Home) else home)
    return opened, opened.slots.personal_of(opened.find(keys.user).id)


def _stretched(part: Personal, keys: Keys, passphrase: str) -> bytes:
    """The stretched passphrase, proved on one of the person's own slots."""
    stretched = stretch(passphrase, part.salt, part.kdf)
    slot = part.slots[0]
    try:
        secret = second_of(keys.identity, part.user, slot).secret
        open_slot(slot, part.user, stretched, secret, part.kdf)
    except DoesNotOpen:
        raise wrong_passphrase() from None
    return stretched


def _save(home: Home, keys: Keys, part: Personal, *, forget_older: bool = False) -> None:
    signed = sign_personal(keys.identity, part)
    save(home, home.slots.with_personal(part, signed), forget_older=forget_older)
