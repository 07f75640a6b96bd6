"""Small worlds for the tests of clustering: articles around a few events, windows, and what their changes add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from everyside.records.correction import Constraints
from everyside.records.ids import ArticleId, StoryId
from everyside.stages.cluster.core import Change, Matrix, Placed, Rule, Window
from everyside.stages.cluster.terms import terms_of
from tests.makers import NOW

# Vectors alone decide, a little less so with every day.
PLAIN: dict[str, Any] = {"cut": 0.8, "words": 0.0, "cross_language": 0.0, "per_day": 0.01, "per_root_day": 0.0, "undated": 0.0}
RULE = Rule(**PLAIN, window_days=5)
# Every part of a score has a say.
FULL_RULE = Rule(cut=0.82, words=0.08, cross_language=0.04, per_day=0.01, per_root_day=0.01, window_days=5)
WORDS = ["ferry", "harbour", "rent", "court", "212", "Osterholm", "goal", "minister", "flood", "bridge", "vote", "Lantern"]


def rule(**changes: Any) -> Rule:
    return Rule(**PLAIN | {"window_days": 5} | changes)


def unit(*direction: float) -> Matrix:
    vector = np.array(direction, np.float32)
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def placed(number: int, *direction: float, at: datetime | None = NOW, **changes: Any) -> Placed:
    """Article ``a<number>``, so many seconds after ``at``."""
    published = None if at is None else at + timedelta(seconds=number)
    return Placed(**{"article_id": key(number), "published": published, "vector": unit(*direction), "language": "en"} | changes)


def key(number: int) -> ArticleId:
    return ArticleId(f"a{number:03}")


def crowd(seed: int, size: int, hours: float = 200, spread: float = 0.6) -> list[Placed]:
    """Articles about four events in two languages, some of them between two events, with words, some without a time."""
    chance = np.random.default_rng(seed)
    centers = chance.normal(size=(4, 6))
    made = []
    for number in range(size):
        event = int(chance.integers(4))
        words = " ".join(chance.choice(WORDS[event * 3 : event * 3 + 5], size=3))
        made.append(
            placed(
                number,
                *(centers[event] + chance.normal(size=6) * spread),
                at=NOW + timedelta(hours=float(chance.uniform(0, hours))) if chance.random() > 0.05 else None,
                language=str(chance.choice(["en", "de"])),
                terms=terms_of(words, ""),
            )
        )
    return made


def window(of: Rule = RULE, dimensions: int = 3, constraints: Constraints | None = None) -> Window:
    return Window(rule=of, dimensions=dimensions, constraints=constraints)


def consolidated(filled: Window) -> list[Change]:
    return [change for change in filled.consolidate() if change is not None]


def partition(stories: Mapping[ArticleId, StoryId]) -> set[frozenset[str]]:
    groups: dict[StoryId, set[str]] = {}
    for id, story in stories.items():
        groups.setdefault(story, set()).add(id)
    return {frozenset(group) for group in groups.values()}


def groups(filled: Window) -> set[frozenset[str]]:
    return partition(filled.placed())


class Replay:
    """What a database holds that saves one change after the other."""

    def __init__(self) -> None:
        self.stories: dict[ArticleId, StoryId] = {}
        self.redirects: dict[StoryId, StoryId] = {}

    def take(self, changes: Iterable[Change | None]) -> None:
        for change in changes:
            if change is None:
                continue
            for member in change.members:
                assert member.story_id in change.touched
                assert member.article_id not in {id for id, _ in member.closest}
                assert len(member.closest) <= 3
                self.stories[member.article_id] = member.story_id
            for old, new in change.merged.items():
                self.stories = {id: new if story == old else story for id, story in self.stories.items()}
                self.redirects[old] = new

    def resolve(self, story: StoryId) -> StoryId:
        seen = set()
        while story in self.redirects:
            assert story not in seen, "a circle of merges"
            seen.add(story)
            story = self.redirects[story]
        return story

    def agrees_with(self, filled: Window) -> bool:
        """Every article of the window is in exactly one story, the same here and there, and none in one that was merged."""
        now = filled.placed()
        return self.stories == now and now.keys() == set(filled.ids) and not self.redirects.keys() & set(now.values())


def obeyed(constraints: Constraints, filled: Window) -> bool:
    broken = constraints.within(filled.placed().keys()).broken(filled.placed())
    return not broken.together and not broken.apart
