"""One article's decision as the window grows from 10,000 to 1,000,000 articles, and what an article in it costs in memory.

The window of the cluster stage is filled with made-up vectors (vectors.py) over six days and is then given new articles of the
last day, one by one and in batches of 32, on one thread. Each size is a process of its own. Bars: the decision at 1,000,000 at
most 3 × that at 10,000; at 100,000 at least 300 articles a second; at most 3 KB an article.
BENCH_WINDOW=10000,100000 measures other sizes; the largest takes most of the time.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped]

from bench.children import run as run_child
from bench.report import Report
from bench.vectors import Press
from everyside.records.ids import ArticleId, StoryId, story_id
from everyside.stages.cluster.core import Placed, Rule, Window

SIZES = tuple(int(size) for size in (os.environ.get("BENCH_WINDOW") or "10000,100000,1000000").split(","))
RATE_AT = 100_000
ONE_BY_ONE, IN_BATCHES, BATCH = 200, 1024, 32
CHUNK = 5000
SLOWER, A_SECOND, BYTES = 3.0, 300, 3000
NEWEST = datetime(2026, 11, 23, tzinfo=UTC)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def run(folder: Path) -> Report:
    report = Report(name="window")
    measured = {size: _in_a_process(folder, size) for size in SIZES}
    for size, figures in measured.items():
        for key, value in figures.items():
            report.row(f"{key}_at_{size}", value)
    least, largest = min(SIZES), max(SIZES)
    slower = measured[largest]["decision_ms"] / measured[least]["decision_ms"]
    report.bar(f"decision_at_{largest}_to_{least}", slower, slower <= SLOWER, f"≤ {SLOWER}")
    if RATE_AT in measured:
        rate = measured[RATE_AT]["articles_a_second"]
        report.bar(f"articles_a_second_on_one_core_at_{RATE_AT}", rate, rate >= A_SECOND, f"≥ {A_SECOND}")
    room = measured[largest]["bytes_an_article"]
    report.bar("bytes_an_article", room, room <= BYTES, f"≤ {BYTES:,}")
    return report


def _in_a_process(folder: Path, size: int) -> dict[str, float]:
    script = f"from bench.window import measure; measure({size})"
    ran = run_child((sys.executable, "-c", script), folder, ONE_THREAD, timeout_s=7200)
    if ran.status != 0:
        raise RuntimeError(f"it ended with {ran.status}:\n{ran.output[-3000:]}")
    figures: dict[str, float] = json.loads(ran.output.strip().splitlines()[-1])
    return figures


def measure(size: int) -> None:
    """Print the figures of a window of ``size`` articles as one line of JSON. Processor time, of this thread alone."""
    newsroom = _Newsroom(size)
    gc.collect()
    resident = psutil.Process().memory_info().rss
    window = Window(rule=Rule(), dimensions=384)
    filling = 0.0
    for start in range(0, size, CHUNK):
        articles, stories = newsroom.articles(min(CHUNK, size - start), over_days=6.0)
        began = time.process_time()
        window.restore(articles, stories)
        filling += time.process_time() - began
    articles, stories = [], {}
    gc.collect()
    held = psutil.Process().memory_info().rss - resident
    fresh, _ = newsroom.articles(ONE_BY_ONE + IN_BATCHES, over_days=1.0)
    window.add(fresh[:1])  # what is loaded once is not counted
    single = []
    for article in fresh[1:ONE_BY_ONE]:
        began = time.process_time()
        window.add([article])
        single.append(1000 * (time.process_time() - began))
    began = time.process_time()
    for start in range(ONE_BY_ONE, len(fresh), BATCH):
        window.add(fresh[start : start + BATCH])
    rate = IN_BATCHES / (time.process_time() - began)
    print(
        json.dumps(
            {
                "decision_ms": float(np.median(single)),
                "decision_ms_95th_of_100": float(np.quantile(single, 0.95)),
                "articles_a_second": rate,
                "restored_a_second": size / filling,
                "bytes_an_article": held / size,
            }
        )
    )


class _Newsroom:
    """Articles with vectors, in stories as a window would be restored with."""

    def __init__(self, size: int) -> None:
        self._press = Press(size)
        self._random = np.random.default_rng(1)
        self._made = 0
        self._first: dict[int, StoryId] = {}  # event → its story

    def articles(self, count: int, over_days: float) -> tuple[list[Placed], dict[ArticleId, StoryId]]:
        drawn = self._press.articles(count)
        back = self._random.uniform(0, over_days, count)
        made: list[Placed] = []
        stories: dict[ArticleId, StoryId] = {}
        for at in range(count):
            id = ArticleId(f"{self._made:032x}")
            self._made += 1
            stories[id] = self._first.setdefault(int(drawn.events[at]), story_id(id))
            published = NEWEST - timedelta(days=float(back[at]))
            made.append(Placed(id, published, drawn.vectors[at], drawn.languages[at], drawn.terms[at]))
        return made, stories
