"""What sides stress on 65 stories: every quote in its place, and few words where sides are dealt at random.

The set is other people's; it is looked for under EVERYSIDE_EVAL_DATA, by default ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from everyside.records.account import PartKind
from everyside.records.ids import ArticleId
from everyside.records.rating import Side
from everyside.stages.contrast.core import Document, Found, contrast
from everyside.stages.contrast.step import agencies
from everyside.stages.dedupe import core as dedupe

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
ARTICLES = DATA / "clustering" / "groundnews2025" / "articles.jsonl"
STORIES, DEALS = 15, 4  # the stories with most texts of a known side
FALSE_PARTS = (
    0.16  # share of parts that show a word where sides are dealt at random, at most; of these large stories .12, of all .09
)
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def stories() -> dict[str, list[Document]]:
    if not ARTICLES.is_file():
        pytest.skip("no groundnews2025; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    rows = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    groups = dedupe.groups([dedupe.Sketched(ArticleId(row["id"]), NO_TIME, dedupe.sketch(row["text"])) for row in rows])
    found: dict[str, list[Document]] = defaultdict(list)
    for row in rows:
        found[row["cluster"]].append(
            Document(
                text=row["text"],
                language=row["lang"],
                group=groups[ArticleId(row["id"])],
                outlet=row["source"],
                side=side(row),
                own=(row["source"], row["source"].split(".")[0]),
            )
        )
    return found


def side(row: dict[str, Any]) -> Side:
    """The set's label of an article folded to three sides."""
    return next((each for each in Side if str(row["bias"]).lower().endswith(each.value)), Side.UNRATED)


def compared(documents: Sequence[Document]) -> Iterator[Found]:
    return (each for each in contrast(documents, agencies()) if each.kind is PartKind.SIDE and each.enough)


def test_every_quote_stands_at_its_offsets_and_every_word_in_its_quote(stories: dict[str, list[Document]]) -> None:
    quotes = 0
    for documents in stories.values():
        for found in compared(documents):
            for stress in found.stresses:
                assert 2 <= stress.texts <= found.texts
                assert any(stress.word in quote.quote for quote in stress.quotes)
            for point in found.points:
                assert len({documents[quote.document].outlet for quote in point.quotes}) >= 2
            for quoted in [*(each.quotes for each in found.stresses), *(each.quotes for each in found.points)]:
                for quote in quoted:
                    quotes += 1
                    assert documents[quote.document].text[quote.start : quote.end] == quote.quote
    assert quotes >= 50


def test_sides_dealt_at_random_over_the_texts_rarely_stress_anything(stories: dict[str, list[Document]]) -> None:
    largest = sorted(stories.values(), key=lambda each: -sum(document.side is not Side.UNRATED for document in each))[:STORIES]
    parts = false = 0
    for deal in range(DEALS):
        chance = random.Random(deal)
        for documents in largest:
            dealt = {document.group: document.side for document in documents}
            sides = list(dealt.values())
            chance.shuffle(sides)
            dealt = dict(zip(dealt, sides, strict=True))
            for found in compared([replace(document, side=dealt[document.group]) for document in documents]):
                parts += 1
                false += bool(found.stresses)
    assert parts >= 2.5 * STORIES * DEALS
    assert false / parts <= FALSE_PARTS, f"{false} of {parts}"
