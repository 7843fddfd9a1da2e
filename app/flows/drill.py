"""The restore drill: a backup is brought back into a scratch folder, compared, and the folder goes again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.audit import Audit
from app.changes import Changes, Done
from app.clock import now, random_id
from app.errors import NoRoom
from app.flows import backups
from app.flows.copyist import Copyist, free_room
from app.i18n import _
from app.kinds import Compartment
from app.office import Office
from app.store import DATABASES, Database, database_path
from app.vault import Anchor, Keys

LAST_DRILL = "last_drill"
SCRATCH = "drill"


@dataclass(frozen=True, slots=True)
class Compared:
    """One database of the backup after it came back: its records, and whether the trail in it holds."""

    name: str
    records: int
    counter: int
    trail_holds: bool


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill proved; `erased_again` rows were erased after the backup was made, and went again."""

    backup: str
    made_at: int
    databases: tuple[Compared, ...]
    files: int
    erased_again: int

    @property
    def records(self) -> int:
        return sum(one.records for one in self.databases)

    @property
    def holds(self) -> bool:
        return all(one.trail_holds for one in self.databases)


def rehearse(home: Path, keys: Keys, backup: Path, copyist: Copyist | None = None) -> Drilled:
    """Restore a backup beside the centre, under the centre's own keys, compare counts and audit heads, and clean up.

    Restoring refuses what differs from the signed description; then the trail of each database is followed through.
    """
    sweep(home)
    scratch = home / SCRATCH / random_id()[:12]
    scratch.parent.mkdir(mode=0o700, exist_ok=True)
    if free_room(scratch.parent) < _size(backup) + (1 << 20):
        raise NoRoom(_("There is too little room here to try the backup out. Nothing was changed. Free some space."))
    try:
        done = backups.restore(backup, scratch, keys, keys, lists=[home], copyist=copyist).value
        compared = tuple(_compared(scratch, keys, compartment) for compartment in DATABASES)
        return Drilled(done.id, done.made_at, compared, len(done.files), done.erased_again)
    finally:
        sweep(home)


def sweep(home: Path) -> None:
    """Take away what a drill left behind when it was killed; what lies there is encrypted as the centre is."""
    shutil.rmtree(home / SCRATCH, ignore_errors=True)


def record(drilled: Drilled, *, audit: Audit, office: Office) -> Done[Drilled]:
    """Note that a drill was held, and what it proved."""
    audit.write("restore_drilled", backup=drilled.backup, records=drilled.records, holds=drilled.holds)
    office.set(LAST_DRILL, str(now()))
    return Done(drilled, Changes.BACKUPS | Changes.AUDIT | Changes.SETTINGS)


def _compared(scratch: Path, keys: Keys, compartment: Compartment) -> Compared:
    path, raw_key = database_path(scratch, keys, compartment), keys.raw_key(compartment)
    database = Database.open(
        path, raw_key, compartment, who=keys.user, device=keys.device, anchor=Anchor(scratch, keys)
    )
    try:
        tables = database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'")
        records = sum(int(database.value(f"SELECT count(*) FROM {row['name']}")) for row in tables)
        counter = int(database.value("SELECT value FROM meta WHERE id = 'counter'") or 0)
        holds = not Audit(database).problems() and not database.rolled_back
    finally:
        database.close()
    return Compared(compartment.value, records, counter, holds)


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.glob("**/*") if one.is_file())
