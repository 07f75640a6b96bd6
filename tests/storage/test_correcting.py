"""Corrections change stories at once, are kept for good, and can be undone; on both databases."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from everyside.records.correction import Action, constraints, standing
from everyside.records.errors import EverysideError
from everyside.records.ids import ArticleId, StoryId, story_id
from everyside.records.story import Evidence
from everyside.runner.loop import Worker, run_once
from everyside.runner.step import Result, Step
from everyside.storage import articles, claims, correcting, corrections, notes, outlets, settling, stories
from everyside.storage.database import Database, Tx
from tests import makers
from tests.makers import NOW

LATER = NOW + timedelta(hours=1)
SAID: dict[str, Any] = {"by": "ada", "why": "another bridge", "now": LATER}
UNDONE: dict[str, Any] = {"by": "bo", "why": "it was right", "now": LATER + timedelta(hours=1)}
S, T, U = (makers.story_key(n) for n in (1, 4, 7))  # of articles 1 2 3, 4 5 6, 7


def keys(*numbers: int) -> tuple[ArticleId, ...]:
    return tuple(makers.article_key(n) for n in numbers)


def number_of(id: ArticleId) -> int:
    return next(n for n in range(100) if makers.article_key(n) == id)


def inside(tx: Tx, story: StoryId) -> list[int]:
    return sorted(number_of(member.article_id) for member in stories.members_of(tx, [story]).get(story, ()))


def evidence(tx: Tx, number: int) -> Evidence:
    key = makers.article_key(number)
    where = stories.memberships(tx, [key])[key]
    return next(member.evidence for member in stories.members_of(tx, [where])[where] if member.article_id == key)


def obeyed(tx: Tx) -> bool:
    rules = constraints(corrections.in_force(tx))
    here = stories.memberships(tx, {id for pair in (*rules.together, *rules.apart) for id in pair})
    broken = rules.broken(here)
    return not broken.together and not broken.apart


def settle(tx: Tx, found: dict[StoryId, Iterable[int]]) -> None:
    """Put articles into stories as the clustering would: a member's score falls with its number."""
    settling.open_new(tx, found, NOW)
    stories.save_members(
        tx,
        [makers.membership(n, story_id=story, score=1 - n / 100) for story, numbers in found.items() for n in numbers],
    )
    settling.refresh(tx, found, NOW)


@pytest.fixture
def told(database: Database) -> Database:
    """Three stories: 1 2 3, 4 5 6, and 7 alone."""
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(n) for n in range(1, 8)])
        settle(tx, {S: (1, 2, 3), T: (4, 5, 6), U: (7,)})
    return database


on_a_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where nothing depends on the kind of database


# what is kept


def test_a_correction_comes_back_whole(told: Database) -> None:
    with told.write() as tx:
        (made,) = correcting.move(tx, keys(5), S, by="ada \0 ü", why="الجسر 東京", now=LATER)
    with told.read() as tx:
        kept = corrections.get(tx, made.id)
        assert kept is not None
        assert (kept.by, kept.why, kept.at, kept.action) == ("ada \ufffd ü", "الجسر 東京", LATER, Action.MOVE)
        assert (kept.articles, kept.anchors, kept.strangers) == (keys(5), keys(1, 2, 3), keys(4, 6))
        assert kept.before == {makers.article_key(5): T}
        assert corrections.in_force(tx) == corrections.log(tx) == [kept]


def test_an_undone_correction_stays_in_the_log_and_out_of_force(told: Database) -> None:
    with told.write() as tx:
        (made,) = correcting.move(tx, keys(5), S, **SAID)
        correcting.undo(tx, made.id, **UNDONE)
        assert corrections.in_force(tx) == []
        (kept,) = corrections.log(tx)
        assert (kept.undone_by, kept.undone_why, kept.undone_at) == ("bo", "it was right", UNDONE["now"])


def test_the_log_of_a_story_tells_what_it_got_and_what_it_lost(told: Database) -> None:
    with told.write() as tx:
        (moved,) = correcting.move(tx, keys(5), S, **SAID)
        (pinned,) = correcting.pin(tx, keys(4), **SAID)
        merged = correcting.merge(tx, U, [T], **SAID)
        assert [each.id for each in corrections.log(tx, S)] == [moved.id]
        assert [each.id for each in corrections.log(tx, U)] == [moved.id, pinned.id, merged.id]


@pytest.mark.parametrize("id", [0, -1, 2, 1 << 31, 1 << 80])
def test_a_number_nobody_gave_is_no_correction(told: Database, id: int) -> None:
    with told.write() as tx:
        correcting.pin(tx, keys(1), **SAID)
        assert corrections.get(tx, id) is None
        with pytest.raises(EverysideError, match="there is no correction"):
            correcting.undo(tx, id, **UNDONE)


# what changes at once


def test_a_moved_article_is_in_its_new_story_at_once_and_says_why(told: Database) -> None:
    with told.write() as tx:
        before = stories.get(tx, [S, T])
        (made,) = correcting.move(tx, keys(5), S, **SAID)
        assert (inside(tx, S), inside(tx, T)) == ([1, 2, 3, 5], [4, 6])
        assert evidence(tx, 5) == Evidence(correction=made.id)
        after = stories.get(tx, [S, T])
        assert (after[S].articles, after[S].last_published, after[T].articles) == (4, NOW + timedelta(minutes=5), 2)
        assert all(after[id].fingerprint != before[id].fingerprint for id in (S, T))
        assert obeyed(tx)


@on_a_file
def test_articles_of_two_stories_are_moved_by_a_correction_each(told: Database) -> None:
    with told.write() as tx:
        made = correcting.move(tx, keys(5, 2, 6), U, **SAID)
        assert [(each.articles, each.strangers) for each in made] == [(keys(5, 6), keys(4)), (keys(2), keys(1, 3))]
        assert [each.anchors for each in made] == [keys(7), keys(7)]
        assert (inside(tx, S), inside(tx, T), inside(tx, U)) == ([1, 3], [4], [2, 5, 6, 7])


def test_a_story_that_loses_its_last_article_redirects(told: Database) -> None:
    with told.write() as tx:
        correcting.move(tx, keys(7), S, **SAID)
        assert stories.resolve(tx, U) == S
        assert inside(tx, S) == [1, 2, 3, 7]


def test_merged_stories_are_one_under_the_first_id(told: Database) -> None:
    with told.write() as tx:
        made = correcting.merge(tx, T, [S, U, T], **SAID)
        assert inside(tx, T) == [1, 2, 3, 4, 5, 6, 7]
        assert [stories.resolve(tx, id) for id in (S, T, U)] == [T, T, T]
        assert evidence(tx, 3).correction == evidence(tx, 7).correction == made.id
        assert evidence(tx, 4).correction is None
        assert (set(made.articles), set(made.anchors)) == (set(keys(1, 2, 3, 7)), set(keys(4, 5, 6)))


def test_a_split_opens_a_story_and_the_larger_part_keeps_the_id(told: Database) -> None:
    with told.write() as tx:
        correcting.split(tx, keys(3), **SAID)
        new = stories.memberships(tx, keys(3))[makers.article_key(3)]
        assert (new, inside(tx, new), inside(tx, S)) == (makers.story_key(3), [3], [1, 2])
        correcting.split(tx, keys(4, 5), **SAID)
        assert (inside(tx, T), inside(tx, makers.story_key(6))) == ([4, 5], [6])
        assert obeyed(tx)


def test_a_story_split_off_never_takes_an_id_that_was_in_use(told: Database) -> None:
    with told.write() as tx:
        correcting.split(tx, keys(1), **SAID)
        new = stories.memberships(tx, keys(1))[makers.article_key(1)]
        assert new == story_id(ArticleId(f"{makers.article_key(1)}#2"))
        assert (inside(tx, new), inside(tx, S)) == ([1], [2, 3])


def test_a_pinned_article_is_bound_to_its_story_and_nothing_else_changes(told: Database) -> None:
    with told.write() as tx:
        before = stories.get(tx, [S])
        (made,) = correcting.pin(tx, keys(2), **SAID)
        assert stories.get(tx, [S]) == before
        assert (made.anchors, evidence(tx, 2).correction) == (keys(1, 3), made.id)


@on_a_file
def test_a_large_story_is_stood_for_by_its_best_members(told: Database) -> None:
    many = range(10, 40)
    with told.write() as tx:
        articles.save(tx, [makers.article(n) for n in many])
        settle(tx, {StoryId("large"): many})
        (made,) = correcting.move(tx, keys(5), StoryId("large"), **SAID)
        assert made.anchors == keys(*range(10, 10 + correcting.MOST_ANCHORS))


@on_a_file
def test_what_a_person_put_there_does_not_stand_for_a_story(told: Database) -> None:
    with told.write() as tx:
        correcting.move(tx, keys(5), S, **SAID)
        (made,) = correcting.move(tx, keys(7), S, **SAID)
        assert made.anchors == keys(1, 2, 3)


@on_a_file
def test_a_merge_overrules_what_kept_the_stories_apart(told: Database) -> None:
    with told.write() as tx:
        (first,) = correcting.move(tx, keys(5), S, **SAID)  # 5 is kept apart from 4 and 6
        correcting.merge(tx, S, [T], **SAID)
        assert obeyed(tx)
        assert standing(corrections.in_force(tx))[first.id].apart == ()


@on_a_file
def test_an_article_moved_to_one_it_was_split_from_is_kept_apart_no_longer(told: Database) -> None:
    with told.write() as tx:
        correcting.split(tx, keys(3), **SAID)
        correcting.move(tx, keys(1), U, **SAID)
        correcting.move(tx, keys(3), U, **SAID)
        assert inside(tx, U) == [1, 3, 7]
        assert obeyed(tx)


@on_a_file
def test_a_move_names_whom_it_overrules_beyond_the_anchors(told: Database) -> None:
    many = range(10, 40)
    with told.write() as tx:
        articles.save(tx, [makers.article(n) for n in many])
        settle(tx, {StoryId("large"): many[:-1], U: (7, many[-1])})
        correcting.split(tx, keys(7), **SAID)
        settle(tx, {StoryId("large"): many})  # the one it was split from has gone there meanwhile
        (made,) = correcting.move(tx, keys(7), StoryId("large"), **SAID)
        assert made.anchors == keys(*many[: correcting.MOST_ANCHORS], many[-1])
        assert obeyed(tx)


def test_workers_are_told_and_the_one_at_work_loses_its_claim(told: Database) -> None:
    with told.write() as tx:
        mine = claims.claim(tx, correcting.CLUSTER, [claims.WHOLE_STEP], "worker", NOW, NOW + timedelta(days=1))
        assert mine == [claims.WHOLE_STEP]
        epoch = notes.epoch(tx, correcting.CLUSTER)
        correcting.pin(tx, keys(1), **SAID)
        assert notes.epoch(tx, correcting.CLUSTER) > epoch
        assert not claims.holds(tx, correcting.CLUSTER, claims.WHOLE_STEP, "worker")


def test_a_batch_that_was_at_work_meanwhile_is_done_again(told: Database) -> None:
    saved: list[str] = []
    meant_to_correct = [5]

    def work(items: Sequence[str]) -> Iterable[Result[str]]:
        while meant_to_correct:
            with told.write() as tx:
                correcting.move(tx, keys(meant_to_correct.pop()), S, **SAID)
        return [Result(item=item, outcome="clustered") for item in items]

    step: Step[str, str] = Step(
        name=correcting.CLUSTER,
        version="1",
        pending=lambda tx, now, limit: [] if saved else ["a"],
        load=lambda tx, ids: ids,
        work=work,
        save=lambda tx, results, now: saved.extend(result.item for result in results),
        serial=True,
    )
    worker = Worker(database=told, name="worker", now=lambda: NOW)
    assert (run_once(step, worker), saved) == (Counter(), [])
    assert (run_once(step, worker), saved) == (Counter({"clustered": 1}), ["a"])


def test_the_step_named_is_the_one_that_clusters() -> None:
    from everyside.stages.cluster import step

    assert step.NAME == correcting.CLUSTER


# what is refused


@on_a_file
@pytest.mark.parametrize(
    ("action", "given", "said"),
    [
        ("move", (2,), "already"),
        ("move", (99,), "no story"),
        ("move", (), "no article"),
        ("split", (1, 2, 3), "all articles"),
        ("split", (1, 4), "in 2"),
        ("split", (7,), "all articles"),
        ("pin", (7,), "alone"),
        ("pin", (99,), "no story"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    told: Database, action: str, given: tuple[int, ...], said: str
) -> None:
    to = {"to": S} if action == "move" else {}
    with pytest.raises(EverysideError, match=said), told.write() as tx:
        getattr(correcting, action)(tx, keys(*given), **to, **SAID)
    with told.read() as tx:
        assert corrections.log(tx) == []
        assert [inside(tx, id) for id in (S, T, U)] == [[1, 2, 3], [4, 5, 6], [7]]


@on_a_file
def test_a_story_is_not_merged_with_itself(told: Database) -> None:
    with told.write() as tx, pytest.raises(EverysideError, match="two stories"):
        correcting.merge(tx, S, [S], **SAID)


# undo


def state(tx: Tx) -> tuple[Any, ...]:
    return tuple((inside(tx, id), stories.resolve(tx, id), stories.get(tx, [id])[id].fingerprint) for id in (S, T, U))


@pytest.mark.parametrize("action", ["move", "move-all", "merge", "split", "split-most", "pin"])
def test_undo_brings_back_what_was(told: Database, action: str) -> None:
    with told.write() as tx:
        before = state(tx)
        made = {
            "move": lambda: correcting.move(tx, keys(5, 6), S, **SAID)[0],
            "move-all": lambda: correcting.move(tx, keys(7), S, **SAID)[0],
            "merge": lambda: correcting.merge(tx, S, [T, U], **SAID),
            "split": lambda: correcting.split(tx, keys(4), **SAID),
            "split-most": lambda: correcting.split(tx, keys(5, 6), **SAID),
            "pin": lambda: correcting.pin(tx, keys(5, 6), **SAID)[0],
        }[action]()
        undone = correcting.undo(tx, made.id, **UNDONE)
        assert state(tx) == before
        assert undone.stay == ()
        assert all(evidence(tx, n).correction is None for n in range(1, 8))
        with pytest.raises(EverysideError, match="undone by bo"):
            correcting.undo(tx, made.id, **UNDONE)


def test_undo_follows_a_story_that_was_merged_since(told: Database) -> None:
    with told.write() as tx:
        (made,) = correcting.move(tx, keys(5), S, **SAID)
        settling.merge(tx, {T: U}, LATER)  # as the clustering does
        settling.refresh(tx, [U], LATER)
        assert correcting.undo(tx, made.id, **UNDONE).back == {makers.article_key(5): U}
        assert (inside(tx, U), inside(tx, S)) == ([4, 5, 6, 7], [1, 2, 3])


def test_undo_leaves_what_was_moved_again_and_the_second_undo_brings_it_home(told: Database) -> None:
    with told.write() as tx:
        (first,) = correcting.move(tx, keys(5), S, **SAID)
        (second,) = correcting.move(tx, keys(5), U, **SAID)
        undone = correcting.undo(tx, first.id, **UNDONE)
        assert (undone.back, undone.stay, inside(tx, U)) == ({}, keys(5), [5, 7])
        correcting.undo(tx, second.id, **UNDONE)
        assert (inside(tx, T), inside(tx, U)) == ([4, 5, 6], [7])


@on_a_file
def test_undo_leaves_what_another_correction_was_built_on(told: Database) -> None:
    with told.write() as tx:
        (first,) = correcting.move(tx, keys(7), S, **SAID)
        (second,) = correcting.pin(tx, keys(7), **SAID)
        assert correcting.undo(tx, first.id, **UNDONE).stay == keys(7)
        assert inside(tx, S) == [1, 2, 3, 7]
        assert stories.resolve(tx, U) == S
        assert obeyed(tx)
        assert evidence(tx, 7).correction == second.id


@on_a_file
def test_undo_does_not_put_an_article_beside_one_it_is_kept_apart_from(told: Database) -> None:
    with told.write() as tx:
        (first,) = correcting.move(tx, keys(5), S, **SAID)
        settle(tx, {T: (4, 6)})
        correcting.move(tx, keys(1), T, **SAID)  # leaves 2, 3 and 5
        second = correcting.split(tx, keys(5), **SAID)  # 5 is kept apart from 2 and 3
        correcting.undo(tx, first.id, **UNDONE)
        assert obeyed(tx)
        correcting.undo(tx, second.id, **UNDONE)
        assert obeyed(tx)


def test_corrections_may_be_undone_in_any_order(told: Database) -> None:
    with told.write() as tx:
        before = [inside(tx, id) for id in (S, T, U)]
        made = [
            *correcting.move(tx, keys(5), S, **SAID),
            correcting.merge(tx, S, [U], **SAID),
            correcting.split(tx, keys(4), **SAID),
            *correcting.pin(tx, keys(2), **SAID),
        ]
        for each in (made[2], made[0], made[3], made[1]):
            correcting.undo(tx, each.id, **UNDONE)
            assert obeyed(tx)
        assert [inside(tx, id) for id in (S, T, U)] == before
        assert corrections.in_force(tx) == []


# any course of things


ACTIONS = ("move", "move", "merge", "split", "split", "pin")


def correct(tx: Tx, chance: random.Random, actions: Sequence[str]) -> None:
    """One random correction or undoing, as far as it makes sense."""
    living = sorted(set(stories.memberships(tx, keys(*range(1, 10))).values()))
    some = keys(*chance.sample(range(1, 10), chance.randint(1, 3)))
    with suppress(EverysideError):
        match chance.choice(actions):
            case "move":
                correcting.move(tx, some, chance.choice(living), **SAID)
            case "merge":
                correcting.merge(tx, chance.choice(living), chance.sample(living, 1), **SAID)
            case "undo":
                correcting.undo(tx, chance.choice([0, *(each.id for each in corrections.in_force(tx))]), **UNDONE)
            case "split":
                correcting.split(tx, some, **SAID)
            case _:
                correcting.pin(tx, some, **SAID)


@pytest.fixture
def nine(told: Database) -> Database:
    """Three stories of three."""
    with told.write() as tx:
        articles.save(tx, [makers.article(n) for n in (8, 9)])
        settle(tx, {U: (7, 8, 9)})
    return told


@on_a_file
@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_corrected_stories_obey_and_each_can_be_taken_back_in_turn(nine: Database, seed: int) -> None:
    chance = random.Random(seed)
    with nine.write() as tx:
        before = state(tx)
        for _ in range(10):
            correct(tx, chance, ACTIONS)
            assert obeyed(tx)
        for each in reversed(corrections.in_force(tx)):
            correcting.undo(tx, each.id, **UNDONE)
            assert obeyed(tx)
        assert state(tx) == before


@on_a_file
@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_undone_in_between_every_article_is_in_one_living_story(nine: Database, seed: int) -> None:
    chance = random.Random(seed)
    with nine.write() as tx:
        for _ in range(15):
            correct(tx, chance, (*ACTIONS, "undo", "undo"))
            living = corrections.living(tx, set(stories.memberships(tx, keys(*range(1, 10))).values()))
            assert all(story == behind for story, behind in living.items())
            assert sum(story.articles for story in stories.get(tx, living).values()) == 9
