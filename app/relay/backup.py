"""A relay's backup: its keys, its papers and its SQLite file in one archive, sealed to an age key.

A PostgreSQL database is saved by its own tools; the archive then holds the folder alone. After a restore the numbers
of arrivals go on far behind those that desks may have seen, so that no new report is taken for an old one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from app.errors import BadInput, Conflict, Damaged, NoRoom, NotFound
from app.i18n import _
from app.relay import database as databases
from app.relay import retention
from app.relay.folder import Folder

_SECRET = ("relay.key", "roster.key", "collector.key")
_KEPT = (*_SECRET, "roster.signed", "card.signed", "health.key")
_FILE = "relay.db"


def make(key_folder: Path, out: Path, recipient: str, *, database: str | None = None) -> dict[str, object]:
    """Write a backup beside a running relay; returns what is in it and how large it is."""
    Folder.open(key_folder)
    to = _recipient(recipient)
    if out.exists():
        raise Conflict(_("There is already something at {path}. Nothing was written.").format(path=out))
    packed, partial = key_folder / "backup.partial", out.with_name(out.name + ".partial")
    try:
        names = _pack(key_folder, packed, with_database=database is None)
        _stream(lambda inside, outside: _age().encrypt_io(inside, outside, [to]), packed, partial)
        partial.replace(out)
        return {"files": names, "bytes": out.stat().st_size}
    except (OSError, sqlite3.Error) as problem:
        raise NoRoom(_("The backup cannot be written to {path}. Nothing was changed.").format(path=out)) from problem
    finally:
        packed.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def _pack(key_folder: Path, packed: Path, *, with_database: bool) -> list[str]:
    copy = key_folder / "relay.db.partial"
    try:
        with _fresh(packed) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            for name in _KEPT:
                if (key_folder / name).exists():
                    archive.add(key_folder / name, name)
            if with_database and (key_folder / _FILE).exists():
                _copy(key_folder / _FILE, copy)
                archive.add(copy, _FILE)
            return archive.getnames()
    finally:
        copy.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """A whole copy of a database that is being written to."""
    target.unlink(missing_ok=True)
    _fresh(target).close()
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copied:
        live.backup(copied, pages=4096)


def _fresh(path: Path) -> Any:
    """A file that only its owner may read, from its first byte on."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def restore(archive: Path, key_folder: Path, identity: str, *, database: str | None = None) -> dict[str, object]:
    """Put a relay back into a new folder; `database` names a PostgreSQL one that was restored before."""
    if key_folder.exists() and any(key_folder.iterdir()):
        raise Conflict(_("There is already something at {path}. Nothing was written.").format(path=key_folder))
    if not archive.exists():
        raise NotFound(_("There is no backup at {path}. Nothing was written.").format(path=archive))
    whole = key_folder.with_name(key_folder.name + ".partial")
    shutil.rmtree(whole, ignore_errors=True)
    try:
        whole.mkdir(mode=0o700, parents=True)
        packed = whole / "backup.partial"
        _stream(lambda inside, outside: _age().decrypt_io(inside, outside, [_identity(identity)]), archive, packed)
        names = _unpack(packed, whole)
        packed.unlink()
        _settle(whole, database)
        if key_folder.exists():
            key_folder.rmdir()
        whole.replace(key_folder)
    except OSError as problem:
        raise NoRoom(_("The relay cannot be put back at {path}.").format(path=key_folder)) from problem
    finally:
        shutil.rmtree(whole, ignore_errors=True)
    return {"files": names}


def _unpack(packed: Path, folder: Path) -> list[str]:
    try:
        with tarfile.open(packed) as archive:
            for member in archive.getmembers():
                found = archive.extractfile(member) if member.isreg() and member.name in (*_KEPT, _FILE) else None
                if found is None:
                    raise _not_whole()
                with _fresh(folder / member.name) as stream:
                    shutil.copyfileobj(found, stream)
            return archive.getnames()
    except tarfile.TarError:
        raise _not_whole() from None


def _settle(folder: Path, database: str | None) -> None:
    """What was put back opens, and counts on from behind everything that may have been seen."""
    Folder.open(folder).roster()
    engine = databases.opened(database, folder)
    try:
        retention.past(engine)
        databases.forget(engine)
    finally:
        engine.dispose()
    for left in folder.glob(f"{_FILE}-*"):
        left.unlink()


def _stream(act: Callable[[Any, Any], None], source: Path, target: Path) -> None:
    age = _age()
    with source.open("rb") as inside, _fresh(target) as outside:
        try:
            act(inside, outside)
        except (age.EncryptError, age.DecryptError):
            raise _not_whole() from None
        except OSError as problem:
            if problem.errno is None:  # age says so of bytes that do not open; the system's own have a number
                raise _not_whole() from None
            raise
        outside.flush()
        os.fsync(outside.fileno())


def _recipient(text: str) -> object:
    try:
        found: object = _age().x25519.Recipient.from_str(text.strip())
    except _age().RecipientError:
        raise BadInput(_("This is not an age key. It begins with “age1”."), field="recipient") from None
    return found


def _identity(text: str) -> object:
    try:
        found: object = _age().x25519.Identity.from_str(text.strip())
    except _age().IdentityError:
        raise BadInput(_("This file holds no age identity. Nothing was written."), field="identity") from None
    return found


def _age() -> Any:
    return import_module("pyrage")


def _not_whole() -> Damaged:
    return Damaged(_("This backup is damaged, or sealed to another key. Nothing was written."))
