"""Embeddings of articles, kept as bytes: float16, little-endian, unit length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from everyside.records.article import Vector
from everyside.records.ids import ArticleId
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, upsert
from everyside.storage.schema import articles
from everyside.storage.schema import vectors as table


def save(tx: Tx, vectors: Sequence[Vector]) -> None:
    """Insert or overwrite: an article has one vector, of the newest embedder. The articles must be known."""
    upsert(tx, table, [{"article_id": each.article_id, "values": each.values, "made_by": each.made_by} for each in vectors])


def window(tx: Tx, made_by: str, since: datetime) -> list[tuple[ArticleId, datetime, str, bytes]]:
    """Id, time, language and vector by ``made_by`` of every article published at ``since`` or later, oldest first."""
    statement = (
        select(table.c.article_id, articles.c.published, articles.c.language, table.c["values"])
        .join(articles, articles.c.id == table.c.article_id)
        .where(table.c.made_by == made_by, articles.c.published >= since)
        .order_by(articles.c.published, articles.c.id)
    )
    return [(id, published, language, values) for id, published, language, values in tx.execute(statement)]


def get(tx: Tx, ids: Iterable[ArticleId], made_by: str) -> dict[ArticleId, bytes]:
    """The vectors by ``made_by`` of ``ids``, where they exist."""
    statement = select(table.c.article_id, table.c["values"]).where(table.c.made_by == made_by)
    return {row[0]: row[1] for row in select_in(tx, statement, table.c.article_id, ids)}


def placed(tx: Tx, ids: Iterable[ArticleId], made_by: str) -> list[tuple[ArticleId, datetime, str, bytes]]:
    """As ``window``, of ``ids``."""
    statement = (
        select(table.c.article_id, articles.c.published, articles.c.language, table.c["values"])
        .join(articles, articles.c.id == table.c.article_id)
        .where(table.c.made_by == made_by)
        .order_by(articles.c.published, articles.c.id)
    )
    found = select_in(tx, statement, table.c.article_id, ids)
    return [(id, published, language, values) for id, published, language, values in found]
