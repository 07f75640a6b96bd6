"""How far the first round has come, in counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from everyside.storage.database import Tx
from everyside.storage.schema import articles, entries, feeds, ledger, stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    feeds: int
    feeds_asked: int
    expected: int  # articles there will be: entries that have not failed
    articles: int
    clustered: int
    stories: int


def flow(tx: Tx, *, collect: str, page: str, extract: str, cluster: str) -> Flow:
    """Counts by the names of the steps that made them."""

    def failed(step: str) -> int:
        return int(tx.execute(select(func.count()).where(ledger.c.step == step, ledger.c.failed.is_(True))).scalar_one())

    total_entries = tx.execute(select(func.count()).select_from(entries)).scalar_one()
    return Flow(
        feeds=tx.execute(select(func.count()).select_from(feeds).where(feeds.c.interval_s > 0)).scalar_one(),
        feeds_asked=tx.execute(
            select(func.count()).select_from(feeds).where(feeds.c.interval_s > 0, feeds.c.last_at.is_not(None))
        ).scalar_one(),
        expected=total_entries - failed(page) - failed(extract),
        articles=tx.execute(select(func.count()).select_from(articles)).scalar_one(),
        clustered=tx.execute(select(func.count()).where(ledger.c.step == cluster, ledger.c.outcome == "clustered")).scalar_one(),
        stories=tx.execute(
            select(func.count()).select_from(stories).where(and_(stories.c.merged_into.is_(None), stories.c.articles > 1))
        ).scalar_one(),
    )
