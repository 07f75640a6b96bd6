"""Bullets must not get worse: ROUGE on public sets, every quote in its place, no bullet said twice.

The sets (NeuS: Lee et al. 2022; stories of a news site) are other people's and no part of the project; they are looked for under
EVERYSIDE_EVAL_DATA, by default ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from everyside.evaluation.runs import run_summarize
from everyside.language.sentences import words

FLOORS = json.loads(Path(__file__).with_name("summary_floors.json").read_text(encoding="utf-8"))
DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NAME = re.compile(r"\b[A-ZÀ-Þ]\w*")
REPEATED = 0.6  # cosine of two bullets by their words, each counting the same
NEUS = DATA / "summaries" / "neus-val.jsonl"
STORIES = DATA / "clustering" / "groundnews2025"


def rows_of(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        pytest.skip("no set of summaries; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def rouge(pairs: list[tuple[str, str]]) -> dict[str, float]:
    from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]

    kinds = ("rouge1", "rouge2", "rougeL")
    scorer = RougeScorer(list(kinds), use_stemmer=True)
    scores = [scorer.score(reference, told) for reference, told in pairs]
    return {kind: sum(each[kind].fmeasure for each in scores) / len(scores) for kind in kinds}


def told(rows: list[dict[str, Any]], bullets: int) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in run_summarize(rows, bullets, lambda done: None, pytest.fail)}


def joined(row: dict[str, Any]) -> str:
    return " ".join(bullet["text"] for bullet in row["bullets"])


def test_three_bullets_hold_as_much_of_a_neutral_summary_as_they_did() -> None:
    rows = rows_of(NEUS)
    found = told(rows, 3)
    scores = rouge([(row["summary"], joined(found[row["id"]])) for row in rows])
    assert scores["rouge2"] >= FLOORS["neus"]["rouge2"], scores
    assert scores["rougeL"] >= FLOORS["neus"]["rougeL"], scores


def test_five_bullets_of_large_stories_are_cited_different_and_as_good_as_they_were() -> None:
    stories = rows_of(STORIES / "stories.jsonl")
    documents = defaultdict(list)
    for article in rows_of(STORIES / "articles.jsonl"):
        documents[article["cluster"]].append({key: article[key] for key in ("title", "text", "lang")})
    found = told([{"id": story["id"], "documents": documents[story["id"]]} for story in stories if documents[story["id"]]], 5)
    for id, row in found.items():
        for bullet in row["bullets"]:
            assert bullet["text"].split()[1:] == bullet["citations"][0]["quote"].split()[-len(bullet["text"].split()) + 1 :]
            quotes = " ".join(" ".join(cited["quote"] for cited in bullet["citations"]).split())
            for said in (NUMBER, NAME):  # the first word may have got its capital when a connective was left out
                assert set(said.findall(bullet["text"])[said is NAME :]) <= set(said.findall(quotes)), bullet
            for cited in bullet["citations"]:
                assert documents[id][cited["document"]]["text"][cited["start"] : cited["end"]] == cited["quote"]
        stems = [set(words(bullet["text"])) for bullet in row["bullets"]]
        for one, other in combinations(stems, 2):
            assert len(one & other) / (len(one) * len(other)) ** 0.5 < REPEATED, row["bullets"]
    scores = rouge([(" ".join(story["center"]), joined(found[story["id"]])) for story in stories if story["center"]])
    for kind, floor in FLOORS["groundnews2025"].items():
        assert scores[kind] >= floor, scores
