"""Search over 100,000 articles: how long a question takes, by words, by meaning, and as a page; how long indexing takes.

Made-up articles in an SQLite file, of words as rare as words are (the i-th as often as 1/(i + 10), ``bench.vectors``), and the
vectors of ``bench.vectors``; nothing else is needed. A question's vector is made by the embedder in use where it is there, whose
time is a row of its own, since a question asked again does not pay it. As a ratio: the page against the full-text query alone.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.report import Report
from bench.vectors import Press
from everyside.language.asking import parse
from everyside.pages import search_page
from everyside.pages.meaning import Meaning
from everyside.records.article import Article, Vector
from everyside.records.ids import OutletId, StoryId, article_id, story_id
from everyside.records.outlet import Outlet
from everyside.records.story import Membership, Story, Summary
from everyside.stages.index import core
from everyside.storage import articles, outlets, search, stories, summaries, vectors
from everyside.storage.database import Database, Tx

ARTICLES, PER_STORY, OUTLETS = 100_000, 10, 800
WORDS, VOCABULARY = 350, 60_000  # of an article, of all
QUESTIONS, BAR_MS = 200, 150.0
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MADE_BY = "bench/1"


class Drawn:
    """An embedder that answers with vectors like those of the articles."""

    id = MADE_BY
    dimensions = 384

    def __init__(self, made: NDArray[np.float32]) -> None:
        self._made = made

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._made[hash(text) % len(self._made)] for text in texts])


def run(folder: Path) -> Report:
    report = Report(name="search")
    database = Database(f"sqlite:///{folder / 'search.db'}")
    database.migrate()
    chance = random.Random(0)
    drawn = Press(ARTICLES).articles(ARTICLES).vectors
    report.row("indexed_a_second", _fill(database, chance, drawn))
    report.row("megabytes", (folder / "search.db").stat().st_size / 1e6)
    meaning = Meaning(lambda: Drawn(drawn), lambda part: part.id)
    with database.read() as tx:
        began = time.perf_counter()
        meaning.near(tx, "first")
        report.row("vectors_loaded_s", time.perf_counter() - began)
    words = _vocabulary()
    asked = [" ".join(_words(chance, words, chance.randint(1, 4))) for _ in range(QUESTIONS)]
    plain = _percentiles(asked, lambda tx, q: search.by_words(tx, parse(q), limit=500), database)
    near = _percentiles(asked, lambda tx, q: meaning.near(tx, q), database)
    page = _percentiles(asked, lambda tx, q: _page(tx, q, meaning), database)
    narrow = _percentiles(asked, lambda tx, q: _page(tx, f"{q} lang:en country:GB", meaning), database)
    for name, (middle, most) in (("words", plain), ("meaning", near), ("page_filtered", narrow)):
        report.row(f"{name}_ms_median", middle)
        report.row(f"{name}_ms_p99", most)
    report.row("page_ms_median", page[0])
    report.row("page_to_words_median", page[0] / plain[0])
    report.bar("page_ms_p99", page[1], page[1] <= BAR_MS, f"≤ {BAR_MS:g}")
    commonest = _percentiles([words[0]] * 20, lambda tx, q: _page(tx, q, meaning), database)
    report.row("page_ms_of_the_commonest_word", commonest[0])
    report.row("embedding_a_question_ms", _embedding(asked))
    database.close()
    return report


def _page(tx: Tx, question: str, meaning: Meaning) -> object:
    return search_page.build(tx, search_page.Asked(question=question), site="bench", now=NOW, meaning=meaning)


def _percentiles(asked: Sequence[str], ask: Callable[[Tx, str], object], database: Database) -> tuple[float, float]:
    """Median and 99th percentile of milliseconds."""
    taken = []
    for question in asked:
        with database.read() as tx:
            began = time.perf_counter()
            ask(tx, question)
            taken.append(1000 * (time.perf_counter() - began))
    return float(np.median(taken)), float(np.quantile(taken, 0.99))


def _embedding(asked: Sequence[str]) -> float:
    from everyside.adapters import registry
    from everyside.settings import Settings

    part = registry.make("embedder", Settings())
    part.embed(["warm"])
    began = time.perf_counter()
    for question in asked[:40]:
        part.embed([question])
    return 1000 * (time.perf_counter() - began) / 40


def _vocabulary() -> list[str]:
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return list(dict.fromkeys("".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(VOCABULARY)))


def _words(chance: random.Random, words: Sequence[str], number: int) -> list[str]:
    """As rare as words are: places by the inverse of the harmonic sum."""
    return [words[min(len(words) - 1, int(10 * ((len(words) + 10) / 10) ** chance.random()) - 10)] for _ in range(number)]


def _fill(database: Database, chance: random.Random, drawn: NDArray[np.float32]) -> float:
    """Articles a second that indexing alone took in."""
    words = _vocabulary()
    papers = [
        Outlet(id=OutletId(f"paper-{n}"), name=f"Paper {n}", domains=(f"paper-{n}.example",), country="GB", fiction=True)
        for n in range(OUTLETS)
    ]
    with database.write() as tx:
        outlets.save(tx, papers)
    seconds = 0.0
    for start in range(0, ARTICLES, 2000):
        made = [_article(chance, words, n) for n in range(start, start + 2000)]
        with database.write() as tx:
            articles.save(tx, made)
            vectors.save(
                tx,
                [
                    Vector(article_id=each.id, values=drawn[start + at].astype("<f2").tobytes(), made_by=MADE_BY)
                    for at, each in enumerate(made)
                ],
            )
            _tell(tx, made)
            began = time.perf_counter()
            search.save(tx, [core.findable(each, (), MADE_BY) for each in made])
            seconds += time.perf_counter() - began
    return ARTICLES / seconds


def _article(chance: random.Random, words: Sequence[str], number: int) -> Article:
    url = f"https://paper-{number % OUTLETS}.example/{number}"
    at = NOW - timedelta(minutes=number)
    return Article(
        id=article_id(url),
        url=url,
        outlet_id=OutletId(f"paper-{number % OUTLETS}"),
        title=" ".join(_words(chance, words, 9)),
        text=" ".join(_words(chance, words, WORDS)),
        language="en" if number % 3 else "de",
        published=at,
        published_stated=True,
        found_at=at,
        made_by=MADE_BY,
    )


def _tell(tx: Tx, made: Sequence[Article]) -> None:
    for start in range(0, len(made), PER_STORY):
        told = made[start : start + PER_STORY]
        id: StoryId = story_id(told[0].id)
        times = sorted(each.published for each in told)
        stories.save(
            tx,
            [
                Story(
                    id=id,
                    first_published=times[0],
                    last_published=times[-1],
                    articles=len(told),
                    fingerprint=id,
                    updated_at=NOW,
                )
            ],
        )
        stories.save_members(tx, [Membership(article_id=each.id, story_id=id, score=1.0, made_by=MADE_BY) for each in told])
        top = told[0]
        summary = Summary(
            story_id=id,
            headline=top.title,
            headline_article=top.id,
            language=top.language,
            bullets=(),
            fingerprint=id,
            made_by=MADE_BY,
        )
        summaries.save(tx, [summary])
