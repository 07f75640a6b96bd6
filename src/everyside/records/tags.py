"""What an article or a story is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from everyside.records.ids import ArticleId, StoryId


class NameKind(StrEnum):
    PLACE = "place"
    PERSON = "person"
    ORGANISATION = "organisation"
    NAME = "name"  # a proper name of which nobody said what it names


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name found in a text. ``key`` is the same in every language where the recognizer knows the thing, e.g. ``country:JP``."""

    kind: NameKind
    key: str
    name: str  # as it reads, in English where the recognizer knows it
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What one article is about: shares of topics that sum to at most 1 (none is "nobody knows"), and the names in it."""

    article_id: ArticleId
    topics: Mapping[str, float] = field(default_factory=dict)
    names: tuple[Name, ...] = ()
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a story is about: a topic (``kind`` "topic") or a name, and the share of its independent texts that say so."""

    story_id: StoryId
    kind: str  # "topic" or a NameKind
    key: str
    name: str
    weight: float
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """``story_id`` follows (``previous``) or is akin to (``related``) the earlier ``other_id``."""

    story_id: StoryId
    other_id: StoryId
    kind: str
    score: float
    shared: tuple[str, ...] = ()  # names and words both tell of
    gap_days: float = 0.0
    made_by: str
