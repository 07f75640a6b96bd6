"""Feeds and when each is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from everyside.records.ids import FeedId
from everyside.records.outlet import Feed, SourceKind
from everyside.storage.database import Tx
from everyside.storage.dialect import insert_new, select_in, upsert
from everyside.storage.schema import feeds as table

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_NAMES = [column.name for column in table.columns]


def add(tx: Tx, feeds: Sequence[Feed]) -> int:
    """Insert those not known yet and return how many; known ones keep their state."""
    return len(insert_new(tx, table, _rows(feeds)))


def save(tx: Tx, feeds: Sequence[Feed]) -> None:
    """Insert or overwrite."""
    upsert(tx, table, _rows(feeds))


def get(tx: Tx, ids: Iterable[FeedId]) -> dict[FeedId, Feed]:
    """The known ones of ``ids``."""
    return {row.id: _feed(row) for row in select_in(tx, select(table), table.c.id, ids)}


def all_feeds(tx: Tx) -> list[Feed]:
    """Every feed, the retired too, by address."""
    return [_feed(row) for row in tx.execute(select(table).order_by(table.c.url, table.c.id))]


def due(tx: Tx, now: datetime, limit: int) -> list[FeedId]:
    """At most ``limit`` feeds whose time has come: first those never looked at, then the longest overdue."""
    statement = (
        select(table.c.id)
        .where(table.c.interval_s > 0, or_(table.c.next_at.is_(None), table.c.next_at <= now))
        .order_by(table.c.next_at.nulls_first(), table.c.id)
        .limit(limit)
    )
    return list(tx.execute(statement).scalars())


def next_due(tx: Tx) -> datetime | None:
    """When the next feed is due; LONG_AGO where one was never looked at, None where there is no feed to wait for."""
    statement = select(func.count(), func.count(table.c.next_at), func.min(table.c.next_at)).where(table.c.interval_s > 0)
    feeds, dated, earliest = tx.execute(statement).one()
    return LONG_AGO if dated < feeds else earliest


def count(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def _rows(feeds: Sequence[Feed]) -> list[dict[str, Any]]:
    return [{name: getattr(feed, name) for name in _NAMES} for feed in feeds]


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    return Feed(**row._asdict() | {"kind": SourceKind(row.kind)})


def make_due(tx: Tx) -> int:
    """Let every feed that is not retired be asked now."""
    return tx.execute(table.update().where(table.c.interval_s > 0).values(next_at=None)).rowcount
