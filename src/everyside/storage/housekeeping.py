"""Keeping the database small: old pages go, their space is given back."""

from __future__ import annotations

from datetime import datetime

from everyside.storage import dialect, entries
from everyside.storage.database import Database


def size(database: Database) -> int:
    """Bytes the database takes."""
    with database.read() as tx:
        return dialect.size(tx)


def prune(database: Database, before: datetime, step: str) -> int:
    """Delete the pages fetched before ``before`` that ``step`` is through with; how many there were. Their articles stay."""
    with database.write() as tx:
        return entries.prune_pages(tx, before, step)


def vacuum(database: Database) -> None:
    """Give the space of deleted rows back. SQLite rewrites its file, so writers wait and as much free disk is needed."""
    with database.outside_transaction() as connection:
        dialect.vacuum(connection)
