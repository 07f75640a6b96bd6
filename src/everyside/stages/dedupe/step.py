"""Articles without a copy group → signatures and copy groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from everyside.records.article import Article, CopyMembership, Signature
from everyside.records.ids import ArticleId
from everyside.runner.step import Result, Step
from everyside.stages.dedupe import core
from everyside.storage import articles, copies, notes, queues, settling, stories
from everyside.storage.database import Tx

NAME = "dedupe"
REFILL_AFTER = timedelta(days=1)
Output = tuple[Signature, dict[ArticleId, CopyMembership]]


class Dedupe:
    """Keeps the window's index in memory; the database's epoch says whether it is still true."""

    def __init__(self, window_days: float) -> None:
        self._window = timedelta(days=window_days)
        self._index: core.Index | None = None
        self._epoch = -1
        self._loaded_to: datetime | None = None  # the newest article when the index was filled

    def step(self) -> Step[Article, Output]:
        return Step(
            name=NAME,
            version=core.VERSION,
            pending=lambda tx, now, limit: queues.articles(tx, NAME, core.VERSION, now, limit),
            load=self._load,
            work=self._work,
            save=self._save,
            serial=True,
            batch=256,
            save_every=256,
            forget=self._forget,
        )

    def _forget(self) -> None:
        self._index = None

    def _load(self, tx: Tx, ids: Sequence[str]) -> Sequence[Article]:
        found = articles.get(tx, [ArticleId(id) for id in ids])
        epoch = notes.epoch(tx, NAME)
        if not found:
            return []
        newest = max(article.published for article in found.values())
        if self._loaded_to and newest > self._loaded_to + REFILL_AFTER:
            self._index = None  # what has left the window goes
        if self._index is None or epoch != self._epoch:
            self._index, self._epoch, self._loaded_to = core.Index(), epoch, newest
            kept = copies.signatures(tx, core.VERSION, newest - self._window)
            self._index.add([core.Sketched(signature.article_id, published, signature.hashes) for signature, published in kept])
        return list(found.values())

    def _work(self, inputs: Sequence[Article]) -> Iterator[Result[Output]]:
        for article in inputs:
            assert self._index is not None
            hashes = core.sketch(article.text)
            changed = self._index.add([core.Sketched(article.id, article.published, hashes)])
            memberships = {id: CopyMembership(article_id=id, group_id=group, made_by=core.VERSION) for id, group in changed.items()}
            signature = Signature(article_id=article.id, hashes=hashes, made_by=core.VERSION)
            outcome = "copy" if len(changed) > 1 else "independent" if hashes else "too-short"
            yield Result(item=article.id, outcome=outcome, output=(signature, memberships))

    def _save(self, tx: Tx, results: Sequence[Result[Output]], now: datetime) -> None:
        settling.alone(tx)
        outputs = [result.output for result in results if result.output]
        copies.save_signatures(tx, [signature for signature, _ in outputs])
        latest: dict[ArticleId, CopyMembership] = {}
        for _, memberships in outputs:
            latest.update(memberships)
        before = copies.groups_of(tx, list(latest))
        moved = [membership for id, membership in latest.items() if before.get(id) != membership.group_id]
        copies.save(tx, moved)
        settling.refresh(tx, set(stories.memberships(tx, [membership.article_id for membership in moved]).values()), now)
        self._epoch = notes.advance_epoch(tx, NAME)
