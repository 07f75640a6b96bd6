"""Extraction must not get worse: F1 on two published sets, against the floors in extraction_floors.json.

The sets are other people's and are not part of the project; they are looked for under EVERYSIDE_EVAL_DATA, by default
``../shared/data`` beside the repository. Where better figures are to be pinned:

    python -m tests.golden.test_extraction_floors [--allow-regression]

which only ever raises a floor, unless told otherwise.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from everyside.evaluation.extraction import Score, score_segments, score_texts
from everyside.stages.extract.pool import ExtractionPool, Job

FLOORS = Path(__file__).with_name("extraction_floors.json")
DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "extraction"
BARS = {"scrapinghub": 0.955, "trafilatura": 0.92}  # no floor may ever lie below these
MARGIN = 0.002  # below what was measured: a new release of libxml2 moves a page or two


def _texts(rows: list[dict[str, Any]], texts: dict[str, str]) -> Score:
    return score_texts((row["text"], texts[row["id"]]) for row in rows)


def _segments(rows: list[dict[str, Any]], texts: dict[str, str]) -> Score:
    return score_segments((texts[row["id"]], row["with_"] or (), row["without"] or ()) for row in rows)


SCORINGS: dict[str, Callable[[list[dict[str, Any]], dict[str, str]], Score]] = {"scrapinghub": _texts, "trafilatura": _segments}


def measure(name: str) -> Score:
    """The whole set (181 and 990 pages), by the pipeline's own worker pool."""
    folder = DATA / name
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    jobs = (Job(key=row["id"], url=row["url"], body=gzip.decompress((folder / row["html"]).read_bytes())) for row in rows)
    with ExtractionPool(seconds=30) as pool:
        texts = {each.key: each.extracted.text if each.extracted else "" for each in pool.map(jobs)}
    return SCORINGS[name](rows, texts)


@pytest.mark.parametrize("name", BARS)
def test_extraction_is_as_good_as_it_was(name: str) -> None:
    if not (DATA / name / "manifest.jsonl").exists():
        pytest.skip(f"no {name} set; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    floor = json.loads(FLOORS.read_text(encoding="utf-8"))[name]["f1"]
    score = measure(name)
    assert score.f1 >= floor, f"{name}: F1 {score.f1:.4f} is below its floor {floor}"


def test_no_floor_lies_below_its_bar() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert {name for name, bar in BARS.items() if floors[name]["f1"] < bar} == set()


def pin(allow_regression: bool) -> int:
    """Write floors ``MARGIN`` below what is measured now; 1 where one would sink."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    sunk = False
    for name, bar in BARS.items():
        score = measure(name)
        new, old = max(bar, round(score.f1 - MARGIN, 4)), floors.get(name, {}).get("f1", 0.0)
        print(f"{name}: F1 {score.f1:.4f} P {score.precision:.4f} R {score.recall:.4f}; floor {old} → {new}")
        if new < old and not allow_regression:
            sunk = True
            continue
        floors[name] = {
            "f1": new,
            "measured": {"f1": round(score.f1, 4), "p": round(score.precision, 4), "r": round(score.recall, 4)},
        }
    if sunk:
        print("not written: a floor would sink; --allow-regression if that is meant", file=sys.stderr)
        return 1
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Pin the extraction floors at what is measured now.")
    parser.add_argument("--allow-regression", action="store_true", help="let a floor sink (say why in the commit)")
    sys.exit(pin(parser.parse_args().allow_regression))
