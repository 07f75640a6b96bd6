"""Owners as data: one TOML file a country with ``[[owner]]`` tables (docs/how-to/add-an-owner.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from everyside.knowledge.tables import Placed, Shape, Table, country_fault, gather, source_fault
from everyside.records.ids import OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind

SHAPE = Shape(name="owner", folder="owners", texts=("id", "name", "kind", "country", "parent", "source"))
OWNER_KEYS = SHAPE.keys
LONGEST_NAMED = 10  # owners of a circle written out in its message


def shipped_owners() -> Traversable:
    """The folder of owner files that comes with Everyside."""
    return files("everyside.data") / "owners"


def read(folder: Traversable, own: Traversable | None) -> tuple[dict[str, Placed[Owner]], list[str]]:
    """Owners by id, and what is wrong with them. An owner whose parent is unknown or runs in a circle is there all the same:
    a chain ends where it has nowhere to go."""
    placed, wrong = gather(SHAPE, folder, own, _faults, _owner)
    for each in placed.values():
        parent = each.record.parent
        if parent and parent not in placed:
            wrong.append(f"{each.where}: parent {parent!r} is no owner in owners/; add it there, or correct the id")
    for circle in circles({id: each.record.parent for id, each in placed.items()}):
        named = " → ".join([*circle[:LONGEST_NAMED], *(["…"] if len(circle) > LONGEST_NAMED else []), circle[0]])
        wrong.append(f"{placed[circle[0]].where}: owns itself: {named}; leave out the parent that is wrong")
    return placed, wrong


def circles(parents: Mapping[str, OwnerId | None]) -> Iterator[list[str]]:
    """Every circle of owners that own one another, each once, from the id that comes first in the alphabet."""
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        id: str | None = start
        while id is not None and id in parents and id not in done and id not in path:
            path[id] = None
            id = parents[id]
        if id is not None and id in path:
            round_ = list(path)[list(path).index(id) :]
            first = round_.index(min(round_))
            yield round_[first:] + round_[:first]
        done |= path.keys()


def unused(owners: Iterable[Owner], outlets: Iterable[Outlet]) -> list[OwnerId]:
    """Owners that hold no outlet and no owner; by id."""
    everyone = list(owners)
    named = {outlet.owner for outlet in outlets} | {owner.parent for owner in everyone}
    return sorted(owner.id for owner in everyone if owner.id not in named)


def _faults(table: Table) -> Iterator[str]:
    if "kind" in table and table["kind"] not in set(OwnerKind):
        yield f"kind must be one of {', '.join(OwnerKind)}, not {table['kind'][:80]!r}"
    if table.get("country") and (fault := country_fault(table["country"])):
        yield fault
    says = [key for key in ("kind", "parent") if table.get(key) and table[key] != OwnerKind.UNKNOWN]
    if says and not table.get("source", "").strip():
        yield f"{' and '.join(says)} needs a source: the web address or the name of the list that says so"
    if fault := source_fault(table.get("source", "")):
        yield f"source {fault}"


def _owner(table: Table) -> Owner:
    fields: dict[str, Any] = {key: table[key] for key in SHAPE.texts if key in table}
    fields["kind"] = OwnerKind(table.get("kind") or OwnerKind.UNKNOWN)
    fields["parent"] = OwnerId(table["parent"]) if table.get("parent") else None
    return Owner(**{**fields, "id": OwnerId(table["id"])})
