from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from everyside.records.errors import Failure, Permanent, Transient
from everyside.runner.loop import MAX_ATTEMPTS, Worker, drain, run_once
from everyside.runner.step import Result, Step, failed
from everyside.storage import articles, claims, ledger, notes, outlets, queues
from everyside.storage.database import Database, Tx
from tests import makers

Work = Callable[[str], Result[str]]
NAME = "shout"


class Clock:
    def __init__(self) -> None:
        self.at = makers.NOW

    def now(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ten(database: Database) -> Database:
    """Ten articles wait."""
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(number) for number in range(10)])
    return database


def shouting(work: Work, *, version: str = "shout/1", batch: int = 4, serial: bool = False, save_every: int = 2) -> Step[str, str]:
    """A step that writes a note for each article."""

    def save(tx: Tx, results: Sequence[Result[str]], now: datetime) -> None:
        for result in results:
            if result.output:
                notes.write(tx, result.item, result.output, now)

    return Step(
        name=NAME,
        version=version,
        pending=lambda tx, now, limit: queues.articles(tx, NAME, version, now, limit),
        load=lambda tx, ids: list(ids),
        work=lambda items: (work(item) for item in items),
        save=save,
        batch=batch,
        serial=serial,
        save_every=save_every,
    )


def well(item: str) -> Result[str]:
    return Result(item=item, outcome="shouted", output=item.upper())


def fail_with(failure: Failure, item: str) -> Work:
    return lambda each: failed(each, failure) if each == item else well(each)


def worker(database: Database, clock: Clock, name: str = "w1") -> Worker:
    return Worker(database=database, name=name, now=clock.now)


def counted(database: Database) -> dict[str, int]:
    with database.read() as tx:
        return ledger.counts(tx).get(NAME, {})


def test_running_twice_equals_running_once(ten: Database, clock: Clock) -> None:
    assert drain([shouting(well)], worker(ten, clock)) == Counter({f"{NAME}:shouted": 10})
    assert drain([shouting(well)], worker(ten, clock)) == Counter()


def test_another_version_does_everything_anew(ten: Database, clock: Clock) -> None:
    drain([shouting(well)], worker(ten, clock))
    assert sum(drain([shouting(well, version="shout/2")], worker(ten, clock)).values()) == 10


def test_a_bug_is_raised_and_loses_nothing_that_was_saved(ten: Database, clock: Clock) -> None:
    seen: list[str] = []

    def fifth_breaks(item: str) -> Result[str]:
        seen.append(item)
        if len(seen) == 7:
            raise ZeroDivisionError
        return well(item)

    with pytest.raises(ZeroDivisionError):
        drain([shouting(fifth_breaks)], worker(ten, clock))
    assert counted(ten) == {"shouted": 6}
    drain([shouting(well)], worker(ten, clock))
    assert counted(ten) == {"shouted": 10}


def test_a_crashed_worker_is_waited_for_and_then_taken_over(ten: Database, clock: Clock) -> None:
    step = shouting(well, batch=10)
    with ten.write() as tx:
        ids = step.pending(tx, clock.now(), 10)
        claims.claim(tx, NAME, ids[:6], "dead", clock.now(), clock.now() + timedelta(minutes=5))
    drain([step], worker(ten, clock))
    assert counted(ten) == {"shouted": 4}
    clock.pass_(minutes=6)
    drain([step], worker(ten, clock))
    assert counted(ten) == {"shouted": 10}


def test_two_workers_never_hold_one_item(ten: Database, clock: Clock) -> None:
    step = shouting(well)
    until = clock.now() + timedelta(minutes=5)
    with ten.write() as tx:
        ids = step.pending(tx, clock.now(), 10)
        first = claims.claim(tx, NAME, ids, "w1", clock.now(), until)
        second = claims.claim(tx, NAME, ids, "w2", clock.now(), until)
    assert (len(first), second) == (10, [])


def test_a_serial_step_has_one_worker(ten: Database, clock: Clock) -> None:
    step = shouting(well, serial=True)
    with ten.write() as tx:
        claims.claim(tx, NAME, [claims.WHOLE_STEP], "other", clock.now(), clock.now() + timedelta(minutes=5))
    assert run_once(step, worker(ten, clock)) == Counter()
    clock.pass_(minutes=6)
    assert sum(drain([step], worker(ten, clock)).values()) == 10


def test_a_permanent_failure_is_set_aside_and_listed(ten: Database, clock: Clock) -> None:
    bad = makers.article_key(3)
    drain([shouting(fail_with(Permanent("no-text", "nothing in it"), bad))], worker(ten, clock))
    clock.pass_(days=30)
    assert drain([shouting(well)], worker(ten, clock)) == Counter()
    with ten.read() as tx:
        (listed,) = ledger.failures(tx, limit=10)
    assert (listed.item, listed.outcome, listed.detail, listed.retry_at) == (bad, "no-text", "nothing in it", None)


def test_a_transient_failure_is_tried_again_with_growing_delay_and_at_last_set_aside(ten: Database, clock: Clock) -> None:
    bad = makers.article_key(3)
    step = shouting(fail_with(Transient("timeout"), bad))
    waits = []
    for _ in range(MAX_ATTEMPTS):
        drain([step], worker(ten, clock))
        with ten.read() as tx:
            (line,) = ledger.failures(tx, limit=10)
        if line.retry_at is None:
            break
        waits.append((line.retry_at - clock.now()).total_seconds())
        clock.at = line.retry_at
    assert waits == [60, 240, 960, 3840, 15360]
    assert (line.attempts, line.retry_at) == (MAX_ATTEMPTS, None)


def test_the_other_sides_wish_for_a_delay_is_followed(ten: Database, clock: Clock) -> None:
    step = shouting(fail_with(Transient("rate-limited", retry_after=1800), makers.article_key(3)))
    drain([step], worker(ten, clock))
    clock.pass_(minutes=29)
    assert drain([step], worker(ten, clock)) == Counter()
    clock.pass_(minutes=2)
    assert sum(drain([step], worker(ten, clock)).values()) == 1


def test_set_aside_items_at_the_head_of_the_line_do_not_starve_the_rest(ten: Database, clock: Clock) -> None:
    failing = {makers.article_key(number) for number in range(8)}

    def mostly_bad(item: str) -> Result[str]:
        return failed(item, Transient("timeout")) if item in failing else well(item)

    drain([shouting(mostly_bad, batch=2)], worker(ten, clock))
    assert counted(ten) == {"shouted": 2, "timeout": 8}


def test_a_step_is_told_to_forget_when_a_save_fails(ten: Database, clock: Clock) -> None:
    told: list[str] = []

    def save(tx: Tx, results: Sequence[Result[str]], now: datetime) -> None:
        raise RuntimeError("disk")

    step = Step(
        name=NAME,
        version="1",
        pending=lambda tx, now, limit: queues.articles(tx, NAME, "1", now, limit),
        load=lambda tx, ids: list(ids),
        work=_all_well,
        save=save,
        serial=True,
        forget=lambda: told.append("forget"),
    )
    with pytest.raises(RuntimeError):
        run_once(step, worker(ten, clock))
    assert told == ["forget"]
    assert run_once(shouting(well, serial=True), worker(ten, clock, "w2"))


def _all_well(items: Sequence[str]) -> Iterator[Result[str]]:
    return (well(item) for item in items)


def test_a_worker_that_is_asked_to_stop_keeps_what_it_has(ten: Database, clock: Clock) -> None:
    asked: list[bool] = []

    def stopping() -> bool:
        return len(asked) > 0

    def first(item: str) -> Result[str]:
        asked.append(True)
        return well(item)

    stopper = Worker(database=ten, name="w", now=clock.now, stopping=stopping)
    drain([shouting(first, save_every=1)], stopper)
    assert counted(ten) == {"shouted": 1}
    drain([shouting(well)], worker(ten, clock))
    assert counted(ten) == {"shouted": 10}


def test_a_serial_step_that_was_taken_over_meanwhile_does_not_save(ten: Database, clock: Clock) -> None:
    told: list[str] = []
    saved_by_slow: list[str] = []

    def slow(item: str) -> Result[str]:
        if not told:
            told.append("slow")
            clock.pass_(minutes=30)
            assert drain([shouting(well, serial=True)], worker(ten, clock, "w2")) == Counter({f"{NAME}:shouted": 10})
        return Result(item=item, outcome="stale", output="stale")

    step = replace(
        shouting(slow, serial=True, save_every=0),
        forget=lambda: saved_by_slow.append("forget"),
    )
    assert run_once(step, worker(ten, clock)) == Counter()
    assert saved_by_slow == ["forget"]
    assert counted(ten) == {"shouted": 10}


def test_a_long_batch_keeps_its_claims_as_long_as_it_saves(ten: Database, clock: Clock) -> None:
    others: list[Counter[str]] = []

    def slow(item: str) -> Result[str]:
        clock.pass_(minutes=2)
        others.append(run_once(shouting(well, batch=10), worker(ten, clock, "w2")))
        return well(item)

    run_once(shouting(slow, batch=10, save_every=1), worker(ten, clock))
    assert others == [Counter()] * 10
    assert counted(ten) == {"shouted": 10}


def test_a_batch_that_is_one_is_saved_at_once_however_slow_the_work(
    ten: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("everyside.runner.loop.SAVE_AT_LEAST_EVERY_S", 0.0)
    sizes: list[int] = []
    watched = Worker(database=ten, name="w", now=clock.now, saved=lambda step, outcomes: sizes.append(outcomes.total()))
    run_once(shouting(well, batch=10, save_every=0), watched)
    assert sizes == [10]


def test_a_patient_step_waits_for_the_busy_ones_before_it_and_is_done_at_the_end(ten: Database, clock: Clock) -> None:
    order: list[str] = []

    def named(name: str, patient: bool) -> Step[str, str]:
        def work(items: Sequence[str]) -> Iterator[Result[str]]:
            order.append(name)
            time.sleep(0.01)
            return _all_well(items)

        return Step(
            name=name,
            version="1",
            pending=lambda tx, now, limit: queues.articles(tx, name, "1", now, limit),
            load=lambda tx, ids: list(ids),
            work=work,
            save=lambda tx, results, now: None,
            batch=1,
            patient=patient,
        )

    done = drain([named("first", False), named("patient", True)], worker(ten, clock))
    assert done == Counter({"first:shouted": 10, "patient:shouted": 10})
    assert order[:3] == ["first", "patient", "first"]
    assert order[-6:] == ["patient"] * 6  # how often it came before depends on how long the busy ones took


def test_more_is_claimed_at_once_when_finding_it_takes_long(ten: Database, clock: Clock) -> None:
    asked: list[int] = []
    quick = shouting(well, batch=1)

    def slow(tx: Tx, now: datetime, limit: int) -> list[str]:
        asked.append(limit)
        time.sleep(0.05)
        return quick.pending(tx, now, limit)

    assert sum(drain([replace(quick, pending=slow)], worker(ten, clock)).values()) == 10
    assert asked[0] == 1
    assert max(asked) > 1
    assert len(asked) < 10
