"""An outlet's side, the bar and the sentence."""

from __future__ import annotations

import pytest

from everyside.pages.sides import distribution, letter_of, percent, sentence, span, spectrum_of
from everyside.records.coverage import SideCounts
from everyside.records.rating import BIAS, Side, Spectrum, combine, side_of
from tests.makers import rating

SCALE = Spectrum(id="state", name="Ownership", low="Not owned", middle="Public", high="State", letters=("N", "P", "S"))


def mean(*values: float) -> float | None:
    combined = combine(rating(rater=f"Rater {n}", value=value) for n, value in enumerate(values))
    return combined[BIAS].value if values else None


@pytest.mark.parametrize(
    ("values", "side"),
    [
        ((), Side.UNRATED),
        ((-3,), Side.LEFT),
        ((-1, 0), Side.CENTER),  # a mean of −0.5 is still center
        ((-1, -1, 0), Side.LEFT),
        ((0,), Side.CENTER),
        ((-3, 3), Side.CENTER),
        ((0, 1.5), Side.RIGHT),
    ],
)
def test_the_mean_of_its_raters_gives_an_outlets_side(values: tuple[float, ...], side: Side) -> None:
    assert side_of(mean(*values)) is side


def test_a_factuality_rating_is_no_side() -> None:
    assert BIAS not in combine([rating(axis="factuality", value=5)])


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        (SideCounts(left=1, center=2, right=3, unrated=6), "50 % of the 6 rated outlets lean right; 6 more are not rated."),
        (SideCounts(left=1, center=4, right=1, unrated=1), "67 % of the 6 rated outlets are in the center; 1 more is not rated."),
        (SideCounts(unrated=12), "None of the 12 outlets is rated."),
        (SideCounts(unrated=1), "The only outlet is not rated."),
        (SideCounts(left=5), "All 5 rated outlets lean left."),
        (SideCounts(right=1, unrated=2), "The one rated outlet leans right; 2 more are not rated."),
        (SideCounts(center=1), "The one rated outlet is in the center."),
        (SideCounts(left=2, right=2), "The 4 rated outlets are split: 50 % each for left and right."),
        (SideCounts(), ""),
    ],
)
def test_the_sentence_speaks_of_rated_outlets_alone(counts: SideCounts, says: str) -> None:
    assert sentence(counts) == says


def test_the_bar_draws_every_side_that_occurs_and_fills_its_width() -> None:
    bar = distribution(SideCounts(left=2, center=3, right=0, unrated=6))
    assert [segment.side for segment in bar.segments] == [Side.LEFT, Side.CENTER, Side.UNRATED]
    assert sum(float(segment.width) for segment in bar.segments) == pytest.approx(100, abs=0.05)
    assert float(bar.segments[1].x) == pytest.approx(float(bar.segments[0].width))
    assert bar.text == "2 left · 3 center · 6 unrated"


def test_a_sliver_of_the_bar_carries_no_letter_that_it_cannot_hold() -> None:
    bar = distribution(SideCounts(left=1, unrated=99))
    assert [segment.letter for segment in bar.segments] == ["", "–"]


def test_no_outlets_make_an_empty_bar() -> None:
    assert distribution(SideCounts()).segments == ()


@pytest.mark.parametrize(("part", "whole", "says"), [(1, 8, 13), (1, 1000, 1), (999, 1000, 99), (0, 5, 0), (5, 5, 100), (0, 0, 0)])
def test_percent_rounds_halves_up_and_hides_nothing(part: float, whole: float, says: int) -> None:
    assert percent(part, whole) == says


def test_off_left_right_the_words_are_those_of_the_scale() -> None:
    counts = SideCounts(left=1, right=3, unrated=2)
    assert sentence(counts, SCALE) == "75 % of the 4 rated outlets count as state; 2 more are not rated."
    assert sentence(SideCounts(right=1), SCALE) == "The one rated outlet counts as state."
    assert sentence(SideCounts(left=2, right=2), SCALE).endswith("50 % each for not owned and state.")
    bar = distribution(counts, SCALE)
    assert bar.text == "1 not owned · 3 state · 2 unrated"
    assert [segment.letter for segment in bar.segments] == ["N", "S", "–"]


def test_a_scale_nobody_described_gets_plain_names_and_left_right_its_own() -> None:
    plain = spectrum_of("pro-harbour", {})
    assert (plain.name, plain.low, letter_of(Side.RIGHT, plain)) == ("Pro harbour", "Low", "H")
    assert spectrum_of(BIAS, {}).high == "Right"
    assert spectrum_of("state", {"state": SCALE}) is SCALE


def test_an_interval_is_said_in_whole_percent() -> None:
    assert (span(0.043, 0.281), span(0, 1)) == ("4–28 %", "0–100 %")
