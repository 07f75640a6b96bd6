"""How stories were told, from when on; what changed is read from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from everyside.records.account import Revision
from everyside.records.ids import StoryId
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, upsert
from everyside.storage.schema import revisions as table

MOST = 50  # kept of one story; the oldest beyond it go, but for the first


def note(tx: Tx, revisions: Sequence[Revision]) -> None:
    """Keep those that tell their story otherwise than its newest revision does. The stories must be known."""
    before = newest(tx, [revision.story_id for revision in revisions])
    new = [each for each in revisions if _told(each) != _told(before.get(each.story_id))]
    columns = [column.name for column in table.columns]
    rows = [{name: getattr(each, name) for name in columns} | {"bullets": list(each.bullets)} for each in new]
    upsert(tx, table, rows)
    for each in new:
        _forget(tx, each.story_id)


def newest(tx: Tx, story_ids: Iterable[StoryId], until: datetime | None = None) -> dict[StoryId, Revision]:
    """How each story was last told, or was told at ``until``; none where it was not told yet."""
    last = select(table.c.story_id, func.max(table.c.at).label("at")).group_by(table.c.story_id)
    if until is not None:
        last = last.where(table.c.at <= until)
    latest = last.subquery()
    query = select(table).join(latest, (latest.c.story_id == table.c.story_id) & (latest.c.at == table.c.at))
    return {row.story_id: _revision(row) for row in select_in(tx, query, table.c.story_id, story_ids)}


def of(tx: Tx, story_id: StoryId) -> list[Revision]:
    """All that are kept of a story, oldest first."""
    return [_revision(row) for row in tx.execute(select(table).where(table.c.story_id == story_id).order_by(table.c.at))]


def _revision(row: Any) -> Revision:
    return Revision(**{**row._asdict(), "bullets": tuple(row.bullets)})


def _told(revision: Revision | None) -> tuple[str, tuple[str, ...]] | None:
    return None if revision is None else (revision.headline, revision.bullets)


def _forget(tx: Tx, story_id: StoryId) -> None:
    times = [row.at for row in tx.execute(select(table.c.at).where(table.c.story_id == story_id).order_by(table.c.at))]
    if len(times) > MOST:
        tx.execute(delete(table).where(table.c.story_id == story_id, table.c.at.in_(times[1 : len(times) - MOST + 1])))
