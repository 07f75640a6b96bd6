"""Average-link agglomerative clustering, cut at a similarity.

The nearest-neighbour chain (Murtagh 1983; Müllner 2011, arXiv:1109.2378 §3.1) with the Lance–Williams update for the
unweighted average (UPGMA). Average linkage is monotone, so cutting after the chain has run gives the same partition as
merging greedily while the best pair is above the cut. O(n²) time and memory.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

NEVER = -1e6  # a similarity so low that no average recovers from it

Pair = tuple[int, int]


def average_link(
    similarity: NDArray[np.float32],
    cut: float,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    sizes: NDArray[np.float64] | None = None,
) -> NDArray[np.intp]:
    """Labels 0 … k−1, shape (n,), numbered by first appearance.

    ``similarity``: symmetric, shape (n, n). Groups are joined while their mean pairwise similarity is at least ``cut``.
    ``together``: pairs that are one group from the start (transitively); ``apart``: pairs whose groups are never joined
    (constrained clustering: Davidson & Ravi 2005, "Agglomerative hierarchical clustering with constraints").
    ``sizes``: how many each row stands for, shape (n,).
    """
    n = len(similarity)
    labels = np.arange(n)
    if n < 2:
        return labels
    s = similarity.astype(np.float64, copy=True)
    for a, b in apart:
        s[a, b] = s[b, a] = NEVER
    np.fill_diagonal(s, -np.inf)
    size = np.ones(n) if sizes is None else sizes.astype(np.float64, copy=True)
    alive = np.ones(n, bool)
    parent = np.arange(n)

    def join(a: int, b: int) -> int:
        keep, drop = min(a, b), max(a, b)
        joined = (size[keep] * s[keep] + size[drop] * s[drop]) / (size[keep] + size[drop])
        s[keep], s[:, keep] = joined, joined
        s[keep, keep] = -np.inf
        size[keep] += size[drop]
        alive[drop] = False
        return drop

    def root(node: int) -> int:
        while parent[node] != node:
            node = int(parent[node])
        return node

    for a, b in together:
        first, second = root(a), root(b)
        if first != second:
            parent[join(first, second)] = min(first, second)
    chain: list[int] = []
    merges: list[tuple[float, int, int]] = []
    while alive.sum() > 1:
        if not chain:
            chain.append(int(np.argmax(alive)))
        while True:
            a = chain[-1]
            row = np.where(alive, s[a], -np.inf)
            b = int(np.argmax(row))
            if len(chain) > 1 and row[chain[-2]] >= row[b]:
                b = chain[-2]
                break
            if row[b] < cut:  # nothing reaches this group any more: it is done
                b = -1
                break
            chain.append(b)
        if b < 0:
            alive[chain.pop()] = False
            continue
        chain.pop()
        chain.pop()
        merges.append((float(s[a, b]), min(a, b), max(a, b)))
        join(a, b)
    for height, keep, drop in merges:
        if height >= cut:
            parent[drop] = keep
    for node in range(n):  # a kept group has the smaller number, so parents are settled before their children
        parent[node] = parent[parent[node]]
    _, first_seen, labels = np.unique(parent, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first_seen))
    return order[labels.ravel()]
