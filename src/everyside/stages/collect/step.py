"""Due feeds → entries; entries without their text → pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from everyside.ports import Fetcher, Request, Response
from everyside.records.article import Entry, Page
from everyside.records.errors import Permanent, Transient
from everyside.records.ids import EntryId, FeedId
from everyside.records.outlet import Feed
from everyside.runner.step import Result, Step, failed
from everyside.stages.collect import core
from everyside.stages.collect.limits import Limits
from everyside.storage import entries, feeds, queues
from everyside.storage.database import Tx

FEEDS = "collect"
PAGES = "page"
PAGES_VERSION = "page/1"
PAGES_OF_ONE_FEED = 8  # in one batch: the slowest host of a batch then holds it for eight crawl-delays, not for hundreds

FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_PASSING = {
    "rate-limited",
    "server-error",
    "timeout",
    "dns-error",
    "connection-error",
    "bad-response",
    "robots-unreachable",
}
AfterSave = Callable[[Tx], None]


def poll_feeds(
    fetcher: Fetcher, limits: Limits, max_bytes: int, now: Callable[[], datetime], after: AfterSave
) -> Step[Feed, core.FeedOutcome]:
    """Ask every due feed once; ``after`` writes down what the fetcher learnt of robots.txt files."""

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Feed]:
        return list(feeds.get(tx, [FeedId(id) for id in ids]).values())

    def work(inputs: Sequence[Feed]) -> Iterator[Result[core.FeedOutcome]]:
        by_id = {feed.id: feed for feed in inputs}
        requests = (
            Request(
                key=feed.id,
                url=feed.url,
                etag=feed.etag,
                last_modified=feed.last_modified,
                max_bytes=max_bytes,
                accept=FEED_TYPES,
            )
            for feed in inputs
        )
        for response in fetcher.fetch(requests):
            outcome = core.decide(by_id[FeedId(response.key)], response, now(), limits)
            yield Result(item=response.key, outcome=outcome.outcome, output=outcome, detail=outcome.detail, failed=outcome.failed)

    def save(tx: Tx, results: Sequence[Result[core.FeedOutcome]], at: datetime) -> None:
        outcomes = [result.output for result in results if result.output]
        feeds.save(tx, [outcome.feed for outcome in outcomes])
        entries.save_new(tx, [entry for outcome in outcomes for entry in outcome.entries])
        feeds.add(tx, [feed for outcome in outcomes for feed in outcome.new_feeds])
        after(tx)

    return Step(
        name=FEEDS,
        version="collect/1",
        pending=lambda tx, at, limit: queues.due_feeds(tx, FEEDS, at, limit),
        load=load,
        work=work,
        save=save,
        batch=1000,
        save_every=50,
    )


def fetch_pages(fetcher: Fetcher, max_bytes: int, now: Callable[[], datetime], after: AfterSave) -> Step[Entry, Page]:
    """Fetch the page of every entry that came without its full text."""

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Entry]:
        found = entries.get(tx, [EntryId(id) for id in ids])
        return [found[EntryId(id)] for id in ids if EntryId(id) in found]

    def work(inputs: Sequence[Entry]) -> Iterator[Result[Page]]:
        requests = (Request(key=entry.id, url=entry.url, max_bytes=max_bytes, accept=PAGE_TYPES) for entry in inputs)
        for response in fetcher.fetch(requests):
            yield _page(response, now())

    def save(tx: Tx, results: Sequence[Result[Page]], at: datetime) -> None:
        entries.save_pages(tx, [result.output for result in results if result.output])
        after(tx)

    return Step(
        name=PAGES,
        version=PAGES_VERSION,
        pending=lambda tx, at, limit: queues.wanted_pages(tx, PAGES, PAGES_VERSION, at, limit, PAGES_OF_ONE_FEED),
        load=load,
        work=work,
        save=save,
        batch=2000,
        save_every=50,
    )


def _page(response: Response, now: datetime) -> Result[Page]:
    if response.outcome in _PASSING:
        return failed(response.key, Transient(response.outcome, response.detail, retry_after=response.retry_after_s))
    if not response.ok:
        return failed(response.key, Permanent(response.outcome, response.detail))
    kind = response.content_type.partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"):
        return failed(response.key, Permanent("not-html", f"the page is {kind}"))
    page = Page(
        entry_id=EntryId(response.key), url=response.url, body=response.body, content_type=response.content_type, fetched_at=now
    )
    return Result(item=response.key, outcome="fetched", output=page)
