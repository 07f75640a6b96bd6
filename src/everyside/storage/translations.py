"""Translated texts by what they are, and which articles and stories wait for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, case, func, literal, select

from everyside.records.ids import StoryId
from everyside.records.translation import Translation
from everyside.storage import queues
from everyside.storage.accounts import KINDS
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, select_in, upsert
from everyside.storage.schema import accounts, articles, stories, summaries
from everyside.storage.schema import translations as table

_NAMES = [column.name for column in table.columns]
_TRANSLATIONS = Lookup(select(table), table.c.key)


def save(tx: Tx, translations: Iterable[Translation]) -> None:
    """Insert or overwrite: a text has one translation into a language, by the newest translator."""
    upsert(tx, table, [{name: getattr(each, name) for name in _NAMES} for each in translations])


def get(tx: Tx, keys: Iterable[str]) -> dict[str, Translation]:
    """By key, the failed ones too."""
    return {row.key: Translation(**row._asdict()) for row in _TRANSLATIONS(tx, keys)}


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
    """Living stories of which something else is told than what was translated; the newest first."""
    source = _told(version).where(stories.c.merged_into.is_(None)).subquery()
    return queues.newest_first(tx, step, now, limit, source, source.c.last_published)


def told(tx: Tx, version: str, ids: Iterable[StoryId]) -> dict[str, str]:
    """What a translation by ``version`` of each of these stories would be made by: all that is told of it now."""
    return {row.id: row.made_by for row in select_in(tx, _told(version), stories.c.id, ids)}


def _told(version: str) -> Select[Any]:
    """Stories that have a summary, each with its maker and fingerprint and those of what is told beside it."""
    made_by = literal(version + "#") + summaries.c.made_by + literal("#") + summaries.c.fingerprint
    source: FromClause = stories.join(summaries, summaries.c.story_id == stories.c.id)
    for kind in KINDS.values():
        beside = accounts.alias(kind)
        source = source.outerjoin(beside, (beside.c.story_id == stories.c.id) & (beside.c.kind == kind))
        made_by = made_by + literal("#") + func.coalesce(beside.c.made_by + literal("#") + beside.c.fingerprint, "")
    return select(stories.c.id, stories.c.last_published, made_by.label("made_by")).select_from(source)


def known(tx: Tx, keys: Sequence[str], made_by: Iterable[str]) -> dict[str, Translation]:
    """As ``get``, of those made by one of ``made_by``."""
    wanted = set(made_by)
    return {key: each for key, each in get(tx, keys).items() if each.made_by in wanted}
