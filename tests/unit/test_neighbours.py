"""Neighbours against comparing every vector with every other."""

from __future__ import annotations

import builtins
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.vectors import Press
from everyside.stages.cluster.neighbours import Neighbours

WINDOW = 6.0
NOBODY_KNOWS = float("nan")


def _units(count: int, dimensions: int = 16, seed: int = 0) -> NDArray[np.float32]:
    drawn: NDArray[np.float32] = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn


def _by_brute_force(
    days: NDArray[np.float64], vectors: NDArray[np.float32], day: float, vector: NDArray[np.float32], most: int, least: float
) -> list[tuple[int, float]]:
    scores = np.array([float(np.dot(each.astype(float), vector.astype(float))) for each in vectors])
    found = [
        (row, min(float(score), 1.0))
        for row, score in enumerate(scores)
        if score >= least and not abs(days[row] - day) > WINDOW  # a comparison with NaN is false: unknown time is near
    ]
    return sorted(found, key=lambda item: (-item[1], item[0]))[:most]


DAYS = st.one_of(st.just(NOBODY_KNOWS), st.integers(0, 80).map(lambda quarter: quarter / 4))


@settings(max_examples=60, deadline=None)
@given(days=st.lists(DAYS, min_size=1, max_size=60), day=DAYS, most=st.integers(1, 12), seed=st.integers(0, 9))
def test_few_vectors_are_searched_exactly(days: list[float], day: float, most: int, seed: int) -> None:
    drawn = _units(len(days) + 1, seed=seed)
    index = Neighbours(16, WINDOW)
    rows = index.add(np.array(days), drawn[:-1])
    stored = index.vectors(rows)
    query = Neighbours(16, WINDOW)
    asked = query.vectors(query.add(np.array([0.0]), drawn[-1:]))[0]
    found, cosines = index.near(np.array([day]), drawn[-1:], most, -0.2)
    wanted = _by_brute_force(np.array(days), stored, day, asked, most, -0.2)
    assert found[0].tolist() == [row for row, _ in wanted] + [-1] * (most - len(wanted))
    assert cosines[0, : len(wanted)].tolist() == [np.float32(score) for _, score in wanted]


@pytest.mark.parametrize("exact_below", [10_000, 500], ids=["exact", "graph"])
def test_an_answer_does_not_depend_on_what_is_asked_with_it(exact_below: int) -> None:
    vectors = Press(3000, seed=1).articles(3000).vectors
    days = np.linspace(0, 8, 3000)
    index = Neighbours(384, WINDOW, exact_below)
    index.add(days, vectors)
    asked, at = vectors[::10], days[::10]
    together = index.near(at, asked, 20, 0.8)
    alone = [index.near(at[n : n + 1], asked[n : n + 1], 20, 0.8) for n in range(len(asked))]
    assert (together[0] == np.concatenate([rows for rows, _ in alone])).all()
    assert (together[1] == np.concatenate([cosines for _, cosines in alone])).all()


def test_an_exact_answer_does_not_depend_on_how_the_vectors_came() -> None:
    vectors = Press(6000, seed=2).articles(6000).vectors
    days = np.random.default_rng(0).uniform(0, 12, 6000)
    at_once, in_parts = Neighbours(384, WINDOW), Neighbours(384, WINDOW)
    at_once.add(days, vectors)
    for start in range(0, 6000, 17):
        in_parts.add(days[start : start + 17], vectors[start : start + 17])
    one, other = at_once.near(days[:99], vectors[:99], 30, 0.8), in_parts.near(days[:99], vectors[:99], 30, 0.8)
    assert one[0].tolist() == other[0].tolist()
    assert one[1].tolist() == other[1].tolist()


def test_fixed_point_moves_a_cosine_by_less_than_a_thousandth() -> None:
    vectors = Press(2000, seed=3).articles(2000).vectors
    index = Neighbours(384, WINDOW)
    rows, cosines = index.near(np.zeros(0), vectors[:0], 5, 0.0)
    assert rows.shape == cosines.shape == (0, 5)
    stored = index.vectors(index.add(np.zeros(2000), vectors))
    assert np.abs(stored @ stored.T - vectors @ vectors.T).max() < 0.001


def test_a_graph_finds_nearly_all_neighbours_of_vectors_like_e5s() -> None:
    vectors = Press(12_000, seed=4).articles(12_200).vectors
    days = np.full(12_000, 1.0)
    exact, graph = Neighbours(384, WINDOW, 100_000), Neighbours(384, WINDOW, 4000)
    exact.add(days, vectors[:12_000])
    for start in range(0, 12_000, 300):
        graph.add(days[start : start + 300], vectors[start : min(start + 300, 12_000)])
    asked = vectors[12_000:]
    wanted, scores = exact.near(np.full(200, 2.0), asked, 30, 0.862)
    found, cosines = graph.near(np.full(200, 2.0), asked, 30, 0.862)
    shared = sum(len({*w[w >= 0]} & {*f}) for w, f in zip(wanted, found, strict=True))
    assert shared / (wanted >= 0).sum() >= 0.97  # .99 when this was written
    assert (wanted[:, 0] == found[:, 0]).mean() >= 0.97
    for row in range(200):  # the cosines of a graph are those of the exact search
        known = dict(zip(wanted[row].tolist(), scores[row].tolist(), strict=True))
        assert all(known[n] == c for n, c in zip(found[row].tolist(), cosines[row].tolist(), strict=True) if n in known)


def test_a_graph_grows_along_without_a_pause() -> None:
    vectors = Press(4000, seed=5).articles(4000).vectors
    index = Neighbours(384, WINDOW, 2000)
    slowest = 0.0
    began = time.process_time()
    for start in range(0, 4000, 20):
        at = time.process_time()
        index.add(np.zeros(20), vectors[start : start + 20])
        slowest = max(slowest, time.process_time() - at)
    assert slowest < 0.25 * (time.process_time() - began)


@pytest.mark.parametrize("exact_below", [10_000, 300], ids=["exact", "graph"])
def test_rows_beyond_the_window_are_not_found_and_rows_of_unknown_time_always(exact_below: int) -> None:
    vectors = _units(1000, 64)
    days = np.linspace(0, 40, 1000)
    days[::100] = NOBODY_KNOWS
    index = Neighbours(64, WINDOW, exact_below)
    index.add(days, vectors)
    rows, _ = index.near(np.array([20.0, 500.0, NOBODY_KNOWS]), np.stack([vectors[1]] * 3), 1000, -1.0)
    undated = set(range(0, 1000, 100))
    assert set(rows[0][rows[0] >= 0]) == undated | {row for row in range(1000) if abs(days[row] - 20) <= WINDOW}
    assert set(rows[1][rows[1] >= 0]) == undated
    assert len(set(rows[2][rows[2] >= 0])) == 1000


def test_of_copies_the_one_nearer_in_time_answers_for_all() -> None:
    copy, other = _units(2)
    index = Neighbours(16, WINDOW)
    index.add(np.array([1.5, 0.5, 1.0, 2.5, 2.0]), np.stack([copy, copy, copy, copy, other]))
    rows, _ = index.near(np.array([0.0, 2.4, NOBODY_KNOWS]), np.stack([copy] * 3), 3, 0.9)
    assert rows.tolist() == [[1, -1, -1], [3, -1, -1], [1, -1, -1]]
    rows, _ = index.near(np.array([-5.0, 8.4]), np.stack([copy] * 2), 3, 0.9)
    assert rows.tolist() == [[1, -1, -1], [3, -1, -1]]  # where only one end of them lies in the window, that end


@pytest.mark.parametrize("exact_below", [100_000, 1000], ids=["exact", "graph"])
def test_copies_without_end_take_no_room_from_others_and_little_time(exact_below: int) -> None:
    vectors = Press(3000, seed=6).articles(3000).vectors
    index = Neighbours(384, WINDOW, exact_below)
    index.add(np.zeros(3000), vectors)
    began = time.process_time()
    copies = np.repeat(vectors[:1], 1000, axis=0)
    for day in np.linspace(0, 1, 30):
        index.add(np.full(1000, day), copies)
    assert len(index) == 33_000
    rows, cosines = index.near(np.array([0.9]), vectors[:1], 20, 0.5)
    assert time.process_time() - began < 8  # .4 s when this was written
    assert cosines[0, 0] > 0.9995  # in fixed point a length is not quite 1
    assert (rows >= 0).all()
    assert (rows[0, 1:] < 3000).all()


def test_texts_that_differ_in_a_number_do_not_break_the_graph() -> None:
    press = Press(3000, seed=7)
    vectors = press.articles(4000).vectors
    nearly = vectors[:1] + 0.0005 * np.random.default_rng(0).standard_normal((4000, 384)).astype(np.float32)
    nearly /= np.linalg.norm(nearly, axis=1, keepdims=True)
    index = Neighbours(384, WINDOW, 1000)
    mixed = np.empty((8000, 384), np.float32)
    mixed[::2], mixed[1::2] = vectors, nearly
    index.add(np.zeros(8000), mixed)
    asked = vectors[1:200]
    rows, cosines = index.near(np.zeros(199), asked, 10, 0.5)
    assert (rows[:, 0] == np.arange(2, 400, 2)).mean() >= 0.95
    rows, cosines = index.near(np.zeros(1), vectors[:1], 10, 0.5)
    assert (cosines > 0.999).all()


def test_forgetting_drops_whole_shards_and_numbers_are_never_used_again() -> None:
    vectors = _units(1200, 32)
    days = np.repeat(np.arange(12.0), 100)
    days[5] = NOBODY_KNOWS
    index = Neighbours(32, WINDOW, 150)
    index.add(days, vectors)
    full = index.bytes
    gone = index.forget(7.0)  # shards of three days: 0 … 2 and 3 … 5
    assert set(gone) == set(range(600)) - {5}
    assert len(index) == 601
    assert index.bytes < full
    assert index.forget(7.0).tolist() == []
    with pytest.raises(KeyError, match="forgotten"):
        index.vectors(np.array([7]))
    with pytest.raises(KeyError, match="forgotten"):
        index.vectors(np.array([5000]))
    assert index.vectors(np.array([5, 600, 1199])).shape == (3, 32)
    rows, _ = index.near(np.array([5.0]), vectors[:1], 1200, -1.0)
    assert set(rows[rows >= 0]) == {5, *range(600, 1200)}
    assert index.add(np.array([11.0]), vectors[:1]).tolist() == [1200]
    assert index.near(np.array([11.0]), vectors[:1], 1, 0.9)[0].tolist() == [[1200]]
    assert set(index.forget(1000.0)) == {*range(600, 1201)}
    assert len(index) == 1
    assert index.near(np.array([11.0]), vectors[5:6], 2, 0.9)[0].tolist() == [[5, -1]]


def test_an_empty_window_has_no_neighbours() -> None:
    index = Neighbours(8, WINDOW)
    rows, cosines = index.near(np.array([1.0, NOBODY_KNOWS]), _units(2, 8), 3, 0.0)
    assert rows.tolist() == [[-1] * 3] * 2
    assert not cosines.any()
    assert len(index) == 0
    assert index.forget(5.0).tolist() == []
    assert index.vectors(np.zeros(0, np.intp)).shape == (0, 8)
    assert index.add(np.zeros(0), np.zeros((0, 8), np.float32)).tolist() == []


def test_dates_scattered_over_ages_are_searched_where_they_fall() -> None:
    vectors = _units(400, 8)
    days = np.random.default_rng(0).uniform(-700_000, 2_900_000, 400)  # the years 1 … 9999
    index = Neighbours(8, WINDOW)
    index.add(days, vectors)
    rows, _ = index.near(days[:1], vectors[:1], 5, -1.0)
    assert rows[0].tolist() == [0, -1, -1, -1, -1]
    assert index.bytes < 2_000_000


def test_without_usearch_the_search_stays_exact_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("usearch"):
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    vectors = _units(300)
    index = Neighbours(16, WINDOW, 100)
    index.add(np.zeros(300), vectors)
    assert "everyside[scale]" in index.advice
    rows, _ = index.near(np.zeros(300), vectors, 1, 0.9)
    assert rows[:, 0].tolist() == list(range(300))
