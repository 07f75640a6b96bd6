"""Topics must not get worse: the share of right topics on every second article of a public set, against topic_floors.json.

The set (Telegram data clustering contest, English and Russian) is other people's and no part of the project; it is looked for
under EVERYSIDE_EVAL_DATA, by default ``../shared/data`` beside the repository. No headline of data/topics comes from it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from everyside.adapters import registry
from everyside.evaluation.tagging import TELEGRAM, run_topics, score_topics
from everyside.settings import Settings

FLOORS = Path(__file__).with_name("topic_floors.json")
SET = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "topics" / "telegram.jsonl"


def test_topics_are_as_right_as_they_were() -> None:
    if not SET.exists():
        pytest.skip("no set of topics; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()][::2]
    settings = Settings()
    embedder, classifier, recognizer = (registry.make(port, settings) for port in ("embedder", "classifier", "recognizer"))
    told = {row["id"]: row["topic"] for row in run_topics(rows, embedder, classifier, recognizer, lambda done: None)}
    found = score_topics((row["category"], told[row["id"]]) for row in rows)
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert found["all"] >= floors["seven"], found
    assert found["not_news"] >= floors["not_news"], found


def test_every_topic_that_ships_is_right_for_some_category() -> None:
    assert set(registry.make("classifier", Settings()).topics) == set().union(*TELEGRAM.values()) - {""}
