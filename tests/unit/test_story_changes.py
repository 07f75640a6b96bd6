"""What changed in a story since a time: from revisions, articles and disputes, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.pages.changes import changes, since
from everyside.records.account import Account, Dispute, DisputeKind, Version
from everyside.records.ids import StoryId
from everyside.runner.loop import Worker, drain
from everyside.stages.summarize import step as summarize
from everyside.storage import accounts, articles, outlets, revisions, settling, stories
from everyside.storage.database import Database
from tests import makers

S = makers.story_key(1)
LATER = makers.NOW + timedelta(hours=5)
FERRY = "A passenger ferry ran aground off Port Ellery on Monday, killing four people in thick fog."
DIVERS = "Divers recovered three more bodies from the hull of the Saint Ormond, bringing the dead to seven."


def told(database: Database, now: datetime) -> None:
    drain([summarize.step(PlainEmbedder())], Worker(database=database, name="w", now=lambda: now))


@pytest.fixture
def story(database: Database) -> Database:
    """Told at NOW from one article; at LATER from two, of two outlets."""
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1), makers.outlet(2)])
        articles.save(tx, [makers.article(1, title="Ferry aground off Port Ellery, four dead", text=FERRY, found_at=makers.NOW)])
        settling.open_new(tx, [S], makers.NOW)
        stories.save_members(tx, [makers.membership(1)])
        settling.refresh(tx, [S], makers.NOW)
    told(database, makers.NOW)
    return database


def grow(database: Database) -> None:
    second = makers.article(
        2,
        title="Seven dead as divers search the ferry Saint Ormond off Port Ellery",
        text=DIVERS,
        outlet_id=makers.outlet_name(2),
        found_at=LATER - timedelta(minutes=5),
    )
    with database.write() as tx:
        articles.save(tx, [second])
        stories.save_members(tx, [makers.membership(2)])
        settling.refresh(tx, [S], LATER)
    told(database, LATER)


def test_a_story_that_changes_has_a_revision_for_each_way_it_was_told(story: Database) -> None:
    grow(story)
    with story.read() as tx:
        first, second = revisions.of(tx, S)
    assert (first.at, first.articles) == (makers.NOW, 1)
    assert (second.at, second.articles) == (LATER, 2)
    assert first.bullets != second.bullets


def test_a_story_told_again_as_it_was_has_one_revision(story: Database) -> None:
    told(story, LATER)
    with story.write() as tx:
        settling.refresh(tx, [S], LATER)
    told(story, LATER)
    with story.read() as tx:
        assert len(revisions.of(tx, S)) == 1


def test_new_articles_outlets_and_bullets_are_told(story: Database) -> None:
    grow(story)
    with story.read() as tx:
        found = changes(tx, S, makers.NOW + timedelta(hours=1), LATER)
    assert found
    assert found.known
    assert (found.articles, found.outlets) == (1, ("The Lantern 2",))
    assert found.newest[0].title.startswith("Seven dead")
    assert any("Divers" in text for text in found.told)
    assert not set(found.told) & set(found.dropped)


def test_nothing_changed_since_the_last_time_it_was_told(story: Database) -> None:
    with story.read() as tx:
        found = changes(tx, S, LATER, LATER)
    assert found
    assert found.nothing


def test_before_it_was_told_all_is_new_and_nothing_is_compared(story: Database) -> None:
    with story.read() as tx:
        found = changes(tx, S, makers.NOW - timedelta(days=1), LATER)
    assert found
    assert not found.known
    assert (found.articles, found.told, found.dropped, found.headline_before) == (1, (), (), "")


def test_an_answer_first_given_since_is_told(story: Database) -> None:
    cited = (makers.citation(makers.article(1, text=FERRY)),)
    four, seven = (
        Version(value=value, said=said, citations=cited, independent_texts=1, first=at, last=at)
        for value, said, at in (("4", "four people", makers.NOW), ("7", "seven", LATER - timedelta(hours=1)))
    )
    dispute = Dispute(kind=DisputeKind.NUMBER, subject="killed", versions=(four, seven), rising=True)
    with story.write() as tx:
        accounts.save(tx, [Account(story_id=S, disputes=(dispute,), fingerprint="f", made_by="m")])
        found = changes(tx, S, makers.NOW + timedelta(hours=1), LATER)
    assert found
    assert [(answer.subject, answer.said) for answer in found.answers] == [("killed", "seven")]


def test_a_story_that_never_was_has_no_changes(story: Database) -> None:
    with story.read() as tx:
        assert changes(tx, StoryId("none"), makers.NOW, LATER) is None


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("hour", timedelta(hours=1)),
        ("day", timedelta(days=1)),
        ("week", timedelta(days=7)),
        ("2026-03-02T10:00", timedelta(hours=2)),
        ("2026-03-02 10:00", timedelta(hours=2)),
        ("2026-03-02T11:00 01:00", timedelta(hours=2)),  # as "+01:00" arrives from an address
        ("2026-03-02T10:00:00Z", timedelta(hours=2)),
    ],
)
def test_a_time_may_be_named_or_written(asked: str, back: timedelta) -> None:
    assert since(asked, makers.NOW) == makers.NOW - back


@pytest.mark.parametrize("asked", ["", "yesterday", "9" * 5000, "2027-01-01", "0001-01-01T00:00+23:00", "\x00", "٢٠٢٦-٠٣-٠٢x"])
def test_what_is_no_time_that_has_passed_is_none(asked: str) -> None:
    assert since(asked, makers.NOW) is None
