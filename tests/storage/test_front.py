"""What front page, blindspots, briefing and "About the data" read, on both databases."""

from __future__ import annotations

from datetime import timedelta

from everyside.records.coverage import Blindspot, BlindspotKind
from everyside.records.tags import Label, Tags
from everyside.storage import feeds, front, holdings, tags
from everyside.storage.database import Database
from tests import makers
from tests.makers import MADE_BY, NOW
from tests.web.newsstand import HARBOUR, MOVED, QUIET, article, count, fill, harbour, story_key, tell

LATER = NOW + timedelta(hours=6)
DAY = NOW.replace(hour=0)


def test_lines_carry_countries_languages_and_blindspots_as_counted(database: Database) -> None:
    missed = Blindspot(kind=BlindspotKind.SIDE, missing="left", share=0.04, low=0.0, high=0.2, counted=18)
    with database.write() as tx:
        fill(tx, fillers=3)
        coverage = count(tx, HARBOUR, blindspots=(missed,))
        lines = {line.id: line for line in front.story_lines(tx, min_articles=2, limit=10)}
        assert [line.id for line in front.story_lines(tx, min_articles=2, limit=1)] == [HARBOUR]
    assert MOVED not in lines
    assert lines[HARBOUR].blindspots == (missed,)
    assert lines[HARBOUR].countries == coverage.countries.raw
    assert lines[HARBOUR].languages == set(coverage.languages.raw)
    assert lines[QUIET].blindspots == ()


def test_topics_are_those_of_stories_with_news_since_then(database: Database) -> None:
    def label(id: str, key: str, kind: str = "topic") -> Label:
        return Label(story_id=id, kind=kind, key=key, name=key.title(), weight=1, made_by=MADE_BY)  # type: ignore[arg-type]

    with database.write() as tx:
        fill(tx, fillers=2)
        by_story = {id: [label(id, "sea"), label(id, "oldwick", "place")] for id in (HARBOUR, QUIET)}
        old = story_key("filler-1")
        tags.replace_labels(tx, {**by_story, old: [label(old, "votes")]})
        assert front.topics(tx, since=NOW - timedelta(days=3), min_articles=2, limit=5) == [
            ("sea", "Sea", 2),
            ("votes", "Votes", 1),
        ]
        assert front.topics(tx, since=NOW, min_articles=2, limit=5) == [("sea", "Sea", 2)]
        assert front.topics(tx, since=NOW, min_articles=4, limit=5) == [("sea", "Sea", 1)]


def test_a_stretch_of_time_counts_what_was_published_in_it(database: Database) -> None:
    with database.write() as tx:
        fill(tx)
        before = [article(outlet, "eve", "The evening before", "It was.", -721) for outlet in ("daily-buoy", "hafenblatt")]
        tell(tx, story_key("eve"), before)
        today = front.published_between(tx, start=DAY, end=DAY + timedelta(days=1), min_articles=2, limit=10)
        eve = front.published_between(tx, start=DAY - timedelta(days=1), end=DAY, min_articles=2, limit=10)
        assert front.published_beside(tx, start=DAY, end=DAY + timedelta(days=1), until=LATER) == (before[0].published, None)
        ends = front.published_beside(tx, start=DAY - timedelta(days=1), end=DAY, until=LATER)
    assert [(line.id, line.articles, line.outlets, line.texts) for line in today] == [(HARBOUR, 31, 14, 27), (QUIET, 3, 3, 3)]
    assert [(line.id, line.articles, line.texts) for line in eve] == [(story_key("eve"), 2, 2)]
    assert ends[0] is None
    assert ends[1] is not None
    assert ends[1] >= DAY


def test_the_newest_story_is_none_of_the_future(database: Database) -> None:
    with database.write() as tx:
        assert front.newest_until(tx, until=LATER, min_articles=2) is None
        fill(tx)
        tell(tx, story_key("ahead"), [article("daily-buoy", "ahead", "Tide", "High.", 2000 + at) for at in (0, 1)])
        newest = front.newest_until(tx, until=LATER, min_articles=2)
    assert newest is not None
    assert newest <= LATER


def test_holdings_are_counted_and_makers_named_the_most_frequent_first(database: Database) -> None:
    with database.write() as tx:
        assert holdings.holdings(tx, LATER).articles == 0
        assert holdings.makers(tx) == {name: [] for name in ("texts", "vectors", "tags", "summaries", "translations")}
        fill(tx)
        told, _ = harbour()
        tags.save(tx, [Tags(article_id=each.id, made_by="tag/1" if at else "tag/0") for at, each in enumerate(told[:3])])
        feeds.save(tx, [makers.feed(1, outlet_id=None), makers.feed(2, outlet_id=None, interval_s=0)])
        held = holdings.holdings(tx, LATER)
        assert held.articles == 31 + 3
        assert held.credited == 6
        assert held.oldest == min(each.published for each in told)
        assert held.newest is not None
        assert held.newest <= LATER
        assert holdings.makers(tx)["tags"] == ["tag/1", "tag/0"]
        assert holdings.feeds_by_kind(tx) == {"feed": 1}
        assert sum(number for _, number in holdings.by_language(tx)) == 34
        assert holdings.newest_ratings(tx)["plumb"] == "2026-01"
