"""What waits for each step, derived from missing outputs; there is no queue to lose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, literal, or_, select

from everyside.records.ids import StoryId
from everyside.storage import ledger
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in
from everyside.storage.schema import articles as article_table
from everyside.storage.schema import claims, coverages, entries, feeds, pages, vectors
from everyside.storage.schema import ledger as ledger_table
from everyside.storage.schema import stories as story_table

# A page that ended so is worth an article of its feed's title and summary; one that is gone is not.
TOLD_BY_FEED_ALONE = ("refused", "too-large", "client-error", "bad-encoding", "robots-disallow")


def due_feeds(tx: Tx, step: str, now: datetime, limit: int) -> list[str]:
    """Feeds whose time has come, longest waiting first. A feed's schedule is its own; the ledger only tells how a look ended."""
    query = (
        select(feeds.c.id)
        .select_from(feeds.outerjoin(claims, and_(claims.c.step == step, claims.c.item == feeds.c.id, claims.c.until > now)))
        .where(claims.c.item.is_(None), feeds.c.interval_s > 0, or_(feeds.c.next_at.is_(None), feeds.c.next_at <= now))
        .order_by(feeds.c.next_at.is_not(None), feeds.c.next_at, feeds.c.id)
        .limit(limit)
    )
    return [row[0] for row in tx.execute(query)]


def wanted_pages(tx: Tx, step: str, made_by: str, now: datetime, limit: int, per_feed: int) -> list[str]:
    """Entries without full text whose page has not been asked for; at most ``per_feed`` of one feed, so that one large
    outlet with a long crawl-delay does not fill the batch."""
    waiting = (
        select(
            entries.c.id,
            entries.c.found_at,
            func.row_number()
            .over(partition_by=entries.c.feed_id, order_by=(entries.c.published.desc().nulls_last(), entries.c.id))
            .label("place"),
        )
        .select_from(entries.outerjoin(ledger_table, and_(ledger_table.c.step == step, ledger_table.c.item == entries.c.id)))
        .where(
            entries.c.content == "",
            or_(
                ledger_table.c.item.is_(None),
                ledger_table.c.made_by != made_by,
                and_(ledger_table.c.retry_at.is_not(None), ledger_table.c.retry_at <= now),
            ),
        )
        .subquery()
    )
    source = select(waiting).where(waiting.c.place <= per_feed).subquery()
    return ledger.pending(
        tx,
        step=step,
        now=now,
        limit=limit,
        source=source,
        item=source.c.id,
        made_by=made_by,
        order_by=(source.c.place, source.c.found_at, source.c.id),
    )


def extractable(tx: Tx, step: str, page_step: str, made_by: str, now: datetime, limit: int) -> list[str]:
    """Entries that carry their text, have their page, or will never have it but say enough themselves."""
    told = exists().where(
        ledger_table.c.step == page_step, ledger_table.c.item == entries.c.id, ledger_table.c.outcome.in_(TOLD_BY_FEED_ALONE)
    )
    source = (
        select(entries.c.id, entries.c.published)
        .select_from(entries.outerjoin(pages, pages.c.entry_id == entries.c.id))
        .where(or_(entries.c.content != "", pages.c.entry_id.is_not(None), told))
        .subquery()
    )
    return _oldest_first(tx, step, made_by, now, limit, source)


def articles(tx: Tx, step: str, made_by: str, now: datetime, limit: int) -> list[str]:
    """Articles, oldest first."""
    return _oldest_first(tx, step, made_by, now, limit, article_table)


def embedded(tx: Tx, step: str, vectors_by: str, made_by: str, now: datetime, limit: int) -> list[str]:
    """Articles that have a vector of the model in use, oldest first."""
    source = (
        select(article_table.c.id, article_table.c.published)
        .select_from(article_table.join(vectors, vectors.c.article_id == article_table.c.id))
        .where(vectors.c.made_by == vectors_by)
        .subquery()
    )
    return _oldest_first(tx, step, made_by, now, limit, source)


def stories(tx: Tx, step: str, version: str, now: datetime, limit: int, *only: ColumnElement[bool]) -> list[str]:
    """Living stories whose output was made from other members than they have now; the newest first. ``only``: those that meet
    these conditions on ``schema.stories``; the others are not late, only not yet due."""
    source = (
        select(
            story_table.c.id, story_table.c.last_published, (literal(version + "#") + story_table.c.fingerprint).label("made_by")
        )
        .where(story_table.c.merged_into.is_(None), story_table.c.articles > 0, *only)
        .subquery()
    )
    return newest_first(tx, step, now, limit, source, source.c.last_published)


def labelled_stories(tx: Tx, step: str, version: str, labels: tuple[str, str], now: datetime, limit: int) -> list[str]:
    """As ``stories``, of those whose labels were made from the members they have now; ``labels``: step and version that make
    them."""
    return stories(tx, step, version, now, limit, _labelled(labels))


def labelled(tx: Tx, labels: tuple[str, str], ids: Iterable[StoryId]) -> list[StoryId]:
    """Those of ``ids`` whose labels were made from the members they have now."""
    return [StoryId(row.id) for row in select_in(tx, select(story_table.c.id).where(_labelled(labels)), story_table.c.id, ids)]


def assessed_stories(tx: Tx, step: str, version: str, now: datetime, limit: int) -> list[str]:
    """Living stories whose coverage was counted from the members they have now, and whose output was made from another coverage;
    the newest first. Output made by ``<version>+<the coverage's made_by>#<fingerprint>``."""
    made_by = literal(version + "+") + coverages.c.made_by + literal("#") + story_table.c.fingerprint
    source = (
        select(story_table.c.id, story_table.c.last_published, made_by.label("made_by"))
        .select_from(story_table.join(coverages, coverages.c.story_id == story_table.c.id))
        .where(
            story_table.c.merged_into.is_(None),
            story_table.c.articles > 0,
            coverages.c.fingerprint == story_table.c.fingerprint,
        )
        .subquery()
    )
    return newest_first(tx, step, now, limit, source, source.c.last_published)


def _labelled(labels: tuple[str, str]) -> ColumnElement[bool]:
    step, version = labels
    line = ledger_table.alias("labelled")
    return exists().where(
        line.c.step == step,
        line.c.item == story_table.c.id,
        line.c.made_by == literal(version + "#") + story_table.c.fingerprint,
        line.c.failed.is_(False),
    )


def newest_first(tx: Tx, step: str, now: datetime, limit: int, source: FromClause, at: ColumnElement[datetime]) -> list[str]:
    """What waits of ``source`` (columns id and made_by), by its column ``at``."""
    order = (at.desc(), source.c.id)
    return ledger.pending(
        tx, step=step, now=now, limit=limit, source=source, item=source.c.id, made_by=source.c.made_by, order_by=order
    )


def _oldest_first(tx: Tx, step: str, made_by: str, now: datetime, limit: int, source: FromClause) -> list[str]:
    order = (source.c.published, source.c.id)
    return ledger.pending(tx, step=step, now=now, limit=limit, source=source, item=source.c.id, made_by=made_by, order_by=order)
