"""The encrypted store: the only room that knows SQLCipher."""

from app.store.copying import compact, counts, export
from app.store.database import Anchored, Database, Row
from app.store.places import DATABASES, create_databases, database_path
from app.store.search import Hit

__all__ = [
    "DATABASES",
    "Anchored",
    "Database",
    "Hit",
    "Row",
    "compact",
    "counts",
    "create_databases",
    "database_path",
    "export",
]
