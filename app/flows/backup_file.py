"""What stands beside the databases of a backup: its signed description, and the notes of one that was interrupted.

<backup>/backup.json    format, id, days, sealed keys, salts, what each database holds, fingerprints of sealed files
<partial>/resume.json   the same as far as it has come
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.clock import local
from app.errors import BadInput, Damaged, NotFound
from app.i18n import _
from app.vault import Keys, durable
from app.vault.canonical import Malformed
from app.vault.sealing import signed_by

FORMAT, MIN_READER = 2, 2
NAME, RESUME = "backup.json", "resume.json"
_LIMIT = 64 << 20

Held = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its description says it is."""

    id: str
    path: Path
    made_at: int
    centre: str
    sealed: dict[str, bytes] = field(repr=False)
    salts: dict[str, bytes] = field(repr=False)
    holds: Held = field(repr=False)
    files: dict[str, list[Any]] = field(default_factory=dict, repr=False)
    """Size and SHA-256 of each sealed case and file of evidence, by its path in the centre."""
    expires_on: date = date.max
    erased: int = 0
    """How many records had been erased when it was made."""
    erased_again: int = 0
    """After a restore: rows that an erasure after this backup had taken away, and that went again."""

    def at(self, path: Path) -> Backup:
        return replace(self, path=path)


def expiry(made_at: int, days: int) -> date:
    return local(made_at).date() + timedelta(days=days)


def write(backup: Backup, keys: Keys, name: str = NAME) -> None:
    """Sign the description and put it into the backup's folder."""
    told = {
        "format": FORMAT, "min_reader": MIN_READER, "id": backup.id, "made_at": backup.made_at,
        "centre": backup.centre, "sealed": _hex(backup.sealed), "salts": _hex(backup.salts), "holds": backup.holds,
        "files": backup.files, "expires_on": backup.expires_on.isoformat(), "erased": backup.erased,
    }  # fmt: skip
    content = json.dumps(told, sort_keys=True).encode()
    durable.write(backup.path / name, content + b"\n" + keys.sign(content).hex().encode())


def read(path: Path, keys: Keys, name: str = NAME) -> Backup:
    """The description of a backup; refuses one that is missing, altered, newer, or another centre's."""
    if not (path / name).is_file():
        raise NotFound(_("There is no backup in {folder}. Please choose the folder of one backup.").format(folder=path))
    try:
        content, signature = durable.read(path / name, _LIMIT).rsplit(b"\n", 1)
        if signature != signature.lower():
            raise ValueError  # the same digits, and yet not the bytes that were written
        told = json.loads(content)
        if told["min_reader"] > FORMAT:
            raise BadInput(_("This backup was made by a newer version of Gyeot. Please update this computer first."))
        if signed_by(keys.device_publics, bytes.fromhex(signature.decode()), content) is None:
            raise ValueError
        if told["centre"] != keys.centre_id:
            raise BadInput(_("This backup belongs to another centre. Nothing was restored."))
        return _told(told, path)
    except (Malformed, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise not_whole() from None


def _told(told: dict[str, Any], path: Path) -> Backup:
    """Format 1 knew neither files nor an expiry."""
    files = {str(name): [int(size), str(digest)] for name, (size, digest) in told.get("files", {}).items()}
    if any(Path(name).is_absolute() or ".." in Path(name).parts for name in files):
        raise ValueError
    ends = told.get("expires_on")
    return Backup(
        told["id"], path, told["made_at"], told["centre"], _bytes(told["sealed"]), _bytes(told["salts"]),
        told["holds"], files, date.fromisoformat(ends) if ends else date.max, int(told.get("erased", 0)),
    )  # fmt: skip


def not_whole() -> Damaged:
    return Damaged(_("This backup is not whole, so nothing was restored from it. Please use another backup."))


def _hex(values: dict[str, bytes]) -> dict[str, str]:
    return {key: value.hex() for key, value in values.items()}


def _bytes(values: dict[str, str]) -> dict[str, bytes]:
    return {key: bytes.fromhex(value) for key, value in values.items()}
