"""Who reports 65 stories, against the labels their articles came with: how many are rated, on the right side, and in what shares.

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
from everyside.evaluation.rating import open_book, run_ratings
from everyside.knowledge import registry
from everyside.knowledge.lookup import Book

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
ARTICLES, RATINGS = DATA / "clustering" / "groundnews2025" / "articles.jsonl", DATA / "outlets" / "mbfc2026.csv"
SIDES = ("left", "center", "right")

RATED, RATED_BY_DEFAULT = 0.67, 0.45  # of all articles: what the site the set is from reaches itself, and what ships
AGREEMENT = 0.85  # of articles that are labelled and rated
SHARES = 0.06  # mean absolute difference of a side's share among a story's rated outlets


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


def sides(rows: list[dict[str, Any]], book: Book) -> list[str]:
    return [found["bias3"] for found in run_ratings([{"domain": row["source"]} for row in rows], book, lambda done: None)]


def test_most_articles_are_rated_and_on_the_side_they_are_labelled_with(rows: list[dict[str, Any]], book: Book) -> None:
    ours, theirs = sides(rows, book), [label(row) for row in rows]
    assert sum(side in SIDES for side in ours) >= RATED * len(rows)
    both = [(a, b) for a, b in zip(ours, theirs, strict=True) if a in SIDES and b]
    assert sum(a == b for a, b in both) >= AGREEMENT * len(both)


def test_what_ships_rates_nearly_half(rows: list[dict[str, Any]]) -> None:
    assert sum(side in SIDES for side in sides(rows, open_book([]))) >= RATED_BY_DEFAULT * len(rows)


def test_the_shares_of_a_storys_sides_are_near_those_of_the_labels(rows: list[dict[str, Any]], book: Book) -> None:
    labelled: dict[str, dict[str, str]] = {}
    for row in rows:
        if label(row):
            labelled.setdefault(row["cluster"], {})[row["source"]] = label(row)
    apart = []
    for found in run_coverage(rows, book, registry.load(), lambda done: None, lambda problem: None):
        theirs = Counter(labelled.get(found["cluster"], {}).values())
        if found["rated"] and theirs:
            apart += [abs(found[side] / found["rated"] - theirs[side] / theirs.total()) for side in SIDES]
    assert sum(apart) / len(apart) <= SHARES
