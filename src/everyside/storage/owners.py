"""Who owns outlets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from everyside.records.ids import OwnerId
from everyside.records.owner import Owner, OwnerKind
from everyside.storage.database import Tx
from everyside.storage.dialect import chunks, insert_new
from everyside.storage.schema import owners as table

_COLUMNS = [column.name for column in table.columns]
_NAMED = select(table.c.id, table.c.parent).where(table.c.id.in_(bindparam("owners", expanding=True))).cte("above", recursive=True)
_ABOVE = _NAMED.union(select(table.c.id, table.c.parent).join(_NAMED, table.c.id == _NAMED.c.parent))
_CHAINS = select(table).join(_ABOVE, _ABOVE.c.id == table.c.id)


def replace(tx: Tx, owners: Sequence[Owner]) -> None:
    """Let ``owners`` be all there are."""
    tx.execute(delete(table))
    insert_new(tx, table, [{name: getattr(owner, name) for name in _COLUMNS} for owner in owners])


def chains(tx: Tx, ids: Iterable[OwnerId]) -> dict[OwnerId, Owner]:
    """The owners ``ids``, and the owners of these, up to the last. One query, however long a chain is; a circle ends it."""
    found: dict[OwnerId, Owner] = {}
    for wanted in chunks(ids):
        found |= {OwnerId(row.id): _owner(row) for row in tx.execute(_CHAINS, {"owners": wanted})}
    return found


def _owner(row: Row[Any]) -> Owner:
    return Owner(**{**row._asdict(), "kind": OwnerKind(row.kind)})
