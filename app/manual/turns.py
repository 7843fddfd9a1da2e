"""SQL of what the office database keeps about manuals: which version came into use when, and who read what changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.store import Database

How = Literal["first", "shipped", "installed", "returned", "resumed"]


@dataclass(frozen=True, slots=True)
class Turn:
    """From `at` on a centre used this version; `how` says why, `signer` and `holder` whose key vouches for it."""

    id: str
    pack: str
    version: str
    hash: str
    how: How
    signer: str | None
    holder: str | None
    at: int
    who: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A person read what changed with this version."""

    id: str
    user: str
    pack: str
    version: str
    hash: str
    at: int


def turns(db: Database) -> list[Turn]:
    """Every turn, the oldest first."""
    return [Turn(**row) for row in db.rows(f"SELECT {_columns(Turn)} FROM manual_version ORDER BY at, id")]


def add_turn(db: Database, turn: Turn) -> None:
    db.insert("manual_version", asdict(turn))


def seen(db: Database) -> list[Seen]:
    """What everybody read, the oldest first."""
    return [Seen(**row) for row in db.rows(f"SELECT {_columns(Seen)} FROM manual_seen ORDER BY at, id")]


def add_seen(db: Database, one: Seen) -> None:
    db.insert("manual_seen", asdict(one))


def _columns(kind: type[Turn | Seen]) -> str:
    return ", ".join(kind.__dataclass_fields__)
