"""What was announced only is counted apart from what lies here; every start counts both anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the count."""
    op.add_column("centre", sa.Column("promised", sa.BigInteger, nullable=False, server_default="0"))
