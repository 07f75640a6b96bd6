"""Atom (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from everyside.pages.feed import Feed, Item
from everyside.pages.plain import plain
from everyside.publish.feeds.wording import GENERATOR, full, markup

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without entries: Atom asks for a date


def render(feed: Feed, base: str, here: str) -> bytes:
    """``base``: the site's address, without a slash at its end; ``here``: the feed's own, in full."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM}, attrib={f"{{{XML}}}lang": feed.language})
    _say(root, "title", feed.title)
    if feed.said_about:
        _say(root, "subtitle", feed.said_about)
    _say(root, "id", here)
    _say(root, "updated", _time(feed.updated or NEVER))
    _link(root, here, "self", "application/atom+xml")
    _link(root, full(base, feed.path), "alternate", "text/html")
    _say(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.title)
    _say(root, "generator", GENERATOR)
    for item in feed.items:
        _entry(root, item, base)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def _entry(root: etree._Element, item: Item, base: str) -> None:
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    title = _say(entry, "title", item.title)
    if item.language:
        title.set(f"{{{XML}}}lang", item.language)
    _say(entry, "id", full(base, item.id) or item.id)
    _say(entry, "published", _time(item.published))
    _say(entry, "updated", _time(item.updated))
    if link := full(base, item.link):
        _link(entry, link, "alternate", "text/html")
    if item.author:
        _say(etree.SubElement(entry, f"{{{ATOM}}}author"), "name", item.author)
    for topic in item.topics:
        etree.SubElement(entry, f"{{{ATOM}}}category", term=plain(topic))
    # RFC 4287, 4.1.2: an entry without content has an alternate link; where there is none the text is the content.
    _say(entry, "summary" if item.link else "content", markup(item)).set("type", "html")


def _say(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = plain(text)
    return element


def _link(parent: etree._Element, href: str, rel: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", href=plain(href), rel=rel, type=media_type)


def _time(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
