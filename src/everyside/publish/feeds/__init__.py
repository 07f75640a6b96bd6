"""Feeds: the same record as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Knows nothing of the site that serves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from everyside.pages.feed import Feed
from everyside.publish.feeds import atom, json_feed, rss


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """``render(feed, base, here)``: ``base`` is the site's address (``https://news.example``), ``here`` the feed's own."""

    name: str
    media_type: str
    render: Callable[[Feed, str, str], bytes]


FORMATS: Mapping[str, Format] = {
    "rss": Format(name="RSS", media_type="application/rss+xml", render=rss.render),
    "atom": Format(name="Atom", media_type="application/atom+xml", render=atom.render),
    "json": Format(name="JSON Feed", media_type="application/feed+json", render=json_feed.render),
}
