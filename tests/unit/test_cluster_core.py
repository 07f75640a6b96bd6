from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.ids import ArticleId, StoryId
from everyside.stages.cluster.core import Placed, Rule, Window, cluster
from tests.makers import NOW

RULE = Rule(cut=0.8, decay=0.01, cross_language=0.0, window_days=5)


def placed(number: int, *direction: float, at: datetime = NOW, language: str = "en") -> Placed:
    vector = np.array(direction, np.float32)
    return Placed(ArticleId(f"a{number:03}"), at + timedelta(seconds=number), vector / np.linalg.norm(vector), language)


def window(rule: Rule = RULE, dimensions: int = 3) -> Window:
    return Window(rule=rule, dimensions=dimensions)


def partition(stories: dict[ArticleId, StoryId]) -> set[frozenset[ArticleId]]:
    groups: dict[StoryId, set[ArticleId]] = {}
    for id, story in stories.items():
        groups.setdefault(story, set()).add(id)
    return {frozenset(group) for group in groups.values()}


def stories_of(filled: Window) -> dict[ArticleId, StoryId]:
    return {id: story for id, story in zip(filled.ids, filled.stories, strict=True) if story}


def crowd(seed: int, size: int) -> list[Placed]:
    """Articles about four events, some of them between two."""
    chance = np.random.default_rng(seed)
    centers = chance.normal(size=(4, 6))
    return [
        placed(
            number,
            *(centers[chance.integers(4)] + chance.normal(size=6) * 0.6),
            at=NOW + timedelta(hours=float(chance.uniform(0, 200))),
            language=str(chance.choice(["en", "de"])),
        )
        for number in range(size)
    ]


@given(seed=st.integers(0, 10_000), batch=st.integers(1, 40), order=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_and_batches_do_not_change_the_stories(seed: int, batch: int, order: object) -> None:
    articles = crowd(seed, 40)
    once = partition(cluster(articles, RULE, batch=40))
    order.shuffle(articles)  # type: ignore[attr-defined]
    assert partition(cluster(articles, RULE, batch=batch)) == once


@given(seed=st.integers(0, 10_000), cut=st.integers(1, 39))
@settings(max_examples=30, deadline=None)
def test_a_restart_does_not_change_the_stories(seed: int, cut: int) -> None:
    articles = crowd(seed, 40)
    through = window(dimensions=6)
    through.add(articles[:cut])
    restarted = window(dimensions=6)
    restarted.restore(articles[:cut], stories_of(through))
    through.add(articles[cut:])
    restarted.add(articles[cut:])
    assert stories_of(restarted) == stories_of(through)


def test_an_article_joins_the_story_it_is_close_to_and_says_why() -> None:
    filled = window()
    first = filled.add([placed(1, 1, 0, 0)])
    second = filled.add([placed(2, 1, 0.1, 0)])
    assert {member.story_id for member in second.members} == {first.members[0].story_id}
    joined = next(member for member in second.members if member.article_id == "a002")
    assert joined.nearest == "a001"
    assert joined.score == pytest.approx(0.995, abs=0.001)


def test_a_story_that_is_bridged_merges_into_the_larger_and_redirects() -> None:
    filled = window(Rule(cut=0.85, decay=0, cross_language=0))
    large = filled.add([placed(1, 1, 0.0, 0), placed(2, 1, 0.05, 0), placed(3, 1, 0.1, 0)])
    small = filled.add([placed(4, 1, 0.95, 0)])
    assert large.members[0].story_id != small.members[0].story_id
    bridge = filled.add([placed(number, 1, 0.5, 0) for number in range(5, 9)])
    kept, gone = large.members[0].story_id, small.members[0].story_id
    assert bridge.merged == {gone: kept}
    assert set(stories_of(filled).values()) == {kept}


def test_a_split_keeps_the_id_with_the_larger_part() -> None:
    rule = Rule(cut=0.7, decay=0, cross_language=0)
    filled = window(rule)
    before = filled.add([placed(1, 1, 0, 0), placed(2, 0.75, 0.66, 0)])
    name = before.members[0].story_id
    assert {member.story_id for member in before.members} == {name}
    filled.add([placed(number, 1, -0.3, 0) for number in range(3, 6)])
    stories = stories_of(filled)
    assert stories[ArticleId("a001")] == name
    assert stories[ArticleId("a002")] != name


def test_articles_further_apart_than_the_window_never_share_a_story() -> None:
    stories = cluster([placed(1, 1, 0, 0), placed(2, 1, 0, 0, at=NOW + timedelta(days=6))], RULE)
    assert len(set(stories.values())) == 2


def test_an_unknown_time_is_not_held_against_an_article() -> None:
    undated = Placed(ArticleId("undated"), None, np.array([1, 0, 0], np.float32))
    stories = cluster([placed(1, 1, 0, 0), placed(2, 1, 0, 0, at=NOW + timedelta(days=6)), undated], RULE)
    assert stories[ArticleId("undated")] in {stories[ArticleId("a001")], stories[ArticleId("a002")]}


def test_two_languages_are_judged_by_their_own_measure() -> None:
    near = [placed(1, 1, 0, 0), placed(2, 1, 0.77, 0, language="de")]
    assert len(set(cluster(near, RULE).values())) == 2
    assert len(set(cluster(near, Rule(cut=0.8, decay=0.01, cross_language=0.05)).values())) == 1


def test_the_same_article_twice_changes_nothing() -> None:
    filled = window()
    filled.add([placed(1, 1, 0, 0), placed(1, 1, 0, 0)])
    again = filled.add([placed(1, 0, 1, 0)])
    assert again.members == ()
    assert len(filled.ids) == 1


def test_a_component_too_large_to_cluster_falls_apart_instead_of_taking_for_ever() -> None:
    copies = [placed(number, 1, 0, 0) for number in range(100)]
    stories = cluster(copies, Rule(cut=0.8, decay=0, largest_component=30))
    assert len(stories) == 100
    assert max(list(stories.values()).count(story) for story in set(stories.values())) == 30


def test_a_story_never_takes_the_name_of_another() -> None:
    filled = window(Rule(cut=0.7, decay=0, cross_language=0))
    filled.add([placed(1, 1, 0, 0)])
    name = filled.stories[0]
    fresh = window(Rule(cut=0.7, decay=0, cross_language=0))
    fresh.restore([placed(2, 0, 1, 0)], {ArticleId("a002"): StoryId(str(name))})
    fresh.add([placed(1, 1, 0, 0)])
    assert len(set(stories_of(fresh).values())) == 2


def test_a_flood_of_like_articles_costs_no_more_than_a_few_looks_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A component too large to cluster falls apart without a look at every pair one by one."""
    looks: list[int] = []
    scores = Window._scores

    def counted(self: Window, a: Any, b: Any) -> Any:
        looks.append(len(a) * len(b))
        return scores(self, a, b)

    monkeypatch.setattr(Window, "_scores", counted)
    filled = window(Rule(cut=0.8, decay=0.01, cross_language=0.0, window_days=5, largest_component=100))
    filled.add(placed(number, 1, 0, 0) for number in range(600))
    assert sum(looks) < 2 * 600 * 600
    assert len(looks) < 100
    assert max(map(len, partition(stories_of(filled)))) <= 100


def test_how_tables_of_scores_are_cut_into_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Rule(cut=0.8, decay=0.01, cross_language=0.0, window_days=5, largest_component=12)
    whole = cluster(crowd(7, 60), rule, batch=11)
    monkeypatch.setattr("everyside.stages.cluster.core.BLOCK", 5)
    assert cluster(crowd(7, 60), rule, batch=11) == whole
