from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.ids import StoryId
from everyside.stages.cluster.roster import Roster

SIZE = 12
MOVES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.sampled_from("ABC")), max_size=60)


@given(MOVES, st.booleans())
@settings(max_examples=100, deadline=None)
def test_it_knows_who_is_in_which_story_after_any_moves(moves: list[tuple[int, str]], in_two: bool) -> None:
    roster, told = Roster(), dict.fromkeys(range(SIZE))
    roster.grow(SIZE)
    for row, story in moves:
        others = [row, (row + 1) % SIZE] if in_two else [row]
        roster.leave(others)
        roster.enter(others, StoryId(story))
        told.update(dict.fromkeys(others, story))
        for each in "ABC":
            rows = roster.rows(StoryId(each))
            assert sorted(rows) == [other for other in told if told[other] == each]
    assert [roster[row] for row in range(SIZE)] == list(told.values())


def test_rows_come_in_the_order_they_entered() -> None:
    roster = Roster()
    roster.grow(5)
    for row in (3, 1, 4):
        roster.enter([row], StoryId("A"))
    assert roster.rows(StoryId("A")) == [3, 1, 4]
    roster.leave([1])
    assert roster.rows(StoryId("A")) == [3, 4]


def test_an_unknown_story_is_empty_and_leaving_none_is_nothing() -> None:
    roster = Roster()
    roster.grow(2)
    roster.leave([0, 1])
    roster.enter([], StoryId("A"))
    assert roster.rows(StoryId("A")) == []
    assert roster[1] is None


def test_growing_keeps_what_there_is() -> None:
    roster = Roster()
    roster.grow(1)
    roster.enter([0], StoryId("A"))
    roster.grow(3)
    roster.grow(2)
    assert [roster[row] for row in range(3)] == ["A", None, None]
