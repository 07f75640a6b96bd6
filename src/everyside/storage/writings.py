"""Which stories wait for a model to write them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, literal, or_, select

from everyside.storage import queues
from everyside.storage.database import Tx
from everyside.storage.schema import coverages, ledger, stories, summaries


def pending(tx: Tx, step: str, version: str, now: datetime, limit: int, *, min_texts: int, rest: timedelta) -> list[str]:
    """Living stories of at least ``min_texts`` independent texts, told and counted from the members they have now, that were not
    written from these, and not at all for the time ``rest``; the newest first. What ``made_by`` is: :func:`made_by`."""
    by = literal(version + "+") + coverages.c.made_by + literal("+") + summaries.c.made_by + literal("#") + stories.c.fingerprint
    lately = exists().where(
        ledger.c.step == step,
        ledger.c.item == stories.c.id,
        ledger.c.at > now - rest,
        or_(ledger.c.retry_at.is_(None), ledger.c.retry_at > now),
    )
    source = (
        select(stories.c.id, stories.c.last_published, by.label("made_by"))
        .select_from(
            stories.join(coverages, coverages.c.story_id == stories.c.id).join(summaries, summaries.c.story_id == stories.c.id)
        )
        .where(
            stories.c.merged_into.is_(None),
            coverages.c.fingerprint == stories.c.fingerprint,
            summaries.c.fingerprint == stories.c.fingerprint,
            coverages.c.counts["independent_texts"].as_integer() >= min_texts,
            ~lately,
        )
        .subquery()
    )
    return queues.newest_first(tx, step, now, limit, source, source.c.last_published)


def made_by(version: str, coverage_by: str, summary_by: str, fingerprint: str) -> str:
    return f"{version}+{coverage_by}+{summary_by}#{fingerprint}"
