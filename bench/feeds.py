"""Collecting the newsroom's open feeds against the ``reader`` library's ``update_feeds(workers=8)``, in the same run.

Both sides are given the feeds that robots.txt allows and start from nothing; each in a process of its own, in turns. Ours asks
each host's robots.txt first, which reader does not: that is twice the requests. Bar: as many feeds a second or more.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bench.children import everyside
from bench.children import run as run_child
from bench.newsroom_server import NewsroomServer, host_of
from bench.report import Absent, Report

TURNS = 3

# The time inside, without the start of Python and imports; the last line of what they say is JSON.
OURS = """
import json, time
from pathlib import Path
from everyside.runner.loop import run_once
from everyside.settings import load
from everyside.wiring.house import House
with House(load(Path("everyside.toml"))) as house:
    step, worker = house.poll_feeds(), house.worker()
    began = time.perf_counter()
    asked = 0
    while found := run_once(step, worker):
        asked += found["ok"]
    seconds = time.perf_counter() - began
    with house.database.read() as tx:
        kept = tx.exec_driver_sql("SELECT count(*) FROM entries").scalar()
print(json.dumps({"seconds": seconds, "feeds": asked, "entries": kept}))
"""
THEIRS = """
import json, sys, time
from pathlib import Path
import feedparser_sgmllib
sys.modules.setdefault("sgmllib", feedparser_sgmllib)  # reader's own copy of feedparser asks for it by its old name
from reader import make_reader
began = time.perf_counter()
reader = make_reader("reader.sqlite")
for url in Path("feeds.txt").read_text().split():
    reader.add_feed(url)
adding = time.perf_counter() - began
began = time.perf_counter()
reader.update_feeds(workers=8)
seconds = time.perf_counter() - began
counts, entries = reader.get_feed_counts(), reader.get_entry_counts().total
print(json.dumps({"seconds": seconds, "feeds": counts.total - counts.broken, "entries": entries, "adding": adding}))
"""


def run(folder: Path) -> Report:
    if not find_spec("reader"):
        raise Absent("the reader library is not installed; it comes with the dev group")
    report = Report(name="feeds")
    with NewsroomServer() as newsroom:
        _measure(report, folder, newsroom)
    return report


def _side(folder: Path, script: str, more: dict[str, str]) -> dict[str, float]:
    ran = run_child((sys.executable, "-c", script), folder, more)
    if ran.status != 0:
        raise RuntimeError(f"it ended with {ran.status}:\n{ran.output[-3000:]}")
    inside: dict[str, float] = json.loads(ran.output.strip().splitlines()[-1])
    # Ours has its feeds added by a command of its own; so theirs does not count either.
    return {**inside, "command": ran.seconds - inside.get("adding", 0.0), "peak": ran.peak_bytes}


def _measure(report: Report, folder: Path, newsroom: NewsroomServer) -> None:
    open_hosts = {each.host for each in newsroom.told() if each.open}
    feeds = [url for url in newsroom.feeds() if host_of(url) in open_hosts]
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    commands: list[float] = []
    for turn in range(TURNS):
        for name, sides in (("ours", ours), ("theirs", theirs), ("command", None)):
            place = folder / f"{name}-{turn}"
            place.mkdir()
            (place / "feeds.txt").write_text("\n".join(feeds), encoding="utf-8")
            if sides is theirs:
                sides.append(_side(place, THEIRS, {"http_proxy": newsroom.proxy}))
                continue
            (place / "everyside.toml").write_text(
                f'[collect]\npress = "none"\nproxy = "{newsroom.proxy}"\nsitemaps = false\n', encoding="utf-8"
            )
            everyside(place, "feeds", "import", "feeds.txt")
            if sides is ours:
                sides.append(_side(place, OURS, {}))
            else:
                began = time.perf_counter()
                everyside(place, "collect", "--no-pages")
                commands.append(time.perf_counter() - began)

    def middle(sides: list[dict[str, float]], key: str) -> float:
        return median(each[key] for each in sides)

    report.row("feeds", len(feeds))
    report.row("turns", TURNS)
    for name, sides in (("ours", ours), ("reader", theirs)):
        report.row(f"{name}_feeds_taken_in", int(middle(sides, "feeds")))
        report.row(f"{name}_entries", int(middle(sides, "entries")))
        report.row(f"{name}_feeds_per_s", len(feeds) / middle(sides, "seconds"))
        report.row(f"{name}_seconds_of_each_turn", [round(each["seconds"], 2) for each in sides])
        report.row(f"{name}_peak_mb", int(middle(sides, "peak")) >> 20)
    ratio = middle(theirs, "seconds") / middle(ours, "seconds")
    report.bar("speed_against_reader", ratio, ratio >= 1, "≥ 1")
    report.row("speed_against_reader_as_commands", middle(theirs, "command") / median(commands))
