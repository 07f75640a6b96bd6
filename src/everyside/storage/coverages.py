"""Who reports a story, as counted by assess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import select

from everyside.records.coverage import Coverage
from everyside.records.ids import StoryId
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, upsert
from everyside.storage.schema import coverages as table

_OWN_COLUMNS = ("story_id", "fingerprint", "made_by")
_COVERAGES = Lookup(select(table), table.c.story_id)


def save(tx: Tx, coverages: Sequence[Coverage]) -> None:
    """Insert or overwrite. The stories must be known."""
    upsert(tx, table, [_row(coverage) for coverage in coverages])


def get(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, Coverage]:
    """The coverage of each story that has been assessed. One of an older shape is as good as none: it waits to be made anew."""
    found: dict[StoryId, Coverage] = {}
    for row in _COVERAGES(tx, story_ids):
        fields = {**row.counts, "story_id": row.story_id, "fingerprint": row.fingerprint, "made_by": row.made_by}
        try:
            found[row.story_id] = msgspec.convert(fields, Coverage)
        except msgspec.ValidationError:
            continue
    return found


def _row(coverage: Coverage) -> dict[str, object]:
    fields = msgspec.to_builtins(coverage)
    return {name: fields.pop(name) for name in _OWN_COLUMNS} | {"counts": fields}
