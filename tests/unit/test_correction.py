"""The rules that follow from corrections: never contradictory, the same in any order, and the later one is right."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.records.correction import Action, Constraints, Correction, constraints, standing
from everyside.records.ids import ArticleId, StoryId, story_id, story_names
from tests.makers import NOW

A, B, C, D, E, F = (ArticleId(letter) for letter in "ABCDEF")


def said(number: int, action: str, articles: str, anchors: str = "", strangers: str = "", **changes: Any) -> Correction:
    """Correction ``number``; articles are named by letters."""
    defaults: dict[str, Any] = {
        "id": number,
        "at": NOW + timedelta(minutes=number),
        "by": "ada",
        "why": "seen",
        "action": Action(action),
        "articles": tuple(map(ArticleId, articles)),
        "anchors": tuple(map(ArticleId, anchors)),
        "strangers": tuple(map(ArticleId, strangers)),
    }
    return Correction(**defaults | changes)


def groups(rules: Constraints) -> set[frozenset[str]]:
    """What is together, through others too."""
    found: list[set[str]] = []
    for pair in rules.together:
        touching = [group for group in found if group & set(pair)]
        found = [group for group in found if group not in touching] + [set(pair).union(*touching)]
    return {frozenset(group) for group in found}


def in_words(rules: Constraints) -> tuple[set[str], set[str]]:
    return {"".join(sorted(group)) for group in groups(rules)}, {a + b for a, b in rules.apart}


@st.composite
def histories(draw: st.DrawFn) -> list[Correction]:
    made = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        letters = draw(st.permutations("ABCDEFGH"))
        cuts = sorted(draw(st.lists(st.integers(1, 8), min_size=3, max_size=3)))
        action = draw(st.sampled_from(list(Action)))
        strangers = letters[cuts[1] : cuts[2]] if action in (Action.MOVE, Action.SPLIT) else []
        anchors = letters[cuts[0] : cuts[1]] if action is not Action.SPLIT else []
        undone = {"undone_at": NOW, "undone_by": "bo", "undone_why": "no"} if draw(st.integers(0, 4)) == 0 else {}
        made.append(said(number, action, "".join(letters[: cuts[0]]), "".join(anchors), "".join(strangers), **undone))
    return made


# any history


@given(histories())
def test_no_pair_is_together_and_apart(history: list[Correction]) -> None:
    rules = constraints(history)
    bound = groups(rules)
    assert not [pair for pair in rules.apart for group in bound if group.issuperset(pair)]


@given(histories(), st.randoms())
def test_the_order_they_are_given_in_changes_nothing(history: list[Correction], chance: Any) -> None:
    shuffled = history[:]
    chance.shuffle(shuffled)
    assert constraints(shuffled) == constraints(history)


@given(histories())
def test_an_undone_correction_is_as_good_as_never_made(history: list[Correction]) -> None:
    assert constraints(history) == constraints([each for each in history if each.undone_at is None])


@given(histories())
def test_the_last_correction_holds_in_full(history: list[Correction]) -> None:
    in_force = [each for each in history if each.undone_at is None]
    if in_force:
        last, rules = in_force[-1], constraints(history)
        belonging = {*last.articles, *last.anchors}
        assert len(belonging) == 1 or any(group >= belonging for group in groups(rules))
        assert {tuple(sorted((a, b))) for a in last.articles for b in last.strangers} <= set(rules.apart)
        assert standing(history)[last.id].broken(dict.fromkeys(belonging, StoryId("s"))) == Constraints()


@given(histories(), st.sets(st.sampled_from("ABCDEFGH")))
def test_what_is_left_for_a_few_articles_is_what_the_whole_means_for_them(history: list[Correction], few: set[str]) -> None:
    rules = constraints(history)
    inside = rules.within({ArticleId(id) for id in few})
    named = {id for pair in (*inside.together, *inside.apart) for id in pair}
    assert named <= few
    assert groups(inside) == {group & few for group in groups(rules) if len(group & few) > 1}
    of = {id: group for group in groups(rules) for id in group}
    for a, b in rules.apart:
        left, right = of.get(a, {a}) & few, of.get(b, {b}) & few
        assert not (left and right) or any({x, y} & left and {x, y} & right for x, y in inside.apart)
    assert inside.within(few) == inside  # type: ignore[arg-type]


@given(histories())
def test_only_articles_that_a_rule_names_have_a_correction(history: list[Correction]) -> None:
    rules = constraints(history)
    named = {id for pair in (*rules.together, *rules.apart) for id in pair}
    assert set(rules.by) <= named
    for id, number in rules.by.items():
        assert number == max(each.id for each in history if id in each.articles and each.undone_at is None)


# single cases


def test_a_moved_article_is_with_its_anchors_and_apart_from_those_it_left() -> None:
    rules = constraints([said(1, "move", "A", "BC", "DE")])
    assert in_words(rules) == ({"ABC"}, {"AD", "AE"})
    assert rules.by == {A: 1}


def test_split_articles_are_together_and_apart_from_the_rest() -> None:
    assert in_words(constraints([said(1, "split", "AB", strangers="CD")])) == ({"AB"}, {"AC", "AD", "BC", "BD"})


def test_an_anchor_that_is_moved_takes_nothing_along() -> None:
    rules = constraints([said(1, "move", "A", "BC", "D"), said(2, "move", "B", "E", "C")])
    assert in_words(rules) == ({"AC", "BE"}, {"AD", "BC"})


def test_the_only_anchor_moved_lets_go_of_those_bound_to_it() -> None:
    rules = constraints([said(1, "move", "A", "B", "D"), said(2, "move", "B", "E", "A")])
    assert in_words(rules) == ({"BE"}, {"AD", "AB"})


def test_a_stranger_that_is_moved_no_longer_stands_for_the_story_it_was_in() -> None:
    rules = constraints([said(1, "split", "A", strangers="BC"), said(2, "move", "B", "E", "C")])
    assert in_words(rules) == ({"BE"}, {"AC", "BC"})


def test_an_article_moved_twice_is_where_it_was_moved_last_and_not_where_it_was_before() -> None:
    rules = constraints([said(1, "move", "A", "B", "C"), said(2, "move", "A", "D", "B")])
    assert in_words(rules) == ({"AD"}, {"AC", "AB"})
    assert rules.by == {A: 2}


def test_an_article_moved_back_is_no_longer_kept_out() -> None:
    rules = constraints([said(1, "move", "A", "B", "C"), said(2, "move", "A", "C", "B")])
    assert in_words(rules) == ({"AC"}, {"AB"})


def test_a_merge_takes_what_is_bound_along() -> None:
    rules = constraints([said(1, "move", "A", "B", "F"), said(2, "merge", "B", "C")])
    assert in_words(rules) == ({"ABC"}, {"AF"})


def test_a_merge_ends_what_kept_the_two_apart() -> None:
    rules = constraints([said(1, "split", "AB", strangers="CD"), said(2, "merge", "A", "C")])
    assert in_words(rules) == ({"ABC"}, {"AD", "BD"})


def test_a_split_after_a_merge_lets_the_others_stay() -> None:
    rules = constraints([said(1, "merge", "AB", "CD"), said(2, "split", "AC", strangers="BD")])
    assert in_words(rules) == ({"AC", "BD"}, {"AB", "BC", "AD", "CD"})


def test_strangers_bound_to_the_anchors_are_let_go_and_stay_together() -> None:
    rules = constraints([said(1, "merge", "AB", "CD"), said(2, "move", "E", "A", "CD")])
    assert in_words(rules) == ({"ABE", "CD"}, {"CE", "DE"})


def test_a_chain_of_anchors_is_one_group_until_its_middle_is_moved() -> None:
    chain = [said(1, "move", "A", "B"), said(2, "move", "C", "B"), said(3, "pin", "D", "C")]
    assert in_words(constraints(chain)) == ({"ABCD"}, set())
    assert in_words(constraints([*chain, said(4, "move", "B", "F", "A")])) == ({"ACD", "BF"}, {"AB"})


def test_undoing_the_later_one_restores_what_it_overruled() -> None:
    first, second = said(1, "move", "A", "B", "C"), said(2, "move", "A", "C", "B")
    undone = said(2, "move", "A", "C", "B", undone_at=NOW, undone_by="bo", undone_why="no")
    assert constraints([first, undone]) == constraints([first]) != constraints([first, second])


def test_absent_articles_still_bind_those_that_are_there() -> None:
    rules = constraints([said(1, "move", "A", "B"), said(2, "move", "C", "B", "D"), said(3, "move", "E", "D")])
    assert rules.within({A, C, E}) == Constraints(together=((A, C),), apart=((A, E),), by={A: 1, C: 2, E: 3})


def test_broken_pairs_are_those_that_stories_do_not_obey() -> None:
    rules = constraints([said(1, "move", "A", "BC", "D")])
    s, t = StoryId("s"), StoryId("t")
    assert rules.broken({A: s, B: s, C: s, D: t}) == Constraints()
    assert rules.broken({A: t, B: s, C: s, D: t}) == Constraints(together=((A, B),), apart=((A, D),))
    assert rules.broken({B: s, D: s}) == Constraints()


def test_what_stands_of_a_correction_is_what_later_ones_left() -> None:
    history = [said(1, "move", "AF", "BC", "D"), said(2, "move", "A", "D", "B"), said(3, "split", "F", strangers="BC")]
    found = standing(history)
    assert in_words(found[1]) == (set(), {"DF"})
    assert in_words(found[2]) == ({"AD"}, {"AB"})
    assert in_words(found[3]) == (set(), {"BF", "CF"})


def test_thousands_of_corrections_of_one_story_take_no_long_time() -> None:
    ids = [ArticleId(f"{number:05}") for number in range(4000)]
    move = said(1, "move", "A", "B")
    history = [
        replace(move, id=number, articles=(article,), anchors=(before,))
        for number, (before, article) in enumerate(pairwise(ids), 1)
    ]
    began = time.monotonic()
    rules = constraints(history)
    assert len(rules.together) == len(ids) - 1
    assert len(rules.within(set(ids[::2])).together) == len(ids) // 2 - 1
    assert len(standing(history)) == len(history)
    assert time.monotonic() - began < 10


# the record


@pytest.mark.parametrize(
    "wrong",
    [
        {"articles": ""},
        {"articles": "A", "anchors": "A"},
        {"articles": "A", "strangers": "A"},
        {"articles": "A", "anchors": "B", "strangers": "B"},
    ],
)
def test_an_article_has_one_part_in_a_correction(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="correction"):
        said(1, "move", **wrong)


@pytest.mark.parametrize("wrong", [{"by": ""}, {"why": ""}, {"undone_at": NOW}, {"at": NOW.replace(tzinfo=None)}])
def test_a_correction_says_who_and_why_and_when(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="who|zone|UTC"):
        said(1, "pin", "A", "B", **wrong)


def test_a_story_takes_the_first_free_name_of_its_article() -> None:
    names = story_names(A)
    first, second, third = next(names), next(names), next(names)
    assert first == story_id(A)
    assert len({first, second, third}) == 3
