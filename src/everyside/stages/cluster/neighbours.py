"""The vectors of the window and which of them lie closest to a new one.

Vectors are kept in shards of time and whole shards are dropped, since deleting inside a graph ruins it. A small shard is searched
exactly, a large one by its HNSW graph (Malkov & Yashunin, "Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs", 2018) and the cosines of what the graph finds are computed anew from the vectors.

Vectors are held in fixed point, as multiples of 1/4096. A product of two is then a multiple of 2⁻²⁴ and so is every partial sum,
which float32 holds exactly up to 1: a cosine does not depend on the batch, the block, the order of summation or the machine.
The rounding moves a cosine by 1e-4 (standard deviation).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 4096  # of the fixed point, to 1; the largest power of two whose square float32 counts to
BLOCK = 4096  # vectors compared at once: 256 queries × 4096 scores are 4 MB
QUERIES = 256  # compared at once
# Exact search of 10,000 e5-like vectors takes 1.2 ms for one query and .4 ms for each of 256, without loss; the graph of 50,000
# takes .5 ms and misses 1 neighbour in 100. Above it time is worth more. docs/benchmarks.md
EXACT_BELOW = 10_000
# Cosines of e5 lie in .7 … 1. Centred and in 8 bits (l2sq, whose order a shift does not change), then scored anew: at 300,000
# recall@10 .984, 620 bytes a vector, 2,700 added a second; 16-bit floats as they come: .979, 965 bytes, 1,900.
CONNECTIVITY, EXPANSION_ADD, EXPANSION_SEARCH = 16, 96, 128
SPREAD = 8.0  # standard deviations the 8 bits reach; components of real e5 vectors go to 6
SPARE = 16  # asked of a graph beyond what is wanted: 8 bits do not order the last of them quite right
UNDATED = -(2**62)  # the shard of rows whose time nobody knows

Matrix = NDArray[np.float32]
Rows = NDArray[np.intp]
Days = NDArray[np.float64]


class Neighbours:
    """The vectors of the window, by time: exact while few, HNSW above.

    ``dimensions`` of a vector; rows more than ``window_days`` from a query are not its neighbours; a shard of fewer than
    ``exact_below`` different vectors is searched exactly. Without the ``usearch`` package all are, and ``advice`` says so.
    """

    def __init__(self, dimensions: int, window_days: float, exact_below: int = EXACT_BELOW) -> None:
        self.advice = ""  # what the operator should do to make it faster
        self._dimensions, self._window, self._exact_below = dimensions, window_days, exact_below
        self._span = window_days / 2  # days a shard holds; an article of today has 3 shards to ask
        self._shards: dict[int, _Shard] = {}
        self._first = 0  # the lowest row the two tables below know
        self._keys = np.zeros(0, np.int64)  # row - first → its shard
        self._slots = np.zeros(0, np.int32)  # row - first → its place in the shard, -1 once forgotten
        self._next = 0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def bytes(self) -> int:
        """Memory held, in bytes, the room kept for growth included."""
        return self._keys.nbytes + self._slots.nbytes + sum(shard.bytes for shard in self._shards.values())

    def add(self, days: Days, vectors: Matrix) -> Rows:
        """Take in vectors of shape (n, dimensions) and unit length; ``days`` since the epoch, NaN: unknown, searched always.

        Returns their row numbers, shape (n,): consecutive and never used again.
        """
        fixed = _fixed(vectors)
        rows = np.arange(self._next, self._next + len(fixed))
        keys = np.array([UNDATED if np.isnan(day) else floor(day / self._span) for day in days], np.int64)
        self._next += len(fixed)
        self._count += len(fixed)
        at = rows - self._first
        if self._next - self._first > len(self._keys):
            room = max(1024, (self._next - self._first) * 5 // 4)
            self._keys.resize(room, refcheck=False)
            self._slots.resize(room, refcheck=False)
        self._keys[at] = keys
        for key in dict.fromkeys(keys.tolist()):
            if key not in self._shards:
                self._shards[key] = _Shard(self._dimensions, self._exact_below)
            mine = keys == key
            self._slots[at[mine]] = self._shards[key].add(rows[mine], days[mine], fixed[mine])
            self.advice = self.advice or self._shards[key].advice
        return rows

    def near(self, days: Days, vectors: Matrix, most: int, least: float) -> tuple[Rows, Matrix]:
        """The rows closest to each of n vectors, at most ``most`` each and with a cosine of at least ``least``.

        Of rows in one shard whose vectors are identical one answers for all, the earliest or the latest of them, whichever is
        nearer in time: a thousand copies of one text leave room for others.

        Returns rows, shape (n, most), -1 where there are no more, and cosines, 0 there: best first, of equals the lower row.
        """
        rows = np.full((len(vectors), most), -1, np.intp)
        cosines = np.zeros((len(vectors), most), np.float32)
        for start in range(0, len(vectors), QUERIES):
            part = slice(start, start + QUERIES)
            known = np.where(np.isnan(days[part]), np.inf, self._window)
            middle = np.nan_to_num(days[part])
            found = self._search(_Queries(_fixed(vectors[part]), middle - known, middle + known, most, least))
            rows[start + found.query, found.rank] = found.row
            cosines[start + found.query, found.rank] = found.cosine
        return rows, cosines

    def vectors(self, rows: Rows) -> Matrix:
        """Shape (len(rows), dimensions), in fixed point: the products of these are the exact cosines. Forgotten rows: KeyError."""
        at = np.asarray(rows) - self._first
        if len(at) and (at.min() < 0 or at.max() >= self._next - self._first or (self._slots[at] < 0).any()):
            raise KeyError("rows that were forgotten or never added")
        out = np.empty((len(at), self._dimensions), np.float32)
        keys = self._keys[at]
        for key in dict.fromkeys(keys.tolist()):
            mine = np.flatnonzero(keys == key)
            out[mine] = self._shards[key].take(self._slots[at[mine]])
        return out

    def ends(self, rows: Rows) -> Rows:
        """The earliest and the latest row of those in the same shard with the same vector, shape (len(rows), 2)."""
        at = np.asarray(rows) - self._first
        out = np.empty((len(at), 2), np.intp)
        keys = self._keys[at]
        for key in dict.fromkeys(keys.tolist()):
            mine = np.flatnonzero(keys == key)
            out[mine] = self._shards[key].ends(self._slots[at[mine]])
        return out

    def forget(self, before: float) -> Rows:
        """Drop the shards that lie wholly before the day ``before``; returns the rows that went with them. Undated rows stay."""
        gone = [key for key in self._shards if key != UNDATED and (key + 1) * self._span <= before]
        used = self._next - self._first
        dropped = np.flatnonzero(np.isin(self._keys[:used], gone) & (self._slots[:used] >= 0))
        for key in gone:
            del self._shards[key]
        self._slots[dropped] = -1
        rows = dropped + self._first
        self._count -= len(rows)
        alive = self._slots[:used] >= 0
        trim = int(alive.argmax()) if alive.any() else used
        self._keys, self._slots, self._first = self._keys[trim:].copy(), self._slots[trim:].copy(), self._first + trim
        return rows

    def _search(self, queries: _Queries) -> _Found:
        found = _Found.nothing()
        for key in sorted(self._shards):
            shard = self._shards[key]
            asking = np.flatnonzero((queries.since <= shard.latest) & (queries.until >= shard.earliest))
            if len(asking):
                for more in shard.search(queries, asking):
                    found = found.joined(more, queries)
        return found


@dataclass(slots=True)
class _Queries:
    vectors: Matrix
    since: Days
    until: Days
    most: int
    least: float
    floor: Matrix = field(init=False)  # below it a row is not among the best of a query

    def __post_init__(self) -> None:
        self.floor = np.full(len(self.vectors), self.least, np.float32)


@dataclass(slots=True)
class _Found:
    """Rows found for queries, sorted by query, best first; ``rank`` counts from 0 within a query."""

    query: Rows
    row: Rows
    cosine: Matrix
    rank: Rows

    @classmethod
    def nothing(cls) -> _Found:
        none = np.zeros(0, np.intp)
        return cls(none, none, np.zeros(0, np.float32), none)

    def joined(self, more: tuple[Rows, Rows, Matrix], queries: _Queries) -> _Found:
        """With ``more`` queries, rows, cosines; only the best of each query stay, and its floor rises to the last of them."""
        if not len(more[0]):
            return self
        query = np.concatenate([self.query, more[0]])
        row = np.concatenate([self.row, more[1]])
        cosine = np.concatenate([self.cosine, more[2]])
        order = np.lexsort((row, -cosine, query))
        query = query[order]
        rank = np.arange(len(query)) - np.searchsorted(query, query)
        kept = rank < queries.most
        order, query, rank = order[kept], query[kept], rank[kept]
        full = rank == queries.most - 1
        queries.floor[query[full]] = cosine[order[full]]
        return _Found(query, row[order], cosine[order], rank)


class _Shard:
    """Different vectors of some days, each in a slot with the earliest and the latest row that has it."""

    def __init__(self, dimensions: int, exact_below: int) -> None:
        self.advice = ""
        self.earliest, self.latest = np.inf, -np.inf
        self._exact_below = exact_below
        self._count = 0
        self._known: dict[int, int] = {}  # hash of a vector → its slot
        self._vectors: NDArray[Any] = np.zeros((0, dimensions), np.float32)  # float32, or int16 steps once there is a graph
        self._days = np.zeros((0, 2))  # earliest, latest
        self._rows = np.zeros((0, 2), np.intp)
        self._graph: _Graph | None = None

    @property
    def bytes(self) -> int:
        table = 150 * len(self._known)  # measured: two integers and their share of the dictionary
        return self._vectors.nbytes + self._days.nbytes + self._rows.nbytes + table + (self._graph.bytes if self._graph else 0)

    def add(self, rows: Rows, days: Days, vectors: Matrix) -> NDArray[np.int32]:
        """Returns the slots."""
        self._grow(self._count + len(rows))
        slots = np.empty(len(rows), np.int32)
        for at, (row, day) in enumerate(zip(rows.tolist(), days.tolist(), strict=True)):
            # Unknown time is all time.
            since, until = (-np.inf, np.inf) if np.isnan(day) else (day, day)
            slots[at] = slot = self._slot(vectors[at])
            if slot == self._count:
                self._vectors[slot] = vectors[at] * STEPS if self._vectors.dtype == np.int16 else vectors[at]
                self._days[slot], self._rows[slot] = (since, until), (row, row)
                self._count += 1
            elif since < self._days[slot, 0]:
                self._days[slot, 0], self._rows[slot, 0] = since, row
            elif until > self._days[slot, 1]:
                self._days[slot, 1], self._rows[slot, 1] = until, row
            self.earliest, self.latest = min(self.earliest, since), max(self.latest, until)
        self._extend_graph()
        return slots

    def take(self, slots: NDArray[np.integer[Any]]) -> Matrix:
        taken: Matrix = self._vectors[slots].astype(np.float32)
        if self._vectors.dtype == np.int16:
            taken /= STEPS
        return taken

    def ends(self, slots: NDArray[np.integer[Any]]) -> Rows:
        ends: Rows = self._rows[slots]
        return ends

    def search(self, queries: _Queries, asking: Rows) -> Iterator[tuple[Rows, Rows, Matrix]]:
        """Queries, rows, cosines; the floor may rise between two of them."""
        if self._graph is not None and self._count >= self._exact_below:
            for start in range(0, len(asking), 32):
                yield self._approximately(self._graph, queries, asking[start : start + 32])
        else:
            for start in range(0, self._count, BLOCK):
                yield self._exactly(queries, asking, start, min(start + BLOCK, self._count))

    def _exactly(self, queries: _Queries, asking: Rows, start: int, stop: int) -> tuple[Rows, Rows, Matrix]:
        scores = queries.vectors[asking] @ self._vectors[start:stop].T
        since, until, least = queries.since[asking], queries.until[asking], queries.floor[asking]
        if self.earliest < since.max() or self.latest > until.min():
            days = self._days[start:stop]
            scores[(days[:, 1] < since[:, None]) | (days[:, 0] > until[:, None])] = -1
        if stop - start > queries.most:  # most cosines are above any useful floor: to sort the best alone is thrice as fast
            least = np.maximum(least, np.partition(scores, -queries.most, axis=1)[:, -queries.most])
        at, slots = np.divmod(np.flatnonzero(scores >= least[:, None]), stop - start)
        return self._answers(queries, asking[at], slots + start, scores[at, slots])

    def _approximately(self, graph: _Graph, queries: _Queries, asking: Rows) -> tuple[Rows, Rows, Matrix]:
        outside = self.earliest < queries.since[asking].min() or self.latest > queries.until[asking].max()
        slots = graph.search(queries.vectors[asking], (queries.most + SPARE) * (2 if outside else 1))
        at, columns = np.nonzero(slots >= 0)
        chosen = slots[at, columns]
        scores = np.einsum("nd,nd->n", self.take(chosen), queries.vectors[asking[at]])
        good = scores >= queries.floor[asking[at]]
        return self._answers(queries, asking[at[good]], chosen[good], scores[good])

    def _answers(self, queries: _Queries, query: Rows, slots: Rows, scores: Matrix) -> tuple[Rows, Rows, Matrix]:
        """Of what is close enough, that within the window of time, each slot by its row that is nearer in time."""
        days, since, until = self._days[slots], queries.since[query], queries.until[query]
        # A shard is shorter than a window, so where its slot reaches into the window an end of it lies inside.
        inside = (days[:, 1] >= since) & (days[:, 0] <= until)
        # The later end is nearer where the middle of the window lies beyond the middle of the slot.
        with np.errstate(invalid="ignore"):
            later = since + until > days[:, 0] + days[:, 1]
        row = self._rows[slots, later.astype(np.intp)]
        return query[inside], row[inside], np.minimum(scores[inside], 1.0)

    def _slot(self, vector: Matrix) -> int:
        key = hash(vector.tobytes())
        slot = self._known.setdefault(key, self._count)
        # Two vectors of one hash: the second does without being known.
        return slot if slot == self._count or np.array_equal(self.take(np.array([slot]))[0], vector) else self._count

    def _grow(self, size: int) -> None:
        if size > len(self._vectors):
            room = max(size, min(16, size * 2), len(self._vectors) * 5 // 4)
            for table in (self._vectors, self._days, self._rows):
                table.resize((room, table.shape[1]), refcheck=False)

    def _extend_graph(self) -> None:
        """From half of ``exact_below`` on each new vector takes an older one along, so that the change-over is no pause."""
        behind = self._count - self._exact_below // 2
        if behind <= 0 or self.advice:
            return
        if self._graph is None:
            try:
                self._graph = _Graph(self._vectors[: self._count])
            except ImportError:
                self.advice = (
                    f"More than {self._exact_below // 2:,} articles in a few days are compared one by one; "
                    "install usearch (pip install 'everyside[scale]') for a search that does not slow down with their number."
                )
                return
        goal = min(self._count, 2 * behind)
        while self._graph.count < goal:
            stop = min(goal, self._graph.count + BLOCK)
            self._graph.add(self.take(np.arange(self._graph.count, stop)))
        if self._count >= self._exact_below and self._vectors.dtype != np.int16:
            self._vectors = (self._vectors * STEPS).astype(np.int16)


class _Graph:
    """An HNSW graph over slots 0, 1, 2 …, in 8 bits around the mean of the first vectors."""

    def __init__(self, first: Matrix) -> None:
        from usearch.index import Index

        self.count = 0
        self._mean: Matrix = first.mean(axis=0)
        self._scale = 127 / (SPREAD * float((first - self._mean).std()) + 1e-9)
        self._index: Any = Index(
            ndim=first.shape[1],
            metric="l2sq",
            dtype="i8",
            connectivity=CONNECTIVITY,
            expansion_add=EXPANSION_ADD,
            expansion_search=EXPANSION_SEARCH,
            enable_key_lookups=False,
        )

    @property
    def bytes(self) -> int:
        return int(self._index.memory_usage)

    def add(self, vectors: Matrix) -> None:
        self._index.add(np.arange(self.count, self.count + len(vectors)), self._bits(vectors), threads=1)
        self.count += len(vectors)

    def search(self, vectors: Matrix, most: int) -> Rows:
        """Shape (n, at most ``most``), -1 where it found no more."""
        most = min(most, self.count)
        found = self._index.search(self._bits(vectors), most, threads=1)
        slots = np.asarray(found.keys).astype(np.intp).reshape(len(vectors), -1)
        counts = np.asarray(getattr(found, "counts", [slots.shape[1]])).reshape(-1, 1)
        slots[np.arange(slots.shape[1]) >= counts] = -1
        return slots

    def _bits(self, vectors: Matrix) -> NDArray[np.int8]:
        bits: NDArray[np.int8] = np.clip(np.rint((vectors - self._mean) * self._scale), -127, 127).astype(np.int8)
        return bits


def _fixed(vectors: Matrix) -> Matrix:
    """To the nearest multiple of 1/4096; no negative zeros, so that equal vectors have equal bytes."""
    fixed: Matrix = np.rint(np.asarray(vectors, np.float32) * np.float32(STEPS)) / np.float32(STEPS) + np.float32(0)
    return fixed
