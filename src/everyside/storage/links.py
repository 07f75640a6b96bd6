"""Links from stories to earlier ones, and what is needed to find them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as changed
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, or_, select

from everyside.records.ids import StoryId
from everyside.records.tags import Link
from everyside.storage import corrections, queues, stories
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, chunks, select_in, upsert
from everyside.storage.schema import articles, members, vectors
from everyside.storage.schema import ledger as ledger_table
from everyside.storage.schema import links as table
from everyside.storage.schema import stories as story_table

_MERGED_INTO = Lookup(select(story_table.c.id), story_table.c.merged_into)
_LINKS = select(table).where(or_(table.c.story_id == bindparam("story"), table.c.other_id.in_(bindparam("others", expanding=True))))


def linkable(tx: Tx, step: str, version: str, vectors_by: str, now: datetime, limit: int) -> list[str]:
    """Living stories whose links were made from other members than they have now, and whose members all have a vector by
    ``vectors_by``; the newest first."""
    without = (
        exists()
        .select_from(members.outerjoin(vectors, vectors.c.article_id == members.c.article_id))
        .where(
            members.c.story_id == story_table.c.id,
            story_table.c.articles > 1,
            or_(vectors.c.made_by.is_(None), vectors.c.made_by != vectors_by),
        )
    )
    return queues.stories(tx, step, version, now, limit, ~without)


def roster(tx: Tx, since: datetime, until: datetime, labelled_in: str, limit: int) -> dict[StoryId, str]:
    """Living stories of two articles or more with news from ``since`` on that began by ``until``, the newest ``limit`` of them,
    each with a mark that changes whenever its members or (made by the step ``labelled_in``) its labels do.

    No more than that is read: 10,000 stories beside 60,000 of one article take 0.2 s on SQLite, with their times 0.4.
    """
    query = (
        select(story_table.c.id, story_table.c.fingerprint, ledger_table.c.made_by)
        .outerjoin(ledger_table, and_(ledger_table.c.step == labelled_in, ledger_table.c.item == story_table.c.id))
        .where(
            story_table.c.merged_into.is_(None),
            story_table.c.articles > 1,
            story_table.c.last_published >= since,
            story_table.c.first_published <= until,
        )
        .order_by(story_table.c.last_published.desc(), story_table.c.id)
        .limit(limit)
    )
    return {id: f"{fingerprint} {labelled or ''}" for id, fingerprint, labelled in tx.execute(query)}


def material(tx: Tx, ids: Iterable[StoryId], vectors_by: str) -> dict[StoryId, list[tuple[str, str, bytes]]]:
    """Title, language and vector by ``vectors_by`` of the articles of each story that have one, in order of time."""
    query = (
        select(members.c.story_id, articles.c.title, articles.c.language, vectors.c["values"])
        .select_from(
            members.join(articles, articles.c.id == members.c.article_id).join(
                vectors, vectors.c.article_id == members.c.article_id
            )
        )
        .where(vectors.c.made_by == vectors_by)
        .order_by(articles.c.published, articles.c.id)
    )
    found: dict[StoryId, list[tuple[str, str, bytes]]] = {}
    for story, title, language, values in select_in(tx, query, members.c.story_id, ids):
        found.setdefault(story, []).append((title, language, values))
    return found


def replace(tx: Tx, by_story: Mapping[StoryId, Sequence[Link]]) -> None:
    """Let each story have these links to earlier ones and no others. All stories must be known."""
    for some in chunks(by_story):
        tx.execute(delete(table).where(table.c.story_id.in_(some)))
    rows = [
        {
            "story_id": link.story_id,
            "other_id": link.other_id,
            "kind": link.kind,
            "score": link.score,
            "evidence": {"shared": list(link.shared), "gap_days": link.gap_days},
            "made_by": link.made_by,
        }
        for links in by_story.values()
        for link in links
    ]
    upsert(tx, table, rows)


def of(tx: Tx, id: StoryId) -> list[Link]:
    """The links of a living story to earlier ones and of later ones to it, the strongest first, one for each two stories.

    Both ends are living stories: where one was merged, the link is of the story it is part of now.
    """
    names = {id: id} | _merged_into(tx, id)
    rows = tx.execute(_LINKS, {"story": id, "others": list(names)}).all()
    became = corrections.living(tx, {end for row in rows for end in (row.story_id, row.other_id)} - {id}) | names
    found: dict[frozenset[StoryId], Link] = {}
    for row in sorted(rows, key=lambda row: (-row.score, row.story_id, row.other_id)):
        ends = frozenset(became[end] for end in (row.story_id, row.other_id) if end in became)
        if len(ends) == 2:
            link = Link(
                story_id=row.story_id,
                other_id=row.other_id,
                kind=row.kind,
                score=row.score,
                shared=tuple(row.evidence.get("shared", ())),
                gap_days=row.evidence.get("gap_days", 0.0),
                made_by=row.made_by,
            )
            found.setdefault(ends, changed(link, story_id=became[link.story_id], other_id=became[link.other_id]))
    return [link for ends, link in found.items() if id in ends]


def _merged_into(tx: Tx, id: StoryId) -> dict[StoryId, StoryId]:
    """Each story that was merged into this one, through others too → this one."""
    found: dict[StoryId, StoryId] = {}
    latest = [id]
    for _ in range(stories.MOST_MERGES):
        rows = _MERGED_INTO(tx, latest)
        latest = [row.id for row in rows if row.id not in found and row.id != id]
        if not latest:
            break
        found |= dict.fromkeys(latest, id)
    return found
