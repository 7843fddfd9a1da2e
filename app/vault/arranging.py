"""What the lock looks like after people changed: new keys where somebody lost one, grants for those still entitled.

One manager does it, whatever they may open themselves. Keys that are at hand are sealed for whoever is new. For the
others a coming epoch is made: its key is sealed to everybody entitled and to the recovery key, and it takes over when
somebody who holds both keys has written the records anew (`app.flows.renewal`). Until then the old key goes on working
for those who stay; whoever left is out of the slots file at once.

The slots file carries the manifest that belongs to it and is written first: at a kill either nothing was changed, or
all of it follows at the next opening.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import BadInput, Conflict, NoRoom
from app.i18n import _
from app.kinds import Compartment, Role
from app.vault import anchor, durable, slots_file
from app.vault import manifest as manifest_file
from app.vault import recovery as recovering
from app.vault.authority import need_manager, save, sign_authority
from app.vault.canonical import Malformed
from app.vault.compartments import RECOVERY, NewCompartment, office_wrap, sealed_grant
from app.vault.home import Home, broken_trust
from app.vault.identity import Identity
from app.vault.keys import Keys
from app.vault.manifest import CompartmentFacts, Endorsement, Manifest, Signer
from app.vault.newcomer import name_sealed
from app.vault.recovery import RecoveryKey
from app.vault.rights import entitled
from app.vault.sealing import DoesNotOpen, label, unwrap, wrap
from app.vault.slots import Authority, Former, Grant, Installation, Member, Personal, Room, SealedHalf, Signed, Slots
from app.vault.slots_text import MOST_FORMER
from app.vault.unlocking import refresh

OPTIONAL = frozenset({Compartment.INTAKE, Compartment.PUBLIC_MATERIAL})
"""Compartments that nobody has to open. Until somebody does, nothing lies under their key, and a new one takes over at once."""

_MOST_HALVES = 64


@dataclass(frozen=True, slots=True)
class Sheet:
    """The trustee's half of the recovery key, to print once and keep elsewhere."""

    holder: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who should be on the staff, and what has to get a new key."""

    members: tuple[Member, ...]
    names: dict[str, str] = field(default_factory=dict)
    """Full names of those who are new, or are called otherwise now."""
    personal: tuple[tuple[Personal, Signed], ...] = ()
    """Parts that are new; the others are carried over."""
    renew: frozenset[Compartment] = frozenset()
    new_recovery: bool = False
    trustee: str | None = None
    """Whoever keeps the printed sheet from now on; None leaves it as it is."""
    identity: Identity | None = None
    """The manager's own new keys, where theirs were stolen."""
    new_computers: bool = False
    """Whether every computer gets a new signing key: everybody who was in the centre could read the one until now."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a change of staff came to."""

    waiting: frozenset[Compartment]
    """Compartments whose new key takes over when somebody who holds the old one opens the centre."""
    renewed: frozenset[Compartment]
    sheet: Sheet | None = None
    """A new half for the trustee: the sheet they have opens nothing any more."""
    unheld: frozenset[Compartment] = frozenset()
    """Compartments that no member of staff opens any more; two people with the recovery key still do."""


def arrange(home: Home, keys: Keys, wanted: Wanted, recovery: RecoveryKey | None = None) -> Arranged:
    """Write slots file and manifest anew; the caller holds the centre and says it in the audit trail."""
    need_manager(keys)
    try:
        made = _Arrangement(home, keys, wanted, recovery)
        following = made.manifest()
        made.write(following)
    except DoesNotOpen:
        raise broken_trust() from None
    refresh(home, keys, made.signer)
    return made.told(following)


class _Arrangement:
    """One change of staff, from what is to what is wanted."""

    def __init__(self, home: Home, keys: Keys, wanted: Wanted, recovery: RecoveryKey | None) -> None:
        self._home, self._keys, self._wanted, self._in_hand = home, keys, wanted, recovery
        self.signer = wanted.identity or keys.identity
        self._old, self._present = home.slots.authority, home.manifest
        self._managers = tuple(one for one in wanted.members if one.role is Role.MANAGER)
        self._trustee = recovering.trustee(home, keys) if wanted.trustee is None else wanted.trustee
        recovering.check_managers(len(self._managers), bool(self._trustee))
        self._recovery, self._halves, self._sheet = self._recover()
        self._at_hand = {one: key for one in Compartment if (key := self._key(one)) is not None}
        self._check_nothing_lost()
        self._renew = self._to_renew()
        self._fresh = {
            one: NewCompartment.of(one, home.manifest.facts(one).epoch + 1) for one in Compartment if one in self._renew
        }
        self._at_once = frozenset(one for one in self._renew & OPTIONAL if self._never_held(one))
        office = self._fresh.get(Compartment.OFFICE)
        self._office = office.key if office is not None else self._at_hand[Compartment.OFFICE]

    # -- keys ------------------------------------------------------------------------------------

    def _key(self, compartment: Compartment) -> bytes | None:
        if self._keys.holds(compartment):
            return bytes(self._keys.key(compartment))
        if self._in_hand is None:
            return None
        try:
            return self._in_hand.compartment_key(compartment)
        except Conflict:  # it waits, and its key of now opens with a recovery key of before only
            return None

    def _never_held(self, compartment: Compartment) -> bool:
        """Whether nobody opened it so far; what waits was held by somebody who left."""
        waits = any(facts.compartment is compartment for facts in self._present.waiting)
        return not waits and not self._users(self._old.grants, compartment)

    def _needs_somebody(self, compartment: Compartment) -> bool:
        return compartment not in OPTIONAL or not self._never_held(compartment)

    def _holders(self, compartment: Compartment) -> tuple[Member, ...]:
        return tuple(one for one in self._wanted.members if compartment in entitled(one.role, one.rights))

    def _to_renew(self) -> frozenset[Compartment]:
        """What was asked for, what waits already, and what somebody needs that nobody here can seal for them."""
        renew = set(self._wanted.renew) | {facts.compartment for facts in self._present.waiting}
        renew |= {one for one in Compartment if one not in self._at_hand and self._lacks(one)}
        if Compartment.EVIDENCE in renew:  # its wrapped keys lie in the records of casework: both move together
            renew.add(Compartment.CASEWORK)
        return frozenset(renew)

    def _lacks(self, compartment: Compartment) -> bool:
        sealed = {grant.user for grant in self._kept(compartment)}
        owed = {one.id for one in self._holders(compartment)}
        return self._changed or not owed <= sealed

    def _kept(self, compartment: Compartment) -> tuple[Grant, ...]:
        """Grants of the present key that stay good: of those entitled whose own keys did not change."""
        same = {one.id for one in self._holders(compartment) if self._unchanged(one)} | {RECOVERY}
        epoch = self._present.facts(compartment).epoch
        return tuple(
            grant
            for grant in self._old.grants
            if (grant.compartment, grant.epoch) == (compartment, epoch) and grant.user in same
        )

    def _unchanged(self, member: Member) -> bool:
        old = self._home.slots.member(member.id)
        return old is not None and old.agreement == member.agreement

    def _grants(self, compartment: Compartment) -> Iterable[Grant]:
        holders, facts = self._holders(compartment), self._present.facts(compartment)
        if compartment not in self._at_once:
            key = self._at_hand.get(compartment)
            yield from self._kept(compartment) if key is None else self._sealed(facts, key, holders)
        fresh = self._fresh.get(compartment)
        if fresh is not None:
            yield from self._sealed(fresh.facts, fresh.key, holders)

    def _sealed(self, facts: CompartmentFacts, key: bytes, holders: Iterable[Member]) -> Iterable[Grant]:
        yield sealed_grant(facts, key, RECOVERY, self._recovery)
        for one in holders:
            yield sealed_grant(facts, key, one.id, one.agreement)

    def _rooms(self, compartment: Compartment) -> Iterable[Room]:
        epoch = self._present.facts(compartment).epoch
        if compartment not in self._at_once:
            yield next(one for one in self._old.rooms if (one.compartment, one.epoch) == (compartment, epoch))
        if compartment in self._fresh:
            yield self._fresh[compartment].room

    # -- recovery --------------------------------------------------------------------------------

    @property
    def _changed(self) -> bool:
        """Whether there is another recovery key."""
        return self._recovery != self._present.recovery_public

    def _recover(self) -> tuple[bytes, tuple[SealedHalf, ...], str]:
        """Public half, sealed halves and a new sheet's code; the old ones where the managers stay who they are."""
        before = {one.id: one.agreement for one in self._old.members if one.role is Role.MANAGER}
        same = before == {one.id: one.agreement for one in self._managers}
        same = same and self._wanted.trustee is None
        if same and not self._wanted.new_recovery:
            return self._present.recovery_public, self._old.halves, ""
        if self._in_hand is not None and not self._wanted.new_recovery and self._wanted.trustee is None:
            halves = recovering.split_again(self._home, self._keys, self._in_hand, self._managers)
            return self._present.recovery_public, halves, ""
        return recovering.split(self._present.centre, self._managers, bool(self._trustee))

    def _all_halves(self) -> tuple[SealedHalf, ...]:
        """With the halves of recovery keys before: older backups, and what still waits, open with those only."""
        present, before = recovering.fingerprint(self._recovery), recovering.fingerprint(self._present.recovery_public)
        halves = tuple(replace(half, of=half.of or before) for half in self._halves)
        stay = {one.id for one in self._managers if self._unchanged(one)} | {recovering.SHEET}
        old = (replace(half, of=half.of or before) for half in self._old.halves)
        former = (half for half in old if half.of != present and half.user in stay and half.partner in stay)
        return (*(half for half in halves if half.of == present), *former)[:_MOST_HALVES]

    def _check_nothing_lost(self) -> None:
        """Conflict where the last key to a part of the records would go before they lie under the coming one."""
        waiting = {facts.compartment for facts in self._present.waiting}
        for one in frozenset(Compartment) - set(self._at_hand):
            had, stay = self._users(self._old.grants, one), self._users(self._kept(one), one)
            if stay or not (had or one in waiting):
                continue  # somebody goes on opening it, or nobody ever wrote under it
            if not self._two_open(one in waiting, leaves=bool(had)):
                raise Conflict(
                    _(
                        "After this, nobody could open a part of the records any more, so nothing was changed. Let a "
                        "counsellor open the centre first, or let two people with the recovery key enrol one."
                    )
                )

    def _users(self, grants: Iterable[Grant], compartment: Compartment) -> set[str]:
        place = compartment, self._present.facts(compartment).epoch
        return {one.user for one in grants if (one.compartment, one.epoch) == place} - {RECOVERY}

    def _two_open(self, waits: bool, *, leaves: bool) -> bool:
        """Whether two people surely still open a present key; one that waits may be sealed to a recovery key before."""
        before, after = _by_pairs(self._old.halves), _by_pairs(self._all_halves())
        present = recovering.fingerprint(self._present.recovery_public)
        if leaves and self._in_hand is not None:
            return False  # they are here, and it did not open
        if self._changed and present not in after:
            return False  # a printed sheet opens nothing that was sealed before the next one was printed
        if not waits:
            return True
        return before - {b"", present} <= after and (not leaves or bool(self._old.drills))

    # -- what is written -------------------------------------------------------------------------

    def manifest(self) -> Manifest:
        """The manifest that follows; its witness is made with the newest office key, and the present one where both are there."""
        signers = tuple(Signer(one.id, one.signing) for one in self._managers)
        endorsed = (self._endorse(one) for one in signers if not self._present.knows(one))
        present = replace(
            self._present,
            version=self._present.version + 1,
            compartments=tuple(
                self._fresh[one].facts if one in self._at_once else self._present.facts(one) for one in Compartment
            ),
            coming=tuple(new.facts for one, new in self._fresh.items() if one not in self._at_once),
            turned=frozenset(),
            recovery_public=self._recovery,
            signers=signers,
            endorsed=(*self._present.endorsed, *endorsed),
            source=b"",
        )
        before = self._at_hand[Compartment.OFFICE] if present.witnessed_before else b""
        return replace(present, witness=manifest_file.witness_of(present, self._office, before))

    def _endorse(self, signer: Signer) -> Endorsement:
        mine = self._keys.identity
        signature = mine.signing.sign(manifest_file.endorsement_label(self._present.centre, signer))
        return Endorsement(signer, mine.signing_public, signature)

    def write(self, following: Manifest) -> None:
        signature = self.signer.signing.sign(manifest_file.to_sign(following))
        data = manifest_file.write(following, self._keys.user, signature)
        part = self._authority(data)
        slots = self._home.slots.with_authority(part, sign_authority(self.signer, part))
        parts = self._personal()
        slots = replace(
            slots,
            personal=tuple(one for one, _signed in parts),
            personal_signed=tuple(signed for _one, signed in parts),
        )
        try:
            save(self._home, slots, forget_older=True)
            manifest_file.copies(self._home.path).replace_all(data)
        except NoRoom:
            if not self._decided(slots):
                raise

    def _decided(self, slots: Slots) -> bool:
        """The first file decides; what could not be written after it follows at the next opening."""
        try:
            first = durable.read(slots_file.copies(self._home.path).path, slots_file.LIMIT)
        except Malformed:
            return False
        return first == slots_file.write(slots)

    def _personal(self) -> list[tuple[Personal, Signed]]:
        slots = self._home.slots
        found = {part.user: (part, signed) for part, signed in zip(slots.personal, slots.personal_signed, strict=True)}
        found.update({part.user: (part, signed) for part, signed in self._wanted.personal})
        return [found[one.id] for one in self._wanted.members]

    def _authority(self, data: bytes) -> Authority:
        old, wrapper = self._keys.office_wrapper, office_wrap(self._office)

        def again(sealed: bytes, about: bytes) -> bytes:
            return wrap(wrapper, unwrap(old, sealed, about), about)

        return replace(
            self._old,
            version=self._old.version + 1,
            signer=str(self._keys.user),
            centre_name_sealed=again(self._old.centre_name_sealed, label("centre-name")),
            trustee_sealed=wrap(wrapper, self._trustee.encode("utf-8"), label("trustee")),
            members=tuple(
                replace(one, name_sealed=name_sealed(wrapper, one.id, self._name(one))) for one in self._wanted.members
            ),
            rooms=tuple(room for one in Compartment for room in self._rooms(one)),
            grants=tuple(grant for one in Compartment for grant in self._grants(one)),
            installations=tuple(
                _signing_anew(one, wrapper, self._home.path)
                if self._wanted.new_computers
                else replace(one, sealed=again(one.sealed, label("installation", one.id)))
                for one in self._old.installations
            ),
            halves=self._all_halves(),
            drills=() if self._changed else self._old.drills,
            successor=data,
        )

    def _name(self, member: Member) -> str:
        return self._wanted.names.get(member.id) or full_name(self._keys, member)

    def told(self, following: Manifest) -> Arranged:
        return Arranged(
            waiting=frozenset(one.compartment for one in following.coming),
            renewed=self._renew,
            sheet=Sheet(self._trustee, self._sheet) if self._sheet else None,
            unheld=frozenset(one for one in Compartment if not self._holders(one) and self._needs_somebody(one)),
        )


def _signing_anew(one: Installation, wrapper: bytes, home: Path) -> Installation:
    """A new signing key for a computer. Under the one until now counts what it signed, of anchors the present one only."""
    key = Ed25519PrivateKey.generate()
    return replace(
        one,
        public=key.public_key().public_bytes_raw(),
        sealed=wrap(wrapper, key.private_bytes_raw(), label("installation", one.id)),
        former=(Former(one.public, anchor.digest_of(home)), *one.former)[:MOST_FORMER],
    )


def full_name(keys: Keys, member: Member) -> str:
    """The name of a member of staff, for everybody who opens this centre."""
    try:
        return unwrap(keys.office_wrapper, member.name_sealed, label("staff-name", member.id)).decode("utf-8")
    except (DoesNotOpen, UnicodeDecodeError):
        raise broken_trust() from None


def _by_pairs(halves: Iterable[SealedHalf]) -> set[bytes]:
    """The recovery keys that two managers together still put together."""
    return {one.of for one in halves if one.partner != recovering.SHEET}


def check_another(keys: Keys, user: str) -> None:
    """Nobody removes or demotes themselves: somebody has to be left who can undo it."""
    if user == keys.user:
        raise BadInput(_("You cannot take this from yourself. Ask another manager of your centre."), field="user")
