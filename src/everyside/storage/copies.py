"""Sketches of texts, and which articles carry the same text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from everyside.records.article import CopyMembership, Signature
from everyside.records.ids import ArticleId, GroupId
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, upsert
from everyside.storage.schema import articles, copies
from everyside.storage.schema import signatures as signature_table


def save_signatures(tx: Tx, signatures: Sequence[Signature]) -> None:
    """Insert or overwrite. The articles must be known."""
    upsert(
        tx,
        signature_table,
        [{"article_id": each.article_id, "hashes": each.hashes, "made_by": each.made_by} for each in signatures],
    )


def signatures(tx: Tx, made_by: str, since: datetime) -> list[tuple[Signature, datetime]]:
    """What ``made_by`` made of articles published at ``since`` or later, with their times, oldest first."""
    statement = (
        select(signature_table, articles.c.published)
        .join(articles, articles.c.id == signature_table.c.article_id)
        .where(signature_table.c.made_by == made_by, articles.c.published >= since)
        .order_by(articles.c.published, articles.c.id)
    )
    return [
        (Signature(article_id=row.article_id, hashes=row.hashes, made_by=row.made_by), row.published)
        for row in tx.execute(statement)
    ]


def save(tx: Tx, memberships: Sequence[CopyMembership]) -> None:
    """Insert or overwrite: an article is in one group. The articles must be known."""
    upsert(
        tx, copies, [{"article_id": each.article_id, "group_id": each.group_id, "made_by": each.made_by} for each in memberships]
    )


def groups_of(tx: Tx, article_ids: Iterable[ArticleId]) -> dict[ArticleId, GroupId]:
    """The group of each of ``article_ids`` that has one."""
    found = select_in(tx, select(copies.c.article_id, copies.c.group_id), copies.c.article_id, article_ids)
    return {row.article_id: row.group_id for row in found}
