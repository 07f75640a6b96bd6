"""Whether a story is still as a reader's page has it: a word that changes with whatever the page shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import literal, select, union_all

from everyside.records.ids import StoryId
from everyside.storage.database import Tx
from everyside.storage.schema import accounts, coverages, stories, summaries


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryState:
    word: str  # 16 hexadecimal digits
    articles: int
    updated_at: datetime


def state(tx: Tx, id: StoryId) -> StoryState | None:
    """That of a living story, in two statements; None where there is none."""
    story = tx.execute(
        select(stories.c.fingerprint, stories.c.articles, stories.c.updated_at).where(
            stories.c.id == id, stories.c.merged_into.is_(None)
        )
    ).one_or_none()
    if story is None:
        return None
    made = union_all(
        *(
            select(name.label("what"), table.c.fingerprint, table.c.made_by).where(table.c.story_id == id)
            for name, table in (
                (literal("summary"), summaries),
                (literal("coverage"), coverages),
                (accounts.c.kind, accounts),
            )
        )
    )
    parts = sorted(tuple(row) for row in tx.execute(made))
    word = sha256(repr((story.fingerprint, story.articles, parts)).encode()).hexdigest()[:16]
    return StoryState(word=word, articles=story.articles, updated_at=story.updated_at)
