"""Which sentences together hold most of what a summary should: minimum Bayes risk over sets of sentences.

A set is worth its expected F against a summary nobody has written: twice the probabilities of its different pairs of words,
divided by its words and the expected length of that summary. A further sentence that adds little makes the set worth less, so
fewer than were asked for may be chosen (expected utility as in Kumar & Byrne 2004; the concepts are Gillick & Favre's, 2009).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 24  # sets kept at each size. groundnews2025, five bullets, ROUGE-2: 8 .150, 24 .153, 100 .152; neus-val: the same at all
SHORTLIST = 160  # sentences that compete, the best alone first


def shortlist(
    worth: NDArray[np.float64], held: Sequence[NDArray[np.intp]], lengths: NDArray[np.float64], fit: Sequence[int], expected: float
) -> list[int]:
    """Of the ``fit`` sentences those worth most alone, in their order; at most SHORTLIST."""
    alone = {row: 2 * worth[held[row]].sum() / (lengths[row] + expected) for row in fit}
    best = sorted(fit, key=lambda row: (-round(alone[row], 9), row))[:SHORTLIST]
    return sorted(best)


def choose(
    worth: NDArray[np.float64],
    held: Sequence[NDArray[np.intp]],
    lengths: NDArray[np.float64],
    repeats: NDArray[np.bool_],
    least: int,
    most: int,
    expected: float,
) -> list[int]:
    """The rows of the best set of ``least`` to ``most`` sentences, none of which repeats another; of fewer where no more fit.

    Beam search; exact where no size has more than WIDTH sets. Args: ``worth`` of each pair; the pairs ``held`` by each sentence
    and its ``lengths`` in words; ``repeats``, shape (sentences, sentences), which may not stand together; ``expected`` words.
    """
    number = len(held)
    if not number or most < 1:
        return []
    used = np.unique(np.concatenate(held))
    holds = np.zeros((number, len(used)), np.float32)
    for row, columns in enumerate(held):
        holds[row, np.searchsorted(used, columns)] = 1
    value = worth[used].astype(np.float32)
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    beam: list[tuple[int, ...]] = [()]
    for size in range(1, most + 1):
        grown: dict[tuple[int, ...], float] = {}
        covered = np.stack([holds[list(rows)].max(axis=0) if rows else np.zeros(len(used), np.float32) for rows in beam])
        gains = holds @ ((1 - covered) * value).T
        for place, rows in enumerate(beam):
            mass = float(covered[place] @ value)
            words = lengths[list(rows)].sum()
            barred = repeats[list(rows)].any(axis=0) if rows else np.zeros(number, bool)
            for row in np.flatnonzero(~barred).tolist():
                if row not in rows:
                    grown[tuple(sorted((*rows, row)))] = 2 * (mass + float(gains[row, place])) / (words + lengths[row] + expected)
        if not grown:
            break
        ranked = sorted(grown.items(), key=lambda each: (-round(each[1], 6), each[0]))
        beam = [rows for rows, _ in ranked[:WIDTH]]
        if size <= least or ranked[0][1] > best[0] + 1e-6:
            best = (ranked[0][1], ranked[0][0])
    return list(best[1])
