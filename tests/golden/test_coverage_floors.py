"""Who reports 65 stories, against the labels their articles came with: the shares of their sides.

The sets are other people's; they are looked for under EVERYSIDE_EVAL_DATA, by default ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from everyside.evaluation.coverage import run_coverage
from everyside.evaluation.rating import open_book
from everyside.knowledge import registry
from everyside.knowledge.lookup import Book

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
ARTICLES, RATINGS = DATA / "clustering" / "groundnews2025" / "articles.jsonl", DATA / "outlets" / "mbfc2026.csv"
SIDES = ("left", "center", "right")

MANY = 10  # rated and labelled outlets from which a story's shares are more than chance
SHARES = {MANY: 0.06, 1: 0.09}  # at least so many of both → mean absolute difference of a side's share, at most


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    for file in (ARTICLES, RATINGS):
        if not file.is_file():
            pytest.skip(f"no {file.name}; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    return [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def book(rows: list[dict[str, Any]]) -> Book:
    """What ships, and the ratings an operator would import."""
    return open_book([RATINGS])


def label(row: Mapping[str, Any]) -> str:
    """The set's label of an article folded to three sides; "" unlabelled."""
    return next((side for side in SIDES if str(row["bias"]).lower().endswith(side)), "")


@pytest.mark.parametrize("least", SHARES)
def test_the_shares_of_a_storys_sides_are_near_those_of_the_labels(rows: list[dict[str, Any]], book: Book, least: int) -> None:
    labelled: dict[str, dict[str, str]] = {}
    for row in rows:
        if label(row):
            labelled.setdefault(row["cluster"], {})[row["source"]] = label(row)
    apart = []
    for found in run_coverage(rows, book, registry.load(), lambda done: None, lambda problem: None):
        theirs = Counter(labelled.get(found["cluster"], {}).values())
        if min(found["rated"], theirs.total()) >= least:
            apart += [abs(found[side] / found["rated"] - theirs[side] / theirs.total()) for side in SIDES]
    assert sum(apart) / len(apart) <= SHARES[least]
