"""A story as a list of stories shows it: headline, bar, figures and what is missing from its coverage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from everyside.interface.messages import count, looked_up
from everyside.pages import agencies as wires
from everyside.pages.addresses import story_path
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.pages.findings import BlindspotView, blindspot_view
from everyside.pages.names import label_name, language_name
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import Distribution, distribution, spectrum_of
from everyside.records.coverage import Blindspot, BlindspotKind, Coverage
from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.rating import BIAS, Spectrum
from everyside.records.story import Story, Summary
from everyside.records.tags import Label
from everyside.storage import coverages, outlets, reading, spectra, stories, summaries, tags
from everyside.storage.database import Tx

HEADLINE_LENGTH = 300
NAME_LENGTH = 60
LANGUAGES = 3  # named on a card
NO_BAR = Distribution(text="", segments=(), total="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    id: StoryId
    path: str
    headline: str  # as written
    language: str  # of the headline, for ``lang``; empty if unknown
    told: Told  # the headline as shown
    outlet: str  # whose headline it is
    topic: str  # what it is chiefly about; empty where nobody knows
    place: str  # the place it tells of most
    bullets: tuple[Told, ...]  # as shown
    articles: int
    outlets: int
    independent_texts: int
    languages: str  # "English, Arabic, German and 5 more languages", most articles first
    facts: str  # e.g. "14 outlets · 27 independent texts · English"
    axis: str  # the name of the scale of the bar; empty for left–right
    bar: Distribution
    blindspot: BlindspotView | None  # a side that hardly reports it
    blindspots: tuple[tuple[Blindspot, BlindspotView], ...]  # everything missing, and how it is told
    agencies: str  # what agencies' texts make of it, where they are more than half; else empty
    first: datetime
    last: datetime
    fiction: bool


def cards(tx: Tx, ids: Sequence[StoryId], *, into: str = "en", language: str = "", locked: Collection[str] = ()) -> list[StoryCard]:
    """The stories in the order of ``ids``, less those without a summary or a coverage (they are being made anew).

    ``into``: the reader's language, in which texts are shown where they are translated. ``language``: rather the most central
    headline in that language, as it is written. ``locked``: blocks that the reader's plan does not open; nothing of them is in the
    cards. The number of statements does not depend on that of the stories.
    """
    known = stories.get(tx, ids)
    summary_of = summaries.get(tx, ids)
    coverage_of = coverages.get(tx, ids)
    label_of = tags.labels_of(tx, ids)
    source = reading.sources(tx, _cited(summary_of))
    headlines = _headlines(tx, summary_of, source, language)
    points = {
        id: [(_language(summary, at, source), bullet.text) for at, bullet in enumerate(summary.bullets)]
        for id, summary in summary_of.items()
    }
    texts = [(code, headline) for headline, code, _ in headlines.values()] + [each for told in points.values() for each in told]
    tongue = ReaderLanguage(tx, into, [] if language else texts)
    outlet_of = outlets.get(tx, list({outlet for _, _, outlet in headlines.values() if outlet}))
    scales = spectra.every(tx)
    agencies = wires.named(tx, {agency for coverage in coverage_of.values() for agency in coverage.agencies})
    found: list[StoryCard] = []
    for id in ids:
        if id not in known or id not in summary_of or id not in coverage_of:
            continue
        headline, code, outlet_id = headlines[id]
        card = _card(
            known[id],
            coverage_of[id],
            summary_of[id].headline,
            _cut(tongue.told(code, headline), HEADLINE_LENGTH),
            outlet_of.get(outlet_id) if outlet_id else None,
            label_of.get(id, ()),
            scales,
            agencies,
        )
        told = replace(card, bullets=tuple(_cut(tongue.told(*point), QUOTE_LENGTH) for point in points[id]))
        found.append(_without(told, locked))
    return found


def _without(card: StoryCard, locked: Collection[str]) -> StoryCard:
    if "bullets" in locked:
        card = replace(card, bullets=())
    if "sides" in locked:
        spots = tuple(each for each in card.blindspots if each[0].kind is not BlindspotKind.SIDE)
        card = replace(card, axis="", bar=NO_BAR, blindspot=None, blindspots=spots)
    if "copies" in locked:
        card = replace(card, agencies="")
    return card


def _card(
    story: Story,
    coverage: Coverage,
    main: str,
    told: Told,
    outlet: Outlet | None,
    labels: Sequence[Label],
    scales: Mapping[str, Spectrum],
    agencies: Mapping[str, str],
) -> StoryCard:
    languages = _languages(coverage)
    spectrum = spectrum_of(coverage.axis, scales)
    missing = tuple((each, blindspot_view(each, coverage)) for each in coverage.blindspots)
    return StoryCard(
        id=story.id,
        path=story_path(story.id, main),
        headline=told.original or told.text,
        language=told.original_language or told.language,
        told=told,
        outlet=outlet.name if outlet else "",
        topic=_chief(labels, "topic"),
        place=_chief(labels, "place"),
        bullets=(),
        articles=coverage.articles,
        outlets=coverage.outlets,
        independent_texts=coverage.independent_texts,
        languages=languages,
        facts=_facts(coverage, languages),
        axis="" if coverage.axis == BIAS else looked_up(spectrum.name),
        bar=distribution(coverage.axes[coverage.axis].by_outlet, spectrum),
        blindspot=next((view for each, view in missing if each.kind is BlindspotKind.SIDE), None),
        blindspots=missing,
        agencies=wires.note(coverage, agencies) if 2 * coverage.agency_articles > coverage.articles else "",
        first=story.first_published,
        last=story.last_published,
        fiction=bool(outlet and outlet.fiction),
    )


def _languages(coverage: Coverage) -> str:
    codes = sorted(coverage.languages.raw, key=lambda code: (-coverage.languages.raw[code], code))
    named, more = ", ".join(language_name(code) for code in codes[:LANGUAGES]), len(codes) - LANGUAGES
    if more <= 0:
        return named
    return count(more, "%(named)s and %(num)s more language", "%(named)s and %(num)s more languages", named=named)


def _facts(coverage: Coverage, languages: str) -> str:
    outlets = count(coverage.outlets, "%(num)s outlet", "%(num)s outlets")
    texts = count(coverage.independent_texts, "%(num)s independent text", "%(num)s independent texts")
    return " · ".join(each for each in (outlets, texts, languages) if each)


def _chief(labels: Sequence[Label], kind: str) -> str:
    return next((excerpt(label_name(kind, label.name), NAME_LENGTH) for label in labels if label.kind == kind), "")


def _cut(told: Told, length: int) -> Told:
    return replace(told, text=excerpt(told.text, length), original=excerpt(told.original, length))


def _cited(summary_of: Mapping[StoryId, Summary]) -> list[ArticleId]:
    """The headlines' articles and the first quotes'."""
    first = [bullet.citations[0].article_id for summary in summary_of.values() for bullet in summary.bullets]
    return [*(summary.headline_article for summary in summary_of.values()), *first]


def _language(summary: Summary, at: int, source: Mapping[ArticleId, tuple[OutletId, str, str]]) -> str:
    """Of a bullet: that of its first quote."""
    first = summary.bullets[at].citations[0].article_id
    return source[first][2] if first in source else ""


def _headlines(
    tx: Tx, summary_of: Mapping[StoryId, Summary], source: Mapping[ArticleId, tuple[OutletId, str, str]], language: str
) -> dict[StoryId, tuple[str, str, OutletId | None]]:
    """Headline, its language and its outlet; with ``language`` the most central title in it, where the story has one."""
    found: dict[StoryId, tuple[str, str, OutletId | None]] = {}
    for id, summary in summary_of.items():
        outlet_id = source[summary.headline_article][0] if summary.headline_article in source else None
        found[id] = (summary.headline, summary.language, outlet_id)
    if language:
        foreign = [id for id in found if summary_of[id].language != language]
        for id, titles in reading.article_cards(tx, foreign, language=language).items():
            titled = [card for card in titles if card.title]
            if titled:
                best = max(titled, key=lambda card: (card.score, -card.published.timestamp(), ArticleId(card.id)))
                found[id] = (best.title, best.language, best.outlet_id)
    return found
