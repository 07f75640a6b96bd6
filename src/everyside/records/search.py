"""What can be looked for, and what an index keeps of an article so that it is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.records.rating import Side
from everyside.records.time import require_utc

Phrase = tuple[str, ...]
"""Folded words that follow each other (``language.folding``); one that ends in ``*`` is how a word begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question, understood. An article must hold all of ``words`` and none of ``without``; empty filters let everything pass."""

    text: str  # the words as they were typed, without operators: what is asked for by meaning
    words: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    literal: bool = False  # quotation marks or a minus: whoever writes them wants the letter
    sites: tuple[str, ...] = ()  # domains
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  # of the outlets
    sides: tuple[Side, ...] = ()  # of the outlets
    after: datetime | None = None  # published then or later
    before: datetime | None = None  # published earlier
    shortened: bool = False  # there was more than is looked for

    def __post_init__(self) -> None:
        require_utc(after=self.after, before=self.before)

    @property
    def filtered(self) -> bool:
        return bool(self.sites or self.languages or self.countries or self.after or self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """An article as the index keeps it: folded words joined by spaces."""

    article_id: ArticleId
    language: str
    published: datetime
    title: str
    told: str  # title and beginning in the reader's language, where they are translated
    text: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that answers a question; ``story_id`` is None until it is in one."""

    article_id: ArticleId
    story_id: StoryId | None
    outlet_id: OutletId
    published: datetime
