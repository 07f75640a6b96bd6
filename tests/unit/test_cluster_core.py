"""What a window of articles promises: stories that do not depend on how articles came, stable ids, changes that tell everything."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.article import Kind
from everyside.records.correction import Constraints
from everyside.records.ids import ArticleId, StoryId
from everyside.stages.cluster import core
from everyside.stages.cluster.core import Change, Placed, Rule, cluster
from tests.makers import NOW
from tests.unit.cluster_worlds import (
    FULL_RULE,
    RULE,
    Replay,
    consolidated,
    crowd,
    groups,
    key,
    obeyed,
    partition,
    placed,
    rule,
    window,
)

SIZE = 36
SEEDS = st.integers(0, 10_000)
SMALL = Rule(cut=0.82, words=0.08, cross_language=0.04, per_day=0.01, per_root_day=0.01, window_days=5, local=5)
RULES = st.sampled_from([RULE, FULL_RULE, SMALL])


def some_kinds(articles: list[Placed], seed: int) -> list[Placed]:
    """Some of them live blogs, roundups and listings."""
    chance = Random(seed)
    kinds = [Kind.NEWS] * 6 + [Kind.LIVE, Kind.ROUNDUP, Kind.LISTING]
    return [
        Placed(each.article_id, each.published, each.vector, each.language, each.terms, chance.choice(kinds)) for each in articles
    ]


def some_rules(seed: int) -> Constraints:
    """Pairs that do not contradict each other: together within, apart between, two halves of the articles."""
    chance = Random(seed)
    low, high = [key(number) for number in range(SIZE // 2)], [key(number) for number in range(SIZE // 2, SIZE)]
    together = [tuple(sorted(chance.sample(half, 2))) for half in (low, high) for _ in range(3)]
    apart = [(chance.choice(low), chance.choice(high)) for _ in range(4)]
    return Constraints(together=tuple(together), apart=tuple(apart))  # type: ignore[arg-type]


@given(seed=SEEDS, batch=st.integers(1, SIZE), order=st.randoms(use_true_random=False), of=RULES)
@settings(max_examples=30, deadline=None)
def test_order_and_batches_do_not_change_the_stories(seed: int, batch: int, order: Random, of: Rule) -> None:
    articles = crowd(seed, SIZE)
    once = partition(cluster(articles, of, batch=SIZE))
    order.shuffle(articles)  # late arrivals, by days
    assert partition(cluster(articles, of, batch=batch)) == once


@given(seed=SEEDS, batch=st.integers(1, 5), order=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_order_within_a_minute_does_not_change_the_stories(seed: int, batch: int, order: Random) -> None:
    articles = crowd(seed, 30, hours=1 / 60)
    once = partition(cluster(articles, FULL_RULE, batch=batch))
    order.shuffle(articles)
    assert partition(cluster(articles, FULL_RULE, batch=batch)) == once


@given(seed=SEEDS, cut=st.integers(0, SIZE), of=RULES)
@settings(max_examples=25, deadline=None)
def test_a_restart_does_not_change_the_stories(seed: int, cut: int, of: Rule) -> None:
    articles = some_kinds(crowd(seed, SIZE), seed)
    through = window(of, 6)
    through.add(articles[:cut])
    restarted = window(of, 6)
    restarted.restore(articles[:cut], through.placed())
    for each in (through, restarted):
        each.add(articles[cut:])
        consolidated(each)
    assert groups(restarted) == groups(through)


@given(seed=SEEDS, wrong=st.integers(0, 10_000), of=RULES)
@settings(max_examples=25, deadline=None)
def test_the_slow_pass_repairs_any_stories_it_finds(seed: int, wrong: int, of: Rule) -> None:
    """Another version, another order, a program gone wrong: what an article is in has no say in where it belongs."""
    articles, chance = crowd(seed, SIZE), Random(wrong)
    right = partition(cluster(articles, of))
    filled, replay = window(of, 6), Replay()
    replay.stories = {each.article_id: StoryId(f"story-{chance.randrange(8)}") for each in articles}
    filled.restore(articles, dict(replay.stories))
    replay.take(filled.consolidate())
    assert groups(filled) == right
    assert replay.agrees_with(filled)


@given(seed=SEEDS, of=RULES)
@settings(max_examples=25, deadline=None)
def test_consolidating_twice_changes_nothing(seed: int, of: Rule) -> None:
    filled = window(of, 6)
    filled.add(some_kinds(crowd(seed, SIZE), seed))
    consolidated(filled)
    assert consolidated(filled) == []


@given(seed=SEEDS, of=st.sampled_from([RULE, FULL_RULE, SMALL, rule(local=4, largest=5)]), order=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_changes_tell_all_that_happens_whatever_comes_in_while_a_slow_pass_pauses(seed: int, of: Rule, order: Random) -> None:
    """Replayed, they give the window's stories at any moment; each article is in exactly one; corrections are never broken."""
    articles = some_kinds(crowd(seed, SIZE), seed)
    order.shuffle(articles)
    constraints = some_rules(seed)
    filled, replay = window(of, 6, constraints), Replay()
    passing: Any = iter(())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "SLICE", 7)
        patch.setattr("everyside.stages.cluster.grouping.PAUSE", 1)
        while articles or passing is not None:
            if articles and order.random() < 0.5:
                batch = [articles.pop() for _ in range(min(len(articles), order.randrange(1, 6)))]
                replay.take([filled.add(batch)])
            elif passing is not None:
                change = next(passing, "over")
                passing = (filled.consolidate() if articles else None) if change == "over" else passing
                replay.take([change] if isinstance(change, Change) else [])
            assert replay.agrees_with(filled)
            assert obeyed(constraints, filled)
    replay.take(filled.consolidate())
    assert replay.agrees_with(filled)
    assert obeyed(constraints, filled)
    alone = window(of, 6, constraints)
    alone.restore(some_kinds(crowd(seed, SIZE), seed), {})
    consolidated(alone)
    assert groups(filled) == groups(alone)


@given(seed=SEEDS, of=RULES)
@settings(max_examples=25, deadline=None)
def test_an_id_that_was_merged_is_never_used_again(seed: int, of: Rule) -> None:
    articles, filled, replay = crowd(seed, SIZE, spread=0.8), window(of, 6), Replay()
    for start in range(0, SIZE, 3):
        change = filled.add(articles[start : start + 3])
        replay.take([change])
        assert not replay.redirects.keys() & {member.story_id for member in change.members}
        assert {replay.resolve(old) for old in replay.redirects} <= set(filled.placed().values())
    assert {*replay.redirects, *replay.stories.values()} <= filled.taken


def test_an_article_joins_the_story_it_is_close_to_and_says_why() -> None:
    filled = window()
    first = filled.add([placed(1, 1, 0, 0)])
    assert (first.members[0].score, first.members[0].closest) == (1.0, ())
    second = filled.add([placed(2, 1, 0.1, 0)])
    assert {member.story_id for member in second.members} == {first.members[0].story_id}
    joined = next(member for member in second.members if member.article_id == "a002")
    assert joined.closest == (("a001", joined.score),)
    assert joined.score == pytest.approx(0.995, abs=0.001)


def test_the_closest_three_are_named_best_first() -> None:
    filled = window()
    change = filled.add(placed(number, 1, number * 0.05, 0) for number in range(1, 7))
    first = next(member for member in change.members if member.article_id == "a001")
    assert [id for id, _ in first.closest] == ["a002", "a003", "a004"]
    assert [score for _, score in first.closest] == sorted((score for _, score in first.closest), reverse=True)


def test_a_story_that_is_bridged_merges_into_the_larger_and_redirects() -> None:
    filled = window(rule(cut=0.85, per_day=0.0))
    large = filled.add([placed(1, 1, 0.0, 0), placed(2, 1, 0.05, 0), placed(3, 1, 0.1, 0)])
    small = filled.add([placed(4, 1, 0.95, 0)])
    bridge = filled.add([placed(number, 1, 0.5, 0) for number in range(5, 9)])
    kept, gone = large.members[0].story_id, small.members[0].story_id
    assert kept != gone
    assert bridge.merged == {gone: kept}
    assert set(filled.placed().values()) == {kept}


def test_a_split_keeps_the_id_with_the_larger_part() -> None:
    filled = window(rule(cut=0.7, per_day=0.0))
    before = filled.add([placed(1, 1, 0, 0), placed(2, 0.75, 0.66, 0)])
    name = before.members[0].story_id
    assert {member.story_id for member in before.members} == {name}
    filled.add([placed(number, 1, -0.3, 0) for number in range(3, 6)])
    stories = filled.placed()
    assert stories[key(1)] == name
    assert stories[key(2)] != name


@pytest.mark.parametrize("large", [range(1, 4), range(3, 6)], ids=["early", "late"])
def test_a_split_of_parts_that_have_nothing_in_common_keeps_the_id_with_the_larger(large: range) -> None:
    articles = [placed(number, *((1, 0, 0) if number in large else (0, 1, 0))) for number in range(1, 6)]
    filled = window()
    filled.restore(articles, dict.fromkeys((each.article_id for each in articles), StoryId("kept")))
    consolidated(filled)
    assert {id for id, story in filled.placed().items() if story == "kept"} == {key(number) for number in large}


def test_copies_published_one_after_the_other_are_one_story() -> None:
    copies = [placed(number, 1, 0, 0, at=NOW + timedelta(hours=number)) for number in range(1, 8)]
    assert len(set(cluster(copies, RULE, batch=2).values())) == 1


def test_articles_further_apart_than_the_window_never_share_a_story() -> None:
    stories = cluster([placed(1, 1, 0, 0), placed(2, 1, 0, 0, at=NOW + timedelta(days=6))], RULE)
    assert len(set(stories.values())) == 2


def test_an_unknown_time_is_not_held_against_an_article() -> None:
    undated = placed(3, 1, 0, 0, at=None)
    stories = cluster([placed(1, 1, 0, 0), placed(2, 1, 0, 0, at=NOW + timedelta(days=6)), undated], RULE)
    assert stories[key(3)] in {stories[key(1)], stories[key(2)]}


def test_two_languages_are_judged_by_their_own_measure() -> None:
    near = [placed(1, 1, 0, 0), placed(2, 1, 0.77, 0, language="de")]
    assert len(set(cluster(near, RULE).values())) == 2
    assert len(set(cluster(near, rule(cross_language=0.05)).values())) == 1


def test_the_same_article_twice_changes_nothing() -> None:
    filled = window()
    filled.add([placed(1, 1, 0, 0), placed(1, 1, 0, 0)])
    again = filled.add([placed(1, 0, 1, 0)])
    assert again.members == ()
    assert len(filled) == len(filled.ids) == 1
    assert key(1) in filled


def test_nothing_at_all_is_no_story() -> None:
    filled = window()
    assert filled.add([]) == Change(merged={}, touched=frozenset())
    assert consolidated(filled) == []
    assert cluster([], RULE) == {}


def test_a_story_never_takes_the_name_of_another() -> None:
    named = window()
    named.add([placed(1, 1, 0, 0)])
    name = named.placed()[key(1)]
    held, merged = window(), window()
    held.restore([placed(2, 0, 1, 0)], {key(2): name})
    merged.restore([], {}, taken=[name])  # no article is in it any more
    for fresh in (held, merged):
        fresh.add([placed(1, 1, 0, 0)])
        assert fresh.placed()[key(1)] != name


def test_a_member_a_person_had_a_say_about_names_the_correction() -> None:
    constraints = Constraints(together=((key(1), key(2)),), by={key(2): 7})
    change = window(constraints=constraints).add([placed(1, 1, 0, 0), placed(2, 0, 1, 0), placed(3, 1, 0, 0)])
    assert {member.article_id: member.correction for member in change.members} == {key(1): None, key(2): 7, key(3): None}


@pytest.mark.parametrize("local", [400, 1], ids=["table", "fast path"])
def test_people_hold_together_what_is_apart_and_part_what_is_close(local: int) -> None:
    constraints = Constraints(together=((key(1), key(4)),), apart=((key(4), key(2)),))
    filled = window(rule(local=local), constraints=constraints)
    for number, direction in ((1, (1, 0, 0)), (2, (1, 0, 0)), (4, (0, 1, 0)), (3, (0, 1, 0)), (5, (1, 0, 0))):
        filled.add([placed(number, *direction)])
        assert obeyed(constraints, filled)
    consolidated(filled)
    assert obeyed(constraints, filled)
    assert len(filled.placed()) == 5


def test_corrections_about_articles_outside_the_window_do_no_harm() -> None:
    gone = [ArticleId("gone-1"), ArticleId("gone-2")]
    constraints = Constraints(together=((key(1), gone[0]), (gone[0], key(2))), apart=((gone[1], key(1)),))
    filled = window(constraints=constraints)
    filled.add([placed(1, 1, 0, 0), placed(2, 0, 1, 0), placed(3, 0, 1, 0)])
    stories = filled.placed()
    assert stories[key(1)] == stories[key(2)]  # through an absent one
