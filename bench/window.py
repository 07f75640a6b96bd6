"""The cluster stage as its window grows from 10,000 to 1,000,000 articles: one article's decision, memory, the slow pass.

The window is filled with made-up articles (vectors.py) of six days and is then given new ones of the last day, one by one and in
batches of 32. The slow pass goes over a window of 100,000 that is given new articles at each of its pauses. All on one thread, in
processor time, each size in a process of its own. The bars are in ``run``. Beside them: real embeddings and decisions together,
over short made-up texts, on all cores.
BENCH_WINDOW=10000,100000 measures other sizes; the largest takes most of the time.
"""

from __future__ import annotations

import ctypes
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
RATE_AT = PASS_AT = 100_000
ONE_BY_ONE, IN_BATCHES, BATCH = 200, 1024, 32
AT_A_PAUSE = 8  # articles that come in
TOLD = 320  # articles embedded
CHUNK = 5000
SLOWER, A_SECOND, BYTES, PASS_S = 3.0, 300, 3000, 600
NEWEST = datetime(2026, 11, 23, tzinfo=UTC)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def run(folder: Path) -> Report:
    report = Report(name="window")
    measured = {size: _in_a_process(folder, f"measure({size})", ONE_THREAD) for size in SIZES}
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
    slow = _in_a_process(folder, f"consolidate({min(PASS_AT, largest)})", ONE_THREAD)
    for key, value in slow.items():
        report.row(key, value)
    report.bar("pass_s", slow["pass_s"], slow["pass_s"] <= PASS_S, f"≤ {PASS_S}")
    for key, value in _in_a_process(folder, "embed_and_cluster()", {}).items():
        report.row(key, value)
    return report


def _in_a_process(folder: Path, call: str, more: dict[str, str]) -> dict[str, float]:
    script = f"from bench import window; window.{call}"
    ran = run_child((sys.executable, "-c", script), folder, more, timeout_s=7200)
    if ran.status != 0:
        raise RuntimeError(f"it ended with {ran.status}:\n{ran.output[-3000:]}")
    figures: dict[str, float] = json.loads(ran.output.strip().splitlines()[-1])
    return figures


def measure(size: int) -> None:
    """Print the figures of a window of ``size`` articles as one line of JSON. Processor time, of this thread alone."""
    newsroom = _Newsroom(size)
    gc.collect()
    resident = psutil.Process().memory_info().rss
    window, filling = _filled(newsroom, size)
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
    figures = {
        "decision_ms": float(np.median(single)),
        "decision_ms_95th_of_100": float(np.quantile(single, 0.95)),
        "articles_a_second": rate,
        "restored_a_second": size / filling,
        "bytes_an_article": held / size,
    }
    print(json.dumps(figures))


def consolidate(size: int) -> None:
    """Print how long the slow pass over ``size`` articles takes while others come in, as one line of JSON."""
    newsroom = _Newsroom(size)
    window, _ = _filled(newsroom, size)
    resident = psutil.Process().memory_info().rss
    slices: list[float] = []
    taken = added = members = most = 0
    spent = 0.0
    adding = 0.0
    began = time.process_time()
    for change in window.consolidate():
        if change is not None:
            members += len(change.members)
            continue
        slices.append(time.process_time() - began)
        most = max(most, psutil.Process().memory_info().rss)
        fresh, _ = newsroom.articles(AT_A_PAUSE, over_days=1.0)
        began = time.process_time()
        window.add(fresh)
        adding += time.process_time() - began
        added += AT_A_PAUSE
        began = time.process_time()
    slices.append(time.process_time() - began)
    spent, taken = sum(slices), len(slices)
    figures = {
        "pass_over": size,
        "pass_s": spent,
        "pass_slices": taken,
        "pass_longest_slice_s": max(slices),
        "pass_slice_s_99th_of_100": float(np.quantile(slices, 0.99)),
        "pass_moved": members,
        "pass_more_mb_while_it_runs": (most - resident) / 1e6,
        "added_meanwhile": added,
        "added_meanwhile_ms_each": 1000 * adding / max(1, added),
        "without_story": len(window) - len(window.placed()),
    }
    print(json.dumps(figures))


def embed_and_cluster() -> None:
    """Print articles a second of the real embedding and the decision together, on all cores, as one line of JSON. Wall time."""
    from everyside.adapters.embedder.e5 import E5Embedder
    from everyside.stages.cluster import terms
    from everyside.stages.embed import core as embed

    told = _told(TOLD)
    embedder = E5Embedder()
    embed.embed(embedder, told[:BATCH])
    window = Window(rule=Rule(), dimensions=embedder.dimensions)
    embedding = clustering = 0.0
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        began = time.perf_counter()
        vectors = embed.embed(embedder, batch)
        embedded = time.perf_counter()
        window.add(
            Placed(ArticleId(f"{start + at:032x}"), NEWEST, vector, "en", terms.terms_of(*batch[at]))
            for at, vector in enumerate(vectors)
        )
        embedding += embedded - began
        clustering += time.perf_counter() - embedded
    figures = {
        "embedded_and_clustered_a_second": len(told) / (embedding + clustering),
        "of_it_embedding_share": embedding / (embedding + clustering),
        "cores": float(os.cpu_count() or 1),
    }
    print(json.dumps(figures))


def _told(count: int) -> list[tuple[str, str]]:
    """Titles of nine words and texts of sixty, all made up from syllables."""
    random = np.random.default_rng(2)
    syllables = ["ba", "ren", "to", "mi", "sul", "ka", "dor", "ve", "lin", "qua", "pes", "tra", "no", "gri", "hal", "we"]
    words = ["".join(random.choice(syllables, random.integers(1, 4))) for _ in range(3000)]
    return [(" ".join(random.choice(words, 9)).capitalize(), " ".join(random.choice(words, 60))) for _ in range(count)]


def _filled(newsroom: _Newsroom, size: int) -> tuple[Window, float]:
    window = Window(rule=Rule(), dimensions=384)
    filling = 0.0
    for start in range(0, size, CHUNK):
        articles, stories = newsroom.articles(min(CHUNK, size - start), over_days=6.0)
        began = time.process_time()
        window.restore(articles, stories)
        filling += time.process_time() - began
    del articles, stories
    gc.collect()
    if sys.platform == "linux":  # what is free is given back: the made-up articles are not the window's
        ctypes.CDLL(None).malloc_trim(0)
    return window, filling


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
