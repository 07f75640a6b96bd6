"""Telling a story of 30 and of 600 articles in four languages, vectors of sentences included, and again with one article more.

Made-up texts. Beside it, in the same run, the titles of the same articles are embedded: a measure of the machine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from bench.report import Report
from everyside.adapters import registry
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
