"""What comes into the window, and what it does to the stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from everyside.records.article import Kind
from everyside.records.ids import ArticleId, StoryId
from everyside.stages.cluster.score import Matrix
from everyside.stages.cluster.terms import Terms


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with its place in the embedding space, and what else tells it from others."""

    article_id: ArticleId
    published: datetime | None  # None: nobody knows, no distance in time is held against it
    vector: Matrix  # shape (dimensions,), unit length
    language: str = ""
    terms: Terms | None = None  # see ``terms.terms_of``
    kind: Kind = Kind.NEWS
    series: str = ""  # its outlet and its title without the date; "": not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article's story, and why: mean score against the story's other members, and the closest of them, best first."""

    article_id: ArticleId
    story_id: StoryId
    score: float
    closest: tuple[tuple[ArticleId, float], ...] = ()
    correction: int | None = None  # a person's, that had a say


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a batch did: members that are new or moved, stories that were merged into others, stories touched at all."""

    members: tuple[Member, ...] = ()
    merged: dict[StoryId, StoryId]
    touched: frozenset[StoryId]


class Draft:
    """A change in the making; of an article that moves twice the last move counts."""

    def __init__(self) -> None:
        self.members: dict[int, Member] = {}
        self.merged: dict[StoryId, StoryId] = {}
        self.touched: set[StoryId] = set()

    def __bool__(self) -> bool:
        return bool(self.members or self.merged)

    def change(self) -> Change:
        return Change(members=tuple(self.members.values()), merged=dict(self.merged), touched=frozenset(self.touched))
