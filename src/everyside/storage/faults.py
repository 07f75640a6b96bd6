"""What a database driver's error means and what the operator can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from everyside.records.errors import StorageError

# Prefixes of the name SQLite gives an error (https://www.sqlite.org/rescode.html).
_SQLITE = {
    "SQLITE_BUSY": "the database is locked: another process is writing to {place}. Wait for it or end it, then try again",
    "SQLITE_LOCKED": "the database is locked: another process is writing to {place}. Wait for it or end it, then try again",
    "SQLITE_FULL": "the disk is full: make room where {place} lies, then try again; nothing that was saved is lost",
    "SQLITE_READONLY": "{place} is read-only: allow this user to write to the file and to the folder it lies in",
    "SQLITE_NOTADB": "{place} is not an SQLite database: name another file in storage.url, or move this one away",
    "SQLITE_CANTOPEN": "cannot open {place}: create its folder and allow this user to write there, or change storage.url",
    "SQLITE_CORRUPT": "{place} is damaged: restore it from a copy, or move it away to begin anew",
    "SQLITE_IOERR": "{place} cannot be read or written: check the disk it lies on",
    "SQLITE_PERM": "{place} may not be opened: allow this user to read and write it",
}

# SQLSTATE classes and codes (PostgreSQL documentation, appendix A), the longest that fits counts.
_POSTGRESQL = {
    "08": "cannot reach {place}: check that the server runs and that storage.url is right",
    "25006": "{place} is read-only: name the primary server in storage.url",
    "28": "{place} refuses this user: check the name and password in storage.url",
    "3D": "{place} does not exist: create it with createdb, or change storage.url",
    "40": "{place} was changed by another process in between: try again",
    "42501": "{place} does not let this user do that: make the user owner of the database",
    "53": "{place} has run out of disk, memory or connections: make room on the server, then try again",
    "55P03": "the database is locked: another process holds a lock in {place}. Wait for it or end it, then try again",
    "57": "{place} stopped or is starting: wait until the server runs, then try again",
    "58": "{place} cannot read or write its files: check the server's disk",
}


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn errors that the operator can mend into StorageError; all others, such as broken constraints, are bugs and pass."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        fault = _explain(url, error)
        if fault is None:
            raise
        raise fault from error
    except PoolTimeout as error:
        raise StorageError(f"all connections to {place(url)} are in use: start fewer workers, then try again") from error


def place(url: URL) -> str:
    """Where the database is, fit to show: without its password."""
    if url.get_backend_name() == "sqlite":
        return f"the file {url.database}"
    return f"the PostgreSQL database {url.database or ''} at {url.host or url.query.get('host') or 'the local socket'}"


def _explain(url: URL, raised: DBAPIError | sqlite3.Error) -> StorageError | None:
    error = raised.orig if isinstance(raised, DBAPIError) else raised
    if isinstance(error, sqlite3.Error):
        known = _longest(_SQLITE, getattr(error, "sqlite_errorname", None) or "")
    else:
        # A failed or broken connection has no SQLSTATE; nor have the driver's own complaints, which are bugs of ours.
        state = getattr(error, "sqlstate", None) or ""
        known = _longest(_POSTGRESQL, state or "08") if state or isinstance(raised, OperationalError) else None
    if known is None:
        return None
    detail = " ".join(str(error).split())
    return StorageError(f"{known.format(place=place(url))}. ({detail})")


def _longest(known: Mapping[str, str], code: str) -> str | None:
    return next((known[code[:length]] for length in range(len(code), 0, -1) if code[:length] in known), None)
