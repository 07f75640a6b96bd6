"""RSS 2.0 (https://www.rssboard.org/rss-specification) with the Atom link the RSS Advisory Board recommends."""

from __future__ import annotations

from email.utils import format_datetime

from lxml import etree

from everyside.pages.feed import Feed, Item
from everyside.pages.plain import plain
from everyside.publish.feeds.wording import GENERATOR, full, markup

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"


def render(feed: Feed, base: str, here: str) -> bytes:
    """``base``: the site's address, without a slash at its end; ``here``: the feed's own, in full."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM, "dc": DC})
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", feed.title)
    _say(channel, "link", full(base, feed.path))
    _say(channel, "description", feed.said_about or feed.title)
    _say(channel, "language", feed.language)
    _say(channel, "generator", GENERATOR)
    if feed.updated is not None:
        _say(channel, "lastBuildDate", format_datetime(feed.updated))
    etree.SubElement(channel, f"{{{ATOM}}}link", href=here, rel="self", type="application/rss+xml")
    for item in feed.items:
        _item(channel, item, base)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def _item(channel: etree._Element, item: Item, base: str) -> None:
    entry = etree.SubElement(channel, "item")
    _say(entry, "title", item.title)
    if link := full(base, item.link):
        _say(entry, "link", link)
    guid = etree.SubElement(entry, "guid", isPermaLink="false")
    guid.text = plain(full(base, item.id) or item.id)
    _say(entry, "pubDate", format_datetime(item.published))
    if item.author:
        _say(entry, f"{{{DC}}}creator", item.author)
    for topic in item.topics:
        _say(entry, "category", topic)
    if said := markup(item):
        _say(entry, "description", said)  # a description is HTML


def _say(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = plain(text)
