"""The relay's database: SQLite in its folder, or PostgreSQL; opened with every migration done."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from app.errors import BadInput, Conflict
from app.i18n import _

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0003"
_MIGRATING = 7_190_323
"""Any number of our own: whoever migrates a PostgreSQL database holds this lock until the end of it."""


def opened(database: str | None, folder: Path) -> Engine:
    """The database at this address, brought up to date; without an address, `relay.db` in the relay's folder."""
    try:
        made = _engine(_address(database, folder))
        with writing(made) as connection, connection.begin():
            _migrate(connection)
    except (SQLAlchemyError, ImportError) as problem:
        raise BadInput(
            _("The relay's database cannot be opened at this address. Nothing was started."), field="database"
        ) from problem
    return made


def _address(database: str | None, folder: Path) -> str:
    if database is None:
        return f"sqlite:///{folder / 'relay.db'}"
    head, separator, rest = database.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and head in ("postgres", "postgresql") else database


def _engine(address: str) -> Engine:
    made = create_engine(address, pool_pre_ping=not address.startswith("sqlite"))
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare)
        event.listen(made, "begin", _begin)
    return made


def _migrate(connection: Connection) -> None:
    """Run what is missing, in this transaction: a kill leaves the old shape or the new one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
    found = _revision(connection)
    if found == HEAD:
        return
    from alembic import command  # loaded only where there is something to do
    from alembic.config import Config
    from alembic.util import CommandError

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as problem:
        raise Conflict(_("This database was written by a later version of Gyeot. Nothing was changed.")) from problem


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def writing(made: Engine) -> Connection:
    """A connection whose transactions take SQLite's write lock at once."""
    return made.connect().execution_options(writes=True)


def forget(made: Engine) -> None:
    """Let removed bytes be gone: SQLite's log is emptied, PostgreSQL gives up the old rows."""
    with closing(made.raw_connection()) as connection:
        if made.dialect.name == "sqlite":
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        driver: Any = connection.driver_connection
        driver.rollback()
        driver.autocommit = True
        try:
            for table in ("message", "piece", "answer", "sealed"):
                driver.execute(f"VACUUM {table}")
        finally:
            driver.autocommit = False


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")
