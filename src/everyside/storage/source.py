"""One outlet's work: its articles, their stories, what they are about, and whose texts they carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Subquery, func, select, union

from everyside.records.article import CreditKind, Kind
from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.storage.database import Tx
from everyside.storage.dialect import storable
from everyside.storage.schema import articles, copies, credits, labels, members, outlet_domains, outlets, stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An outlet in a list: no more than a line says. ``articles``: how many of it are here."""

    id: OutletId
    name: str
    country: str
    provisional: bool
    fiction: bool
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An article of the outlet; ``story_id`` is None while it is in none."""

    id: ArticleId
    url: str
    title: str
    language: str
    published: datetime
    published_stated: bool
    paywall: bool
    kind: Kind
    story_id: StoryId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """Of some articles, how many carry somebody else's text, and whose. An article may be in both.

    ``agencies``: agency → articles that are its text as a whole. ``others``: outlet → articles whose text an earlier article of
    that outlet has.
    """

    articles: int  # looked at
    carried: int  # of these with a text that is not the outlet's own
    agencies: tuple[tuple[str, int], ...]
    others: tuple[tuple[OutletId, int], ...]


def every(tx: Tx, limit: int) -> list[Known]:
    """The ``limit`` outlets with the most articles here, most first, then by name; those without any too."""
    counted = select(articles.c.outlet_id, func.count().label("number")).group_by(articles.c.outlet_id).subquery()
    number = func.coalesce(counted.c.number, 0).label("number")
    query = (
        select(outlets.c.id, outlets.c.name, outlets.c.country, outlets.c.provisional, outlets.c.fiction, number)
        .select_from(outlets.outerjoin(counted, counted.c.outlet_id == outlets.c.id))
        .order_by(number.desc(), outlets.c.name, outlets.c.id)
        .limit(limit)
    )
    return [
        Known(
            id=OutletId(row.id),
            name=row.name,
            country=row.country,
            provisional=row.provisional,
            fiction=row.fiction,
            articles=row.number,
        )
        for row in tx.execute(query)
    ]


def at_domain(tx: Tx, domain: str) -> OutletId | None:
    """Whose domain it is. ``domain`` may be any text a reader typed."""
    found = tx.execute(select(outlet_domains.c.outlet_id).where(outlet_domains.c.domain == storable(domain))).scalar()
    return OutletId(found) if found else None


def extent(tx: Tx, id: OutletId) -> tuple[int, int, datetime | None]:
    """How many articles of the outlet are here, in how many stories, and when the earliest was published."""
    query = (
        select(
            func.count().label("number"),
            func.count(members.c.story_id.distinct()).label("stories"),
            func.min(articles.c.published).label("first"),
        )
        .select_from(articles.outerjoin(members, members.c.article_id == articles.c.id))
        .where(articles.c.outlet_id == id)
    )
    row = tx.execute(query).one()
    return row.number, row.stories, row.first


def times(tx: Tx, id: OutletId, since: datetime, limit: int) -> list[datetime]:
    """When the ``limit`` newest articles of the outlet since ``since`` were published, newest first."""
    query = select(articles.c.published).where(articles.c.outlet_id == id, articles.c.published >= since)
    return list(tx.execute(query.order_by(articles.c.published.desc()).limit(limit)).scalars())


def newest(tx: Tx, id: OutletId, *, limit: int, offset: int = 0) -> list[Published]:
    query = (
        select(
            articles.c.id,
            articles.c.url,
            articles.c.title,
            articles.c.language,
            articles.c.published,
            articles.c.published_stated,
            articles.c.paywall,
            articles.c.kind,
            members.c.story_id,
        )
        .select_from(articles.outerjoin(members, members.c.article_id == articles.c.id))
        .where(articles.c.outlet_id == id)
        .order_by(articles.c.published.desc(), articles.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Published(
            id=ArticleId(row.id),
            url=row.url,
            title=row.title,
            language=row.language,
            published=row.published,
            published_stated=row.published_stated,
            paywall=row.paywall,
            kind=Kind(row.kind),
            story_id=StoryId(row.story_id) if row.story_id else None,
        )
        for row in tx.execute(query)
    ]


def topics(tx: Tx, id: OutletId, limit: int) -> tuple[int, dict[str, tuple[str, int]]]:
    """Of the stories of the outlet's ``limit`` newest articles: how many have a topic, and topic → name, how many are about it."""
    latest = _latest(id, limit)
    return _topics(tx, select(members.c.story_id).join(latest, latest.c.id == members.c.article_id))


def all_topics(tx: Tx, limit: int) -> tuple[int, dict[str, tuple[str, int]]]:
    """The same of the ``limit`` newest stories of all outlets."""
    newest = select(stories.c.id).where(stories.c.merged_into.is_(None)).order_by(stories.c.last_published.desc()).limit(limit)
    return _topics(tx, select(newest.subquery().c.id))


def carrying(tx: Tx, id: OutletId, *, limit: int, most: int) -> Carrying:
    """Of the outlet's ``limit`` newest articles. Agencies and other outlets: the ``most`` whose texts it carries most often."""
    latest = _latest(id, limit)
    first = articles.alias("first")  # a copy group is named after its earliest article
    copied = (
        select(latest.c.id, first.c.outlet_id)
        .join(copies, copies.c.article_id == latest.c.id)
        .join(first, first.c.id == copies.c.group_id)
        .where(first.c.outlet_id != id)
        .subquery()
    )
    credited = (
        select(latest.c.id, credits.c.agency)
        .join(credits, credits.c.article_id == latest.c.id)
        .where(credits.c.kind == CreditKind.WHOLE.value, credits.c.agency != id)
        .subquery()
    )
    number = func.count().label("number")
    agencies = select(credited.c.agency, number).group_by(credited.c.agency).order_by(number.desc(), credited.c.agency).limit(most)
    others = select(copied.c.outlet_id, number).group_by(copied.c.outlet_id).order_by(number.desc(), copied.c.outlet_id).limit(most)
    carried = union(select(copied.c.id), select(credited.c.id)).subquery()
    row = tx.execute(
        select(
            select(func.count()).select_from(latest).scalar_subquery().label("articles"),
            select(func.count()).select_from(carried).scalar_subquery().label("carried"),
        )
    ).one()
    return Carrying(
        articles=row.articles,
        carried=row.carried,
        agencies=tuple((each.agency, each.number) for each in tx.execute(agencies)),
        others=tuple((OutletId(each.outlet_id), each.number) for each in tx.execute(others)),
    )


def _latest(id: OutletId, limit: int) -> Subquery:
    query = select(articles.c.id).where(articles.c.outlet_id == id).order_by(articles.c.published.desc(), articles.c.id)
    return query.limit(limit).subquery()


def _topics(tx: Tx, of: Select[tuple[str]]) -> tuple[int, dict[str, tuple[str, int]]]:
    about = labels.c.story_id.in_(of) & (labels.c.kind == "topic")
    number = func.count().label("number")
    query = select(labels.c.key, func.max(labels.c.name).label("name"), number).where(about).group_by(labels.c.key)
    found = {row.key: (row.name, row.number) for row in tx.execute(query.order_by(number.desc(), labels.c.key))}
    whole = tx.execute(select(func.count(labels.c.story_id.distinct())).where(about)).scalar_one()
    return whole, found
