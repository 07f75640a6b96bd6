"""Stories, their bullets with evidence, and the coverage they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId
from everyside.records.time import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All articles on one event. ``fingerprint`` changes whenever its members or their copy groups do."""

    id: StoryId
    first_published: datetime
    last_published: datetime
    articles: int
    fingerprint: str
    updated_at: datetime
    merged_into: StoryId | None = None

    def __post_init__(self) -> None:
        require_utc(first=self.first_published, last=self.last_published, updated=self.updated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an article and the member closest to it have in common. Empty for a story of one."""

    closest: tuple[tuple[ArticleId, float], ...] = ()  # the closest members and their scores, best first, at most 3
    shared: tuple[str, ...] = ()  # names, numbers and words both tell of, the weightiest first
    gap_hours: float | None = None  # between the two; None: nobody knows
    correction: int | None = None  # the correction by a person that put it here


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Why an article is in a story: its score against the story and the member it is closest to."""

    article_id: ArticleId
    story_id: StoryId
    score: float  # mean score against the other members, 0 … 1; 1.0 for a story of one
    nearest: ArticleId | None = None
    evidence: Evidence = Evidence()
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote that stands in an article's text at ``start``:``end`` (Python string offsets)."""

    article_id: ArticleId
    quote: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.quote or self.start < 0 or self.end - self.start != len(self.quote):
            raise ValueError(f"a citation's offsets {self.start}:{self.end} must span its quote of {len(self.quote)} characters")

    def stands_in(self, text: str) -> bool:
        return text[self.start : self.end] == self.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """One sentence about the story. No evidence, no bullet."""

    text: str
    citations: tuple[Citation, ...]
    independent_texts: int  # copy groups among the cited articles

    def __post_init__(self) -> None:
        if not self.text or not self.citations:
            raise ValueError("a bullet needs a text and at least one citation")
        if not 1 <= self.independent_texts <= len(self.citations):
            raise ValueError("a bullet rests on 1 … as many independent texts as it has citations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Headline (an article's own title, by name) and bullets of a story, made from the members ``fingerprint`` names."""

    story_id: StoryId
    headline: str
    headline_article: ArticleId
    language: str
    bullets: tuple[Bullet, ...]
    fingerprint: str
    made_by: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who reports a story, counted raw (outlets) and independent (each text once)."""

    story_id: StoryId
    articles: int
    outlets: int
    independent_texts: int
    by_outlet: SideCounts  # sums to ``outlets``
    by_text: SideCounts  # sums to ``independent_texts``
    factuality: Mapping[str, int] = field(default_factory=dict)  # very-low … very-high, unrated → outlets
    languages: Mapping[str, int] = field(default_factory=dict)  # code → articles
    countries: Mapping[str, int] = field(default_factory=dict)  # code, "" unknown → outlets
    first_outlet: OutletId | None = None
    first_article: ArticleId | None = None
    copy_groups: Mapping[GroupId, int] = field(default_factory=dict)  # group → articles, only those carried more than once
    fingerprint: str
    made_by: str

    def __post_init__(self) -> None:
        parts = (
            ("outlets by side", self.by_outlet.total, self.outlets),
            ("texts by side", self.by_text.total, self.independent_texts),
            ("factuality", sum(self.factuality.values()), self.outlets),
            ("languages", sum(self.languages.values()), self.articles),
            ("countries", sum(self.countries.values()), self.outlets),
        )
        for name, found, expected in parts:
            if abs(found - expected) > 1e-6:
                raise ValueError(f"{name} sum to {found}, not to {expected}")
