"""What the operator wants to know: how items ended in each step, what was set aside and why, and which feeds fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from everyside.interface.messages import count
from everyside.pages.addresses import story_path, web_link
from everyside.pages.paging import Paging, pages_of, paging
from everyside.pages.progress import Progress
from everyside.pages.report_page import KINDS
from everyside.records.rating import BIAS, Layer
from everyside.storage import ledger, notes, outlets, ratings, reading, reports
from everyside.storage.database import Tx

PAGE_SIZE = 50
MET = 2000  # outlets looked at, those with the most articles: a rating is looked up for each
MOST_UNRATED = 20
MOST_REPORTS = 20
LAYERS = {Layer.RATERS: "raters", Layer.OPERATOR: "yours, as operator", Layer.PERSONAL: "personal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    step: str
    outcomes: tuple[tuple[str, int], ...]  # most first
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedItem:
    step: str
    item: str
    url: str
    outcome: str
    detail: str
    attempts: int
    retry_at: datetime | None  # None: set aside for good
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingFeed:
    url: str
    link: str
    failures: int
    last_at: datetime | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    id: str
    name: str
    layer: str
    ratings: int
    source: str
    link: str  # empty where the source is no address
    licence: str
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnratedOutlet:
    id: str
    name: str
    domain: str
    articles: int
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known of the outlets that have articles here."""

    packs: tuple[PackLine, ...]
    rated: str  # "31 of 64 outlets are rated on left–right"
    unrated: tuple[UnratedOutlet, ...]  # most articles first
    provisional: int  # only known from a link


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A mistake that a reader reported."""

    id: int
    at: datetime
    path: str  # of the story
    kind: str
    article: str  # address of the article that is meant; may be empty
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPage:
    site: str
    at: datetime
    totals: str
    size: str  # of the database, e.g. "12.4 MB"; empty if it cannot be told
    progress: Progress | None
    knowledge: Knowledge
    steps: tuple[StepLine, ...]
    failed: int
    failures: tuple[FailedItem, ...]
    failures_paging: Paging
    failing: int
    feeds: tuple[FailingFeed, ...]
    feeds_paging: Paging
    reported: int  # that are not done
    reports: tuple[ReportLine, ...]  # the newest of them
    fiction: bool


def build(
    tx: Tx,
    *,
    site: str,
    now: datetime,
    database_bytes: int | None = None,
    progress: Progress | None = None,
    page: int = 1,
    feeds_page: int = 1,
) -> OperatorPage | None:
    """Page ``page`` of the failed items beside page ``feeds_page`` of the failing feeds; None past the last of either."""
    failed = reading.failed_items(tx)
    failing, feeds = reading.failing_feeds(tx, limit=PAGE_SIZE, offset=(feeds_page - 1) * PAGE_SIZE)
    pages, feeds_pages = pages_of(failed, PAGE_SIZE), pages_of(failing, PAGE_SIZE)
    if page > pages or feeds_page > feeds_pages:
        return None
    items = ledger.failures(tx, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    url_of = reading.addresses(tx, [item.item for item in items])
    totals = reading.totals(tx)
    return OperatorPage(
        site=site,
        at=now,
        totals=" · ".join(
            (
                count(totals.outlets, "%(num)s outlet", "%(num)s outlets"),
                count(totals.feeds, "%(num)s feed", "%(num)s feeds"),
                count(totals.articles, "%(num)s article", "%(num)s articles"),
                count(totals.stories, "%(num)s story", "%(num)s stories"),
            )
        ),
        size=human_size(database_bytes) if database_bytes is not None else "",
        progress=progress,
        knowledge=_knowledge(tx),
        steps=_steps(ledger.counts(tx)),
        failed=failed,
        failures=tuple(_failed(item, url_of.get(item.item, "")) for item in items),
        failures_paging=paging(number=page, pages=pages, path="/operator", query={"feeds": _number(feeds_page)}),
        failing=failing,
        feeds=tuple(
            FailingFeed(url=feed.url, link=web_link(feed.url), failures=feed.failures, last_at=feed.last_at, next_at=feed.next_at)
            for feed in feeds
        ),
        feeds_paging=paging(number=feeds_page, pages=feeds_pages, path="/operator", query={"page": _number(page)}, name="feeds"),
        reported=reports.open_ones(tx),
        reports=_reports(tx),
        fiction=notes.read(tx, "press") == "demo",
    )


def _reports(tx: Tx) -> tuple[ReportLine, ...]:
    found = reports.newest(tx, MOST_REPORTS)
    url_of = reading.addresses(tx, [report.article_id for report in found if report.article_id])
    return tuple(
        ReportLine(
            id=report.id,
            at=report.at,
            path=story_path(report.story_id, ""),
            kind=KINDS[report.kind],
            article=web_link(url_of.get(report.article_id, "")),
            text=report.text,
        )
        for report in found
    )


def _knowledge(tx: Tx) -> Knowledge:
    met = reading.outlets_met(tx, MET)
    said = ratings.ratings_of(tx, [id for id, _ in met])
    without = [(id, number) for id, number in met if all(rating.axis != BIAS for rating in said.get(id, ()))]
    known = outlets.get(tx, [id for id, _ in without[:MOST_UNRATED]])
    among = (
        f"the {MET:,} outlets with the most articles" if len(met) == MET else count(len(met), "%(num)s outlet", "%(num)s outlets")
    )
    number = len(met) - len(without)
    return Knowledge(
        packs=tuple(
            PackLine(
                id=pack.id,
                name=pack.name,
                layer=LAYERS[pack.layer],
                ratings=held,
                source=pack.source,
                link=web_link(pack.source),
                licence=pack.licence,
                imported_at=at,
            )
            for pack, at, held in ratings.all_packs(tx)
        ),
        rated=f"{number:,} of {among} {'is' if number == 1 else 'are'} rated on left–right",
        unrated=tuple(
            UnratedOutlet(
                id=id,
                name=known[id].name,
                domain=known[id].domains[0],
                articles=number,
                provisional=known[id].provisional,
            )
            for id, number in without[:MOST_UNRATED]
            if id in known
        ),
        provisional=reading.provisional_outlets(tx),
    )


def human_size(size: int) -> str:
    """``12.4 MB``, in powers of 1,000."""
    value, units = float(size), ("bytes", "kB", "MB", "GB", "TB")
    for unit in units:
        if value < 1000 or unit == units[-1]:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("unreachable")


def _number(page: int) -> str:
    return str(page) if page > 1 else ""


def _steps(counts: Mapping[str, Mapping[str, int]]) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            step=step,
            outcomes=tuple(sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))),
            total=sum(outcomes.values()),
        )
        for step, outcomes in counts.items()
    )


def _failed(item: ledger.Failed, url: str) -> FailedItem:
    return FailedItem(
        step=item.step,
        item=item.item,
        url=web_link(url),
        outcome=item.outcome,
        detail=item.detail,
        attempts=item.attempts,
        retry_at=item.retry_at,
        at=item.at,
    )
