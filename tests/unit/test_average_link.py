from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from everyside.stages.cluster.linkage import average_link


def greedy(similarity: NDArray[np.float64], cut: float) -> set[frozenset[int]]:
    """The definition, word for word: join the best pair while its mean is above the cut."""
    groups = [[node] for node in range(len(similarity))]
    while len(groups) > 1:
        pairs = [(similarity[np.ix_(a, b)].mean(), i, j) for i, a in enumerate(groups) for j, b in enumerate(groups) if i < j]
        best, i, j = max(pairs)
        if best < cut:
            break
        groups[i] += groups.pop(j)
    return {frozenset(group) for group in groups}


@given(seed=st.integers(0, 10_000), size=st.integers(1, 18), cut=st.floats(-0.3, 0.95))
@settings(max_examples=80, deadline=None)
def test_it_partitions_as_greedy_merging_does(seed: int, size: int, cut: float) -> None:
    points = np.random.default_rng(seed).normal(size=(size, 4))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    similarity = (points @ points.T).astype(np.float32)
    labels = average_link(similarity, cut)
    assert {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels)} == greedy(similarity.astype(float), cut)


def test_labels_are_numbered_by_first_appearance() -> None:
    similarity = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1]], np.float32)
    assert average_link(similarity, 0.5).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_and_one_are_groups_of_themselves(size: int) -> None:
    assert average_link(np.ones((size, size), np.float32), 0.5).tolist() == list(range(size))
