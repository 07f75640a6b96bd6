"""Rating packs, and what raters say of an outlet: kept by domain, found by outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, delete, func, select

from everyside.knowledge import lookup
from everyside.knowledge.packs import OWN
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, chain, state_rating
from everyside.records.rating import Layer, Pack, Rating, Standing, combine
from everyside.storage import knowledge, outlets, owners
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, upsert
from everyside.storage.schema import outlet_domains, packs
from everyside.storage.schema import outlets as outlet_table
from everyside.storage.schema import ratings as table

DISMISSED = "dismissed"  # in the place of a pack's format: it ships, and the operator does not want it

K = TypeVar("K")
_COLUMNS = [column.name for column in table.columns]
_PACK = [column.name for column in packs.columns if column.name != "imported_at"]
_WITH_LAYER = select(table, packs.c.layer).join(packs, packs.c.id == table.c.pack)
_SAID = Lookup(_WITH_LAYER, table.c.domain)
_OF_REGISTRY = Lookup(
    select(outlet_domains.c.domain)
    .join(outlet_table, outlet_table.c.id == outlet_domains.c.outlet_id)
    .where(outlet_table.c.provisional.is_(False)),
    outlet_domains.c.domain,
)


def save_pack(tx: Tx, pack: Pack, ratings: Sequence[Rating], now: datetime) -> None:
    """Let ``ratings`` be all that the pack says. Two of one rater on one domain and axis: the last stands."""
    tx.execute(delete(table).where(table.c.pack == pack.id))
    upsert(tx, packs, [{name: getattr(pack, name) for name in _PACK} | {"imported_at": now}])
    rows = {
        (rating.rater, rating.domain, rating.axis): {name: getattr(rating, name) for name in _COLUMNS} | {"pack": pack.id}
        for rating in ratings
    }
    upsert(tx, table, list(rows.values()))
    knowledge.note(tx)


def remove_pack(tx: Tx, id: str) -> bool:
    """Forget a pack and all it said; whether there was one."""
    tx.execute(delete(table).where(table.c.pack == id))
    gone = tx.execute(delete(packs).where(packs.c.id == id)).rowcount > 0
    knowledge.note(tx)
    return gone


def dismiss_pack(tx: Tx, id: str, now: datetime) -> None:
    """Forget what a pack said, and let ``take_in`` pass it by until ``save_pack`` brings it back."""
    upsert(tx, packs, [{name: getattr(_dismissed(id), name) for name in _PACK} | {"imported_at": now}])
    tx.execute(delete(table).where(table.c.pack == id))
    knowledge.note(tx)


def take_in(tx: Tx, given: Iterable[tuple[Pack, Sequence[Rating]]], now: datetime) -> None:
    """Bring packs that are read from files at every start up to what the files say now: of two with one id the later stands,
    unchanged and dismissed ones stay as they are, and those whose file is gone are removed."""
    there = {row.id: row for row in tx.execute(select(packs))}
    latest = {pack.id: (pack, ratings) for pack, ratings in given}
    for id, (pack, ratings) in latest.items():
        if id not in there or (there[id].format != DISMISSED and _changed(there[id], pack)):
            save_pack(tx, pack, ratings, now)
    for id, row in there.items():
        if id not in latest and row.source.startswith(OWN):
            remove_pack(tx, id)


def all_packs(tx: Tx) -> list[tuple[Pack, datetime, int]]:
    """Every pack, when it was taken in, and how many ratings it holds; by id."""
    counts = {row.pack: row.number for row in tx.execute(select(table.c.pack, func.count().label("number")).group_by(table.c.pack))}
    return [
        (
            Pack(**{name: getattr(row, name) for name in _PACK} | {"layer": Layer(row.layer)}),
            row.imported_at,
            counts.get(row.id, 0),
        )
        for row in tx.execute(select(packs).where(packs.c.format != DISMISSED).order_by(packs.c.id))
    ]


def of_pack(tx: Tx, id: str) -> list[Rating]:
    """What one pack says, by domain, axis and rater."""
    query = _WITH_LAYER.where(table.c.pack == id).order_by(table.c.domain, table.c.axis, table.c.rater)
    return [_rating(row) for row in tx.execute(query)]


def contents(tx: Tx) -> dict[str, tuple[tuple[str, ...], str]]:
    """Of each pack that says anything: its raters, and the date of its newest rating."""
    query = select(table.c.pack, table.c.rater, func.max(table.c.rated_on).label("newest")).group_by(table.c.pack, table.c.rater)
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for row in tx.execute(query.order_by(table.c.pack, table.c.rater)):
        raters, newest = found.get(row.pack, ((), ""))
        found[row.pack] = ((*raters, row.rater), max(newest, row.newest))
    return found


def ratings_of(tx: Tx, outlet_ids: Iterable[OutletId]) -> dict[OutletId, list[Rating]]:
    """What is said of each rated outlet among ``outlet_ids``, by the rule of ``knowledge.lookup``."""
    return _said_of(tx, outlets.domains_of(tx, outlet_ids))


def of_domain(tx: Tx, domain: str) -> list[Rating]:
    """What is said of a domain that belongs to no outlet, by the same rule."""
    return _said_of(tx, {domain: [domain]}).get(domain, [])


def rated(tx: Tx, axis: str) -> tuple[int, int]:
    """How many outlets of the registry are rated on ``axis``, and how many there are."""
    ids = [OutletId(row.id) for row in tx.execute(select(outlet_table.c.id).where(outlet_table.c.provisional.is_(False)))]
    found = ratings_of(tx, ids)
    return sum(any(rating.axis == axis for rating in each) for each in found.values()), len(ids)


def standings(tx: Tx, outlet_ids: Iterable[OutletId]) -> dict[OutletId, Standing]:
    """What the raters of each outlet come to, axis by axis, with the axis that is read off the registry."""
    known = outlets.get(tx, outlet_ids)
    return standings_of(tx, known, owners.chains(tx, {outlet.owner for outlet in known.values() if outlet.owner}))


def standings_of(tx: Tx, known: Mapping[OutletId, Outlet], behind: Mapping[OwnerId, Owner]) -> dict[OutletId, Standing]:
    """As ``standings``, of outlets that are read already, as the owners ``behind`` them are."""
    said = ratings_of(tx, known)
    found: dict[OutletId, Standing] = {}
    for id, outlet in known.items():
        registry = state_rating(outlet, chain(outlet.owner, behind))
        standing = combine([*said.get(id, ()), *((registry,) if registry else ())])
        if standing:
            found[id] = standing
    return found


def _said_of(tx: Tx, held: Mapping[K, Sequence[str]]) -> dict[K, list[Rating]]:
    above = sorted({parent for domains in held.values() for domain in domains for parent in lookup.parents(domain)})
    taken = {row.domain for row in _OF_REGISTRY(tx, above)}
    asked = {domain for domains in held.values() for domain in domains} | set(above) - taken
    said: dict[str, list[Rating]] = defaultdict(list)
    for row in _SAID(tx, sorted(asked)):
        said[row.domain].append(_rating(row))
    found = {key: lookup.about(domains, said, taken) for key, domains in held.items()}
    return {key: ratings for key, ratings in found.items() if ratings}


def _dismissed(id: str) -> Pack:
    return Pack(id=id, name=id, format=DISMISSED, digest=DISMISSED)


def _changed(row: Row[Any], pack: Pack) -> bool:
    return any(getattr(row, name) != getattr(pack, name) for name in _PACK)


def _rating(row: Row[Any]) -> Rating:
    return Rating(**{**row._asdict(), "layer": Layer(row.layer)})
