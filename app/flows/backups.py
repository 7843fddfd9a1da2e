"""A verified, encrypted backup of the whole centre to a folder or stick, and its restore into an empty folder.

    <backup>/manifest.json slots.bin     who may open what, as the centre has it
    <backup>/db/<name>.db                each database under the backup's own key
    <backup>/sealed/ evidence/ attachments/ material/
                                         sealed cases, files and pieces as they are, each with its fingerprint in the description
    <backup>/manuals/                    the manuals the centre let in; each counts by the hash in its office database
    <backup>/erased.bin                  what was erased, also after this backup was made
    <backup>/backup.json                 format, id, sealed keys, salts, and what it holds; signed

A backup is written beside its place, opened again and compared before it gets its name: an unfinished one is never
taken for a whole one. One that was interrupted is gone on with the next time. It is made by somebody whose keys open
all three databases.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.audit import Audit
from app.changes import Changes, Done
from app.clock import local, now, random_id
from app.errors import BadInput, Conflict, Denied, Interrupted, NoRoom, NotFound, Refusal
from app.flows import backup_file, erased_list, erasure
from app.flows.backup_file import Backup, Held, expiry, not_whole, read
from app.flows.copyist import Copyist, free_room
from app.i18n import _
from app.kinds import Compartment
from app.office import Office
from app.retention import EXPIRY_DAYS, Retention
from app.store import DATABASES, Database, database_path, sealed_files
from app.vault import Anchor, Keys, backup_key, trusted
from app.vault.durable import settle
from app.vault.platform import sync_folder
from app.vault.recovery import RecoveryKey

if TYPE_CHECKING:
    from app.vault.backup_key import BackupKey

__all__ = ["Backup", "back_up", "count", "of", "read", "record", "restore", "verify", "write"]

LAST_BACKUP = "last_backup"
REMIND_DAYS = 7
_COPIED = ("manifest.json", "slots.bin")
_ROOMS = ("sealed", "evidence", "attachments", "material")
_PREFIX = "gyeot-backup-"
_RESUMABLE_MS = 24 * 3_600_000
_NOTED = 64
"""Files between two notes of how far it has come."""


def back_up(
    home: Path, keys: Keys, folder: Path, *, audit: Audit, office: Office, retention: Retention
) -> Done[Backup]:
    """Write a backup and record it, on one desk."""
    return record(write(home, keys, folder), keys, audit=audit, office=office, retention=retention)


def record(backup: Backup, keys: Keys, *, audit: Audit, office: Office, retention: Retention) -> Done[Backup]:
    """Note that a backup was made and until when it may be kept; its neighbours get the newest list of erased ids."""
    audit.write("backup_made", backup=backup.id)
    office.set(LAST_BACKUP, str(backup.made_at))
    retention.note_copy(backup.id, backup.made_at, backup.expires_on, str(backup.path))
    if entries := retention.erased():
        erased_list.hand_on(of(backup.path.parent), keys, entries)
    return Done(backup, Changes.BACKUPS | Changes.AUDIT | Changes.SETTINGS | Changes.RETENTION)


def of(folder: Path) -> tuple[Path, ...]:
    """The backups that lie in a folder, the oldest first."""
    return tuple(sorted(path.parent for path in folder.glob(f"{_PREFIX}*/{backup_file.NAME}")))


def expire(folder: Path, keys: Keys, retention: Retention) -> Done[int]:
    """Delete the backups in this folder whose time is over; only this centre's own, and they are noted as gone."""
    ended = {one.id for one in retention.copies() if one.expired(local(now()).date())}
    gone = 0
    for path in of(folder):
        with suppress(Refusal):
            backup = read(path, keys)
            if backup.id in ended or backup.expires_on < local(now()).date():
                shutil.rmtree(path, ignore_errors=True)
                retention.copy_gone(backup.id)
                gone += 1
    return Done(gone, Changes.BACKUPS | Changes.RETENTION | Changes.AUDIT)


# -- writing -------------------------------------------------------------------------------------


def write(home: Path, keys: Keys, folder: Path, copyist: Copyist | None = None) -> Backup:
    """Write a backup into `folder` (a new folder inside it), open it again, compare, then give it its name.

    It uses connections of its own, so a window lets it run beside the desk: drafts and searches do not wait. Stopped
    half-way (Interrupted), it stays as a hidden folder, and the next call goes on from there.
    """
    if not folder.is_dir():
        raise BadInput(
            _("There is no folder {folder}. Please choose one that is there.").format(folder=folder), field="folder"
        )
    missing = [c for c in DATABASES if not keys.holds(c)]
    if missing:
        raise Denied(_("A backup is made by a manager who may also read cases. Nothing was written."))
    begun = paused(folder, home, keys) or _begun(home, keys, folder)
    target = folder / begun.path.name.removeprefix(".").removesuffix(".partial")
    with _refusing(begun.path), copyist or Copyist() as at_work:
        made = _fill(home, keys, begun, at_work)
        (made.path / backup_file.RESUME).unlink(missing_ok=True)
        settle(made.path)  # a power cut must not leave the name of a backup over files that never came
        made.path.rename(target)
        sync_folder(folder)
    return made.at(target)


def paused(folder: Path, home: Path, keys: Keys) -> Backup | None:
    """A backup that was interrupted here within a day and may be gone on with; what else was left behind goes."""
    found = None
    for partial in sorted(folder.glob(f".{_PREFIX}*.partial")):
        try:
            begun = read(partial, keys, backup_file.RESUME)
        except NotFound:
            shutil.rmtree(partial, ignore_errors=True)
            continue
        except (Refusal, OSError):
            continue  # another centre's, or nobody's: it is not ours to judge
        fresh = now() - begun.made_at < _RESUMABLE_MS and begun.erased == len(erased_list.read(home, keys))
        if found is None and fresh and keys.user in begun.sealed and _same_slots(home, partial):
            found = begun
        else:
            shutil.rmtree(partial, ignore_errors=True)
    return found


def _same_slots(home: Path, partial: Path) -> bool:
    return all((home / name).read_bytes() == (partial / name).read_bytes() for name in _COPIED)


def _begun(home: Path, keys: Keys, folder: Path) -> Backup:
    backup_id, made = random_id(), now()
    partial = folder / f".{_PREFIX}{local(made):%Y%m%d-%H%M}-{backup_id[:6]}.partial"
    with _refusing(partial):
        partial.mkdir(mode=0o700)
        for name in _COPIED:
            shutil.copyfile(home / name, partial / name)
        _key, sealed = backup_key.new(trusted(home, keys), backup_id)
        salts = {c.value: secrets.token_bytes(16) for c in DATABASES}
        erased = len(erased_list.read(home, keys))
        begun = Backup(
            backup_id, partial, made, keys.centre_id, sealed, salts, {}, {}, expiry(made, EXPIRY_DAYS), erased
        )
        backup_file.write(begun, keys, backup_file.RESUME)
    return begun


def _fill(home: Path, keys: Keys, begun: Backup, copyist: Copyist) -> Backup:
    """Everything that is not there yet; what was copied before the interruption is proven once more."""
    partial, key = begun.path, backup_key.opened(keys, begun.id, begun.sealed)
    (partial / "db").mkdir(mode=0o700, exist_ok=True)
    _check_room(home, keys, partial, begun)
    for compartment in DATABASES:
        held = _database(home, keys, begun, key, compartment, copyist)
        begun = replace(begun, holds={**begun.holds, compartment.value: held})
        backup_file.write(begun, keys, backup_file.RESUME)
    begun = _copy_files(home, keys, begun, copyist)
    _check_sealed(begun, key)
    _copy_manuals(home, partial)
    erased_list.bring_up_to_date(partial, keys, erased_list.read(home, keys))
    backup_file.write(begun, keys)
    return begun


def _check_room(home: Path, keys: Keys, partial: Path, begun: Backup) -> None:
    """A stick that is too small is told from the start, not after an hour."""
    databases = sum(database_path(home, keys, c).stat().st_size for c in DATABASES if c.value not in begun.holds)
    files = sum(path.stat().st_size for name, path in _sealed_files(home) if name not in begun.files)
    if free_room(partial) < databases + files + (1 << 20):
        raise _no_room()


def _database(
    home: Path, keys: Keys, begun: Backup, key: BackupKey, compartment: Compartment, copyist: Copyist
) -> dict[str, object]:
    copy, copy_key = begun.path / "db" / f"{compartment}.db", key.raw_key(compartment, begun.salts[compartment.value])
    before = begun.holds.get(compartment.value)
    if before is not None and copy.exists() and copyist.counts(copy, copy_key) == before:
        return before
    for left in begun.path.glob(f"db/{compartment}.db*"):
        left.unlink()
    source = database_path(home, keys, compartment)
    return copyist.export(source, keys.raw_key(compartment), copy, copy_key)


def _sealed_files(home: Path) -> list[tuple[str, Path]]:
    """Sealed cases and evidence by their path in the centre; both are encrypted already, under keys of their own."""
    found = []
    for room in _ROOMS:
        for path in sorted((home / room).glob("**/*")):
            if path.is_file() and not path.name.endswith((".partial", "-shm")) and not path.name.startswith("."):
                found.append((path.relative_to(home).as_posix(), path))
    return found


def _copy_files(home: Path, keys: Keys, begun: Backup, copyist: Copyist) -> Backup:
    files = {name: told for name, told in begun.files.items() if _is_there(begun.path / name, told, copyist)}
    copyist.expect(sum(path.stat().st_size for _name, path in _sealed_files(home)))
    for number, (name, path) in enumerate(_sealed_files(home), 1):
        if name not in files or name.startswith("sealed/"):
            files[name] = _file(path, begun.path / name, copyist)
        if number % _NOTED == 0:
            backup_file.write(replace(begun, files=files), keys, backup_file.RESUME)
    return replace(begun, files={name: told for name, told in files.items() if told[0] >= 0})


def _check_sealed(begun: Backup, key: BackupKey) -> None:
    """Conflict where a sealed case moved between the copy of the records and that of its file."""
    named = sealed_files(*_copy(begun, key, Compartment.CASEWORK))
    if not {f"sealed/{file}.db" for file in named} <= set(begun.files):
        raise Conflict(_("A sealed case is being written in just now. The backup was not finished. Please try again."))


def _is_there(path: Path, told: list[object], copyist: Copyist) -> bool:
    """What was copied before a stop is proven once more."""
    return path.is_file() and path.stat().st_size == told[0] and copyist.digest(path)["sha256"] == told[1]


def _file(path: Path, target: Path, copyist: Copyist) -> list[object]:
    """Copy until it did not change meanwhile: a sealed case may be open, its log is copied beside it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _attempt in range(20):
        try:
            before = path.stat().st_mtime_ns
            told = copyist.file(path, target)
            if path.stat().st_mtime_ns == before:
                return [told["size"], told["sha256"]]
        except FileNotFoundError:
            break
    if path.exists():
        raise Conflict(_("A sealed case is being written in just now. The backup was not finished. Please try again."))
    target.unlink(missing_ok=True)
    return [-1, ""]


def count(home: Path) -> int:
    """How many sealed cases and files of evidence a backup would carry."""
    return len(_sealed_files(home))


# -- restoring -----------------------------------------------------------------------------------


def restore(
    source: Path,
    target: Path,
    by: Keys | RecoveryKey,
    sign_in: Keys,
    *,
    lists: Iterable[Path] = (),
    copyist: Copyist | None = None,
) -> Done[Backup]:
    """Bring a backup back into the new or empty folder `target`; it appears there whole or not at all.

    `by` opens the backup (a manager's keys, or the recovery key); `sign_in` are keys unlocked from the backup's own
    slots, which open the databases again. What was erased since goes again before anybody opens it: the newest list
    is looked for in the backup, in the backups beside it, and in `lists` (the centre as it stands on this computer).
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Conflict(
            _("{folder} is not empty. Nothing was restored or replaced. Please choose an empty folder.").format(
                folder=target
            )
        )
    backup = read(source, sign_in)
    erased = erased_list.gathered([source, *of(source.parent), *lists], sign_in)
    key = backup_key.opened(by, backup.id, backup.sealed)
    with _beside(target) as partial, copyist or Copyist() as at_work:
        for name in _COPIED:
            shutil.copyfile(source / name, partial / name)
        for folder in ("db", *_ROOMS, "backup"):
            (partial / folder).mkdir(mode=0o700)
        _copy_manuals(source, partial)
        _restore_databases(backup, key, partial, sign_in, at_work)
        _restore_files(backup, partial, at_work)
        again = _apply(partial, sign_in, erased)
    return Done(replace(backup, erased_again=again), Changes.NONE)


def _copy_manuals(source: Path, target: Path) -> None:
    """They hold nothing of a case; one that cannot be read stays behind, and can be installed again."""
    from app.manual.install import place
    from app.manual.packs import PACK_FILE, sources

    for found in sorted(source.glob(f"manuals/*/{PACK_FILE}")):
        with suppress(BadInput, NotFound):
            place(sources(found.parent), target / "manuals" / found.parent.name)


def _restore_databases(backup: Backup, key: BackupKey, partial: Path, keys: Keys, copyist: Copyist) -> None:
    anchor = Anchor(partial, keys)
    copyist.expect(sum(path.stat().st_size for path in (backup.path / "db").glob("*.db")))
    for compartment in DATABASES:
        copy, copy_key = _copy(backup, key, compartment)
        place = database_path(partial, keys, compartment)
        held = copyist.export(copy, copy_key, place, keys.raw_key(compartment))
        if not agrees(held, backup.holds, compartment):
            raise not_whole()
        anchor.write(compartment, held.get("meta:counter", 0), bytes.fromhex(held.get("meta:head", "00" * 32)))


def _copy(backup: Backup, key: BackupKey, compartment: Compartment) -> tuple[Path, str]:
    copy = backup.path / "db" / f"{compartment}.db"
    if not copy.exists() or compartment.value not in backup.salts:
        raise not_whole()
    return copy, key.raw_key(compartment, backup.salts[compartment.value])


def agrees(found: dict[str, object], holds: Held, compartment: Compartment) -> bool:
    """Whether a copy holds what the description says; an older description says less."""
    told = holds.get(compartment.value)
    return bool(told) and all(found.get(name) == value for name, value in (told or {}).items())


def _restore_files(backup: Backup, partial: Path, copyist: Copyist) -> None:
    for name, told in backup.files.items():
        source, target = backup.path / name, partial / name
        if not source.is_file():
            raise not_whole()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = copyist.file(source, target)
        if [found["size"], found["sha256"]] != told:
            raise not_whole()


def _apply(partial: Path, keys: Keys, erased: tuple[erased_list.Entry, ...]) -> int:
    """Erase again what was erased after the backup was made; returns how many rows that took."""
    if not erased:
        return 0
    path, raw_key = database_path(partial, keys, Compartment.CASEWORK), keys.raw_key(Compartment.CASEWORK)
    casework = Database.open(
        path, raw_key, Compartment.CASEWORK, who=keys.user, device=keys.device, anchor=Anchor(partial, keys)
    )
    try:
        rows = erasure.erase_again(partial, keys, Retention(casework, Audit(casework), keys.role), erased).value
    finally:
        casework.close()
    if rows:
        erasure.rewrite(partial, keys)
    erased_list.bring_up_to_date(partial, keys, erased)
    return rows


def verify(path: Path, keys: Keys, copyist: Copyist | None = None) -> Backup:
    """Open every database of a backup and hold it and every file against its description; Damaged where they differ."""
    backup = read(path, keys)
    key = backup_key.opened(keys, backup.id, backup.sealed)
    with copyist or Copyist() as at_work:
        at_work.expect(sum(one.stat().st_size for one in path.glob("**/*") if one.is_file()))
        for compartment in DATABASES:
            if not agrees(at_work.counts(*_copy(backup, key, compartment)), backup.holds, compartment):
                raise not_whole()
        for name, told in backup.files.items():
            if not (path / name).is_file():
                raise not_whole()
            found = at_work.digest(path / name)
            if [found["size"], found["sha256"]] != told:
                raise not_whole()
    return backup


# -- places --------------------------------------------------------------------------------------


@contextmanager
def _refusing(partial: Path) -> Iterator[None]:
    """What the system refuses becomes a sentence; only an interruption leaves the unfinished copy for the next time."""
    try:
        yield
    except Interrupted:
        raise
    except OSError as problem:
        shutil.rmtree(partial, ignore_errors=True)
        raise _no_room() from problem
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A private folder beside the place, renamed into it at the end, gone after any failure."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)  # what a power cut may have left
        partial.mkdir(mode=0o700, parents=True)
        yield partial
        settle(partial)
        if target.exists():
            target.rmdir()
        partial.rename(target)
        sync_folder(target.parent)
    except OSError as problem:
        raise _no_room() from problem
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _no_room() -> NoRoom:
    return NoRoom(_("The backup could not be written there. Your records are intact. Please choose another place."))
