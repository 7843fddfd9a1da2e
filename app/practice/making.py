"""Making a practice centre in a folder: whole at the end, or not there at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.clock import random_id, today
from app.desk import Desk
from app.errors import BadInput, NoRoom
from app.i18n import _
from app.kinds import Compartment
from app.practice import conference, days, material
from app.practice.centre import KEYS, Worker, found, prepare
from app.practice.content import content
from app.practice.sheet import Row
from app.store import Database
from app.vault.durable import settle
from app.vault.platform import sync_folder

MOST = 100_000
BATCH = 500
"""Cases in one transaction: each commit waits for the disk once."""

Progress = Callable[[int, int], None]


def make(home: Path, cases: int = 60, seed: int = 1, *, progress: Progress | None = None) -> dict[str, Any]:
    """Make a practice centre in the new or empty folder `home`.

    Passphrases and key files lie in `home/keys`, readable by their owner only. The same seed on the same day makes
    the same content; keys, user ids and passphrases are new each time. `progress` is told (cases done, all cases);
    whatever it raises takes the unfinished centre away again.
    """
    home = home.absolute()
    _check(home, cases)
    partial = home.with_name(f".{home.name}.{random_id()[:8]}.practice")
    try:
        partial.mkdir(mode=0o700, parents=True)
        workers = _make(partial, cases, seed, progress or (lambda _done, _all: None))
        _into_place(partial, home)
    except OSError:
        raise NoRoom(
            _("The practice centre could not be written there. Nothing was left behind. Choose another folder.")
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return {"home": str(home), "users": {part: _user(home, part, who) for part, who in workers.items()}}


def _check(home: Path, cases: int) -> None:
    if not 1 <= cases <= MOST:
        raise BadInput(
            _("A practice centre has between 1 and {most} cases. Nothing was made. Choose another number.").format(
                most=f"{MOST:,}"
            ),
            field="cases",
        )
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BadInput(
            _("There is something in {folder} already, and it was left as it is. Choose a new folder.").format(
                folder=home
            ),
            field="home",
        )


def _make(partial: Path, cases: int, seed: int, progress: Progress) -> dict[str, Worker]:
    centre = partial / "centre"
    workers = found(centre, partial / KEYS)
    prepare(centre, workers)
    keys = workers["counsellor"].unlock(centre)
    desk = Desk.open(centre, keys)
    try:
        people = {"counsellor": workers["counsellor"].id, "manager": workers["manager"].id}
        stream = content(cases, seed, today(), device=keys.device, **people)
        _write(desk.database(Compartment.CASEWORK), stream, cases, progress)
        days.fill(desk, workers["manager"].id)
        conference.fill(desk, workers["manager"].id)
        material.fill(desk)
        desk.audit.write("practice", cases=cases, seed=seed)
    finally:
        desk.close()
        keys.close()
    return workers


def _write(db: Database, stream: Iterator[list[Row]], cases: int, progress: Progress) -> None:
    """Every bundle of rows, `BATCH` cases a transaction; only one bundle is in memory."""
    done = -1
    while done < cases:
        with db.atomic():
            for _number, bundle in zip(range(BATCH), stream, strict=False):
                for table, row in bundle:
                    db.insert(table, row)
                done += 1
        progress(min(done + 1, cases), cases)


def _into_place(partial: Path, home: Path) -> None:
    (partial / KEYS).rename(partial / "centre" / KEYS)
    settle(partial)
    if home.exists():
        home.rmdir()
    (partial / "centre").rename(home)
    sync_folder(home.parent)


def _user(home: Path, part: str, who: Worker) -> dict[str, str]:
    folder = home / KEYS
    return {
        "name": who.name,
        "passphrase_file": str(folder / f"{part}.passphrase"),
        "key_file": str(folder / f"{part}.key"),
    }
