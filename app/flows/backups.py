"""A verified, encrypted backup of the whole centre to a folder or stick, and its restore into an empty folder.

    <backup>/manifest.json slots.bin     who may open what, as the centre has it
    <backup>/db/<name>.db                each database under the backup's own key
    <backup>/manuals/                    the manuals the centre let in; each counts by the hash in its office database
    <backup>/backup.json                 format, id, sealed keys, salts, and what each database holds; signed

A backup is written beside its place, opened again and compared before it gets its name: an unfinished one is never
taken for a whole one. It is made by somebody whose keys open all three databases.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.audit import Audit
from app.changes import Changes, Done
from app.clock import local, now, random_id
from app.errors import BadInput, Conflict, Damaged, Denied, NoRoom, NotFound, Refusal
from app.i18n import _
from app.office import Office
from app.store import DATABASES, counts, database_path, export
from app.vault import Anchor, Home, Keys, backup_key
from app.vault.recovery import RecoveryKey
from app.vault.sealing import verified

FORMAT = 1
_LIMIT = 1_000_000
_COPIED = ("manifest.json", "slots.bin")
LAST_BACKUP = "last_backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its description says it is."""

    id: str
    path: Path
    made_at: int
    centre: str
    sealed: dict[str, bytes]
    salts: dict[str, bytes]
    holds: dict[str, dict[str, Any]]


def back_up(home: Path, keys: Keys, folder: Path, *, audit: Audit, office: Office) -> Done[Backup]:
    """Write a backup and record it, on one desk."""
    return record(write(home, keys, folder), audit=audit, office=office)


def record(backup: Backup, *, audit: Audit, office: Office) -> Done[Backup]:
    """Note in the trail that a backup was made, and when the last one was."""
    audit.write("backup_made", backup=backup.id)
    office.set(LAST_BACKUP, str(backup.made_at))
    return Done(backup, Changes.BACKUPS | Changes.AUDIT | Changes.SETTINGS)


def write(home: Path, keys: Keys, folder: Path) -> Backup:
    """Write a backup into `folder` (a new folder inside it), open it again, compare, then give it its name.

    It uses connections of its own, so a window lets it run beside the desk: drafts and searches do not wait.
    """
    if not folder.is_dir():
        raise BadInput(
            _("There is no folder {folder}. Please choose one that is there.").format(folder=folder), field="folder"
        )
    missing = [c for c in DATABASES if not keys.holds(c)]
    if missing:
        raise Denied(_("A backup is made by a manager who may also read cases. Nothing was written."))
    backup_id, made = random_id(), now()
    target = folder / f"gyeot-backup-{local(made):%Y%m%d-%H%M}-{backup_id[:6]}"
    with _beside(target) as partial:
        backup = _fill(home, keys, partial, backup_id, made)
    return _at(backup, target)


def _fill(home: Path, keys: Keys, partial: Path, backup_id: str, made: int) -> Backup:
    for name in _COPIED:
        shutil.copyfile(home / name, partial / name)
    key, sealed = backup_key.new(Home.open(home), backup_id)
    salts = {c.value: secrets.token_bytes(16) for c in DATABASES}
    holds = {}
    (partial / "db").mkdir(mode=0o700)
    for compartment in DATABASES:
        copy, copy_key = partial / "db" / f"{compartment}.db", key.raw_key(compartment, salts[compartment])
        source = database_path(home, keys, compartment)
        export(source, keys.raw_key(compartment), copy, copy_key)
        holds[compartment.value] = _plain(counts(copy, copy_key))
    _copy_manuals(home, partial)
    backup = Backup(backup_id, partial, made, keys.centre_id, sealed, salts, holds)
    _write_description(backup, keys)
    return backup


def restore(source: Path, target: Path, by: Keys | RecoveryKey, sign_in: Keys) -> Done[Backup]:
    """Bring a backup back into the new or empty folder `target`; it appears there whole or not at all.

    `by` opens the backup (a manager's keys, or the recovery key); `sign_in` are keys unlocked from the backup's own
    slots, which open the databases again.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Conflict(
            _("{folder} is not empty. Nothing was restored or replaced. Please choose an empty folder.").format(
                folder=target
            )
        )
    backup = read(source, sign_in)
    key = backup_key.opened(by, backup.id, backup.sealed)
    with _beside(target) as partial:
        for name in _COPIED:
            shutil.copyfile(source / name, partial / name)
        for folder in ("db", "sealed", "evidence", "backup"):
            (partial / folder).mkdir(mode=0o700)
        _copy_manuals(source, partial)
        _restore_databases(backup, key, partial, sign_in)
    return Done(backup, Changes.NONE)


def _copy_manuals(source: Path, target: Path) -> None:
    """They hold nothing of a case; one that cannot be read stays behind, and can be installed again."""
    from app.manual.install import place
    from app.manual.packs import PACK_FILE, sources

    for found in sorted(source.glob(f"manuals/*/{PACK_FILE}")):
        with suppress(BadInput, NotFound):
            place(sources(found.parent), target / "manuals" / found.parent.name)


def _restore_databases(backup: Backup, key: backup_key.BackupKey, partial: Path, keys: Keys) -> None:
    anchor = Anchor(partial, keys)
    for compartment in DATABASES:
        copy = backup.path / "db" / f"{compartment}.db"
        copy_key = key.raw_key(compartment, backup.salts[compartment])
        if not copy.exists() or _plain(counts(copy, copy_key)) != backup.holds[compartment]:
            raise _not_whole()
        place = database_path(partial, keys, compartment)
        export(copy, copy_key, place, keys.raw_key(compartment))
        place.chmod(0o600)
        state = counts(place, keys.raw_key(compartment))
        anchor.write(compartment, state.get("meta:counter", 0), state.get("meta:head", bytes(32)))


def verify(path: Path, keys: Keys) -> Backup:
    """Open every database of a backup and hold it against its description; Damaged where they differ."""
    backup = read(path, keys)
    key = backup_key.opened(keys, backup.id, backup.sealed)
    for compartment in DATABASES:
        copy = path / "db" / f"{compartment}.db"
        if (
            not copy.exists()
            or _plain(counts(copy, key.raw_key(compartment, backup.salts[compartment]))) != backup.holds[compartment]
        ):
            raise _not_whole()
    return backup


def read(path: Path, keys: Keys) -> Backup:
    """The description of a backup; refuses one that is missing, altered, newer, or another centre's."""
    try:
        with (path / "backup.json").open("rb") as stream:
            data = stream.read(_LIMIT)
    except OSError:
        raise NotFound(
            _("There is no backup in {folder}. Please choose the folder of one backup.").format(folder=path)
        ) from None
    try:
        content, signature = data.rsplit(b"\n", 1)
        told = json.loads(content)
        if told["min_reader"] > FORMAT:
            raise BadInput(_("This backup was made by a newer version of Gyeot. Please update this computer first."))
        if not verified(keys.device_public, bytes.fromhex(signature.decode()), content):
            raise ValueError
        if told["centre"] != keys.centre_id:
            raise BadInput(_("This backup belongs to another centre. Nothing was restored."))
        return Backup(
            told["id"], path, told["made_at"], told["centre"], _bytes(told["sealed"]), _bytes(told["salts"]), told["holds"]
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_whole() from None


def _write_description(backup: Backup, keys: Keys) -> None:
    told = {
        "format": FORMAT, "min_reader": FORMAT, "id": backup.id, "made_at": backup.made_at, "centre": backup.centre,
        "sealed": _hex(backup.sealed), "salts": _hex(backup.salts), "holds": backup.holds,
    }  # fmt: skip
    content = json.dumps(told, sort_keys=True).encode()
    with (backup.path / "backup.json").open("wb") as stream:
        stream.write(content + b"\n" + keys.sign(content).hex().encode())
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A private folder beside the place, renamed into it at the end, gone after any failure."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)  # what a power cut may have left
        partial.mkdir(mode=0o700, parents=True)
        yield partial
        if target.exists():
            target.rmdir()
        partial.rename(target)
        _sync_folder(target.parent)
    except OSError as problem:
        raise NoRoom(
            _("The backup could not be written there. Your records are intact. Please choose another place.")
        ) from problem
    except Refusal:
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _at(backup: Backup, path: Path) -> Backup:
    return Backup(backup.id, path, backup.made_at, backup.centre, backup.sealed, backup.salts, backup.holds)


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in found.items()}


def _hex(values: dict[str, bytes]) -> dict[str, str]:
    return {key: value.hex() for key, value in values.items()}


def _bytes(values: dict[str, str]) -> dict[str, bytes]:
    return {key: bytes.fromhex(value) for key, value in values.items()}


def _not_whole() -> Damaged:
    return Damaged(_("This backup is not whole, so nothing was restored from it. Please use another backup."))
