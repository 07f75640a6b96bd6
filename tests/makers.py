"""Records for tests: each maker gives a valid record, and every field of it can be overridden by name.

A record is named by a small number, so that ``article(3)`` is the same article in every test, and makers fit together:
``entry(3)`` comes from ``feed()``, which belongs to ``outlet()``, and becomes ``article(3)``; ``membership(3)`` puts
``article(3)`` in ``story()``. Save outlets before feeds and articles, feeds before entries, stories before members: the
database checks it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from everyside.records.article import Article, CopyMembership, Entry, Page, Signature, Vector
from everyside.records.coverage import AxisCounts, Coverage, SideCounts, Tally
from everyside.records.ids import ArticleId, EntryId, FeedId, GroupId, OutletId, StoryId, article_id, entry_id, feed_id, story_id
from everyside.records.outlet import Feed, Outlet
from everyside.records.rating import Pack, Rating
from everyside.records.story import Bullet, Citation, Membership, Story, Summary

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
MADE_BY = "test/1"


def outlet_name(number: int = 1) -> OutletId:
    return OutletId(f"lantern-{number}")


def feed_url(number: int = 1) -> str:
    return f"https://{outlet_name(number)}.example/feed.xml"


def article_url(number: int = 1) -> str:
    return f"https://lantern-1.example/news/{number}"


def article_key(number: int = 1) -> ArticleId:
    return article_id(article_url(number))


def entry_key(number: int = 1) -> EntryId:
    return entry_id(article_url(number))


def feed_key(number: int = 1) -> FeedId:
    return feed_id(feed_url(number))


def story_key(number: int = 1) -> StoryId:
    """The id of the story that ``article(number)`` opened."""
    return story_id(article_key(number))


def outlet(number: int = 1, **changes: Any) -> Outlet:
    name = outlet_name(number)
    defaults: dict[str, Any] = {"id": name, "name": f"The Lantern {number}", "domains": (f"{name}.example",), "fiction": True}
    return Outlet(**defaults | changes)


def rating(number: int = 1, **changes: Any) -> Rating:
    """A rating of ``outlet(number)``."""
    defaults: dict[str, Any] = {
        "rater": "Test Rater",
        "domain": f"{outlet_name(number)}.example",
        "axis": "bias",
        "value": 0,
        "label": "Center",
    }
    return Rating(**defaults | changes)


def pack(**changes: Any) -> Pack:
    defaults: dict[str, Any] = {"id": "test", "name": "Test ratings", "format": "everyside", "digest": "0"}
    return Pack(**defaults | changes)


def feed(number: int = 1, **changes: Any) -> Feed:
    """The feed of ``outlet(number)``; never fetched so far."""
    url = changes.get("url", feed_url(number))
    defaults: dict[str, Any] = {"id": feed_id(url), "url": url, "outlet_id": outlet_name(number)}
    return Feed(**defaults | changes)


def entry(number: int = 1, **changes: Any) -> Entry:
    """An entry of ``feed(1)``, found ``number`` minutes after NOW."""
    url = changes.get("url", article_url(number))
    defaults: dict[str, Any] = {
        "id": entry_id(url),
        "feed_id": feed_key(1),
        "url": url,
        "title": f"Bridge {number} opens",
        "summary": f"Bridge {number} was opened to traffic on Monday.",
        "published": NOW,
        "found_at": NOW + timedelta(minutes=number),
    }
    return Entry(**defaults | changes)


def page(number: int = 1, **changes: Any) -> Page:
    """The page of ``entry(number)``."""
    defaults: dict[str, Any] = {
        "entry_id": entry_key(number),
        "url": article_url(number),
        "body": f"<!doctype html><title>Bridge {number} opens</title><p>Bridge {number} was opened.".encode(),
        "content_type": "text/html; charset=utf-8",
        "fetched_at": NOW,
    }
    return Page(**defaults | changes)


def article(number: int = 1, **changes: Any) -> Article:
    """An article of ``outlet(1)``, published ``number`` minutes after NOW."""
    url = changes.get("url", article_url(number))
    moment = NOW + timedelta(minutes=number)
    defaults: dict[str, Any] = {
        "id": article_id(url),
        "url": url,
        "outlet_id": outlet_name(1),
        "title": f"Bridge {number} opens",
        "text": f"Bridge {number} was opened to traffic on Monday.\nThe mayor thanked the builders.",
        "language": "en",
        "published": moment,
        "published_stated": True,
        "found_at": moment,
        "made_by": MADE_BY,
    }
    return Article(**defaults | changes)


def signature(number: int = 1, **changes: Any) -> Signature:
    defaults: dict[str, Any] = {
        "article_id": article_key(number),
        "hashes": number.to_bytes(4, "little") * 128,
        "made_by": MADE_BY,
    }
    return Signature(**defaults | changes)


def copy_membership(number: int = 1, **changes: Any) -> CopyMembership:
    """``article(number)`` as an independent text: a group of its own."""
    defaults: dict[str, Any] = {"article_id": article_key(number), "group_id": GroupId(article_key(number)), "made_by": MADE_BY}
    return CopyMembership(**defaults | changes)


def vector(number: int = 1, **changes: Any) -> Vector:
    """A unit vector of 384 dimensions along axis ``number``, float16 little-endian."""
    axis = number % 384
    defaults: dict[str, Any] = {
        "article_id": article_key(number),
        "values": b"\0\0" * axis + b"\x00\x3c" + b"\0\0" * (383 - axis),
        "made_by": MADE_BY,
    }
    return Vector(**defaults | changes)


def story(number: int = 1, **changes: Any) -> Story:
    """The story that ``article(number)`` opened."""
    moment = NOW + timedelta(minutes=number)
    defaults: dict[str, Any] = {
        "id": story_key(number),
        "first_published": moment,
        "last_published": moment,
        "articles": 1,
        "fingerprint": f"fingerprint-{number}",
        "updated_at": moment,
    }
    return Story(**defaults | changes)


def membership(number: int = 1, **changes: Any) -> Membership:
    """``article(number)`` in ``story(1)``."""
    defaults: dict[str, Any] = {"article_id": article_key(number), "story_id": story_key(1), "score": 1.0, "made_by": MADE_BY}
    return Membership(**defaults | changes)


def citation(of: Article | None = None, *, start: int = 0, end: int | None = None) -> Citation:
    """The quote at ``start``:``end`` of an article's text (default: the first paragraph of ``article(1)``)."""
    cited = of or article()
    quote = cited.text[start:end] if end is not None else cited.text[start:].split("\n")[0]
    return Citation(article_id=cited.id, quote=quote, start=start, end=start + len(quote))


def bullet(*citations: Citation, **changes: Any) -> Bullet:
    defaults: dict[str, Any] = {"text": "A bridge was opened.", "citations": citations or (citation(),), "independent_texts": 1}
    return Bullet(**defaults | changes)


def summary(number: int = 1, **changes: Any) -> Summary:
    """The summary of ``story(number)``, citing ``article(number)``."""
    cited = article(number)
    defaults: dict[str, Any] = {
        "story_id": story_key(number),
        "headline": cited.title,
        "headline_article": cited.id,
        "language": "en",
        "bullets": (bullet(citation(cited)),),
        "fingerprint": f"fingerprint-{number}",
        "made_by": MADE_BY,
    }
    return Summary(**defaults | changes)


def coverage(number: int = 1, **changes: Any) -> Coverage:
    """The coverage of ``story(number)``: one article of one unrated outlet."""
    defaults: dict[str, Any] = {
        "story_id": story_key(number),
        "articles": 1,
        "outlets": 1,
        "independent_texts": 1,
        "axes": {"bias": AxisCounts(by_outlet=SideCounts(unrated=1), by_text=SideCounts(unrated=1))},
        "bias7": {"unrated": 1},
        "factuality": Tally(raw={"unrated": 1}, independent={"unrated": 1.0}),
        "owner_kinds": Tally(raw={"unknown": 1}, independent={"unknown": 1.0}),
        "owners": Tally(raw={"": 1}, independent={"": 1.0}),
        "countries": Tally(raw={"": 1}, independent={"": 1.0}),
        "languages": Tally(raw={"en": 1}, independent={"en": 1.0}),
        "scopes": Tally(raw={"unknown": 1}, independent={"unknown": 1.0}),
        "first_outlet": outlet_name(1),
        "first_article": article_key(number),
        "fingerprint": f"fingerprint-{number}",
        "made_by": MADE_BY,
    }
    return Coverage(**defaults | changes)
