"""Stories must not get worse: a part of each public set, embedded and grouped as ``everyside eval cluster`` does, against
cluster_floors.json. The parts are those that take about a minute in all; docs/benchmarks.md has the whole sets.

The sets are other people's and no part of the project; they are looked for under EVERYSIDE_EVAL_DATA, by default
``../shared/data`` beside the repository. A floor may be raised, never lowered without a decision record.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from everyside.adapters import registry
from everyside.evaluation.clustering import across, bcubed
from everyside.evaluation.runs import run_cluster
from everyside.settings import Settings

FLOORS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("cluster_floors.json").read_text(encoding="utf-8"))
DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "clustering"


@pytest.mark.parametrize("name", FLOORS)
def test_stories_are_as_right_as_they_were(name: str) -> None:
    floor = FLOORS[name]
    file = DATA / floor["file"]
    if not file.exists():
        pytest.skip("no sets of stories; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    rows = part(file, floor["articles"])
    embedder = registry.make("embedder", Settings())
    found = {row["id"]: row["cluster"] for row in run_cluster(rows, embedder, lambda done: None)}
    gold, told = [row["cluster"] for row in rows], [found[row["id"]] for row in rows]
    agreement = bcubed(gold, told)
    languages = across(gold, told, [row.get("lang") for row in rows])
    assert agreement.f1 >= floor["bcubed_f1"], agreement
    assert languages.f1 >= floor.get("across_languages_f1", 0.0), languages


def part(file: Path, articles: int) -> list[dict[str, Any]]:
    """The first articles of a file, each id once, and whatever else of their stories the file holds."""
    seen: dict[str, dict[str, Any]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        seen.setdefault(row["id"], row)
    stories: dict[str, None] = {}
    taken = 0
    for row in seen.values():
        if row["cluster"] not in stories:
            if taken >= articles:
                continue
            stories[row["cluster"]] = None
        taken += 1
    return [row for row in seen.values() if row["cluster"] in stories]
