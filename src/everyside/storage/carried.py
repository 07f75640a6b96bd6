"""Articles as their story's coverage sees them: no texts, a fixed number of statements however many stories are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select

from everyside.records.article import CreditKind
from everyside.records.coverage import Carried
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in
from everyside.storage.schema import articles, copies, credits, feeds, members, outlets


def of(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, list[Carried]]:
    """The articles of each story that has any, earliest first."""
    wanted = list(story_ids)
    agencies: dict[str, list[tuple[str, CreditKind]]] = defaultdict(list)
    credited = (
        select(credits.c.article_id, credits.c.agency, credits.c.kind)
        .join(members, members.c.article_id == credits.c.article_id)
        .order_by(credits.c.article_id, credits.c.agency)
    )
    for row in select_in(tx, credited, members.c.story_id, wanted):
        agencies[row.article_id].append((row.agency, CreditKind(row.kind)))
    query = (
        select(
            members.c.story_id,
            articles.c.id,
            articles.c.outlet_id,
            copies.c.group_id,
            articles.c.language,
            articles.c.published,
            articles.c.published_stated,
        )
        .select_from(
            members.join(articles, articles.c.id == members.c.article_id).outerjoin(copies, copies.c.article_id == articles.c.id)
        )
        .order_by(articles.c.published, articles.c.id)
    )
    found: dict[StoryId, list[Carried]] = defaultdict(list)
    for row in select_in(tx, query, members.c.story_id, wanted):
        found[StoryId(row.story_id)].append(
            Carried(
                article_id=ArticleId(row.id),
                outlet_id=OutletId(row.outlet_id),
                group=GroupId(row.group_id or row.id),
                language=row.language,
                published=row.published,
                published_stated=row.published_stated,
                agencies=tuple(agencies.get(row.id, ())),
            )
        )
    return dict(found)


def countries_read(tx: Tx, least: int) -> frozenset[str]:
    """Countries of which at least ``least`` outlets have a feed that is read."""
    query = (
        select(outlets.c.country)
        .join(feeds, feeds.c.outlet_id == outlets.c.id)
        .where(outlets.c.country != "", feeds.c.interval_s > 0)
        .group_by(outlets.c.country)
        .having(func.count(outlets.c.id.distinct()) >= least)
    )
    return frozenset(tx.execute(query).scalars())
