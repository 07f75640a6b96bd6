"""Feeds a home page announces (HTML ``link rel=alternate``, RSS Autodiscovery), and where feeds usually are."""

from __future__ import annotations

import re
from html import unescape

from everyside.records.errors import Permanent
from everyside.stages.collect.decoding import decode
from everyside.stages.collect.urls import absolute_url, host_of, is_inward

KINDS = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/rdf+xml": "rdf",
    "application/feed+json": "json",
    "application/json": "json",
}
USUAL_PATHS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds/posts/default")
_MOST_BYTES = 512 * 1024  # the links stand in the head
_MOST_FEEDS = 20
_TAG = re.compile(r"<(link|base)\s([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z])([a-zA-Z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NOT_NEWS = re.compile(r"comments?(/|$|\.|-feed)|oembed|wp-json", re.IGNORECASE)


def find_feeds(html: bytes, url: str) -> list[tuple[str, str]]:
    """(feed address, kind: rss atom rdf json) in the page's order, without comment feeds and API descriptions; never raises."""
    page = "".join(part.partition("-->")[2] if at else part for at, part in enumerate(decode(html[:_MOST_BYTES]).split("<!--")))
    base, found = url, dict[str, str]()
    for tag in _TAG.finditer(page):
        given = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag[2])}
        if not given.get("href"):
            continue
        if tag[1].lower() == "base":
            base = _safe(given["href"], url) or url
            continue
        kind = KINDS.get(given.get("type", "").partition(";")[0].strip().lower())
        if kind is None or "alternate" not in given.get("rel", "").lower().split():
            continue
        address = _safe(given["href"], base)
        if address and not _NOT_NEWS.search(address) and len(found) < _MOST_FEEDS:
            found.setdefault(address, kind)
    return list(found.items())


def usual_feeds(url: str) -> list[str]:
    """Guesses for a site that announces nothing; each has to be tried. Empty where ``url`` is none."""
    return [address for path in USUAL_PATHS if (address := _safe(path, url))]


def _safe(href: str, base: str) -> str | None:
    try:
        address = absolute_url(href, base)
    except Permanent:
        return None
    inward = is_inward(host_of(address)) and host_of(address) != host_of(base)
    return None if inward else address
