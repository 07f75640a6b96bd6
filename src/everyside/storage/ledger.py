"""How every item ended in every step: one row each. Pending work is what has no row made by the step's version of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, delete, func, literal, or_, select

from everyside.storage.database import Tx
from everyside.storage.dialect import chunks, upsert
from everyside.storage.schema import claims, ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item's end in one step."""

    item: str
    outcome: str
    made_by: str
    at: datetime
    detail: str = ""
    failed: bool = False
    attempts: int = 1
    retry_at: datetime | None = None  # set: failed for now, tried again then


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A set-aside or waiting item, for the operator."""

    step: str
    item: str
    outcome: str
    detail: str
    attempts: int
    retry_at: datetime | None
    at: datetime


def pending(
    tx: Tx,
    *,
    step: str,
    now: datetime,
    limit: int,
    source: FromClause,
    item: ColumnElement[str],
    made_by: ColumnElement[str] | str,
    order_by: Sequence[ColumnElement[Any]] = (),
) -> list[str]:
    """Ids of ``source`` whose line for ``step`` is missing, of another version, or due for another try.

    Items another worker holds and items that are set aside are left out *inside* the query: were they fetched and
    skipped, enough of them at the head of the line would starve the rest.
    """
    version = literal(made_by) if isinstance(made_by, str) else made_by
    query = (
        select(item)
        .select_from(
            source.outerjoin(ledger, and_(ledger.c.step == step, ledger.c.item == item)).outerjoin(
                claims, and_(claims.c.step == step, claims.c.item == item, claims.c.until > now)
            )
        )
        .where(
            claims.c.item.is_(None),
            or_(
                ledger.c.item.is_(None), ledger.c.made_by != version, and_(ledger.c.retry_at.is_not(None), ledger.c.retry_at <= now)
            ),
        )
        .order_by(*order_by)
        .limit(limit)
    )
    return [row[0] for row in tx.execute(query)]


def record(tx: Tx, step: str, lines: Iterable[Line]) -> None:
    """Write each item's line, replacing the one it had."""
    rows = [
        {
            "step": step,
            "item": line.item,
            "outcome": line.outcome[:40],
            "detail": line.detail[:500],
            "made_by": line.made_by,
            "attempts": line.attempts,
            "retry_at": line.retry_at,
            "failed": line.failed,
            "at": line.at,
        }
        for line in lines
    ]
    upsert(tx, ledger, rows)


def attempts(tx: Tx, step: str, items: Sequence[str]) -> dict[str, tuple[str, int]]:
    """item → (made_by, attempts so far) of items that failed before."""
    if not items:
        return {}
    rows = tx.execute(
        select(ledger.c.item, ledger.c.made_by, ledger.c.attempts).where(
            ledger.c.step == step, ledger.c.failed.is_(True), ledger.c.item.in_(items)
        )
    )
    return {row.item: (row.made_by, row.attempts) for row in rows}


def counts(tx: Tx) -> dict[str, dict[str, int]]:
    """step → outcome → items."""
    out: dict[str, dict[str, int]] = {}
    rows = tx.execute(
        select(ledger.c.step, ledger.c.outcome, func.count()).group_by(ledger.c.step, ledger.c.outcome).order_by(ledger.c.step)
    )
    for step, outcome, number in rows:
        out.setdefault(step, {})[outcome] = number
    return out


def failures(tx: Tx, *, limit: int, offset: int = 0, step: str | None = None) -> list[Failed]:
    """Items set aside or waiting for another try, newest first."""
    query = select(ledger).where(ledger.c.failed.is_(True)).order_by(ledger.c.at.desc(), ledger.c.item).limit(limit).offset(offset)
    if step:
        query = query.where(ledger.c.step == step)
    return [
        Failed(
            step=row.step,
            item=row.item,
            outcome=row.outcome,
            detail=row.detail,
            attempts=row.attempts,
            retry_at=row.retry_at,
            at=row.at,
        )
        for row in tx.execute(query)
    ]


def forget(tx: Tx, step: str, items: Iterable[str]) -> None:
    """Let a step do these items anew, as if it had never seen them."""
    for chunk in chunks(items):
        tx.execute(delete(ledger).where(ledger.c.step == step, ledger.c.item.in_(chunk)))


def forget_failures(tx: Tx, step: str) -> int:
    """Drop the lines of the step's failures, so that it does these items again; how many there were."""
    return tx.execute(delete(ledger).where(ledger.c.step == step, ledger.c.failed.is_(True))).rowcount
