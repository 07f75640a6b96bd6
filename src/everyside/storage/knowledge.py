"""A digest of all that coverage rests on besides articles: outlets, owners, spectra and rating packs."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import select

from everyside.storage import notes
from everyside.storage.database import Tx
from everyside.storage.schema import outlet_domains, outlets, owners, packs, spectra

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def note(tx: Tx) -> None:
    """Note the digest anew; whoever changed outlets, owners, spectra or packs calls it. Provisional outlets say nothing and do
    not count: the news brings new ones all day."""
    known = outlets.c.provisional.is_(False)
    read = (
        select(outlets).where(known),
        select(outlet_domains).join(outlets, outlets.c.id == outlet_domains.c.outlet_id).where(known),
        select(owners),
        select(spectra),
        select(packs.c.id, packs.c.layer, packs.c.digest),
    )
    everything = [sorted(repr(tuple(row)) for row in tx.execute(query)) for query in read]
    notes.write(tx, "knowledge", sha256(repr(everything).encode()).hexdigest()[:12], _NO_TIME)


def digest(tx: Tx) -> str:
    """Twelve hex digits that change whenever anything noted does; "none" before the first note."""
    return notes.read(tx, "knowledge") or "none"
