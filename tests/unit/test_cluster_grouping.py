"""Average linkage over a table and over a graph is one and the same, and neither goes against what people said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.cluster.core import Placed, Rule
from everyside.stages.cluster.grouping import Edges, dense, sparse
from everyside.stages.cluster.linkage import Pair
from everyside.stages.cluster.score import Rows, Scorer
from tests.makers import NOW
from tests.unit.cluster_worlds import FULL_RULE, RULE, crowd, placed
from tests.unit.test_cluster_score import scorer

SEEDS = st.integers(0, 10_000)


def edges_of(filled: Scorer, rows: Rows) -> Edges:
    return dict(zip(rows.tolist(), filled.neighbours(rows, 64), strict=True))


def last(filled: Scorer, rows: Rows, edges: Edges, together: Sequence[Pair] = (), apart: Sequence[Pair] = ()) -> list[Rows]:
    found = [groups for groups in sparse(filled, rows, edges, together, apart) if groups is not None]
    assert len(found) == 1
    return found[0]


def sets(groups: Sequence[Rows]) -> set[frozenset[int]]:
    return {frozenset(group.tolist()) for group in groups}


def some_pairs(seed: int, size: int) -> tuple[list[Pair], list[Pair]]:
    """Together within, apart between, two halves of the rows."""
    chance = np.random.default_rng(seed)
    half = size // 2
    together = [tuple(chance.choice(half, 2, replace=False) + side) for side in (0, half) for _ in range(2)]
    apart = [(int(chance.integers(half)), int(chance.integers(half, size))) for _ in range(4)]
    return [(int(a), int(b)) for a, b in together], apart


def unmistakable(seed: int, size: int) -> list[Placed]:
    """A crowd at one time: where no two means are alike there is one right answer."""
    return [Placed(each.article_id, NOW, each.vector, "en") for each in crowd(seed, size, spread=0.5)]


@given(seed=SEEDS, of=st.sampled_from([RULE, FULL_RULE]), corrected=st.booleans())
@settings(max_examples=30, deadline=None)
def test_over_the_graph_it_groups_as_over_the_table(seed: int, of: Rule, corrected: bool) -> None:
    filled, rows = scorer(unmistakable(seed, 40), of)
    together, apart = some_pairs(seed, 40) if corrected else ([], [])
    groups, table = dense(filled, rows, together, apart)
    assert table.shape == (40, 40)
    assert sets(last(filled, rows, edges_of(filled, rows), together, apart)) == sets(groups)


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_people_are_obeyed_over_the_table_and_over_the_graph(seed: int) -> None:
    filled, rows = scorer(crowd(seed, 30), FULL_RULE)
    together, apart = some_pairs(seed, 30)
    for groups in (dense(filled, rows, together, apart)[0], last(filled, rows, edges_of(filled, rows), together, apart)):
        group_of = {row: number for number, group in enumerate(groups) for row in group.tolist()}
        assert group_of.keys() == set(range(30))
        assert all(group_of[a] == group_of[b] for a, b in together)
        assert all(group_of[a] != group_of[b] for a, b in apart)


@pytest.mark.parametrize("shuffled", [1, 2, 3])
def test_rows_stay_in_the_order_given_and_groups_in_that_of_their_first(shuffled: int) -> None:
    filled, rows = scorer(crowd(5, 30), RULE)
    order = np.random.default_rng(shuffled).permutation(rows)
    place = {row: at for at, row in enumerate(order.tolist())}
    for groups in (dense(filled, order, [], [])[0], last(filled, order, edges_of(filled, rows))):
        places = [[place[row] for row in group.tolist()] for group in groups]
        assert all(inside == sorted(inside) for inside in places)
        assert [inside[0] for inside in places] == sorted(inside[0] for inside in places)


def test_some_rows_of_a_window_are_grouped_without_the_others() -> None:
    filled, rows = scorer(unmistakable(8, 40), RULE)
    some, edges = rows[::2], edges_of(filled, rows)
    outside = [(1, 3)]  # rows a correction knows that are not asked for
    assert sets(last(filled, some, edges, outside, outside)) == sets(dense(filled, some, outside, outside)[0])


def test_a_pair_apart_parts_two_groups_of_hundreds() -> None:
    copies = [placed(number, 1, 0, 0, at=NOW + timedelta(seconds=-number)) for number in range(400)]
    filled, rows = scorer(copies, RULE)
    bound = [(0, number) for number in range(1, 200)] + [(200, number) for number in range(201, 400)]
    for groups in (dense(filled, rows, bound, [(0, 200)])[0], last(filled, rows, edges_of(filled, rows), bound, [(0, 200)])):
        assert sets(groups) == {frozenset(range(200)), frozenset(range(200, 400))}


def test_the_graph_may_pause_and_says_the_groups_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everyside.stages.cluster.grouping.PAUSE", 5)
    filled, rows = scorer([placed(number, 1, 0, 0) for number in range(40)], RULE)
    told = list(sparse(filled, rows, edges_of(filled, rows), [], []))
    assert len(told) > 5
    assert all(groups is None for groups in told[:-1])
    assert told[-1] is not None
    assert sets(told[-1]) == {frozenset(range(40))}


def test_copies_cost_the_graph_work_in_proportion_to_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[int] = []
    between = Scorer.between

    def counted(self: Scorer, a: Any, b: Any) -> Any:
        scored.append(len(a) * len(b))
        return between(self, a, b)

    monkeypatch.setattr(Scorer, "between", counted)
    monkeypatch.setattr("everyside.stages.cluster.grouping.PAIRS", 256)  # so that few are many
    monkeypatch.setattr("everyside.stages.cluster.grouping.SAMPLE", 16)
    work = []
    for size in (200, 800):
        filled, rows = scorer([placed(number, 1, 0, 0) for number in range(size)], RULE)
        edges = edges_of(filled, rows)
        scored.clear()
        assert len(last(filled, rows, edges)) == 1
        work.append(sum(scored))
    assert work[1] <= 6 * work[0] + 1000
