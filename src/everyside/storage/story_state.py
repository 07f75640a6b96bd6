"""Whether a story is still as a reader's page has it: a word that changes with whatever the page shows of it."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import bindparam, literal, select, union_all

from everyside.records.story import Story
from everyside.storage.database import Tx
from everyside.storage.schema import accounts, coverages, summaries

_MADE = union_all(
    *(
        select(name.label("what"), table.c.fingerprint, table.c.made_by).where(table.c.story_id == bindparam("story"))
        for name, table in (
            (literal("summary"), summaries),
            (literal("coverage"), coverages),
            (accounts.c.kind, accounts),
        )
    )
)


def state(tx: Tx, story: Story) -> str:
    """That of a living story: 16 hexadecimal digits."""
    parts = sorted(tuple(row) for row in tx.execute(_MADE, {"story": story.id}))
    return sha256(repr((story.fingerprint, story.articles, parts)).encode()).hexdigest()[:16]
