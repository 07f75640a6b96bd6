"""Who reports a story, in figures: raw (each outlet once) and independent (each text once) side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.interface import formats
from everyside.interface.messages import count, looked_up
from everyside.pages import agencies as wires
from everyside.pages.article_list import ArticleRow
from everyside.pages.findings import BlindspotView, blindspot_view, flag_sentence
from everyside.pages.over_time import OverTime, over_time
from everyside.pages.paging import address
from everyside.pages.sides import Distribution, distribution, label_of, number, percent, sentence, span, spectrum_of
from everyside.pages.tallies import TallyTable, tables
from everyside.pages.world_map import WorldMap, world_map
from everyside.records.coverage import BlindspotKind, Coverage, Flag, interval
from everyside.records.ids import GroupId, OwnerId
from everyside.records.owner import Owner
from everyside.records.rating import Side, Spectrum

MOST_COPIES = 10
# What a closed block takes with it: tables, flags and blindspots that say the same.
TABLES = {"sides": ("classes",), "factuality": ("factuality",), "ownership": ("ownership", "owners"), "countries": ("countries",)}
FLAGS = {"sides": (Flag.ONE_SIDE,), "factuality": (Flag.LOW_FACTUALITY,), "ownership": (Flag.STATE_MEDIA, Flag.ONE_OWNER)}
BLINDSPOTS = {"sides": (BlindspotKind.SIDE,), "ownership": (BlindspotKind.STATE,), "countries": (BlindspotKind.COUNTRY,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the rated with its 95 % interval; ``x``, ``width`` and ``dot`` draw it, in percent of the line."""

    said: str  # "12 %"
    between: str  # "4–28 %"
    x: str
    width: str
    dot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLine:
    side: Side
    label: str
    outlets: str
    texts: str
    outlets_share: Share | None  # None: the unrated, or nothing is rated
    texts_share: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisChoice:
    name: str
    rated: str  # outlets rated on it
    path: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisBox:
    """One spectrum: what it means, and the story's sides on it."""

    id: str
    name: str
    about: str
    fits: bool  # it is the one of where the story happens
    bar: Distribution
    sentence: str
    sides: tuple[SideLine, ...]
    rated_outlets: str  # "9 rated of 27 outlets"
    rated_texts: str  # "4.5 rated of 11 independent texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedText:
    title: str
    language: str
    url: str
    outlet: str  # that of the likely original
    outlets: int
    agency: str  # whom the original credits; empty if nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageBox:
    articles: int
    outlets: int
    independent_texts: int
    agency_articles: int
    agencies: tuple[tuple[str, int], ...]  # name, articles; most first
    agency: str  # its name where all of them credit the same, else "an agency"
    axis: AxisBox | None  # None: closed for this visitor
    axes: tuple[AxisChoice, ...]  # more than one, or none
    flags: tuple[str, ...]
    blindspots: tuple[BlindspotView, ...]
    tables: Mapping[str, TallyTable]  # without those that are closed
    map: WorldMap | None
    over_time: OverTime | None
    first_outlet: str
    first_url: str
    first_at: datetime | None
    copies: tuple[CopiedText, ...]  # most carried first


def coverage_box(
    coverage: Coverage,
    rows: Sequence[ArticleRow],
    *,
    axis: str,
    path: str,
    spectra: Mapping[str, Spectrum],
    owners: Mapping[OwnerId, Owner],
    agencies: Mapping[str, str],
    closed: Collection[str] = (),
) -> CoverageBox:
    """``rows`` are the story's articles, earliest first; ``axis`` is one of the coverage's; ``path`` is the page's.

    What belongs to a ``closed`` block (``pages/plans.py``) is not in the box.
    """
    first = next((row for row in rows if row.id == coverage.first_article), None)
    if "first" in closed:
        first = None
    tables_left, flags_left, spots_left = (
        {each for block in closed for each in which.get(block, ())} for which in (TABLES, FLAGS, BLINDSPOTS)
    )
    return CoverageBox(
        articles=coverage.articles,
        outlets=coverage.outlets,
        independent_texts=coverage.independent_texts,
        agency_articles=coverage.agency_articles,
        agencies=wires.credited(coverage, agencies),
        agency=wires.whom(coverage, agencies),
        axis=None if "sides" in closed else axis_box(coverage, spectrum_of(axis, spectra), fits=axis == coverage.axis),
        axes=() if "sides" in closed else _choices(coverage, axis, path, spectra, axes_of(coverage, spectra, closed)),
        flags=tuple(flag_sentence(flag, coverage, owners) for flag in coverage.flags if flag not in flags_left),
        blindspots=tuple(blindspot_view(each, coverage) for each in coverage.blindspots if each.kind not in spots_left),
        tables={id: table for id, table in tables(coverage, owners).items() if id not in tables_left},
        map=None if "countries" in closed else world_map(coverage.countries.raw),
        over_time=None if "over_time" in closed else over_time(coverage.timeline),
        first_outlet=first.outlet if first else "",
        first_url=first.url if first else "",
        first_at=first.published if first and first.published_stated else None,
        copies=() if "copies" in closed else _copies(coverage, rows),
    )


def axes_of(coverage: Coverage, spectra: Mapping[str, Spectrum], closed: Collection[str] = ()) -> tuple[str, ...]:
    """The scales on which the story may be looked at. One that is read off the registry says who owns the outlets."""
    return tuple(each for each in coverage.axes if "ownership" not in closed or not spectrum_of(each, spectra).derived)


def axis_box(coverage: Coverage, spectrum: Spectrum, *, fits: bool) -> AxisBox:
    counts = coverage.axes[spectrum.id]
    outlets, texts = counts.by_outlet, counts.by_text
    return AxisBox(
        id=spectrum.id,
        name=looked_up(spectrum.name),
        about=looked_up(spectrum.about),
        fits=fits,
        bar=distribution(outlets, spectrum),
        sentence=sentence(outlets, spectrum),
        sides=tuple(
            SideLine(
                side=side,
                label=label_of(side, spectrum),
                outlets=number(outlets.of(side)),
                texts=number(texts.of(side)),
                outlets_share=None if side is Side.UNRATED else share(outlets.of(side), outlets.rated),
                texts_share=None if side is Side.UNRATED else share(texts.of(side), texts.rated),
            )
            for side in Side
        ),
        rated_outlets=count(
            coverage.outlets, "%(rated)s rated of %(num)s outlet", "%(rated)s rated of %(num)s outlets", rated=number(outlets.rated)
        ),
        rated_texts=count(
            coverage.independent_texts,
            "%(rated)s rated of %(num)s independent text",
            "%(rated)s rated of %(num)s independent texts",
            rated=number(texts.rated),
        ),
    )


def share(part: float, of: float) -> Share | None:
    if of <= 0:
        return None
    low, high = interval(part, of)
    return Share(
        said=formats.percent(percent(part, of)),
        between=span(low, high),
        x=f"{100 * low:.1f}",
        width=f"{100 * (high - low):.1f}",
        dot=f"{100 * part / of:.1f}",
    )


def _choices(
    coverage: Coverage, axis: str, path: str, spectra: Mapping[str, Spectrum], axes: Sequence[str]
) -> tuple[AxisChoice, ...]:
    if len(axes) < 2:
        return ()
    order = sorted(axes, key=lambda each: (each != coverage.axis, -coverage.axes[each].by_outlet.rated, each))
    return tuple(
        AxisChoice(
            name=looked_up(spectrum_of(each, spectra).name),
            rated=number(coverage.axes[each].by_outlet.rated),
            path=address(path, {"axis": "" if each == coverage.axis else each}),
            current=each == axis,
        )
        for each in order
    )


def _copies(coverage: Coverage, rows: Sequence[ArticleRow]) -> tuple[CopiedText, ...]:
    together: dict[GroupId, list[ArticleRow]] = {}
    for row in rows:
        if row.group in coverage.copy_groups:
            together.setdefault(row.group, []).append(row)
    texts = []
    for group, carriers in together.items():
        if len(carriers) < 2:
            continue
        original = next((row for row in carriers if GroupId(row.id) == group), carriers[0])
        texts.append(
            CopiedText(
                title=original.title,
                language=original.language,
                url=original.url,
                outlet=original.outlet,
                outlets=len({row.outlet_id for row in carriers}),
                agency=original.credits[0].label if original.credits else "",
            )
        )
    return tuple(sorted(texts, key=lambda text: -text.outlets)[:MOST_COPIES])
