"""Outlets with their domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, func, select, update

from everyside.knowledge.outlets import outlet_of
from everyside.records.ids import ArticleId, OutletId
from everyside.records.outlet import Medium, Outlet, Scope
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, chunks, insert_new, select_in, upsert
from everyside.storage.schema import articles, feeds, outlet_domains
from everyside.storage.schema import outlets as table

_PLAIN = [column.name for column in table.columns]
_OUTLETS = Lookup(select(table), table.c.id)
_DOMAINS = Lookup(select(outlet_domains).order_by(outlet_domains.c.position), outlet_domains.c.outlet_id)


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
    owned = domains_of(tx, wanted)
    found = {}
    for row in _OUTLETS(tx, wanted):
        fields = row._asdict()
        fields["domains"] = tuple(owned.get(row.id, ())) or (row.id.lower(),)
        fields["languages"], fields["feeds"] = tuple(row.languages), tuple(row.feeds)
        fields["medium"], fields["scope"] = Medium(row.medium), Scope(row.scope)
        found[OutletId(row.id)] = Outlet(**fields)
    return found


def domains_of(tx: Tx, ids: Iterable[OutletId]) -> dict[OutletId, list[str]]:
    """The domains of each of ``ids`` that has any, its main one first."""
    found: dict[OutletId, list[str]] = defaultdict(list)
    for row in _DOMAINS(tx, ids):
        found[OutletId(row.outlet_id)].append(row.domain)
    return found


def held(tx: Tx, ids: Iterable[OutletId]) -> set[OutletId]:
    """The known ones of ``ids``, which no other process can forget before this transaction ends."""
    locked = select(table.c.id).order_by(table.c.id).with_for_update(read=True, key_share=True)
    return {OutletId(row.id) for row in select_in(tx, locked, table.c.id, ids)}


def domains(tx: Tx) -> dict[str, OutletId]:
    """Whose each domain is."""
    return {row.domain: row.outlet_id for row in tx.execute(select(outlet_domains.c.domain, outlet_domains.c.outlet_id))}


def adopt(tx: Tx) -> list[ArticleId]:
    """Give the articles and feeds of provisional outlets to the known outlet that has their domain, or one above it, by now, and
    forget these provisional outlets. Returns the articles that moved; whatever was counted of them is to be counted anew.

    An outlet that only claims a part of a provisional one's domain gets what comes from now on; so does one that splits off from
    a known outlet: who published an old article there is not kept.
    """
    held = select(outlet_domains).join(table, table.c.id == outlet_domains.c.outlet_id).where(~table.c.provisional)
    known = {row.domain: row.outlet_id for row in tx.execute(held)}
    # Locked, so that no other process gives one of them an article while it is being forgotten.
    met = tx.execute(select(table.c.id).where(table.c.provisional).order_by(table.c.id).with_for_update()).scalars()
    taken = {id: owner for id in met if (owner := outlet_of(id, known)) is not None}
    moved = [ArticleId(row.id) for row in select_in(tx, select(articles.c.id), articles.c.outlet_id, taken)]
    pairs = [{"old": old, "new": new} for old, new in taken.items()]
    if pairs:
        for child in (articles, feeds):
            tx.execute(update(child).where(child.c.outlet_id == bindparam("old")).values(outlet_id=bindparam("new")), pairs)
        tx.execute(delete(table).where(table.c.id == bindparam("old")), pairs)
    return moved


def provisional(tx: Tx, limit: int) -> list[tuple[Outlet, int]]:
    """Outlets that were only met in links, with how many articles they have here; those with the most first."""
    number = func.count(articles.c.id)
    query = (
        select(table.c.id, number.label("number"))
        .join(articles, articles.c.outlet_id == table.c.id)
        .where(table.c.provisional)
        .group_by(table.c.id)
        .order_by(number.desc(), table.c.id)
        .limit(limit)
    )
    counts = {OutletId(row.id): row.number for row in tx.execute(query)}
    found = get(tx, counts)
    return [(found[id], counted) for id, counted in counts.items()]


def count(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def _domains(outlet: Outlet) -> list[dict[str, object]]:
    return [{"domain": domain, "outlet_id": outlet.id, "position": position} for position, domain in enumerate(outlet.domains)]
