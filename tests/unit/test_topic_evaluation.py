"""``everyside eval topics``: the contract, and the scoring against categories of a public set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from everyside.cli import app
from everyside.evaluation.tagging import score_topics


def test_every_row_gets_its_topic_shares_and_names(tmp_path: Path) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "a", "title": "Police arrest suspect in murder trial", "text": "The court in Paris sat on Monday.", "lang": "en"},
        {"id": "b", "title": "", "text": None},
        {"id": "c", "title": "Fußball: Trainer lobt Torwart", "text": "Bundesliga.", "lang": "de"},
    ]
    given.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    environment = {"EVERYSIDE_PARTS__EMBEDDER": "plain", "EVERYSIDE_PARTS__CLASSIFIER": "plain"}
    done = CliRunner().invoke(app, ["eval", "topics", str(given), "--out", str(out)], env=environment)
    assert done.exit_code == 0, done.output
    told = {row["id"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    assert {id: row["topic"] for id, row in told.items()} == {"a": "crime", "b": "", "c": "sport"}
    assert told["b"]["topics"] == {}
    assert [name["key"] for name in told["a"]["names"]] == ["city:2988507"]


def test_scores_are_by_category_and_over_all_that_is_news() -> None:
    pairs = [("society", "crime"), ("society", "sport"), ("science", "health"), ("other", ""), ("not_news", "sport")]
    assert score_topics(pairs) == {
        "all": pytest.approx(0.75),
        "not_news": 0.0,
        "other": 1.0,
        "science": 1.0,
        "society": 0.5,
    }
