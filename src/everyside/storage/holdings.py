"""What the database holds, by kind: the press, its articles, and who made what is derived from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from everyside.records.ids import OutletId
from everyside.storage.database import Tx
from everyside.storage.schema import (
    articles,
    credits,
    feeds,
    outlets,
    ratings,
    stories,
    summaries,
    tags,
    translations,
    vectors,
)

RECENT = 1000  # articles and stories that are asked who made what is known of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """``oldest``, ``newest``: when articles were published; ``found``: when the last one was taken in. Times None: no article."""

    articles: int
    oldest: datetime | None
    newest: datetime | None
    found: datetime | None
    translations: int  # that are shown
    credited: int  # articles that credit an agency


def holdings(tx: Tx, until: datetime) -> Holdings:
    """Articles from after ``until`` count, but are not the newest."""
    row = tx.execute(
        select(
            select(func.count()).select_from(articles).scalar_subquery().label("articles"),
            select(func.min(articles.c.published)).scalar_subquery().label("oldest"),
            select(func.max(articles.c.published)).where(articles.c.published <= until).scalar_subquery().label("newest"),
            select(func.max(articles.c.found_at)).scalar_subquery().label("found"),
            select(func.count())
            .select_from(translations)
            .where(translations.c.failed == "")
            .scalar_subquery()
            .label("translations"),
            select(func.count(credits.c.article_id.distinct())).scalar_subquery().label("credited"),
        )
    ).one()
    return Holdings(**row._asdict())


def by_language(tx: Tx) -> list[tuple[str, int]]:
    """Language and articles, most first."""
    number = func.count().label("number")
    query = select(articles.c.language, number).group_by(articles.c.language).order_by(number.desc(), articles.c.language)
    return [(row.language, row.number) for row in tx.execute(query)]


def by_agency(tx: Tx) -> list[tuple[str, int]]:
    """Agency and the articles that credit it, most first."""
    number = func.count().label("number")
    query = select(credits.c.agency, number).group_by(credits.c.agency).order_by(number.desc(), credits.c.agency)
    return [(row.agency, row.number) for row in tx.execute(query)]


def press(tx: Tx) -> list[tuple[OutletId, str, bool]]:
    """Every outlet: id, country ("" unknown), and whether it is only known from a link."""
    query = select(outlets.c.id, outlets.c.country, outlets.c.provisional).order_by(outlets.c.id)
    return [(OutletId(row.id), row.country, row.provisional) for row in tx.execute(query)]


def feeds_by_kind(tx: Tx) -> dict[str, int]:
    """Feeds and sitemaps that are polled, the retired left out."""
    query = select(feeds.c.kind, func.count().label("number")).where(feeds.c.interval_s > 0).group_by(feeds.c.kind)
    return {row.kind: row.number for row in tx.execute(query)}


def newest_ratings(tx: Tx) -> dict[str, str]:
    """Pack → the latest date its ratings state; "" where they state none."""
    query = select(ratings.c.pack, func.max(ratings.c.rated_on).label("newest")).group_by(ratings.c.pack)
    return {row.pack: row.newest for row in tx.execute(query)}


def makers(tx: Tx) -> dict[str, list[str]]:
    """Who made what is known of the newest articles and stories, by what it is: the makers, the most frequent first."""
    article = select(articles.c.id).order_by(articles.c.published.desc(), articles.c.id).limit(RECENT).subquery()
    story = select(stories.c.id).order_by(stories.c.last_published.desc(), stories.c.id).limit(RECENT).subquery()
    latest = select(translations.c.made_by).order_by(translations.c.key).limit(RECENT).subquery()
    asked: dict[str, Select[tuple[str]]] = {
        "texts": select(articles.c.made_by).join(article, article.c.id == articles.c.id),
        "vectors": select(vectors.c.made_by).join(article, article.c.id == vectors.c.article_id),
        "tags": select(tags.c.made_by).join(article, article.c.id == tags.c.article_id),
        "summaries": select(summaries.c.made_by).join(story, story.c.id == summaries.c.story_id),
        "translations": select(latest.c.made_by),
    }
    return {name: _counted(tx, query) for name, query in asked.items()}


def _counted(tx: Tx, query: Select[tuple[str]]) -> list[str]:
    found = query.subquery()
    number = func.count().label("number")
    rows: Sequence[str] = (
        tx.execute(select(found.c.made_by).group_by(found.c.made_by).order_by(number.desc(), found.c.made_by)).scalars().all()
    )
    return list(rows)
