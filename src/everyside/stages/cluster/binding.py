"""Corrections by people, as far as they are about articles of the window, in rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from everyside.records.correction import Constraints
from everyside.records.ids import ArticleId
from everyside.stages.cluster.linkage import Pair


class Binding:
    """Rows that belong together and rows that do not, through others too."""

    def __init__(self, constraints: Constraints, place: Mapping[ArticleId, int]) -> None:
        known = constraints.within(place.keys())
        self.together: list[Pair] = [(place[a], place[b]) for a, b in known.together]
        self.apart: list[Pair] = [(place[a], place[b]) for a, b in known.apart]
        self.rows = {row for pair in (*self.together, *self.apart) for row in pair}
        self._group: dict[int, list[int]] = {row: [row] for row in self.rows}
        for a, b in self.together:
            first, second = self._group[a], self._group[b]
            if first is not second:
                first += second
                self._group.update(dict.fromkeys(second, first))
        self._foes: dict[int, set[int]] = defaultdict(set)  # first of a group → the first of those apart from it
        for a, b in self.apart:
            one, other = self._group[a][0], self._group[b][0]
            self._foes[one].add(other)
            self._foes[other].add(one)

    def bound(self, row: int) -> list[int]:
        """The rows ``row`` belongs with, itself among them; empty where nobody said so."""
        return self._group.get(row, [])

    def barred(self, row: int) -> Iterator[int]:
        """The rows ``row`` does not belong with."""
        for first in self.bound(row)[:1]:
            for foe in self._foes.get(first, ()):
                yield from self._group[foe]
