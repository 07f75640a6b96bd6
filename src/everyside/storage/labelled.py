"""Stories by what they are about: a topic or a place, who reports them, and what else they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from everyside.records.ids import OutletId, StoryId
from everyside.storage.database import Tx
from everyside.storage.dialect import storable
from everyside.storage.schema import articles, coverages, labels, members, stories, summaries


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A label and how many stories have it."""

    kind: str
    key: str
    name: str
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story of a list, with what its place there depends on."""

    id: StoryId
    last_published: datetime
    outlets: int


def subjects(tx: Tx, kind: str, *, min_articles: int, limit: int) -> list[Subject]:
    """The ``limit`` labels of a kind that the most living stories have, those with the most first."""
    number = func.count().label("number")
    query = (
        select(labels.c.key, func.max(labels.c.name).label("name"), number)
        .join(stories, stories.c.id == labels.c.story_id)
        .where(labels.c.kind == kind, stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
        .group_by(labels.c.key)
        .order_by(number.desc(), labels.c.key)
        .limit(limit)
    )
    return [Subject(kind=kind, key=row.key, name=row.name, stories=row.number) for row in tx.execute(query)]


def name_of(tx: Tx, kind: str, key: str) -> str | None:
    """What a label is called; None where no story has it. ``key`` may be any text a reader typed."""
    query = select(func.max(labels.c.name)).where(labels.c.kind == kind, labels.c.key == storable(key))
    found: str | None = tx.execute(query).scalar_one()
    return found


def lines(tx: Tx, kind: str, key: str, *, min_articles: int, limit: int) -> list[Line]:
    """The ``limit`` newest living stories with that label that have a summary and a coverage, newest first."""
    query = (
        select(
            stories.c.id,
            stories.c.last_published,
            coverages.c.counts["outlets"].as_integer().label("outlets"),
        )
        .select_from(
            labels.join(stories, stories.c.id == labels.c.story_id)
            .join(summaries, summaries.c.story_id == stories.c.id)
            .join(coverages, coverages.c.story_id == stories.c.id)
        )
        .where(labels.c.kind == kind, labels.c.key == storable(key))
        .where(stories.c.merged_into.is_(None), stories.c.articles >= min_articles)
        .order_by(stories.c.last_published.desc(), stories.c.id)
        .limit(limit)
    )
    return [Line(id=StoryId(row.id), last_published=row.last_published, outlets=row.outlets) for row in tx.execute(query)]


def beside(tx: Tx, story_ids: Sequence[StoryId], kind: str, limit: int) -> list[Subject]:
    """The labels of a kind that the most of ``story_ids`` (at most some thousands) have, with how many of these have it."""
    number = func.count().label("number")
    query = (
        select(labels.c.key, func.max(labels.c.name).label("name"), number)
        .where(labels.c.story_id.in_(story_ids), labels.c.kind == kind)
        .group_by(labels.c.key)
        .order_by(number.desc(), labels.c.key)
        .limit(limit)
    )
    return [Subject(kind=kind, key=row.key, name=row.name, stories=row.number) for row in tx.execute(query)]


def outlets_of(tx: Tx, story_ids: Sequence[StoryId], limit: int) -> list[tuple[OutletId, int, int]]:
    """The ``limit`` outlets that report the most of ``story_ids``: outlet, how many of these stories, in how many articles."""
    told, number = func.count(members.c.story_id.distinct()).label("told"), func.count().label("number")
    query = (
        select(articles.c.outlet_id, told, number)
        .join(members, members.c.article_id == articles.c.id)
        .where(members.c.story_id.in_(story_ids))
        .group_by(articles.c.outlet_id)
        .order_by(told.desc(), number.desc(), articles.c.outlet_id)
        .limit(limit)
    )
    return [(OutletId(row.outlet_id), row.told, row.number) for row in tx.execute(query)]
