"""Erasing for good, in batches: rows, files, keys and lists first, then the record file written anew without them.

    reviewed ids ──one transaction──▶ rows, history, index, drafts gone; log and list of ids in the same commit
                 ──▶ files of evidence gone ──▶ erased.bin beside the records and in every backup within reach
                 ──▶ nobody has the records open: one export under the same name, the log notes the hour

Each step can be repeated. A kill between two of them is made good at the next opening, which asks the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.changes import Done
from app.errors import NoRoom
from app.flows import erased_list
from app.inbox import parcels
from app.kinds import Compartment
from app.store import compact, database_path, moving
from app.vault import Keys, durable

if TYPE_CHECKING:
    from app.retention import Destruction, Retention
    from app.walls import Walls

EVIDENCE_FILES = (("evidence_item", "file"), ("evidence_intake", "id"), ("report_parcel", "folder"))
"""Columns that name a sealed file below `evidence/`, or a folder of pieces below `attachments/`."""


def erase(home: Path, keys: Keys, retention: Retention, chosen: Iterable[str], ground: str) -> Done[Destruction]:
    """Erase reviewed cases and contacts; the record file itself is written anew by `rewrite`, with nobody in it."""
    done = retention.erase(chosen, ground, EVIDENCE_FILES)
    entry, _gone = done.value
    sweep(home, retention)
    spread(home, keys, retention)
    return Done(entry, done.changes)


def erase_again(home: Path, keys: Keys, retention: Retention, entries: Iterable[erased_list.Entry]) -> Done[int]:
    """Apply a list to records that are older than it; the caller writes the record file anew."""
    done = retention.erase_again(entries, EVIDENCE_FILES)
    gone, sealed = done.value
    sweep(home, retention)
    for name in sealed:
        moving.remove_file(home / "sealed" / f"{Path(name).name}.db")
    return Done(gone.rows + len(sealed), done.changes)


def erase_sealed(
    home: Path, keys: Keys, walls: Walls[Any], retention: Retention, inside: Retention, ident: str, ground: str
) -> Done[Destruction]:
    """Erase a sealed case as a whole: its keys, then its file, then evidence that was sealed under its keys."""
    files = inside.files(EVIDENCE_FILES)
    done = retention.erase_sealed(ident, inside, ground, files)
    walls.settle()
    sweep(home, retention)
    spread(home, keys, retention)
    return done


def spread(home: Path, keys: Keys, retention: Retention) -> int:
    """Bring the list beside the records, and into every backup that can be reached; returns how many were."""
    entries = retention.erased()
    if not entries:
        return 0
    erased_list.bring_up_to_date(home, keys, entries)
    return erased_list.hand_on((Path(copy.place) for copy in retention.copies()), keys, entries)


def mend(home: Path, keys: Keys, retention: Retention) -> None:
    """Write the list anew from the records where its file is missing, damaged or shorter."""
    erased_list.bring_up_to_date(home, keys, retention.erased())


def rewrite(home: Path, keys: Keys) -> tuple[int, int]:
    """Write the casework anew without what was erased; its size before and after. Nobody may have it open.

    Copies that an update left aside hold the old rows too, and go first.
    """
    durable.remove(*sorted((home / "db").glob("*.before-update*")))
    return compact(database_path(home, keys, Compartment.CASEWORK), keys.raw_key(Compartment.CASEWORK))


def sweep(home: Path, retention: Retention) -> int:
    """Remove files whose keys were erased; returns how many. What cannot go now goes at the next opening.

    Their keys are gone already: what is left of such a file opens for nobody.
    """
    names = retention.leaving
    with suppress(OSError, NoRoom):
        for name in names:
            durable.remove(*(home / "evidence").glob(f"**/{Path(name).name}*"))
        kept = [name for name in names if not parcels.remove(home, Path(name).name)]
        if not kept:
            retention.note_left()
    return len(names)
