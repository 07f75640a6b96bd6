"""Embedded articles without a story → stories and memberships. Serial: a story is everybody's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from everyside.records.ids import ArticleId, StoryId
from everyside.records.story import Membership
from everyside.runner.step import Result, Step
from everyside.stages.cluster import core
from everyside.storage import notes, queues, settling, stories, vectors
from everyside.storage.database import Tx

NAME = "cluster"
REFILL_AFTER = timedelta(days=1)


class Cluster:
    """Keeps the window in memory; the database's epoch says whether it is still true."""

    def __init__(self, rule: core.Rule, dimensions: int, vectors_by: str, horizon_days: float, unpack: core.Unpack) -> None:
        self._rule = rule
        self._dimensions = dimensions
        self._vectors_by = vectors_by
        self._horizon = timedelta(days=horizon_days)
        self._unpack = unpack
        self._window: core.Window | None = None
        self._epoch = -1
        self._loaded_to: datetime | None = None  # the newest article when the window was filled
        self.version = f"{core.VERSION}+{vectors_by}"

    def step(self) -> Step[core.Placed, core.Change]:
        return Step(
            name=NAME,
            version=self.version,
            pending=lambda tx, now, limit: queues.embedded(tx, NAME, self._vectors_by, self.version, now, limit),
            load=self._load,
            work=self._work,
            save=self._save,
            serial=True,
            batch=256,
            save_every=0,  # a batch's change is one: all or nothing
            forget=self._forget,
        )

    def _forget(self) -> None:
        self._window = None

    def _load(self, tx: Tx, ids: Sequence[str]) -> Sequence[core.Placed]:
        wanted = [ArticleId(id) for id in ids]
        epoch = notes.epoch(tx, NAME)
        fresh = self._placed(vectors.placed(tx, wanted, self._vectors_by))
        if not fresh:
            return []
        newest = max(article.published for article in fresh if article.published)
        if self._loaded_to and newest > self._loaded_to + REFILL_AFTER:
            self._window = None  # what has left the window goes
        if self._window is None or epoch != self._epoch:
            self._window, self._epoch, self._loaded_to = core.Window(rule=self._rule, dimensions=self._dimensions), epoch, newest
            since = newest - self._horizon
            kept = self._placed(vectors.window(tx, self._vectors_by, since))
            # Articles another version grouped come in as new ones: it saw other neighbours.
            known = stories.memberships(tx, [article.article_id for article in kept], self.version)
            taken = settling.names_since(tx, since)
            self._window.restore([article for article in kept if article.article_id in known], known, taken)
        return fresh

    def _placed(self, rows: Sequence[tuple[ArticleId, datetime, str, bytes]]) -> list[core.Placed]:
        return [core.Placed(id, published, self._unpack(values), language) for id, published, language, values in rows]

    def _work(self, inputs: Sequence[core.Placed]) -> Iterator[Result[core.Change]]:
        if not inputs:
            return
        assert self._window is not None
        change = self._window.add(inputs)
        for number, article in enumerate(inputs):
            yield Result(item=article.article_id, outcome="clustered", output=change if number == 0 else None)

    def _save(self, tx: Tx, results: Sequence[Result[core.Change]], now: datetime) -> None:
        settling.alone(tx)
        for change in (result.output for result in results if result.output):
            before = stories.memberships(tx, [member.article_id for member in change.members])
            settling.open_new(tx, change.touched, now)
            stories.save_members(
                tx,
                [
                    Membership(
                        article_id=member.article_id,
                        story_id=member.story_id,
                        score=member.score,
                        nearest=member.nearest,
                        made_by=self.version,
                    )
                    for member in change.members
                ],
            )
            settling.merge(tx, change.merged, now)
            moves = ((before.get(member.article_id), member.story_id) for member in change.members)
            left = {old: new for old, new in moves if old is not None and old != new}
            settling.merge_deserted(tx, left, now)
            touched: set[StoryId] = set(change.touched) | set(change.merged.values()) | set(left)
            settling.refresh(tx, touched, now)
        self._epoch = notes.advance_epoch(tx, NAME)
