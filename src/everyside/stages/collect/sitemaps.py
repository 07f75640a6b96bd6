"""News sitemaps and sitemap indexes (sitemaps.org 0.9, Google's news extension 0.9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from everyside.records.article import Entry
from everyside.records.errors import Permanent, Transient
from everyside.records.ids import FeedId, entry_id, feed_id
from everyside.stages.collect.dates import parse_date
from everyside.stages.collect.decoding import decode
from everyside.stages.collect.limits import Limits
from everyside.stages.collect.markup import bare, elements, local_name, root_name
from everyside.stages.collect.text import plain_text
from everyside.stages.collect.urls import absolute_url, canonical_url, host_of, identity, registered_domain

TITLE_LIMIT = 500
MOST_READ = 50_000  # what one sitemap may list by its specification
_NEWSY = ("news", "latest")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedSitemap:
    """``entries`` of a sitemap, or ``children`` (sitemap addresses worth following) of an index; ``dropped`` counts by reason."""

    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    dropped: dict[str, int]


def parse_sitemap(
    body: bytes, url: str, found_at: datetime, limits: Limits, *, feed: FeedId | None = None, content_type: str = ""
) -> ParsedSitemap:
    """Read decompressed sitemap bytes that ``url`` answered with.

    Only addresses of the sitemap's own registered domain count, so that no site can speak for another. A page is an entry when it
    has a news tag or a lastmod, and the date it states is younger than ``limits.max_age_days``.

    Raises:
        Transient: ``empty``. Permanent: ``not-a-sitemap``.
    """
    if not body.strip():
        raise Transient("empty", "the sitemap has no content")
    document = bare(decode(body, content_type))
    root = root_name(document)
    if root not in ("urlset", "sitemapindex"):
        raise Permanent("not-a-sitemap", f"the document is <{root}>" if root else "the document is no XML")
    domain = registered_domain(host_of(canonical_url(url)))
    dropped: Counter[str] = Counter()
    if root == "sitemapindex":
        return ParsedSitemap(children=_children(document, url, domain, found_at, limits, dropped), dropped=dict(dropped))
    entries: dict[str, Entry] = {}
    oldest = found_at - timedelta(days=limits.max_age_days)
    for read, (_, element) in enumerate(elements(document, frozenset({"url"}))):
        if read >= MOST_READ:
            dropped["over-limit"] += 1
            break
        entry = _entry(dict(_fields(element)), url, domain, found_at, oldest, feed or feed_id(url))
        if isinstance(entry, str):
            dropped[entry] += 1
        elif entry.id in entries:
            dropped["duplicate"] += 1
        else:
            entries[entry.id] = entry
    newest = sorted(entries.values(), key=lambda entry: entry.published or entry.modified or oldest, reverse=True)
    if len(newest) > limits.max_entries:
        dropped["over-limit"] += len(newest) - limits.max_entries
    return ParsedSitemap(entries=tuple(newest[: limits.max_entries]), dropped=dict(dropped))


def hints_at_news(url: str) -> bool:
    """Whether a sitemap's address says that it lists news and not the archive."""
    path = url.partition("://")[2].partition("/")[2].lower()
    return any(word in path for word in _NEWSY)


def _children(document: bytes, url: str, domain: str, now: datetime, limits: Limits, dropped: Counter[str]) -> tuple[str, ...]:
    """The newest children, those that hint at news first; an undated one counts as old."""
    found: dict[str, tuple[bool, float]] = {}
    for read, (_, element) in enumerate(elements(document, frozenset({"sitemap"}))):
        if read >= MOST_READ:
            dropped["over-limit"] += 1
            break
        fields = dict(_fields(element))
        child = _own(fields.get("loc", ""), url, domain, plain_address=True)
        if child is None:
            dropped["bad-link"] += 1
            continue
        changed = parse_date(fields.get("lastmod", ""), now, slow=False)
        if changed and now - changed > timedelta(days=limits.max_age_days):
            dropped["too-old"] += 1
            continue
        found.setdefault(child, (hints_at_news(child), changed.timestamp() if changed else 0.0))
    best = sorted(found, key=lambda child: found[child], reverse=True)
    if len(best) > limits.max_children:
        dropped["over-limit"] += len(best) - limits.max_children
    return tuple(best[: limits.max_children])


def _fields(element: Any) -> Iterator[tuple[str, str]]:
    """What a <url> or <sitemap> says, by local name; inside <news:news> by ``news:`` and the name."""
    for child in element:
        name = local_name(child)
        if name == "news":
            yield "news", "yes"
            for part in child.iter():
                if part.text and local_name(part) in ("title", "publication_date", "language"):
                    yield f"news:{local_name(part)}", part.text.strip()
        elif name == "image":
            for part in child.iter():
                if part.text and local_name(part) == "loc":
                    yield "image", part.text.strip()
        elif child.text:
            yield name, child.text.strip()


def _entry(fields: dict[str, str], url: str, domain: str, now: datetime, oldest: datetime, feed: FeedId) -> Entry | str:
    address = _own(fields.get("loc", ""), url, domain)
    if address is None:
        return "bad-link"
    published = parse_date(fields.get("news:publication_date", ""), now, slow=False)
    modified = parse_date(fields.get("lastmod", ""), now, slow=False)
    stated = published or modified
    if "news" not in fields and stated is None:
        return "undated"
    if stated is not None and stated < oldest:
        return "too-old"
    image = ""
    if "image" in fields:
        try:
            image = absolute_url(fields["image"], url)
        except Permanent:
            image = ""
    return Entry(
        id=entry_id(identity(address)),
        feed_id=feed,
        url=address,
        title=plain_text(fields.get("news:title", ""), TITLE_LIMIT),
        published=published,
        modified=modified,
        language=primary_language(fields.get("news:language", "")),
        image=image,
        found_at=now,
    )


def _own(loc: str, url: str, domain: str, *, plain_address: bool = False) -> str | None:
    """``loc`` cleaned, if it is of ``domain``; a sitemap's own address keeps its query as it is."""
    try:
        address = (absolute_url if plain_address else canonical_url)(loc, url) if loc else ""
    except Permanent:
        return None
    return address if address and registered_domain(host_of(address)) == domain else None


def primary_language(tag: str) -> str:
    """The BCP 47 primary subtag of a declared language, lower case; "" where it is none."""
    primary = tag.strip().replace("_", "-").partition("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() and primary != "und" else ""
