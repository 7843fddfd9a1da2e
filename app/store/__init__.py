"""The encrypted store: the only room that knows SQLCipher."""

from app.store.copying import counts, export
from app.store.database import Anchored, Database, Row
from app.store.search import Hit

__all__ = ["Anchored", "Database", "Hit", "Row", "counts", "export"]
