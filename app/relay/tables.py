"""What a relay remembers.

Of counts: receipts for good, sealed bytes until their round is opened, opened sums, alarms, and of each installation
the newest telling of its age, which only a later one replaces. Of reports: sealed messages, pieces and answers, under
hashes, with their sizes and the day of their arrival. No table has a place for an address, a program or a time of day.

A change here is a new file in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()
_HASH, _DIGEST, _ID, _DAY = String(64), String(71), String(32), String(10)

# --- counts ---------------------------------------------------------------------------------------

receipt = Table(
    "receipt",
    metadata,
    Column("sender", String(16), nullable=False),
    Column("round", String(8), nullable=False),
    Column("group", String(32), nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("day", _DAY, nullable=False),
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
    Column("sha256", _DIGEST, nullable=False),
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
    Column("day", _DAY, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("sender", String(16), nullable=False),
    Column("round", String(8), nullable=False),
    Column("sha256", _DIGEST, nullable=False),
)

# --- reports --------------------------------------------------------------------------------------

centre = Table(
    "centre",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("verify", LargeBinary, nullable=False),  # the key in its page: signs the keys of the month
    Column("newest", BigInteger, nullable=False),  # the number of its last arrival
    Column("changes", BigInteger, nullable=False),  # rises with whatever the index would show
    Column("held", BigInteger, nullable=False),  # bytes that lie here for it
    Column("promised", BigInteger, nullable=False, server_default="0"),  # bytes of pieces that were announced only
)
desks = Table(
    "desks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1: one signed list
    Column("document", LargeBinary, nullable=False),
)
invitation = Table(
    "invitation",
    metadata,
    Column("code", _HASH, primary_key=True),  # its hash
    Column("centre", String(16), nullable=False),
    Column("until", _DAY, nullable=False),
)
bundle = Table(
    "bundle",
    metadata,
    Column("centre", String(16), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("begins", _DAY, nullable=False),
    Column("not_after", _DAY, nullable=False),
    Column("document", LargeBinary, nullable=False),
    PrimaryKeyConstraint("centre", "seq"),
)
mailbox = Table(
    "mailbox",
    metadata,
    Column("id", _HASH, primary_key=True),
    Column("centre", String(16), nullable=False),
    Column("pass", _HASH),  # none until a reporter's first message, where the centre wrote first
    Column("state", String(10), nullable=False),  # open, closed, withdrawn
    Column("day", _DAY, nullable=False),  # of the thread's last message
    Index("mailbox_day", "day"),
)
message = Table(
    "message",
    metadata,
    Column("drop", _ID, primary_key=True),
    Column("mailbox", _HASH, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("centre", String(16), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("size", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("have", Integer, nullable=False),
    Column("day", _DAY, nullable=False),
    Column("taken", _DAY),  # the centre has it; none while it waits
    Column("body", LargeBinary),  # none once it was removed
    UniqueConstraint("mailbox", "seq"),
    UniqueConstraint("centre", "number"),
)
piece = Table(
    "piece",
    metadata,
    Column("drop", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("body", LargeBinary),  # none once it was taken or removed
    PrimaryKeyConstraint("drop", "number"),
)
answer = Table(
    "answer",
    metadata,
    Column("mailbox", _HASH, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("day", _DAY, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("mailbox", "seq"),
)
gone = Table(
    "gone",
    metadata,
    Column("centre", String(16), nullable=False),
    Column("mailbox", _HASH, nullable=False),
    Column("day", _DAY, nullable=False),
    PrimaryKeyConstraint("centre", "mailbox"),
)
request = Table(
    "request",
    metadata,
    Column("key", _ID, primary_key=True),  # a reporter's Idempotency-Key
    Column("sha256", _DIGEST, nullable=False),
    Column("drop", _ID, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("day", _DAY, nullable=False),
)
happening = Table(
    "event",
    metadata,
    Column("centre", String(16), nullable=False),
    Column("id", _ID, nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("state", String(12), nullable=False),
    Column("day", _DAY, nullable=False),
    PrimaryKeyConstraint("centre", "id"),
)
