"""What pages read, on both databases: right, and in a number of statements that does not grow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from everyside.pages import front_page, operator_page, story_page
from everyside.pages.article_choice import Choice
from everyside.records.outlet import Feed
from everyside.storage import feeds, ledger, notes, reading, stories
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements
from tests.web.newsstand import EMPTY, HARBOUR, MOVED, QUIET, fill, story_key

LATER = makers.NOW + timedelta(hours=6)


def front(database: Database, **how: object) -> front_page.FrontPage:
    with database.read() as tx:
        page = front_page.build(tx, site="Everyside", now=LATER, **how)  # type: ignore[arg-type]
    assert page is not None
    return page


def story(database: Database, id: str, **how: object) -> story_page.StoryPage | story_page.Missing:
    with database.read() as tx:
        return story_page.build(tx, id, site="Everyside", now=LATER, **how)  # type: ignore[arg-type]


def test_the_front_page_ranks_by_outlets_halved_every_twelve_hours(database: Database) -> None:
    with database.write() as tx:
        fill(tx, fillers=5)
    page = front(database)
    assert [card.outlets for card in page.stories] == [14, 3, 2, 2, 2, 2, 2]
    scores = [front_page.score(card.outlets, card.last, LATER) for card in page.stories]
    assert scores == sorted(scores, reverse=True)
    assert page.stories[0].independent_texts == 27
    assert page.stories[0].bar.text == "3 left · 3 center · 3 right · 5 unrated"


def test_twenty_outlets_half_a_day_ago_weigh_as_ten_now_and_the_future_as_now() -> None:
    assert front_page.score(20, LATER - timedelta(hours=12), LATER) == pytest.approx(front_page.score(10, LATER, LATER))
    assert front_page.score(3, LATER + timedelta(days=1), LATER) == 3


def test_an_edition_holds_the_stories_with_articles_in_its_language_under_a_headline_in_it(database: Database) -> None:
    with database.write() as tx:
        fill(tx, fillers=2)
    page = front(database, language="ar")
    assert [card.language for card in page.stories] == ["ar"]
    assert page.stories[0].outlet == "صوت الميناء"
    assert "harbour-bridge-closed" in page.stories[0].path  # one story, one address, in every edition
    assert [(edition.code, edition.current) for edition in page.editions if edition.current] == [("ar", True)]
    assert front(database, language="xx").stories == ()


def test_stories_too_small_merged_or_without_a_summary_stay_off_the_front_page(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
        stories.save(tx, [makers.story(9, articles=50)])
    assert len(front(database).stories) == 2
    assert len(front(database, min_articles=4).stories) == 1


def test_a_story_has_its_articles_copies_and_evidence(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
    page = story(database, HARBOUR)
    assert isinstance(page, story_page.StoryPage)
    listed = [row for group in page.articles for row in (group.lead, *group.copies)]
    assert len(listed) == 31
    (wire,) = [group for group in page.articles if group.copies]
    assert (wire.lead.outlet, len(wire.copies), wire.carried_by) == ("North Quay Wire", 4, 5)
    assert [len(bullet.citations) for bullet in page.bullets] == [5, 2, 1]
    assert page.headline_outlet == "North Quay Wire"
    assert page.coverage is not None
    assert [text.outlets for text in page.coverage.copies] == [5]
    assert page.coverage.first_outlet == "North Quay Wire"
    assert page.fiction


def test_a_side_narrows_the_articles_and_not_the_counts(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
    page = story(database, HARBOUR, choice=Choice(side="left"))
    assert isinstance(page, story_page.StoryPage)
    assert {row.side for group in page.articles for row in (group.lead, *group.copies)} == {"left"}
    assert page.tabs[0].articles == 31
    assert page.coverage is not None
    assert page.coverage.articles == 31


def test_unknown_empty_and_merged_stories_are_told_apart(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
    assert story(database, story_key("nobody")) is story_page.Missing.UNKNOWN
    assert story(database, EMPTY) is story_page.Missing.GONE
    moved = story(database, MOVED)
    assert isinstance(moved, story_page.StoryPage)
    assert moved.id == HARBOUR
    assert story(database, QUIET, page=2) is story_page.Missing.UNKNOWN


def test_a_real_press_is_not_called_fiction_unless_the_database_says_it_is_the_demo(database: Database) -> None:
    with database.write() as tx:
        fill(tx, fiction=False)
    assert not front(database).fiction
    with database.write() as tx:
        notes.write(tx, "press", "demo", makers.NOW)
    assert front(database).fiction


def test_the_operator_sees_what_was_set_aside_and_which_feeds_fail(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
        feeds.save(tx, [makers.feed(n, outlet_id=None, failures=n) for n in range(60)])
        lines = [
            ledger.Line(item=makers.feed_key(n), outcome="timeout", made_by="x", at=makers.NOW + timedelta(minutes=n), failed=True)
            for n in range(60)
        ]
        ledger.record(tx, "collect", lines)
        ledger.record(tx, "extract", [ledger.Line(item="e", outcome="extracted", made_by="x", at=makers.NOW)])
    with database.read() as tx:
        page = operator_page.build(tx, site="Everyside", now=LATER, database_bytes=1_234_567)
        second = operator_page.build(tx, site="Everyside", now=LATER, page=2, feeds_page=2)
        assert operator_page.build(tx, site="Everyside", now=LATER, page=3) is None
        assert operator_page.build(tx, site="Everyside", now=LATER, page=10**9) is None
    assert page is not None
    assert second is not None
    assert [(line.step, line.outcomes) for line in page.steps] == [
        ("collect", (("timeout", 60),)),
        ("extract", (("extracted", 1),)),
    ]
    assert page.failures[0].url == makers.feed_url(59)
    assert (page.failed, len(page.failures), len(second.failures)) == (60, 50, 10)
    assert (page.failing, page.feeds[0].failures, len(second.feeds)) == (59, 59, 9)
    assert page.size == "1.2 MB"


def test_a_failing_feed_is_read_back_with_what_the_operator_needs(database: Database) -> None:
    with database.write() as tx:
        feeds.save(tx, [makers.feed(1, outlet_id=None, failures=3, last_at=makers.NOW, next_at=LATER)])
    with database.read() as tx:
        number, found = reading.failing_feeds(tx, limit=10)
    assert number == 1
    assert isinstance(found[0], Feed)
    assert (found[0].failures, found[0].last_at, found[0].next_at) == (3, makers.NOW, LATER)


def test_more_stories_do_not_make_more_statements(database: Database) -> None:
    with database.write() as tx:
        fill(tx, fillers=2)
    with statements(database) as few:
        front(database, language="de")
    with database.write() as tx:
        fill(tx, fillers=40)
    with statements(database) as many:
        front(database, language="de")
        front(database)
    assert len(many) <= 2 * len(few)
    with statements(database) as page:
        story(database, HARBOUR)
    assert len(page) <= 36
