"""Who reports a story, counted raw (each outlet once) and independent (each text once)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import sqrt

from everyside.records.article import CreditKind
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId
from everyside.records.rating import BIAS, Side
from everyside.records.time import require_utc

Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An article as its story's coverage sees it."""

    article_id: ArticleId
    outlet_id: OutletId
    group: GroupId  # its own id where it is in no copy group
    language: str
    published: datetime
    published_stated: bool
    agencies: tuple[tuple[str, CreditKind], ...] = ()  # the agencies it credits

    def __post_init__(self) -> None:
        require_utc(published=self.published)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCounts:
    """Counts by side; the unrated are a side of their own. Floats where a text's weight is split over its carriers."""

    left: float = 0
    center: float = 0
    right: float = 0
    unrated: float = 0

    @property
    def rated(self) -> float:
        return self.left + self.center + self.right

    @property
    def total(self) -> float:
        return self.rated + self.unrated

    def of(self, side: Side) -> float:
        count: float = getattr(self, side.value)
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisCounts:
    """One spectrum's sides: by outlet, and by text with a text's weight of 1 split over the outlets that carry it."""

    by_outlet: SideCounts = SideCounts()
    by_text: SideCounts = SideCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts by class: ``raw`` counts outlets (of languages: articles), ``independent`` sums the weights of texts."""

    raw: Mapping[str, int] = field(default_factory=dict)
    independent: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of time that ends where the next begins: articles published in it, and texts that were new then."""

    start: datetime
    articles: int
    texts: int

    def __post_init__(self) -> None:
        require_utc(start=self.start)


class Flag(StrEnum):
    LOW_FACTUALITY = "only-low-factuality"
    ONE_SIDE = "only-one-side"
    STATE_MEDIA = "only-state-media"
    ONE_OWNER = "only-one-owner"


class BlindspotKind(StrEnum):
    SIDE = "side"  # a side of left–right hardly reports it
    COUNTRY = "country"  # no outlet of a country it concerns
    LANGUAGE = "language"  # one language only
    STATE = "state"  # state media only


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindspot:
    """Something missing from a story's coverage by the published rule (docs/methodology.md)."""

    kind: BlindspotKind
    missing: str  # a side, a country's code, "" where the kind says all
    share: float = 0.0  # of the missing side among the rated independent texts
    low: float = 0.0  # its interval
    high: float = 0.0
    counted: float = 0.0  # the rated independent texts, or the outlets, it rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who reports a story. Every part sums to the whole it is a part of."""

    story_id: StoryId
    articles: int
    outlets: int
    independent_texts: int
    axes: Mapping[str, AxisCounts]  # spectrum → counts; BIAS always, others where an outlet of the story is rated on them
    axis: str = BIAS  # the spectrum that fits where the story happens
    bias7: Mapping[str, int] = field(default_factory=dict)  # far-left … far-right, unrated → outlets
    factuality: Tally = Tally()  # very-low … very-high, unrated
    owner_kinds: Tally = Tally()  # values of OwnerKind
    owners: Tally = Tally()  # the last known owner's id, "" unknown
    countries: Tally = Tally()  # code, "" unknown
    languages: Tally = Tally()  # code
    scopes: Tally = Tally()  # values of Scope
    agencies: Mapping[str, int] = field(default_factory=dict)  # agency → articles that credit it
    agency_articles: int = 0  # articles that credit any agency
    first_outlet: OutletId | None = None
    first_article: ArticleId | None = None
    copy_groups: Mapping[GroupId, int] = field(default_factory=dict)  # group → articles, only those carried more than once
    timeline: tuple[Slot, ...] = ()
    flags: tuple[Flag, ...] = ()
    blindspots: tuple[Blindspot, ...] = ()
    fingerprint: str
    made_by: str

    def __post_init__(self) -> None:
        if self.axis not in self.axes or BIAS not in self.axes:
            raise ValueError(f"a coverage counts the axes it shows: {BIAS} and {self.axis}")
        parts: list[tuple[str, float, float]] = [
            ("classes of bias", sum(self.bias7.values()), self.outlets),
            ("languages", sum(self.languages.raw.values()), self.articles),
            ("languages of texts", sum(self.languages.independent.values()), self.independent_texts),
        ]
        for name, counts in self.axes.items():
            parts.append((f"outlets on {name}", counts.by_outlet.total, self.outlets))
            parts.append((f"texts on {name}", counts.by_text.total, self.independent_texts))
        for name in ("factuality", "owner_kinds", "owners", "countries", "scopes"):
            tally: Tally = getattr(self, name)
            parts.append((name, sum(tally.raw.values()), self.outlets))
            parts.append((f"{name} of texts", sum(tally.independent.values()), self.independent_texts))
        for what, found, expected in parts:
            if abs(found - expected) > 1e-6:
                raise ValueError(f"{what} sum to {found}, not to {expected}")

    @property
    def by_outlet(self) -> SideCounts:
        """Left–right, by outlet."""
        return self.axes[BIAS].by_outlet

    @property
    def by_text(self) -> SideCounts:
        """Left–right, by independent text."""
        return self.axes[BIAS].by_text


def interval(count: float, of: float) -> tuple[float, float]:
    """The 95 % score interval of the share ``count / of`` (Wilson 1927): what shares a sample of this size can come from.

    It is (0, 1) where nothing was counted. Weights of split texts may be given; they count as the parts of texts they are.

    >>> [round(bound, 3) for bound in interval(0, 6)]
    [0.0, 0.39]
    """
    if of <= 0:
        return 0.0, 1.0
    share = count / of
    spread = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    middle = share + Z * Z / (2 * of)
    scale = 1 + Z * Z / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
