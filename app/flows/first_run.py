"""The first run: a centre is founded beside its place, proved by a recovery drill, and only then put into it.

Until `Founding.finish` nothing stands at the chosen folder; `give_up` takes everything back, key files included.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Protocol

from app.clock import random_id
from app.errors import BadInput, CannotUnlock, Conflict, Interrupted, NoRoom, Refusal
from app.i18n import _
from app.kinds import CentreType, Compartment, Right, Role
from app.office import Member, Office
from app.vault import (
    DEFAULT,
    CentrePlan,
    Created,
    Home,
    Kdf,
    Keys,
    Kind,
    NewUser,
    SecondSecret,
    StaffPlan,
    check_strength,
    create,
    drill,
    own_half,
    platform,
    sheet_half,
    unlock,
)
from app.vault import device_secret as key_store
from app.vault.home import check_place
from app.vault.printed import to_paper
from app.vault.rights import entitled

WORKING = (Compartment.CASEWORK, Compartment.TRAINING, Compartment.OFFICE)
"""The databases a centre cannot start without."""

Progress = Callable[[float], None]


class OpenDesk(Protocol):
    """What the first run needs of an unlocked centre."""

    @property
    def office(self) -> Office: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """How databases are made and a desk is opened; both stand above this room and are handed in."""

    create_databases: Callable[[Path, Keys], None]
    open_desk: Callable[[Path, Keys], OpenDesk]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff on the list; `here` says that they are at the keyboard today."""

    name: str
    role: Role
    rights: frozenset[Right] = frozenset()
    here: bool = True

    def opens(self) -> frozenset[Compartment]:
        return entitled(self.role, self.rights)


@dataclass(frozen=True, slots=True)
class Order:
    """What was decided; one passphrase a person, an empty one for those who are not here."""

    home: Path
    name: str
    centre_type: CentreType
    people: tuple[Person, ...]
    passphrases: tuple[str, ...] = field(repr=False)
    trustee: str | None = None
    second: Kind = Kind.KEYFILE
    keyfile_folder: Path | None = None
    kdf: Kdf = DEFAULT
    ballast: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PersonalSheet:
    """What one person takes home on paper; `starting` is theirs only where they were not here."""

    name: str
    code: str
    key_file: Path | None
    starting: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class TrusteeSheet:
    """The other half of the recovery key, for somebody outside."""

    holder: str
    centre: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """A manager's part of a drill without a trustee: who, and the passphrase typed once more."""

    name: str
    passphrase: str


# -- what a form checks before anything is made ------------------------------------------------------


def check_folder(home: Path) -> None:
    """Refuse a folder that is taken, or lies on another computer."""
    check_place(home)
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Conflict(
            _("This folder already holds something, and nothing in it was changed. Choose a new or empty one.")
        )


def check_people(people: Iterable[Person]) -> None:
    """Names, at least one manager, and somebody who opens cases."""
    listed = tuple(people)
    names = [one.name.strip() for one in listed]
    if not all(0 < len(name) <= 60 for name in names):
        raise BadInput(_("A name is missing or longer than 60 letters. Please correct it."), field="name")
    if len(set(names)) != len(names):
        raise BadInput(_("Two people have the same name. Add something that tells them apart."), field="name")
    if not any(one.role is Role.MANAGER for one in listed):
        raise BadInput(_("A centre needs at least one manager. Make one person on the list a manager."), field="role")
    if not any(one.role is Role.MANAGER and one.here for one in listed):
        raise BadInput(_("A manager has to be here today. Ask one to sit down for the first run."), field="role")
    if not any(Compartment.CASEWORK in one.opens() for one in listed):
        raise BadInput(
            _("Nobody on the list could open cases. Add a counsellor, or make the manager a supervisor as well."),
            field="rights",
        )


def needs_trustee(people: Iterable[Person]) -> bool:
    """Two managers who are here can recover the centre together; fewer need somebody outside."""
    return sum(one.role is Role.MANAGER and one.here for one in people) < 2


def check_passphrase(passphrase: str, again: str) -> None:
    """Strong enough, and typed twice alike."""
    check_strength(passphrase)
    if passphrase != again:
        raise BadInput(_("The two passphrases differ. Type the same one twice."), field="again")


# -- founding ----------------------------------------------------------------------------------------


class Founding:
    """A centre that is complete but not in its place yet."""

    def __init__(self, order: Order, place: _Place, made: Created, keys: Keys, starting: dict[str, str]) -> None:
        self._home, self._place, self._made, self._keys = order.home, place, made, keys
        self._staging = place.staging
        self._people = order.people
        self._second = order.second
        self.sheets = tuple(_personal(user, starting) for user in made.users)
        self.finished = False
        self.trustee = next((TrusteeSheet(one.holder, order.name, one.code) for one in made.sheets), None)

    @property
    def home(self) -> Path:
        return self._home

    @property
    def chief(self) -> str:
        """The name of the manager whose keys are open."""
        return self._keys.name

    def pair(self) -> tuple[str, ...]:
        """The managers who prove the recovery where there is no trustee."""
        return tuple(one.name for one in self._people if one.role is Role.MANAGER and one.here)[:2]

    def drill_sheet(self, code: str) -> None:
        """Prove that the trustee's sheet and the manager's half open everything."""
        drill(self._staging, self._keys, own_half(self._staging, self._keys), sheet_half(code))

    def drill_pair(self, first: Proof, second: Proof) -> None:
        """Prove the same with the halves of two managers."""
        one, other = self._prove(first), self._prove(second)
        try:
            drill(
                self._staging,
                one,
                own_half(self._staging, one, other.user),
                own_half(self._staging, other, one.user),
            )
        finally:
            one.close()
            other.close()

    def finish(self) -> Path:
        """Put the proved centre into its place; its keys are forgotten."""
        if not Home.open(self._staging).drilled:
            raise Conflict(_("The recovery drill is still to be done. Nothing was put in place yet."))
        check_folder(self._home)
        self._keys.close()
        try:
            if self._home.exists():
                self._home.rmdir()
            self._staging.rename(self._home)
            platform.sync_folder(self._home.parent)
        except OSError:
            raise _no_place() from None
        self.finished = True
        return self._home

    def give_up(self) -> None:
        """Leave nothing behind: no folder, no key file, nothing in the key store."""
        self._keys.close()
        self._place.clear(self._made)

    def _prove(self, proof: Proof) -> Keys:
        user = next(one for one in self._made.users if one.name == proof.name)
        return unlock(self._staging, user.id, proof.passphrase, _way(user, self._second))


def found(order: Order, doors: Doors, progress: Progress, cancelled: Event) -> Founding:
    """Make keys, databases and the staff list in a folder beside the place; slow, and whole or not at all."""
    check_folder(order.home)
    check_people(order.people)
    place = _Place.beside(order.home)
    made: Created | None = None
    try:
        passphrases, starting = _passphrases(order)
        progress(0.1)
        made = create(place.staging, _plan(order, passphrases), order.second, order.keyfile_folder)
        keys = _furnish(order, doors, made, passphrases, progress, cancelled)
    except BaseException:
        place.clear(made)
        raise
    return Founding(order, place, made, keys, starting)


class Attempt:
    """One try to found a centre that can be stopped at any moment, from any thread."""

    def __init__(self, order: Order, doors: Doors) -> None:
        self._order, self._doors = order, doors
        self._stopped, self._turn = Event(), Lock()
        self._founding: Founding | None = None

    def run(self, progress: Progress) -> Founding:
        founding = found(self._order, self._doors, progress, self._stopped)
        with self._turn:
            if not self._stopped.is_set():
                self._founding = founding
                return founding
        founding.give_up()
        raise _stopped()

    def stop(self) -> None:
        """Nothing of it stays, whether it is still running or done; a finished centre stays."""
        with self._turn:
            self._stopped.set()
            founding, self._founding = self._founding, None
        if founding is not None and not founding.finished:
            founding.give_up()


@dataclass(frozen=True, slots=True)
class _Place:
    """The folder beside the chosen one, and the folders above it that were made for it."""

    staging: Path
    above: tuple[Path, ...]

    @classmethod
    def beside(cls, home: Path) -> _Place:
        above: list[Path] = []
        folder = home.parent
        while not folder.exists():
            above.append(folder)
            folder = folder.parent
        try:
            for one in reversed(above):
                one.mkdir(mode=0o700)
        except OSError:
            raise _no_place() from None
        return cls(home.with_name(f".{home.name}.{random_id()[:8]}.partial"), tuple(above))

    def clear(self, made: Created | None) -> None:
        """Take back folders, key files and what the key store holds."""
        for user in made.users if made is not None else ():
            if user.key_file is not None:
                with suppress(OSError):
                    user.key_file.unlink(missing_ok=True)
        if made is not None:
            with suppress(Refusal):
                _forget_devices(self.staging)
        shutil.rmtree(self.staging, ignore_errors=True)
        for folder in self.above:
            with suppress(OSError):
                folder.rmdir()


def _furnish(
    order: Order, doors: Doors, made: Created, passphrases: tuple[str, ...], progress: Progress, cancelled: Event
) -> Keys:
    """Databases by whoever can open them, the staff list by the manager; returns the manager's keys."""
    _stop_if(cancelled)
    at = next(at for at, one in enumerate(order.people) if one.role is Role.MANAGER and one.here)
    progress(0.6)
    keys = _unlock(made, at, passphrases)
    doors.create_databases(made.home, keys)
    missing = set(WORKING) - keys.compartments()
    for other, person in enumerate(order.people):
        if missing & person.opens():
            _stop_if(cancelled)
            helper = _unlock(made, other, passphrases)
            doors.create_databases(made.home, helper)
            missing -= helper.compartments()
            helper.close()
    progress(0.85)
    desk = doors.open_desk(made.home, keys)
    try:
        desk.office.enter_staff(_members(order, made))
    finally:
        desk.close()
    _stop_if(cancelled)
    progress(1.0)
    return keys


def _unlock(made: Created, at: int, passphrases: tuple[str, ...]) -> Keys:
    user = made.users[at]
    return unlock(made.home, user.id, passphrases[at], SecondSecret.paper(user.paper_code))


def _members(order: Order, made: Created) -> Iterable[Member]:
    for user, person in zip(made.users, order.people, strict=True):
        yield Member(user.id, user.name, person.role, tuple(sorted(person.rights)))


def _passphrases(order: Order) -> tuple[tuple[str, ...], dict[str, str]]:
    """Every passphrase, and the starting ones made for those who are not here, by name."""
    starting = {one.name.strip(): to_paper(os.urandom(16)) for one in order.people if not one.here}
    return (
        tuple(
            starting.get(one.name.strip()) or typed for one, typed in zip(order.people, order.passphrases, strict=True)
        ),
        starting,
    )


def _plan(order: Order, passphrases: tuple[str, ...]) -> CentrePlan:
    staff = tuple(
        StaffPlan(one.name.strip(), one.role, one.rights, passphrase)
        for one, passphrase in zip(order.people, passphrases, strict=True)
    )
    plan = CentrePlan(order.name.strip(), order.centre_type, staff, order.trustee or None, kdf=order.kdf)
    if order.ballast is None:
        return plan
    return CentrePlan(plan.name, plan.centre_type, staff, plan.trustee, kdf=plan.kdf, ballast=order.ballast)


def _personal(user: NewUser, starting: dict[str, str]) -> PersonalSheet:
    return PersonalSheet(user.name, user.paper_code, user.key_file, starting.get(user.name, ""))


def _way(user: NewUser, second: Kind) -> SecondSecret:
    if user.key_file is not None:
        return SecondSecret.keyfile(user.key_file)
    return SecondSecret.device() if second is Kind.DEVICE else SecondSecret.paper(user.paper_code)


def _stop_if(cancelled: Event) -> None:
    if cancelled.is_set():
        raise _stopped()


def _stopped() -> Interrupted:
    return Interrupted(_("The first run was stopped. Nothing was made."))


def _forget_devices(staging: Path) -> None:
    """Take back what this computer's key store holds for a centre that will not be."""
    home = Home.open(staging)
    for part in home.slots.personal:
        for slot in part.slots:
            if slot.kind is Kind.DEVICE:
                with suppress(CannotUnlock):
                    key_store.forget(home.manifest.centre, slot)


def _no_place() -> NoRoom:
    return NoRoom(
        _("The folder could not be written, so the centre was not made. Choose another folder on this computer.")
    )
