"""Where a link or a text is known from: entries, articles, and the articles that carry the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from everyside.records.ids import ArticleId, EntryId, GroupId, OutletId, StoryId
from everyside.storage.database import Tx
from everyside.storage.dialect import storable
from everyside.storage.schema import articles, copies, entries, feeds, members, outlet_domains

MOST_COPIES = 200  # articles of a copy group that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """An article with what its place among others rests on; ``group_id`` is its own id where it carries nobody's text."""

    id: ArticleId
    outlet_id: OutletId
    url: str
    title: str
    language: str
    published: datetime
    published_stated: bool
    group_id: GroupId
    story_id: StoryId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is read here: outlets and feeds, and since when there are articles."""

    outlets: int
    feeds: int
    since: datetime | None


def article_behind(tx: Tx, entry: EntryId, article: ArticleId) -> tuple[ArticleId | None, datetime | None]:
    """The article that came of the entry, else the one of this id, where it is stored; and when the entry was found, if it was."""
    row = tx.execute(select(entries.c.article_id, entries.c.found_at).where(entries.c.id == storable(entry))).one_or_none()
    wanted = [id for id in (row.article_id if row else None, article) if id]
    there = set(tx.execute(select(articles.c.id).where(articles.c.id.in_(wanted))).scalars())
    return next((ArticleId(id) for id in wanted if id in there), None), row.found_at if row else None


def copies_of(tx: Tx, ids: Sequence[ArticleId]) -> list[Traced]:
    """The articles ``ids`` and all that carry the text of one of them, earliest first, at most 200."""
    groups = select(copies.c.group_id).where(copies.c.article_id.in_(ids))
    alike = select(copies.c.article_id).where(copies.c.group_id.in_(groups))
    query = (
        select(
            articles.c.id,
            articles.c.outlet_id,
            articles.c.url,
            articles.c.title,
            articles.c.language,
            articles.c.published,
            articles.c.published_stated,
            func.coalesce(copies.c.group_id, articles.c.id).label("group_id"),
            members.c.story_id,
        )
        .select_from(
            articles.outerjoin(copies, copies.c.article_id == articles.c.id).outerjoin(
                members, members.c.article_id == articles.c.id
            )
        )
        .where(articles.c.id.in_(select(alike.union(select(articles.c.id).where(articles.c.id.in_(ids))).subquery().c[0])))
        .order_by(articles.c.published, articles.c.id)
        .limit(MOST_COPIES)
    )
    return [Traced(**row._asdict()) for row in tx.execute(query)]


def feeds_of_domain(tx: Tx, domain: str) -> int | None:
    """How many feeds are read of the outlet a domain belongs to; None for a domain nobody here knows."""
    outlet = select(outlet_domains.c.outlet_id).where(outlet_domains.c.domain == storable(domain))
    row = tx.execute(
        select(outlet.exists().label("known"), select(func.count()).where(feeds.c.outlet_id.in_(outlet)).scalar_subquery())
    ).one()
    return int(row[1]) if row[0] else None


def read(tx: Tx) -> Read:
    oldest = select(func.min(articles.c.published)).scalar_subquery()
    row = tx.execute(
        select(
            select(func.count(feeds.c.outlet_id.distinct())).where(feeds.c.interval_s > 0).scalar_subquery().label("outlets"),
            select(func.count()).select_from(feeds).where(feeds.c.interval_s > 0).scalar_subquery().label("feeds"),
            oldest.label("since"),
        )
    ).one()
    return Read(outlets=row.outlets, feeds=row.feeds, since=row.since)
