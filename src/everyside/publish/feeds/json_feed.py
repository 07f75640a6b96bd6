"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from everyside.pages.feed import Feed, Item
from everyside.pages.plain import plain
from everyside.publish.feeds.wording import full, markup


def render(feed: Feed, base: str, here: str) -> bytes:
    """``base``: the site's address, without a slash at its end; ``here``: the feed's own, in full."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(feed.title),
        "home_page_url": full(base, feed.path),
        "feed_url": here,
        "language": feed.language,
        "items": [_item(item, base) for item in feed.items],
    }
    if feed.said_about:
        document["description"] = plain(feed.said_about)
    return msgspec.json.encode(document)


def _item(item: Item, base: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": plain(full(base, item.id) or item.id),
        "title": plain(item.title),
        "content_html": markup(item),
        "date_published": _time(item.published),
        "date_modified": _time(item.updated),
    }
    if link := full(base, item.link):
        made["url"] = plain(link)
    if item.language:
        made["language"] = item.language
    if item.author:
        made["authors"] = [{"name": plain(item.author)}]
    if item.topics:
        made["tags"] = [plain(topic) for topic in item.topics]
    return made


def _time(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
