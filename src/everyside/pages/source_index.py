"""All outlets, to be searched by name, country and side. Those with the most articles here stand first."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from everyside.interface.formats import number
from everyside.interface.messages import _, count
from everyside.pages.excerpts import excerpt
from everyside.pages.label_address import source_path
from everyside.pages.names import class_name, country_name
from everyside.pages.paging import Paging, pages_of, paging
from everyside.pages.plans import Lock, sides_unasked
from everyside.pages.sides import label_of, letter_of
from everyside.records.ids import OutletId
from everyside.records.rating import BIAS, Rating, Side, bias7_of, combine, side_of
from everyside.storage import notes, ratings, source
from everyside.storage.database import Tx

MOST_OUTLETS = 20_000  # searched: those with the most articles here
PAGE_SIZE = 50
NAME_LENGTH = 80
LONGEST_QUERY = 100  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    name: str
    path: str
    about: str  # where it is from and what is here of it
    side: Side | None  # None, and its words empty, where sides are locked
    side_label: str
    side_letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIndex:
    site: str
    at: datetime
    found: str  # "132 outlets"
    sources: tuple[SourceLine, ...]
    asked: str  # the name looked for
    countries: tuple[Choice, ...]
    sides: tuple[Choice, ...]  # none where they are locked
    note: str  # that a filter was left out, and why; else empty
    lock: Lock | None  # of the sides
    paging: Paging
    fiction: bool


def build(
    tx: Tx,
    *,
    site: str,
    now: datetime,
    name: str = "",
    country: str = "",
    side: str = "",
    page: int = 1,
    locked: Mapping[str, Lock] = MappingProxyType({}),
) -> SourceIndex | None:
    """``name``: a part of the outlet's name or id, whatever its accents and capitals; ``country``: a code; ``side``: a value of
    Side. Empty is all. None past the last page. ``locked``: blocks that the reader's plan does not open; where the sides are among
    them, none is shown, and ``side`` is left out and said to be."""
    lock = locked.get("sides")
    note, side = (sides_unasked(lock), "") if lock and side else ("", side)
    known = source.every(tx, MOST_OUTLETS)
    wanted = _folded(name[:LONGEST_QUERY])
    found = [each for each in known if not wanted or wanted in _folded(each.name) or wanted in each.id.casefold()]
    if country:
        found = [each for each in found if each.country == country]
    if side:
        said = _sides(ratings.ratings_of(tx, [each.id for each in found]))
        found = [each for each in found if side_of(said.get(each.id)) == side]
    pages = pages_of(len(found), PAGE_SIZE)
    if page > pages:
        return None
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    means = {} if lock else _sides(ratings.ratings_of(tx, [each.id for each in shown]))
    query = {"q": name, "country": country, "side": side}
    return SourceIndex(
        site=site,
        at=now,
        found=count(len(found), "%(num)s outlet", "%(num)s outlets"),
        sources=tuple(_line(each, means.get(each.id), told=not lock) for each in shown),
        asked=name,
        countries=_countries(known, country),
        sides=()
        if lock
        else tuple(
            Choice(value=value, label=label, current=side == value)
            for value, label in (("", _("Any side")), *((each.value, label_of(each)) for each in Side))
        ),
        note=note,
        lock=lock,
        paging=paging(number=page, pages=pages, path="/source", query=query),
        fiction=any(each.fiction for each in shown) or notes.read(tx, "press") == "demo",
    )


def _folded(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)).strip()


def _sides(said: Mapping[OutletId, Sequence[Rating]]) -> dict[OutletId, float]:
    """The mean of each rated outlet on left–right."""
    means = {}
    for id, given in said.items():
        on_bias = [each for each in given if each.axis == BIAS]
        if on_bias:
            means[id] = combine(on_bias)[BIAS].value
    return means


def _line(each: source.Known, mean: float | None, *, told: bool) -> SourceLine:
    side = side_of(mean)
    here = count(each.articles, "%(num)s article", "%(num)s articles") if each.articles else _("no article here")
    return SourceLine(
        name=excerpt(each.name, NAME_LENGTH),
        path=source_path(each.id),
        about=" · ".join(part for part in (country_name(each.country), here) if part),
        side=side if told else None,
        side_label=class_name(bias7_of(mean)) if told else "",
        side_letter=letter_of(side) if told else "",
    )


def _countries(known: Sequence[source.Known], current: str) -> tuple[Choice, ...]:
    counted = Counter(each.country for each in known if each.country)
    if current:
        counted.setdefault(current, 0)
    named = sorted((country_name(code), code) for code in counted)
    listed = (Choice(value=code, label=f"{name} ({number(counted[code])})", current=code == current) for name, code in named)
    return (Choice(value="", label=_("Any country"), current=not current), *listed)
