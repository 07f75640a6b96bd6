"""What the front page, the blindspots and the briefing of a day choose from: stories by their newest news, and by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import func, select

from everyside.records.coverage import Blindspot
from everyside.records.ids import StoryId
from everyside.storage.database import Tx
from everyside.storage.reading import StoryLine
from everyside.storage.schema import articles, copies, coverages, labels, members, stories, summaries


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """What was published of a story within a stretch of time."""

    id: StoryId
    articles: int
    outlets: int
    texts: int  # independent ones


def story_lines(tx: Tx, *, min_articles: int, limit: int) -> list[StoryLine]:
    """The ``limit`` stories with the newest articles, newest first, that have a summary, a coverage and enough articles.

    Everything is that of the coverage, so that the order rests on the figures shown (and on no join over all articles: 42 ms for
    2,000 stories of 25,000 articles on SQLite, where counting members took 180).
    """
    counts = coverages.c.counts
    query = (
        select(
            stories.c.id,
            stories.c.first_published,
            stories.c.last_published,
            counts["outlets"].as_integer().label("outlets"),
            counts["languages"]["raw"].as_json().label("languages"),
            counts["countries"]["raw"].as_json().label("countries"),
            counts["blindspots"].as_json().label("blindspots"),
        )
        .select_from(
            stories.join(summaries, summaries.c.story_id == stories.c.id).join(coverages, coverages.c.story_id == stories.c.id)
        )
        .where(stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
        .order_by(stories.c.last_published.desc(), stories.c.id)
        .limit(limit)
    )
    return [
        StoryLine(
            id=StoryId(row.id),
            first_published=row.first_published,
            last_published=row.last_published,
            outlets=row.outlets,
            languages=frozenset(row.languages),
            countries=dict(row.countries or {}),
            blindspots=_blindspots(row.blindspots),
        )
        for row in tx.execute(query)
    ]


def topics(tx: Tx, *, since: datetime, min_articles: int, limit: int) -> list[tuple[str, str, int]]:
    """Key, name and number of stories of the topics that most stories with news since then are about."""
    number = func.count().label("number")
    query = (
        select(labels.c.key, func.min(labels.c.name).label("name"), number)
        .select_from(stories.join(labels, labels.c.story_id == stories.c.id))
        .where(labels.c.kind == "topic", stories.c.last_published >= since)
        .where(stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
        .group_by(labels.c.key)
        .order_by(number.desc(), labels.c.key)
        .limit(limit)
    )
    return [(row.key, row.name, row.number) for row in tx.execute(query)]


def published_between(tx: Tx, *, start: datetime, end: datetime, min_articles: int, limit: int) -> list[DayLine]:
    """The stories with the most outlets between ``start`` and ``end``, counting only what was published then."""
    outlets = func.count(articles.c.outlet_id.distinct()).label("outlets")
    number = func.count().label("articles")
    query = (
        select(
            members.c.story_id,
            number,
            outlets,
            func.count(func.coalesce(copies.c.group_id, articles.c.id).distinct()).label("texts"),
        )
        .select_from(
            articles.join(members, members.c.article_id == articles.c.id).outerjoin(copies, copies.c.article_id == articles.c.id)
        )
        .where(articles.c.published >= start, articles.c.published < end)
        .group_by(members.c.story_id)
        .having(number >= min_articles)
        .order_by(outlets.desc(), number.desc(), members.c.story_id)
        .limit(limit)
    )
    return [
        DayLine(id=StoryId(row.story_id), articles=row.articles, outlets=row.outlets, texts=row.texts) for row in tx.execute(query)
    ]


def newest_until(tx: Tx, *, until: datetime, min_articles: int) -> datetime | None:
    """When the newest article of a story was published, of the stories whose newest is not after ``until``."""
    query = (
        select(stories.c.last_published)
        .where(stories.c.last_published <= until, stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
        .order_by(stories.c.last_published.desc())
        .limit(1)
    )
    return tx.execute(query).scalar()


def published_beside(tx: Tx, *, start: datetime, end: datetime, until: datetime) -> tuple[datetime | None, datetime | None]:
    """When the last article of any story before ``start`` was published, and the first from ``end`` to ``until``."""
    placed = select(articles.c.published).join(members, members.c.article_id == articles.c.id)
    before = placed.where(articles.c.published < start).order_by(articles.c.published.desc()).limit(1)
    after = placed.where(articles.c.published >= end, articles.c.published <= until).order_by(articles.c.published).limit(1)
    return tx.execute(before).scalar(), tx.execute(after).scalar()


def _blindspots(kept: object) -> tuple[Blindspot, ...]:
    """None where they are of an older shape: the story is being counted anew."""
    try:
        return msgspec.convert(kept or (), tuple[Blindspot, ...])
    except msgspec.ValidationError:
        return ()
