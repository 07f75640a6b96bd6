"""Every feed of the newsroom's hostile.txt, together with 200 good ones, by the operator's commands.

Bars: each ends in a named outcome; the good ones all go on; no request to an inward address; the memory is that of a run
without the hostile ones and little more; no markup of theirs on the pages. ``/429.xml`` shuts its host for two minutes, as it
should, so it is asked last, in a round of its own; a second run asks all at once.
"""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from ipaddress import ip_address
from pathlib import Path

from bench import state
from bench.children import COMMAND, Ran, environment, everyside
from bench.newsroom_server import NewsroomServer, host_of
from bench.report import Report
from everyside.records.ids import feed_id

GOOD = 200
TIMEOUT_S = 10.0
MOST_MORE_MB = 150
MB = 1 << 20
SHUTS = "/429.xml"


def run(folder: Path) -> Report:
    report = Report(name="hostile")
    with NewsroomServer() as newsroom:
        open_hosts = {each.host for each in newsroom.told() if each.open}
        good = [url for url in newsroom.feeds() if host_of(url) in open_hosts][:GOOD]
        hostile = newsroom.hostile()
        baseline = _collect(_folder(folder, "good", newsroom), good)
        mixed = _folder(folder, "mixed", newsroom)
        began = time.perf_counter()
        first = _collect(mixed, [*good, *(url for url in hostile if not url.endswith(SHUTS))])
        last = _collect(mixed, [url for url in hostile if url.endswith(SHUTS)])
        report.row("seconds", time.perf_counter() - began)
        _outcomes(report, mixed, good, hostile)
        report.row("peak_mb_without_hostile", baseline.peak_bytes // MB)
        more = (max(first.peak_bytes, last.peak_bytes) - baseline.peak_bytes) // MB
        report.bar("more_peak_mb_with_hostile", more, more <= MOST_MORE_MB, f"≤ {MOST_MORE_MB}")
        report.row("seconds_without_hostile", baseline.seconds)
        at_once = _folder(folder, "at-once", newsroom)
        _collect(at_once, [*good, *hostile])
        _outcomes(report, at_once, good, hostile, "at_once_")
        everyside(mixed, "collect")
        everyside(mixed, "work")
        _pages(report, mixed)
        inward = [address for address in newsroom.hits() if _inward(address)]
        report.bar("requests_to_inward_addresses", len(inward), not inward, "0")
    return report


def _folder(folder: Path, name: str, newsroom: NewsroomServer) -> Path:
    place = folder / name
    place.mkdir()
    (place / "everyside.toml").write_text(
        f'[collect]\npress = "none"\nproxy = "{newsroom.proxy}"\nsitemaps = false\ntimeout_s = {TIMEOUT_S}\n'
        '[parts]\nembedder = "plain"\n',
        encoding="utf-8",
    )
    return place


def _collect(place: Path, feeds: list[str]) -> Ran:
    (place / "feeds.txt").write_text("\n".join(feeds), encoding="utf-8")
    everyside(place, "feeds", "import", "feeds.txt")
    return everyside(place, "collect", "--no-pages")


def _outcomes(report: Report, place: Path, good: list[str], hostile: list[str], prefix: str = "") -> None:
    with state.opened(place / "everyside.db") as db:
        ended: dict[str, str] = dict(db.execute("SELECT item, outcome FROM ledger WHERE step = 'collect'").fetchall())
    named = {url.rpartition("/")[2]: ended.get(feed_id(url), "") for url in hostile}
    report.row(f"{prefix}outcomes", named, ", ".join(f"{name} {outcome}" for name, outcome in named.items()))
    without = sum(not outcome for outcome in named.values())
    report.bar(f"{prefix}hostile_without_outcome", without, without == 0, "0")
    well = sum(ended.get(feed_id(url)) == "ok" for url in good)
    report.bar(f"{prefix}good_feeds_taken_in", well, well == len(good), str(len(good)))


def _pages(report: Report, place: Path) -> None:
    """What a reader and the operator are shown must hold no markup of strangers."""
    with subprocess.Popen(
        (*COMMAND, "serve", "--port", "0"), cwd=place, env=environment(), stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            assert child.stdout is not None
            address = re.search(r"http://\S+", child.stdout.readline())
            assert address
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            front = _read(opener, f"{address[0]}/")
            stories = re.findall(r'href="(/story/[^"?]+)"', front)[:20]
            pages = [front, *(_read(opener, address[0] + path) for path in ("/operator", *stories))]
        finally:
            child.terminate()
            child.wait(30)
    tags = [tag for html in pages for tag in re.findall(r"<[a-z][^>]*>", html, re.IGNORECASE) if not OURS.fullmatch(tag)]
    bad = [tag for tag in tags if re.match(r"<(script|img|iframe)|.*(\son\w+\s*=|javascript:)", tag, re.IGNORECASE)]
    report.row("pages_looked_at", len(pages))
    report.bar("tags_of_strangers", len(bad), not bad, "0")


# The page's own script, and a block of data that no browser runs.
OURS = re.compile(r'<script src="/static/everyside\.js\?v=[0-9a-f]{10}"( defer)?>|<script type="application/ld\+json">')


def _read(opener: urllib.request.OpenerDirector, address: str) -> str:
    with opener.open(address, timeout=30) as answer:
        return bytes(answer.read()).decode()


def _inward(address: str) -> bool:
    try:
        return not ip_address(address.split("/")[0].strip("[]")).is_global
    except ValueError:
        return address.startswith("localhost")
