"""Counts: the tables of the first relay. One that ran before there were migrations has some or all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make what is not there."""
    op.create_table(
        "receipt",
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("round", sa.String(8), nullable=False),
        sa.Column("group", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sender", "round", "group"),
        if_not_exists=True,
    )
    op.create_table(
        "sealed",
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("round", sa.String(8), nullable=False),
        sa.Column("group", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sender", "round", "group"),
        if_not_exists=True,
    )
    op.create_table(
        "idempotency",
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        sa.PrimaryKeyConstraint("sender", "key"),
        if_not_exists=True,
    )
    op.create_table(
        "sum",
        sa.Column("round", sa.String(8), nullable=False),
        sa.Column("group", sa.String(32), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("round", "group"),
        if_not_exists=True,
    )
    op.create_table(
        "anchor",
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sender"),
        if_not_exists=True,
    )
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("round", sa.String(8), nullable=False),
        sa.Column("sha256", sa.String(71), nullable=False),
        if_not_exists=True,
    )
