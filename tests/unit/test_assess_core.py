"""Coverage counts: each outlet once, each text once, the unrated always there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.article import CreditKind
from everyside.records.coverage import Coverage
from everyside.records.outlet import Scope
from everyside.records.owner import OwnerKind
from everyside.stages.assess.inputs import About
from tests.unit.assess_worlds import HOME, assess, by, credit, each, owner, press


def test_an_outlet_with_many_articles_is_one_outlet() -> None:
    found = assess([by(1, 1), by(1, 2), by(1, 3)])
    assert (found.articles, found.outlets, found.independent_texts) == (3, 1, 3)
    assert (found.by_outlet.unrated, found.by_text.unrated) == (1, 3)


def test_a_copied_text_is_one_voice_split_over_the_outlets_that_carry_it() -> None:
    carried = [by(1, 1), by(2, 2, 1), by(3, 3, 1), by(4, 4)]
    found = assess(carried, press(carried, {1: -2, 2: 2, 3: 2}))
    assert (found.outlets, found.independent_texts) == (4, 2)
    assert (found.by_outlet.left, found.by_outlet.center, found.by_outlet.right, found.by_outlet.unrated) == (1, 0, 2, 1)
    assert found.by_text.left == pytest.approx(1 / 3)
    assert found.by_text.right == pytest.approx(2 / 3)
    assert found.by_text.unrated == 1
    assert found.copy_groups == {"a001": 3}


def test_an_outlet_that_carries_a_text_twice_weighs_no_more_in_it() -> None:
    carried = [by(1, 1), by(1, 2, 1), by(2, 3, 1)]
    found = assess(carried, press(carried, {1: -2}))
    assert (found.by_text.left, found.by_text.unrated) == (0.5, 0.5)


def test_three_thirds_of_a_text_are_one_text() -> None:
    carried = [by(n, n, 1) for n in (1, 2, 3)]
    assert assess(carried, press(carried, dict.fromkeys((1, 2, 3), -1))).by_text.left == 1.0


def test_a_text_known_under_an_article_outside_the_story_counts_as_one() -> None:
    assert assess([by(1, 1, 99), by(2, 2, 99)]).independent_texts == 1


def test_factuality_owners_and_countries_are_counted_by_outlet_and_by_text() -> None:
    carried = [by(1, 1), by(2, 2, 1), by(3, 3)]
    facts: dict[int, dict[str, Any]] = {
        1: {"country": "XA", "owner": "paper-co", "scope": Scope.LOCAL},
        2: {"country": "XA", "owner": "nobody-described", "state": True},
    }
    owners = [owner("paper-co", "holding"), owner("holding", kind=OwnerKind.CONGLOMERATE)]
    found = assess(carried, press(carried, factuality={1: 3.5, 2: 1}, outlets=facts, owners=owners))
    assert found.factuality.raw == {"mixed": 1, "unrated": 1, "very-low": 1}
    assert found.factuality.independent == {"mixed": 0.5, "unrated": 1, "very-low": 0.5}
    assert found.owner_kinds.raw == {"conglomerate": 1, "state": 1, "unknown": 1}
    assert found.owners.raw == {"holding": 1, "": 2}
    assert found.countries.independent == {"XA": 1, "": 1}
    assert found.scopes.raw == {"local": 1, "unknown": 2}


def test_languages_are_counted_by_article_and_by_text() -> None:
    found = assess([by(1, 1), by(1, 2, 1, language="de"), by(2, 3)])
    assert found.languages.raw == {"de": 1, "en": 2}
    assert found.languages.independent == {"de": 0.5, "en": 1.5}


def test_seven_classes_of_bias_and_the_unrated() -> None:
    carried = each(range(1, 6))
    found = assess(carried, press(carried, {1: -3, 2: -1, 3: 0.5, 4: 0.51}))
    assert found.bias7 == {"center": 1, "far-left": 1, "lean-left": 1, "lean-right": 1, "unrated": 1}


def test_agencies_are_counted_by_the_articles_that_credit_them() -> None:
    both = (*credit("afp"), *credit("ap", CreditKind.PART))
    found = assess([by(1, 1, agencies=both), by(2, 2, agencies=credit("afp")), by(3, 3)])
    assert (found.agencies, found.agency_articles) == ({"afp": 2, "ap": 1}, 2)


def test_an_axis_is_counted_only_where_an_outlet_of_the_story_is_rated_on_a_known_spectrum() -> None:
    carried = each((1, 2))
    assert set(assess(carried, press(carried)).axes) == {"bias"}
    found = assess(carried, press(carried, home={1: 2}))
    assert found.axes["home"].by_outlet.right == found.axes["home"].by_outlet.unrated == 1
    assert set(assess(carried, press(carried, home={1: 2}, spectra=())).axes) == {"bias"}


@pytest.mark.parametrize(
    ("rated", "about", "shown"),
    [
        (3, About(countries={"XA": 0.5, "XB": 0.2}), "home"),
        (2, About(countries={"XA": 0.5}), "bias"),  # too few
        (3, About(countries={"XA": 0.4}), "bias"),  # it hardly concerns the country
        (3, About(countries={"XA": 0.6, "XB": 0.9}), "bias"),  # it concerns another more
        (3, About(), "bias"),
    ],
)
def test_the_axis_shown_is_that_of_the_country_the_story_concerns_most(rated: int, about: About, shown: str) -> None:
    carried = each(range(1, 10))
    assert assess(carried, press(carried, home=dict.fromkeys(range(1, rated + 1), 1)), about).axis == shown


def test_an_axis_on_which_fewer_than_a_third_are_rated_is_not_shown() -> None:
    carried = each(range(1, 11))
    about = About(countries={"XA": 1.0})
    assert assess(carried, press(carried, home={1: 1, 2: 1, 3: 1}), about).axis == "bias"
    assert assess(carried, press(carried, home={1: 1, 2: 1, 3: 1, 4: 1}), about).axis == "home"


def test_of_two_spectra_of_a_country_the_one_more_outlets_are_rated_on_is_shown() -> None:
    carried = each(range(1, 7))
    known = press(carried, home={1: 1, 2: 1, 3: 1}, spectra=(HOME, replace(HOME, id="bias-of-home")))
    assert assess(carried, known, About(countries={"XA": 1.0})).axis == "home"


def test_coverage_names_what_it_was_made_from() -> None:
    found = assess(each([1]))
    assert (found.story_id, found.fingerprint, found.made_by) == ("story", "fingerprint", "assess/test")


# properties

ARTICLES = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 12), st.sampled_from(["en", "de", "ja"]), st.booleans()), min_size=1, max_size=30
)
VALUES = st.dictionaries(st.integers(1, 8), st.sampled_from([-3.0, -1.0, 0.0, 0.5, 2.0]))


def story(drawn: list[tuple[int, int, str, bool]]) -> list[Any]:
    return [
        by(outlet, number, group, language=language, published_stated=stated)
        for number, (outlet, group, language, stated) in enumerate(drawn)
    ]


def independent(coverage: Coverage) -> list[float]:
    tallies = (coverage.factuality, coverage.owner_kinds, coverage.owners, coverage.countries, coverage.languages, coverage.scopes)
    return [coverage.by_text.total, *(sum(tally.independent.values()) for tally in tallies)]


@given(ARTICLES, VALUES, VALUES)
@settings(deadline=None)
def test_every_part_sums_to_its_whole(
    drawn: list[tuple[int, int, str, bool]], bias: dict[int, float], home: dict[int, float]
) -> None:
    carried = story(drawn)
    found = assess(carried, press(carried, bias, home=home))  # the record itself checks every sum
    assert independent(found) == pytest.approx([found.independent_texts] * 7)


@given(ARTICLES, VALUES, st.randoms())
@settings(deadline=None)
def test_the_order_of_the_articles_changes_nothing(
    drawn: list[tuple[int, int, str, bool]], bias: dict[int, float], chance: Any
) -> None:
    carried = story(drawn)
    shuffled = list(carried)
    chance.shuffle(shuffled)
    assert assess(carried, press(carried, bias)) == assess(shuffled, press(carried, bias))


@given(ARTICLES, VALUES, st.integers(1, 9), st.integers(0, 29))
@settings(deadline=None)
def test_one_more_copy_adds_no_text(
    drawn: list[tuple[int, int, str, bool]], bias: dict[int, float], outlet: int, which: int
) -> None:
    carried = story(drawn)
    more = [*carried, by(outlet, 900, int(carried[which % len(carried)].group[1:]))]
    before, after = assess(carried, press(carried, bias)), assess(more, press(more, bias))
    assert after.independent_texts == before.independent_texts
    assert independent(after) == pytest.approx(independent(before))


@given(ARTICLES, VALUES)
@settings(deadline=None)
def test_the_unrated_never_vanish(drawn: list[tuple[int, int, str, bool]], bias: dict[int, float]) -> None:
    carried = story(drawn)
    found = assess(carried, press(carried, bias))
    unrated = {article.outlet_id for article in carried if int(article.outlet_id[1:]) not in bias}
    assert found.by_outlet.unrated == found.bias7.get("unrated", 0) == len(unrated)
    assert (found.by_text.unrated > 0) == bool(unrated)
