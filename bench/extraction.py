"""F1 on the two published sets, by the pipeline's own worker pool, and time a page against bare trafilatura in the same run.

Bars: F1 ≥ .955 on scrapinghub and ≥ .92 on trafilatura, each by the set's own scoring.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.children import REPOSITORY
from bench.report import Absent, Report
from everyside.evaluation.extraction import Score, score_segments, score_texts
from everyside.records.errors import Failure
from everyside.stages.extract import core
from everyside.stages.extract.pool import ExtractionPool, Job

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or REPOSITORY.parent / "shared" / "data") / "extraction"
BARS = {"scrapinghub": 0.955, "trafilatura": 0.92}
TIMED = 150  # pages a set that both sides are timed on, evenly spread
Row = dict[str, Any]


def run(folder: Path) -> Report:
    if not DATA.is_dir():
        raise Absent("the extraction sets are not here; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    report = Report(name="extraction")
    for name, bar in BARS.items():
        rows, pages = _read(DATA / name)
        jobs = (Job(key=row["id"], url=row["url"], body=pages[row["id"]]) for row in rows)
        began = time.perf_counter()
        with ExtractionPool(seconds=30) as pool:
            texts = {each.key: each.extracted.text if each.extracted else "" for each in pool.map(jobs)}
        report.row(f"{name}_pages", len(rows))
        report.row(f"{name}_pool_ms_a_page", 1000 * (time.perf_counter() - began) / len(rows))
        f1 = round(_score(name, rows, texts).f1, 4)
        report.bar(f"{name}_f1", f1, f1 >= bar, f"≥ {bar}")
        _times(report, name, [(row["url"], pages[row["id"]]) for row in rows[:: max(1, len(rows) // TIMED)]])
    return report


def _times(report: Report, name: str, pages: list[tuple[str, bytes]]) -> None:
    """Both sides in this process, page by page in turns."""
    spent = {"ours": 0.0, "bare": 0.0}
    sides: dict[str, Callable[[str, bytes], Any]] = {"ours": _ours, "bare": _bare}
    for side in sides.values():
        side(*pages[0])  # what is loaded once is not counted
    for url, body in pages:
        for side_name, side in sides.items():
            began = time.perf_counter()
            side(url, body)
            spent[side_name] += time.perf_counter() - began
    report.row(f"{name}_ours_ms_a_page", 1000 * spent["ours"] / len(pages))
    report.row(f"{name}_trafilatura_ms_a_page", 1000 * spent["bare"] / len(pages))
    report.row(f"{name}_ratio", spent["ours"] / spent["bare"])


def _ours(url: str, body: bytes) -> str:
    try:
        return core.extract_page(body, url).text
    except Failure:
        return ""


def _bare(url: str, body: bytes) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = bare_extraction(body, url=url, fast=True, with_metadata=True, include_comments=False)
    except Exception:  # a third-party parser of wild pages
        return ""
    return str(getattr(document, "text", "") or "")


def _read(folder: Path) -> tuple[list[Row], dict[str, bytes]]:
    rows: list[Row] = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return rows, {row["id"]: gzip.decompress((folder / row["html"]).read_bytes()) for row in rows}


def _score(name: str, rows: list[Row], texts: dict[str, str]) -> Score:
    if name == "scrapinghub":
        return score_texts((row["text"], texts[row["id"]]) for row in rows)
    return score_segments((texts[row["id"]], row["with_"] or (), row["without"] or ()) for row in rows)
