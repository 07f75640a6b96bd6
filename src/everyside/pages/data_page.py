"""About the data: what is read, what is known of it and by whose word, and what worked on it. Every number is the database's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.interface.formats import number, percent
from everyside.interface.messages import N_, _, count
from everyside.pages import agencies as wires
from everyside.pages.addresses import web_link
from everyside.pages.names import country_name, language_name
from everyside.pages.sides import percent as share
from everyside.records.ids import OutletId
from everyside.records.outlet import SourceKind
from everyside.records.rating import BIAS, FACTUALITY
from everyside.storage import holdings, notes, ratings, reading
from everyside.storage.database import Tx

MET = 5000  # of the outlets that have articles here, those with the most are asked for their ratings
WORK = {
    "texts": N_("Texts taken from pages"),
    "vectors": N_("Likeness across languages"),
    "tags": N_("Topics, places and names"),
    "summaries": N_("Headlines and points"),
    "translations": N_("Translations"),
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
            (_("Outlets described"), number(len(known))),
            (_("Outlets with articles here"), number(totals.outlets)),
            (_("Countries"), number(len({country for _, country in known if country}))),
            (_("Languages"), number(sum(code != "und" for code, _ in spoken))),
            (_("Articles"), number(held.articles)),
            (_("Stories of two articles or more"), number(totals.stories)),
            (_("Translated texts"), number(held.translations)),
        ),
        polled=_polled(holdings.feeds_by_kind(tx)),
        oldest=held.oldest,
        newest=held.newest,
        found=held.found,
        unrated=_unrated(tx, list(met)),
        tables=(
            _table(_("Countries"), (_("Outlets described"), _("With articles here")), Counter(c for _, c in known), read),
            Listing(
                heading=_("Languages"),
                columns=(_("Articles"),),
                rows=tuple(Line(name=language_name(code), numbers=(number(found),)) for code, found in spoken),
            ),
            Listing(
                heading=_("Agencies"),
                columns=(_("Articles that credit it"),),
                rows=tuple(Line(name=names.get(id, id), numbers=(number(found),)) for id, found in agencies),
            ),
        ),
        packs=tuple(
            PackView(
                name=pack.name,
                ratings=number(held_by_it),
                rated_on=dates.get(pack.id, ""),
                taken_in=at,
                source=pack.source,
                link=web_link(pack.source),
                licence=pack.licence,
            )
            for pack, at, held_by_it in ratings.all_packs(tx)
        ),
        makers=tuple((_(said), tuple(made[name])) for name, said in WORK.items() if made.get(name)),
        fiction=notes.read(tx, "press") == "demo",
    )


def _unrated(tx: Tx, met: Sequence[OutletId]) -> str:
    """``31 % of the 412 outlets with articles here have no rating on left–right, 58 % none of factuality.``"""
    if not met:
        return ""
    said = ratings.ratings_of(tx, met)

    def without(axis: str) -> int:
        return share(sum(all(rating.axis != axis for rating in said.get(id, ())) for id in met), len(met))

    none = count(
        len(met),
        "%(sides)s of the %(num)s outlet with articles here have no rating on left–right, %(factuality)s none of factuality.",
        "%(sides)s of the %(num)s outlets with articles here have no rating on left–right, %(factuality)s none of factuality.",
        sides=percent(without(BIAS)),
        factuality=percent(without(FACTUALITY)),
    )
    return f"{none} {_('They are counted, drawn hatched, and never guessed.')}"


def _polled(kinds: dict[str, int]) -> str:
    feeds, sitemaps, pages = (kinds.get(kind.value, 0) for kind in (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.HOMEPAGE))
    told = (
        count(feeds, "%(num)s feed", "%(num)s feeds") if feeds else "",
        count(sitemaps, "%(num)s sitemap", "%(num)s sitemaps") if sitemaps else "",
        count(pages, "%(num)s home page", "%(num)s home pages") if pages else "",
    )
    return ", ".join(each for each in told if each) or _("nothing")


def _table(heading: str, columns: tuple[str, ...], described: Counter[str], read: Counter[str]) -> Listing:
    codes: Iterable[str] = sorted({*described, *read}, key=lambda code: (not code, -described[code], -read[code], code))
    return Listing(
        heading=heading,
        columns=columns,
        rows=tuple(
            Line(name=country_name(code) or _("Country not known"), numbers=(number(described[code]), number(read[code])))
            for code in codes
        ),
    )
