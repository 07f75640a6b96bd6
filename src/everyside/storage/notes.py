"""Small facts a database keeps about itself: which press it was filled from, and an epoch for each serial step."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, select

from everyside.storage.database import Tx
from everyside.storage.dialect import upsert
from everyside.storage.schema import operator_notes

_NOTE = select(operator_notes.c.value).where(operator_notes.c.key == bindparam("note"))


def read(tx: Tx, key: str) -> str:
    """The note's text, "" where there is none."""
    return tx.execute(_NOTE, {"note": key}).scalar() or ""


def write(tx: Tx, key: str, value: str, at: datetime) -> None:
    upsert(tx, operator_notes, [{"key": key, "value": value, "at": at}])


def epoch(tx: Tx, step: str) -> int:
    """How often ``step`` has saved. Whoever finds it other than expected knows that another process saved in between."""
    return int(read(tx, f"epoch:{step}") or 0)


def advance_epoch(tx: Tx, step: str) -> int:
    """The next epoch, now stored."""
    following = epoch(tx, step) + 1
    write(tx, f"epoch:{step}", str(following), datetime(1970, 1, 1, tzinfo=UTC))
    return following
