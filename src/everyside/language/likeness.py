"""How alike two texts of a story are by their words: unit vectors of word weights, kept sparse.

A word weighs by how many independent texts use it and how few sentences do (a multi-document TF–IDF: Radev et al. 2004, MEAD).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Words:
    """The weighed words of texts, one row a text; equal texts have a cosine of 1, texts without a common word 0."""

    def __init__(self, texts: Sequence[Sequence[str]], groups: Sequence[Hashable]) -> None:
        """``texts``: the words of each; ``groups``: what is of one group counts as one independent text."""
        places: dict[str, int] = {}
        self._columns = [np.array(sorted({places.setdefault(word, len(places)) for word in text}), np.intp) for text in texts]
        uses = np.bincount(np.concatenate([*self._columns, np.zeros(0, np.intp)]), minlength=max(1, len(places)))
        users: dict[Hashable, set[int]] = defaultdict(set)
        for columns, group in zip(self._columns, groups, strict=True):
            users[group].update(columns.tolist())
        told_by = np.zeros(len(uses))
        for found in users.values():
            told_by[list(found)] += 1
        weights = (1 + np.log(np.maximum(told_by, 1))) * np.log(1 + len(texts) / np.maximum(uses, 1))
        self._values = [self._unit(weights[columns]) for columns in self._columns]
        self._size = len(uses)

    @staticmethod
    def _unit(values: NDArray[np.float64]) -> Matrix:
        return (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)

    def sum_of(self, rows: Sequence[int]) -> Matrix:
        """The sum of the rows, shape (words,)."""
        total = np.zeros(self._size, np.float32)
        for row in rows:
            total[self._columns[row]] += self._values[row]
        return total

    def with_sum(self, row: int, total: Matrix) -> float:
        """The row's dot product with ``total``."""
        return float(total[self._columns[row]] @ self._values[row])

    def between(self, rows: Sequence[int], others: Sequence[int]) -> Matrix:
        """Cosines, shape (len(rows), len(others))."""
        dense = np.zeros((self._size, len(rows)), np.float32)
        for place, row in enumerate(rows):
            dense[self._columns[row], place] = self._values[row]
        found = np.zeros((len(rows), len(others)), np.float32)
        for place, row in enumerate(others):
            found[:, place] = self._values[row] @ dense[self._columns[row]]
        return found
