"""Outlets with their domains, and what raters say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import delete, func, select

from everyside.records.ids import OutletId
from everyside.records.outlet import Medium, Outlet, Rating
from everyside.storage import notes
from everyside.storage.database import Tx
from everyside.storage.dialect import chunks, insert_new, select_in, upsert
from everyside.storage.schema import outlet_domains
from everyside.storage.schema import outlets as table
from everyside.storage.schema import ratings as rating_table

_PLAIN = [column.name for column in table.columns]
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def save(tx: Tx, outlets: Sequence[Outlet]) -> None:
    """Insert or overwrite. A domain goes to the outlet that claims it last, but a provisional outlet takes only free ones."""
    latest = {outlet.id: outlet for outlet in outlets}
    upsert(tx, table, [{name: getattr(outlet, name) for name in _PLAIN} for outlet in latest.values()])
    for ids in chunks(latest):
        tx.execute(delete(outlet_domains).where(outlet_domains.c.outlet_id.in_(ids)))
    upsert(tx, outlet_domains, [row for outlet in latest.values() if not outlet.provisional for row in _domains(outlet)])
    insert_new(tx, outlet_domains, [row for outlet in latest.values() if outlet.provisional for row in _domains(outlet)])


def get(tx: Tx, ids: Iterable[OutletId]) -> dict[OutletId, Outlet]:
    """The known ones of ``ids``. An outlet that lost its every domain to others answers to its id."""
    wanted = list(ids)
    held: dict[str, list[str]] = defaultdict(list)
    for row in select_in(tx, select(outlet_domains).order_by(outlet_domains.c.position), outlet_domains.c.outlet_id, wanted):
        held[row.outlet_id].append(row.domain)
    found = {}
    for row in select_in(tx, select(table), table.c.id, wanted):
        fields = row._asdict()
        fields["domains"] = tuple(held[row.id]) or (row.id.lower(),)
        fields["languages"], fields["feeds"] = tuple(row.languages), tuple(row.feeds)
        fields["medium"] = Medium(row.medium)
        found[OutletId(row.id)] = Outlet(**fields)
    return found


def domains(tx: Tx) -> dict[str, OutletId]:
    """Whose each domain is."""
    return {row.domain: row.outlet_id for row in tx.execute(select(outlet_domains.c.domain, outlet_domains.c.outlet_id))}


def count(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def save_ratings(tx: Tx, ratings: Sequence[Rating]) -> None:
    """Insert or overwrite, one for each rater, outlet and axis. The outlets must be known."""
    if not ratings:
        return
    rows = [
        {
            "rater": rating.rater,
            "outlet_id": rating.outlet_id,
            "axis": rating.axis,
            "value": rating.value,
            "label": rating.label,
            "url": rating.url,
            "rated_on": rating.rated_on.isoformat() if rating.rated_on else "",
        }
        for rating in ratings
    ]
    upsert(tx, rating_table, rows)
    everything = sorted(tuple(row) for row in tx.execute(select(rating_table)))
    notes.write(tx, "ratings", sha256(repr(everything).encode()).hexdigest()[:12], _NO_TIME)


def ratings_of(tx: Tx, outlet_ids: Iterable[OutletId]) -> dict[OutletId, list[Rating]]:
    """The ratings of each rated outlet among ``outlet_ids``, by axis and rater."""
    found: dict[OutletId, list[Rating]] = {}
    statement = select(rating_table).order_by(rating_table.c.axis, rating_table.c.rater)
    for row in select_in(tx, statement, rating_table.c.outlet_id, outlet_ids):
        fields = row._asdict()
        fields["rated_on"] = date.fromisoformat(row.rated_on) if row.rated_on else None
        found.setdefault(row.outlet_id, []).append(Rating(**fields))
    return found


def ratings_digest(tx: Tx) -> str:
    """Twelve hex digits that change whenever any rating does, noted when they were saved; "none" without ratings."""
    return notes.read(tx, "ratings") or "none"


def _domains(outlet: Outlet) -> list[dict[str, object]]:
    return [{"domain": domain, "outlet_id": outlet.id, "position": position} for position, domain in enumerate(outlet.domains)]
