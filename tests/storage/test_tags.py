"""Tags and labels on both databases, and the two steps that make them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from everyside.records.article import Vector
from everyside.records.tags import Label, Name, NameKind, Tags
from everyside.runner.loop import Worker, drain
from everyside.stages.tag import step
from everyside.storage import copies, ledger, stories, tags, vectors
from everyside.storage.database import Database
from tests import makers

HOSTILE = "\0 \ud800 '; DROP TABLE tags; -- 🏳️‍🌈"


class Titles:
    """Classifies by a word of the title; recognizes every word of it."""

    id = "titles-1"
    topics = {"bridges": "Bridges", "boats": "Boats"}

    def __init__(self, id: str = "titles-1") -> None:
        self.id = id

    def classify(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[dict[str, float]]:
        assert vectors.shape == (len(texts), 384)
        return [{"bridges": 0.9} if text.startswith("Bridge") else {"boats": 0.9} for text in texts]

    def recognize(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Name, ...]]:
        return [
            tuple(Name(kind=NameKind.NAME, key=f"name:{word}", name=word) for word in dict.fromkeys(text.split("\n")[0].split()))
            for text in texts
        ]


def label(number: int = 1, **changes: Any) -> Label:
    defaults: dict[str, Any] = {
        "story_id": makers.story_key(number),
        "kind": "topic",
        "key": "boats",
        "name": "Boats",
        "weight": 0.5,
        "made_by": makers.MADE_BY,
    }
    return Label(**defaults | changes)


def steps(part: Titles) -> list[Any]:
    return [step.tag(part, part, makers.MADE_BY), step.label(part.topics, step.version(part, part, makers.MADE_BY))]


def run(database: Database, part: Titles) -> dict[str, int]:
    return dict(drain(steps(part), Worker(database=database, name="w", now=lambda: makers.NOW)))


@pytest.fixture
def told(filled: Database) -> Database:
    """Articles 1 … 3 with vectors, all in story 1."""
    with filled.write() as tx:
        vectors.save(tx, [makers.vector(number) for number in (1, 2, 3)])
        stories.save_members(tx, [makers.membership(number) for number in (1, 2, 3)])
        copies.save(tx, [makers.copy_membership(number) for number in (1, 2, 3)])
    return filled


def test_tags_come_back_as_they_were(filled: Database) -> None:
    names = (Name(kind=NameKind.PLACE, key="country:JP", name="Japan", count=3), Name(kind=NameKind.NAME, key="name:x", name="X"))
    kept = Tags(article_id=makers.article_key(1), topics={"sport": 0.5}, names=names, made_by="m")
    with filled.write() as tx:
        tags.save(tx, [kept, Tags(article_id=makers.article_key(2), made_by="m")])
    with filled.read() as tx:
        found = tags.get(tx, [makers.article_key(number) for number in (1, 2, 3)])
    assert found == {makers.article_key(1): kept, makers.article_key(2): Tags(article_id=makers.article_key(2), made_by="m")}


def test_hostile_names_are_kept_and_found(filled: Database) -> None:
    name = Name(kind=NameKind.PERSON, key=HOSTILE, name=HOSTILE)
    with filled.write() as tx:
        tags.save(tx, [Tags(article_id=makers.article_key(1), names=(name,), made_by=HOSTILE)])
        tags.replace_labels(tx, {makers.story_key(1): [label(key=HOSTILE, name=HOSTILE, kind="person")]})
    with filled.read() as tx:
        (kept,) = tags.get(tx, [makers.article_key(1)]).values()
        assert kept.names[0].name == HOSTILE.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
        assert tags.stories_about(tx, "person", HOSTILE, 10) == [makers.story_key(1)]


def test_new_labels_take_the_place_of_old_ones(filled: Database) -> None:
    one, two = makers.story_key(1), makers.story_key(2)
    with filled.write() as tx:
        tags.replace_labels(tx, {one: [label(), label(key="bridges", name="Bridges", weight=0.4)], two: [label(2)]})
        tags.replace_labels(tx, {one: [label(key="bridges", name="Bridges", weight=0.9)]})
    with filled.read() as tx:
        found = tags.labels_of(tx, [one, two, makers.story_key(3)])
    assert {id: [each.key for each in some] for id, some in found.items()} == {one: ["bridges"], two: ["boats"]}


def test_labels_are_told_topics_first_and_heaviest_first(filled: Database) -> None:
    some = [
        label(kind="place", key="country:JP", name="Japan", weight=1.0),
        label(key="b", weight=0.2),
        label(key="a", weight=0.8),
        label(kind="person", key="p", name="Ana", weight=0.4),
    ]
    with filled.write() as tx:
        tags.replace_labels(tx, {makers.story_key(1): some})
    with filled.read() as tx:
        assert [each.key for each in tags.labels_of(tx, [makers.story_key(1)])[makers.story_key(1)]] == [
            "a",
            "b",
            "country:JP",
            "p",
        ]


def test_stories_about_a_thing_are_the_living_ones_newest_first(filled: Database) -> None:
    with filled.write() as tx:
        tags.replace_labels(tx, {makers.story_key(number): [label(number)] for number in (1, 2, 3)})
        stories.save(tx, [makers.story(2, merged_into=makers.story_key(1), articles=0)])
    with filled.read() as tx:
        assert tags.stories_about(tx, "topic", "boats", 10) == [makers.story_key(3), makers.story_key(1)]
        assert tags.stories_about(tx, "topic", "boats", 1, offset=1) == [makers.story_key(1)]
        assert tags.stories_about(tx, "place", "boats", 10) == []


def test_articles_are_tagged_and_their_story_labelled(told: Database) -> None:
    with told.write() as tx:
        stories.save(tx, [makers.story(number, articles=0) for number in (2, 3)])
    assert run(told, Titles()) == {"tag:tagged": 3, "label:labelled": 1}
    with told.read() as tx:
        found = tags.labels_of(tx, [makers.story_key(1)])[makers.story_key(1)]
    assert [(each.kind, each.key, each.weight) for each in found] == [
        ("topic", "bridges", 0.9),
        ("name", "name:Bridge", 1.0),
        ("name", "name:opens", 1.0),
    ]
    assert run(told, Titles()) == {}


def test_an_article_without_a_vector_waits_and_so_does_its_story(told: Database) -> None:
    with told.write() as tx:
        vectors.save(tx, [Vector(article_id=makers.article_key(3), values=makers.vector(3).values, made_by="another model")])
    assert run(told, Titles()) == {"tag:tagged": 2}
    with told.write() as tx:
        vectors.save(tx, [makers.vector(3)])
    assert run(told, Titles())["label:labelled"] == 1


def test_another_model_tags_and_labels_everything_anew(told: Database) -> None:
    run(told, Titles())
    assert run(told, Titles("titles-2"))["tag:tagged"] == 3
    with told.read() as tx:
        (found,) = tags.labels_of(tx, [makers.story_key(1)]).values()
    assert all("titles-2" in each.made_by for each in found)


def test_a_story_with_other_members_is_labelled_anew(told: Database) -> None:
    run(told, Titles())
    with told.write() as tx:
        stories.save(tx, [makers.story(1, fingerprint="other")])
    assert run(told, Titles()) == {"label:labelled": 1}
    with told.read() as tx:
        assert ledger.counts(tx)["label"]["labelled"] >= 1
