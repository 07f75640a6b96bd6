"""One function for each ``everyside eval`` command, over streams of rows."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from everyside.evaluation.lines import Report, moment, string
from everyside.ports import Embedder
from everyside.records.ids import ArticleId
from everyside.records.story import Status
from everyside.stages.cluster import core as cluster
from everyside.stages.cluster import terms
from everyside.stages.cluster.templates import series_of
from everyside.stages.dedupe import core as dedupe
from everyside.stages.dedupe.credits import Credits
from everyside.stages.embed import core as embed
from everyside.stages.extract import kinds
from everyside.stages.extract.pool import ExtractionPool, Job
from everyside.stages.summarize import core as summarize
from everyside.stages.summarize.headline import clean_title

Row = dict[str, Any]
Progress = Callable[[int], None]
BATCH = 32
COPIES_BATCH = 256
MOST_COPIES = 1000  # named of one article; a flood of copies would name each other by the billion
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def run_cluster(rows: Iterable[Row], embedder: Embedder, progress: Progress) -> Iterator[Row]:
    """{id, title, text, lang, published, source, url} → {id, cluster}: taken in by time, batch after batch, and consolidated."""
    ordered = sorted(rows, key=lambda row: (moment(row.get("published")) or _NO_TIME, string(row["id"])))
    window = cluster.Window(rule=cluster.Rule(), dimensions=embedder.dimensions)
    done = 0
    for batch in _batches(ordered, BATCH):
        vectors = embed.embed(embedder, [(string(row.get("title")), string(row.get("text"))) for row in batch])
        window.add(_placed(row, embed.from_bytes(embed.to_bytes(vector))) for row, vector in zip(batch, vectors, strict=True))
        done += len(batch)
        progress(done)
    for _ in window.consolidate():
        pass
    for id, story in window.placed().items():
        yield {"id": id, "cluster": story}


def _placed(row: Row, vector: cluster.Matrix) -> cluster.Placed:
    title, text = string(row.get("title")), string(row.get("text"))
    return cluster.Placed(
        article_id=ArticleId(string(row["id"])),
        published=moment(row.get("published")),
        vector=vector,
        language=string(row.get("lang")),
        terms=terms.terms_of(title, text),
        kind=kinds.kind_of_text(title, text, string(row.get("url"))),
        series=series_of(string(row.get("source")), title) if row.get("source") else "",
    )


def run_copies(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    """{id, text[, authors, published, source]} → {id, group, copies, agencies}.

    ``group`` is the likely original of the articles that carry most of the same text; ``copies`` are the articles whose text is
    this one's pair by pair, whatever their group; ``agencies`` whom the text credits, without the source itself.
    """
    index, credited = dedupe.Index(), Credits()
    groups: dict[ArticleId, str] = {}
    agencies: dict[ArticleId, list[str]] = {}
    done = 0
    for batch in _batches(rows, COPIES_BATCH):
        sketched: list[dedupe.Sketched] = []
        for row in batch:
            id, text, time = ArticleId(string(row["id"])), string(row.get("text")), moment(row.get("published"))
            found = row.get("authors")
            authors = [each for each in found if isinstance(each, str)] if isinstance(found, list) else [string(found)]
            agencies[id] = [each.agency for each in credited.of(text, authors, [string(row.get("source")).lower()])]
            sketched.append(dedupe.Sketched(id, time or _NO_TIME, dedupe.sketch(text), stated=time is not None))
        groups.update(index.add(sketched))
        done += len(batch)
        progress(done)
    for id, group in groups.items():
        yield {"id": id, "group": group, "copies": sorted(index.copies_of(id, MOST_COPIES)), "agencies": agencies[id]}


def run_extract(rows: Iterable[Row], folder: Path, pool: ExtractionPool, progress: Progress, left_out: Report) -> Iterator[Row]:
    """{id, html, url} → {id, title, text, authors, published, lang}; ``html`` is a file under ``folder``, gzipped or plain.

    A page that cannot be extracted keeps its row, with its outcome and an empty text.
    """

    def jobs() -> Iterator[Job]:
        for row in rows:
            path = folder / string(row["html"])
            try:
                body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            except (OSError, EOFError, ValueError, zlib.error) as error:  # ValueError: a name no file can have
                left_out(f"{row['id']}: cannot read {row['html']}: {error}")
                continue
            yield Job(key=string(row["id"]), url=string(row.get("url")), body=body)

    for done, result in enumerate(pool.map(jobs()), 1):
        found = result.extracted
        yield {
            "id": result.key,
            "title": found.title if found else "",
            "text": found.text if found else "",
            "authors": list(found.authors) if found else [],
            "published": found.published.isoformat() if found and found.published else None,
            "lang": found.language if found else "und",
            "outcome": "extracted" if found else result.failure.outcome if result.failure else "crashed",
        }
        progress(done)


def run_summarize(
    rows: Iterable[Row], bullets: int, progress: Progress, left_out: Report, embedder: Embedder | None = None
) -> Iterator[Row]:
    """{id, documents: [{title, text, lang, published}]} → {id, headline, language, bullets: [{text, status, citations}]}.

    A citation is {document, quote, start, end}. Without an ``embedder`` bullets cite texts of their own language alone.
    """
    for done, row in enumerate(rows, 1):
        documents = row["documents"]
        if not documents or not isinstance(documents, list) or not all(isinstance(each, dict) for each in documents):
            left_out(f"{row['id']}: documents must be a list of one or more objects")
            continue
        sketched = [
            dedupe.Sketched(ArticleId(str(number)), _NO_TIME, dedupe.sketch(string(document.get("text"))))
            for number, document in enumerate(documents)
        ]
        groups = dedupe.groups(sketched)
        told = summarize.tell(
            [
                summarize.Document(
                    title=string(document.get("title")),
                    text=string(document.get("text")),
                    language=string(document.get("lang")) or "en",
                    group=groups[ArticleId(str(number))],
                    day=when.date() if (when := moment(document.get("published"))) else None,
                )
                for number, document in enumerate(documents)
            ],
            bullets,
            embedder.embed if embedder else None,
        )
        yield {
            "id": row["id"],
            "headline": clean_title(string(documents[told.headline].get("title"))),
            "language": told.language,
            "bullets": [
                {
                    "text": point.text,
                    "status": (Status.CORROBORATED if point.independent_texts > 1 else Status.SINGLE_SOURCE).value,
                    "independent_texts": point.independent_texts,
                    "citations": [
                        {"document": quote.document, "quote": quote.quote, "start": quote.start, "end": quote.end}
                        for quote in point.quotes
                    ],
                }
                for point in told.points
            ],
        }
        progress(done)


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch
