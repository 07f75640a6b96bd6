"""Who reports a story, as counted by assess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from everyside.records.ids import StoryId
from everyside.records.story import Coverage, SideCounts
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, upsert
from everyside.storage.schema import coverages as table

_SIDES = [each.name for each in fields(SideCounts)]
_SIDE_COUNTS = ("by_outlet", "by_text")
_COUNTS = [each.name for each in fields(Coverage) if each.name not in table.columns and each.name not in _SIDE_COUNTS]


def save(tx: Tx, coverages: Sequence[Coverage]) -> None:
    """Insert or overwrite. The stories must be known."""
    rows = [
        {"story_id": each.story_id, "counts": _counts(each), "fingerprint": each.fingerprint, "made_by": each.made_by}
        for each in coverages
    ]
    upsert(tx, table, rows)


def get(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, Coverage]:
    """The coverage of each story that has been assessed."""
    return {
        row.story_id: Coverage(story_id=row.story_id, fingerprint=row.fingerprint, made_by=row.made_by, **_parts(row.counts))
        for row in select_in(tx, select(table), table.c.story_id, story_ids)
    }


def _counts(coverage: Coverage) -> dict[str, Any]:
    sides = {name: {side: getattr(getattr(coverage, name), side) for side in _SIDES} for name in _SIDE_COUNTS}
    return {name: getattr(coverage, name) for name in _COUNTS} | sides


def _parts(counts: Mapping[str, Any]) -> dict[str, Any]:
    return {**counts} | {name: SideCounts(**counts[name]) for name in _SIDE_COUNTS}
