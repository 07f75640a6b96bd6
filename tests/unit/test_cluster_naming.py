from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.ids import ArticleId, StoryId, story_id
from everyside.stages.cluster.naming import name

A, B, C = StoryId("a"), StoryId("b"), StoryId("c")
OPENER = ArticleId("opener")


def test_a_new_part_is_named_after_its_earliest_article() -> None:
    taken: set[StoryId] = set()
    assert name([[None, None]], [OPENER], taken) == ([story_id(OPENER)], {})
    assert taken == {story_id(OPENER)}


def test_a_name_that_was_ever_given_is_not_given_again() -> None:
    taken: set[StoryId] = set()
    names = [name([[None]], [OPENER], taken)[0][0] for _ in range(5)]
    assert len(set(names)) == 5
    assert taken == set(names)


def test_the_larger_part_keeps_the_name_and_of_equals_the_earlier() -> None:
    assert name([[A], [A, A]], [OPENER, OPENER], set())[0][1] == A
    assert name([[A], [A]], [OPENER, OPENER], set())[0][0] == A


def test_stories_that_became_one_lead_to_the_larger() -> None:
    assert name([[A, B, B, None]], [OPENER], set()) == ([B], {A: B})


def test_a_story_that_fell_to_others_leads_where_most_of_it_went() -> None:
    names, gone = name([[A, A, A, C], [B, B, C, C, C]], [OPENER, OPENER], set())
    assert names == [A, C]
    assert gone == {B: C}


def test_a_name_stays_with_the_articles_elsewhere_if_they_are_no_fewer() -> None:
    assert name([[A, A]], [OPENER], set(), {A: 1}) == ([A], {})
    assert name([[A, A]], [OPENER], set(), {A: 2}) == ([story_id(OPENER)], {})
    assert name([[A, B, B]], [OPENER], set(), {A: 3}) == ([B], {})  # A lives on elsewhere, it leads nowhere


STORIES = st.sampled_from([None, A, B, C, StoryId("d")])


@given(st.lists(st.lists(STORIES, min_size=1, max_size=6), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_names_differ_and_every_story_is_alive_or_leads_to_one_that_is(parts: list[list[StoryId | None]]) -> None:
    taken = {A, B, C, StoryId("d")}
    names, gone = name(parts, [ArticleId(str(number)) for number in range(len(parts))], taken)
    assert len(set(names)) == len(names) == len(parts)
    assert set(names) <= taken
    assert set(gone.values()) <= set(names)
    assert not gone.keys() & set(names)
    assert {story for part in parts for story in part if story} == (set(names) | gone.keys()) & {A, B, C, StoryId("d")}
    for story, part in zip(names, parts, strict=True):
        if story in part:  # nobody else had more of it and went without a name of its own
            assert all(part.count(story) >= other.count(story) or names[number] in other for number, other in enumerate(parts))
