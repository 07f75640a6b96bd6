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


def labelled(labels: NDArray[np.intp]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


def alike(seed: int, size: int) -> NDArray[np.float32]:
    points = np.random.default_rng(seed).normal(size=(size, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return (points @ points.T).astype(np.float32)


@given(seed=st.integers(0, 10_000), size=st.integers(4, 16), cut=st.floats(-0.3, 0.95))
@settings(max_examples=80, deadline=None)
def test_what_belongs_together_is_and_what_is_apart_is_not(seed: int, size: int, cut: float) -> None:
    chance = np.random.default_rng(seed)
    half = size // 2
    together = [(int(a), int(b)) for a, b in chance.integers(half, size=(3, 2))]
    apart = [(int(a), int(b) + half) for a, b in chance.integers(half, size=(3, 2))]
    labels = average_link(alike(seed, size), cut, together, apart)
    assert all(labels[a] == labels[b] for a, b in together)
    assert all(labels[a] != labels[b] for a, b in apart)
    assert sorted(set(labels.tolist())) == list(range(int(labels.max()) + 1))


@given(seed=st.integers(0, 10_000), cut=st.floats(-0.3, 0.95))
@settings(max_examples=40, deadline=None)
def test_a_row_that_stands_for_many_counts_as_many(seed: int, cut: float) -> None:
    """Groups made beforehand and given by their means end where their members would have ended."""
    similarity = alike(seed, 12).astype(np.float64)
    parts = [np.array([0, 1, 2, 3]), np.array([4, 5])] + [np.array([row]) for row in range(6, 12)]
    means = np.array([[similarity[np.ix_(a, b)].mean() for b in parts] for a in parts], np.float32)
    sizes = np.array([float(len(part)) for part in parts])
    of_parts = average_link(means, cut, sizes=sizes)
    bound = [(0, 1), (1, 2), (2, 3), (4, 5)]
    of_rows = average_link(similarity.astype(np.float32), cut, bound)
    expanded = {frozenset(int(row) for part in group for row in parts[part]) for group in labelled(of_parts)}
    assert expanded == labelled(of_rows)


def test_together_reaches_through_others_and_below_the_cut() -> None:
    labels = average_link(np.eye(5, dtype=np.float32), 0.5, [(0, 3), (3, 4)])
    assert labels.tolist() == [0, 1, 2, 0, 0]


def test_who_is_apart_from_one_member_is_apart_from_the_group() -> None:
    labels = average_link(np.ones((5, 5), np.float32), 0.5, [(0, 1)], [(1, 2)])
    assert labels[0] == labels[1] != labels[2]
    assert set(labels.tolist()) == {0, 1}


def test_the_table_given_is_left_as_it_is() -> None:
    similarity = alike(1, 8)
    before = similarity.copy()
    average_link(similarity, 0.2, [(0, 1)], [(2, 3)])
    assert (similarity == before).all()
