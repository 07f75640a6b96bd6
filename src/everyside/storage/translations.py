"""Translated texts by what they are, and which articles and stories wait for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, literal, select

from everyside.records.translation import Translation
from everyside.storage import queues
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in, upsert
from everyside.storage.schema import articles, stories, summaries
from everyside.storage.schema import translations as table

_NAMES = [column.name for column in table.columns]


def save(tx: Tx, translations: Iterable[Translation]) -> None:
    """Insert or overwrite: a text has one translation into a language, by the newest translator."""
    upsert(tx, table, [{name: getattr(each, name) for name in _NAMES} for each in translations])


def get(tx: Tx, keys: Iterable[str]) -> dict[str, Translation]:
    """By key, the failed ones too."""
    return {row.key: Translation(**row._asdict()) for row in select_in(tx, select(table), table.c.key, keys)}


def pending_articles(tx: Tx, step: str, made_by: Mapping[str, str], now: datetime, limit: int) -> list[str]:
    """Articles in the languages of ``made_by`` (language → who translates it) not translated by that; the newest first."""
    if not made_by:
        return []
    source = (
        select(articles.c.id, articles.c.published, case(dict(made_by), value=articles.c.language).label("made_by"))
        .where(articles.c.language.in_(sorted(made_by)))
        .subquery()
    )
    return queues.newest_first(tx, step, now, limit, source, source.c.published)


def pending_stories(tx: Tx, step: str, version: str, now: datetime, limit: int) -> list[str]:
    """Living stories whose summary is another than the one translated; the newest first."""
    source = (
        select(
            stories.c.id,
            stories.c.last_published,
            (literal(version + "#") + summaries.c.made_by + literal("#") + summaries.c.fingerprint).label("made_by"),
        )
        .select_from(stories.join(summaries, summaries.c.story_id == stories.c.id))
        .where(stories.c.merged_into.is_(None))
        .subquery()
    )
    return queues.newest_first(tx, step, now, limit, source, source.c.last_published)


def known(tx: Tx, keys: Sequence[str], made_by: Iterable[str]) -> dict[str, Translation]:
    """As ``get``, of those made by one of ``made_by``."""
    wanted = set(made_by)
    return {key: each for key, each in get(tx, keys).items() if each.made_by in wanted}
