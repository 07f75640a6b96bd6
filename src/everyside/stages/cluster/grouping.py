"""Average linkage over the articles of one component, however many they are.

Few are grouped over the table of all pairs (``linkage``). Many are grouped over the graph of pairs above the cut, best first
(graph-based agglomerative clustering, Dhulipala et al. 2021, arXiv:2106.05610). Two groups whose mean reaches the cut have a pair
that does, so nothing is missed that the graph has. And the mean of a group with another is at most the greater of the means its
halves had: a pair of groups below the cut can be forgotten, and one of which only a part is known has a mean that is at most what
the cut in place of the unknown gives. Scores are looked up where such a bound is the best that is left: the others never are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from everyside.stages.cluster.linkage import Pair, average_link
from everyside.stages.cluster.score import Matrix, Rows, Scorer

PAUSE = 10_000  # steps between two pauses; .1 … .3 s
DEAR = 50  # such steps a join or a look-up of scores counts for
PAIRS = 1 << 14  # of two groups with more, SAMPLE articles each are compared: the mean of many is the mean of some
SAMPLE = 128
UNIT = 10_000  # scores have four decimals; sums of whole numbers are exact in any order

Edges = Mapping[int, tuple[Rows, Matrix]]  # row → rows and scores, at least the cut


def dense(scorer: Scorer, rows: Rows, together: Sequence[Pair], apart: Sequence[Pair]) -> tuple[list[Rows], Matrix]:
    """Groups of rows, each in the order given, and the table they were made of. ``together``, ``apart``: pairs of rows."""
    place = {row: at for at, row in enumerate(rows.tolist())}
    table = scorer.table(rows)
    labels = average_link(table, scorer.rule.cut, _placed(together, place), _placed(apart, place))
    return [rows[labels == label] for label in range(int(labels.max()) + 1)], table


def sparse(
    scorer: Scorer, rows: Rows, edges: Edges, together: Sequence[Pair], apart: Sequence[Pair]
) -> Iterator[list[Rows] | None]:
    """As ``dense``, over the graph. Yields None where it may pause, at last the groups."""
    place = {row: at for at, row in enumerate(rows.tolist())}
    pairs, scores = _pairs(rows, edges)
    yield None
    groups = _Groups(scorer, rows, pairs, scores)
    yield None
    for a, b in _placed(apart, place):
        groups.bar(a, b)
    for a, b in _placed(together, place):
        groups.join(groups.of(a), groups.of(b))
    yield from groups.run()
    yield groups.parts()


class _Groups:
    """Articles, by their place in ``rows``, as they are joined. A group is named by one of its places.

    Of two groups is known the sum of the scores of some of their pairs and how many these are, held as one complex number (sum
    + pairs · i) so that both add up as one; what is not known at all is below the cut.
    """

    def __init__(self, scorer: Scorer, rows: Rows, pairs: NDArray[np.int64], scores: NDArray[np.float64]) -> None:
        self._scorer, self._rows = scorer, rows
        self._cut = round(scorer.rule.cut * UNIT, 6)
        self._group = np.arange(len(rows))  # place → its group
        self._inside: dict[int, list[int]] = {}  # groups of two or more
        self._known: dict[int, dict[int, complex]] = {}  # of groups that were joined or looked up; else ``_first_known``
        self._barred: dict[int, set[int]] = {}
        self._latest: dict[int, float] = {}  # pair → its bound in the heap; an older entry of a pair counts for nothing
        self._heap: list[tuple[float, int, int]] = []
        best = np.lexsort((pairs, -scores))
        self._first, self._first_scores = pairs[best], scores[best]  # all exact, best first: no need to heap them
        self._turn = 0
        both = np.concatenate([pairs, pairs % len(rows) * len(rows) + pairs // len(rows)])
        order = np.argsort(both, kind="stable")
        self._start = np.searchsorted(both[order], np.arange(len(rows) + 1) * len(rows))
        self._others = (both[order] % len(rows)).astype(np.int32)
        self._scores = np.concatenate([scores, scores])[order]

    def of(self, place: int) -> int:
        return int(self._group[place])

    def parts(self) -> list[Rows]:
        order = np.lexsort((np.arange(len(self._rows)), self._group))
        ends = np.flatnonzero(np.diff(self._group[order])) + 1
        return [self._rows[part] for part in sorted(np.split(order, ends), key=lambda part: int(part[0]))]

    def bar(self, a: int, b: int) -> None:
        """Never join these two."""
        self._barred.setdefault(a, set()).add(b)
        self._barred.setdefault(b, set()).add(a)

    def run(self) -> Iterator[None]:
        """Join the best two until none reaches the cut."""
        steps = 0
        while (pair := self._next()) is not None:
            steps += 1
            bound, a, b = pair
            known = self._lookup(a, b)
            if known is not None and b not in self._barred.get(a, ()):
                all_pairs = len(self._members(a)) * len(self._members(b))
                now = (known.real + (all_pairs - known.imag) * self._cut) / all_pairs
                if now < bound:
                    self._push(now, a, b)
                elif known.imag == all_pairs:
                    steps += DEAR
                    self.join(a, b)
                else:
                    steps += DEAR
                    mean = self._mean(a, b)
                    if mean >= self._cut:
                        self._set(a, b, complex(mean * all_pairs, all_pairs))
                        self._push(mean, a, b)
                    else:
                        self._set(a, b, None)
            if steps >= PAUSE:
                steps = 0
                yield None

    def join(self, a: int, b: int) -> None:
        if a == b:
            return
        if (len(self._neighbours(a)) + len(self._members(a)), b) < (len(self._neighbours(b)) + len(self._members(b)), a):
            a, b = b, a
        mine, theirs = self._neighbours(a), self._known.pop(b)
        mine.pop(b, None)
        theirs.pop(a, None)
        moved = self._members(b)
        self._group[moved] = a
        self._inside.setdefault(a, [a]).extend(moved)
        self._inside.pop(b, None)
        for other in self._barred.pop(b, ()):
            self._barred[other].discard(b)
            self.bar(a, other)
        many = len(self._members(a))
        for other, known in theirs.items():
            mine[other] = known = mine.get(other, 0) + known
            if (back := self._known.get(other)) is not None:
                back.pop(b, None)
                back[a] = known
            all_pairs = many * len(self._members(other))
            self._push((known.real + (all_pairs - known.imag) * self._cut) / all_pairs, a, other)

    def _next(self) -> tuple[float, int, int] | None:
        """The pair with the highest bound, and it; of equals that of the lowest places."""
        size = len(self._rows)
        while True:
            first = None
            if self._turn < len(self._first):
                a, b = divmod(int(self._first[self._turn]), size)
                first = (-float(self._first_scores[self._turn]), a, b)
            if self._heap and (first is None or self._heap[0] < first):
                bound, a, b = heappop(self._heap)
                if self._latest.get(a * size + b) != bound:
                    continue
                del self._latest[a * size + b]
            elif first is not None:
                self._turn += 1
                bound, a, b = first
                if a * size + b in self._latest:
                    continue
            else:
                return None
            if self._group[a] == a and self._group[b] == b:
                return -bound, a, b

    def _push(self, bound: float, a: int, b: int) -> None:
        a, b = min(a, b), max(a, b)
        self._latest[a * len(self._rows) + b] = -bound
        heappush(self._heap, (-bound, a, b))

    def _members(self, group: int) -> list[int]:
        return self._inside.get(group) or [group]

    def _neighbours(self, group: int) -> dict[int, complex]:
        """What is known of a group and others. Of an article that was in no join yet it is put together from the graph."""
        known = self._known.get(group)
        if known is None:
            known = self._known[group] = {}
            part = slice(self._start[group], self._start[group + 1])
            others = self._group[self._others[part]].tolist()
            for other, score in zip(others, self._scores[part].tolist(), strict=True):
                if other in self._known and other != group:
                    if (told := self._known[other].get(group)) is not None:
                        known[other] = told
                else:
                    known[other] = complex(score, 1)
        return known

    def _lookup(self, a: int, b: int) -> complex | None:
        if a in self._known:
            return self._known[a].get(b)
        if b in self._known:
            return self._known[b].get(a)
        return self._neighbours(a).get(b)

    def _set(self, a: int, b: int, known: complex | None) -> None:
        for one, other in ((a, b), (b, a)):
            if (table := self._known.get(one)) is not None:
                if known is None:
                    table.pop(other, None)
                else:
                    table[other] = known

    def _mean(self, a: int, b: int) -> float:
        first, second = sorted((self._members(a), self._members(b)), key=len)
        if len(first) * len(second) > PAIRS:
            first, second = _some(first), _some(second)
        scores = self._scorer.between(self._rows[first], self._rows[second])
        return float(np.rint(scores.astype(np.float64) * UNIT).mean())


def _pairs(rows: Rows, edges: Edges) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of places a < b as a · len(rows) + b, each once and in order, and their scores in units."""
    at = np.full(int(rows.max()) + 1, -1, np.int64)
    at[rows] = np.arange(len(rows))
    told = [(row, *edges[row]) for row in rows.tolist() if row in edges]
    if not told:
        return np.zeros(0, np.int64), np.zeros(0)
    a = np.repeat(at[[row for row, _, _ in told]], [len(others) for _, others, _ in told])
    others = np.concatenate([others for _, others, _ in told])
    b = np.where(others < len(at), at[np.minimum(others, len(at) - 1)], -1)
    scores = np.rint(np.concatenate([scores for _, _, scores in told]).astype(np.float64) * UNIT)
    kept = (b >= 0) & (a != b)
    a, b, scores = a[kept], b[kept], scores[kept]
    pairs, first = np.unique(np.minimum(a, b) * len(rows) + np.maximum(a, b), return_index=True)
    return pairs, scores[first]


def _some(places: list[int]) -> list[int]:
    return places if len(places) <= SAMPLE else places[:: -(-len(places) // SAMPLE)]


def _placed(pairs: Sequence[Pair], place: Mapping[int, int]) -> list[Pair]:
    return [(place[a], place[b]) for a, b in pairs if a in place and b in place]
