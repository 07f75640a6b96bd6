"""Whether anybody has written to the database: what a cache asks before it answers."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from sqlalchemy import Connection, text

from everyside.storage import dialect
from everyside.storage.database import Database


class Pulse:
    """Keeps a connection of its own: SQLite tells each connection what the others committed. Usable from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._connection: Connection | None = None

    def read(self) -> str:
        """A word that two calls share only where no transaction was committed between them.

        Raises:
            StorageError: the database cannot be read.
        """
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open.enter_context(self._database.outside_transaction())
                return str(self._connection.execute(text(dialect.pulse_of(self._connection))).scalar_one())
            except Exception:
                self._connection = None  # the next call opens another
                self._open.close()
                raise

    def close(self) -> None:
        with self._lock:
            self._connection = None
            self._open.close()
