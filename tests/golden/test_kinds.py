"""What is not a story is told from what is: on published sets of news, hardly one story may be taken for a list.

The sets are other people's; they are looked for under EVERYSIDE_EVAL_DATA, by default ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

from everyside.records.article import Kind
from everyside.stages.extract.kinds import kind_of_text

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")

# Measured: rows that are told to be listings or roundups. Each was read: the listings are timetables of matches (2) and a page
# titled with a date; the roundups a podcast and a "summary of the day".
NEWS = {
    "clustering/groundnews2025/articles.jsonl": {Kind.LISTING: 0, Kind.ROUNDUP: 1},  # of 1,964
    "clustering/allsides/articles.jsonl": {Kind.LISTING: 0, Kind.ROUNDUP: 0},  # of 1,477
    "clustering/basil/articles.jsonl": {Kind.LISTING: 0, Kind.ROUNDUP: 0},  # of 300
    "clustering/og2021-dev.jsonl": {Kind.LISTING: 3, Kind.ROUNDUP: 1},  # of 6,018 titles
}
TOPICS = "topics/telegram.jsonl"
LISTED = (Kind.LISTING, Kind.ROUNDUP, Kind.LIVE)


@cache
def told(name: str) -> list[tuple[str, Kind]]:
    """Category (empty where the set has none) and kind of every row."""
    file = DATA / name
    if not file.exists():
        pytest.skip(f"no {name}; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        (row.get("category", ""), kind_of_text(row["title"] or "", row.get("text") or "", row.get("url") or "")) for row in rows
    ]


@pytest.mark.parametrize("name", NEWS)
def test_news_is_not_taken_for_a_list(name: str) -> None:
    kinds = [kind for _, kind in told(name)]
    found = {kind: kinds.count(kind) for kind in NEWS[name]}
    assert all(found[kind] <= most for kind, most in NEWS[name].items()), found


def test_of_what_readers_called_no_news_a_part_is_told_and_of_their_news_nothing_but_forecasts_and_deals() -> None:
    """Most of the set's ``not_news`` is evergreen reading without any mark; its forecasts and horoscopes are under ``other``."""
    rows = told(TOPICS)
    not_news = [kind for category, kind in rows if category == "not_news"]
    news = [kind for category, kind in rows if category not in ("not_news", "other")]
    assert sum(kind in LISTED for kind in not_news) >= 8  # of 48
    assert sum(kind in LISTED for kind in news) <= 1  # of 378: a list of shopping deals
    assert sum(kind is Kind.LISTING for category, kind in rows if category == "other") >= 4  # of 19 horoscopes and forecasts
