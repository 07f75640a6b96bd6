"""Stories, their members, and where a merged story went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from everyside.records.ids import ArticleId, StoryId
from everyside.records.story import Evidence, Membership, Story
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, select_in, upsert
from everyside.storage.schema import members
from everyside.storage.schema import stories as table

MOST_MERGES = 50  # how many merges in a row are followed

_NAMES = [column.name for column in table.columns]
_MEMBER_NAMES = [column.name for column in members.columns]
_STORIES = Lookup(select(table), table.c.id)
_MEMBERS = Lookup(select(members).order_by(members.c.article_id), members.c.story_id)


def save(tx: Tx, stories: Sequence[Story]) -> None:
    """Insert or overwrite."""
    upsert(tx, table, [{name: getattr(story, name) for name in _NAMES} for story in stories])


def get(tx: Tx, ids: Iterable[StoryId]) -> dict[StoryId, Story]:
    """The known ones of ``ids``, merged ones too."""
    return {row.id: Story(**row._asdict()) for row in _STORIES(tx, ids)}


def save_members(tx: Tx, memberships: Sequence[Membership]) -> None:
    """Insert or overwrite: an article is in one story. Articles and stories must be known."""
    rows = [{name: getattr(each, name) for name in _MEMBER_NAMES} for each in memberships]
    upsert(tx, members, [row | {"evidence": asdict(row["evidence"])} for row in rows])


def members_of(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, list[Membership]]:
    """The members of each story that has any, by article id."""
    found: dict[StoryId, list[Membership]] = {}
    for row in _MEMBERS(tx, story_ids):
        found.setdefault(row.story_id, []).append(Membership(**row._asdict() | {"evidence": _evidence(row.evidence)}))
    return found


def _evidence(stored: Mapping[str, Any] | None) -> Evidence:
    stored = stored or {}
    return Evidence(
        closest=tuple((ArticleId(id), score) for id, score in stored.get("closest", ())),
        shared=tuple(stored.get("shared", ())),
        gap_hours=stored.get("gap_hours"),
        correction=stored.get("correction"),
    )


def memberships(tx: Tx, article_ids: Iterable[ArticleId], made_by: Sequence[str] = ()) -> dict[ArticleId, StoryId]:
    """The story of each of ``article_ids`` that is in one (put there by one of ``made_by``, where that is given)."""
    statement = select(members.c.article_id, members.c.story_id)
    if made_by:
        statement = statement.where(members.c.made_by.in_(made_by))
    found = select_in(tx, statement, members.c.article_id, article_ids)
    return {row.article_id: row.story_id for row in found}


def resolve(tx: Tx, id: StoryId) -> StoryId | None:
    """The id of the living story behind ``id``; as ``living``."""
    story = living(tx, id)
    return story.id if story else None


def living(tx: Tx, id: StoryId) -> Story | None:
    """The living story behind ``id``, which may be any text a reader typed; None for an unknown one or a circle of merges."""
    here = id
    for _ in range(MOST_MERGES + 1):
        story = next(iter(get(tx, [here]).values()), None)
        if story is None or story.merged_into is None:
            return story
        here = story.merged_into
    return None
