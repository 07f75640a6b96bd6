"""One number for a pair of articles: its parts, its edges, and that it does not matter how it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.cluster.core import Placed, Rule
from everyside.stages.cluster.score import FEW, RARE, Rows, Scorer
from everyside.stages.cluster.terms import WIDTH, terms_of
from tests.makers import NOW
from tests.unit.cluster_worlds import FULL_RULE, crowd, placed, rule

STEP = 1.01e-4  # scores are rounded to four digits
PLAIN = rule()


def scorer(articles: Sequence[Placed], of: Rule) -> tuple[Scorer, Rows]:
    filled = Scorer(of, len(articles[0].vector))
    days = np.array([each.published.timestamp() / 86_400 if each.published else np.nan for each in articles])
    terms = np.stack([np.zeros(WIDTH, np.uint32) if each.terms is None else each.terms for each in articles])
    rows = filled.add(days, np.stack([each.vector for each in articles]), [each.language for each in articles], terms)
    filled.weigh()
    return filled, rows


def score(one: Placed, other: Placed, of: Rule) -> float:
    filled, rows = scorer([one, other], of)
    return float(filled.between(rows[:1], rows[1:])[0, 0])


def later(**gap: float) -> timedelta:
    return timedelta(seconds=-1) + timedelta(**gap)  # the second article is a second later by itself


@given(seed=st.integers(0, 10_000), size=st.sampled_from([2, 7, FEW, FEW + 1, 60]))
@settings(max_examples=40, deadline=None)
def test_a_score_is_the_same_however_it_is_asked_for(seed: int, size: int) -> None:
    filled, rows = scorer(crowd(seed, size), FULL_RULE)
    table = filled.table(rows)
    assert table.shape == (size, size)
    np.fill_diagonal(table, filled.between(rows, rows).diagonal())  # nobody asks for an article against itself
    assert np.abs(table - table.T).max() <= STEP
    assert np.abs(table - filled.between(rows, rows)).max() <= STEP
    assert np.abs(table[0] - filled.against(0, rows)).max() <= STEP
    some = rows[:: max(1, size // 5)]
    assert np.abs(filled.between(some, rows) - filled.between(rows, some).T).max() <= STEP


@pytest.mark.parametrize("many", [2, RARE, RARE + 1, 50])
def test_a_word_counts_the_same_whether_few_or_many_hold_it(many: int) -> None:
    articles = [placed(n, 1, n * 0.001, 0, terms=terms_of(f"ferry {n}" if n < many else f"bridge {n}", "")) for n in range(60)]
    filled, rows = scorer(articles, FULL_RULE)
    others = ~np.eye(len(rows), dtype=bool)
    assert np.abs(filled.table(rows) - filled.between(rows, rows))[others].max() <= STEP


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_neighbours_are_all_pairs_that_reach_the_cut(seed: int) -> None:
    filled, rows = scorer(crowd(seed, 40), FULL_RULE)
    table = filled.between(rows, rows)
    for row, (others, scores) in enumerate(filled.neighbours(rows, 64)):
        reach = {other for other in range(40) if other != row and table[row, other] >= np.float32(FULL_RULE.cut)}
        assert set(others.tolist()) == reach
        assert sorted(scores.tolist(), reverse=True) == scores.tolist()


def test_nobody_is_its_own_neighbour_and_copies_are_neighbours() -> None:
    filled, rows = scorer([placed(n, 1, 0, 0, at=NOW + timedelta(hours=n)) for n in range(9)], PLAIN)
    for row, (others, _) in enumerate(filled.neighbours(rows, 64)):
        assert row not in others
        assert len(others)


def test_a_pair_at_one_moment_in_one_language_scores_its_cosine() -> None:
    assert score(placed(1, 1, 0, 0), placed(2, 0.6, 0.8, 0, at=NOW + later(seconds=0)), PLAIN) == pytest.approx(0.6, abs=1e-3)


def test_time_costs_by_the_day_and_more_at_first() -> None:
    of = rule(per_day=0.02, per_root_day=0.05)
    scores = [score(placed(1, 1, 0, 0), placed(2, 1, 0, 0, at=NOW + later(days=days)), of) for days in (0, 1, 4)]
    assert scores == pytest.approx([1, 1 - 0.02 - 0.05, 1 - 0.08 - 0.1], abs=1e-3)


def test_the_window_ends_where_it_ends() -> None:
    inside, outside = (placed(2, 1, 0, 0, at=NOW + timedelta(days=5, seconds=seconds)) for seconds in (-1, 0.5))
    assert score(placed(1, 1, 0, 0), inside, PLAIN) > 0.9
    assert score(placed(1, 1, 0, 0), outside, PLAIN) < PLAIN.cut


def test_of_an_unknown_time_only_its_being_unknown_counts() -> None:
    of = rule(undated=0.03)
    assert score(placed(1, 1, 0, 0), placed(2, 1, 0, 0, at=None), of) == pytest.approx(0.97, abs=1e-3)
    assert score(placed(1, 1, 0, 0, at=None), placed(2, 1, 0, 0, at=None), of) == pytest.approx(0.97, abs=1e-3)


def test_two_languages_are_given_what_a_translation_costs() -> None:
    of = rule(cross_language=0.05)
    one = placed(1, 1, 0, 0)
    same, foreign = (placed(2, 0.6, 0.8, 0, language=language) for language in ("en", "de"))
    assert score(one, foreign, of) - score(one, same, of) == pytest.approx(0.05, abs=2e-4)


def test_shared_words_count_rare_ones_more_and_none_for_nothing() -> None:
    def like(number: int, words: str) -> Placed:
        return placed(number, 1, 0, 0, terms=terms_of(words, ""))

    others = [like(number, "report of") for number in range(10, 60)]
    of = rule(words=0.1)
    filled, rows = scorer([like(1, "report ferry"), like(2, "report bridge"), like(3, "ferry goal"), like(4, ""), *others], of)
    common, rare, none = (float(filled.against(0, rows[[other]])[0]) for other in (1, 2, 3))
    assert rare > common > none
    assert none == pytest.approx(1, abs=1e-3)
    assert float(filled.against(3, rows[[3]])[0]) == pytest.approx(1, abs=1e-3)
    assert float(filled.against(0, rows[[0]])[0]) == pytest.approx(1.1, abs=1e-3)


def test_weights_are_made_anew_when_the_window_has_grown() -> None:
    filled, _ = scorer([placed(n, 1, n * 0.1, 0, terms=terms_of("ferry", "")) for n in range(20)], FULL_RULE)
    assert not filled.stale
    for count in range(6):
        filled.add(np.zeros(1), np.ones((1, 3), np.float32), ["en"], terms_of(f"ferry {count}", "")[None])
    assert filled.stale
    filled.weigh()
    assert not filled.stale


def test_no_pair_below_the_least_cosine_reaches_the_cut() -> None:
    of = FULL_RULE
    least = of.least_cosine
    one = placed(1, 1, 0, terms=terms_of("ferry 212", ""))
    below, above = (
        placed(2, c, float(np.sqrt(1 - c * c)), terms=one.terms, language="de", at=NOW + later(seconds=0))
        for c in (least - 0.005, least + 0.005)
    )
    assert score(one, below, of) < of.cut <= score(one, above, of)


def test_only_what_is_the_same_to_the_letter_within_hours_is_a_copy() -> None:
    words = terms_of("ferry", "")
    articles = [
        placed(0, 1, 0, terms=words, at=NOW),
        placed(1, 1, 0, terms=words, at=NOW),
        placed(2, 1, 0, terms=words, at=NOW + timedelta(days=1)),
        placed(3, 1, 0, terms=terms_of("bridge", ""), at=NOW),
        placed(4, 1, 0, terms=words, at=NOW, language="de"),
        placed(5, 1, 0.1, terms=words, at=NOW),
        placed(6, 1, 0, terms=words, at=None),
        placed(7, 1, 0, terms=words, at=None),
    ]
    filled, rows = scorer(articles, FULL_RULE)
    assert filled.copies(rows) == [(0, 1), (6, 7)]
    assert filled.copies(rows[:0]) == []
