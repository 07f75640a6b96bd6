"""Who reports a story, in figures: raw (each outlet once) and independent (each text once) side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.pages.article_list import ArticleRow
from everyside.pages.names import FACTUALITY, country_name, factuality_name, language_name
from everyside.pages.sides import LABELS, Distribution, distribution, number, percent, sentence
from everyside.records.ids import GroupId
from everyside.records.outlet import Side
from everyside.records.story import Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLine:
    side: Side
    label: str
    outlets: str
    outlets_share: str
    texts: str
    texts_share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedText:
    title: str
    language: str
    url: str
    outlet: str  # who had it first
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageBox:
    articles: int
    outlets: int
    independent_texts: int
    languages: tuple[tuple[str, int], ...]  # name, articles; most first
    countries: tuple[tuple[str, int], ...]  # name, outlets; most first, unknown last
    bar: Distribution
    sentence: str
    sides: tuple[SideLine, ...]
    factuality: tuple[tuple[str, int], ...]  # name, outlets; very high … unrated
    first_outlet: str
    first_url: str
    first_at: datetime | None
    copies: tuple[CopiedText, ...]  # most carried first


def coverage_box(coverage: Coverage, rows: Sequence[ArticleRow]) -> CoverageBox:
    """``rows`` are the story's articles, earliest first."""
    first = next((row for row in rows if row.id == coverage.first_article), None)
    countries = sorted(coverage.countries.items(), key=lambda item: (not item[0], -item[1], item[0]))
    order = {key: place for place, key in enumerate(FACTUALITY)}
    factuality = sorted(coverage.factuality.items(), key=lambda item: order.get(item[0], len(order)))
    return CoverageBox(
        articles=coverage.articles,
        outlets=coverage.outlets,
        independent_texts=coverage.independent_texts,
        languages=tuple(
            (language_name(code), n) for code, n in sorted(coverage.languages.items(), key=lambda item: (-item[1], item[0]))
        ),
        countries=tuple((country_name(code) or "Unknown", n) for code, n in countries),
        bar=distribution(coverage.by_outlet),
        sentence=sentence(coverage.by_outlet),
        sides=_sides(coverage),
        factuality=tuple((factuality_name(key), n) for key, n in factuality if n),
        first_outlet=first.outlet if first else "",
        first_url=first.url if first else "",
        first_at=first.published if first and first.published_stated else None,
        copies=_copies(coverage, rows),
    )


def _sides(coverage: Coverage) -> tuple[SideLine, ...]:
    def line(side: Side, outlets: float, texts: float) -> SideLine:
        return SideLine(
            side=side,
            label=LABELS[side],
            outlets=number(outlets),
            outlets_share=f"{percent(outlets, coverage.by_outlet.total)} %",
            texts=number(texts),
            texts_share=f"{percent(texts, coverage.by_text.total)} %",
        )

    return tuple(line(side, getattr(coverage.by_outlet, side.value), getattr(coverage.by_text, side.value)) for side in Side)


def _copies(coverage: Coverage, rows: Sequence[ArticleRow]) -> tuple[CopiedText, ...]:
    together: dict[GroupId, list[ArticleRow]] = {}
    for row in rows:
        if row.group in coverage.copy_groups:
            together.setdefault(row.group, []).append(row)
    texts = [
        CopiedText(
            title=carriers[0].title,
            language=carriers[0].language,
            url=carriers[0].url,
            outlet=carriers[0].outlet,
            outlets=len({row.outlet_id for row in carriers}),
        )
        for carriers in together.values()
        if len(carriers) > 1
    ]
    return tuple(sorted(texts, key=lambda text: -text.outlets)[:10])
