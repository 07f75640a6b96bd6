"""What a reader's browser meets: weight, paint, shift and answer to a click, in headless Chromium on loopback.

The press is made up (site_world.py), `everyside serve` a child process. Every page is opened for the first time in an empty
browser, on a phone and on a wide screen; the figure is the worst of ``TIMES``. Largest Contentful Paint, layout shift and the
duration of an event are as the browser's own observers report them (W3C: Largest Contentful Paint, Layout Instability,
Event Timing).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.children import COMMAND, environment
from bench.report import Absent, Report
from bench.site_world import World
from everyside.settings import Settings
from everyside.stages.embed import step as embed
from everyside.storage import reading
from everyside.storage.database import Database
from everyside.wiring.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARTICLES, STORIES = 6000, 400
TIMES = 3
SCREENS = {"phone": (390, 844), "wide": (1440, 900)}
WIRE_KB, HTML_KB, LARGE_HTML_KB = 100, 60, 200
LCP_MS, EVENT_MS, SHIFT = 1000.0, 100.0, 0.0
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OBSERVE = """() => {
  window.found = {paint: 0, shift: 0, event: 0};
  const watch = (type, take, more) =>
    new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true, ...more});
  watch('largest-contentful-paint', each => { found.paint = each.startTime });
  watch('layout-shift', each => { if (!each.hadRecentInput) found.shift += each.value });
  watch('event', each => { if (each.interactionId) found.event = Math.max(found.event, each.duration) }, {durationThreshold: 16});
}"""
WEIGHT = """() => {
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const kept = all.filter(each => each.initiatorType !== 'img');
  return {wire: kept.reduce((sum, each) => sum + each.transferSize, 0), html: all[0].decodedBodySize};
}"""
OPENS = ".bullets summary, .articles details summary, .choose summary, main details summary"


def run(folder: Path) -> Report:
    report = Report(name="browser")
    url = f"sqlite:///{folder / 'site.db'}"
    with House(Settings()) as parts:
        version, dimensions = embed.version(parts.embedder), parts.embedder.dimensions
    database = Database(url)
    ids = World(database, articles=ARTICLES, stories=STORIES, vectors_by=version, dimensions=dimensions).fill()
    with database.read() as tx:
        sizes = {id: len(cards) for id, cards in reading.article_cards(tx, ids).items()}
    thirty = min(ids, key=lambda id: abs(sizes[id] - 30))
    database.close()
    report.row("articles_of_the_story", sizes[thirty])
    (folder / "everyside.toml").write_text(f'[storage]\nurl = "{url}"\n[collect]\npress = "none"\n', encoding="utf-8")
    paths = {
        "front": "/",
        "story": f"/story/{thirty}",
        "story_of_600": f"/story/{ids[0]}",
        "sources": "/source",
        "blindspot": "/blindspot",
    }
    with _serving(folder) as address, _browser() as browser:
        for name, path in paths.items():
            _page(report, browser, name, address + path)
    return report


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    server = subprocess.Popen([*COMMAND, "serve", "--port", "0"], cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("Open ").strip()
        until = time.monotonic() + 60
        while not _answers(address):
            assert time.monotonic() < until, "the site did not start"
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.communicate()


def _answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{address}/health", timeout=5).status == 200)
    except OSError:
        return False


@contextmanager
def _browser() -> Iterator[Browser]:
    path = os.environ.get("EVERYSIDE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Absent("the playwright package is not installed") from error
    if not path:
        raise Absent("there is no Chromium; name one in EVERYSIDE_CHROMIUM")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


def _page(report: Report, browser: Browser, name: str, url: str) -> None:
    """The bars of one page, in the worst of all openings."""
    seen = [_opened(browser, url, size) for size in SCREENS.values() for _ in range(TIMES)]
    worst = {key: max(each[key] for each in seen) for key in seen[0]}
    html_kb = LARGE_HTML_KB if name == "story_of_600" else HTML_KB
    report.bar(f"{name}_wire_kb", worst["wire"] / 1000, worst["wire"] <= WIRE_KB * 1000, f"≤ {WIRE_KB}")
    report.bar(f"{name}_html_kb", worst["html"] / 1000, worst["html"] <= html_kb * 1000, f"≤ {html_kb}")
    report.bar(f"{name}_largest_paint_ms", worst["paint"], 0 < worst["paint"] <= LCP_MS, f"≤ {LCP_MS:g}")
    report.bar(f"{name}_shift", worst["shift"], worst["shift"] <= SHIFT, "0")
    report.bar(f"{name}_event_ms", worst["event"], worst["event"] <= EVENT_MS, f"≤ {EVENT_MS:g}")


def _opened(browser: Browser, url: str, size: tuple[int, int]) -> dict[str, float]:
    """Weight on the way in, paint, shift to the end of the page and back, and the slowest answer to opening what opens."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.add_init_script(f"({OBSERVE})()")
    page.goto(url, wait_until="load")
    page.wait_for_timeout(400)
    weight: dict[str, Any] = page.evaluate(WEIGHT)
    page.mouse.wheel(0, 100_000)
    page.wait_for_timeout(200)
    page.wait_for_timeout(200)
    found: dict[str, Any] = page.evaluate("() => window.found")  # before what opens moves what stands below, as it should
    page.mouse.wheel(0, -100_000)
    _click(page)
    event = page.evaluate("() => window.found.event")
    context.close()
    return {key: float(value) for key, value in {**weight, **found, "event": event}.items()}


def _click(page: Page) -> None:
    for each in page.locator(OPENS).all()[:5]:
        if each.is_visible():
            each.click()
            page.wait_for_timeout(150)  # the event's entry comes with the paint after it
