"""The clustering step on a database: corrections, evidence, other processes, and the slow pass beside the stream."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from everyside.records.article import Article, Kind
from everyside.records.ids import StoryId
from everyside.records.story import Membership
from everyside.runner.loop import Worker, drain, run_once
from everyside.stages.cluster import core
from everyside.stages.cluster.step import CONSOLIDATE
from everyside.storage import articles, correcting, corrections, outlets, settling, stories
from everyside.storage.database import Database
from tests import makers
from tests.pipeline.test_steps import EVENTS, NOW, Compass, Pipeline, all_stories, at, grouped, in_ledger, on_a_file, story_of, told

FAR = 0.8  # radians; no story of two so far apart


class Process(Pipeline):
    """As a pipeline, by hand: only what stories need, with a clock that goes on by a second whenever it is looked at."""

    def __init__(self, database: Database, *, compass: bool = True) -> None:
        super().__init__(database, Compass() if compass else None)
        self.clock = NOW
        self.worker = Worker(database=database, name=f"process-{id(self)}", now=self._tick)

    def _tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    @property
    def clustering(self) -> int:
        return [step.name for step in self.first].index("cluster")

    def embed(self) -> None:
        drain(self.first[: self.clustering], self.worker)

    def settle(self) -> Counter[str]:
        """Until nothing waits, the slow pass neither."""
        return drain(self.first, self.worker)

    def once(self) -> Counter[str]:
        self.embed()
        return run_once(self.first[self.clustering], self.worker)

    def waits(self) -> list[str]:
        with self.database.read() as tx:
            return self.first[self.clustering].pending(tx, self.clock, 10)

    @property
    def placed(self) -> dict[Any, StoryId]:
        assert self.cluster._window is not None
        return self.cluster._window.placed()


def publish(database: Database, *made: Article) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(number) for number in range(1, 10)])
        articles.save(tx, made)


def member(database: Database, number: int) -> Membership:
    with database.read() as tx:
        inside = stories.members_of(tx, [story_of(database, number).id])
    return next(each for members in inside.values() for each in members if each.article_id == makers.article_key(number))


def move(database: Database, number: int, to: int) -> int:
    with database.write() as tx:
        goal = stories.memberships(tx, [makers.article_key(to)])[makers.article_key(to)]
        made = correcting.move(tx, [makers.article_key(number)], goal, by="Ada", why="the same event", now=NOW)
    return made[0].id


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow pass over a few articles takes many turns."""
    monkeypatch.setattr(core, "SLICE", 2)
    monkeypatch.setattr("everyside.stages.cluster.step.SLICES", 1)


def test_why_an_article_is_in_its_story_is_stored(database: Database) -> None:
    first = told(1, "ferry", text=f"{EVENTS['ferry']} It was calm.")
    later = first.published + timedelta(hours=3)
    publish(database, first, told(2, "ferry", text=f"{EVENTS['ferry']} Nobody was hurt.", published=later), told(3, "rent"))
    process = Process(database, compass=False)
    process.settle()
    one, two, alone = (member(database, number) for number in (1, 2, 3))
    assert one.nearest == two.article_id
    assert one.evidence.closest == ((two.article_id, one.score),)
    assert one.evidence.gap_hours == two.evidence.gap_hours == 3.0
    assert "Osterholm" in one.evidence.shared
    assert len(one.evidence.shared) <= 6
    assert one.evidence.correction is None
    assert (alone.score, alone.nearest, alone.evidence.closest, alone.evidence.gap_hours) == (1.0, None, (), None)
    assert one.made_by == process.cluster.version


@pytest.mark.parametrize("restarted", [False, True])
def test_a_correction_is_kept_when_the_window_is_filled_anew_and_by_the_slow_pass(database: Database, restarted: bool) -> None:
    publish(database, at(1, 0.0), at(2, 0.0), at(3, FAR))
    process = Process(database)
    process.settle()
    assert grouped(database) == {frozenset({1, 2}), frozenset({3})}
    number = move(database, 3, to=1)
    process = Process(database) if restarted else process
    publish(database, at(4, FAR), at(5, 0.0))
    assert process.settle()["cluster:consolidated"] > 0
    assert grouped(database) == {frozenset({1, 2, 3, 5}), frozenset({4})}
    assert member(database, 3).evidence.correction == number
    with database.write() as tx:
        correcting.undo(tx, number, by="Ada", why="a mistake", now=NOW)
    publish(database, at(6, FAR))
    process.settle()
    assert grouped(database) == {frozenset({1, 2, 5}), frozenset({3, 4, 6})}
    with database.read() as tx:
        assert corrections.in_force(tx) == []


@on_a_file
def test_articles_a_person_parted_stay_parted_however_close_they_are(database: Database) -> None:
    publish(database, *(at(number, 0.0) for number in range(1, 5)))
    process = Process(database)
    process.settle()
    with database.write() as tx:
        correcting.split(tx, [makers.article_key(4)], by="Ada", why="another event", now=NOW)
    publish(database, at(5, 0.0), at(6, 0.001))
    process.settle()
    parts = grouped(database)
    assert len(parts) == 2
    assert not any({1, 4} <= part for part in parts)
    Process(database).settle()
    assert grouped(database) == parts


@on_a_file
@pytest.mark.usefixtures("small_slices")
def test_the_slow_pass_runs_when_nothing_waits_and_rests_afterwards(database: Database) -> None:
    publish(database, *(at(number, 0.1 * number) for number in range(1, 9)))
    process = Process(database)
    assert process.waits() == []  # no article waits, and there is no window to consolidate
    assert process.once() == {"clustered": 8}
    assert process.waits() == [CONSOLIDATE]
    turns = 0
    while process.waits() == [CONSOLIDATE]:
        assert process.once() == {"consolidated": 1}
        turns += 1
        assert turns < 50
    assert turns > 3
    publish(database, at(9, 2.0))
    assert process.once() == {"clustered": 1}
    assert process.waits() == []  # it rests, although there is something new
    process.clock += timedelta(hours=1)
    assert process.waits() == [CONSOLIDATE]


@on_a_file
@pytest.mark.usefixtures("small_slices")
def test_articles_go_first_and_the_slow_pass_goes_on_beside_them(database: Database) -> None:
    publish(database, *(at(number, 0.1 * number) for number in range(1, 9)))
    process = Process(database)
    process.once()
    process.once()
    assert process.waits() == [CONSOLIDATE]
    publish(database, at(9, 0.3), at(10, 3.0))
    process.embed()
    assert CONSOLIDATE not in process.waits()
    process.settle()
    with database.read() as tx:
        assert stories.memberships(tx, [makers.article_key(number) for number in range(1, 11)]) == process.placed
    assert in_ledger(database, "cluster")["clustered"] == 10


@pytest.mark.usefixtures("small_slices")
def test_what_another_process_saved_discards_the_slow_pass(database: Database) -> None:
    one, other = Process(database), Process(database)
    publish(database, *(at(number, 0.1 * number) for number in range(1, 9)))
    one.once()
    one.once()
    assert one.waits() == [CONSOLIDATE]
    publish(database, at(9, 0.35))
    assert other.once() == {"clustered": 1}
    before = grouped(database)
    assert one.once() == {}
    assert one.waits() == []
    assert grouped(database) == before
    publish(database, at(10, FAR + 0.4))
    one.settle()
    assert {number for part in grouped(database) for number in part} == set(range(1, 11))
    with database.read() as tx:
        assert stories.memberships(tx, [makers.article_key(number) for number in range(1, 11)]) == one.placed


@on_a_file
@pytest.mark.usefixtures("small_slices")
def test_a_correction_in_the_middle_of_a_slow_pass_holds(database: Database) -> None:
    publish(database, at(1, 0.0), at(2, 0.0), at(3, FAR), at(4, FAR), at(5, 2.5), at(6, 2.5))
    process = Process(database)
    process.once()
    process.once()
    assert process.waits() == [CONSOLIDATE]
    move(database, 3, to=1)
    publish(database, at(7, 2.5))
    process.clock += timedelta(hours=1)
    process.settle()
    assert grouped(database) == {frozenset({1, 2, 3}), frozenset({4}), frozenset({5, 6, 7})}


def test_the_slow_pass_repairs_what_is_stored(database: Database) -> None:
    process = Process(database)
    publish(database, *(at(number, 0.0) for number in (1, 2, 3)), *(at(number, FAR) for number in (4, 5)))
    process.settle()
    right = grouped(database)
    with database.write() as tx:  # as a program gone wrong leaves it
        wrong = [makers.membership(number, story_id=makers.story_key(1), made_by=process.cluster.version) for number in range(1, 6)]
        stories.save_members(tx, wrong)
        settling.merge(tx, {makers.story_key(4): makers.story_key(1)}, NOW)
        settling.refresh(tx, [makers.story_key(1)], NOW)
    publish(database, at(6, 2.5))
    Process(database).settle()
    assert grouped(database) == right | {frozenset({6})}
    assert story_of(database, 1).id == makers.story_key(1)  # the larger part keeps the name
    for story in all_stories(database).values():
        with database.read() as tx:
            inside = len(stories.members_of(tx, [story.id]).get(story.id, ()))
        assert (story.articles, story.merged_into is None) == (inside, inside > 0)


def test_what_was_not_saved_is_forgotten_and_done_again(database: Database) -> None:
    publish(database, at(1, 0.0))
    process = Process(database)
    process.settle()
    publish(database, at(2, 0.0), at(3, FAR))
    process.embed()

    def broken(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk"):
        run_once(replace(process.first[process.clustering], save=broken), process.worker)
    assert grouped(database) == {frozenset({1})}
    process.settle()
    assert grouped(database) == {frozenset({1, 2}), frozenset({3})}


@on_a_file
def test_an_article_of_long_ago_does_not_bring_all_since_into_memory(database: Database) -> None:
    publish(database, *(at(number, 0.3 * number, published=makers.NOW - timedelta(days=number)) for number in range(1, 9)))
    Process(database).settle()
    publish(database, at(20, 0.0, published=makers.NOW - timedelta(days=9000)))
    restarted = Process(database)
    assert restarted.once() == {"clustered": 1}
    assert list(restarted.placed) == [makers.article_key(20)]
    publish(database, at(21, 0.3, published=makers.NOW - timedelta(days=1)))
    restarted.settle()
    assert any({1, 21} <= part for part in grouped(database))


@on_a_file
def test_many_small_batches_and_restarts_leave_the_database_as_the_window_has_it(database: Database) -> None:
    process = Process(database)
    angles = [(number * 0.37) % 2.6 for number in range(30)]
    for start in range(0, 30, 4):
        publish(database, *(at(number, angles[number]) for number in range(start, min(30, start + 4))))
        process = Process(database) if start % 12 == 8 else process
        process.once()
        with database.read() as tx:
            stored = stories.memberships(tx, [makers.article_key(number) for number in range(30)])
        assert stored == process.placed
    process.clock += timedelta(hours=1)
    process.settle()
    with database.read() as tx:
        assert stories.memberships(tx, list(process.placed)) == process.placed
        assert all(stories.resolve(tx, id) for id in all_stories(database))


def test_whatever_the_web_sends_is_in_a_story_in_the_end(database: Database) -> None:
    odd = [
        makers.article(1, title="", text="Without a title."),
        makers.article(2, title="Breaking", text=""),
        makers.article(3, title="\0\x1b[2J\u202e", text="\0" * 5000),
        makers.article(4, title="🚀" * 300, text="\ud800"),
        makers.article(5, title="ꦧꦱꦗꦮ ꦏꦥꦭ", text="ⵜⴰⵎⴰⵣⵉⵖⵜ " * 50, language="und"),
        makers.article(6, title="Ferry aground", published=NOW + timedelta(days=1)),
        makers.article(7, title="Live: ferry aground", kind=Kind.LIVE),
        *(makers.article(n, title="Horoscope", text="", published=makers.NOW + timedelta(days=n - 10)) for n in range(8, 12)),
        *(makers.article(n, title="One text", text="again and again") for n in range(12, 40)),
    ]
    publish(database, *odd)
    process = Process(database, compass=False)
    assert process.settle()["cluster:clustered"] == len(odd)
    parts = grouped(database)
    assert sorted(number for part in parts for number in part) == list(range(1, 40))
    assert frozenset(range(12, 40)) in parts
