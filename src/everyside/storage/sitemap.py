"""What a map of the site lists: days that have stories, and the stories of a day. By the day of their newest article, UTC."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from everyside.records.ids import StoryId
from everyside.storage.database import Tx
from everyside.storage.schema import stories, summaries


def times(tx: Tx, *, min_articles: int, limit: int) -> list[datetime]:
    """When the newest article of each of the ``limit`` newest living stories was published, newest first."""
    query = select(stories.c.last_published).where(stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
    return list(tx.execute(query.order_by(stories.c.last_published.desc()).limit(limit)).scalars())


def told_between(tx: Tx, *, start: datetime, end: datetime, min_articles: int, limit: int) -> list[tuple[StoryId, str, datetime]]:
    """Id, headline and newest article's time of the ``limit`` newest stories whose newest article is of that time."""
    query = (
        select(stories.c.id, summaries.c.headline, stories.c.last_published)
        .join(summaries, summaries.c.story_id == stories.c.id)
        .where(stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
        .where(stories.c.last_published >= start, stories.c.last_published < end)
        .order_by(stories.c.last_published.desc(), stories.c.id)
        .limit(limit)
    )
    return [(StoryId(row.id), row.headline, row.last_published) for row in tx.execute(query)]
