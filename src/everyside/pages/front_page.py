"""The front page: the stories of now, the most widely covered and newest first.

The order, which the methodology page states in the same words: a story scores the number of its outlets, halved for every
twelve hours since its newest article,

    score = outlets × ½^(hours since the newest article / 12)

so that one outlet more counts the more the fewer there are, and a story of 20 outlets half a day old stands beside a new one
of 10. Times in the future count as now. Only the ``CANDIDATES`` stories with the newest articles are ranked. An edition of a
country holds the stories that outlets from there report, and counts these outlets alone; one of a language holds the stories that
have articles in it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.interface.messages import count
from everyside.pages import daily_page
from everyside.pages.cards import StoryCard, cards
from everyside.pages.daily_page import Briefing
from everyside.pages.front_choices import MISSED, Edition, TopicLink, countries, languages, misses, topics
from everyside.pages.names import country_name, language_name
from everyside.pages.paging import Paging, address, pages_of, paging
from everyside.pages.progress import Progress
from everyside.records.rating import Side
from everyside.storage import front, notes, reading
from everyside.storage.database import Tx

HALF_LIFE_H = 12.0
CANDIDATES = 2000
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    site: str
    path: str
    at: datetime
    totals: str  # e.g. "34 outlets · 137 articles · 10 stories"
    progress: Progress | None
    stories: tuple[StoryCard, ...]
    missed: tuple[tuple[str, tuple[StoryCard, ...]], ...]  # by side, left and right: what it hardly reports
    briefing: Briefing | None  # the newest day's
    topics: tuple[TopicLink, ...]
    edition: str  # the name of the one shown; empty for everything
    editions: tuple[Edition, ...]  # languages
    countries: tuple[Edition, ...]
    language: str
    country: str
    paging: Paging
    fiction: bool


def score(outlets: int, last: datetime, now: datetime) -> float:
    hours = max(0.0, (now - last).total_seconds() / 3600)
    return float(outlets * 0.5 ** (hours / HALF_LIFE_H))


def ranked(lines: Sequence[reading.StoryLine], now: datetime, country: str = "") -> list[reading.StoryLine]:
    """By score, that of ``country``'s outlets alone where one is given."""

    def order(line: reading.StoryLine) -> tuple[float, float, str]:
        outlets = line.countries.get(country, 0) if country else line.outlets
        return -score(outlets, line.last_published, now), -line.last_published.timestamp(), line.id

    return sorted(lines, key=order)


def build(
    tx: Tx,
    *,
    site: str,
    now: datetime,
    progress: Progress | None = None,
    min_articles: int = 2,
    into: str = "en",
    language: str = "",
    country: str = "",
    page: int = 1,
    locked: Collection[str] = (),
) -> FrontPage | None:
    """Page ``page`` of the front page, of one edition where ``language`` or ``country`` is a code; None past the last page.

    ``into``: the reader's language, in which texts are shown where they are translated. A language's edition is shown as it is
    written. ``locked``: blocks that the reader's plan does not open. Briefing, blindspots and topics stand on the first page alone.
    """
    lines = front.story_lines(tx, min_articles=min_articles, limit=CANDIDATES)
    chosen = ranked(
        [
            line
            for line in lines
            if (not language or language in line.languages) and (not country or line.countries.get(country, 0) > 0)
        ],
        now,
        country,
    )
    pages = pages_of(len(chosen), PAGE_SIZE)
    if page > pages:
        return None
    missed = {side: [line.id for line in chosen if misses(line, side)][:MISSED] for side in (Side.LEFT, Side.RIGHT)}
    listed = [line.id for line in chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    beside = [id for ids in missed.values() for id in ids if id not in listed] if page == 1 else []
    card_of = {card.id: card for card in cards(tx, [*listed, *beside], into=into, language=language, locked=locked)}
    told = [card_of[id] for id in listed if id in card_of]
    totals = reading.totals(tx)
    shown = {"country": country, "lang": language}
    return FrontPage(
        site=site,
        path=address("/", shown | {"page": str(page) if page > 1 else ""}),
        at=now,
        totals=" · ".join(
            (
                count(totals.outlets, "%(num)s outlet", "%(num)s outlets"),
                count(totals.articles, "%(num)s article", "%(num)s articles"),
                count(totals.stories, "%(num)s story", "%(num)s stories"),
            )
        ),
        progress=progress if progress is not None and progress.working else None,
        stories=tuple(told),
        missed=tuple(
            (side.value, tuple(card_of[id] for id in ids if id in card_of))
            for side, ids in missed.items()
            if page == 1 and ids and "sides" not in locked
        ),
        briefing=daily_page.briefing(tx, now=now, min_articles=min_articles, into=into, locked=locked) if page == 1 else None,
        topics=topics(tx, lines, min_articles) if page == 1 else (),
        edition=", ".join(each for each in (country_name(country), language_name(language) if language else "") if each),
        editions=languages(lines, language, country),
        countries=countries(lines, language, country),
        language=language,
        country=country,
        paging=paging(number=page, pages=pages, path="/", query=shown),
        fiction=any(card.fiction for card in told) or notes.read(tx, "press") == "demo",
    )
