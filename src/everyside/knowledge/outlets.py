"""Outlets as data: one TOML file a country with ``[[outlet]]`` tables (docs/how-to/add-an-outlet.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from everyside.knowledge.tables import (
    DOMAIN,
    Placed,
    Shape,
    Table,
    address_fault,
    country_fault,
    gather,
    language_fault,
    refuse,
    source_fault,
)
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Medium, Outlet, Scope

SHAPE = Shape(
    name="outlet",
    folder="outlets",
    texts=("id", "name", "country", "medium", "scope", "facts_source", "owner", "owner_source", "homepage", "source"),
    lists=("domains", "languages", "feeds"),
    flags=("agency", "state", "public_service"),
)
OUTLET_KEYS = SHAPE.keys
NOT_IN_RECORD = ("source",)  # for maintainers: where the feed address was taken from
MAX_DOMAIN = 253  # RFC 1035

_OWNER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def shipped_outlets() -> Traversable:
    """The folder of outlet files that comes with Everyside."""
    return files("everyside.data") / "outlets"


def load_outlets(folder: Path | None = None, own: Path | None = None) -> list[Outlet]:
    """Every outlet of ``folder`` (default: those that ship), then those of the operator's ``own`` folder.

    An own outlet with the id of a shipped one takes its place, so that a feed address can be put right without waiting for a
    release. A missing ``own`` folder is an empty one. Owners are not looked at: ``registry.load`` does.

    Raises:
        SettingsError: something in the files is wrong; the text names file and outlet and says what to write.
    """
    wrong = []
    if folder is not None and not folder.is_dir():
        wrong.append(f"{folder} is not a folder; name the folder that holds the outlet files")
    placed, found = read(folder or shipped_outlets(), own)
    refuse(wrong + found)
    return [each.record for each in placed.values()]


def read(folder: Traversable, own: Traversable | None) -> tuple[dict[str, Placed[Outlet]], list[str]]:
    """Outlets by id, and what is wrong. Of two that claim one domain or feed only the first is there."""
    placed, wrong = gather(SHAPE, folder, own, _faults, _outlet)
    for what in ("domains", "feeds"):
        claimed: dict[str, str] = {}
        for id, each in list(placed.items()):
            for value in getattr(each.record, what):
                first = claimed.setdefault(value, id)
                if first != id:
                    wrong.append(f"{each.where}: {value} belongs to {first} already; leave it with one of the two")
                    placed.pop(id, None)
    return placed, wrong


def outlet_of(host: str, domains: Mapping[str, OutletId]) -> OutletId | None:
    """The outlet a host belongs to: the longest known domain that is the host or a parent of it."""
    labels = host.lower().strip(".").split(".")
    for start in range(len(labels) - 1):
        found = domains.get(".".join(labels[start:]))
        if found is not None:
            return found
    return None


def _faults(table: Table) -> Iterator[str]:
    if not table["domains"]:
        yield 'domains is missing; write at least one, such as ["example.org"]'
    for domain in table["domains"]:
        if not DOMAIN.fullmatch(domain) or domain.startswith("www.") or len(domain) > MAX_DOMAIN:
            hint = "write it in lower case without http:// and www., a non-Latin one as xn--…"
            yield f"{domain[:80]!r} is not a plain domain; {hint}"
        elif _is_suffix(domain):
            yield f"{domain} is what many sites end in, not a site; write the outlet's own domain"
    if table.get("country") and (fault := country_fault(table["country"])):
        yield fault
    yield from filter(None, map(language_fault, table["languages"]))
    for key, kind in (("medium", Medium), ("scope", Scope)):
        if key in table and table[key] not in set(kind):
            yield f"{key} must be one of {', '.join(kind)}, not {table[key][:80]!r}"
    for key in ("facts_source", "owner_source"):
        if fault := source_fault(table.get(key, "")):
            yield f"{key} {fault}"
    yield from _fact_faults(table)
    homepage = table.get("homepage", "")
    if homepage and (fault := address_fault(homepage)):
        yield f"homepage {homepage[:80]!r} {fault}"
    for feed in table["feeds"]:
        if fault := address_fault(feed):
            yield f"feed {feed[:80]!r} {fault}"


def _fact_faults(table: Table) -> Iterator[str]:
    """Every fact about who an outlet is says where it stands."""
    facts = [key for key in SHAPE.flags if table.get(key)]
    if facts and not table.get("facts_source", "").strip():
        yield f"{' and '.join(facts)} needs a facts_source: the web address or the name of the list that says so"
    if table.get("state") and table.get("public_service"):
        yield "state and public_service cannot both be true: a public service is independent of the government by law"
    owner = table.get("owner", "")
    if owner and not _OWNER.fullmatch(owner):
        yield f"owner must be the id of an owner in owners/, not {owner[:80]!r}"
    if owner and not table.get("owner_source", "").strip():
        yield "owner needs an owner_source: the web address or the name of the list that says so"
    if table.get("owner_source") and not owner:
        yield "owner_source says where the owner stands, but there is no owner; write both or neither"


def _outlet(table: Table) -> Outlet:
    fields: dict[str, Any] = {key: value for key, value in table.items() if key not in NOT_IN_RECORD}
    fields |= {key: tuple(fields[key]) for key in SHAPE.lists if key in fields}
    fields["medium"], fields["scope"] = Medium(table.get("medium", "unknown")), Scope(table.get("scope", "unknown"))
    fields["owner"] = OwnerId(table["owner"]) if table.get("owner") else None
    return Outlet(**{**fields, "id": OutletId(table["id"])})


def _is_suffix(domain: str) -> bool:
    """Whether it is a public suffix such as co.uk, under which strangers register."""
    return _suffixes().privatesuffix(domain) is None


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)
