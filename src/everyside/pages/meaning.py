"""What is near a question in meaning, whatever language either is written in.

The vectors of the newest 100,000 articles of the index stand in memory as float32 and are compared one by one: exact, 8 ms for
100,000 of 384 dimensions (float16 takes half the 154 MB and, for want of such arithmetic in processors, 87 ms). They are loaded at
the first question, 2.1 s for 100,000, and what has come in since is added at every other. Compared by numpy's einsum on one thread:
OpenBLAS took as long on two, and its second went on spinning after the answer, 120 ms of a core in place of 8.

Cosines of multilingual e5 all lie close together, elsewhere for every question, so near is not what is above some cosine. There is
an answer when the best of n articles stands further out than the best of n at random would, √(2 ln n) standard deviations above
their mean (the expected largest of n normal values; Cramér 1946), and then all are answers that stand out four fifths as far. Of
3,840 articles that left nothing for chance letters and for what no article tells, and kept what was asked for in Spanish, Arabic
and Japanese and told in English.
"""

from __future__ import annotations

import logging
import math
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from everyside.ports import Embedder
from everyside.records.ids import ArticleId
from everyside.storage import search
from everyside.storage.database import Tx

MOST = 100_000  # articles compared
MOST_NEAR = 200  # of them that are an answer
ALIKE = 0.8  # of the way the best must stand out that the others must
REMEMBERED = 1000  # questions whose vector is kept: one costs 25 ms on a core
_SPARE = 1.1  # how far the matrix may outgrow MOST before the oldest are dropped
_AGAIN = 1000  # numbers read once more: on PostgreSQL a lower one may be committed after a higher

log = logging.getLogger(__name__)
Matrix = NDArray[np.float32]


def stands_out(number: int) -> float:
    """How many standard deviations above the mean an answer among ``number`` articles is at least; 1 where they are few."""
    return max(1.0, math.sqrt(2 * math.log(max(number, 1))))


class Meaning:
    """Usable from several threads.

    Args:
        embedder: makes the part that articles are embedded with, at the first question.
        version: what their vectors are then made by.
    """

    def __init__(self, embedder: Callable[[], Embedder], version: Callable[[Embedder], str]) -> None:
        self._make = embedder
        self._version = version
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None
        self._remembered: OrderedDict[str, Matrix] = OrderedDict()
        self._ids: list[ArticleId] = []
        self._places: dict[ArticleId, int] = {}
        self._published: NDArray[np.float64] = np.zeros(0)
        self._rows: Matrix = np.zeros((0, 0), np.float32)  # more than there are articles, so that one more moves nothing
        self._number = 0
        self.broken = False  # the part cannot be used; the log says why

    def prepare(self, text: str) -> None:
        """Make the vector of ``text``, so that ``near`` need not: for a thread of its own while words are looked for."""
        if text and not self.broken:
            with self._lock:
                self._vector(text)

    def near(self, tx: Tx, text: str) -> list[ArticleId]:
        """The articles that are near ``text`` in meaning, the nearest first; none where the embedder cannot be used."""
        if not text or self.broken:
            return []
        with self._lock:
            asked = self._vector(text)
            if asked is None:
                return []
            self._refresh(tx)
            ids, rows = self._ids, self._rows[: len(self._ids)]
        if not ids:
            return []
        cosines = np.einsum("ij,j->i", rows, asked)
        far, mean, spread = stands_out(len(cosines)), float(cosines.mean()), float(cosines.std())
        if float(cosines.max()) < mean + far * spread:
            return []
        least = mean + ALIKE * far * spread
        best = np.argpartition(-cosines, MOST_NEAR)[:MOST_NEAR] if len(cosines) > MOST_NEAR else np.arange(len(cosines))
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [ids[at] for at in best.tolist() if cosines[at] >= least]

    def _vector(self, text: str) -> Matrix | None:
        if text in self._remembered:
            self._remembered.move_to_end(text)
            return self._remembered[text]
        try:
            self._embedder = self._embedder or self._make()
            vector: Matrix = self._embedder.embed([text])[0]
        except Exception:  # whatever a part does, words are still found
            log.exception("the embedder cannot be used: search finds by words only until the site is started again")
            self.broken = True
            return None
        self._remembered[text] = vector
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return vector

    def _refresh(self, tx: Tx) -> None:
        """Take in what has come into the index since."""
        assert self._embedder is not None
        newest = search.newest_number(tx)
        if newest == self._number:
            return
        width = self._embedder.dimensions
        for row in search.vectors_after(tx, max(0, self._number - _AGAIN), self._version(self._embedder), MOST):
            if len(row.values) == 2 * width:
                self._add(row, width)
        self._number = newest
        if len(self._ids) > _SPARE * MOST:
            kept = np.sort(np.argsort(-self._published[: len(self._ids)], kind="stable")[:MOST])
            self._ids = [self._ids[at] for at in kept.tolist()]
            self._places = {id: at for at, id in enumerate(self._ids)}
            self._rows, self._published = self._rows[kept], self._published[kept]

    def _add(self, row: search.Vectorised, width: int) -> None:
        at = self._places.setdefault(row.article_id, len(self._ids))
        if at == len(self._rows):
            room = max(1024, at // 4)
            grown = np.empty((at + room, width), np.float32)  # a new one: another thread may still read the old
            if at:
                grown[:at] = self._rows
            self._rows = grown
            self._published = np.concatenate([self._published, np.zeros(room)])
        if at == len(self._ids):
            self._ids.append(row.article_id)
        self._rows[at] = np.frombuffer(row.values, dtype="<f2")
        self._published[at] = row.published.timestamp()
