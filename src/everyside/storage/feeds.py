"""Feeds and when each is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from everyside.records.ids import FeedId
from everyside.records.outlet import Feed, SourceKind
from everyside.storage.database import Tx
from everyside.storage.dialect import insert_new, select_in, upsert
from everyside.storage.schema import feeds as table

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


def count(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def _rows(feeds: Sequence[Feed]) -> list[dict[str, Any]]:
    return [{name: getattr(feed, name) for name in _NAMES} for feed in feeds]


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    return Feed(**row._asdict() | {"kind": SourceKind(row.kind)})


def make_due(tx: Tx) -> int:
    """Let every feed that is not retired be asked now."""
    return tx.execute(table.update().where(table.c.interval_s > 0).values(next_at=None)).rowcount
