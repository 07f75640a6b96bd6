"""How close two articles are: vectors, shared words, languages and time in one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.stages.cluster.neighbours import Neighbours
from everyside.stages.cluster.terms import WIDTH, Lexicon

Matrix = NDArray[np.float32]
Rows = NDArray[np.intp]
FEW = 4  # rows that are compared one by one: 64 × 64 take 3.2 ms so, .6 ms as a product of matrices; 1 × 64 .03 and .14 ms
RARE = 16  # a term that so many of a table's articles hold, or fewer, is counted pair by pair; others by a product of matrices
FINE = 1024  # squared weights are multiples of 1/1024: float32 holds sums of 64 of them exactly, so their order is nothing
COPIES_A_DAY = 4  # times a day's copies of one text are counted as new ones
GROWTH = 1.25  # terms are weighed anew when the window has grown so much


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When two articles are close enough.

    The score of a pair is

        cosine + words · √w + cross_language · [languages differ] − per_day · d − per_root_day · √d − undated · [a time is unknown]

    with w the cosine of their weighed words and d the days between them (0 where a time is unknown); ``beyond``, where these are
    more than ``window_days``.
    Swept on four sets together, see docs/decisions/0007.
    """

    cut: float = 0.884
    words: float = 0.045
    cross_language: float = 0.05
    per_day: float = 0.005
    per_root_day: float = 0.016
    undated: float = 0.003
    beyond: float = 0.7  # two articles further apart than the window; 0 would let one late article tear a story apart
    window_days: float = 6.0
    same_text: float = 0.985  # cosine from which two listings are copies of each other
    local: int = 400  # a larger component is not clustered anew for one article, but only the stories it touches
    largest: int = 2000  # a larger one is clustered over the graph of its pairs, not over the table of them all

    @property
    def least_cosine(self) -> float:
        """Below it nothing else brings two articles to the cut."""
        return self.cut - self.words - self.cross_language


class Scorer:
    """The evidence of every article in the window, by row; rows are those of ``near``."""

    def __init__(self, rule: Rule, dimensions: int) -> None:
        self.rule = rule
        self.near = Neighbours(dimensions, rule.window_days)
        self.days: NDArray[np.float64] = np.zeros(0)
        self._undated = False  # whether any day is unknown
        self._languages: NDArray[np.int32] = np.zeros(0, np.int32)
        self._codes: dict[str, int] = {}
        self._terms: NDArray[np.uint32] = np.zeros((0, WIDTH), np.uint32)
        self._norms: Matrix = np.zeros(0, np.float32)  # one by the length of an article's weighed words; 0: it has none
        self._lexicon = Lexicon()
        self._weighed = 0  # articles the weights were made of
        self.weights = self._lexicon.weights()
        self._squares = _squares(self.weights)
        self._held: Matrix = np.zeros_like(self.weights)  # squared weights of one article's terms, while it is compared
        self._column = np.zeros(len(self.weights), np.int32)  # where a term stands in a table, while one is made

    def add(self, days: NDArray[np.float64], vectors: Matrix, languages: list[str], terms: NDArray[np.uint32]) -> Rows:
        """Take in articles: shapes (n,), (n, dimensions), (n,) and (n, WIDTH). Returns their rows."""
        rows = self.near.add(days, vectors)
        if len(rows):
            self._grow(int(rows[-1]) + 1)
            self.days[rows] = days
            self._undated = self._undated or bool(np.isnan(days).any())
            self._languages[rows] = [self._codes.setdefault(language, len(self._codes)) for language in languages]
            self._terms[rows] = terms
            self._lexicon.count(terms)
            self._norms[rows] = self._lengths(rows)
        return rows

    @property
    def stale(self) -> bool:
        """Whether the weights of terms were made of a much smaller window."""
        return self._lexicon.articles > GROWTH * self._weighed

    def weigh(self) -> None:
        """Make the weights of terms anew. Scores given out before no longer hold to the letter."""
        self._weighed = self._lexicon.articles
        self.weights = self._lexicon.weights()
        self._squares = _squares(self.weights)
        for start in range(0, self._weighed, 1 << 16):
            block = np.arange(start, min(start + (1 << 16), self._weighed))
            self._norms[block] = self._lengths(block)

    def neighbours(self, rows: Rows, most: int) -> list[tuple[Rows, Matrix]]:
        """For each row the rows that may belong with it, best first, and their scores, all at least the cut."""
        found, _ = self.near.near(self.days[rows], self.near.vectors(rows), most + 1, self.rule.least_cosine)
        out = []
        # Among copies of itself a row is the one that answers, so their ends are asked, too.
        for row, candidates in zip(rows.tolist(), np.hstack([found, self.near.ends(rows)]), strict=True):
            others = np.unique(candidates[(candidates >= 0) & (candidates != row)])
            scores = self.against(row, others)
            close = np.flatnonzero(scores >= self.rule.cut)
            order = close[np.lexsort((others[close], -scores[close]))]
            out.append((others[order], scores[order]))
        return out

    def copies(self, rows: Rows) -> list[tuple[int, int]]:
        """Pairs of rows that are the same to the letter within some hours: of each text the first with every other."""
        hours = np.nan_to_num(np.floor(self.days[rows] * COPIES_A_DAY), nan=-1.0)
        alike = np.column_stack([self.near.ends(rows)[:, 0], hours.astype(np.intp), self._languages[rows], self._terms[rows]])
        _, first, which = np.unique(alike, axis=0, return_index=True, return_inverse=True)
        firsts = rows[first[which.ravel()]]
        return [(a, b) for a, b in zip(firsts.tolist(), rows.tolist(), strict=True) if a != b]

    def against(self, row: int, others: Rows) -> Matrix:
        """Scores of one row against others, shape (len(others),)."""
        scores: Matrix = self.between(np.array([row]), others)[0]
        return scores

    def cosine(self, a: int, b: int) -> float:
        first, second = self.near.vectors(np.array([a, b]))
        return float(first @ second)

    def between(self, a: Rows, b: Rows) -> Matrix:
        """Scores of rows against others, shape (len(a), len(b)); meant for few rows ``a``."""
        cosines: Matrix = self.near.vectors(a) @ self.near.vectors(b).T
        return self._scores(a, b, cosines, self._one_by_one(a, b) if len(a) <= FEW else self._at_once(a, b))

    def table(self, rows: Rows) -> Matrix:
        """Scores of rows against each other, shape (n, n)."""
        if len(rows) <= FEW:
            return self.between(rows, rows)
        vectors = self.near.vectors(rows)
        cosines: Matrix = vectors @ vectors.T
        return self._scores(rows, rows, cosines, _overlaps(self._terms[rows], self._squares))

    @property
    def bytes(self) -> int:
        """Memory that grows with the window, in bytes."""
        return self.near.bytes + sum(table.nbytes for table in (self.days, self._languages, self._terms, self._norms))

    def _one_by_one(self, a: Rows, b: Rows) -> Matrix:
        """Sums of squared weights of the terms rows share, shape (len(a), len(b))."""
        shared, theirs = np.empty((len(a), len(b)), np.float32), self._terms[b]
        for at, held in enumerate(self._terms[a]):
            self._held[held] = self._squares[held]
            shared[at] = self._held[theirs].sum(axis=1)
            self._held[held] = 0
        return shared

    def _at_once(self, a: Rows, b: Rows) -> Matrix:
        """The same as a product of two matrices with a column for each term that stands on both sides."""
        mine, theirs = self._terms[a], self._terms[b]
        self._column[mine] = 1
        self._column[0] = 0
        row, place = np.nonzero(self._column[theirs])
        self._column[mine] = 0
        both, column = np.unique(theirs[row, place], return_inverse=True)
        right = np.zeros((len(b), len(both) + 1), np.float32)
        right[row, column + 1] = self._squares[both][column]
        self._column[both] = np.arange(1, len(both) + 1)
        left = np.zeros((len(a), len(both) + 1), np.float32)
        left[np.arange(len(a))[:, None], self._column[mine]] = 1
        self._column[both] = 0
        shared: Matrix = left[:, 1:] @ right[:, 1:].T
        return shared

    def _scores(self, a: Rows, b: Rows, cosines: Matrix, shared: Matrix) -> Matrix:
        """Shape (len(a), len(b)). Rounded, so that the last bit of a sum cannot decide a membership."""
        rule = self.rule
        gap = np.abs(self.days[a][:, None] - self.days[b][None, :])
        unknown: Any = False
        if self._undated:
            unknown = np.isnan(gap)
            gap[unknown] = 0.0
        words = shared * np.outer(self._norms[a], self._norms[b])
        foreign = self._languages[a][:, None] != self._languages[b][None, :]
        scores = (
            cosines
            + rule.words * np.sqrt(words)
            + rule.cross_language * foreign
            - rule.per_day * gap
            - rule.per_root_day * np.sqrt(gap)
            - rule.undated * unknown
        )
        result: Matrix = np.where(gap <= rule.window_days, np.round(scores, 4), rule.beyond).astype(np.float32)
        return result

    def _lengths(self, rows: Rows) -> Matrix:
        lengths = self._squares[self._terms[rows]].sum(axis=1)
        inverse: Matrix = np.divide(1.0, np.sqrt(lengths), out=np.zeros_like(lengths), where=lengths > 0)
        return inverse

    def _grow(self, size: int) -> None:
        if size > len(self.days):
            room = max(size, len(self.days) * 5 // 4, 1024)
            for table in (self.days, self._languages, self._terms, self._norms):
                table.resize((room, *table.shape[1:]), refcheck=False)


def _squares(weights: Matrix) -> Matrix:
    squares: Matrix = np.rint(weights**2 * np.float32(FINE)) / np.float32(FINE)
    return squares


def _overlaps(terms: NDArray[np.uint32], squares: Matrix) -> Matrix:
    """Sums of squared weights of the terms two rows share, shape (n, n), for terms of shape (n, width)."""
    n = len(terms)
    order = np.argsort(terms, axis=None, kind="stable")
    term, row = terms.ravel()[order], order // terms.shape[1]
    _, start, count = np.unique(term, return_index=True, return_counts=True)
    kept = (term[start] > 0) & (count > 1)
    start, count = start[kept], count[kept]
    weight = squares[term[start]]
    common = count > RARE
    columns = np.zeros((n, int(common.sum())), np.float32)
    for column, (first, many) in enumerate(zip(start[common], count[common], strict=True)):
        columns[row[first : first + many], column] = 1
    flat = (columns * weight[common] @ columns.T).ravel()
    for many in range(2, RARE + 1):  # terms that as many rows hold, all at once
        some = count == many
        if some.any():
            held = row[start[some][:, None] + np.arange(many)]  # shape (terms, many)
            pairs = (held[:, :, None] * n + held[:, None, :]).reshape(len(held), -1)
            flat += np.bincount(pairs.ravel(), np.repeat(weight[some], many * many), n * n)
    return flat.reshape(n, n).astype(np.float32)
