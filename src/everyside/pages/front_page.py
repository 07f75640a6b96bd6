"""The front page: the stories of now, the most widely covered and newest first.

The order, which the methodology page states in the same words: a story scores the number of its outlets, halved for every
twelve hours since its newest article,

    score = outlets × ½^(hours since the newest article / 12)

so that one outlet more counts the more the fewer there are, and a story of 20 outlets half a day old stands beside a new one
of 10. Times in the future count as now. Only the ``CANDIDATES`` stories with the newest articles are ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.pages import agencies as wires
from everyside.pages.addresses import story_path
from everyside.pages.findings import BlindspotView, blindspot_view
from everyside.pages.names import lang_attribute, language_name
from everyside.pages.paging import Paging, address, pages_of, paging
from everyside.pages.progress import Progress, count
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import Distribution, distribution, spectrum_of
from everyside.records.coverage import BlindspotKind, Coverage
from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.rating import BIAS, Spectrum
from everyside.records.story import Summary
from everyside.storage import coverages, notes, outlets, reading, spectra, summaries
from everyside.storage.database import Tx

HALF_LIFE_H = 12.0
CANDIDATES = 2000
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    path: str
    headline: str  # as written
    language: str  # of the headline, for ``lang``; empty if unknown
    told: Told  # the headline as shown
    outlet: str  # whose headline it is
    articles: int
    outlets: int
    independent_texts: int
    languages: tuple[str, ...]  # names, most articles first
    axis: str  # the name of the scale of the bar; empty for left–right
    bar: Distribution
    blindspot: BlindspotView | None  # a side that hardly reports it
    agencies: str  # what agencies' texts make of it, where they are more than half; else empty
    first: datetime
    last: datetime
    fiction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A choice of the stories that have articles in one language; code "" is all of them."""

    code: str
    name: str
    path: str
    stories: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    site: str
    at: datetime
    totals: str  # e.g. "34 outlets · 137 articles · 10 stories"
    progress: Progress | None
    stories: tuple[StoryCard, ...]
    editions: tuple[Edition, ...]
    language: str
    paging: Paging
    fiction: bool


def score(outlets: int, last: datetime, now: datetime) -> float:
    hours = max(0.0, (now - last).total_seconds() / 3600)
    return float(outlets * 0.5 ** (hours / HALF_LIFE_H))


def build(
    tx: Tx,
    *,
    site: str,
    now: datetime,
    progress: Progress | None = None,
    min_articles: int = 2,
    into: str = "en",
    language: str = "",
    page: int = 1,
) -> FrontPage | None:
    """Page ``page`` of the front page, of one language's edition where ``language`` is a code; None past the last page.

    ``into``: the reader's language, in which headlines are shown where they are translated. An edition is shown as it is written.
    """
    lines = reading.story_lines(tx, min_articles=min_articles, limit=CANDIDATES)
    editions = _editions(lines, language)
    chosen = [line for line in lines if not language or language in line.languages]
    chosen.sort(key=lambda line: (-score(line.outlets, line.last_published, now), -line.last_published.timestamp(), line.id))
    pages = pages_of(len(chosen), PAGE_SIZE)
    if page > pages:
        return None
    cards = _cards(tx, chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], language, into)
    totals = reading.totals(tx)
    return FrontPage(
        site=site,
        at=now,
        totals=" · ".join(
            (count(totals.outlets, "outlet"), count(totals.articles, "article"), count(totals.stories, "story", "stories"))
        ),
        progress=progress if progress is not None and progress.working else None,
        stories=tuple(cards),
        editions=editions,
        language=language,
        paging=paging(number=page, pages=pages, path="/", query={"lang": language}),
        fiction=any(card.fiction for card in cards) or notes.read(tx, "press") == "demo",
    )


def _editions(lines: Sequence[reading.StoryLine], current: str) -> tuple[Edition, ...]:
    stories = Counter(code for line in lines for code in line.languages if lang_attribute(code))
    if current:
        stories.setdefault(current, 0)
    named = [
        Edition(code=code, name=language_name(code), path=address("/", {"lang": code}), stories=number, current=code == current)
        for code, number in sorted(stories.items(), key=lambda item: (-item[1], item[0]))
    ]
    return (Edition(code="", name="All languages", path="/", stories=len(lines), current=not current), *named)


def _cards(tx: Tx, lines: Sequence[reading.StoryLine], language: str, into: str) -> list[StoryCard]:
    ids = [line.id for line in lines]
    summary_of = summaries.get(tx, ids)
    coverage_of = coverages.get(tx, ids)
    headlines = _headlines(tx, ids, summary_of, language)
    tongue = ReaderLanguage(tx, into, [] if language else [(code, headline) for headline, code, _ in headlines.values()])
    outlet_of = outlets.get(tx, list({outlet for _, _, outlet in headlines.values() if outlet}))
    scales = spectra.every(tx)
    agencies = wires.named(tx, {agency for coverage in coverage_of.values() for agency in coverage.agencies})
    cards: list[StoryCard] = []
    for line in lines:
        coverage = coverage_of.get(line.id)
        if coverage is None:  # of an older shape: it is being counted anew
            continue
        headline, code, outlet_id = headlines[line.id]
        outlet = outlet_of.get(outlet_id) if outlet_id else None
        cards.append(_card(line, coverage, summary_of[line.id].headline, tongue.told(code, headline), outlet, scales, agencies))
    return cards


def _card(
    line: reading.StoryLine,
    coverage: Coverage,
    main: str,
    told: Told,
    outlet: Outlet | None,
    scales: Mapping[str, Spectrum],
    agencies: Mapping[str, str],
) -> StoryCard:
    languages = sorted(coverage.languages.raw.items(), key=lambda item: (-item[1], item[0]))
    spectrum = spectrum_of(coverage.axis, scales)
    missing = next((each for each in coverage.blindspots if each.kind is BlindspotKind.SIDE), None)
    return StoryCard(
        path=story_path(line.id, main),
        headline=told.original or told.text,
        language=told.original_language or told.language,
        told=told,
        outlet=outlet.name if outlet else "",
        articles=coverage.articles,
        outlets=coverage.outlets,
        independent_texts=coverage.independent_texts,
        languages=tuple(language_name(code) for code, _ in languages),
        axis="" if coverage.axis == BIAS else spectrum.name,
        bar=distribution(coverage.axes[coverage.axis].by_outlet, spectrum),
        blindspot=blindspot_view(missing, coverage) if missing else None,
        agencies=wires.note(coverage, agencies) if 2 * coverage.agency_articles > coverage.articles else "",
        first=line.first_published,
        last=line.last_published,
        fiction=bool(outlet and outlet.fiction),
    )


def _headlines(
    tx: Tx, ids: Sequence[StoryId], summary_of: Mapping[StoryId, Summary], language: str
) -> dict[StoryId, tuple[str, str, OutletId | None]]:
    """Headline, its language and its outlet; in an edition the most central title in its language, where the story has one."""
    source = reading.sources(tx, (summary.headline_article for summary in summary_of.values()))
    found: dict[StoryId, tuple[str, str, OutletId | None]] = {}
    for id, summary in summary_of.items():
        outlet_id = source[summary.headline_article][0] if summary.headline_article in source else None
        found[id] = (summary.headline, summary.language, outlet_id)
    if language:
        foreign = [id for id in ids if summary_of[id].language != language]
        for id, cards in reading.article_cards(tx, foreign, language=language).items():
            titled = [card for card in cards if card.title]
            if titled:
                best = max(titled, key=lambda card: (card.score, -card.published.timestamp(), ArticleId(card.id)))
                found[id] = (best.title, best.language, best.outlet_id)
    return found
