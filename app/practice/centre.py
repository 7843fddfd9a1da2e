"""Founding a practice centre: real keys, four people, a recovery drill; passphrases and key files lie beside it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app.clock import today
from app.desk import Desk, create_databases
from app.i18n import _
from app.kinds import CentreType, Compartment, Right, Role
from app.office import Member
from app.practice import days, support
from app.practice.sheet import TEAM
from app.practice.words import book
from app.vault import FLOOR, CentrePlan, Keys, Kind, SecondSecret, StaffPlan, create, drill, own_half, unlock
from app.vault.ballast import PRACTICE

KEYS = "keys"
"""The folder of a practice centre with everybody's passphrase and key file; a real centre has none."""

_SUPERVISOR = frozenset({Right.SUPERVISOR})
STAFF: dict[str, tuple[str, Role, frozenset[Right]]] = {
    "counsellor": ("가온", Role.COUNSELLOR, frozenset()),
    "trainer": ("미루", Role.TRAINER, frozenset()),
    "manager": ("다온", Role.MANAGER, _SUPERVISOR),
    "manager2": ("나래", Role.MANAGER, _SUPERVISOR),
}


@dataclass(frozen=True, slots=True, repr=False)
class Worker:
    """Somebody of a practice centre, with what opens the lock."""

    id: str
    name: str
    role: Role
    rights: frozenset[Right]
    passphrase: str
    key_file: Path

    def unlock(self, home: Path) -> Keys:
        return unlock(home, self.id, self.passphrase, SecondSecret.keyfile(self.key_file))


def found(home: Path, folder: Path) -> dict[str, Worker]:
    """Found the centre in `home`, with its drill done and its databases empty; secrets go to `folder`."""
    folder.mkdir(mode=0o700)
    phrases = {part: _passphrase() for part in STAFF}
    staff = tuple(
        StaffPlan(name, role, rights, passphrase=phrases[part]) for part, (name, role, rights) in STAFF.items()
    )
    plan = CentrePlan(
        _("Gyeot practice centre"), CentreType.DATING_VIOLENCE, staff, practice=True, kdf=FLOOR, ballast=PRACTICE
    )
    created = create(home, plan, Kind.KEYFILE, folder)
    workers = {}
    for user, (part, (name, role, rights)) in zip(created.users, STAFF.items(), strict=True):
        assert user.key_file is not None, "key files were asked for"
        key_file = user.key_file.rename(folder / f"{part}.key")
        _write(folder / f"{part}.passphrase", phrases[part])
        workers[part] = Worker(user.id, name, role, rights, phrases[part], key_file)
    return workers


def prepare(home: Path, workers: dict[str, Worker]) -> None:
    """The recovery drill by both managers, the databases, and the staff list."""
    one, other = workers["manager"].unlock(home), workers["manager2"].unlock(home)
    drill(home, one, own_half(home, one, other.user), own_half(home, other, one.user))
    other.close()
    create_databases(home, one)
    desk = Desk.open(home, one)
    try:
        desk.office.enter_staff(
            Member(who.id, who.name, who.role, tuple(sorted(who.rights))) for who in workers.values()
        )
        support.lines(desk.database(Compartment.OFFICE), today())
        days.rooms(desk.rooms)
        _team(desk, workers)
    finally:
        desk.close()
        one.close()


def _team(desk: Desk, workers: dict[str, Worker]) -> None:
    """The team most cases are with: whoever works with cases."""
    database = desk.database(Compartment.OFFICE)
    with database.atomic():
        database.insert("team", {"id": TEAM, "name": "상담팀", "task": "상담과 지원", "active": 1})
    people = tuple(workers[name].id for name in ("counsellor", "manager", "manager2"))
    desk.teams.set_members(TEAM, people, (workers["manager"].id,))


def _passphrase() -> str:
    return " ".join(secrets.choice(book("names")["pairs"]["second"]) for _word in range(6))


def _write(path: Path, text: str) -> None:
    """A file only its owner reads, from its first byte on."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
