"""Which articles report one event.

A story is a cluster of average linkage over the articles' similarity in a window of time. The window keeps the connected
components of the graph of pairs above the cut; a new article can only change the component it falls into, so that component
alone is clustered anew. Any two articles of different components are below the cut, hence so is any average over them: the
outcome equals clustering the whole window at once, and does not depend on the order or the batches in which articles came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.records.ids import ArticleId, StoryId, story_id
from everyside.stages.cluster.linkage import average_link

VERSION = "cluster/1"
BLOCK = 2048  # rows of a table of scores held at once
Matrix = NDArray[np.float32]
Unpack = Callable[[bytes], Matrix]  # a stored vector → shape (dimensions,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When two articles are close enough.

    The score of a pair is the cosine of their vectors, less ``decay`` for every day between them, plus ``cross_language`` where
    their languages differ (one event in two languages lies farther apart in the space than in one); 0 beyond ``window_days``.
    Swept on four sets together, see docs/decisions/0003.
    """

    cut: float = 0.862
    decay: float = 0.004
    cross_language: float = 0.025
    window_days: float = 6.0
    largest_component: int = 2000  # above it the cut is raised until it falls apart: bounded time whatever comes in


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with its place in the embedding space."""

    article_id: ArticleId
    published: datetime | None  # None: nobody knows, no distance in time is held against it
    vector: Matrix  # shape (dimensions,), unit length
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article's story, and why: mean score against the story's other members, and the closest of them."""

    article_id: ArticleId
    story_id: StoryId
    score: float
    nearest: ArticleId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a batch did: members that are new or moved, stories that were merged into others, stories touched at all."""

    members: tuple[Member, ...]
    merged: dict[StoryId, StoryId]
    touched: frozenset[StoryId]


@dataclass(slots=True)
class Window:
    """The articles of the last days, the components they form and their stories."""

    rule: Rule
    dimensions: int
    ids: list[ArticleId] = field(default_factory=list)
    stories: list[StoryId | None] = field(default_factory=list)
    place: dict[ArticleId, int] = field(default_factory=dict)
    taken: set[StoryId] = field(default_factory=set)
    _component: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))  # each node's key in _inside
    _inside: dict[int, list[int]] = field(default_factory=dict)
    _languages: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    _codes: dict[str, int] = field(default_factory=dict)
    _vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    _days: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    _undated: bool = False  # whether any day is unknown (NaN)

    def restore(self, articles: Sequence[Placed], stories: dict[ArticleId, StoryId], taken: Iterable[StoryId] = ()) -> None:
        """Take in articles that have their stories already, e.g. after a restart. ``taken``: names of stories that were merged."""
        self.taken.update(taken)
        for start in range(0, len(articles), 512):
            self._append(articles[start : start + 512])
        for id, story in stories.items():
            if id in self.place:
                self.stories[self.place[id]] = story
                self.taken.add(story)

    def add(self, articles: Iterable[Placed]) -> Change:
        """Take in new articles and settle the stories they touch."""
        new = {article.article_id: article for article in articles if article.article_id not in self.place}
        fresh = self._append(list(new.values()))
        members: list[Member] = []
        merged: dict[StoryId, StoryId] = {}
        touched: set[StoryId] = set()
        for component in self._components(fresh):
            self._settle(component, members, merged, touched)
        return Change(members=tuple(members), merged=merged, touched=frozenset(touched))

    # components

    def _append(self, articles: Sequence[Placed]) -> list[int]:
        first = len(self.ids)
        if not articles:
            return []
        vectors = np.stack([article.vector for article in articles]).astype(np.float32)
        days = np.array([article.published.timestamp() / 86_400 if article.published else np.nan for article in articles])
        self._grow(first + len(articles))
        self._vectors[first : first + len(articles)] = vectors
        self._days[first : first + len(articles)] = days
        self._undated = self._undated or bool(np.isnan(days).any())
        codes = [self._codes.setdefault(article.language, len(self._codes)) for article in articles]
        self._languages[first : first + len(articles)] = codes
        for offset, article in enumerate(articles):
            self.place[article.article_id] = first + offset
            self.ids.append(article.article_id)
            self.stories.append(None)
            self._component[first + offset] = first + offset
            self._inside[first + offset] = [first + offset]
        near, new = self._within(days), np.arange(first, len(self.ids))
        for start in range(0, len(near), BLOCK):
            block = near[start : start + BLOCK]
            close = self._scores(block, new) >= self.rule.cut
            for column in np.flatnonzero(close.any(axis=0)):
                self._connect(int(new[column]), block[close[:, column]])
        return list(range(first, len(self.ids)))

    def _connect(self, node: int, others: NDArray[np.intp]) -> None:
        if len(others) == 1 and others[0] == node:
            return
        joined = {int(self._component[node]), *np.unique(self._component[others]).tolist()}
        largest = max(joined, key=lambda component: (len(self._inside[component]), component))
        for component in joined - {largest}:
            moved = self._inside.pop(component)
            self._component[moved] = largest
            self._inside[largest].extend(moved)

    def _within(self, days: NDArray[np.float64]) -> NDArray[np.intp]:
        """The articles that may be near enough in time to any of ``days``."""
        known = self._days[: len(self.ids)]
        if np.isnan(days).any():  # a comparison with NaN is false, so articles of unknown time stay in below
            return np.arange(len(known))
        apart = (known < days.min() - self.rule.window_days) | (known > days.max() + self.rule.window_days)
        return np.flatnonzero(~apart)

    def _grow(self, size: int) -> None:
        if size > len(self._vectors):
            room = max(size, len(self._vectors) * 3 // 2, 1024)
            vectors, days, languages = np.zeros((room, self.dimensions), np.float32), np.zeros(room), np.zeros(room, np.int32)
            component = np.zeros(room, np.intp)
            used = len(self.ids)
            if used:
                component[:used] = self._component[:used]
                vectors[:used], days[:used], languages[:used] = self._vectors[:used], self._days[:used], self._languages[:used]
            self._vectors, self._days, self._languages, self._component = vectors, days, languages, component

    def _scores(self, a: NDArray[np.intp], b: NDArray[np.intp]) -> Matrix:
        """Shape (len(a), len(b)). Rounded, so that how a product was blocked cannot decide a membership."""
        gap = np.abs(self._days[a][:, None] - self._days[b][None, :])
        if self._undated:
            gap = np.nan_to_num(gap)
        foreign = self._languages[a][:, None] != self._languages[b][None, :]
        scores = self._vectors[a] @ self._vectors[b].T - self.rule.decay * gap + self.rule.cross_language * foreign
        result: Matrix = np.where(gap <= self.rule.window_days, np.round(np.minimum(scores, 1.0), 4), 0.0).astype(np.float32)
        return result

    def _components(self, start: Iterable[int]) -> list[list[int]]:
        return [self._inside[component] for component in dict.fromkeys(int(self._component[node]) for node in start)]

    # stories

    def _settle(self, component: list[int], members: list[Member], merged: dict[StoryId, StoryId], touched: set[StoryId]) -> None:
        nodes = np.array(sorted(component, key=lambda node: (np.nan_to_num(self._days[node], nan=np.inf), self.ids[node])))
        parts: list[tuple[NDArray[np.intp], Matrix]] = []
        for piece in self._bounded(nodes, self.rule.cut):
            scores = self._scores(piece, piece)
            labels = average_link(scores, self.rule.cut)
            for label in range(labels.max() + 1):
                inside = np.flatnonzero(labels == label)
                parts.append((piece[inside], scores[np.ix_(inside, inside)]))
        names, gone = self._name([part for part, _ in parts])
        merged.update(gone)
        before = Counter(self.stories[node] for node in nodes)
        for (part, scores), story in zip(parts, names, strict=True):
            if before[story] != len(part) or any(self.stories[node] != story for node in part):
                touched.add(story)
                members.extend(self._members(part, scores, story))
                for node in part:
                    self.stories[node] = story
        touched.update(gone)

    def _bounded(self, nodes: NDArray[np.intp], cut: float) -> list[NDArray[np.intp]]:
        """The component in pieces of a size that can be clustered: by a higher cut, at last by time."""
        limit = self.rule.largest_component
        if len(nodes) <= limit:
            return [nodes]
        if cut >= 0.99:
            return [nodes[start : start + limit] for start in range(0, len(nodes), limit)]
        return [part for piece in self._linked(nodes, cut + 0.01) for part in self._bounded(piece, cut + 0.01)]

    def _linked(self, nodes: NDArray[np.intp], cut: float) -> list[NDArray[np.intp]]:
        """``nodes`` in pieces that hang together by scores of at least ``cut``, each in the order given."""
        pieces = []
        left = np.arange(len(nodes))
        while len(left):
            reached, left = left[:1], left[1:]
            piece = [reached]
            while len(reached) and len(left):
                near = np.zeros(len(left), bool)
                for start in range(0, len(reached), BLOCK):
                    near |= (self._scores(nodes[reached[start : start + BLOCK]], nodes[left]) >= cut).any(axis=0)
                reached, left = left[near], left[~near]
                piece.append(reached)
            pieces.append(nodes[np.sort(np.concatenate(piece))])
        return pieces

    def _name(self, parts: Sequence[NDArray[np.intp]]) -> tuple[list[StoryId], dict[StoryId, StoryId]]:
        """A story's id stays with the part that holds most of its articles; stories without a part are merged."""
        overlap: Counter[tuple[StoryId, int]] = Counter()
        for number, part in enumerate(parts):
            for node in part:
                story = self.stories[node]
                if story is not None:
                    overlap[story, number] += 1
        names: dict[int, StoryId] = {}
        used: set[StoryId] = set()
        for (story, number), _ in sorted(overlap.items(), key=lambda item: (-item[1], item[0][1], item[0][0])):
            if number not in names and story not in used:
                names[number] = story
                used.add(story)
        for number, part in enumerate(parts):
            if number not in names:
                names[number] = self._new_name(part)
        gone: dict[StoryId, StoryId] = {}
        for story in {story for story, _ in overlap}:
            if story not in used:
                best = max((shared, -other) for (name, other), shared in overlap.items() if name == story)
                gone[story] = names[-best[1]]
        return [names[number] for number in range(len(parts))], gone

    def _new_name(self, part: NDArray[np.intp]) -> StoryId:
        """After its earliest article; with a number where that already gave its name to a story now led by others."""
        opened_by = self.ids[part[0]]
        name = story_id(opened_by)
        for number in count(2):
            if name not in self.taken:
                break
            name = story_id(ArticleId(f"{opened_by}#{number}"))
        self.taken.add(name)
        return name

    def _members(self, part: NDArray[np.intp], scores: Matrix, story: StoryId) -> Iterable[Member]:
        if len(part) == 1:
            yield Member(article_id=self.ids[part[0]], story_id=story, score=1.0, nearest=None)
            return
        others: NDArray[Any] = scores.copy()
        np.fill_diagonal(others, 0.0)
        means = others.sum(axis=1) / (len(part) - 1)
        np.fill_diagonal(others, -1.0)
        nearest = others.argmax(axis=1)
        for at, node in enumerate(part):
            yield Member(
                article_id=self.ids[node], story_id=story, score=round(float(means[at]), 4), nearest=self.ids[part[nearest[at]]]
            )


def cluster(
    articles: Sequence[Placed], rule: Rule, batch: int = 256, progress: Callable[[int], None] = lambda done: None
) -> dict[ArticleId, StoryId]:
    """Article → story for articles given in time order, taken in as production would: batch after batch."""
    if not articles:
        return {}
    window = Window(rule=rule, dimensions=len(articles[0].vector))
    for start in range(0, len(articles), batch):
        window.add(articles[start : start + batch])
        progress(min(start + batch, len(articles)))
    return {id: story for id, story in zip(window.ids, window.stories, strict=True) if story is not None}
