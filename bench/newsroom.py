"""The main job on real input: 830 outlets, 4,237 articles of 21 languages, collected and told with the operator's commands.

Bars: at least 99 % of the articles that robots.txt allows become articles and the rest have a named outcome; nothing of a
closed outlet is fetched; a second round asks each feed and sitemap exactly once, gets 304 and makes no article.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import state
from bench.children import REPOSITORY, Ran, everyside
from bench.newsroom_server import SCRIPT, NewsroomServer, Told, host_of
from bench.report import Report
from everyside.records.ids import article_id
from everyside.stages.collect.urls import canonical_url

SCORER = SCRIPT.parents[1] / "eval" / "cluster.py"
MB = 1 << 20


def run(folder: Path) -> Report:
    report = Report(name="newsroom")
    database = folder / "everyside.db"
    with NewsroomServer() as newsroom:
        (folder / "everyside.toml").write_text(f'[collect]\npress = "none"\nproxy = "{newsroom.proxy}"\n', encoding="utf-8")
        (folder / "feeds.opml").write_bytes(newsroom.opml())
        everyside(folder, "feeds", "import", "feeds.opml")
        collected = everyside(folder, "collect")
        worked = everyside(folder, "work")
        told, first = newsroom.told(), newsroom.hits()
        _made(report, database, told, collected, worked)
        _closed(report, told, first)
        _stories(report, database, told)
        counted = folder / "outcomes.json"
        articles = _articles(database)
        again = everyside(
            folder,
            "collect",
            "--all",
            more={"EVERYSIDE_PARTS__FETCHER": "bench.counting:make", "BENCH_OUTCOMES": str(counted), "PYTHONPATH": str(REPOSITORY)},
        )
        everyside(folder, "work")
        second = newsroom.hits()
    _second_round(report, told, first, second)
    report.row("second_round_s", again.seconds)
    report.row("second_round_answers", json.loads(counted.read_text(encoding="utf-8")))
    new = len(_articles(database) - articles)
    report.bar("new_articles_in_second_round", new, new == 0, "0")
    faults = state.faults(database)
    report.bar("faults_of_the_file", len(faults), not faults, "0")
    return report


def _made(report: Report, database: Path, told: Sequence[Told], collected: Ran, worked: Ran) -> None:
    allowed = [each for each in told if each.open]
    known = _articles(database)
    missing = [each for each in allowed if _id(each.url) not in known]
    report.row("allowed_articles", len(allowed))
    share = 1 - len(missing) / len(allowed)
    report.bar("became_articles", share, share >= 0.99, "≥ .99")
    why = _ends(database, missing)
    report.row("the_rest_by_outcome", dict(why))
    report.bar("without_a_named_outcome", why["no entry"], why["no entry"] == 0, "0")
    report.row("collect_s", collected.seconds)
    report.row("collect_cpu_s", collected.cpu_seconds)
    report.row("work_s", worked.seconds)
    report.row("work_cpu_s", worked.cpu_seconds)
    report.row("work_articles_per_s", len(known) / worked.seconds)
    report.row("collect_peak_mb", collected.peak_bytes // MB)
    report.row("work_peak_mb", worked.peak_bytes // MB)
    with state.opened(database) as db:
        for step, outcomes in state.outcomes(db).items():
            report.row(f"ledger_{step}", outcomes)
    report.row("database_mb", database.stat().st_size // MB)


def _ends(database: Path, missing: Sequence[Told]) -> Counter[str]:
    """How the entries of articles that never came to be ended."""
    ends: Counter[str] = Counter()
    with state.opened(database) as db:
        entries = {_id(url): entry for entry, url in db.execute("SELECT id, url FROM entries")}
        for each in missing:
            entry = entries.get(_id(each.url))
            lines = (
                db.execute("SELECT step, outcome FROM ledger WHERE item = ? ORDER BY at DESC", [entry]).fetchall() if entry else []
            )
            ends[f"{lines[0][0]}:{lines[0][1]}" if lines else "entry without line" if entry else "no entry"] += 1
    return ends


def _closed(report: Report, told: Sequence[Told], hits: dict[str, int]) -> None:
    closed = {each.host for each in told if not each.open}
    asked = sorted(address for address in hits if address.split("/")[0] in closed and not address.endswith("/robots.txt"))
    report.row("closed_outlets", len(closed))
    report.bar("addresses_of_closed_outlets_fetched", len(asked), not asked, "0")
    most = max(count for address, count in hits.items() if address.endswith("/robots.txt"))
    report.bar("most_robots_requests_to_one_host", most, most == 1, "1")
    pages = {f"{host_of(each.url)}/{each.url.split('/', 3)[3]}" for each in told}
    twice = sum(count > 1 for address, count in hits.items() if address in pages)
    report.bar("pages_fetched_more_than_once", twice, twice == 0, "0")


def _second_round(report: Report, told: Sequence[Told], first: dict[str, int], second: dict[str, int]) -> None:
    opened = {each.host for each in told if each.open}
    new = Counter(second)
    new.subtract(first)
    sources = {
        address: new[address]
        for address in second
        if address.split("/")[0] in opened and address.split("/", 1)[1] in ("feed.xml", "atom.xml", "feed.json", "sitemap-news.xml")
    }
    sitemaps = sum(address.endswith("sitemap-news.xml") for address in sources)
    report.row("feeds_of_open_outlets", len(sources) - sitemaps)
    report.row("sitemaps_of_open_outlets", sitemaps)
    once = all(count == 1 for count in sources.values()) and len(sources) - sitemaps == len(opened)
    report.bar("second_round_asks_each_source_once", once, once, "yes")
    others = {address: count for address, count in new.items() if count and address not in sources}
    report.bar("second_round_other_requests", sum(others.values()), not others, "0")


def _stories(report: Report, database: Path, told: Sequence[Told]) -> None:
    with state.opened(database) as db:
        story_of: dict[str, str] = dict(db.execute("SELECT article_id, story_id FROM members").fetchall())
    report.row("stories", len(set(story_of.values())))
    if not SCORER.exists():
        return
    rows = [each for each in told if each.open]
    score: dict[str, Any] = _scorer().score(
        [each.cluster for each in rows], [story_of.get(_id(each.url), each.url) for each in rows]
    )
    for name in ("bcubed_f1", "bcubed_p", "bcubed_r"):
        report.row(name, round(score[name], 4))


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("everyside_bench_cluster_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _id(url: str) -> str:
    return article_id(canonical_url(url))


def _articles(database: Path) -> set[str]:
    with state.opened(database) as db:
        return {row[0] for row in db.execute("SELECT id FROM articles")}
