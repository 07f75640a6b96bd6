from __future__ import annotations

import pytest

from everyside.evaluation.clustering import Agreement, across, bcubed


def test_a_perfect_grouping_scores_one_whatever_the_names() -> None:
    assert bcubed(["a", "a", "b"], [1, 1, 7]).f1 == 1


def test_bcubed_counts_what_each_item_shares_with_its_groups() -> None:
    """Gold {1 2 3} {4}, found {1 2} {3 4}: precision (1 + 1 + ½ + ½) / 4, recall (⅔ + ⅔ + ⅓ + 1) / 4."""
    found = bcubed("aaab", "xxyy")
    assert found.precision == pytest.approx(0.75)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert found.f1 == pytest.approx(2 * 0.75 * found.recall / (0.75 + found.recall))


def test_only_pairs_of_two_kinds_count_across() -> None:
    gold, found, languages = "aaaa", "xxyy", ["en", "en", "de", "en"]  # gold pairs across: 3; found: 1, and it is right
    agreement = across(gold, found, languages)
    assert agreement.precision == 1
    assert agreement.recall == pytest.approx(1 / 3)


def test_nothing_shared_is_zero_and_no_pairs_are_no_fault() -> None:
    assert Agreement(precision=0, recall=0).f1 == 0
    assert across("ab", "xy", ["en", "de"]).f1 == 1
