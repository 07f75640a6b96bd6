"""The briefing of a day: what most outlets reported on it, and how long it takes to read.

A day is that of UTC. A story's place is by the outlets that published on it that day; its articles and independent texts are
those of that day too, so that a day that is over stays as it was, but for articles found later. The stories' headlines, points and
bars are those of now. The share of original reporting is

    independent texts / articles

of the day's stories, and the minutes are those of what the briefing shows,

    minutes = words of headlines and points / 238

rounded up: 238 words a minute is the mean of silent reading of English (Brysbaert 2019, "How many words do we read per minute?",
190 studies). In scripts that do not space their words two characters count as a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil

from everyside.language.sentences import tokens, unspaced
from everyside.pages.cards import StoryCard, cards
from everyside.pages.sides import percent
from everyside.storage import front, notes
from everyside.storage.database import Tx

STORIES = 10
POINTS = 3  # of a story, shown and counted
WORDS_A_MINUTE = 238
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A day in figures: of its ``stories`` with the most outlets, what was published that day."""

    date: str  # ISO
    path: str
    day: datetime  # its beginning
    so_far: bool  # whether the day is not over
    stories: int
    articles: int
    texts: int
    original: int  # percent: independent texts of articles
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStory:
    """``articles`` and ``outlets`` are those of the day."""

    card: StoryCard
    articles: int
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyPage:
    site: str
    at: datetime
    briefing: Briefing
    stories: tuple[DayStory, ...]
    previous: str  # address of the last day before with stories; empty where there is none
    next: str
    fiction: bool


def path_of(day: date) -> str:
    return f"/daily/{day.isoformat()}"


def newest(tx: Tx, *, now: datetime, min_articles: int = 2) -> date | None:
    """The newest day on which a story has articles; None before there is any."""
    at = front.newest_until(tx, until=now, min_articles=min_articles)
    return at.astimezone(UTC).date() if at else None


def build(
    tx: Tx, day: date, *, site: str, now: datetime, min_articles: int = 2, into: str = "en", locked: Collection[str] = ()
) -> DailyPage | None:
    """The page of ``day``; None where no story has articles of that day, and for days to come."""
    start = _start(day)
    told = _stories(tx, start, now, min_articles, into, locked)
    if not told:
        return None
    before, after = front.published_beside(tx, start=start, end=start + DAY, until=now)
    return DailyPage(
        site=site,
        at=now,
        briefing=_briefing(start, now, told),
        stories=tuple(DayStory(card=card, articles=line.articles, outlets=line.outlets) for line, card in told),
        previous=path_of(before.astimezone(UTC).date()) if before else "",
        next=path_of(after.astimezone(UTC).date()) if after else "",
        fiction=any(card.fiction for _, card in told) or notes.read(tx, "press") == "demo",
    )


def briefing(tx: Tx, *, now: datetime, min_articles: int = 2, into: str = "en", locked: Collection[str] = ()) -> Briefing | None:
    """The newest day's figures; None before there is any."""
    day = newest(tx, now=now, min_articles=min_articles)
    if day is None:
        return None
    told = _stories(tx, _start(day), now, min_articles, into, locked)
    return _briefing(_start(day), now, told) if told else None


def minutes(texts: Iterable[str]) -> int:
    """How long the texts take to read, at least one minute.

    >>> minutes(["word " * 239])
    2
    """
    return max(1, ceil(sum(len(tokens(text)) / (2 if unspaced(text) else 1) for text in texts) / WORDS_A_MINUTE))


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _stories(
    tx: Tx, start: datetime, now: datetime, min_articles: int, into: str, locked: Collection[str]
) -> list[tuple[front.DayLine, StoryCard]]:
    if start > now:
        return []
    lines = front.published_between(tx, start=start, end=start + DAY, min_articles=min_articles, limit=STORIES)
    card_of = {card.id: card for card in cards(tx, [line.id for line in lines], into=into, locked=locked)}
    return [(line, card_of[line.id]) for line in lines if line.id in card_of]


def _briefing(start: datetime, now: datetime, told: list[tuple[front.DayLine, StoryCard]]) -> Briefing:
    articles = sum(line.articles for line, _ in told)
    texts = sum(line.texts for line, _ in told)
    shown = (text for _, card in told for text in (card.told.text, *(point.text for point in card.bullets[:POINTS])))
    return Briefing(
        date=start.date().isoformat(),
        path=path_of(start.date()),
        day=start,
        so_far=start + DAY > now,
        stories=len(told),
        articles=articles,
        texts=texts,
        original=percent(texts, articles),
        minutes=minutes(shown),
    )
