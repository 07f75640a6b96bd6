"""Mistakes that readers report."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from everyside.records.report import Report, ReportKind
from everyside.storage.database import Tx
from everyside.storage.dialect import storable_text
from everyside.storage.schema import reports as table


def save(tx: Tx, report: Report) -> int:
    """Its number."""
    values = {
        "at": report.at,
        "story_id": report.story_id,
        "article_id": report.article_id,
        "kind": report.kind.value,
        "text": storable_text(report.text),
        "done_at": report.done_at,
    }
    return int(tx.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def within(tx: Tx, now: datetime, span: timedelta) -> int:
    """How many came in the time ``span`` before ``now``."""
    return tx.execute(select(func.count()).select_from(table).where(table.c.at > now - span)).scalar_one()


def open_ones(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table).where(table.c.done_at.is_(None))).scalar_one()


def newest(tx: Tx, limit: int, *, done: bool = False) -> list[Report]:
    """The newest first; those that are done only where asked for."""
    query = select(table).order_by(table.c.id.desc()).limit(limit)
    if not done:
        query = query.where(table.c.done_at.is_(None))
    return [Report(**{**row._asdict(), "kind": ReportKind(row.kind)}) for row in tx.execute(query)]


def close(tx: Tx, number: int, now: datetime) -> bool:
    """Whether there is such a report; one that is done stays done when it was."""
    if tx.execute(select(table.c.id).where(table.c.id == number)).scalar() is None:
        return False
    tx.execute(update(table).where(table.c.id == number, table.c.done_at.is_(None)).values(done_at=now))
    return True
