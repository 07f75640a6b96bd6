"""What people put right in stories, and the rules about pairs of articles that follow from it.

A correction speaks of articles, never of story ids alone: stories merge and divide, articles stay what they are. It says two
things: its articles and its anchors belong in one story, and none of its articles belongs with its strangers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from everyside.records.ids import ArticleId, StoryId
from everyside.records.time import require_utc

Pair = tuple[ArticleId, ArticleId]  # the smaller id first


class Action(StrEnum):
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    PIN = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One statement of a person about articles."""

    id: int  # counts up; 0: not saved yet
    at: datetime
    by: str
    why: str
    action: Action
    articles: tuple[ArticleId, ...]  # the ones it is about
    anchors: tuple[ArticleId, ...] = ()  # articles they belong with
    strangers: tuple[ArticleId, ...] = ()  # articles they do not belong with
    before: Mapping[ArticleId, StoryId] = field(default_factory=dict)  # article it moved or held → the story it was in
    undone_at: datetime | None = None
    undone_by: str = ""
    undone_why: str = ""

    def __post_init__(self) -> None:
        require_utc(at=self.at, undone_at=self.undone_at)
        if not self.articles or not self.by or not self.why:
            raise ValueError("a correction needs articles, who made it and why")
        if self.undone_at and not (self.undone_by and self.undone_why):
            raise ValueError("an undone correction needs who undid it and why")
        if set(self.articles) & set(self.anchors) or {*self.articles, *self.anchors} & set(self.strangers):
            raise ValueError("an article has one part in a correction: it is about it, an anchor or a stranger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Pairs of articles that belong in one story, and pairs that do not. ``together`` is meant transitively.

    Those that ``constraints`` makes never contradict each other: no pair is apart that is together, through others too.
    """

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    by: Mapping[ArticleId, int] = field(default_factory=dict)  # article → the correction that had the last word about it

    def within(self, articles: Collection[ArticleId]) -> Constraints:
        """What they mean for ``articles`` alone, through absent ones too; an apart pair for each two bound groups."""
        inside = articles if isinstance(articles, (set, frozenset, dict)) else set(articles)
        group_of = _grouped(self.together)
        present: dict[ArticleId, list[ArticleId]] = defaultdict(list)
        for id in sorted(id for id in {*group_of, *(id for pair in self.apart for id in pair)} if id in inside):
            present[group_of.get(id, id)].append(id)
        between = {_pair(group_of.get(a, a), group_of.get(b, b)) for a, b in self.apart}
        return Constraints(
            together=tuple(pair for ids in present.values() for pair in pairwise(ids)),
            apart=tuple(sorted(_pair(present[a][0], present[b][0]) for a, b in between if a in present and b in present)),
            by={id: correction for id, correction in self.by.items() if id in inside},
        )

    def broken(self, stories: Mapping[ArticleId, StoryId]) -> Constraints:
        """The pairs these stories do not obey; articles in no story break nothing."""
        known = stories.keys()
        return Constraints(
            together=tuple((a, b) for a, b in self.together if a in known and b in known and stories[a] != stories[b]),
            apart=tuple((a, b) for a, b in self.apart if a in known and b in known and stories[a] == stories[b]),
        )


def constraints(corrections: Iterable[Correction]) -> Constraints:
    """The rules all corrections in force make together, whatever order they are given in; undone ones count for nothing.

    They are gone through in the order they were made, and the later one is right:

    * Articles that are moved or split off leave those they were bound to (which stay bound to each other), and no longer stand
      for the story they were in: who was kept apart from it is not kept apart from them. What these articles themselves were
      kept apart from stays.
    * A merge or a pin binds what was bound already along with what it names.
    * What a correction binds is no longer kept apart, and its strangers are no longer bound to it.

    So an anchor that is moved later takes nothing along, and the latest correction always holds in full.
    """
    rules = _Rules()
    for correction in sorted(corrections, key=lambda correction: correction.id):
        if correction.undone_at is None:
            rules.take(correction)
    together = tuple(pair for ids in rules.bound() for pair in pairwise(ids))
    apart = tuple(sorted({_pair(subject, stranger) for subject, others in rules.strangers.items() for stranger in others}))
    ruled = {id for pair in (*together, *apart) for id in pair}
    return Constraints(together=together, apart=apart, by={id: number for id, number in rules.by.items() if id in ruled})


def standing(corrections: Collection[Correction]) -> dict[int, Constraints]:
    """Correction in force → what of it no later one took back; empty where all of it was."""
    rules = constraints(corrections)
    group_of, apart = _grouped(rules.together), set(rules.apart)
    found = {}
    for correction in corrections:
        if correction.undone_at is not None:
            continue
        shared: dict[ArticleId, list[ArticleId]] = defaultdict(list)
        for id in sorted((*correction.articles, *correction.anchors)):
            shared[group_of.get(id, id)].append(id)
        about = set(correction.articles)
        found[correction.id] = Constraints(
            together=tuple(pair for ids in shared.values() if about & set(ids) for pair in pairwise(ids)),
            apart=tuple(sorted({_pair(a, b) for a in correction.articles for b in correction.strangers} & apart)),
        )
    return found


class _Rules:
    """Who is bound to whom and kept apart from whom, after the corrections taken so far."""

    def __init__(self) -> None:
        self.by: dict[ArticleId, int] = {}
        self.strangers: dict[ArticleId, set[ArticleId]] = defaultdict(set)  # article → those it does not belong with
        self._kept_off: dict[ArticleId, set[ArticleId]] = defaultdict(set)  # the same, from the other end
        self._group: dict[ArticleId, set[ArticleId]] = {}

    def take(self, correction: Correction) -> None:
        if correction.action in (Action.MOVE, Action.SPLIT):
            for id in correction.articles:
                self._leave(id)
        belonging = (*correction.articles, *correction.anchors)
        strangers = set(correction.strangers)
        for id in belonging:
            self._let_go(id, strangers)
        for id in belonging:
            self._join(belonging[0], id)
        for subject in correction.articles:
            self.by[subject] = correction.id
            for stranger in correction.strangers:
                self.strangers[subject].add(stranger)
                self._kept_off[stranger].add(subject)

    def bound(self) -> Iterator[list[ArticleId]]:
        """Every group, in order of its smallest id."""
        seen: set[ArticleId] = set()
        for id in sorted(self._group):
            if id not in seen:
                seen |= self._group[id]
                yield sorted(self._group[id])

    def _leave(self, id: ArticleId) -> None:
        self._group.pop(id, set()).discard(id)
        for subject in self._kept_off.pop(id, ()):
            self.strangers[subject].discard(id)

    def _let_go(self, id: ArticleId, others: set[ArticleId]) -> None:
        bound = self._group.get(id, set())
        if gone := bound & others:
            bound -= gone
            self._group.update(dict.fromkeys(gone, gone))

    def _join(self, one: ArticleId, other: ArticleId) -> None:
        large, small = (self._group.setdefault(id, {id}) for id in (one, other))
        if large is small:
            return
        if len(large) < len(small):
            large, small = small, large
        for id in small:
            self._group[id] = large
            for stranger in self.strangers[id] & large:
                self._forgive(id, stranger)
            for subject in self._kept_off[id] & large:
                self._forgive(subject, id)
        large |= small

    def _forgive(self, subject: ArticleId, stranger: ArticleId) -> None:
        self.strangers[subject].discard(stranger)
        self._kept_off[stranger].discard(subject)


def _pair(a: ArticleId, b: ArticleId) -> Pair:
    return (a, b) if a < b else (b, a)


def _grouped(together: Iterable[Pair]) -> dict[ArticleId, ArticleId]:
    """Article → the smallest id it is together with, through others too."""
    above: dict[ArticleId, ArticleId] = {}

    def first(id: ArticleId) -> ArticleId:
        while above.setdefault(id, id) != id:
            above[id] = id = above[above[id]]
        return id

    for a, b in together:
        smaller, larger = _pair(first(a), first(b))
        above[larger] = smaller
    return {id: first(id) for id in list(above)}
