from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from everyside.records.coverage import AxisCounts, Coverage, SideCounts, Tally
from everyside.records.errors import EverysideError, Failure, Permanent, Transient
from everyside.records.ids import ArticleId, article_id, digest, entry_id, story_id
from everyside.records.outlet import Outlet
from everyside.records.rating import Rating
from everyside.records.story import Citation
from everyside.records.time import require_utc, utc
from tests import makers

NAIVE = datetime(2026, 3, 2, 12, 0)
ELSEWHERE = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=2)))


def test_an_article_has_one_id_over_http_and_https() -> None:
    assert article_id("http://a.example/x") == article_id("https://a.example/x") != article_id("https://a.example/X")
    assert entry_id("http://a.example/x") != entry_id("https://a.example/x")


def test_any_text_has_a_digest() -> None:
    odd = ["", "\0", "\ud800", "🏳️‍🌈", "x" * 1_000_000]
    assert len({digest(text) for text in odd}) == len(odd)
    assert all(len(digest(text, length)) == length for text in odd for length in (1, 12, 64))


def test_a_storys_id_is_short_and_not_its_first_articles() -> None:
    assert len(story_id(makers.article_key(1))) == 12
    assert story_id(makers.article_key(1)) != makers.article_key(1)[:12]


def test_an_article_is_at_home_under_its_own_id() -> None:
    with pytest.raises(ValueError, match="is not the id of"):
        replace(makers.article(1), url="https://elsewhere.example/")


def test_an_article_says_something() -> None:
    with pytest.raises(ValueError, match="needs a title or a text"):
        makers.article(1, title="", text="")
    assert makers.article(1, title="", text="x").lead == "x"
    assert makers.article(1, text="", summary="told by the feed").lead == "told by the feed"
    assert len(makers.article(1, text="x" * 9000).lead) == 400


@pytest.mark.parametrize("moment", [NAIVE, ELSEWHERE])
@pytest.mark.parametrize(
    ("make", "field"),
    [
        (makers.article, "published"),
        (makers.article, "modified"),
        (makers.entry, "found_at"),
        (makers.page, "fetched_at"),
        (makers.feed, "next_at"),
        (makers.story, "first_published"),
    ],
)
def test_every_time_is_utc(make: Any, field: str, moment: datetime) -> None:
    with pytest.raises(ValueError, match="must be an aware UTC time"):
        make(1, **{field: moment})


def test_a_time_is_brought_to_utc_only_if_it_has_a_zone() -> None:
    assert utc(ELSEWHERE) == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    require_utc(a=utc(ELSEWHERE), b=None, c=datetime(2026, 3, 2, tzinfo=timezone(timedelta(0))))
    with pytest.raises(ValueError, match="has no time zone"):
        utc(NAIVE)


@pytest.mark.parametrize(
    "domains", [(), ("Lantern.example",), ("lantern.example/",), ("a b.example",), (".example",), ("a.example.",)]
)
def test_an_outlets_domains_are_plain(domains: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="domain"):
        Outlet(id=makers.outlet_name(1), name="L", domains=domains)


@pytest.mark.parametrize(
    ("axis", "value"), [("bias", -3.1), ("bias", 4), ("factuality", 0), ("factuality", 5.5), ("beauty", 4), ("bias", float("nan"))]
)
def test_a_rating_lies_within_its_axis(axis: str, value: float) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        Rating(rater="R", domain="lantern-1.example", axis=axis, value=value, label="")


@pytest.mark.parametrize(("quote", "start", "end"), [("", 0, 0), ("ab", 0, 1), ("ab", -1, 1), ("ab", 5, 3)])
def test_a_citation_spans_its_quote(quote: str, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="must span"):
        Citation(article_id=makers.article_key(1), quote=quote, start=start, end=end)


def test_a_quote_stands_in_a_text_at_its_place_only() -> None:
    citation = Citation(article_id=makers.article_key(1), quote="é👍", start=1, end=3)
    assert citation.stands_in("xé👍")
    assert not citation.stands_in("é👍x")


def test_a_bullet_rests_on_evidence() -> None:
    with pytest.raises(ValueError, match="at least one citation"):
        replace(makers.bullet(), citations=())
    for texts in (0, 2):
        with pytest.raises(ValueError, match="independent texts"):
            makers.bullet(independent_texts=texts)


@pytest.mark.parametrize(
    "change",
    [
        {"outlets": 2},
        {"independent_texts": 2},
        {"axes": {"bias": AxisCounts(by_outlet=SideCounts(left=1, unrated=1), by_text=SideCounts(left=1))}},
        {"axes": {"bias": AxisCounts(by_outlet=SideCounts(left=1), by_text=SideCounts(left=0.5))}},
        {"bias7": {}},
        {"factuality": Tally()},
        {"languages": Tally(raw={"en": 2}, independent={"en": 1})},
        {"countries": Tally(raw={"DE": 1, "": 1}, independent={"": 1})},
        {"owners": Tally(raw={"": 1}, independent={"": 0.9})},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_parts_of_a_coverage_sum_to_the_whole(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="sum to"):
        makers.coverage(1, **change)


def test_split_weights_may_miss_the_whole_by_rounding_only() -> None:
    third = 1 / 3
    coverage: Coverage = makers.coverage(
        1, axes={"bias": AxisCounts(by_outlet=SideCounts(left=1), by_text=SideCounts(left=third, center=third, right=third))}
    )
    assert coverage.by_text.rated == pytest.approx(coverage.by_text.total)


def test_failures_have_a_short_name_and_a_text_for_people() -> None:
    passing = Transient("rate-limited", "asked to wait", retry_after=60)
    assert (passing.outcome, str(passing), passing.retry_after) == ("rate-limited", "rate-limited: asked to wait", 60)
    assert str(Permanent("gone")) == "gone"
    assert issubclass(Failure, EverysideError)
    assert not isinstance(passing, Permanent)


def test_ids_are_texts() -> None:
    assert isinstance(ArticleId(makers.article_key(1)), str)
