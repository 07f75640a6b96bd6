"""Embeddings of articles, kept as bytes: float16, little-endian, unit length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select

from everyside.records.article import Vector
from everyside.records.ids import ArticleId, OutletId
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, upsert
from everyside.storage.schema import articles
from everyside.storage.schema import vectors as table


def save(tx: Tx, vectors: Sequence[Vector]) -> None:
    """Insert or overwrite: an article has one vector, of the newest embedder. The articles must be known."""
    upsert(tx, table, [{"article_id": each.article_id, "values": each.values, "made_by": each.made_by} for each in vectors])


class Placed(NamedTuple):
    """An article's vector with what else tells it from others."""

    id: ArticleId
    published: datetime
    language: str
    values: bytes
    title: str
    lead: str  # the text's beginning, or the feed's summary where there is no text
    kind: str
    outlet_id: OutletId


LEAD_CHARACTERS = 1000
_LEAD = func.substr(case((articles.c.text != "", articles.c.text), else_=articles.c.summary), 1, LEAD_CHARACTERS)


def window(tx: Tx, made_by: str, since: datetime) -> Iterator[Placed]:
    """Every article published at ``since`` or later that has a vector by ``made_by``, oldest first, as a stream."""
    statement = _placed(made_by).where(articles.c.published >= since)
    for row in tx.execution_options(yield_per=2000).execute(statement):
        yield Placed(*row)


def get(tx: Tx, ids: Iterable[ArticleId], made_by: str) -> dict[ArticleId, bytes]:
    """The vectors by ``made_by`` of ``ids``, where they exist."""
    statement = select(table.c.article_id, table.c["values"]).where(table.c.made_by == made_by)
    return {row[0]: row[1] for row in select_in(tx, statement, table.c.article_id, ids)}


def placed(tx: Tx, ids: Iterable[ArticleId], made_by: str) -> list[Placed]:
    """As ``window``, of ``ids``."""
    return [Placed(*row) for row in select_in(tx, _placed(made_by), table.c.article_id, ids)]


def told(tx: Tx, ids: Iterable[ArticleId]) -> dict[ArticleId, tuple[datetime, str, str]]:
    """Time, title and lead of articles."""
    statement = select(articles.c.id, articles.c.published, articles.c.title, _LEAD)
    return {id: (published, title, lead) for id, published, title, lead in select_in(tx, statement, articles.c.id, ids)}


def _placed(made_by: str) -> Select[Any]:
    return (
        select(
            table.c.article_id,
            articles.c.published,
            articles.c.language,
            table.c["values"],
            articles.c.title,
            _LEAD,
            articles.c.kind,
            articles.c.outlet_id,
        )
        .join(articles, articles.c.id == table.c.article_id)
        .where(table.c.made_by == made_by)
        .order_by(articles.c.published, articles.c.id)
    )
