"""Reports: centres and their desks, sealed messages, pieces, answers, and what was done once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the report channel."""
    _centres()
    _threads()
    op.create_table(
        "request",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.Column("drop", sa.String(32), nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("centre", "id"),
    )


def _centres() -> None:
    op.create_table(
        "centre",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("verify", sa.LargeBinary, nullable=False),
        sa.Column("newest", sa.BigInteger, nullable=False),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "desks",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "invitation",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
    )
    op.create_table(
        "bundle",
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("begins", sa.String(10), nullable=False),
        sa.Column("not_after", sa.String(10), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("centre", "seq"),
    )


def _threads() -> None:
    op.create_table(
        "mailbox",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("pass", sa.String(64)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Index("mailbox_day", "day"),
    )
    op.create_table(
        "message",
        sa.Column("drop", sa.String(32), primary_key=True),
        sa.Column("mailbox", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("have", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("taken", sa.String(10)),
        sa.Column("body", sa.LargeBinary),
        sa.UniqueConstraint("mailbox", "seq"),
        sa.UniqueConstraint("centre", "number"),
    )
    op.create_table(
        "piece",
        sa.Column("drop", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.PrimaryKeyConstraint("drop", "number"),
    )
    op.create_table(
        "answer",
        sa.Column("mailbox", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "seq"),
    )
    op.create_table(
        "gone",
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("mailbox", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("centre", "mailbox"),
    )
