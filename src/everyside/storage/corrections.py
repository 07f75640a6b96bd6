"""Corrections by people: kept for good, undone ones too. What they change at once is the business of ``correcting``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, insert, select, update

from everyside.records.correction import Action, Correction
from everyside.records.ids import ArticleId, StoryId
from everyside.storage import stories
from everyside.storage.database import Tx
from everyside.storage.dialect import storable
from everyside.storage.schema import corrections as table

_NAMES = [column.name for column in table.columns if column.name != "id"]
_EVERY = select(table).order_by(table.c.id)


def save(tx: Tx, correction: Correction) -> Correction:
    """Insert a correction whose id is 0, or overwrite the one of its id; returned with its id."""
    row = {name: storable(getattr(correction, name)) for name in _NAMES}
    if correction.id:
        tx.execute(update(table).where(table.c.id == correction.id).values(row))
        return correction
    return replace(correction, id=tx.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def get(tx: Tx, id: int) -> Correction | None:
    """The correction of this number, which may be any a person typed."""
    if not 0 < id < 1 << 31:  # PostgreSQL refuses to compare a larger one
        return None
    row = tx.execute(select(table).where(table.c.id == id)).one_or_none()
    return _correction(row) if row else None


def in_force(tx: Tx) -> list[Correction]:
    """All that are not undone, in the order they were made."""
    return [_correction(row) for row in tx.execute(select(table).where(table.c.undone_at.is_(None)).order_by(table.c.id))]


def log(tx: Tx, story: StoryId | None = None) -> list[Correction]:
    """Every correction, undone ones too, in the order they were made; with ``story`` (a living one) those that concern it:
    they are about an article it has now, or took one from it or from a story that was merged into it."""
    every = [_correction(row) for row in tx.execute(_EVERY)]
    if story is None or not every:
        return every
    inside = {member.article_id for member in stories.members_of(tx, [story]).get(story, ())}
    became = living(tx, {id for each in every for id in each.before.values()})
    return [each for each in every if inside & set(each.articles) or story in {became.get(id) for id in each.before.values()}]


def living(tx: Tx, ids: Iterable[StoryId]) -> dict[StoryId, StoryId]:
    """Story → the living one behind it, for those that have one; as ``stories.resolve``, for many."""
    here = {id: id for id in ids}
    found: dict[StoryId, StoryId] = {}
    for _ in range(stories.MOST_MERGES + 1):
        if not here:
            break
        rows = stories.get(tx, set(here.values()))
        there = {id: rows[at].merged_into for id, at in here.items() if at in rows}
        found |= {id: here[id] for id, into in there.items() if into is None}
        here = {id: into for id, into in there.items() if into is not None}
    return found


def _correction(row: Row[Any]) -> Correction:
    lists = {name: tuple(ArticleId(id) for id in getattr(row, name)) for name in ("articles", "anchors", "strangers")}
    return Correction(**row._asdict() | lists | {"action": Action(row.action)})
