"""The connection to the database: transactions, limits, and plain words for what can go wrong.

SQLite: write-ahead log, foreign keys checked, explicit BEGIN (the driver's own would leave DDL outside of transactions),
BEGIN IMMEDIATE for writers so that they queue up instead of failing half-way. PostgreSQL: psycopg 3 and a small pool.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from everyside.records.errors import StorageError
from everyside.storage import dialect
from everyside.storage.faults import explained

Tx = Connection
"""An open transaction, as every function of this package takes it."""

_HOW = "write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
_BEGIN = "everyside_begin"  # execution option: the statement that opens a transaction on SQLite, "" for none
_OLDEST_SQLITE = (3, 35)  # RETURNING


class Database:
    """One database, usable from several threads. Nothing is opened before it is needed.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql+psycopg://USER@HOST/NAME``.
        busy_timeout_s: how long to wait for another process's lock.

    Raises:
        StorageError: the address is wrong or its driver is missing. Every method raises it where the database cannot be used.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = 30.0) -> None:
        self.url = _address(url)
        self._sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, busy_timeout_s) if self._sqlite else _postgresql(self.url, busy_timeout_s)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that sees the database as of its first statement. Whatever it writes is rolled back."""
        with self._connected() as connection:
            if not self._sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that is committed at the end, or rolled back where an error leaves the block."""
        with self._connected(begin="BEGIN IMMEDIATE") as connection, connection.begin():
            yield connection

    @contextmanager
    def outside_transaction(self) -> Iterator[Connection]:
        """A connection that commits each statement by itself, for what cannot run in a transaction (VACUUM)."""
        with self._connected(begin="") as connection:
            if not self._sqlite:
                connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Tx]:
        """A write transaction that only one process has at a time and that does not check foreign keys."""
        with self._connected(begin="BEGIN EXCLUSIVE") as connection, dialect.foreign_keys_off(connection), connection.begin():
            dialect.lock_schema(connection)
            yield connection

    def migrate(self) -> None:
        """Bring an empty or older database to the schema of this release; safe where several processes do it at once."""
        from everyside.storage.migrate import migrate  # Alembic costs a tenth of a second to import

        migrate(self)

    def check(self) -> None:
        """Return if the database can be read and has the schema of this release.

        Raises:
            StorageError: it cannot, or has not; the text says what to do.
        """
        from everyside.storage.migrate import check

        with self.read() as tx:
            if not self._sqlite:
                encoding = tx.execute(text("SHOW server_encoding")).scalar_one()
                if encoding != "UTF8":
                    raise StorageError(f"the database is encoded in {encoding}: create it anew with createdb --encoding=UTF8")
            check(tx)

    def close(self) -> None:
        """Close all connections. The database opens them again if it is used again."""
        self.engine.dispose()

    @contextmanager
    def _connected(self, begin: str = "BEGIN") -> Iterator[Connection]:
        with explained(self.url), self.engine.connect() as connection:
            yield connection.execution_options(**{_BEGIN: begin})


def _address(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise StorageError(f"storage.url is not a database address: {_HOW}") from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StorageError(f"storage.url names {parsed.drivername}, which Everyside does not speak: {_HOW}")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StorageError("storage.url names no file, and threads cannot share a database in memory: write sqlite:///FILE")
    return parsed


def _sqlite(url: URL, busy_timeout_s: float) -> Engine:
    import sqlite3

    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageError(f"this Python brings SQLite {sqlite3.sqlite_version}; Everyside needs 3.35 or newer: use a newer Python")
    try:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            max_overflow=-1,  # a connection to a file is cheap; waiting for one could deadlock a thread that holds another
            connect_args={"timeout": busy_timeout_s, "isolation_level": None, "check_same_thread": False},
        )
    except (ArgumentError, TypeError, ValueError) as error:
        raise StorageError(f"storage.url is not a database address: {_HOW}") from error

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        _use_wal(connection, busy_timeout_s)
        connection.execute("PRAGMA synchronous=NORMAL")  # with WAL a power cut may lose the last commits, never consistency
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
        if statement:
            connection.exec_driver_sql(statement)

    return engine


def _use_wal(connection: Any, patience_s: float) -> None:
    """Switch to the write-ahead log. SQLite does not wait for locks here, so several first processes must be patient."""
    import sqlite3

    deadline = time.monotonic() + patience_s
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _postgresql(url: URL, busy_timeout_s: float) -> Engine:
    try:
        engine = create_engine(url, pool_size=5, max_overflow=10, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError as error:
        raise StorageError("PostgreSQL needs a driver that is not installed: pip install 'everyside[postgres]'") from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise StorageError(f"storage.url is not a database address: {_HOW}") from error

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(busy_timeout_s * 1000)}")
            cursor.execute("SET client_encoding = 'UTF8'")
        connection.commit()

    return engine
