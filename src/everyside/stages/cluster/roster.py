"""Who is in which story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from everyside.records.ids import StoryId


class Roster:
    """Row → story and story → rows. Most stories have one article, so one row stands without a list: memory is dear here."""

    def __init__(self) -> None:
        self._story: list[StoryId | None] = []
        self._rows: dict[StoryId, int | list[int]] = {}

    def grow(self, size: int) -> None:
        self._story.extend([None] * (size - len(self._story)))

    def __getitem__(self, row: int) -> StoryId | None:
        return self._story[row]

    def rows(self, story: StoryId) -> list[int]:
        """In the order they entered; empty for an unknown story."""
        held = self._rows.get(story)
        return [] if held is None else [held] if isinstance(held, int) else held

    def enter(self, rows: Iterable[int], story: StoryId) -> None:
        """Put rows that are in no story into one."""
        new = list(rows)
        for row in new:
            self._story[row] = story
        held = self._rows.get(story)
        if isinstance(held, list):
            held.extend(new)
        elif new:
            new = new if held is None else [held, *new]
            self._rows[story] = new[0] if len(new) == 1 else new

    def leave(self, rows: Iterable[int]) -> None:
        gone: dict[StoryId, set[int]] = defaultdict(set)
        for row in rows:
            story, self._story[row] = self._story[row], None
            if story is not None:
                gone[story].add(row)
        for story, those in gone.items():
            left = [row for row in self.rows(story) if row not in those]
            if len(left) > 1:
                self._rows[story] = left
            elif left:
                self._rows[story] = left[0]
            else:
                del self._rows[story]
