"""Statements of the busiest path: SQLAlchemy writes each out once a dialect, the driver runs it.

Building a statement and carrying it through every layer costs ten times what the database takes for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.expression import Executable


class Prepared:
    """One statement whose values are named when it runs; a select answers with its first row as it came, or None."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._answers = isinstance(statement, Select)
        self._written: dict[str, tuple[str, list[str] | None, dict[str, Any]]] = {}

    def __call__(self, db: Connection, values: Mapping[str, Any]) -> Any:
        text, order, own = self._written.get(db.dialect.name) or self._write(db)
        given = {**own, **values}
        cursor = db.connection.cursor()
        try:
            cursor.execute(text, given if order is None else [given[name] for name in order])
            return cursor.fetchone() if self._answers else None
        except db.dialect.loaded_dbapi.Error as problem:
            raise SQLAlchemyError(type(problem).__name__) from problem
        finally:
            cursor.close()

    def _write(self, db: Connection) -> tuple[str, list[str] | None, dict[str, Any]]:
        """Its text, the order of its values where they have no names, and the values that it brings itself."""
        made = self._statement.compile(dialect=db.dialect)
        found = str(made), list(made.positiontup) if made.positional else None, dict(made.params)
        self._written[db.dialect.name] = found
        return found


@contextmanager
def together(db: Connection) -> Iterator[None]:
    """What is written within goes to a PostgreSQL server in one way there and back; a mistake shows at the end."""
    if db.dialect.name != "postgresql":
        yield
        return
    driver: Any = db.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except db.dialect.loaded_dbapi.Error as problem:
        raise SQLAlchemyError(type(problem).__name__) from problem
