"""What pages read: joins over the stored records, a fixed number of statements a page however many rows answer them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from everyside.records.article import Kind
from everyside.records.coverage import Blindspot
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId
from everyside.records.outlet import Feed, SourceKind
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, select_in
from everyside.storage.schema import (
    articles,
    copies,
    entries,
    feeds,
    ledger,
    members,
    outlets,
    stories,
)

EXCERPT = 400  # characters of text read for an excerpt

_CARD = (
    select(
        articles.c.id,
        members.c.story_id,
        members.c.score,
        copies.c.group_id,
        articles.c.outlet_id,
        articles.c.url,
        articles.c.title,
        articles.c.language,
        articles.c.published,
        articles.c.published_stated,
        articles.c.paywall,
        articles.c.kind,
    )
    .select_from(
        members.join(articles, articles.c.id == members.c.article_id).outerjoin(copies, copies.c.article_id == articles.c.id)
    )
    .order_by(articles.c.published, articles.c.id)
)
_CARDS = Lookup(_CARD, members.c.story_id)
_OPENINGS = Lookup(
    select(
        articles.c.id,
        func.substr(articles.c.summary, 1, EXCERPT).label("summary"),
        func.substr(articles.c.text, 1, EXCERPT).label("text"),
    ),
    articles.c.id,
)
_SOURCES = Lookup(select(articles.c.id, articles.c.outlet_id, articles.c.url, articles.c.language), articles.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story that could stand on the front page, with what its place depends on."""

    id: StoryId
    first_published: datetime
    last_published: datetime
    outlets: int
    languages: frozenset[str]
    countries: Mapping[str, int] = field(default_factory=dict)  # code, "" unknown → outlets
    blindspots: tuple[Blindspot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCard:
    """An article of a story as a list shows it: no text."""

    id: ArticleId
    story_id: StoryId
    group_id: GroupId  # its own id where it is in no copy group
    outlet_id: OutletId
    url: str
    title: str
    language: str
    published: datetime
    published_stated: bool
    paywall: bool
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    outlets: int  # that have an article here; the registry knows more
    feeds: int
    articles: int
    stories: int  # of two articles or more


def article_cards(tx: Tx, story_ids: Iterable[StoryId], *, language: str | None = None) -> dict[StoryId, list[ArticleCard]]:
    """The articles of each story, earliest first; with ``language`` only those in it."""
    look_up = _CARDS if language is None else Lookup(_CARD.where(articles.c.language == language), members.c.story_id)
    found: dict[StoryId, list[ArticleCard]] = {}
    for row in look_up(tx, story_ids):
        card = ArticleCard(
            id=ArticleId(row.id),
            story_id=StoryId(row.story_id),
            group_id=GroupId(row.group_id or row.id),
            outlet_id=OutletId(row.outlet_id),
            url=row.url,
            title=row.title,
            language=row.language,
            published=row.published,
            published_stated=row.published_stated,
            paywall=row.paywall,
            kind=Kind(row.kind),
            score=row.score,
        )
        found.setdefault(card.story_id, []).append(card)
    return found


def outlets_met(tx: Tx, limit: int) -> list[tuple[OutletId, int]]:
    """The ``limit`` outlets with the most articles here, and how many, most first."""
    number = func.count().label("number")
    query = (
        select(articles.c.outlet_id, number)
        .group_by(articles.c.outlet_id)
        .order_by(number.desc(), articles.c.outlet_id)
        .limit(limit)
    )
    return [(OutletId(row.outlet_id), row.number) for row in tx.execute(query)]


def provisional_outlets(tx: Tx) -> int:
    """How many outlets are only known from a link."""
    return tx.execute(select(func.count()).select_from(outlets).where(outlets.c.provisional.is_(True))).scalar_one()


def openings(tx: Tx, article_ids: Iterable[ArticleId]) -> dict[ArticleId, str]:
    """How each article begins: at most 400 characters of its own description, else of its text."""
    return {ArticleId(row.id): row.summary or row.text for row in _OPENINGS(tx, article_ids)}


def sources(tx: Tx, article_ids: Iterable[ArticleId]) -> dict[ArticleId, tuple[OutletId, str, str]]:
    """Each article's outlet, address and language, for citing it."""
    return {ArticleId(row.id): (OutletId(row.outlet_id), row.url, row.language) for row in _SOURCES(tx, article_ids)}


def totals(tx: Tx) -> Totals:
    """What the database holds."""
    live = (
        select(func.count()).select_from(stories).where(stories.c.merged_into.is_(None), stories.c.articles > 1).scalar_subquery()
    )
    row = tx.execute(
        select(
            select(func.count(articles.c.outlet_id.distinct())).scalar_subquery().label("outlets"),
            select(func.count()).select_from(feeds).scalar_subquery().label("feeds"),
            select(func.count()).select_from(articles).scalar_subquery().label("articles"),
            live.label("stories"),
        )
    ).one()
    return Totals(outlets=row.outlets, feeds=row.feeds, articles=row.articles, stories=row.stories)


def newest(tx: Tx) -> datetime | None:
    """When the newest article of any story was published."""
    return tx.execute(select(stories.c.last_published).order_by(stories.c.last_published.desc()).limit(1)).scalar()


def failed_items(tx: Tx) -> int:
    """How many items are set aside or wait for another try."""
    return tx.execute(select(func.count()).select_from(ledger).where(ledger.c.failed.is_(True))).scalar_one()


def failing_feeds(tx: Tx, *, limit: int, offset: int = 0) -> tuple[int, list[Feed]]:
    """How many feeds failed the last time they were asked, and a page of them: most failures in a row first."""
    number = tx.execute(select(func.count()).select_from(feeds).where(feeds.c.failures > 0)).scalar_one()
    query = (
        select(
            feeds.c.id,
            feeds.c.url,
            feeds.c.kind,
            feeds.c.outlet_id,
            feeds.c.failures,
            feeds.c.last_at,
            feeds.c.next_at,
            feeds.c.title,
        )
        .where(feeds.c.failures > 0)
        .order_by(feeds.c.failures.desc(), feeds.c.id)
        .limit(limit)
        .offset(offset)
    )
    return number, [
        Feed(
            id=row.id,
            url=row.url,
            kind=SourceKind(row.kind),
            outlet_id=row.outlet_id,
            failures=row.failures,
            last_at=row.last_at,
            next_at=row.next_at,
            title=row.title,
        )
        for row in tx.execute(query)
    ]


def addresses(tx: Tx, items: Iterable[str]) -> dict[str, str]:
    """The address behind each ledger item that is an entry, an article or a feed."""
    wanted = list(items)
    return {
        row.id: row.url
        for table in (feeds, entries, articles)
        for row in select_in(tx, select(table.c.id, table.c.url), table.c.id, wanted)
    }
