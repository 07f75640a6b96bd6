"""Headlines and bullets of stories, with the quotes they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from everyside.records.ids import StoryId
from everyside.records.story import Bullet, Citation, Summary
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, chunks, upsert
from everyside.storage.schema import bullets, citations
from everyside.storage.schema import summaries as table

_NAMES = [column.name for column in table.columns]
_SUMMARIES = Lookup(select(table), table.c.story_id)
_BULLETS = Lookup(select(bullets).order_by(bullets.c.position), bullets.c.story_id)
_CITATIONS = Lookup(select(citations).order_by(citations.c.ordinal), citations.c.story_id)


def save(tx: Tx, summaries: Sequence[Summary]) -> None:
    """Insert, or replace with all bullets and citations. The stories and the cited articles must be known."""
    latest = {summary.story_id: summary for summary in summaries}
    upsert(tx, table, [{name: getattr(summary, name) for name in _NAMES} for summary in latest.values()])
    for ids in chunks(latest):
        tx.execute(delete(citations).where(citations.c.story_id.in_(ids)))
        tx.execute(delete(bullets).where(bullets.c.story_id.in_(ids)))
    placed = [
        (summary.story_id, position, bullet) for summary in latest.values() for position, bullet in enumerate(summary.bullets)
    ]
    upsert(
        tx,
        bullets,
        [
            {"story_id": id, "position": position, "text": bullet.text, "independent_texts": bullet.independent_texts}
            for id, position, bullet in placed
        ],
    )
    upsert(
        tx,
        citations,
        [
            {
                "story_id": id,
                "position": position,
                "ordinal": ordinal,
                "article_id": citation.article_id,
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
            }
            for id, position, bullet in placed
            for ordinal, citation in enumerate(bullet.citations)
        ],
    )


def get(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, Summary]:
    """The summary of each story that has one. A bullet whose every cited article was deleted is gone with them."""
    wanted = list(story_ids)
    cited: dict[tuple[str, int], list[Citation]] = defaultdict(list)
    for row in _CITATIONS(tx, wanted):
        citation = Citation(article_id=row.article_id, quote=row.quote, start=row.start, end=row.end)
        cited[row.story_id, row.position].append(citation)
    told: dict[str, list[Bullet]] = defaultdict(list)
    for row in _BULLETS(tx, wanted):
        if evidence := tuple(cited[row.story_id, row.position]):
            texts = min(row.independent_texts, len(evidence))
            told[row.story_id].append(Bullet(text=row.text, citations=evidence, independent_texts=texts))
    return {row.story_id: Summary(**row._asdict(), bullets=tuple(told[row.story_id])) for row in _SUMMARIES(tx, wanted)}


def headings(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, Summary]:
    """As ``get``, without the bullets."""
    return {row.story_id: Summary(**row._asdict(), bullets=()) for row in _SUMMARIES(tx, story_ids)}
