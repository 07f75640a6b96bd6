"""Who works on what, so that two workers never do one item at a time. A claim lapses by itself if its worker dies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, select

from everyside.storage.database import Tx
from everyside.storage.dialect import insert_new
from everyside.storage.schema import claims

WHOLE_STEP = "*"


def claim(tx: Tx, step: str, items: Sequence[str], worker: str, now: datetime, until: datetime) -> list[str]:
    """Those of ``items`` that are now ours. Lapsed claims of others are taken over."""
    if not items:
        return []
    tx.execute(delete(claims).where(claims.c.step == step, claims.c.item.in_(items), claims.c.until <= now))
    insert_new(tx, claims, [{"step": step, "item": item, "worker": worker, "until": until} for item in items])
    held = tx.execute(select(claims.c.item).where(and_(claims.c.step == step, claims.c.worker == worker, claims.c.item.in_(items))))
    mine = {row[0] for row in held}
    return [item for item in items if item in mine]


def release(tx: Tx, step: str, items: Sequence[str], worker: str) -> None:
    if items:
        tx.execute(delete(claims).where(claims.c.step == step, claims.c.worker == worker, claims.c.item.in_(items)))


def release_all(tx: Tx) -> int:
    """Drop every claim; only for a process that knows it is alone (it holds the lock of a SQLite file)."""
    return tx.execute(delete(claims)).rowcount


def renew(tx: Tx, step: str, worker: str, due: datetime, until: datetime) -> None:
    """Hold until ``until`` what of ``worker``'s claims would lapse before ``due``."""
    mine = claims.update().where(claims.c.step == step, claims.c.worker == worker, claims.c.until < due)
    tx.execute(mine.values(until=until))


def holds(tx: Tx, step: str, item: str, worker: str) -> bool:
    """Whether ``worker`` still has its claim; if so, nobody can take it over before the transaction ends."""
    query = select(claims.c.worker).where(claims.c.step == step, claims.c.item == item).with_for_update()
    return tx.execute(query).scalar() == worker
