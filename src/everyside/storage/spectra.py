"""The scales outlets are rated on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from everyside.records.rating import Spectrum
from everyside.storage.database import Tx
from everyside.storage.dialect import insert_new
from everyside.storage.schema import spectra as table

_COLUMNS = [column.name for column in table.columns]
_EVERY = select(table).order_by(table.c.id)


def replace(tx: Tx, spectra: Sequence[Spectrum]) -> None:
    """Let ``spectra`` be all there are."""
    tx.execute(delete(table))
    insert_new(tx, table, [{name: getattr(spectrum, name) for name in _COLUMNS} for spectrum in spectra])


def every(tx: Tx) -> dict[str, Spectrum]:
    """All of them, by id."""
    return {
        row.id: Spectrum(**{**row._asdict(), "letters": tuple(row.letters), "countries": tuple(row.countries)})
        for row in tx.execute(_EVERY)
    }
