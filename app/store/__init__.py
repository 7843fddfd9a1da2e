"""The encrypted store: the only room that knows SQLCipher."""

from app.store.copying import (
    away,
    check_whole,
    commits,
    compact,
    counts,
    export,
    problems,
    same_state,
    sealed_files,
    settled,
)
from app.store.database import Anchored, Database, Row
from app.store.erasing import Erased, erase, erase_sealed, reached
from app.store.following import Moved, catch_up
from app.store.hanging import Taken
from app.store.places import DATABASES, create_databases, database_path
from app.store.renewing import hand_over, keeps_case_keys, opens, put_in_place, ready, renew, retire
from app.store.search import Hit

__all__ = [
    "DATABASES",
    "Anchored",
    "Database",
    "Erased",
    "Hit",
    "Moved",
    "Row",
    "Taken",
    "away",
    "catch_up",
    "check_whole",
    "commits",
    "compact",
    "counts",
    "create_databases",
    "database_path",
    "erase",
    "erase_sealed",
    "export",
    "hand_over",
    "keeps_case_keys",
    "opens",
    "problems",
    "put_in_place",
    "reached",
    "ready",
    "renew",
    "retire",
    "same_state",
    "sealed_files",
    "settled",
]
