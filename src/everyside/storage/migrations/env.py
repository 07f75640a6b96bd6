"""Runs migrations on the connection ``everyside.storage.migrate`` hands over, inside its transaction; never touches logging."""

from __future__ import annotations

from alembic import context

from everyside.storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
