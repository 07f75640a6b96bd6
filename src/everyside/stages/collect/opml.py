"""Subscription lists, OPML 2.0 (opml.org/spec2.opml), in and out.

Read with our own XML reader and not with listparser: that one drops ``htmlUrl`` and fetches when it is handed an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from everyside.records.errors import Permanent
from everyside.stages.collect.decoding import decode
from everyside.stages.collect.markup import bare, elements, root_name
from everyside.stages.collect.text import plain_text
from everyside.stages.collect.urls import absolute_url

MOST_FEEDS = 50_000
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2


def read_opml(body: bytes) -> list[tuple[str, str, str]]:
    """(feed address, title, homepage) for each outline with a usable ``xmlUrl``, each address once, whatever the nesting.

    Raises:
        Permanent: ``not-opml``, where the document is something else.
    """
    document = bare(decode(body))
    if (root := root_name(document)) != "opml":
        raise Permanent("not-opml", f"the document is <{root}>; export the list as OPML" if root else "the document is no XML")
    found: dict[str, tuple[str, str, str]] = {}
    for _, outline in elements(document, frozenset({"outline"})):
        given = {name.lower(): value for name, value in outline.attrib.items()}
        address = _address(given.get("xmlurl", ""))
        if address and len(found) < MOST_FEEDS:
            title = plain_text(given.get("title") or given.get("text") or "", 200)
            found.setdefault(address, (address, title, _address(given.get("htmlurl", ""))))
    return list(found.values())


def write_opml(feeds: Iterable[tuple[str, str, str]], title: str, now: datetime) -> bytes:
    """The document for (feed address, title, homepage) rows; ``now`` is aware."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(_legal(title))}</title><dateCreated>{format_datetime(now)}</dateCreated></head>",
        "<body>",
    ]
    for address, name, homepage in feeds:
        html = f" htmlUrl={quoteattr(_legal(homepage))}" if homepage else ""
        text = quoteattr(_legal(name or address))
        lines.append(f'<outline type="rss" text={text} title={quoteattr(_legal(name))} xmlUrl={quoteattr(_legal(address))}{html}/>')
    return "\n".join([*lines, "</body>", "</opml>", ""]).encode("utf-8")


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _address(url: str) -> str:
    try:
        return absolute_url(url) if url.strip() else ""
    except Permanent:
        return ""
