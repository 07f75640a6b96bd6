"""Which stories are linked: a small newsroom of made-up affairs."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from everyside.records.ids import StoryId
from everyside.stages.relate import core
from everyside.stages.relate.words import MOST_WORDS, stem_of, words_of
from tests.makers import NOW

ROOM = 40  # stories of other affairs, so that a word of two stories is rare


def direction(*shares: tuple[int, float]) -> NDArray[np.float32]:
    vector = np.zeros(64, np.float32)
    vector[0] = 2.0  # what all stories have in common
    for axis, share in shares:
        vector[axis] += share
    return vector / np.float32(np.linalg.norm(vector))


def told(
    name: str,
    day: float,
    *titles: str,
    axis: int = 1,
    own: float = 0.0,
    language: str = "en",
    names: dict[str, str] | None = None,
    days: float = 0.1,
) -> core.Sketch:
    """A story of the affair on ``axis``; ``own`` is how much it is about something else besides."""
    begun = NOW + timedelta(days=day)
    vector = direction((axis, 1.0), (60, own))
    return core.sketch(
        StoryId(name),
        begun,
        begun + timedelta(days=days),
        [(title, language) for title in titles or (f"Matter {name}",)],
        np.stack([vector] * max(1, len(titles))),
        names or {},
    )


def others() -> list[core.Sketch]:
    return [told(f"other-{n}", n % 7, f"Entirely different matter {n}", axis=2 + n) for n in range(ROOM)]


ARREST = told("arrest", 0, "Mayor Quillfeather arrested", "Police arrest Quillfeather of Oldwick")
TRIAL = told("trial", 12, "Trial of Quillfeather opens", "Quillfeather in court", own=0.4)
VERDICT = told("verdict", 30, "Quillfeather found guilty", "Guilty: jury convicts Quillfeather", own=0.5)


def links(sketches: list[core.Sketch], of: str) -> list[tuple[str, str]]:
    return [(link.kind, link.other_id) for link in core.Living(sketches).links(StoryId(of), "test/1")]


def test_a_trial_continues_the_arrest_and_the_verdict_both() -> None:
    room = [*others(), ARREST, TRIAL, VERDICT]
    assert links(room, "arrest") == []
    assert links(room, "trial") == [("previous", "arrest")]
    assert set(links(room, "verdict")) == {("previous", "arrest"), ("previous", "trial")}


def test_a_link_says_what_is_shared_as_the_later_story_writes_it_and_how_much_later_it_began() -> None:
    (link,) = core.Living([*others(), ARREST, TRIAL]).links(StoryId("trial"), "test/1")
    assert link.shared == ("Quillfeather",)
    assert link.gap_days == 12
    assert 0.72 <= link.score <= 1.3
    assert link.made_by == "test/1"


def test_stories_that_began_within_hours_of_each_other_are_akin_and_neither_continues_the_other() -> None:
    soon = told("soon", 0.2, "Quillfeather's deputy resigns", "Quillfeather arrested, deputy goes")
    assert links([*others(), ARREST, soon], "soon") == [("related", "arrest")]


def test_a_story_out_of_reach_in_time_is_not_linked_but_one_that_ran_on_is() -> None:
    late = told("late", 75, "Quillfeather freed", "Quillfeather leaves prison")
    assert links([*others(), ARREST, late], "late") == []
    went_on = told("arrest", 0, "Mayor Quillfeather arrested", "Police arrest Quillfeather of Oldwick", days=20)
    assert links([*others(), went_on, late], "late") == [("previous", "arrest")]


def test_what_is_only_of_the_same_language_is_not_akin() -> None:
    def room(language: str) -> list[core.Sketch]:
        return [told(f"{language}-{n}", n % 5, axis=20 + n, own=1.5, language=language) for n in range(30)]

    assert links([*others(), *room("pt")], "pt-9") == []
    assert any(links([*others(), *room("en")[:2]], f"en-{n}") for n in (0, 1))  # the same two, were it not for their language


def test_a_name_that_both_are_labelled_with_counts_across_scripts() -> None:
    def pair(**names: str) -> list[core.Sketch]:
        return [
            told("near", 0, "大橋で火災", language="ja", own=1.0, names=names),
            told("later", 3, "Inquiry opens into blaze", own=-0.1, names=names),
        ]

    without = core.Living([*others(), *pair()]).links(StoryId("later"), "test/1")
    (link,) = core.Living([*others(), *pair(**{"place:1": "Oldwick"})]).links(StoryId("later"), "test/1")
    assert link.shared == ("Oldwick",)
    assert not without or without[0].score < link.score


def test_a_name_adds_nothing_where_its_words_are_shared_already() -> None:
    names = {"person:quillfeather": "Ana Quillfeather"}
    labelled = [
        told(each, day, title, names=names) for each, day, title in (("a", 0, "Quillfeather held"), ("b", 3, "Quillfeather tried"))
    ]
    plain = [told(each, day, title) for each, day, title in (("a", 0, "Quillfeather held"), ("b", 3, "Quillfeather tried"))]
    with_names, without = (core.Living([*others(), *pair]).links(StoryId("b"), "test/1") for pair in (labelled, plain))
    assert [link.score for link in with_names] == [link.score for link in without]
    assert with_names[0].shared == ("Quillfeather",)


def test_one_rare_word_alone_links_nothing() -> None:
    a, b = told("a", 0, "Quillfeather sings", axis=50), told("b", 3, "Quillfeather drowns", axis=51)
    assert links([*others(), a, b], "b") == []


def test_an_affair_of_many_stories_gives_each_three_it_continues_and_five_akin() -> None:
    affair = [told(f"day-{n:02}", n, f"Quillfeather trial, session {n}", own=0.02 * n) for n in range(15)]
    found = links([*others(), *affair], "day-14")
    assert [kind for kind, _ in found] == ["previous"] * 3 + ["related"] * 5
    assert len({other for _, other in found}) == 8


def test_few_stories_or_none_are_no_fault() -> None:
    assert core.Living([]).links(StoryId("none"), "test/1") == []
    assert links([ARREST], "arrest") == []
    assert links([ARREST, told("empty", 1, "")], "empty") == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 4), st.floats(0, 1)), min_size=1, max_size=25), st.randoms())
def test_whatever_the_stories_links_lead_back_in_time_are_few_and_do_not_depend_on_order(
    stories: list[tuple[int, int, float]], chance: Random
) -> None:
    room = [told(f"s{n:02}", day, f"Affair {axis} goes on", axis=axis, own=own) for n, (day, axis, own) in enumerate(stories)]
    begun = {each.story_id: (each.first, each.story_id) for each in room}
    shuffled = room[:]
    chance.shuffle(shuffled)
    for each in room:
        found = core.Living(room).links(each.story_id, "test/1")
        assert found == core.Living(shuffled).links(each.story_id, "test/1")
        assert sum(link.kind == "previous" for link in found) <= core.MOST_PREVIOUS
        assert sum(link.kind == "related" for link in found) <= core.MOST_RELATED
        for link in found:
            assert begun[link.other_id] < begun[link.story_id]
            assert link.gap_days >= (0.25 if link.kind == "previous" else 0)
            assert link.score >= (core.PREVIOUS if link.kind == "previous" else core.RELATED)


def test_words_meet_across_inflections_and_scripts() -> None:
    assert stem_of("Olympics") == stem_of("olympische")
    assert stem_of("olímpicos") == stem_of("OLIMPIADAS")
    assert stem_of("Токио") == stem_of("Tokio") == stem_of("Tókio")
    assert {stem_of(short) for short in ("the", "der", "в", "")} == {""}


def test_a_storys_words_are_those_of_enough_different_titles() -> None:
    titles = ["Ferry aground"] * 9 + [f"Ferry matter {letter * 5}" for letter in "abcdef"]
    words = words_of(titles)
    assert words["ferry"] == (1.0, "Ferry")
    assert "matter" in words
    assert stem_of("aground") not in words  # one of seven


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(), max_size=6))
def test_any_text_has_bounded_words(titles: list[str]) -> None:
    words = words_of(titles)
    assert len(words) <= MOST_WORDS
    assert all(0 < share <= 1 and len(stem) <= 6 for stem, (share, _) in words.items())


def test_a_hostile_title_costs_no_more_than_a_long_one() -> None:
    assert len(words_of(["a\u0301" * 100_000, "字" * 100_000, "x " * 100_000])) <= MOST_WORDS
