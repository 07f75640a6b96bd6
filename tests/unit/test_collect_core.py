"""What one answer means for a source: schedule, validators, moves, new sources, failures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.ports import Response
from everyside.records.ids import OutletId, feed_id
from everyside.records.outlet import Feed, SourceKind
from everyside.stages.collect.core import SETTLED, decide
from everyside.stages.collect.limits import Limits
from everyside.stages.collect.schedule import backoff, next_interval

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://paper.example/feed.xml"
FEED = Feed(id=feed_id(URL), url=URL, outlet_id=OutletId("paper"), etag='"1"', interval_s=900.0)
LIMITS = Limits()
PASSING = (
    "timeout",
    "dns-error",
    "connection-error",
    "server-error",
    "rate-limited",
    "bad-response",
    "robots-unreachable",
    "new-one",
)


def body(*ages_h: float) -> bytes:
    items = "".join(
        f"<item><title>{age}</title><link>/{age}</link><pubDate>{format_datetime(NOW - timedelta(hours=age))}</pubDate></item>"
        for age in ages_h
    )
    return f"<rss version='2.0'><channel><title>Paper</title><language>de</language>{items}</channel></rss>".encode()


def ok(content: bytes, **more: object) -> Response:
    return replace(Response(key=FEED.id, url=URL, outcome="ok", status=200, body=content, etag='"2"'), **more)  # type: ignore[arg-type]


def test_a_good_answer_gives_entries_and_the_next_state() -> None:
    outcome = decide(replace(FEED, failures=3), ok(body(1, 2, 24 * 40), last_modified="then"), NOW, LIMITS)
    assert (outcome.outcome, outcome.failed, outcome.detail) == ("ok", False, "1 too-old")
    assert [entry.title for entry in outcome.entries] == ["1", "2"]
    assert {entry.feed_id for entry in outcome.entries} == {FEED.id}
    feed = outcome.feed
    assert (feed.etag, feed.last_modified, feed.failures, feed.title, feed.language) == ('"2"', "then", 0, "Paper", "de")
    assert feed.last_at == NOW
    assert feed.next_at == NOW + timedelta(seconds=feed.interval_s)


def test_the_same_body_is_unchanged_without_parsing_and_asked_less_often() -> None:
    first = decide(FEED, ok(body(1)), NOW, LIMITS).feed
    again = decide(first, ok(body(1)), NOW, LIMITS)
    assert (again.outcome, again.entries, again.failed) == ("unchanged", (), False)
    assert again.feed.interval_s == 1.5 * first.interval_s
    known_garbage = replace(FEED, body_digest=decide(FEED, ok(body(1)), NOW, LIMITS).feed.body_digest)
    assert decide(known_garbage, ok(body(1)), NOW, LIMITS).outcome == "unchanged"


def test_not_modified_keeps_the_validators_it_does_not_repeat() -> None:
    outcome = decide(
        replace(FEED, last_modified="then", failures=2), replace(ok(b""), outcome="not-modified", etag=""), NOW, LIMITS
    )
    assert (outcome.outcome, outcome.feed.etag, outcome.feed.last_modified, outcome.feed.failures) == (
        "unchanged",
        '"1"',
        "then",
        0,
    )


def test_gone_retires_the_source() -> None:
    outcome = decide(FEED, replace(ok(b""), outcome="gone", status=410), NOW, LIMITS)
    assert (outcome.outcome, outcome.failed, outcome.feed.interval_s, outcome.feed.next_at) == ("gone", True, 0.0, None)


@pytest.mark.parametrize("outcome", PASSING)
def test_passing_failures_wait_longer_each_time(outcome: str) -> None:
    feed, waits = FEED, []
    for _ in range(4):
        decided = decide(feed, replace(ok(b""), outcome=outcome), NOW, LIMITS)
        assert (decided.outcome, decided.failed) == (outcome, True)
        feed = decided.feed
        assert feed.next_at is not None
        waits.append((feed.next_at - NOW).total_seconds())
    assert waits == [900, 1800, 3600, 7200]
    assert (feed.failures, feed.interval_s, feed.etag) == (4, 900.0, '"1"')


@pytest.mark.parametrize("outcome", sorted(SETTLED))
def test_settled_failures_are_asked_again_once_in_the_longest_interval(outcome: str) -> None:
    decided = decide(FEED, replace(ok(b""), outcome=outcome), NOW, LIMITS)
    assert (decided.outcome, decided.failed, decided.feed.next_at) == (outcome, True, NOW + timedelta(days=1))


def test_retry_after_is_heeded_up_to_the_longest_interval() -> None:
    def wait(seconds: float) -> float:
        feed = decide(FEED, replace(ok(b""), outcome="rate-limited", retry_after_s=seconds), NOW, LIMITS).feed
        return ((feed.next_at or NOW) - NOW).total_seconds()

    assert (wait(120), wait(5000), wait(10**9)) == (900, 5000, 86400)


@pytest.mark.parametrize(("content", "outcome"), [(b"", "empty"), (b"<html>", "not-a-feed"), (b"{", "unreadable")])
def test_an_unusable_body_is_a_named_failure_that_keeps_the_old_validators(content: bytes, outcome: str) -> None:
    decided = decide(FEED, ok(content, moved_to="https://elsewhere.example/login"), NOW, LIMITS)
    assert (decided.outcome, decided.failed, decided.feed.failures) == (outcome, True, 1)
    assert (decided.feed.etag, decided.feed.body_digest, decided.feed.url) == ('"1"', "", URL)


def test_a_feed_that_moved_for_good_keeps_its_id() -> None:
    moved = decide(FEED, ok(body(1), moved_to="https://paper.example/new.xml"), NOW, LIMITS).feed
    assert (moved.id, moved.url) == (FEED.id, "https://paper.example/new.xml")
    assert decide(FEED, ok(body(1), moved_to="http://127.0.0.1/x"), NOW, LIMITS).feed.url == URL


def test_only_announced_sitemaps_of_news_and_of_the_same_site_are_followed() -> None:
    def found(*sitemaps: str, feed: Feed = FEED, limits: Limits = LIMITS) -> list[str]:
        return [new.url for new in decide(feed, ok(body(1), sitemaps=sitemaps), NOW, limits).new_feeds]

    archive, news = "https://paper.example/sitemap.xml", "https://www.paper.example/news-sitemap.xml"
    assert found(archive, news, "https://evil.example/news.xml") == [news]
    assert found(archive) == [archive]
    assert found(archive, "https://paper.example/sitemap2.xml") == []
    assert found(news, limits=Limits(sitemaps=False)) == []
    (new,) = decide(FEED, ok(body(1), sitemaps=(news,)), NOW, LIMITS).new_feeds
    assert (new.kind, new.outlet_id, new.id, new.next_at) == (SourceKind.SITEMAP, "paper", feed_id(news), None)


def test_a_home_page_gives_its_feeds_and_one_without_any_says_so() -> None:
    home = replace(FEED, url="https://paper.example/", kind=SourceKind.HOMEPAGE)
    page = b'<link rel="alternate" type="application/rss+xml" href="/rss">'
    outcome = decide(home, ok(page, url="https://paper.example/"), NOW, LIMITS)
    assert [(new.url, new.kind) for new in outcome.new_feeds] == [("https://paper.example/rss", SourceKind.FEED)]
    assert outcome.feed.interval_s == LIMITS.max_interval_s
    assert decide(home, ok(b"<html></html>"), NOW, LIMITS).outcome == "no-feeds"


def test_a_sitemap_index_gives_child_sitemaps() -> None:
    index = b"<sitemapindex><sitemap><loc>https://paper.example/news-1.xml</loc></sitemap></sitemapindex>"
    outcome = decide(replace(FEED, kind=SourceKind.SITEMAP), ok(index), NOW, LIMITS)
    assert [(new.url, new.kind) for new in outcome.new_feeds] == [("https://paper.example/news-1.xml", SourceKind.SITEMAP)]


AGES = st.lists(st.floats(0, 30 * 86400), max_size=30)


@given(st.floats(0, 10**6), st.integers(0, 100), AGES, st.floats(0, 30 * 86400))
def test_the_interval_is_bounded_and_never_grows_with_activity(
    previous: float, new: int, ages: list[float], another: float
) -> None:
    times = [NOW - timedelta(seconds=age) for age in ages]
    interval = next_interval(previous, new, times, NOW, 300, 86400)
    assert 300 <= interval <= 86400
    assert next_interval(previous, new + 1, times, NOW, 300, 86400) <= interval
    assert next_interval(previous, new, [*times, NOW - timedelta(seconds=another)], NOW, 300, 86400) <= interval


def test_a_busy_source_is_asked_often_and_a_quiet_one_seldom() -> None:
    busy = [NOW - timedelta(minutes=6 * n) for n in range(20)]
    assert next_interval(86400, 20, busy, NOW, 300, 86400) < 600
    interval = 900.0
    for _ in range(12):
        interval = next_interval(interval, 0, [NOW - timedelta(days=9)], NOW, 300, 86400)
    assert interval == 86400


@given(st.integers(0, 10**6), st.none() | st.floats(0, 10**9))
def test_backoff_is_bounded_and_never_shrinks(failures: int, retry_after: float | None) -> None:
    wait = backoff(failures, retry_after, 300, 86400)
    assert 300 <= wait <= 86400
    assert backoff(failures + 1, retry_after, 300, 86400) >= wait
