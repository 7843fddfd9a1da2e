"""The life of a member of staff at the lock: enrolled, changed, removed, let in again, moved to new keys after a theft.

Every function needs a manager's keys and a held centre, and answers with what follows (`Arranged`).
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.clock import random_id
from app.errors import BadInput, CannotUnlock, Denied
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.vault import device_secret
from app.vault.arranging import Arranged, Wanted, arrange, check_another, full_name
from app.vault.authority import need_manager
from app.vault.home import Home, tidy
from app.vault.identity import Identity
from app.vault.keys import Keys
from app.vault.newcomer import Keeping, Newcomer, NewUser, StaffPlan, check_plan, private_keys
from app.vault.passphrase import DEFAULT, Kdf
from app.vault.recovery import RecoveryKey
from app.vault.rights import entitled
from app.vault.slots import Kind
from app.vault.unlocking import refresh

EVERYTHING = frozenset(Compartment)


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How somebody gets in: which second secret beside the printed code, and how hard their passphrase is stretched."""

    second: Kind = Kind.KEYFILE
    folder: Path | None = None
    kdf: Kdf = DEFAULT
    allowed: frozenset[str] = device_secret.ALLOWED

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.second, self.folder, self.allowed)


@dataclass(frozen=True, slots=True, repr=False)
class Enrolled:
    """Somebody with new ways in, and what the change came to."""

    user: NewUser
    arranged: Arranged


def enrol(
    home: Path,
    keys: Keys,
    plan: StaffPlan,
    ways: WaysIn,
    *,
    recovery: RecoveryKey | None = None,
    trustee: str | None = None,
) -> Enrolled:
    """A new member of staff. What the manager cannot open themselves comes with a new epoch, or with `recovery`."""
    opened = _open(home, keys)
    members = opened.slots.authority.members
    check_plan(plan, frozenset(one.alias for one in members), keys.practice)
    agree, sign = private_keys()
    newcomer = Newcomer(plan, random_id(), Identity(agree, sign, keys.centre_id))
    return _let_in(opened, keys, newcomer, ways, Wanted(members, trustee=trustee), recovery)


def change(
    home: Path,
    keys: Keys,
    user: str,
    role: Role,
    rights: frozenset[Right],
    *,
    recovery: RecoveryKey | None = None,
    trustee: str | None = None,
) -> Arranged:
    """Another role or other rights. Whatever the person loses gets a new key; a former manager moves everything."""
    opened = _open(home, keys)
    old = opened.find(user)
    new = replace(old, role=role, rights=rights)
    steps_down = old.role is Role.MANAGER and role is not Role.MANAGER
    if steps_down:
        check_another(keys, old.id)
    before, after = entitled(old.role, old.rights), entitled(role, rights)
    if new == old:
        raise BadInput(_("Nothing is different. Choose another role or other rights."), field="role")
    lost, won = before - after, after - before
    if won and old.id == keys.user and recovery is None:
        raise Denied(
            _("Nobody gives themselves more rights. Another manager does it, or two people with the recovery key.")
        )
    members = tuple(new if one.id == old.id else one for one in opened.slots.authority.members)
    wanted = Wanted(members, renew=EVERYTHING if steps_down else lost, new_recovery=steps_down, trustee=trustee)
    return arrange(opened, keys, wanted, recovery)


def remove(home: Path, keys: Keys, user: str, *, trustee: str | None = None) -> Arranged:
    """Somebody leaves: their ways in go at once, and all they could open gets a new key."""
    opened = _open(home, keys)
    gone = opened.find(user)
    check_another(keys, gone.id)
    members = tuple(one for one in opened.slots.authority.members if one.id != gone.id)
    led = gone.role is Role.MANAGER
    renew = EVERYTHING if led else entitled(gone.role, gone.rights)
    arranged = arrange(opened, keys, Wanted(members, renew=renew, new_recovery=led, trustee=trustee))
    _forget_computer(opened, gone.id)
    return arranged


def reset(home: Path, keys: Keys, recovery: RecoveryKey, user: str, passphrase: str, ways: WaysIn) -> Enrolled:
    """A lost passphrase: new private keys and new ways in for somebody who stays what they are.

    Two people open the recovery key for it. Nothing gets a new epoch: nobody else knows what was lost.
    """
    return _anew(home, keys, user, passphrase, ways, recovery=recovery, stolen=False)


def stolen(
    home: Path, keys: Keys, user: str, passphrase: str, ways: WaysIn, *, recovery: RecoveryKey | None = None
) -> Enrolled:
    """Suspected theft of somebody's secrets: new private keys and ways in for them, new signing keys of the computers,
    and a new epoch of everything.

    Old copies of the slots file stay openable by the thief, so no key that stands in them is used any longer.
    """
    return _anew(home, keys, user, passphrase, ways, recovery=recovery, stolen=True)


def renew_computers(home: Path, keys: Keys) -> Arranged:
    """A new signing key for every computer of the centre; the keys before stay to verify what they signed."""
    opened = _open(home, keys)
    return arrange(opened, keys, Wanted(opened.slots.authority.members, new_computers=True))


def _open(home: Path, keys: Keys) -> Home:
    """The lock as it is now, and the manager's keys brought up to it."""
    opened = tidy(home)
    refresh(opened, keys)
    need_manager(keys)
    return opened


def _anew(
    home: Path,
    keys: Keys,
    user: str,
    passphrase: str,
    ways: WaysIn,
    *,
    recovery: RecoveryKey | None,
    stolen: bool,
) -> Enrolled:
    opened = _open(home, keys)
    old = opened.find(user)
    plan = StaffPlan(full_name(keys, old), old.role, old.rights, passphrase, old.alias)
    check_plan(plan, frozenset(), keys.practice)
    agree, sign = private_keys()
    again = Newcomer(plan, old.id, Identity(agree, sign, keys.centre_id))
    wanted = Wanted(
        tuple(one for one in opened.slots.authority.members if one.id != old.id),
        renew=EVERYTHING if stolen else frozenset(),
        new_recovery=stolen and old.role is Role.MANAGER,
        identity=again.identity if old.id == keys.user else None,
        new_computers=stolen,
    )
    if wanted.identity is not None and not stolen:
        raise BadInput(_("You are signed in. Change your own passphrase in the office, under “Mine”."), field="user")
    done = _let_in(opened, keys, again, ways, wanted, recovery)
    _forget_computer(opened, old.id)
    return done


def _let_in(
    opened: Home, keys: Keys, newcomer: Newcomer, ways: WaysIn, wanted: Wanted, recovery: RecoveryKey | None
) -> Enrolled:
    """Second secrets are kept outside before any slot depends on them, and taken back if nothing was written."""
    with ExitStack() as undo:
        user, part = newcomer.ways_in(undo, ways.kdf, ways.keeping)
        member = newcomer.member(keys.office_wrapper)
        wanted = replace(
            wanted,
            members=(*wanted.members, member),
            names={**wanted.names, member.id: newcomer.plan.full_name},
            personal=(*wanted.personal, part),
        )
        arranged = arrange(opened, keys, wanted, recovery)
        undo.pop_all()
    return Enrolled(user, arranged)


def _forget_computer(before: Home, user: str) -> None:
    """What this computer's key store held for slots that are gone."""
    for slot in before.slots.personal_of(user).slots:
        if slot.kind is Kind.DEVICE:
            with suppress(CannotUnlock):
                device_secret.forget(before.manifest.centre, slot)
