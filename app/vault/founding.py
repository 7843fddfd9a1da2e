"""Founding a centre: every key made once, every file written beside the place and renamed into it whole."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.clock import now, random_id
from app.errors import BadInput, Conflict
from app.i18n import _
from app.kinds import CentreType, Compartment, Role
from app.vault import anchor, ballast, device_secret, durable, manifest, platform, recovery, slots_file
from app.vault.arranging import Sheet
from app.vault.authority import sign_authority
from app.vault.compartments import NewCompartment, grants, office_wrap
from app.vault.home import check_place
from app.vault.identity import Identity
from app.vault.manifest import Manifest, Signer
from app.vault.newcomer import Keeping, Newcomer, NewUser, StaffPlan, check_plan, private_keys
from app.vault.passphrase import DEFAULT, Kdf
from app.vault.sealing import label, wrap
from app.vault.slots import Authority, Installation, Kind, Personal, Signed, Slots

__all__ = ["CentrePlan", "Created", "NewUser", "Sheet", "StaffPlan", "create"]

FOLDERS = ("db", "sealed", "evidence", "backup")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class CentrePlan:
    """What a person decides when a centre is set up."""

    name: str
    centre_type: CentreType
    staff: tuple[StaffPlan, ...]
    trustee: str | None = None
    practice: bool = False
    kdf: Kdf = DEFAULT
    letter: str = "A"
    ballast: int = ballast.SIZE


@dataclass(frozen=True, slots=True, repr=False)
class Created:
    """A founded centre, and what has to be handed out now because it is kept nowhere."""

    home: Path
    users: tuple[NewUser, ...]
    sheets: tuple[Sheet, ...]


def create(
    home: Path,
    plan: CentrePlan,
    second: Kind | str = Kind.KEYFILE,
    keyfile_folder: Path | None = None,
    allowed: frozenset[str] = device_secret.ALLOWED,
) -> Created:
    """Found a centre in the new or empty folder `home`; it appears whole or not at all."""
    _check(home, plan)
    partial = home.with_name(f".{home.name}.{random_id()[:8]}.partial")
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, partial, ignore_errors=True)
        try:
            platform.make_private_folder(partial)
            for name in FOLDERS:
                platform.make_private_folder(partial / name)
        except OSError as error:
            raise durable.refused(partial / "manifest.json", error) from None
        ballast.lay(partial, plan.ballast)
        created = _fill(undo, partial, home, plan, Keeping(Kind(second), keyfile_folder, allowed))
        _rename(partial, home)
        undo.pop_all()
    return created


def _rename(partial: Path, home: Path) -> None:
    try:
        if home.exists():
            home.rmdir()
        partial.rename(home)
        platform.sync_folder(home.parent)
    except OSError as error:
        raise durable.refused(home, error) from None


def _fill(
    undo: ExitStack,
    partial: Path,
    home: Path,
    plan: CentrePlan,
    keeping: Keeping,
) -> Created:
    nonce = os.urandom(16)
    staff, centre, signers = _enrol(plan, nonce)
    rooms = tuple(NewCompartment.of(compartment, 1) for compartment in Compartment)
    shared = next(one.key for one in rooms if one.facts.compartment is Compartment.OFFICE)
    office = office_wrap(shared)
    members = tuple(one.member(office) for one in staff)
    managers = tuple(member for member in members if member.role is Role.MANAGER)
    public, halves, sheet = recovery.split(centre, managers, plan.trustee is not None)
    device_key = Ed25519PrivateKey.generate()
    installation = _installation(device_key, office, plan.letter)
    authority = Authority(
        centre=centre,
        version=1,
        signer=managers[0].id,
        centre_name_sealed=wrap(office, plan.name.encode("utf-8"), label("centre-name")),
        trustee_sealed=wrap(office, (plan.trustee or "").encode("utf-8"), label("trustee")),
        members=members,
        rooms=tuple(one.room for one in rooms),
        grants=grants(rooms, members, public),
        installations=(installation,),
        halves=halves,
        drills=(),
    )
    facts = tuple(one.facts for one in rooms)
    made = Manifest(centre, nonce, plan.centre_type, plan.practice, now(), 1, facts, public, signers, signers)
    made = replace(made, witness=manifest.witness_of(made, shared))
    enrolled = [one.ways_in(undo, plan.kdf, keeping) for one in staff]
    chief = next(one.identity for one in staff if one.id == managers[0].id)
    _write(partial, made, chief, managers[0].id, authority, [signed for _user, signed in enrolled])
    durable.write(partial / "anchor.bin", anchor.empty(centre, device_key.sign))
    sheets = (Sheet(plan.trustee, sheet),) if plan.trustee is not None else ()
    return Created(home, tuple(user for user, _signed in enrolled), sheets)


def _enrol(plan: CentrePlan, nonce: bytes) -> tuple[tuple[Newcomer, ...], str, tuple[Signer, ...]]:
    """Private keys for everybody, and the centre's id, which commits to the managers' keys."""
    made = [(one, random_id(), *private_keys()) for one in plan.staff]
    signers = tuple(
        Signer(user, signing.public_key().public_bytes_raw())
        for one, user, _agreement, signing in made
        if one.role is Role.MANAGER
    )
    centre = manifest.centre_id(nonce, signers)
    staff = tuple(Newcomer(one, user, Identity(agree, sign, centre)) for one, user, agree, sign in made)
    return staff, centre, signers


def _installation(key: Ed25519PrivateKey, office: bytes, letter: str) -> Installation:
    device = random_id()
    sealed = wrap(office, key.private_bytes_raw(), label("installation", device))
    return Installation(device, letter, key.public_key().public_bytes_raw(), sealed)


def _write(
    folder: Path,
    made: Manifest,
    chief: Identity,
    signer: str,
    authority: Authority,
    personal: list[tuple[Personal, Signed]],
) -> None:
    signature = chief.signing.sign(manifest.to_sign(made))
    data = manifest.write(made, signer, signature)
    parts, signed = tuple(part for part, _s in personal), tuple(signed for _p, signed in personal)
    slots = slots_file.write(Slots(authority, parts, sign_authority(chief, authority), signed))
    slots_file.parse(slots, manifest.parse(data))
    manifest.copies(folder).replace_all(data)
    slots_file.copies(folder).replace_all(slots)


def _check(home: Path, plan: CentrePlan) -> None:
    check_place(home)
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Conflict(
            _("{folder} is not empty, and nothing in it was changed. Choose a new folder.").format(folder=home)
        )
    recovery.check_managers(sum(one.role is Role.MANAGER for one in plan.staff), plan.trustee is not None)
    if len(plan.letter) != 1 or not "A" <= plan.letter <= "Z":
        raise BadInput(_("The letter of a computer is one of A to Z. Choose another one."), field="letter")
    texts = [plan.name] if plan.trustee is None else [plan.name, plan.trustee]
    if not all(0 < len(text.strip()) <= _LONGEST_NAME for text in texts):
        raise BadInput(_("Every name needs between 1 and 60 characters. Correct it and try again."), field="name")
    taken: set[str] = set()
    for one in plan.staff:
        check_plan(one, frozenset(taken), plan.practice)
        taken.add(one.beside_the_lock)
