"""RSS 0.9x–2.0, RDF, Atom and JSON Feed 1.x to clean entries.

``fastfeedparser`` reads nearly everything at about 1,500 feeds a second; ``feedparser``, 90 times slower, gets what the first
fails on. Both are given bytes only (given a string, either may fetch or open what it names), decoded and freed of document types
by us.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from everyside.records.article import Entry
from everyside.records.errors import Permanent, Transient
from everyside.records.ids import FeedId, entry_id, feed_id
from everyside.stages.collect.dates import parse_date
from everyside.stages.collect.decoding import decode
from everyside.stages.collect.limits import Limits
from everyside.stages.collect.markup import bare, root_name
from everyside.stages.collect.sitemaps import TITLE_LIMIT, primary_language
from everyside.stages.collect.text import plain_text, without_tags
from everyside.stages.collect.urls import absolute_url, canonical_url, host_of, identity, is_inward

SUMMARY_LIMIT = 2000
CONTENT_LIMIT = 400_000
FULL_TEXT = 900  # characters of text from which content may be the whole article
FALLBACK_BYTES = 2 << 20  # feedparser takes about a second for this much
MOST_ITEMS = 10_000  # read of one document before the newest are chosen
SLOW_DATES = 5  # unreadable dates of one feed that dateparser is asked about
_ROOTS = {"rss": "rss", "rdf": "rdf", "feed": "atom", "channel": "rss"}
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*(?:<!\[CDATA\[)?\s*([A-Za-z]{2,3})\b")
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_DATE = re.compile(rb"<(?:pubDate|(?:dc:)?date|published|issued|updated|modified)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<>\]]{6,200})")
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|[?#])", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\S+@\S+\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as it stands: ``kind`` is rss, rdf, atom or json; ``dropped`` counts what was left out, by reason."""

    title: str
    language: str
    homepage: str
    entries: tuple[Entry, ...]
    kind: str
    dropped: dict[str, int]


@dataclass(slots=True, kw_only=True)
class _Item:
    """One item as the feed gives it: untrusted text in every field."""

    link: str
    guid: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    image: str = ""
    language: str = ""


def parse_feed(
    body: bytes, url: str, content_type: str, found_at: datetime, limits: Limits, *, feed: FeedId | None = None
) -> ParsedFeed:
    """Read the bytes that ``url`` (after redirects) answered with; entries belong to ``feed``, by default the id of ``url``.

    Raises:
        Transient: ``empty``.
        Permanent: ``not-a-feed`` (a web page or another kind of document) or ``unreadable``.
    """
    if not body.strip():
        raise Transient("empty", "the feed has no content")
    text = decode(body, content_type)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        kind, about, items = "json", *_json(text)
    else:
        kind, about, items = _xml(text)
    dropped: Counter[str] = Counter()
    language = primary_language(_text(about.get("language")))
    entries = tuple(_entries(items, url, feed or feed_id(url), language, found_at, limits, dropped))
    return ParsedFeed(
        title=plain_text(_text(about.get("title")), TITLE_LIMIT),
        language=language,
        homepage=_link(_text(about.get("link")), url) or "",
        entries=entries,
        kind=kind,
        dropped=dict(dropped),
    )


def _json(text: str) -> tuple[dict[str, Any], list[_Item]]:
    try:
        feed = json.loads(text.lstrip("\ufeff \t\r\n"), strict=False)
    except (ValueError, RecursionError) as error:
        raise Permanent("unreadable", f"not JSON: {str(error)[:100]}") from error
    version, rows = _text(feed.get("version")), feed.get("items")
    if not isinstance(rows, list) or (version and "jsonfeed" not in version):
        raise Permanent("not-a-feed", "JSON, but no JSON Feed")
    about = {"title": feed.get("title"), "language": feed.get("language"), "link": feed.get("home_page_url")}
    return about, [_from_json(row) for row in rows if isinstance(row, dict)]


def _from_json(row: dict[str, Any]) -> _Item:
    html, plain, people = _text(row.get("content_html")), _text(row.get("content_text")), row.get("authors") or [row.get("author")]
    return _Item(
        link=_text(row.get("url")) or _text(row.get("external_url")),
        guid=_text(row.get("id")),
        title=_text(row.get("title")),
        summary=_text(row.get("summary")) or plain or html,
        content=html,
        published=_text(row.get("date_published")),
        modified=_text(row.get("date_modified")),
        authors=tuple(_text(one.get("name")) for one in people if isinstance(one, dict)) if isinstance(people, list) else (),
        image=_text(row.get("image")) or _text(row.get("banner_image")),
        language=_text(row.get("language")),
    )


def _xml(text: str) -> tuple[str, dict[str, Any], list[_Item]]:
    document = _head(bare(text))
    root = root_name(document)
    if root in ("html", "head", "body", "urlset", "sitemapindex", "opml"):
        raise Permanent("not-a-feed", f"the document is <{root}>")
    parsed = _fast(document)
    items = parsed.get("entries") or []
    damaged = "\ufffd" not in text and any("\ufffd" in _text(item.get("title")) for item in items)
    if (not items or damaged) and _ITEM.search(document) and len(document) <= FALLBACK_BYTES:
        second = _thorough(document)
        parsed = second if second.get("entries") else parsed
        items = parsed.get("entries") or []
    if root not in _ROOTS and not items:
        raise Permanent("unreadable" if root else "not-a-feed", f"the document is <{root}>" if root else "the document is no XML")
    if not items and not parsed.get("feed") and _ITEM.search(document):
        raise Permanent("unreadable", "the document names items, but no parser can read them")
    about = dict(parsed.get("feed") or {})
    if not about.get("language") and (declared := _LANGUAGE.search(document, 0, 20_000)):
        about["language"] = declared[1].decode("ascii")
    made = [_from_xml(item) for item in items]
    if any(not item.published for item in made):
        _raw_dates(document, made)
    return _ROOTS.get(root, "rss"), about, made


def _head(document: bytes) -> bytes:
    """Without what follows the first ``MOST_ITEMS`` items; parsers hold every item at once, and repair the open end."""
    if len(document) < 8 * MOST_ITEMS:
        return document
    beyond = next(islice(_ITEM.finditer(document), MOST_ITEMS, None), None)
    return document[: beyond.start()] if beyond else document


def _fast(document: bytes) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = _fastfeedparser().parse(document, include_tags=False)
    except Exception:  # a third-party parser on hostile bytes; it documents ValueError, and has raised others
        return {}
    return parsed


@lru_cache(maxsize=1)
def _fastfeedparser() -> Any:
    """The library with its guessing at odd dates put off.

    What ISO 8601 and RFC 5322 do not cover it hands to dateutil and dateparser: 2 ms an item, for as many items as a hostile feed
    cares to hold (16 MB: minutes), and "10:30" becomes today by the machine's clock. We read those dates ourselves, a few a feed.
    """
    import fastfeedparser  # 130 ms
    import fastfeedparser.main as inner

    inner._slow_dateutil_parse = inner._slow_dateparser = _unread
    return fastfeedparser


def _unread(value: str) -> None:
    return None


def _thorough(document: bytes) -> dict[str, Any]:
    import feedparser

    try:
        found = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # a third-party parser on hostile bytes; AssertionError and RecursionError have been seen
        return {}
    for entry in found.entries:
        entry["description"] = entry.get("summary", "")
    return {"feed": dict(found.feed), "entries": found.entries}


def _from_xml(item: dict[str, Any]) -> _Item:
    summary = _text(item.get("description"))
    contents = item.get("content")
    content = _text(contents[0].get("value")) if contents else ""
    if content and content[:200].strip()[:100] == summary[:100] and content.strip() == summary:
        content = ""  # fastfeedparser repeats the description there
    author = item.get("author")
    return _Item(
        link=_text(item.get("link")),
        guid=_text(item.get("id")),
        title=_text(item.get("title")),
        summary=summary,
        content=content,
        published=_text(item.get("published")),
        modified=_text(item.get("updated")),
        authors=(_text(author),) if author else (),
        image=_picture(item),
        language=_text(item.get("language")),
    )


def _picture(item: dict[str, Any]) -> str:
    """The address of the item's first picture among media:content, media:thumbnail and enclosures."""
    for media in (*(item.get("media_content") or ()), *(item.get("media_thumbnail") or ()), *(item.get("enclosures") or ())):
        for key in ("url", "href", "thumbnail_url"):
            address = _text(media.get(key))
            kind = _text(media.get("type")) + _text(media.get("medium"))
            if address and (key == "thumbnail_url" or kind.startswith("image") or (not kind and _PICTURE.search(address))):
                return address
    return ""


def _raw_dates(document: bytes, items: list[_Item]) -> None:
    """Give items without a date what the document writes there: fastfeedparser drops what it cannot read, German say.

    Only where the items can be told apart by their start tags.
    """
    starts = [match.start() for match in _ITEM.finditer(document)]
    if len(starts) != len(items):
        return
    for item, start, end in zip(items, starts, [*starts[1:], len(document)], strict=True):
        if not item.published and (raw := _DATE.search(document, start, end)):
            item.published = raw[1].decode("utf-8", "replace").strip()


def _entries(
    items: Iterable[_Item], url: str, feed: FeedId, language: str, now: datetime, limits: Limits, dropped: Counter[str]
) -> Iterator[Entry]:
    items = list(items)
    if len(items) > limits.max_entries:
        dropped["over-limit"] = len(items) - limits.max_entries
        items = _newest(items, now, limits.max_entries)
    seen: set[str] = set()
    slow = SLOW_DATES
    for item in items:
        address = _link(item.link, url) if item.link else None
        if address is None and item.guid.startswith(("http://", "https://")):
            address = _link(item.guid, url)
        if address is None:
            dropped["bad-link" if item.link else "no-link"] += 1
            continue
        known = entry_id(identity(address))
        if known in seen:
            dropped["duplicate"] += 1
            continue
        seen.add(known)
        published = parse_date(item.published, now, slow=slow > 0) if item.published else None
        if item.published and published is None:
            slow -= 1
        summary = plain_text(item.summary, SUMMARY_LIMIT) if item.summary else ""
        yield Entry(
            id=known,
            feed_id=feed,
            url=address,
            title=plain_text(item.title, TITLE_LIMIT) if item.title else "",
            summary=summary,
            content=_full(item.content, summary),
            published=published,
            modified=parse_date(item.modified, now, slow=False) if item.modified else None,
            authors=tuple(name for raw in item.authors[:20] if (name := _name(raw))),
            language=primary_language(item.language) or language,
            image=_image(item.image, url),
            found_at=now,
        )


def _newest(items: list[_Item], now: datetime, most: int) -> list[_Item]:
    """The ``most`` newest in the feed's order; an undated or future item counts as new, as feeds put those on top."""
    top, stamp = "9999", now.isoformat()
    dates = [item.published if item.published and item.published <= stamp else top for item in items]
    order = sorted(range(len(items)), key=dates.__getitem__, reverse=True)
    return [items[at] for at in sorted(order[:most])]


def _link(link: str, base: str) -> str | None:
    """``link`` as a canonical URL; None where it is none or points inward, except at the very host the feed came from."""
    try:
        address = canonical_url(link, base)
    except Permanent:
        return None
    return address if _outward(address, base) else None


def _image(link: str, base: str) -> str:
    try:
        address = absolute_url(link, base) if link else ""
    except Permanent:
        return ""
    return address if address and _outward(address, base) else ""


def _outward(address: str, base: str) -> bool:
    # A feed that is itself on a private address is there because the operator allowed it.
    host = address.split("/", 3)[2]
    return not is_inward(host_of(address)) or host == "".join(base.split("/", 3)[2:3]).lower()


def _full(content: str, summary: str) -> str:
    """``content`` where it is the whole article and no teaser: long, and clearly longer than the summary."""
    if len(content) < FULL_TEXT:
        return ""
    content = content[:CONTENT_LIMIT]
    length = len(without_tags(content))
    return content if length >= max(FULL_TEXT, 1.5 * len(summary)) else ""


def _name(raw: str) -> str:
    """A person's name from an RSS author, which is ``address (name)`` by specification and a bare name in practice."""
    bracketed = _IN_BRACKETS.fullmatch(raw.strip()[:300])
    name = plain_text(bracketed[1] if bracketed else raw, 200)
    return "" if "@" in name or "://" in name else name


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
