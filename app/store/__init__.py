"""The encrypted store: the only room that knows SQLCipher."""

from app.store.copying import compact, counts, export, sealed_files
from app.store.database import Anchored, Database, Row
from app.store.erasing import Erased, erase, erase_sealed, reached
from app.store.places import DATABASES, create_databases, database_path
from app.store.renewing import keeps_case_keys, opens, renew, retire
from app.store.search import Hit

__all__ = [
    "DATABASES",
    "Anchored",
    "Database",
    "Erased",
    "Hit",
    "Row",
    "compact",
    "counts",
    "create_databases",
    "database_path",
    "erase",
    "erase_sealed",
    "export",
    "keeps_case_keys",
    "opens",
    "reached",
    "renew",
    "retire",
    "sealed_files",
]
