"""Copies: articles a second at a window of 100,000, sketching included, on one thread; memory; precision and recall on two sets.

The window is filled with sketches as texts of the length of real ones would have (they are uniform, so that they can be drawn).
Then come made-up texts, a third of them edited copies of texts before. Beside it, in the same run: plain MinHash sketches
of the same texts by rensa. Processor time. The sets are other people's and looked for under EVERYSIDE_EVAL_DATA.
"""

from __future__ import annotations

import gc
import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

from bench.report import Report
from everyside.evaluation.runs import run_copies
from everyside.records.ids import ArticleId
from everyside.stages.dedupe import shingles
from everyside.stages.dedupe.core import Index, Sketched

WINDOW, FRESH, BATCH = 100_000, 4096, 64
WORDS, SPREAD = 540.0, 0.6  # the mean length of the articles of groundnews2025, and the spread of its logarithm
A_SECOND, RECALL, PRECISION = 1000, 0.95, 0.97
NEWEST = datetime(2026, 11, 23, tzinfo=UTC)
SETS = {
    "groundnews2025": ("clustering/groundnews2025/articles.jsonl", "neardup/gn2025_pairs.jsonl"),
    "allsides": ("neardup/abp_articles.jsonl", "neardup/abp_pairs.jsonl"),
}


def run(folder: Path) -> Report:
    report = Report(name="copies")
    chance = np.random.default_rng(4)
    index = Index()
    texts = _texts(FRESH, chance)
    _rate(Index(), texts[:BATCH], 0)  # what is loaded once is not counted
    gc.collect()
    resident = psutil.Process().memory_info().rss
    began = time.process_time()
    stored = _fill(index, chance)
    report.row("window", WINDOW)
    report.row("restored_a_second", WINDOW / (time.process_time() - began))
    report.row("bytes_an_article_in_memory", (psutil.Process().memory_info().rss - resident) / WINDOW)
    report.row("bytes_an_article_stored", stored / WINDOW)
    rate = _rate(index, texts, WINDOW)
    report.bar("articles_a_second", rate, rate >= A_SECOND, f"≥ {A_SECOND:,}")
    plain = _plain(texts)
    report.row("plain_rensa_sketches_a_second", plain)
    report.row("time_to_plain_rensa", plain / rate)
    for name, (articles, pairs) in SETS.items():
        _score(report, name, articles, pairs)
    return report


def _fill(index: Index, chance: np.random.Generator) -> int:
    """Bytes of the sketches of a window of articles that have nothing to do with each other."""
    stored = 0
    for number, count in enumerate(_lengths(WINDOW, chance)):
        drawn = np.unique(chance.integers(0, 2**shingles.HASH_BITS, count, dtype=np.uint32))
        packed = shingles.to_bytes(drawn[: shingles.MAX_HASHES])
        stored += len(packed)
        index.add([Sketched(ArticleId(f"{number:032x}"), NEWEST - timedelta(seconds=number), packed)])
    return stored


def _lengths(count: int, chance: np.random.Generator) -> list[int]:
    drawn = chance.lognormal(np.log(WORDS) - SPREAD**2 / 2, SPREAD, count)
    return [int(words) for words in np.clip(drawn, 60, 8000)]


def _texts(count: int, chance: np.random.Generator) -> list[str]:
    """Made-up texts; every third is one of those before it, with another beginning and a tenth of its sentences left out."""
    syllables = ["ba", "ren", "to", "mi", "sul", "ka", "dor", "ve", "lin", "qua", "pes", "tra", "no", "gri", "hal", "we"]
    words = np.array(["".join(chance.choice(syllables, int(chance.integers(1, 4)))) for _ in range(20_000)])
    made: list[list[str]] = []
    for number, length in enumerate(_lengths(count, chance)):
        if number % 3 == 2:
            source = made[int(chance.integers(0, number))]
            made.append(["A beginning of its own.", *(each for each in source if chance.random() > 0.1)])
        else:
            ranks = chance.zipf(1.3, length) % len(words)
            made.append([" ".join(words[ranks[at : at + 20]]).capitalize() + "." for at in range(0, length, 20)])
    return [" ".join(each) for each in made]


def _rate(index: Index, texts: list[str], start: int) -> float:
    began = time.process_time()
    for at in range(0, len(texts), BATCH):
        index.add(
            Sketched(ArticleId(f"{start + at + number:032x}"), NEWEST, shingles.sketch(text))
            for number, text in enumerate(texts[at : at + BATCH])
        )
    return len(texts) / (time.process_time() - began)


def _plain(texts: list[str]) -> float:
    """As it is written in rensa's own example, with the shingles as text."""
    from rensa import RMinHash

    began = time.process_time()
    for text in texts:
        minhash = RMinHash(num_perm=128, seed=1)
        minhash.update(shingles.shingles(text))
        minhash.digest()
    return len(texts) / (time.process_time() - began)


def _score(report: Report, name: str, articles: str, pairs: str) -> None:
    data = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not (data / pairs).exists():
        report.row(f"{name}", "skipped: no evaluation data; name its folder in EVERYSIDE_EVAL_DATA")
        return
    rows = [json.loads(line) for line in (data / articles).read_text(encoding="utf-8").splitlines()]
    labelled = [json.loads(line) for line in (data / pairs).read_text(encoding="utf-8").splitlines()]
    found = {row["id"]: row for row in run_copies(rows, lambda done: None)}
    one_group = _counts(labelled, lambda a, b: found[a]["group"] == found[b]["group"])
    one_pair = _counts(labelled, lambda a, b: b in found[a]["copies"])
    for what, counts, counted in (("pairs", one_pair, True), ("groups", one_group, name == "groundnews2025")):
        recall = counts["found"] / (counts["found"] + counts["missed"])
        precision = counts["found"] / (counts["found"] + counts["wrong"])
        if counted:
            report.bar(f"{name}_{what}_recall", recall, recall >= RECALL, f"≥ {RECALL}")
            report.bar(f"{name}_{what}_precision", precision, precision >= PRECISION, f"≥ {PRECISION}")
        else:
            report.row(f"{name}_{what}_recall", recall)
            report.row(f"{name}_{what}_precision", precision)


def _counts(labelled: Iterable[dict[str, Any]], together: Any) -> Counter[str]:
    counts: Counter[str] = Counter(found=0, missed=0, wrong=0, right=0)
    for pair in labelled:
        copy, said = pair["label"] == "copy", together(pair["a"], pair["b"])
        counts["found" if copy and said else "missed" if copy else "wrong" if said else "right"] += 1
    return counts
