"""Copies must be found as well as they were: precision and recall on exact labels of two public sets, against copy_floors.json.

A pair is a copy where the 5-word shingles of both have a resemblance of at least .5 or a containment of at least .8, counted
exactly. The sets are other people's and no part of the project; they are looked for under EVERYSIDE_EVAL_DATA, by default
``../shared/data`` beside the repository.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from everyside.evaluation.runs import run_copies

FLOORS = json.loads(Path(__file__).with_name("copy_floors.json").read_text(encoding="utf-8"))
DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
SETS = {
    "groundnews2025": ("clustering/groundnews2025/articles.jsonl", "neardup/gn2025_pairs.jsonl"),
    "allsides": ("neardup/abp_articles.jsonl", "neardup/abp_pairs.jsonl"),
}


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def scores(pairs: list[dict[str, Any]], together: Callable[[str, str], bool]) -> dict[str, float]:
    counts = Counter((pair["label"] == "copy", together(pair["a"], pair["b"])) for pair in pairs)
    found = counts[True, True]
    return {"recall": found / (found + counts[True, False]), "precision": found / (found + counts[False, True])}


@pytest.mark.parametrize("name", SETS)
def test_copies_are_found_as_well_as_they_were(name: str) -> None:
    articles, labels = (DATA / path for path in SETS[name])
    if not labels.exists():
        pytest.skip("no set of copies; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    pairs = read(labels)
    named = {pair[side] for pair in pairs for side in "ab"}
    rows = [row for row in read(articles) if row["id"] in named]
    found = {row["id"]: row for row in run_copies(rows, lambda done: None)}
    by_pair = scores(pairs, lambda a, b: b in found[a]["copies"])
    by_group = scores(pairs, lambda a, b: bool(found[a]["group"] == found[b]["group"]))
    for said, measured in (("pairs", by_pair), ("groups", by_group)):
        for what, floor in FLOORS[name][said].items():
            assert measured[what] >= floor, (said, measured)
