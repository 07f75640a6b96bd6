"""Decides what one answer means for the source that was asked: its next state, and what to take in.

In the spirit of lemon24/reader's updater: the decision is a value, and the step that applies it has nothing left to decide.

=====================================================  ============================================================
the answer                                             what follows
=====================================================  ============================================================
ok, a body known by its digest; not-modified           ``unchanged``; asked less often
ok, entries or feeds found                             ``ok``; interval by how often the source changes
ok, but unusable (empty, not-a-feed, unreadable, …)    that name; failed, tried again with growing delay
gone (410)                                             ``gone``; retired, interval 0, never asked again
timeout, dns-error, connection-error, server-error,    that name; failed, tried again with growing delay
rate-limited, bad-response, robots-unreachable, …      and not before Retry-After
not-found, refused, client-error, robots-disallow,     that name; failed, asked once in the longest interval,
forbidden-address, bad-url, too-large, …               since only the other side can change it
=====================================================  ============================================================

A source's id is the digest of the address it was first known by and stays when it moves for good (301, 308): entries and the
ledger refer to it. Its ``url`` becomes the new address, once that has answered with something usable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from everyside.ports import Response
from everyside.records.article import Entry
from everyside.records.errors import Failure, Permanent
from everyside.records.ids import feed_id
from everyside.records.outlet import Feed, SourceKind
from everyside.stages.collect.discovery import find_feeds
from everyside.stages.collect.feeds import parse_feed
from everyside.stages.collect.limits import Limits
from everyside.stages.collect.schedule import backoff, next_interval
from everyside.stages.collect.sitemaps import hints_at_news, parse_sitemap
from everyside.stages.collect.urls import absolute_url, host_of, is_inward, registered_domain

__all__ = ["FeedOutcome", "Limits", "decide"]

# Waiting a little does not help with these: the other side, or the operator, has to change something first.
SETTLED = frozenset(
    {
        "not-found", "refused", "client-error", "robots-disallow", "forbidden-address", "bad-url", "too-large", "bad-encoding",
        "too-many-redirects",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOutcome:
    """``feed`` is its new state; ``entries`` and ``new_feeds`` may be known already; ``outcome`` is for the ledger."""

    feed: Feed
    entries: tuple[Entry, ...] = ()
    new_feeds: tuple[Feed, ...] = ()
    outcome: str
    failed: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a usable body held."""

    entries: tuple[Entry, ...]
    dropped: Counter[str]
    sources: tuple[tuple[str, SourceKind], ...] = ()
    title: str = ""
    language: str = ""


def decide(feed: Feed, response: Response, now: datetime, limits: Limits) -> FeedOutcome:
    """What ``response`` means for ``feed``; defined for every outcome of ``ports.Response`` and any body. ``now`` is aware UTC."""
    if response.outcome == "gone":
        retired = replace(feed, interval_s=0.0, next_at=None, last_at=now, failures=feed.failures + 1)
        return FeedOutcome(feed=retired, outcome="gone", failed=True, detail=response.detail or "410: the source is gone for good")
    if response.outcome == "not-modified":
        return FeedOutcome(feed=_quiet(_follow(feed, response), response, now, limits), outcome="unchanged")
    if not response.ok:
        return _failed(feed, response.outcome, response.detail, response.retry_after_s, now, limits)
    body_digest = sha256(response.body).hexdigest()[:32]
    if body_digest == feed.body_digest:
        return FeedOutcome(feed=_quiet(_follow(feed, response), response, now, limits), outcome="unchanged")
    try:
        taken = _take(feed, response, now, limits)
    except Failure as failure:
        # A page in place of a feed is often a passing fault (a login wall, an error page sent as 200): the old validators stay.
        return _failed(feed, failure.outcome, failure.detail, failure.retry_after, now, limits)
    times = [moment for entry in taken.entries if (moment := entry.published or entry.modified)]
    # What is new is told by time and not by asking the storage: the core has none, and a restart must decide the same.
    fresh = sum(feed.last_at is None or moment > feed.last_at for moment in times) + (len(taken.entries) - len(times) > 0)
    usual = feed.interval_s if feed.interval_s > 0 else limits.min_interval_s
    interval = next_interval(usual, fresh, times, now, limits.min_interval_s, limits.max_interval_s)
    if feed.kind is SourceKind.HOMEPAGE:
        interval = limits.max_interval_s
    changed = replace(
        _follow(feed, response),
        etag=response.etag,
        last_modified=response.last_modified,
        body_digest=body_digest,
        interval_s=interval,
        next_at=now + timedelta(seconds=interval),
        last_at=now,
        failures=0,
        language=taken.language or feed.language,
        title=taken.title or feed.title,
    )
    return FeedOutcome(
        feed=changed,
        entries=taken.entries,
        new_feeds=_sources(changed, (*taken.sources, *_announced(feed, response, limits))),
        outcome="ok",
        detail=", ".join(f"{count} {reason}" for reason, count in sorted(taken.dropped.items())),
    )


def _take(feed: Feed, response: Response, now: datetime, limits: Limits) -> _Taken:
    if feed.kind is SourceKind.HOMEPAGE:
        found = find_feeds(response.body, response.url)
        if not found:
            raise Permanent("no-feeds", "the page announces no feed; add its feed's own address")
        return _Taken((), Counter(), tuple((url, SourceKind.FEED) for url, _ in found))
    if feed.kind is SourceKind.SITEMAP:
        sitemap = parse_sitemap(response.body, response.url, now, limits, feed=feed.id, content_type=response.content_type)
        children = tuple((url, SourceKind.SITEMAP) for url in sitemap.children)
        return _Taken(*_young(sitemap.entries, sitemap.dropped, now, limits), children)
    parsed = parse_feed(response.body, response.url, response.content_type, now, limits, feed=feed.id)
    return _Taken(*_young(parsed.entries, parsed.dropped, now, limits), (), parsed.title, parsed.language)


def _young(
    entries: tuple[Entry, ...], dropped: dict[str, int], now: datetime, limits: Limits
) -> tuple[tuple[Entry, ...], Counter[str]]:
    """Without what is stated to be too old; an entry nobody dated stays, it may be of today."""
    oldest = now - timedelta(days=limits.max_age_days)
    kept = tuple(entry for entry in entries if (entry.published or entry.modified or now) >= oldest)
    counted = Counter(dropped)
    if len(kept) < len(entries):
        counted["too-old"] += len(entries) - len(kept)
    return kept, counted


def _follow(feed: Feed, response: Response) -> Feed:
    if not response.moved_to:
        return feed
    try:
        moved = absolute_url(response.moved_to, feed.url)
    except Permanent:
        return feed
    inward = is_inward(host_of(moved)) and host_of(moved) != host_of(feed.url)
    return feed if inward else replace(feed, url=moved)


def _quiet(feed: Feed, response: Response, now: datetime, limits: Limits) -> Feed:
    """The feed after an answer without news; validators a 304 repeats replace the old ones (RFC 9110, 15.4.5)."""
    usual = feed.interval_s if feed.interval_s > 0 else limits.min_interval_s
    interval = next_interval(usual, 0, (), now, limits.min_interval_s, limits.max_interval_s)
    return replace(
        feed,
        etag=response.etag or feed.etag,
        last_modified=response.last_modified or feed.last_modified,
        interval_s=interval,
        next_at=now + timedelta(seconds=interval),
        last_at=now,
        failures=0,
    )


def _failed(feed: Feed, outcome: str, detail: str, retry_after: float | None, now: datetime, limits: Limits) -> FeedOutcome:
    failures = feed.failures + 1
    if outcome in SETTLED:
        delay = limits.max_interval_s
    else:
        shortest = max(limits.min_interval_s, min(feed.interval_s, limits.max_interval_s))
        delay = backoff(failures, retry_after, shortest, limits.max_interval_s)
    later = replace(feed, next_at=now + timedelta(seconds=delay), last_at=now, failures=failures)
    return FeedOutcome(feed=later, outcome=outcome, failed=True, detail=detail)


def _announced(feed: Feed, response: Response, limits: Limits) -> Iterable[tuple[str, SourceKind]]:
    """The sitemaps robots.txt names that are worth polling: those of news; others list a site's whole past."""
    if feed.kind is not SourceKind.FEED or not limits.sitemaps:
        return
    domain = registered_domain(host_of(response.url))
    named = [url for url in dict.fromkeys(response.sitemaps) if registered_domain(host_of(url)) == domain]
    worth = [url for url in named if hints_at_news(url)] or (named if len(response.sitemaps) == 1 else [])
    for url in worth[: limits.max_children]:
        yield url, SourceKind.SITEMAP


def _sources(parent: Feed, found: Iterable[tuple[str, SourceKind]]) -> tuple[Feed, ...]:
    """Feeds for the addresses found, of the same outlet, due now; each once and never the parent itself."""
    made: dict[str, Feed] = {}
    for url, kind in found:
        try:
            address = absolute_url(url, parent.url)
        except Permanent:
            continue
        known = feed_id(address)
        if known != parent.id and address != parent.url:
            made.setdefault(known, Feed(id=known, url=address, kind=kind, outlet_id=parent.outlet_id, language=parent.language))
    return tuple(made.values())
