"""About the data: what is read, what is known of it and by whose word, and what worked on it. Every number is the database's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.pages import agencies as wires
from everyside.pages.addresses import web_link
from everyside.pages.names import country_name, language_name
from everyside.pages.progress import count
from everyside.pages.sides import percent
from everyside.records.ids import OutletId
from everyside.records.outlet import SourceKind
from everyside.records.rating import BIAS, FACTUALITY
from everyside.storage import holdings, notes, ratings, reading
from everyside.storage.database import Tx

MET = 5000  # of the outlets that have articles here, those with the most are asked for their ratings
KINDS = {SourceKind.FEED: "feed", SourceKind.SITEMAP: "sitemap", SourceKind.HOMEPAGE: "home page"}
WORK = {
    "texts": "Texts taken from pages",
    "vectors": "Likeness across languages",
    "tags": "Topics, places and names",
    "summaries": "Headlines and points",
    "translations": "Translations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A table: what its columns count, and its rows, the largest first."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """``rated_on``: the latest date its ratings state, empty where they state none."""

    name: str
    ratings: str
    rated_on: str
    taken_in: datetime
    source: str
    link: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage:
    site: str
    at: datetime
    figures: tuple[tuple[str, str], ...]  # what and how many
    polled: str  # e.g. "1,204 feeds, 88 sitemaps"
    oldest: datetime | None
    newest: datetime | None
    found: datetime | None  # when the last article was taken in
    unrated: str  # sentences, one an axis
    tables: tuple[Listing, ...]
    packs: tuple[PackView, ...]
    makers: tuple[tuple[str, tuple[str, ...]], ...]  # work and who does it
    fiction: bool


def build(tx: Tx, *, site: str, now: datetime) -> DataPage:
    held = holdings.holdings(tx, now)
    totals = reading.totals(tx)
    press = holdings.press(tx)
    met = dict(reading.outlets_met(tx, MET))
    known = [(id, country) for id, country, provisional in press if not provisional]
    country_of = {id: country for id, country, _ in press}
    spoken = holdings.by_language(tx)
    agencies = holdings.by_agency(tx)
    names = wires.named(tx, {agency for agency, _ in agencies})
    made = holdings.makers(tx)
    dates = holdings.newest_ratings(tx)
    read = Counter(country_of.get(id, "") for id in met)
    return DataPage(
        site=site,
        at=now,
        figures=(
            ("Outlets described", _number(len(known))),
            ("Outlets with articles here", _number(totals.outlets)),
            ("Countries", _number(len({country for _, country in known if country}))),
            ("Languages", _number(sum(code != "und" for code, _ in spoken))),
            ("Articles", _number(held.articles)),
            ("Stories of two articles or more", _number(totals.stories)),
            ("Translated texts", _number(held.translations)),
        ),
        polled=_polled(holdings.feeds_by_kind(tx)),
        oldest=held.oldest,
        newest=held.newest,
        found=held.found,
        unrated=_unrated(tx, list(met)),
        tables=(
            _table("Countries", ("Outlets described", "With articles here"), Counter(c for _, c in known), read),
            Listing(
                heading="Languages",
                columns=("Articles",),
                rows=tuple(Line(name=language_name(code), numbers=(_number(number),)) for code, number in spoken),
            ),
            Listing(
                heading="Agencies",
                columns=("Articles that credit it",),
                rows=tuple(Line(name=names.get(id, id), numbers=(_number(number),)) for id, number in agencies),
            ),
        ),
        packs=tuple(
            PackView(
                name=pack.name,
                ratings=_number(number),
                rated_on=dates.get(pack.id, ""),
                taken_in=at,
                source=pack.source,
                link=web_link(pack.source),
                licence=pack.licence,
            )
            for pack, at, number in ratings.all_packs(tx)
        ),
        makers=tuple((said, tuple(made[name])) for name, said in WORK.items() if made.get(name)),
        fiction=notes.read(tx, "press") == "demo",
    )


def _unrated(tx: Tx, met: Sequence[OutletId]) -> str:
    """``31 % of the 412 outlets with articles here have no rating on left–right, 58 % none of factuality.``"""
    if not met:
        return ""
    said = ratings.ratings_of(tx, met)

    def without(axis: str) -> int:
        return percent(sum(all(rating.axis != axis for rating in said.get(id, ())) for id in met), len(met))

    return (
        f"{without(BIAS)} % of the {count(len(met), 'outlet')} with articles here have no rating on left–right, "
        f"{without(FACTUALITY)} % none of factuality. They are counted, drawn hatched, and never guessed."
    )


def _polled(kinds: dict[str, int]) -> str:
    told = [count(kinds[kind.value], word) for kind, word in KINDS.items() if kinds.get(kind.value)]
    return ", ".join(told) or "nothing"


def _table(heading: str, columns: tuple[str, ...], described: Counter[str], read: Counter[str]) -> Listing:
    codes: Iterable[str] = sorted({*described, *read}, key=lambda code: (not code, -described[code], -read[code], code))
    return Listing(
        heading=heading,
        columns=columns,
        rows=tuple(
            Line(name=country_name(code) or "Country not known", numbers=(_number(described[code]), _number(read[code])))
            for code in codes
        ),
    )


def _number(value: int) -> str:
    return f"{value:,}"
