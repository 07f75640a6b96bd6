"""Articles without a vector of this model → vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from everyside.ports import Embedder
from everyside.records.article import Article, Vector
from everyside.records.ids import ArticleId
from everyside.runner.step import Result, Step
from everyside.stages.embed import core
from everyside.storage import articles, queues, vectors
from everyside.storage.database import Tx

NAME = "embed"


def version(embedder: Embedder) -> str:
    return f"{core.VERSION}+{embedder.id}"


def step(embedder: Embedder) -> Step[Article, Vector]:
    made_by = version(embedder)

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Article]:
        return list(articles.get(tx, [ArticleId(id) for id in ids]).values())

    def work(inputs: Sequence[Article]) -> Iterator[Result[Vector]]:
        rows = core.embed(embedder, [(article.title, article.text or article.summary) for article in inputs])
        for article, row in zip(inputs, rows, strict=True):
            vector = Vector(article_id=article.id, values=core.to_bytes(row), made_by=made_by)
            yield Result(item=article.id, outcome="embedded", output=vector)

    def save(tx: Tx, results: Sequence[Result[Vector]], now: datetime) -> None:
        vectors.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=made_by,
        pending=lambda tx, now, limit: queues.articles(tx, NAME, made_by, now, limit),
        load=load,
        work=work,
        save=save,
        batch=64,
    )
