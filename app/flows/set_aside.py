"""Record files that stood in the place of a new one and opened with no key of this centre: kept apart, never lost.

`app.store.renewing` sets them aside. They are noise to everybody here; a manager takes one away once a backup is newer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.audit import Audit
from app.changes import Changes, Done
from app.clock import local
from app.errors import Conflict, Denied, NotFound
from app.i18n import _
from app.kinds import Role
from app.retention import Copy
from app.vault import Keys, durable

_NAME = re.compile(r"(?:casework|training|office)\.\d{1,10}\.set-aside-(\d{13})\.db")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that was set aside: its name, the instant, its size."""

    name: str
    at: int
    size: int


def listed(home: Path) -> tuple[SetAside, ...]:
    """All of them, the oldest first."""
    found = [
        SetAside(path.name, int(named[1]), path.stat().st_size)
        for path in (home / "db").glob("*.set-aside-*.db")
        if (named := _NAME.fullmatch(path.name)) and path.is_file()
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def remove(home: Path, keys: Keys, name: str, copies: Iterable[Copy], trail: Audit) -> Done[SetAside]:
    """Take one away for good; the trail keeps its name. Refused to others than managers, and before a newer backup."""
    if keys.role is not Role.MANAGER:
        raise Denied(_("Only a manager takes away a file that was set aside. Nothing was changed."))
    one = next((one for one in listed(home) if one.name == name), None)
    if one is None:
        raise NotFound(_("There is no file of this name that was set aside. Look at the list again."))
    if not any(copy.made_at > one.at and copy.gone_at is None for copy in copies):
        raise Conflict(_("No backup is newer than this file, so it was kept. Make a backup, then take it away."))
    trail.write("set_aside_removed", file=one.name, day=f"{local(one.at):%Y-%m-%d}")
    path = home / "db" / one.name
    try:
        durable.remove(*(path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")))
    except OSError as error:
        raise durable.refused(path, error) from None
    return Done(one, Changes.AUDIT)
