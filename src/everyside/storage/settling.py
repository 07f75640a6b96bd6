"""Keeps stories true to their members: opening, merging, and the fingerprint by which later steps know what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from everyside.records.article import Article
from everyside.records.ids import StoryId, digest
from everyside.records.story import Story
from everyside.storage import articles as article_store
from everyside.storage import stories as story_store
from everyside.storage.database import Tx
from everyside.storage.dialect import insert_new, lock, select_in
from everyside.storage.schema import articles, copies, credits, members, stories


def alone(tx: Tx) -> None:
    """Wait until no other transaction settles stories. Call it before the first reading: two that each miss what the other
    writes (one an article's copy group, one its story) would leave a fingerprint that is true of neither."""
    lock(tx, "stories")


def open_new(tx: Tx, ids: Iterable[StoryId], now: datetime) -> None:
    """Make sure that each story has a row for its members to point to; ``refresh`` fills it."""
    rows = [
        {
            "id": id,
            "first_published": now,
            "last_published": now,
            "articles": 0,
            "fingerprint": "",
            "updated_at": now,
            "merged_into": None,
        }
        for id in ids
    ]
    insert_new(tx, stories, rows)


def merge(tx: Tx, merged: Mapping[StoryId, StoryId], now: datetime) -> None:
    """Let each key redirect to its value. Members still in it (older than the window) go along."""
    for old, new in merged.items():
        tx.execute(update(members).where(members.c.story_id == old).values(story_id=new))
        tx.execute(update(stories).where(stories.c.id == old).values(merged_into=new, articles=0, updated_at=now))


def merge_deserted(tx: Tx, left: Mapping[StoryId, StoryId], now: datetime) -> None:
    """``left``: stories that members went away from → a story these are in now. Where no one stayed, redirect there."""
    stayed = {row.story_id for row in select_in(tx, select(members.c.story_id).distinct(), members.c.story_id, left)}
    merge(tx, {old: new for old, new in left.items() if old not in stayed}, now)


def refresh(tx: Tx, ids: Iterable[StoryId], now: datetime) -> None:
    """Set counts, times and fingerprint of stories from their members, these members' copy groups, the agencies they credit and
    who extracted them."""
    wanted = list(ids)
    credited: dict[str, str] = defaultdict(str)
    said = (
        select(credits.c.article_id, credits.c.agency, credits.c.kind)
        .join(members, members.c.article_id == credits.c.article_id)
        .order_by(credits.c.article_id, credits.c.agency)
    )
    for row in select_in(tx, said, members.c.story_id, wanted):
        credited[row.article_id] += f" {row.agency}:{row.kind}"
    query = select(
        members.c.story_id, members.c.article_id, copies.c.group_id, articles.c.published, articles.c.made_by
    ).select_from(
        members.join(articles, articles.c.id == members.c.article_id).outerjoin(copies, copies.c.article_id == members.c.article_id)
    )
    found: dict[StoryId, list[tuple[str, str, str, datetime]]] = defaultdict(list)
    for row in select_in(tx, query, members.c.story_id, wanted):
        made_of = row.made_by + credited.get(row.article_id, "")
        found[row.story_id].append((row.article_id, row.group_id or row.article_id, made_of, row.published))
    known = story_store.get(tx, wanted)
    changed = []
    for id, story in known.items():
        inside = sorted(found.get(id, ()))
        fingerprint = digest("\n".join(f"{article} {group} {made_of}" for article, group, made_of, _ in inside))
        if inside and fingerprint != story.fingerprint:
            times = [published for *_, published in inside]
            changed.append(
                Story(
                    id=id,
                    first_published=min(times),
                    last_published=max(times),
                    articles=len(inside),
                    fingerprint=fingerprint,
                    updated_at=now,
                    merged_into=None,
                )
            )
    story_store.save(tx, changed)


def with_articles(tx: Tx, ids: Iterable[StoryId]) -> list[tuple[Story, list[Article]]]:
    """Each living story with its articles in order of time."""
    known = story_store.get(tx, ids)
    inside = story_store.members_of(tx, known)
    everyone = article_store.get(tx, [member.article_id for each in inside.values() for member in each])
    return [
        (story, sorted((everyone[m.article_id] for m in inside[id] if m.article_id in everyone), key=lambda a: (a.published, a.id)))
        for id, story in known.items()
        if id in inside
    ]


def names_since(tx: Tx, since: datetime) -> list[StoryId]:
    """Ids of all stories, merged ones too, with news at ``since`` or later."""
    return [StoryId(id) for id in tx.execute(select(stories.c.id).where(stories.c.last_published >= since)).scalars()]
