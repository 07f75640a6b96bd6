"""Links between stories on both databases, and the step that makes them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from everyside.records.article import Vector
from everyside.records.ids import StoryId
from everyside.records.story import Story
from everyside.records.tags import Label, Link
from everyside.runner.loop import Worker, drain
from everyside.stages.embed import core as embed_core
from everyside.stages.relate.step import Relate
from everyside.storage import articles, ledger, links, outlets, stories, tags, vectors
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements

NOW = makers.NOW + timedelta(days=40)
VECTORS = "embed/test"
HOSTILE = "\0 \ud800 '; DROP TABLE links; -- 🏳️‍🌈"


def link(later: int, earlier: int, **changes: object) -> Link:
    defaults: dict[str, object] = {
        "story_id": makers.story_key(later),
        "other_id": makers.story_key(earlier),
        "kind": "previous",
        "score": 0.8,
        "shared": ("Quillfeather", "Oldwick"),
        "gap_days": 2.5,
        "made_by": "relate/test",
    }
    return Link(**defaults | changes)  # type: ignore[arg-type]


def merge(database: Database, old: int, new: int) -> None:
    with database.write() as tx:
        stories.save(tx, [makers.story(old, merged_into=makers.story_key(new), articles=0)])


def of(database: Database, number: int) -> list[tuple[StoryId, StoryId]]:
    with database.read() as tx:
        return [(each.story_id, each.other_id) for each in links.of(tx, makers.story_key(number))]


def test_a_link_comes_back_from_both_its_ends(filled: Database) -> None:
    with filled.write() as tx:
        links.replace(tx, {makers.story_key(2): [link(2, 1, shared=(HOSTILE, "Oldwick"))]})
    with filled.read() as tx:
        (from_later,), (from_earlier,) = links.of(tx, makers.story_key(2)), links.of(tx, makers.story_key(1))
        assert links.of(tx, makers.story_key(3)) == []
    assert from_later == from_earlier
    assert from_later.shared == (HOSTILE.replace("\0", "\ufffd").replace("\ud800", "\ufffd"), "Oldwick")
    assert (from_later.score, from_later.gap_days, from_later.kind) == (0.8, 2.5, "previous")


def test_a_story_has_the_links_it_was_given_last(filled: Database) -> None:
    with filled.write() as tx:
        links.replace(tx, {makers.story_key(3): [link(3, 1), link(3, 2, score=0.9)]})
    assert of(filled, 3) == [(makers.story_key(3), makers.story_key(2)), (makers.story_key(3), makers.story_key(1))]
    with filled.write() as tx:
        links.replace(tx, {makers.story_key(3): [link(3, 2, kind="related")]})
    assert of(filled, 3) == [(makers.story_key(3), makers.story_key(2))]
    with filled.write() as tx:
        links.replace(tx, {makers.story_key(3): []})
    assert of(filled, 3) == []


def test_links_follow_stories_that_were_merged_at_either_end(filled: Database) -> None:
    with filled.write() as tx:
        stories.save(tx, [makers.story(4), makers.story(5)])
        links.replace(tx, {makers.story_key(3): [link(3, 1)], makers.story_key(5): [link(5, 1)]})
    merge(filled, 1, 2)
    assert of(filled, 3) == [(makers.story_key(3), makers.story_key(2))]
    assert len(of(filled, 2)) == 2
    merge(filled, 2, 4)  # through another
    assert of(filled, 3) == [(makers.story_key(3), makers.story_key(4))]
    merge(filled, 5, 3)  # both now tell of one pair of stories
    assert of(filled, 4) == [(makers.story_key(3), makers.story_key(4))]


def test_a_story_merged_with_what_it_continued_has_no_link_to_itself(filled: Database) -> None:
    with filled.write() as tx:
        links.replace(tx, {makers.story_key(2): [link(2, 1)]})
    merge(filled, 1, 2)
    assert of(filled, 2) == []


def test_a_circle_of_merges_ends(filled: Database) -> None:
    with filled.write() as tx:
        links.replace(tx, {makers.story_key(3): [link(3, 1)]})
    merge(filled, 1, 2)
    merge(filled, 2, 1)
    assert of(filled, 3) == []


def test_reading_links_takes_few_statements_however_many_there_are(filled: Database) -> None:
    numbers = range(10, 60)
    with filled.write() as tx:
        stories.save(tx, [makers.story(number) for number in numbers])
        links.replace(tx, {makers.story_key(number): [link(number, 1)] for number in numbers})
    with filled.read() as tx, statements(filled) as sent:
        assert len(links.of(tx, makers.story_key(1))) == 50
    assert len(sent) <= 4


# the step


def told(database: Database, number: int, day: float, titles: list[str], axis: int, **changes: object) -> StoryId:
    """Story ``number`` with an article for each title, their vectors near ``axis``."""
    begun = makers.NOW + timedelta(days=day)
    numbers = [number * 10 + n for n in range(len(titles))]
    vector = np.zeros(384, np.float32)
    vector[[0, axis]] = (0.9, 0.436)
    story = Story(
        id=makers.story_key(number),
        first_published=begun,
        last_published=begun,
        articles=len(titles),
        fingerprint=f"f-{number}-{len(titles)}",
        updated_at=begun,
    )
    with database.write() as tx:
        articles.save(tx, [makers.article(n, title=title, published=begun) for n, title in zip(numbers, titles, strict=True)])
        stories.save(tx, [story])
        stories.save_members(tx, [makers.membership(n, story_id=story.id) for n in numbers])
        made = str(changes.get("vectors_by", VECTORS))
        vectors.save(
            tx, [Vector(article_id=makers.article_key(n), values=embed_core.to_bytes(vector), made_by=made) for n in numbers]
        )
    return story.id


@pytest.fixture
def press(database: Database) -> Database:
    """Thirty unlike stories, an arrest and a trial."""
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1)])
    for number in range(100, 130):
        told(database, number, number % 9, [f"Quite another thing {number}", f"Other {number}"], axis=number)
    told(database, 1, 0, ["Mayor Quillfeather arrested", "Quillfeather taken to Oldwick"], axis=7)
    told(database, 2, 20, ["Quillfeather on trial", "Trial of Quillfeather opens"], axis=7)
    return database


def relate(database: Database, step: Relate | None = None) -> dict[str, int]:
    worker = Worker(database=database, name="w", now=lambda: NOW)
    return dict(drain([(step or Relate(VECTORS, embed_core.from_bytes, "label")).step()], worker))


def test_stories_are_linked_once_and_again_when_they_change(press: Database) -> None:
    step = Relate(VECTORS, embed_core.from_bytes, "label")
    told(press, 3, 21, ["One alone"], axis=7)
    assert relate(press, step) == {"relate:linked": 1, "relate:unlinked": 31, "relate:single": 1}
    assert of(press, 2) == [(makers.story_key(2), makers.story_key(1))]
    with press.read() as tx:
        assert links.of(tx, makers.story_key(2))[0].shared == ("Quillfeather",)
    assert relate(press, step) == {}
    told(press, 2, 20, ["Whales seen", "Whales", "A whale was seen"], axis=300)
    assert relate(press, step) == {"relate:unlinked": 1}
    assert of(press, 1) == []


def test_a_process_that_saw_everything_grow_and_one_that_starts_now_find_the_same(press: Database) -> None:
    grown = Relate(VECTORS, embed_core.from_bytes, "label")
    relate(press, grown)
    told(press, 4, 25, ["Quillfeather guilty", "Guilty: Quillfeather of Oldwick"], axis=7)
    relate(press, grown)
    with press.read() as tx:
        before = {number: links.of(tx, makers.story_key(number)) for number in (1, 2, 4)}
    assert len(before[4]) == 2
    with press.write() as tx:
        links.replace(tx, {makers.story_key(4): []})
        ledger.record(tx, "relate", [ledger.Line(item=makers.story_key(4), outcome="x", made_by="old", at=NOW)])
    relate(press)
    with press.read() as tx:
        assert {number: links.of(tx, makers.story_key(number)) for number in (1, 2, 4)} == before


def test_a_story_waits_until_all_its_vectors_are_of_the_model_in_use(press: Database) -> None:
    waiting = told(press, 5, 22, ["Quillfeather appeals", "Appeal by Quillfeather"], axis=7, vectors_by="embed/old")
    relate(press)
    with press.read() as tx:
        assert links.of(tx, waiting) == []
    told(press, 5, 22, ["Quillfeather appeals", "Appeal by Quillfeather"], axis=7)
    assert relate(press) == {"relate:linked": 1}


def test_labels_that_came_later_count(press: Database) -> None:
    step = Relate(VECTORS, embed_core.from_bytes, "label")
    relate(press, step)
    named = [told(press, number, day, ["大橋で火災", "橋が火事"], axis=9) for number, day in ((6, 23),)]
    named.append(told(press, 7, 26, ["Inquiry opens", "An inquiry"], axis=9))
    relate(press, step)
    with press.read() as tx:
        (before,) = links.of(tx, named[1])
    with press.write() as tx:
        label = {"kind": "place", "key": "place:1", "name": "Oldwick", "weight": 1.0, "made_by": "label/test"}
        tags.replace_labels(tx, {id: [Label(story_id=id, **label)] for id in named})  # type: ignore[arg-type]
        ledger.record(tx, "label", [ledger.Line(item=id, outcome="labelled", made_by="label/test#1", at=NOW) for id in named])
        ledger.record(tx, "relate", [ledger.Line(item=named[1], outcome="x", made_by="old", at=NOW)])
    relate(press, step)
    with press.read() as tx:
        (after,) = links.of(tx, named[1])
    assert after.score > before.score
    assert after.shared == ("Oldwick",)


def test_what_is_loaded_is_what_changed(press: Database) -> None:
    step = Relate(VECTORS, embed_core.from_bytes, "label")
    relate(press, step)
    told(press, 8, 24, ["Quillfeather released", "Quillfeather is free"], axis=7)
    with press.read() as tx, statements(press) as sent:
        step.step().load(tx, [makers.story_key(8)])
    assert sum("vectors" in statement for statement in sent) == 1
    with press.read() as tx, statements(press) as sent:
        step.step().load(tx, [makers.story_key(8)])
    assert not any("vectors" in statement for statement in sent)
