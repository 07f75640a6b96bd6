"""Average-link agglomerative clustering, cut at a similarity.

The nearest-neighbour chain (Murtagh 1983; Müllner 2011, arXiv:1109.2378 §3.1) with the Lance–Williams update for the
unweighted average (UPGMA). Average linkage is monotone, so cutting after the chain has run gives the same partition as
merging greedily while the best pair is above the cut. O(n²) time and memory.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def average_link(similarity: NDArray[np.float32], cut: float) -> NDArray[np.intp]:
    """Labels 0 … k−1, shape (n,), numbered by first appearance.

    ``similarity``: symmetric, shape (n, n). Groups are joined while their mean pairwise similarity is at least ``cut``.
    """
    n = len(similarity)
    labels = np.arange(n)
    if n < 2:
        return labels
    s = similarity.astype(np.float64, copy=True)
    np.fill_diagonal(s, -np.inf)
    size = np.ones(n)
    alive = np.ones(n, bool)
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
        keep, drop = min(a, b), max(a, b)
        merges.append((float(s[a, b]), keep, drop))
        joined = (size[keep] * s[keep] + size[drop] * s[drop]) / (size[keep] + size[drop])
        s[keep], s[:, keep] = joined, joined
        s[keep, keep] = -np.inf
        size[keep] += size[drop]
        alive[drop] = False
    parent = np.arange(n)
    for height, keep, drop in merges:
        if height >= cut:
            parent[drop] = keep
    for node in range(n):  # a kept group has the smaller number, so parents are settled before their children
        parent[node] = parent[parent[node]]
    _, first, labels = np.unique(parent, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[labels.ravel()]
