"""What the pages of topics, places and outlets and the map of the site read, alike on both databases."""

from __future__ import annotations

from datetime import timedelta

from everyside.records.ids import OutletId
from everyside.storage import labelled, sitemap, source
from everyside.storage.database import Database
from tests.makers import NOW
from tests.web.newsstand import HARBOUR, QUIET, fill
from tests.web.subjects import STRANGE, describe


def test_stories_are_found_by_what_they_are_about(database: Database) -> None:
    with database.write() as tx:
        fill(tx, fillers=3)
        describe(tx, fillers=3)
    with database.read() as tx:
        found = labelled.subjects(tx, "place", min_articles=2, limit=10)
        assert [(each.key, each.stories) for each in found] == [("country:IE", 2), (STRANGE, 1)]
        assert [each.key for each in labelled.subjects(tx, "topic", min_articles=3, limit=10)] == ["nature", "transport"]
        assert labelled.name_of(tx, "place", "country:IE") == "Ireland"
        assert labelled.name_of(tx, "place", "country:\0\ud800") is None
        lines = labelled.lines(tx, "place", "country:IE", min_articles=2, limit=10)
        assert [(line.id, line.outlets) for line in lines] == [(HARBOUR, 14), (QUIET, 3)]
        assert [each.key for each in labelled.beside(tx, [HARBOUR, QUIET], "topic", 1)] == ["nature"]
        assert labelled.outlets_of(tx, [HARBOUR, QUIET], 2) == [("signal-flags", 2, 4), ("daily-buoy", 2, 3)]


def test_an_outlets_work_is_counted(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
        describe(tx, fillers=0)
    pier = OutletId("pier-review")
    with database.read() as tx:
        every = source.every(tx, 100)
        assert len(every) == 14
        assert [each.articles for each in every] == sorted((each.articles for each in every), reverse=True)
        assert source.at_domain(tx, "pier-review.example") == pier
        assert source.at_domain(tx, "\0") is None
        number, stories, first = source.extent(tx, pier)
        assert (number, stories) == (3, 2)
        assert first is not None
        assert len(source.times(tx, pier, first + timedelta(seconds=1), 10)) == 2
        assert [each.story_id for each in source.newest(tx, pier, limit=2)] == [HARBOUR, QUIET]
        assert source.topics(tx, pier, 100) == (2, {"nature": ("Nature", 1), "transport": ("Transport", 1)})
        assert source.all_topics(tx, 100)[0] == 2
        carried = source.carrying(tx, pier, limit=100, most=5)
        assert (carried.articles, carried.carried) == (3, 1)
        assert carried.agencies == carried.others == (("north-quay-wire", 1),)
        assert source.extent(tx, OutletId("none")) == (0, 0, None)


def test_the_days_of_stories_are_listed_newest_first(database: Database) -> None:
    with database.write() as tx:
        fill(tx, fillers=2)
    with database.read() as tx:
        times = sitemap.times(tx, min_articles=2, limit=10)
        assert len(times) == 4
        assert times == sorted(times, reverse=True)
        day = NOW.replace(hour=0, minute=0)
        told = sitemap.told_between(tx, start=day, end=day + timedelta(days=1), min_articles=2, limit=10)
        assert [id for id, _, _ in told][:1] == [HARBOUR]
        assert len(told) == 4
        assert sitemap.told_between(tx, start=day - timedelta(days=9), end=day - timedelta(days=8), min_articles=2, limit=10) == []
