"""What differs between SQLite and PostgreSQL, and the few statements every other module builds on.

Text is made storable here, for both databases alike: PostgreSQL refuses NUL characters, both drivers refuse lone
surrogates. Each such character becomes U+FFFD, one for one, so that offsets into a text (citations) stay true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite

from everyside.records.errors import StorageError

# Both databases allow more than 32,000 parameters in one statement (SQLite since 3.32).
CHUNK = 10_000

_SCHEMA_LOCK = 0x6576_6572_7973_6964  # "everysid"; any number no one else uses

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(value: Any) -> Any:
    """``value`` with every NUL and lone surrogate in its texts replaced by U+FFFD; containers are searched through."""
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, (tuple, list)):
        return [storable(each) for each in value]
    if isinstance(value, Mapping):
        return {storable(key): storable(each) for key, each in value.items()}
    return value


def storable_text(value: str) -> str:
    """``value`` as a plain str of the same length that both databases take."""
    plain = value if type(value) is str else str(value)
    if "\0" not in plain:
        if plain.isascii():
            return plain
        try:
            plain.encode()  # several times faster than the search, and nearly always the end of it
        except UnicodeEncodeError:
            pass
        else:
            return plain
    return _UNSTORABLE.sub("\ufffd", plain)


def upsert(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite the columns they name where their primary key is known. All rows name the same columns.

    Of two rows with one key the later wins.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    ready = _in_key_order(keys, rows)
    insert = _insert(tx, table)
    changed = {name: insert.excluded[name] for name in ready[0] if name not in keys}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=changed) if changed else insert.on_conflict_do_nothing()
    tx.execute(statement, ready)


def insert_new(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Insert the rows whose primary key is not known yet and return these keys. Of two rows with one key the first wins."""
    if not rows:
        return []
    keys = [column.name for column in table.primary_key]
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in _in_key_order(keys, rows):
        first.setdefault(tuple(row[key] for key in keys), row)
    statement = _insert(tx, table).on_conflict_do_nothing(index_elements=keys).returning(*table.primary_key)
    return [tuple(row) for row in tx.execute(statement, list(first.values()))]


def select_in(
    tx: Connection, statement: Select[*tuple[Any, ...]], column: Column[Any], values: Iterable[Any]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of ``statement`` whose ``column`` is one of ``values``; rows of one chunk keep the statement's order."""
    for chunk in chunks(values):
        yield from tx.execute(statement.where(column.in_(chunk))).all()


class Lookup:
    """``select_in`` with a statement that is made once, where the module is read: making it takes longer than asking it. Of 140 us
    for one value 26 are left, of 175 for ten 66 (SQLite)."""

    def __init__(self, statement: Select[*tuple[Any, ...]], column: Column[Any]) -> None:
        self._one = statement.where(column == bindparam("value"))
        self._some = statement.where(column.in_(bindparam("values", expanding=True)))

    def __call__(self, tx: Connection, values: Iterable[Any]) -> Iterator[Row[*tuple[Any, ...]]]:
        for chunk in chunks(values):
            one = len(chunk) == 1
            yield from tx.execute(*((self._one, {"value": chunk[0]}) if one else (self._some, {"values": chunk}))).all()


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Distinct storable values, at most CHUNK at a time, in the order given."""
    distinct = list(dict.fromkeys(storable(value) for value in values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


def size(tx: Connection) -> int:
    """Bytes the database takes; for SQLite without its write-ahead log."""
    query = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[tx.dialect.name]
    return int(tx.execute(text(query)).scalar_one())


def vacuum(tx: Connection) -> None:
    """Give space of deleted rows back to the system. ``tx`` must not be inside a transaction."""
    tx.execute(text("VACUUM"))
    if tx.dialect.name == "sqlite":
        tx.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def lock_schema(tx: Connection) -> None:
    """Wait until no other process changes the schema, and keep others from it until the transaction ends."""
    if tx.dialect.name == "postgresql":  # a transaction on SQLite is such a lock already
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})


def lock(tx: Connection, name: str) -> None:
    """Wait for any other transaction that holds the lock of this name, and hold it until this one ends."""
    if tx.dialect.name == "postgresql":  # on SQLite there is one writer anyway
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"everyside {name}"})


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite make tables anew without deleting the rows that point to them. ``connection`` must not be in a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()  # SQLAlchemy would open a transaction first, in which the pragma does nothing
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def check_foreign_keys(tx: Connection) -> None:
    """Raise StorageError if a row of an SQLite database points to nothing; PostgreSQL never lets that happen."""
    if tx.dialect.name == "sqlite":
        broken = sorted({row[0] for row in tx.execute(text("PRAGMA foreign_key_check"))})
        if broken:
            raise StorageError(f"rows of {', '.join(broken)} point to rows that do not exist: restore the database from a copy")


def _insert(tx: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    makers: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
        "sqlite": sqlite.insert,
        "postgresql": postgresql.insert,
    }
    return makers[tx.dialect.name](table)


def _in_key_order(keys: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Storable rows, sorted: two PostgreSQL transactions that lock the same rows in two orders would block each other."""
    ready = [{name: storable(value) for name, value in row.items()} for row in rows]
    ready.sort(key=lambda row: tuple(row[key] for key in keys))
    return ready


def pulse_of(tx: Connection) -> str:
    """The query whose answer changes with every commit of another connection (sqlite.org/pragma.html#pragma_data_version);
    of PostgreSQL the snapshot, which names every transaction it sees."""
    return "PRAGMA data_version" if tx.dialect.name == "sqlite" else "SELECT pg_current_snapshot()::text"
