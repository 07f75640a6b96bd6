"""Telling a story of 30 and of 600 articles in four languages, vectors of sentences included, and again with one article more.

Made-up texts. Beside it, in the same run, the titles of the same articles are embedded: a measure of the machine. Where the
evaluation data is here, ROUGE (stemmed) of five bullets with the center bullets of groundnews2025, against LexRank (Erkan & Radev
2004), plain and with our filter and a bound on repetition, the first sentence of each and the first text's first three. Three
sentences on neus-val beside them: the issue's LexRank (.177/.252) lies between these two.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.report import Report
from everyside.adapters import registry
from everyside.evaluation.runs import run_summarize
from everyside.language.sentences import split, words
from everyside.language.shortening import shorten
from everyside.ports import Embedder
from everyside.settings import Settings
from everyside.stages.summarize import core
from everyside.stages.summarize.remembering import Remembering

BARS = {30: 1.0, 600: 10.0}
WORDS = (
    "the a of to in and on for with at by from after before over under harbour ferry council union court river bridge police "
    "minister village hospital school train border storm market company workers pilots election budget water fire rescue city "
    "government official report night morning spring people families road power plant energy price vote law judge trial case "
    "said told warned opened closed struck killed injured found moved promised signed agreed refused began ended rose fell new"
)
LANGUAGES = ("en", "en", "de", "fr", "es")


def run(folder: Path) -> Report:
    report = Report(name="summarize")
    embedder = registry.make("embedder", Settings())
    embedder.embed(["warm"])
    chance = random.Random(0)
    vocabulary = WORDS.split()
    for size, bar in BARS.items():
        _measure(report, embedder, [_document(number, chance, vocabulary) for number in range(size + 1)], bar)
    _compare(report)
    return report


def _measure(report: Report, embedder: Embedder, documents: list[core.Document], bar: float) -> None:
    size, remembering = len(documents) - 1, Remembering(embedder)
    seconds = _seconds(lambda: core.tell(documents[:size], embed=remembering.embed))
    report.bar(f"s_for_{size}_articles", seconds, seconds <= bar, f"≤ {bar:g}")
    report.row(f"s_for_one_more_after_{size}", _seconds(lambda: core.tell(documents, embed=remembering.embed)))
    titles = [each.title for each in documents]
    report.row(f"to_embedding_{size}_titles", seconds / _seconds(lambda: embedder.embed(titles)))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()  # all threads: what one core would take
    work()
    return time.process_time() - began


def _document(number: int, chance: random.Random, vocabulary: list[str]) -> core.Document:
    event = [" ".join(vocabulary[at * 14 : at * 14 + 12]) for at in range(6)]
    sentences = [f"{chance.choice(event)} {' '.join(chance.choices(vocabulary, k=8))}.".capitalize() for _ in range(14)]
    language = LANGUAGES[number % len(LANGUAGES)]
    return core.Document(title=sentences[0][:80], text="\n".join(sentences), language=language, group=number)


KINDS = ("rouge1", "rouge2", "rougeL")
AHEAD = 1.1  # of each other on groundnews2025, in what the issue measures by: ROUGE-2 and ROUGE-L
NEUS_BARS = {"rouge2": 0.195, "rougeL": 0.265}


def _compare(report: Report) -> None:
    """Bullets against what is chosen without thinking, each with as many sentences."""
    folder = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[2] / "shared" / "data")
    news, neus = folder / "clustering" / "groundnews2025", folder / "summaries" / "neus-val.jsonl"
    if not (news / "stories.jsonl").exists() or not neus.exists():
        report.row("rouge", "no evaluation data here; name its folder in EVERYSIDE_EVAL_DATA")
        return
    documents: dict[str, list[Any]] = defaultdict(list)
    for article in _rows(news / "articles.jsonl"):
        documents[article["cluster"]].append(article)
    stories = [(each["id"], " ".join(each["center"]), documents[each["id"]]) for each in _rows(news / "stories.jsonl")]
    large = _scores([each for each in stories if each[1] and each[2]], 5)
    small = _scores([(row["id"], row["summary"], row["documents"]) for row in _rows(neus)], 3)
    for set_name, scores in (("groundnews2025", large), ("neus", small)):
        for way, found in scores.items():
            report.row(f"{set_name}_{way}", {kind: round(found[kind], 4) for kind in KINDS})
    for kind in KINDS:
        ahead = large["ours"][kind] / max(found[kind] for way, found in large.items() if way != "ours")
        if kind in NEUS_BARS:
            report.bar(f"{kind}_to_the_best_other", ahead, ahead >= AHEAD, f"≥ {AHEAD}")
        else:
            report.row(f"{kind}_to_the_best_other", ahead)
    for kind, bar in NEUS_BARS.items():
        report.bar(f"neus_{kind}", small["ours"][kind], small["ours"][kind] >= bar, f"≥ {bar}")


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _scores(stories: Sequence[tuple[str, str, list[Any]]], sentences: int) -> dict[str, dict[str, float]]:
    """For each way of choosing ``sentences`` sentences its mean F of each kind."""
    from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]

    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    rows = [
        {"id": id, "documents": [{key: each.get(key) for key in ("title", "text", "lang")} for each in of]} for id, _, of in stories
    ]
    ours = [" ".join(bullet["text"] for bullet in row["bullets"]) for row in run_summarize(rows, sentences, _quiet, _quiet)]
    texts = [[list(split(number, each["text"], "en")) for number, each in enumerate(of)] for _, _, of in stories]
    ways: dict[str, list[str]] = {
        "ours": ours,
        "lexrank": [" ".join(_lexrank([each.quote for text in of for each in text], sentences)) for of in texts],
        "lexrank_given_our_filter": [
            " ".join(_lexrank([each.quote for text in of for each in text if shorten(each.quote, "en")], sentences, apart=0.5))
            for of in texts
        ],
        "first_of_each": [" ".join([text[0].quote for text in of if text][:sentences]) for of in texts],
        "lead_3": [" ".join(each.quote for text in of[:1] for each in text[:3]) for of in texts],
    }
    means = {}
    for way, told in ways.items():
        found = [scorer.score(reference, text) for (_, reference, _), text in zip(stories, told, strict=True)]
        means[way] = {kind: sum(each[kind].fmeasure for each in found) / len(found) for kind in KINDS}
    return means


def _quiet(_done: object) -> None:
    pass


def _lexrank(sentences: Sequence[str], most: int, apart: float = 2.0) -> list[str]:
    """The most central by the walk over likenesses of 0.1 or more (TF–IDF cosines, damping .85); none whose likeness to one taken
    before is ``apart`` or more."""
    if not sentences:
        return []
    told = [words(sentence) for sentence in sentences]
    uses = Counter(word for each in told for word in set(each))
    places = {word: at for at, word in enumerate(uses)}
    held = np.zeros((len(told), max(1, len(places))), np.float32)
    for row, each in enumerate(told):
        for word, times in Counter(each).items():
            held[row, places[word]] = times * np.log(1 + len(told) / uses[word])
    held /= np.maximum(np.linalg.norm(held, axis=1, keepdims=True), 1e-9)
    alike = held @ held.T
    near = (alike >= 0.1).astype(np.float64)
    near /= np.maximum(near.sum(axis=1, keepdims=True), 1)
    central = np.full(len(told), 1 / len(told))
    for _ in range(60):
        central = 0.15 / len(told) + 0.85 * (near.T @ central)
    taken: list[int] = []
    for row in np.argsort(-central, kind="stable").tolist():
        if len(taken) < most and all(alike[row, other] < apart for other in taken):
            taken.append(row)
    return [sentences[row] for row in taken]
