"""The loop every step runs in: claim → load → work → save. Running twice equals running once; a crash loses nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from everyside.runner.step import Result, Step
from everyside.storage import claims, ledger
from everyside.storage.database import Database, Tx

log = structlog.get_logger()

MAX_ATTEMPTS = 6
FIRST_RETRY_S = 60.0
RETRY_GROWTH = 4.0  # 1 min, 4, 16, 64 min, 4 h: a passing outage of an afternoon is outlived, a day's is not
LONGEST_RETRY_S = 86_400.0
SAVE_AT_LEAST_EVERY_S = 1.0
PATIENCE = 20.0  # a patient step rests this many times as long as it worked: it takes at most a twentieth of a busy time
FINDING_SHARE = 0.05  # of a batch's time that finding pending items may take; 0.2 s are usual with 100,000 articles in SQLite
MOST_BATCHES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who runs steps: a database, a name for claims, a clock, and whether it has been asked to stop."""

    database: Database
    name: str
    now: Callable[[], datetime]
    stopping: Callable[[], bool] = lambda: False
    saved: Callable[[str, Counter[str]], None] = lambda step, outcomes: None  # told after each transaction
    reach: dict[str, int] = field(default_factory=dict)  # step → batches it claims at once, as measured


def run_once(step: Step[Any, Any], worker: Worker) -> Counter[str]:
    """A batch of ``step``, or some: outcome → items; empty when nothing was pending or another worker holds a serial step."""
    asked = time.monotonic()
    held = _claim(step, worker, step.batch * worker.reach.get(step.name, 1))
    if not held:
        return Counter()
    began = time.monotonic()
    outcomes: Counter[str] = Counter()
    batches = [held[start : start + step.batch] for start in range(0, len(held), step.batch)]
    try:
        for batch in batches:
            done = _work(step, worker, batch)
            outcomes += done
            if not done or worker.stopping():
                break
    except BaseException:
        step.forget()
        raise
    finally:
        with worker.database.write() as tx:
            claims.release(tx, step.name, [claims.WHOLE_STEP] if step.serial else held, worker.name)
    worker.reach[step.name] = _reach(began - asked, (time.monotonic() - began) / len(batches))
    return outcomes


def drain(steps: Sequence[Step[Any, Any]], worker: Worker) -> Counter[str]:
    """Run ``steps`` in order, again and again, until a whole round finds nothing pending.

    A patient step is passed over while those before it are busy and it has had its share of the time.
    """
    total: Counter[str] = Counter()
    rested: dict[str, float] = {}
    while not worker.stopping():
        busy = False
        for step in steps:
            began = time.monotonic()
            if step.patient and busy and began < rested.get(step.name, 0.0):
                continue
            outcomes = run_once(step, worker)
            total.update({f"{step.name}:{outcome}": number for outcome, number in outcomes.items()})
            busy = busy or bool(outcomes)
            rested[step.name] = time.monotonic() + PATIENCE * (time.monotonic() - began)
        if not busy:
            break
    return total


def _reach(asking_s: float, batch_s: float) -> int:
    """How many batches to claim at once, so that finding them takes little beside working on them however large the database."""
    return max(1, min(MOST_BATCHES, round(asking_s / (FINDING_SHARE * max(batch_s, 1e-3)))))


def _claim(step: Step[Any, Any], worker: Worker, limit: int) -> list[str]:
    now = worker.now()
    until = now + timedelta(seconds=step.lease_s)
    with worker.database.read() as tx:
        ids = step.pending(tx, now, limit)
    if not ids:
        return []
    with worker.database.write() as tx:
        if step.serial:
            return ids if claims.claim(tx, step.name, [claims.WHOLE_STEP], worker.name, now, until) else []
        return claims.claim(tx, step.name, ids, worker.name, now, until)


def _work(step: Step[Any, Any], worker: Worker, ids: Sequence[str]) -> Counter[str]:
    """Load, work and save one batch; empty where a serial step was taken over by another worker meanwhile."""
    outcomes: Counter[str] = Counter()
    with worker.database.read() as tx:
        inputs = step.load(tx, ids)
    for results in _chunks(step.work(inputs), step.save_every):
        saved = _save(step, worker, results)
        if saved is None:
            step.forget()
            return Counter()
        outcomes += saved
        if worker.stopping():
            break
    return outcomes


def _chunks(results: Iterable[Result[Any]], size: int) -> Iterator[list[Result[Any]]]:
    """Results in lists of ``size`` (0: all), or fewer when the work is slow: what has been fetched is kept soon."""
    chunk: list[Result[Any]] = []
    since = time.monotonic()
    for result in results:
        chunk.append(result)
        if size and (len(chunk) >= size or time.monotonic() - since >= SAVE_AT_LEAST_EVERY_S):
            yield chunk
            chunk, since = [], time.monotonic()
    if chunk:
        yield chunk


def _save(step: Step[Any, Any], worker: Worker, results: Sequence[Result[Any]]) -> Counter[str] | None:
    """Outcomes saved; None where a serial step took so long that another worker took it over: its results are newer."""
    now = worker.now()
    lease = timedelta(seconds=step.lease_s)
    with worker.database.write() as tx:
        if step.serial and not claims.holds(tx, step.name, claims.WHOLE_STEP, worker.name):
            return None
        claims.renew(tx, step.name, worker.name, now + lease / 2, now + lease)
        step.save(tx, results, now)
        ledger.record(tx, step.name, _lines(tx, step, results, now))
    outcomes = Counter(result.outcome for result in results)
    worker.saved(step.name, outcomes)
    return outcomes


def _lines(tx: Tx, step: Step[Any, Any], results: Sequence[Result[Any]], now: datetime) -> list[ledger.Line]:
    before = ledger.attempts(tx, step.name, [result.item for result in results if result.failed])
    lines = []
    for result in results:
        made_by = result.made_by or step.version
        earlier_version, earlier = before.get(result.item, ("", 0))
        tries = earlier + 1 if earlier_version == made_by else 1
        retry_at = None
        if result.failed and result.transient and tries < MAX_ATTEMPTS:
            wait = max(result.retry_after or 0.0, min(FIRST_RETRY_S * RETRY_GROWTH ** (tries - 1), LONGEST_RETRY_S))
            retry_at = now + timedelta(seconds=min(wait, LONGEST_RETRY_S))
        lines.append(
            ledger.Line(
                item=result.item,
                outcome=result.outcome,
                detail=result.detail,
                made_by=made_by,
                at=now,
                failed=result.failed,
                attempts=tries,
                retry_at=retry_at,
            )
        )
    return lines
