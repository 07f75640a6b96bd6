"""Sketches of texts, which articles carry the same text, and which agencies they credit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from everyside.records.article import CopyMembership, Credit, CreditKind, Signature
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, chunks, select_in, upsert
from everyside.storage.schema import articles, copies, outlets
from everyside.storage.schema import credits as credit_table
from everyside.storage.schema import signatures as signature_table

_CREDITS = Lookup(select(credit_table), credit_table.c.article_id)


def save_signatures(tx: Tx, signatures: Sequence[Signature]) -> None:
    """Insert or overwrite. The articles must be known."""
    upsert(
        tx,
        signature_table,
        [{"article_id": each.article_id, "hashes": each.hashes, "made_by": each.made_by} for each in signatures],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A signature with what tells a likely original: when its article was published, and by whom."""

    article_id: ArticleId
    hashes: bytes
    published: datetime
    stated: bool
    agency: bool  # the outlet is a news agency


def window(tx: Tx, made_by: str, since: datetime) -> list[Kept]:
    """What ``made_by`` made of articles published at ``since`` or later, oldest first."""
    columns = (articles.c.published, articles.c.published_stated, outlets.c.agency)
    statement = (
        select(signature_table.c.article_id, signature_table.c.hashes, *columns)
        .join(articles, articles.c.id == signature_table.c.article_id)
        .join(outlets, outlets.c.id == articles.c.outlet_id)
        .where(signature_table.c.made_by == made_by, articles.c.published >= since)
        .order_by(articles.c.published, articles.c.id)
    )
    return [
        Kept(
            article_id=row.article_id,
            hashes=row.hashes,
            published=row.published,
            stated=row.published_stated,
            agency=row.agency,
        )
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


def save_credits(tx: Tx, credits: Mapping[ArticleId, Sequence[Credit]]) -> None:
    """Let each article have these credits and no others; one an agency. The articles must be known."""
    for some in chunks(credits):
        tx.execute(delete(credit_table).where(credit_table.c.article_id.in_(some)))
    rows = [
        {
            "article_id": each.article_id,
            "agency": each.agency,
            "kind": each.kind.value,
            "quote": each.quote,
            "made_by": each.made_by,
        }
        for found in credits.values()
        for each in found
    ]
    upsert(tx, credit_table, rows)


def credits_of(tx: Tx, article_ids: Iterable[ArticleId]) -> dict[ArticleId, tuple[Credit, ...]]:
    """The credits of those of ``article_ids`` that have any, in the order of the agencies."""
    found: dict[ArticleId, list[Credit]] = {}
    for row in _CREDITS(tx, article_ids):
        found.setdefault(row.article_id, []).append(Credit(**row._asdict() | {"kind": CreditKind(row.kind)}))
    return {id: tuple(sorted(each, key=lambda credit: credit.agency)) for id, each in found.items()}


def agencies(tx: Tx) -> list[OutletId]:
    """The outlets that are news agencies."""
    return [OutletId(id) for id in tx.execute(select(outlets.c.id).where(outlets.c.agency).order_by(outlets.c.id)).scalars()]
