"""Live blogs, roundups and listings glue nothing together; a series is found out on its third day."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.article import Kind
from everyside.records.correction import Constraints
from everyside.stages.cluster.core import Placed, Rule, Window
from tests.makers import NOW
from tests.unit.cluster_worlds import RULE, Replay, consolidated, groups, key, placed, rule, window

LOOSE = [Kind.LIVE, Kind.ROUNDUP]
SHARP = rule(cut=0.85, per_day=0.0)
ONE, OTHER, BETWEEN, NEARER = (1.0, 0.0, 0.0), (1.0, 0.95, 0.0), (1.0, 0.45, 0.0), (1.0, 0.3, 0.0)


def filled_in(articles: list[Placed], of: Rule, batch: int, constraints: Constraints | None = None) -> Window:
    filled = window(of, constraints=constraints)
    for start in range(0, len(articles), batch):
        filled.add(articles[start : start + batch])
    return filled


@pytest.mark.parametrize("kind", LOOSE)
@pytest.mark.parametrize("local", [400, 1], ids=["table", "fast path"])
@pytest.mark.parametrize("batch", [1, 9])
def test_two_stories_linked_by_a_live_blog_stay_two_and_it_joins_the_closer(kind: Kind, local: int, batch: int) -> None:
    of = rule(cut=0.85, per_day=0.0, local=local)
    two = [placed(1, *ONE), placed(2, *ONE), placed(3, *OTHER), placed(4, *OTHER)]
    bridge = [placed(number, 1, NEARER[1] + number / 1000, 0, kind=kind) for number in range(5, 9)]
    expected = {frozenset({"a001", "a002", "a005", "a006", "a007", "a008"}), frozenset({"a003", "a004"})}
    for articles in (two + bridge, bridge + two, [*bridge[:2], *two, *bridge[2:]]):
        filled = filled_in(articles, of, batch)
        assert groups(filled) == expected
        consolidated(filled)
        assert groups(filled) == expected


def test_news_in_the_same_place_would_have_linked_them() -> None:
    two = [placed(1, *ONE), placed(2, *ONE), placed(3, *OTHER), placed(4, *OTHER)]
    filled = filled_in(two + [placed(number, *BETWEEN) for number in range(5, 11)], SHARP, 1)
    assert len(groups(filled)) == 1


@pytest.mark.parametrize("kind", LOOSE)
def test_loose_articles_alone_are_no_story(kind: Kind) -> None:
    filled = filled_in([placed(number, *ONE, kind=kind) for number in range(1, 4)], SHARP, 1)
    assert len(groups(filled)) == 3
    consolidated(filled)
    assert len(groups(filled)) == 3


def test_a_live_blog_whose_story_went_elsewhere_stays_behind_under_a_name_of_its_own() -> None:
    """The story it hung on is taken into one it does not belong to, and its name redirects there."""
    replay, filled = Replay(), window(rule(cut=0.8, per_day=0.0))
    replay.take([filled.add([placed(1, 1, 0, 0), placed(2, 0.8, -0.6, 0.0, kind=Kind.LIVE)])])
    assert len(groups(filled)) == 1
    replay.take([filled.add(placed(number, 0.9, 0.43, 0) for number in range(3, 9))])
    assert replay.agrees_with(filled)
    assert groups(filled) == {frozenset({"a002"}), frozenset(key(number) for number in (1, *range(3, 9)))}


def test_a_live_blog_a_person_put_somewhere_holds_like_any_other() -> None:
    constraints = Constraints(together=((key(1), key(9)),))
    filled = window(SHARP, constraints=constraints)
    filled.add([placed(1, *ONE), placed(3, *OTHER), placed(4, *OTHER), placed(9, *OTHER, kind=Kind.LIVE)])
    stories = filled.placed()
    assert stories[key(1)] == stories[key(9)]


@pytest.mark.parametrize("local", [400, 1], ids=["table", "fast path"])
def test_a_listing_stands_alone_but_copies_of_it_are_together(local: int) -> None:
    news = [placed(1, *ONE), placed(2, *ONE)]
    listings = [placed(number, *ONE, kind=Kind.LISTING) for number in (3, 4)] + [placed(5, 1, 0.4, 0, kind=Kind.LISTING)]
    for articles in (news + listings, listings + news):
        filled = filled_in(articles, rule(cut=0.85, local=local), 2)
        consolidated(filled)
        assert groups(filled) == {frozenset({"a001", "a002"}), frozenset({"a003", "a004"}), frozenset({"a005"})}


def test_many_copies_of_a_listing_never_join_the_news_they_are_close_to() -> None:
    articles = [placed(0, *ONE), *(placed(number, *ONE, kind=Kind.LISTING) for number in range(1, 12))]
    filled = filled_in(articles, rule(local=3), 1)
    assert frozenset({"a000"}) in groups(filled)
    consolidated(filled)
    assert groups(filled) == {frozenset({"a000"}), frozenset(key(number) for number in range(1, 12))}


def daily(days: int) -> list[Placed]:
    return [placed(day, *ONE, at=NOW + timedelta(days=day), series="lantern\ngold price #") for day in range(days)]


def test_the_same_title_every_day_is_alone_from_the_third_day_on() -> None:
    filled = filled_in([*daily(5), placed(9, *ONE, at=NOW + timedelta(days=4))], RULE, 1)
    consolidated(filled)
    stories = filled.placed()
    assert stories[key(0)] == stories[key(1)] == stories[key(9)]
    # Copies to the letter are still together, but they hold no news.
    assert stories[key(2)] == stories[key(3)] == stories[key(4)] != stories[key(0)]


@given(order=st.permutations(range(6)), batch=st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_a_series_is_found_out_in_whatever_order_its_days_come(order: list[int], batch: int) -> None:
    articles, expected = daily(6), window()
    expected.add(articles)
    consolidated(expected)
    filled = filled_in([articles[day] for day in order], RULE, batch)
    consolidated(filled)
    assert groups(filled) == groups(expected)


@pytest.mark.parametrize("series", ["", "other\ngold price #"])
def test_three_outlets_or_three_reports_of_a_day_are_no_series(series: str) -> None:
    articles = [placed(n, *ONE, at=NOW + timedelta(hours=n), series=series or f"outlet-{n}\ngold price #") for n in range(5)]
    assert len(groups(filled_in(articles, RULE, 1))) == 1


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_no_story_is_held_by_loose_articles_alone(seed: int) -> None:
    chance = Random(seed)
    articles = [
        placed(number, 1, chance.uniform(0, 2), 0, kind=chance.choice([Kind.NEWS, Kind.LIVE, Kind.ROUNDUP])) for number in range(25)
    ]
    filled = filled_in(articles, SHARP, chance.randrange(1, 9))
    firm = {each.article_id for each in articles if each.kind is Kind.NEWS}
    for _ in range(2):
        assert all(len(group) == 1 or group & firm for group in groups(filled))
        without = filled_in([each for each in articles if each.kind is Kind.NEWS], SHARP, 9)
        for each in (filled, without):
            consolidated(each)
        assert {group & firm for group in groups(filled)} - {frozenset()} == groups(without)
