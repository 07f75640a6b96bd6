"""Stories, and their bullets with evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from everyside.records.ids import ArticleId, StoryId
from everyside.records.time import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All articles on one event. ``fingerprint`` changes whenever its members, their copy groups or credits do."""

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


class Status(StrEnum):
    """How well a bullet is supported."""

    CORROBORATED = "corroborated"  # two or more independent texts say it
    SINGLE_SOURCE = "single-source"


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

    @property
    def status(self) -> Status:
        return Status.CORROBORATED if self.independent_texts > 1 else Status.SINGLE_SOURCE


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
