"""Alembic's entry: it works on the connection that was handed to it, inside the transaction that is open there."""

from __future__ import annotations

from alembic import context

from app.relay.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
