"""Unlocking: passphrase and second secret together become Keys, or a sentence says why not."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import Damaged
from app.i18n import _
from app.kinds import Compartment
from app.vault import platform
from app.vault.compartments import office_wrap, open_grant
from app.vault.enrolment import open_slot
from app.vault.home import Home, broken_trust
from app.vault.identity import Identity
from app.vault.keys import Keys
from app.vault.manifest import CompartmentFacts, witness_of
from app.vault.passphrase import stretch
from app.vault.sealing import DoesNotOpen, label, unwrap
from app.vault.second import SecondSecret, WrongSecret
from app.vault.slots import Installation, Member, Room, Slots


def unlock(home: Path | Home, user: str, passphrase: str, second: SecondSecret) -> Keys:
    """Everything this person may open on this computer; `user` is an id or an alias."""
    opened = Home.open(home.path if isinstance(home, Home) else home)
    member = opened.find(user)
    identity, way = _prove(opened, member, passphrase, second)
    platform.blur_freed_memory(True)
    return _keys(opened, member, identity, way)


def _prove(home: Home, member: Member, passphrase: str, second: SecondSecret) -> tuple[Identity, str]:
    """The person's identity, if passphrase and second secret are theirs, and their slot; the slow step (Argon2id)."""
    part = home.slots.personal_of(member.id)
    slot, secret = second.find(home.manifest.centre, member.id, part.slots)
    stretched = stretch(passphrase, part.salt, part.kdf)
    try:
        identity = open_slot(slot, member.id, stretched, secret, part.kdf)
    except DoesNotOpen:
        raise wrong_passphrase() from None
    if identity.centre != home.manifest.centre or identity.signing_public != member.signing:
        raise broken_trust()
    return identity, slot.id


def wrong_passphrase() -> WrongSecret:
    return WrongSecret(_("The passphrase does not match. Check the Korean input state and try again."))


def refresh(home: Path | Home, keys: Keys, identity: Identity | None = None) -> None:
    """Let keys that are open follow what was changed in the lock since; no passphrase is needed again."""
    opened = Home.open(home.path if isinstance(home, Home) else home)
    if not keys.goes_on_to(opened.manifest):
        raise broken_trust()
    keys.become(_keys(opened, opened.find(keys.user), identity or keys.identity, keys.way))


def trusted(home: Path, keys: Keys) -> Home:
    """The lock as it lies there now, where something is sealed or judged by the keys in it.

    Damaged where somebody put another lock, or an older one, in its place since the centre was opened.
    """
    opened = Home.open(home)
    if not keys.goes_on_to(opened.manifest):
        raise broken_trust()
    try:
        _witnessed(opened, opened.find(keys.user), keys.identity)
    except DoesNotOpen:
        raise broken_trust() from None
    return opened


def _keys(home: Home, member: Member, identity: Identity, way: str) -> Keys:
    manifest = home.manifest
    opened = _grants(home, member, identity, {one: manifest.facts(one).epoch for one in Compartment})
    coming = _grants(home, member, identity, {facts.compartment: facts.epoch for facts in manifest.waiting})
    try:
        office = _witnessed(home, member, identity)
        wrapper, authority = office_wrap(office), home.slots.authority
        name = unwrap(wrapper, member.name_sealed, label("staff-name", member.id)).decode("utf-8")
        centre = unwrap(wrapper, authority.centre_name_sealed, label("centre-name")).decode("utf-8")
        installation = _installation(wrapper, authority.installations)
    except (DoesNotOpen, UnicodeDecodeError):
        raise broken_trust() from None
    return Keys(manifest, member, name, centre, identity, opened, installation, coming, way)


def former_keys(home: Home, keys: Keys) -> dict[Compartment, bytes]:
    """What this person opens of the epochs before those that took over, while the manifest still names both."""
    epochs = {one.compartment: one.epoch for one in home.manifest.compartments}
    before = {one: epochs[one] for one in home.manifest.turned}
    opened = _grants(home, home.find(keys.user), keys.identity, before)
    return {room.compartment: key for room, key in opened.items()}


def _witnessed(home: Home, member: Member, identity: Identity) -> bytes:
    """The newest office key, if whoever wrote the manifest held it, and the one it follows; a former manager did not."""
    manifest = home.manifest
    office = _office_key(home, member, identity, manifest.witnessed_by)
    former = manifest.witnessed_before
    before = _office_key(home, member, identity, former) if former else b""
    if manifest.witness and manifest.witness != witness_of(manifest, office, before):
        raise DoesNotOpen("witness")
    return office


def _office_key(home: Home, member: Member, identity: Identity, facts: CompartmentFacts) -> bytes:
    for key in _grants(home, member, identity, {facts.compartment: facts.epoch}).values():
        return key
    raise DoesNotOpen("no office key")


def _grants(home: Home, member: Member, identity: Identity, epochs: dict[Compartment, int]) -> dict[Room, bytes]:
    """The keys of these epochs that are sealed for this person."""
    opened: dict[Room, bytes] = {}
    for compartment, epoch in epochs.items():
        room = current_room(home.slots, epoch, compartment)
        for grant in home.slots.authority.grants:
            if (grant.user, grant.compartment, grant.epoch) == (member.id, compartment, epoch):
                try:
                    opened[room] = open_grant(identity.agreement, grant, room)
                except DoesNotOpen:
                    raise broken_trust() from None
    return opened


def current_room(slots: Slots, epoch: int, compartment: Compartment) -> Room:
    """What belongs to a compartment's present key."""
    for room in slots.authority.rooms:
        if room.compartment is compartment and room.epoch == epoch:
            return room
    raise Damaged(
        _(
            "The manifest and the slots file of this centre are not of the same age. Nothing was opened. "
            "Restore the centre from its latest backup."
        )
    )


def _installation(wrapper: bytes, installations: tuple[Installation, ...]) -> tuple[Installation, Ed25519PrivateKey]:
    """One computer a centre: until sealed history is exchanged between desks, the first is this one."""
    if not installations:
        raise DoesNotOpen("no installation")
    first = installations[0]
    raw = unwrap(wrapper, first.sealed, label("installation", first.id))
    return first, Ed25519PrivateKey.from_private_bytes(raw)
