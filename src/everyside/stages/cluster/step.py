"""Embedded articles without a story → stories and memberships. Serial: a story is everybody's business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, takewhile

import structlog

from everyside.records.article import Kind
from everyside.records.correction import constraints
from everyside.records.ids import ArticleId, StoryId
from everyside.records.story import Evidence, Membership
from everyside.runner.step import Result, Step
from everyside.stages.cluster import core, templates, terms
from everyside.storage import corrections, notes, queues, settling, stories, vectors
from everyside.storage.correcting import MADE_BY as BY_A_PERSON
from everyside.storage.database import Tx

NAME = "cluster"
CONSOLIDATE = "consolidate"  # what the ledger calls the slow pass
REFILL_AFTER = timedelta(days=1)
PASSES_SHARE = 20  # the slow pass rests so many times as long as it took: it takes at most a twentieth of the time
SLICES = 4  # of the slow pass at once when nothing else waits; 1 beside every batch
SHARED = 6  # words named as evidence
CHUNK = 2000  # articles taken in at once when the window is filled

log = structlog.get_logger()


class Cluster:
    """Keeps the window in memory; the database's epoch says whether it is still true."""

    def __init__(self, rule: core.Rule, dimensions: int, vectors_by: str, horizon_days: float, unpack: core.Unpack) -> None:
        self._rule = rule
        self._dimensions = dimensions
        self._vectors_by = vectors_by
        self._horizon = timedelta(days=horizon_days)
        self._unpack = unpack
        self._window: core.Window | None = None
        self._pass: Iterator[core.Change | None] | None = None  # the slow pass that is under way
        self._pass_began: datetime | None = None
        self._next_pass: datetime | None = None
        self._epoch = -1
        self._loaded_to: datetime | None = None  # the newest article when the window was filled
        self._advised = False
        self.version = f"{core.VERSION}+{vectors_by}"

    def step(self) -> Step[core.Placed | None, tuple[core.Change, ...]]:
        return Step(
            name=NAME,
            version=self.version,
            pending=self._pending,
            load=self._load,
            work=self._work,
            save=self._save,
            serial=True,
            batch=256,
            save_every=0,  # a batch's change is one: all or nothing
            forget=self._forget,
        )

    def _forget(self) -> None:
        self._window = self._pass = None

    def _pending(self, tx: Tx, now: datetime, limit: int) -> list[str]:
        """Articles; when none waits, the slow pass."""
        waiting = queues.embedded(tx, NAME, self._vectors_by, self.version, now, limit)
        if waiting:
            return waiting
        return [CONSOLIDATE] if self._pass is not None or self._pass_is_due(now) else []

    def _pass_is_due(self, now: datetime) -> bool:
        return bool(self._window and self._window.unsettled and (self._next_pass is None or now >= self._next_pass))

    def _load(self, tx: Tx, ids: Sequence[str]) -> Sequence[core.Placed | None]:
        if list(ids) == [CONSOLIDATE]:
            if notes.epoch(tx, NAME) != self._epoch:
                self._forget()  # another process or a person changed stories; the next article fills the window anew
            return [None]
        epoch = notes.epoch(tx, NAME)
        fresh = [self._placed(row) for row in vectors.placed(tx, [ArticleId(id) for id in ids], self._vectors_by)]
        if not fresh:
            return []
        newest = max(article.published for article in fresh if article.published)
        if self._loaded_to and newest > self._loaded_to + REFILL_AFTER:
            self._forget()  # what has left the window goes
        if self._window is None or epoch != self._epoch:
            self._fill(tx, newest)
            self._epoch = epoch
        return fresh

    def _fill(self, tx: Tx, newest: datetime) -> None:
        """Take in the articles of the last days with the stories they have."""
        rules = constraints(corrections.in_force(tx))
        self._window = core.Window(self._rule, self._dimensions, rules)
        self._pass, self._loaded_to = None, newest
        since = newest - self._horizon
        taken = settling.names_since(tx, since)
        # A late article of long ago does not bring all that came since into memory.
        stream = takewhile(lambda row: row.published <= newest + self._horizon, vectors.window(tx, self._vectors_by, since))
        while rows := list(islice(stream, CHUNK)):
            # Articles another version grouped come in as new ones: it saw other neighbours.
            known = stories.memberships(tx, [row.id for row in rows], (self.version, BY_A_PERSON))
            self._window.restore([self._placed(row) for row in rows if row.id in known], known, taken)
            taken = []

    def _placed(self, row: vectors.Placed) -> core.Placed:
        return core.Placed(
            article_id=row.id,
            published=row.published,
            vector=self._unpack(row.values),
            language=row.language,
            terms=terms.terms_of(row.title, row.lead),
            kind=Kind(row.kind),
            series=templates.series_of(row.outlet_id, row.title),
        )

    def _work(self, inputs: Sequence[core.Placed | None]) -> Iterator[Result[tuple[core.Change, ...]]]:
        window = self._window
        if not inputs or window is None:
            return
        if inputs == [None]:
            yield Result(item=CONSOLIDATE, outcome="consolidated", output=self._slices(window, SLICES))
            return
        articles = [article for article in inputs if article is not None]
        changes: tuple[core.Change, ...] = (window.add(articles),)
        if self._pass is not None:
            changes += self._slices(window, 1)
        if window.advice and not self._advised:
            self._advised = True
            log.warning("clustering could be faster", advice=window.advice)
        for number, article in enumerate(articles):
            yield Result(item=article.article_id, outcome="clustered", output=changes if number == 0 else None)

    def _slices(self, window: core.Window, most: int) -> tuple[core.Change, ...]:
        """Go on with the slow pass; begin it where none is under way."""
        if self._pass is None:
            self._pass = window.consolidate()
            self._pass_began = None
        changes: list[core.Change] = []
        for _ in range(most):
            for change in self._pass:
                if change is None:
                    break
                changes.append(change)
            else:
                self._pass = None
                break
        return tuple(changes)

    def _save(self, tx: Tx, results: Sequence[Result[tuple[core.Change, ...]]], now: datetime) -> None:
        self._time_the_pass(now)
        changes = [change for result in results for change in result.output or ()]
        if not changes:
            return
        settling.alone(tx)
        for change in changes:
            self._save_change(tx, change, now)
        self._epoch = notes.advance_epoch(tx, NAME)

    def _time_the_pass(self, now: datetime) -> None:
        if self._pass is not None:
            self._pass_began = self._pass_began or now
        elif self._pass_began is not None:
            self._next_pass = now + PASSES_SHARE * (now - self._pass_began)
            self._pass_began = None

    def _save_change(self, tx: Tx, change: core.Change, now: datetime) -> None:
        before = stories.memberships(tx, [member.article_id for member in change.members])
        settling.open_new(tx, change.touched, now)
        stories.save_members(tx, self._memberships(tx, change.members))
        settling.merge(tx, change.merged, now)
        moves = ((before.get(member.article_id), member.story_id) for member in change.members)
        left = {old: new for old, new in moves if old is not None and old != new}
        settling.merge_deserted(tx, left, now)
        touched: set[StoryId] = set(change.touched) | set(change.merged.values()) | set(left)
        settling.refresh(tx, touched, now)

    def _memberships(self, tx: Tx, members: Iterable[core.Member]) -> list[Membership]:
        """With the words an article shares with the member closest to it."""
        assert self._window is not None
        weights = self._window.weights
        told = vectors.told(tx, {id for member in members for id in (member.article_id, *(id for id, _ in member.closest[:1]))})
        found = []
        for member in members:
            evidence = Evidence(correction=member.correction)
            nearest = member.closest[0][0] if member.closest else None
            if nearest in told and member.article_id in told:
                (day, *mine), (other_day, *theirs) = told[member.article_id], told[nearest]
                evidence = Evidence(
                    closest=member.closest,
                    shared=terms.shared((mine[0], mine[1]), (theirs[0], theirs[1]), weights, SHARED),
                    gap_hours=round(abs((day - other_day).total_seconds()) / 3600, 1),
                    correction=member.correction,
                )
            found.append(
                Membership(
                    article_id=member.article_id,
                    story_id=member.story_id,
                    score=member.score,
                    nearest=nearest,
                    evidence=evidence,
                    made_by=self.version,
                )
            )
        return found
