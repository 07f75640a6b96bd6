"""What articles (tags) and stories (labels) are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, exists, false, literal, or_, select

from everyside.records.ids import ArticleId, StoryId
from everyside.records.tags import Label, Name, NameKind, Tags
from everyside.storage import queues
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, chunks, select_in, storable, upsert
from everyside.storage.schema import labels, members, stories
from everyside.storage.schema import ledger as ledger_table
from everyside.storage.schema import tags as table

_LABEL_NAMES = [column.name for column in labels.columns]
_LABELS = Lookup(select(labels), labels.c.story_id)


def save(tx: Tx, tags: Sequence[Tags]) -> None:
    """Insert or overwrite: an article has the tags of the newest maker. The articles must be known."""
    rows = [
        {
            "article_id": each.article_id,
            "topics": dict(each.topics),
            "names": [{"kind": name.kind.value, "key": name.key, "name": name.name, "count": name.count} for name in each.names],
            "made_by": each.made_by,
        }
        for each in tags
    ]
    upsert(tx, table, rows)


def get(tx: Tx, ids: Iterable[ArticleId]) -> dict[ArticleId, Tags]:
    """The tags of those of ``ids`` that have any."""
    return {
        row.article_id: Tags(
            article_id=row.article_id,
            topics=dict(row.topics),
            names=tuple(Name(**each | {"kind": NameKind(each["kind"])}) for each in row.names),
            made_by=row.made_by,
        )
        for row in select_in(tx, select(table), table.c.article_id, ids)
    }


def labelable(tx: Tx, step: str, version: str, tags_by: str, now: datetime, limit: int) -> list[str]:
    """Living stories whose labels were made from other members than they have now, and whose members all have tags by
    ``tags_by``; the newest first. Stories still to be tagged are left out here: they are not late, only not yet due."""
    untagged = (
        exists()
        .select_from(members.outerjoin(table, table.c.article_id == members.c.article_id))
        .where(members.c.story_id == stories.c.id, or_(table.c.made_by.is_(None), table.c.made_by != tags_by))
    )
    made_by = literal(version + "#") + stories.c.fingerprint
    line = ledger_table.c
    done = exists().where(line.step == step, line.item == stories.c.id, line.made_by == made_by, line.retry_at.is_(None))
    # CASE keeps its order: members are only looked at where something is to do. Else half a second for 50,000 idle stories.
    to_do = case((done, false()), else_=~untagged)
    return queues.stories(tx, step, version, now, limit, to_do)


def replace_labels(tx: Tx, by_story: Mapping[StoryId, Sequence[Label]]) -> None:
    """Let each story have these labels and no others. The stories must be known."""
    for some in chunks(by_story):
        tx.execute(delete(labels).where(labels.c.story_id.in_(some)))
    upsert(tx, labels, [{name: getattr(each, name) for name in _LABEL_NAMES} for found in by_story.values() for each in found])


def labels_of(tx: Tx, story_ids: Iterable[StoryId]) -> dict[StoryId, list[Label]]:
    """The labels of each story that has any: topics first, then names, the heaviest first."""
    found: dict[StoryId, list[Label]] = {}
    for row in _LABELS(tx, story_ids):
        found.setdefault(row.story_id, []).append(Label(**row._asdict()))
    for each in found.values():
        each.sort(key=lambda label: (label.kind != "topic", -label.weight, label.name, label.key))
    return found


def stories_about(tx: Tx, kind: str, key: str, limit: int, offset: int = 0) -> list[StoryId]:
    """Living stories with that label, the newest first. ``kind`` and ``key`` may be any text a reader typed."""
    query = (
        select(stories.c.id)
        .select_from(labels.join(stories, stories.c.id == labels.c.story_id))
        .where(labels.c.kind == storable(kind), labels.c.key == storable(key))
        .where(stories.c.merged_into.is_(None), stories.c.articles > 0)
        .order_by(stories.c.last_published.desc(), stories.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [StoryId(id) for id in tx.execute(query).scalars()]
