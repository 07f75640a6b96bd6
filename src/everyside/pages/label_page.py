"""A topic's or a place's page: its stories, who reports them, and what else they are about; and the list of all of them.

Stories stand newest first, or the most widely covered first (by outlets; among equals the newest). Of a label only its
``CANDIDATES`` newest stories are listed; who reports and what stands beside it is counted over the ``COUNTED`` newest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from everyside.interface.messages import _, count
from everyside.pages import who as people
from everyside.pages.cards import NO_BAR, StoryCard, cards
from everyside.pages.excerpts import excerpt
from everyside.pages.label_address import KINDS, label_path, source_path
from everyside.pages.names import country_name, label_name
from everyside.pages.paging import Paging, address, pages_of, paging
from everyside.pages.plans import Lock
from everyside.pages.sides import Distribution, distribution, sentence
from everyside.records.coverage import SideCounts
from everyside.records.ids import OutletId, StoryId
from everyside.records.rating import BIAS, Side
from everyside.storage import labelled, notes
from everyside.storage.database import Tx

ORDERS = ("newest", "widest")
CANDIDATES = 2000  # as on the front page
COUNTED = 500
PAGE_SIZE = 20
MOST_REPORTERS = 500  # outlets counted: those that report the most of the stories
SHOWN_REPORTERS, SHOWN_COUNTRIES, SHOWN_BESIDE = 12, 10, 10
INDEX = {"topic": 60, "place": 400}  # labels on the page of all
NAME_LENGTH = 80
BLOCKS = ("sides", "countries")  # of who reports it, that a plan may close


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelLink:
    """A link to a topic or a place; ``stories``: in words where they are counted."""

    name: str
    path: str
    stories: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    id: OutletId
    name: str
    path: str
    side: Side | None  # None, and its words empty, where sides are locked
    side_label: str
    side_letter: str
    stories: str  # of those counted, e.g. "12 stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    name: str
    outlets: int
    width: str  # of its bar, in percent of the longest; empty for the unknown, which is no country


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporters:
    """Who reports the stories, each outlet once."""

    counted: str  # over what, in words
    bar: Distribution
    sentence: str
    most: tuple[Reporter, ...]
    countries: tuple[CountryRow, ...]
    more_countries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    name: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPage:
    site: str
    at: datetime
    kind: str  # "topic" or "place"
    key: str
    name: str
    path: str
    total: str
    orders: tuple[Order, ...]
    stories: tuple[StoryCard, ...]
    reporters: Reporters | None  # None where there is no story
    locked: Mapping[str, Lock]  # of BLOCKS, those that stay closed
    topics: tuple[LabelLink, ...]
    places: tuple[LabelLink, ...]
    paging: Paging
    fiction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelIndex:
    """All topics, or the places that the most stories are about."""

    site: str
    at: datetime
    kind: str
    labels: tuple[LabelLink, ...]
    fiction: bool


def build(
    tx: Tx,
    kind: str,
    key: str,
    *,
    site: str,
    now: datetime,
    into: str = "en",
    min_articles: int = 2,
    order: str = ORDERS[0],
    page: int = 1,
    locked: Mapping[str, Lock] = MappingProxyType({}),
) -> LabelPage | None:
    """The page of a label; None where no story has it, and past the last page.

    ``locked``: blocks that the reader's plan does not open; nothing of them is in the page.
    """
    name = labelled.name_of(tx, kind, key)
    if name is None:
        return None
    lines = labelled.lines(tx, kind, key, min_articles=min_articles, limit=CANDIDATES)
    counted = [line.id for line in lines[:COUNTED]]
    if order == "widest":
        lines = sorted(lines, key=lambda line: (-line.outlets, -line.last_published.timestamp(), line.id))
    pages = pages_of(len(lines), PAGE_SIZE)
    if page > pages:
        return None
    path = label_path(kind, key)
    shown = cards(tx, [line.id for line in lines[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]], into=into, locked=locked)
    beside = {each: labelled.beside(tx, counted, each, SHOWN_BESIDE + 1) for each in KINDS}
    total = count(len(lines), "%(num)s story", "%(num)s stories")
    return LabelPage(
        site=site,
        at=now,
        kind=kind,
        key=key,
        name=excerpt(label_name(kind, name), NAME_LENGTH),
        path=path,
        total=_("The newest %(stories)s", stories=total) if len(lines) == CANDIDATES else total,
        orders=tuple(Order(name=each, path=address(path, {"order": _said(each)}), current=each == order) for each in ORDERS),
        stories=tuple(shown),
        reporters=_reporters(tx, counted, of=len(lines), locked=locked),
        locked={block: lock for block, lock in locked.items() if block in BLOCKS},
        topics=_links(beside["topic"], besides=key if kind == "topic" else ""),
        places=_links(beside["place"], besides=key if kind == "place" else ""),
        paging=paging(number=page, pages=pages, path=path, query={"order": _said(order)}),
        fiction=any(card.fiction for card in shown) or notes.read(tx, "press") == "demo",
    )


def build_index(tx: Tx, kind: str, *, site: str, now: datetime, min_articles: int = 2) -> LabelIndex:
    found = labelled.subjects(tx, kind, min_articles=min_articles, limit=INDEX[kind])
    return LabelIndex(site=site, at=now, kind=kind, labels=_links(found), fiction=notes.read(tx, "press") == "demo")


def _said(order: str) -> str:
    """An order as the address says it: the first is not said."""
    return "" if order == ORDERS[0] else order


def _links(found: Sequence[labelled.Subject], besides: str = "") -> tuple[LabelLink, ...]:
    return tuple(
        LabelLink(
            name=excerpt(label_name(each.kind, each.name), NAME_LENGTH),
            path=label_path(each.kind, each.key),
            stories=count(each.stories, "%(num)s story", "%(num)s stories"),
        )
        for each in found
        if each.key != besides
    )


def _reporters(tx: Tx, story_ids: Sequence[StoryId], of: int, locked: Collection[str]) -> Reporters | None:
    found = labelled.outlets_of(tx, story_ids, MOST_REPORTERS)
    if not found:
        return None
    press = people.read(tx, [id for id, _, _ in found])
    stands = [press.standings.get(id, {}).get(BIAS) for id, _, _ in found]
    sides = Counter(each.side if each else Side.UNRATED for each in stands)
    who = {id: people.who(id, press) for id, _, _ in found[:SHOWN_REPORTERS]}
    counts = SideCounts(**{side.value: sides[side] for side in Side})
    countries = Counter(press.outlets[id].country for id, _, _ in found)
    unknown = countries.pop("", 0)
    ranked = sorted(countries.items(), key=lambda item: (-item[1], item[0]))
    longest = max(countries.values(), default=1)
    rows = [
        CountryRow(name=country_name(code) or code, outlets=number, width=f"{100 * number / longest:.0f}")
        for code, number in ranked[:SHOWN_COUNTRIES]
    ]
    if unknown:
        rows.append(CountryRow(name=_("Country not known"), outlets=unknown, width=""))
    told_sides = "sides" not in locked
    outlets = count(len(found), "%(num)s outlet", "%(num)s outlets")
    if len(found) == MOST_REPORTERS:
        outlets = _("The %(outlets)s that report most", outlets=outlets)
    told = count(len(story_ids), "%(num)s story", "%(num)s stories")
    if of > len(story_ids):
        told = _("the newest %(stories)s", stories=told)
    return Reporters(
        counted=_("%(outlets)s of %(stories)s, each once.", outlets=outlets, stories=told),
        bar=distribution(counts) if told_sides else NO_BAR,
        sentence=sentence(counts) if told_sides else "",
        most=tuple(
            Reporter(
                id=id,
                name=who[id].name,
                path=source_path(id),
                side=who[id].side if told_sides else None,
                side_label=who[id].side_label if told_sides else "",
                side_letter=who[id].side_letter if told_sides else "",
                stories=count(number, "%(num)s story", "%(num)s stories"),
            )
            for id, number, _ in found[:SHOWN_REPORTERS]
        ),
        countries=() if "countries" in locked else tuple(rows),
        more_countries=0 if "countries" in locked else max(0, len(ranked) - SHOWN_COUNTRIES),
    )
