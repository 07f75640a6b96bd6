"""Articles: one row for each canonical address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from everyside.records.article import Article, Kind
from everyside.records.ids import ArticleId
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, storable, upsert
from everyside.storage.schema import articles as table

_NAMES = [column.name for column in table.columns]


def save(tx: Tx, articles: Sequence[Article]) -> None:
    """Insert or overwrite. Their outlets must be known.

    Raises:
        ValueError: an address holds characters that no database takes. Replacing them would leave an article
            that is not at home under its id and could never be loaded.
    """
    for article in articles:
        if storable(article.url) != article.url:
            raise ValueError(f"{article.url!r} is not a canonical address")
    upsert(tx, table, [{name: getattr(article, name) for name in _NAMES} for article in articles])


def get(tx: Tx, ids: Iterable[ArticleId]) -> dict[ArticleId, Article]:
    """The known ones of ``ids``."""
    return {
        row.id: Article(**row._asdict() | {"authors": tuple(row.authors), "kind": Kind(row.kind)})
        for row in select_in(tx, select(table), table.c.id, ids)
    }


def known(tx: Tx, ids: Iterable[ArticleId]) -> set[ArticleId]:
    """Those of ``ids`` that are stored."""
    return {row.id for row in select_in(tx, select(table.c.id), table.c.id, ids)}


def count(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()
