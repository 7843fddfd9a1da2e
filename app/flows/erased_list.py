"""`erased.bin`: the inner ids of what was erased, signed, beside the records and in every backup.

    JSON {format, min_reader, centre, erased: [[kind, id, at], …]} | newline | Ed25519 signature, hex

A backup older than an erasure still holds what was erased since. Every restore therefore looks for the longest list it
can find (the backup's own, the other backups beside it, the centre on this computer) and applies it before opening.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.errors import Damaged, NoRoom
from app.i18n import _
from app.vault import Home, Keys, durable
from app.vault.canonical import Malformed
from app.vault.sealing import verified

NAME = "erased.bin"
FORMAT = 1
_LIMIT = 64 << 20

Entry = tuple[str, str, int]
"""Kind (case, contact), inner id, instant of the erasure."""


def read(folder: Path, keys: Keys) -> tuple[Entry, ...]:
    """The list in a centre's or backup's folder, the oldest first; empty where there is none.

    Raises Damaged where it was changed, belongs to another centre, or is newer than this program.
    """
    path = folder / NAME
    if not path.exists():
        return ()
    try:
        content, signature = durable.read(path, _LIMIT).rsplit(b"\n", 1)
        if not any(verified(key, bytes.fromhex(signature.decode("ascii")), content) for key in _signers(folder, keys)):
            raise ValueError
        told: dict[str, Any] = json.loads(content)
        if told["min_reader"] > FORMAT or told["centre"] != keys.centre_id:
            raise ValueError
        return tuple((str(kind), str(one), int(at)) for kind, one, at in told["erased"])
    except (Malformed, ValueError, KeyError, TypeError, RecursionError):
        raise Damaged(
            _(
                "The list of erased records in {folder} was changed or is damaged. Nothing was restored. "
                "Use another backup, or name the centre that is still on this computer."
            ).format(folder=folder.name)
        ) from None


def write(folder: Path, keys: Keys, entries: Iterable[Entry]) -> None:
    """Put the whole list there; a crash leaves the old or the new one."""
    told = {"format": FORMAT, "min_reader": FORMAT, "centre": keys.centre_id, "erased": sorted(set(entries))}
    content = json.dumps(told, separators=(",", ":")).encode()
    durable.write(folder / NAME, content + b"\n" + keys.sign(content).hex().encode())


def bring_up_to_date(folder: Path, keys: Keys, entries: Iterable[Entry]) -> bool:
    """Add what is missing in a folder; True where it had to be written. A damaged list is replaced by the whole one."""
    wanted = set(entries)
    try:
        there: set[Entry] = set(read(folder, keys))
    except Damaged:
        there = set()
        if not wanted:
            return False
    if wanted <= there:
        return False
    write(folder, keys, wanted | there)
    return True


def hand_on(folders: Iterable[Path], keys: Keys, entries: Iterable[Entry]) -> int:
    """Bring the list to every backup that can be reached now; one that cannot be written waits for the next time."""
    known, reached = tuple(entries), 0
    for folder in folders:
        try:
            if (folder / "backup.json").is_file():
                bring_up_to_date(folder, keys, known)
                reached += 1
        except (NoRoom, OSError):
            continue
    return reached


def gathered(folders: Iterable[Path], keys: Keys) -> tuple[Entry, ...]:
    """Everything any of these folders says was erased; other centres' folders are passed over."""
    found: dict[str, Entry] = {}
    for folder in folders:
        if not _foreign(folder, keys):
            found.update({entry[1]: entry for entry in read(folder, keys)})
    return tuple(sorted(found.values(), key=lambda entry: (entry[2], entry[1])))


def _foreign(folder: Path, keys: Keys) -> bool:
    """Whether the list there names another centre: said before its signature is asked for."""
    try:
        told = json.loads((folder / NAME).read_bytes().rsplit(b"\n", 1)[0])
        return bool(told["centre"] != keys.centre_id)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _signers(folder: Path, keys: Keys) -> set[bytes]:
    """Every computer of the centre may have written it."""
    known = set(keys.device_publics)
    try:
        home = Home.open(folder)
    except (Damaged, OSError):
        return known
    if home.manifest.centre == keys.centre_id:
        known |= {key for one in home.slots.authority.installations for key in one.publics}
    return known
