from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.cluster.components import Components

SIZE = 20
PAIRS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=30)


def reachable(pairs: list[tuple[int, int]]) -> set[frozenset[int]]:
    """The definition: walk until nothing new is found."""
    found = {row: {row} for row in range(SIZE)}
    for _ in range(SIZE):
        for a, b in pairs:
            found[a] = found[b] = found[a] | found[b]
        found = {row: set().union(*(found[other] for other in inside)) for row, inside in found.items()}
    return {frozenset(inside) for inside in found.values()}


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_rows_are_in_one_component_when_pairs_lead_from_one_to_the_other(pairs: list[tuple[int, int]]) -> None:
    components = Components()
    components.grow(SIZE // 2)
    for a, b in pairs:
        if max(a, b) < SIZE // 2:
            components.join(a, b)
    components.grow(SIZE)
    for a, b in pairs:
        components.join(a, b)
    names = components.all()
    assert len(set(names)) == len(names)
    assert {frozenset(components.rows(name)) for name in names} == reachable(pairs)
    assert sum(len(components.rows(name)) for name in names) == SIZE
    for name in names:
        assert {components.of(row) for row in components.rows(name)} == {name}


def test_the_larger_keeps_its_name() -> None:
    components = Components()
    components.grow(10)
    components.join(7, 8)
    name = components.of(7)
    for row in (1, 2, 3):
        components.join(row, 7)
    assert components.of(1) == name


def test_growing_by_one_row_a_thousand_times_keeps_what_there_is() -> None:
    components = Components()
    for size in range(1, 3000):
        components.grow(size)
        if size > 1:
            components.join(0, size - 1)
    assert components.all() == [components.of(0)]
    assert sorted(components.rows(components.of(0))) == list(range(2999))


def test_a_loose_row_hangs_on_rows_and_joins_nothing() -> None:
    components = Components()
    components.grow(5)
    for row in (1, 2, 1):
        components.hang(0, row)
    components.hang(4, 2)
    assert len(components.all()) == 5
    assert components.hooks(0) == [1, 2]
    assert components.hooks(3) == []
    assert components.loose_near([2]) == {0, 4}
    assert components.loose_near([0]) == {0}
    assert components.loose_near([3]) == set()
