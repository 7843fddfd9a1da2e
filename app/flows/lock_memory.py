"""The records of cases remember under which office key they were last opened, so that a lock put in its place is noticed.

A manager of former days keeps a signing key that the manifest knows. Whoever can write the files could put an office part
of their own beside a coming key for casework, and the next counsellor would write everything anew under it. Casework knows
better: its own file names the office key it was last opened beside, and nobody without its key can change that.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.errors import Damaged
from app.i18n import _
from app.kinds import Compartment
from app.store import Database, database_path
from app.vault import Home, Keys
from app.vault.compartments import purpose_key
from app.vault.unlocking import former_keys

NAME = "office"
_PURPOSE = "remembered by casework"


def strange(home: Path, keys: Keys) -> bool:
    """Whether casework was last opened beside another office key, and the present one does not follow that."""
    if not keys.holds(Compartment.CASEWORK):
        return False
    path = database_path(home, keys, Compartment.CASEWORK)
    try:
        raw_key = keys.raw_key(Compartment.CASEWORK)
        reader = Database.open(path, raw_key, Compartment.CASEWORK, who=keys.user, device=keys.device)
    except Damaged:
        return False  # opening says what is wrong with the file
    with closing(reader):
        known = reader.remembered(NAME)
    return known is not None and known != _present(keys) and known != _former(home, keys)


def note(casework: Database, keys: Keys) -> None:
    """Remember the present office key; written only where it is another one."""
    if casework.remembered(NAME) != _present(keys):
        casework.remember(NAME, _present(keys))


def doubt() -> str:
    return _(
        "The lock of this centre was made anew by somebody who did not hold its former key, or more than once since cases were last opened here. Ask a manager in person whether they did this. Until the centre is opened once more, no record is put under a new key."
    )


def _present(keys: Keys) -> bytes:
    return keys.key_for(Compartment.OFFICE, _PURPOSE)


def _former(home: Path, keys: Keys) -> bytes | None:
    """Of the office key before, which whoever brought the present one proved to hold (manifest witness)."""
    opened = Home.open(home)
    facts = opened.manifest.witnessed_before
    key = former_keys(opened, keys).get(Compartment.OFFICE)
    return None if key is None or facts is None else purpose_key(key, Compartment.OFFICE, facts.epoch, _PURPOSE)
