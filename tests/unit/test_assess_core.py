from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.records.outlet import Rating, Side, side_of
from everyside.records.story import Coverage
from everyside.stages.assess import core
from tests import makers


def rated(*values: float, axis: str = "bias") -> list[Rating]:
    return [makers.rating(1, rater=f"R{number}", axis=axis, value=value) for number, value in enumerate(values)]


def by(number: int, outlet: int = 0, **changes: object) -> Article:
    """Article ``number`` of outlet ``outlet`` (default: of the same number)."""
    return makers.article(number, outlet_id=makers.outlet_name(outlet or number), **changes)


def assess(
    articles: Sequence[Article],
    groups: Mapping[ArticleId, GroupId] | None = None,
    ratings: Mapping[OutletId, Sequence[Rating]] | None = None,
    **countries: str,
) -> Coverage:
    outlets = {
        id: replace(makers.outlet(1), id=id, country=countries.get(id.replace("-", "_"), ""))
        for id in {a.outlet_id for a in articles}
    }
    return core.assess(makers.story(1), articles, groups or {}, outlets, ratings or {}, "assess/test")


def one_text(*numbers: int) -> dict[ArticleId, GroupId]:
    return {makers.article_key(number): GroupId(makers.article_key(numbers[0])) for number in numbers}


@pytest.mark.parametrize(
    ("values", "side"),
    [
        ((), Side.UNRATED),
        ((0,), Side.CENTER),
        ((-0.5,), Side.CENTER),
        ((0.5,), Side.CENTER),
        ((-1,), Side.LEFT),
        ((3,), Side.RIGHT),
        ((-3, 3), Side.CENTER),
        ((-1, 0, 0), Side.CENTER),
        ((0, 1, 1), Side.RIGHT),
    ],
)
def test_the_side_is_that_of_the_mean_of_all_raters(values: tuple[float, ...], side: Side) -> None:
    assert side_of(rated(*values)) == side


def test_a_rating_of_factuality_says_nothing_of_the_side() -> None:
    assert side_of(rated(5, axis="factuality")) == Side.UNRATED
    assert core.factuality_of(rated(3)) == "unrated"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ((1,), "very-low"),
        ((1.5,), "very-low"),
        ((1, 2, 2), "low"),
        ((2.5,), "low"),
        ((3,), "mixed"),
        ((3.5,), "mixed"),
        ((3.51,), "high"),
        ((4, 5), "high"),
        ((5,), "very-high"),
    ],
)
def test_factuality_is_the_mean_rounded_half_down(values: tuple[float, ...], name: str) -> None:
    assert core.factuality_of(rated(*values, axis="factuality")) == name


def test_an_outlet_with_many_articles_is_one_outlet() -> None:
    found = assess([by(1), by(2, 1), by(3, 1)])
    assert (found.articles, found.outlets, found.independent_texts) == (3, 1, 3)
    assert (found.by_outlet.unrated, found.by_text.unrated) == (1, 3)


def test_a_copied_text_is_one_voice_split_over_the_outlets_that_carry_it() -> None:
    ratings = {makers.outlet_name(1): rated(-2), makers.outlet_name(2): rated(2), makers.outlet_name(3): rated(2)}
    found = assess([by(1), by(2), by(3), by(4)], one_text(1, 2, 3), ratings)
    assert (found.outlets, found.independent_texts) == (4, 2)
    assert (found.by_outlet.left, found.by_outlet.center, found.by_outlet.right, found.by_outlet.unrated) == (1, 0, 2, 1)
    assert found.by_text.left == pytest.approx(1 / 3)
    assert found.by_text.right == pytest.approx(2 / 3)
    assert found.by_text.unrated == 1
    assert found.copy_groups == {GroupId(makers.article_key(1)): 3}


def test_an_outlet_that_carries_a_text_twice_weighs_no_more_in_it() -> None:
    ratings = {makers.outlet_name(1): rated(-2)}
    found = assess([by(1), by(2, 1), by(3)], one_text(1, 2, 3), ratings)
    assert (found.by_text.left, found.by_text.unrated) == (0.5, 0.5)


def test_a_group_known_under_an_article_outside_the_story_counts_as_one_text() -> None:
    groups = {makers.article_key(number): GroupId("elsewhere") for number in (1, 2)}
    assert assess([by(1), by(2)], groups).independent_texts == 1


def test_languages_are_counted_by_article_and_countries_by_outlet() -> None:
    found = assess([by(1), by(2, 1, language="de"), by(3)], lantern_1="DE")
    assert found.languages == {"en": 2, "de": 1}
    assert found.countries == {"DE": 1, "": 1}


def test_first_is_the_earliest_stated_time_and_the_smaller_id_among_equals() -> None:
    early = by(1, published_stated=False)
    same = [by(number, published=makers.NOW) for number in (2, 3, 4)]
    first = min(same, key=lambda article: article.id)
    found = assess([early, *same])
    assert (found.first_article, found.first_outlet) == (first.id, first.outlet_id)
    assert assess([early]).first_article is None


def test_the_order_of_the_articles_changes_nothing() -> None:
    articles = [by(number, 1 + number % 3) for number in range(9)]
    groups = one_text(1, 4, 5)
    assert assess(articles, groups) == assess(articles[::-1], groups)


def test_coverage_names_what_it_was_made_from() -> None:
    found = assess([by(1)])
    assert (found.story_id, found.fingerprint, found.made_by) == (makers.story_key(1), "fingerprint-1", "assess/test")
