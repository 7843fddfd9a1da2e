"""Where a centre's databases lie, and their making at the end of a first run."""

from __future__ import annotations

from pathlib import Path

from app.kinds import Compartment
from app.store.database import Database
from app.vault import Keys

DATABASES = (Compartment.CASEWORK, Compartment.TRAINING, Compartment.OFFICE)


def database_path(home: Path, keys: Keys, compartment: Compartment) -> Path:
    return home / "db" / f"{compartment}.{keys.epoch(compartment)}.db"


def create_databases(home: Path, keys: Keys) -> None:
    """Make the databases these keys open, where they are not there yet: the last step of a first run."""
    (home / "db").mkdir(mode=0o700, exist_ok=True)
    for compartment in DATABASES:
        path = database_path(home, keys, compartment)
        if keys.holds(compartment) and not path.exists():
            Database.create(path, keys.raw_key(compartment), compartment)
