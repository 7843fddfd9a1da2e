"""What a relay remembers: receipts for good, sealed bytes until their round is opened, opened sums,
alarms, and of each installation the newest telling of its age."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    event,
)
from sqlalchemy.exc import SQLAlchemyError

from app.errors import BadInput
from app.i18n import _

metadata = MetaData()

receipt = Table(
    "receipt",
    metadata,
    Column("sender", String(16), nullable=False),
    Column("round", String(8), nullable=False),
    Column("group", String(32), nullable=False),
    Column("sha256", String(71), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("document", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sender", "round", "group"),
)
sealed = Table(
    "sealed",
    metadata,
    Column("sender", String(16), nullable=False),
    Column("round", String(8), nullable=False),
    Column("group", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sender", "round", "group"),
)
idempotency = Table(
    "idempotency",
    metadata,
    Column("sender", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("sha256", String(71), nullable=False),
    PrimaryKeyConstraint("sender", "key"),
)
total = Table(
    "sum",
    metadata,
    Column("round", String(8), nullable=False),
    Column("group", String(32), nullable=False),
    Column("document", LargeBinary, nullable=False),
    PrimaryKeyConstraint("round", "group"),
)
anchor = Table(
    "anchor",
    metadata,
    Column("sender", String(16), nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sender"),
)
alarm = Table(
    "alarm",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("sender", String(16), nullable=False),
    Column("round", String(8), nullable=False),
    Column("sha256", String(71), nullable=False),
)


def engine(database: str | None, folder: Path) -> Engine:
    """The relay's database, with its tables; without a URL it is an SQLite file in the relay's folder."""
    try:
        made = create_engine(database or f"sqlite:///{folder / 'relay.db'}")
        if made.dialect.name == "sqlite":
            event.listen(made, "connect", _prepare)
            event.listen(made, "begin", _begin)
        metadata.create_all(made)
    except (SQLAlchemyError, ImportError) as problem:
        raise BadInput(
            _("The relay's database cannot be opened at this address. Nothing was started."), field="database"
        ) from problem
    return made


def writing(made: Engine) -> Connection:
    """A connection whose transactions take the write lock at once."""
    return made.connect().execution_options(writes=True)


def forget(made: Engine) -> None:
    """Empty SQLite's log: deleted sealed bytes would otherwise stay readable in it."""
    if made.dialect.name != "sqlite":
        return
    connection = made.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")
