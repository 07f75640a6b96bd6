"""What a story's articles say, set side by side: what differs, who is quoted, what happened when, what each side stresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from everyside.records.ids import StoryId
from everyside.records.story import Bullet, Citation
from everyside.records.time import require_utc


class DisputeKind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    ATTRIBUTION = "attribution"  # who said or did it


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One answer to the question of a dispute, and who gives it."""

    value: str  # in one form for all: "15", "2025-11-18", "police"
    said: str  # as the first quote has it: "at least 15"
    citations: tuple[Citation, ...]  # oldest article first
    independent_texts: int
    first: datetime  # publication of the first article that says so
    last: datetime  # … of the newest

    def __post_init__(self) -> None:
        require_utc(first=self.first, last=self.last)
        if not 1 <= self.independent_texts <= len(self.citations):
            raise ValueError("a version rests on 1 … as many independent texts as it has citations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Different answers to one question, in the order in which they were first given: of a toll its history."""

    kind: DisputeKind
    subject: str  # what the answers are about, in the articles' words: "killed"
    versions: tuple[Version, ...]
    rising: bool = False  # a count that went up with time: later answers may replace earlier ones, not contradict them

    def __post_init__(self) -> None:
        if len({version.value for version in self.versions}) < 2:
            raise ValueError("a dispute needs two different answers")

    @property
    def newest(self) -> Version:
        """The answer of the newest article; of two in one article the one first given later."""
        return max(self.versions, key=lambda version: (version.last, version.first, version.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words in quotation marks, to the letter, and who said them."""

    text: str  # without its marks
    speaker: str  # as the articles name them; empty where they do not
    language: str
    citations: tuple[Citation, ...]  # the sentences it stands in
    outlets: int
    independent_texts: int

    def __post_init__(self) -> None:
        if not self.text or not self.citations:
            raise ValueError("a quotation needs a text and at least one citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened, or will happen, on a day."""

    day: date
    said: str  # how the sentence names the day: "on Tuesday"
    text: str
    citations: tuple[Citation, ...]
    independent_texts: int

    def __post_init__(self) -> None:
        if not self.text or not self.citations:
            raise ValueError("a moment needs a text and at least one citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a story's articles say, set side by side. The most supported first; moments by day."""

    story_id: StoryId
    disputes: tuple[Dispute, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    moments: tuple[Moment, ...] = ()
    fingerprint: str
    made_by: str


class PartKind(StrEnum):
    SIDE = "side"  # of the spectrum that fits the story
    COUNTRY = "country"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """A word or name that the texts of one part use and the others hardly do."""

    word: str  # as it is mostly written
    texts: int  # of the part that use it
    others: int  # of the rest that use it
    score: float  # how sure the difference is, in standard errors
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.word or not self.citations:
            raise ValueError("a stress needs a word and at least one citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The texts of one side, country or language. Empty but for its counts where they are too few to compare."""

    kind: PartKind
    key: str  # left, center, right, unrated; a country's code; a language's
    texts: int  # independent
    enough: bool
    stresses: tuple[Stress, ...] = ()
    bullets: tuple[Bullet, ...] = ()  # what its texts report and the others do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A story's coverage side by side. ``axis``: the spectrum its sides are of."""

    story_id: StoryId
    axis: str
    parts: tuple[Part, ...] = ()
    fingerprint: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a model wrote of a story and the checker let pass; what it did not is counted by reason in ``dropped``.

    An empty ``headline`` and missing bullets are stood in for by the extracted ones.
    """

    story_id: StoryId
    language: str
    headline: str = ""
    headline_citations: tuple[Citation, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    comparison: tuple[Bullet, ...] = ()  # sentences on how the sides tell it
    dropped: Mapping[str, int] = field(default_factory=dict)
    model: str
    fingerprint: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """How a story was told from ``at`` on."""

    story_id: StoryId
    at: datetime
    headline: str
    bullets: tuple[str, ...]
    articles: int

    def __post_init__(self) -> None:
        require_utc(at=self.at)
