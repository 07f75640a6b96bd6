"""Rating files as raters publish them, taken in whole; and how many articles of a set of stories they rate, and how right.

The files and the set are other people's and no part of the project; they are looked for under EVERYSIDE_EVAL_DATA, by default
``../shared/data`` beside the repository. Articles are met as the pipeline meets them: by the registry, else by registered domain.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from everyside.evaluation.rating import open_book
from everyside.knowledge import packs, registry
from everyside.knowledge.lookup import Book
from everyside.records.rating import BIAS, FACTUALITY
from everyside.stages.collect import urls

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
OUTLETS = DATA / "outlets"
STORIES = DATA / "clustering" / "groundnews2025" / "articles.jsonl"


@pytest.fixture(autouse=True)
def data() -> None:
    if not (OUTLETS.is_dir() and STORIES.exists()):
        pytest.skip("no rating files; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")


@pytest.mark.parametrize(
    ("name", "format", "rows", "bias", "factuality", "left_out"),
    [
        ("mbfc2026.csv", "mbfc2026", 9775, 5662, 8810, 965),
        ("mbfc_idiap2023.csv", "mbfc2023", 4497, 3755, 4422, 124),
        ("allsides_domains.csv", "allsides", 116, 78, 0, 38),
        ("domain_quality_lin2023.csv", "lin2023", 11520, 0, 11464, 56),
    ],
)
def test_a_raters_own_file_is_taken_in_whole(name: str, format: str, rows: int, bias: int, factuality: int, left_out: int) -> None:
    reading = packs.read_file(OUTLETS / name)
    assert (reading.pack.format, reading.rows) == (format, rows)
    assert Counter(rating.axis for rating in reading.ratings) == Counter({BIAS: bias, FACTUALITY: factuality})
    assert len(reading.left_out) == left_out
    assert not [each for each in reading.left_out if "spreadsheet formula" in each.reason or "control char" in each.reason]


def test_allsides_2020_is_matched_by_name_and_every_row_is_taken_or_named() -> None:
    reading = packs.read_file(OUTLETS / "allsides_ratings_2020.csv", packs.Options(outlets=registry.load().outlets))
    assert reading.rows == 547
    assert len(reading.ratings) >= 100
    assert len({each.line for each in reading.left_out}) + len(reading.ratings) >= 547


def measured(book: Book) -> tuple[float, float]:
    """The share of articles rated on bias, and of those with a label of their own the share on the same side."""
    rated, agreed, labelled, every = 0, 0, 0, 0
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        every += 1
        host = urls.host_of(row["url"])
        standing = book.standing(host if book.outlet(host) else urls.registered_domain(host))
        if BIAS not in standing:
            continue
        rated += 1
        label = next((side for side in ("left", "center", "right") if side in row["bias"].lower()), "")
        labelled += bool(label)
        agreed += label == standing[BIAS].side.value
    return rated / every, agreed / labelled


# Measured on 23 November 2026: .499 rated, .887 of them on the same side; with the list of MBFC on top .649 and .884.
@pytest.mark.parametrize(("files", "rated", "agreed"), [((), 0.45, 0.85), (("mbfc2026.csv",), 0.63, 0.85)])
def test_enough_articles_are_rated_and_on_the_side_their_own_labels_say(files: Sequence[str], rated: float, agreed: float) -> None:
    share, agreement = measured(open_book([OUTLETS / name for name in files]))
    assert share >= rated
    assert agreement >= agreed
