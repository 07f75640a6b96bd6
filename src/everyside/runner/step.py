"""What a stage tells the runner about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from everyside.records.errors import Failure, Transient
from everyside.storage.database import Tx

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[Out]):
    """How one item ended: with an output (or none to keep), or failed for now or for good."""

    item: str
    outcome: str
    output: Out | None = None
    detail: str = ""
    made_by: str = ""  # empty: the step's version
    failed: bool = False
    transient: bool = False
    retry_after: float | None = None  # seconds


def failed(item: str, failure: Failure, made_by: str = "") -> Result[Any]:
    """The result of an item whose work raised ``failure``."""
    return Result(
        item=item,
        outcome=failure.outcome,
        detail=failure.detail,
        made_by=made_by,
        failed=True,
        transient=isinstance(failure, Transient),
        retry_after=failure.retry_after,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Generic[In, Out]):
    """A name, a version and four functions.

    ``pending(tx, now, limit)``: ids that lack an output made by this version, without held and set-aside ones.
    ``load(tx, ids)``: what the work needs, one input for each id that still exists.
    ``work(inputs)``: the thinking, outside any transaction; yields one result an item, as they come.
    ``save(tx, results)``: the outputs of some results; the runner writes the ledger in the same transaction.

    ``serial``: only one worker at a time may run the step (its claim is on the step, not on items). Such a step may keep
    what it has loaded in memory; ``forget()`` tells it that a save did not happen and its memory is worth nothing.
    """

    name: str
    version: str
    pending: Callable[[Tx, datetime, int], list[str]]
    load: Callable[[Tx, Sequence[str]], Sequence[In]]
    work: Callable[[Sequence[In]], Iterable[Result[Out]]]
    save: Callable[[Tx, Sequence[Result[Out]], datetime], None]
    serial: bool = False
    batch: int = 64
    save_every: int = 64  # results kept back before they are saved; 0: a batch's are saved all at once
    lease_s: float = 180.0  # how long a claim outlives its worker; long batches renew theirs with every save
    patient: bool = False  # its items change again and again while the steps before it are busy, so it may wait for them
    forget: Callable[[], None] = lambda: None
