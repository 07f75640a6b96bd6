"""What a model that writes was asked and has cost, by day (UTC)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update

from everyside.storage.database import Tx
from everyside.storage.dialect import insert_new
from everyside.storage.schema import spending as table

MOST_TOKENS = 2_000_000_000  # a day's sum must stay a 32-bit number on PostgreSQL


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0  # in the currency of the prices

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


def add(tx: Tx, day: str, model: str, more: Spending) -> None:
    """Add to a day's spending; ``day`` as 2026-11-23. Added in the database, so workers do not lose each other's."""
    name = model[:200]
    insert_new(tx, table, [{"day": day, "model": name, "calls": 0, "tokens_in": 0, "tokens_out": 0, "cost": 0.0}])
    tokens_in = table.c.tokens_in + min(more.tokens_in, MOST_TOKENS // 20)
    tokens_out = table.c.tokens_out + min(more.tokens_out, MOST_TOKENS // 20)
    tx.execute(
        update(table)
        .where(table.c.day == day, table.c.model == name, table.c.tokens_in < MOST_TOKENS, table.c.tokens_out < MOST_TOKENS)
        .values(calls=table.c.calls + more.calls, tokens_in=tokens_in, tokens_out=tokens_out, cost=table.c.cost + more.cost)
    )


def of_day(tx: Tx, day: str) -> Spending:
    """All models together."""
    sums = [func.coalesce(func.sum(column), 0) for column in (table.c.calls, table.c.tokens_in, table.c.tokens_out, table.c.cost)]
    calls, tokens_in, tokens_out, cost = tx.execute(select(*sums).where(table.c.day == day)).one()
    return Spending(calls=int(calls), tokens_in=int(tokens_in), tokens_out=int(tokens_out), cost=float(cost))


def newest(tx: Tx, limit: int) -> list[tuple[str, str, Spending]]:
    """Day, model and spending, the newest day first."""
    rows = tx.execute(select(table).order_by(table.c.day.desc(), table.c.model).limit(limit))
    return [
        (row.day, row.model, Spending(calls=row.calls, tokens_in=row.tokens_in, tokens_out=row.tokens_out, cost=row.cost))
        for row in rows
    ]
