"""Entries with a page, with their own text, or told by their feed alone → articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.knowledge.outlets import outlet_of
from everyside.records.article import Article, Entry, Page
from everyside.records.errors import Failure, Permanent
from everyside.records.ids import EntryId, OutletId
from everyside.records.outlet import Outlet
from everyside.runner.step import Result, Step, failed
from everyside.stages.extract import core
from everyside.stages.extract.pool import ExtractionPool, Job
from everyside.storage import articles, entries, outlets, queues, settling, stories
from everyside.storage.database import Tx

NAME = "extract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """How addresses are read, handed in: stages do not know each other."""

    canonical: Callable[[str, str | None], str]  # (page's address, its rel=canonical) → canonical URL
    host: Callable[[str], str]
    registered_domain: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    entry: Entry
    page: Page | None
    domains: Mapping[str, OutletId]


def step(
    pool: Callable[[], ExtractionPool], addresses: Addresses, page_step: str, now: Callable[[], datetime]
) -> Step[Input, Article]:
    """``pool`` is asked for its workers when the first page needs them."""

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        wanted = [EntryId(id) for id in ids]
        found, pages, domains = entries.get(tx, wanted), entries.pages_of(tx, wanted), outlets.domains(tx)
        return [Input(entry=found[id], page=pages.get(id), domains=domains) for id in wanted if id in found]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Article]]:
        by_key = {each.entry.id: each for each in inputs}
        silent = [each for each in inputs if not each.page and not each.entry.content]
        for each in silent:
            yield _article(each, core.Extracted(), addresses, now())
        jobs = [_job(each) for each in inputs if each.page or each.entry.content]
        for result in pool().map(jobs) if jobs else ():
            if result.extracted is None:
                yield failed(result.key, result.failure or Permanent("crashed"))
            else:
                yield _article(by_key[EntryId(result.key)], result.extracted, addresses, now())

    def save(tx: Tx, results: Sequence[Result[Article]], at: datetime) -> None:
        made = {EntryId(result.item): result.output for result in results if result.output}
        before = entries.linked(tx, made)
        known = articles.known(tx, {article.id for article in made.values()})
        new: dict[str, Article] = {}
        for entry, article in made.items():
            # Two entries of one article (its feed and its sitemap, or a rel=canonical) leave what the first one made.
            if article.id not in known or before.get(entry) == article.id:
                new.setdefault(article.id, article)
        _introduce(tx, new.values())
        again = [article.id for article in new.values() if article.id in known]
        if again:
            settling.alone(tx)
        articles.save(tx, list(new.values()))
        settling.refresh(tx, set(stories.memberships(tx, again).values()), at)  # quotes of the old text are taken anew
        entries.link(tx, {entry: article.id for entry, article in made.items()})

    return Step(
        name=NAME,
        version=core.VERSION,
        pending=lambda tx, at, limit: queues.extractable(tx, NAME, page_step, core.VERSION, at, limit),
        load=load,
        work=work,
        save=save,
        batch=64,
        save_every=64,
    )


def _job(each: Input) -> Job:
    entry, page = each.entry, each.page
    return Job(
        key=entry.id,
        body=page.body if page else b"",
        url=page.url if page else entry.url,
        content_type=page.content_type if page else "",
        content=entry.content,
        title=entry.title,
    )


def _article(each: Input, extracted: core.Extracted, addresses: Addresses, now: datetime) -> Result[Article]:
    entry = each.entry
    try:
        url = each.page.url if each.page else entry.url
        host = addresses.host(url)
        outlet = outlet_of(host, each.domains) or OutletId(addresses.registered_domain(host)[:64])
        article = core.to_article(entry, each.page, extracted, outlet, None, now, core.VERSION, addresses.canonical)
    except Failure as failure:
        return failed(entry.id, failure)
    return Result(item=entry.id, outcome="article" if article.text else "told-by-feed", output=article)


def _introduce(tx: Tx, made: Iterable[Article]) -> None:
    """Provisional outlets for domains nobody has described yet."""
    ids = {article.outlet_id for article in made}
    unknown = ids - outlets.held(tx, ids)
    outlets.save(tx, [Outlet(id=id, name=str(id), domains=(str(id),), provisional=True) for id in unknown])
