"""Coverage of a story of 600 articles, of one story that changed among many, and of all stories when a rating changes.

Made-up outlets, ratings, texts and stories in an SQLite file; nothing else is needed. ``core`` is the counting alone, ``step`` what
the pipeline does: find what is pending, load, count, save, write the ledger. The step is measured as a ratio to reading the same
articles' rows with plain SQL as well.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.report import Report
from everyside.records.article import Article, CopyMembership, CreditKind
from everyside.records.ids import GroupId, OutletId, OwnerId, StoryId, article_id, story_id
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Pack, Rating, Spectrum
from everyside.records.story import Membership
from everyside.runner.loop import Worker, run_once
from everyside.stages.assess import core
from everyside.stages.assess import step as assess
from everyside.storage import articles, copies, ledger, outlets, owners, ratings, schema, settling, spectra, stories
from everyside.storage.database import Database
from everyside.storage.dialect import insert_new

OUTLETS, LARGE, STORIES, SMALL = 800, 600, 2000, 6  # outlets; articles of the large story; other stories, and articles of each
TURNS = 15
BAR_MS = 50.0
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LABELS = ("label", "labels/1")


def run(folder: Path) -> Report:
    report = Report(name="coverage")
    database = Database(f"sqlite:///{folder / 'coverage.db'}")
    database.migrate()
    large = _fill(database)
    with database.read() as tx:
        ((story, carried, press, about),) = assess.gather(tx, [large])
    counting = _timed(lambda: core.assess(story.id, story.fingerprint, carried, press, about, core.VERSION), TURNS)
    report.bar(f"core_ms_for_{LARGE}_articles", counting, counting <= BAR_MS, f"≤ {BAR_MS:g}")

    worker, step = Worker(database=database, name="bench", now=lambda: NOW), assess.step(LABELS)
    began = time.process_time()
    done = _drain(step, worker)
    report.row("stories_counted_at_first", done)
    report.row("first_s", time.process_time() - began)

    changed = [_changed(database, large, number, step, worker) for number in range(TURNS)]
    report.bar("stories_counted_when_one_changes", max(number for number, _ in changed), {n for n, _ in changed} == {1}, "1")
    whole = 1000 * median(seconds for _, seconds in changed)
    report.row(f"step_ms_for_{LARGE}_articles_one_of_{STORIES + 1}_stories", whole)
    report.row("step_to_plain_reading", whole / _timed(lambda: _read(folder / "coverage.db", large), TURNS))

    with database.write() as tx:
        ratings.save_pack(tx, Pack(id="late", name="Late", format="bench", digest="2"), [_rating(1, -3)], NOW)
    began = time.process_time()
    done = _drain(step, worker)
    seconds = time.process_time() - began
    report.bar("stories_counted_when_a_rating_changes", done, done == STORIES + 1, f"{STORIES + 1:,}")
    report.row("stories_a_second", done / seconds)
    report.row("s_for_10000_stories", 10_000 * seconds / done)
    database.close()
    return report


def _timed(work: Callable[[], Any], turns: int) -> float:
    """Median milliseconds of processor time: machines are shared."""
    taken = []
    for _ in range(turns):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return median(taken)


def _drain(step: Any, worker: Worker) -> int:
    number = 0
    while outcomes := run_once(step, worker):
        number += outcomes.total()
    return number


def _changed(database: Database, id: StoryId, number: int, step: Any, worker: Worker) -> tuple[int, float]:
    """Give the story one more article; how many stories were counted anew, and in how many seconds."""
    with database.write() as tx:
        _write(tx, id, [_article(f"late-{number}", number, number)])
    began = time.process_time()
    done = _drain(step, worker)
    return done, time.process_time() - began


def _read(file: Path, id: StoryId) -> list[Any]:
    with sqlite3.connect(file) as connection:
        query = "SELECT a.id, a.outlet_id, a.published FROM members m JOIN articles a ON a.id = m.article_id WHERE m.story_id = ?"
        return connection.execute(query, (id,)).fetchall()


def _rating(outlet: int, value: float, axis: str = "bias", rater: str = "Rater") -> Rating:
    return Rating(rater=rater, domain=f"outlet-{outlet}.example", axis=axis, value=value, label="")


def _fill(database: Database) -> StoryId:
    """The press, the small stories, and the large one."""
    chance = random.Random(0)
    numbers = range(OUTLETS)
    said = [_rating(n, chance.randint(-3, 3), rater=rater) for n in numbers if n % 3 for rater in ("Rater", "Other")]
    said += [_rating(n, chance.randint(1, 5), "factuality") for n in numbers if n % 3]
    with database.write() as tx:
        outlets.save(
            tx,
            [
                Outlet(
                    id=OutletId(f"outlet-{n}"),
                    name=f"Outlet {n}",
                    domains=(f"outlet-{n}.example",),
                    country=f"X{'ABCDEFGH'[n % 8]}",
                    owner=OwnerId(f"owner-{n % 200}"),
                    fiction=True,
                )
                for n in numbers
            ],
        )
        owners.replace(
            tx,
            [
                Owner(
                    id=OwnerId(f"owner-{n}"),
                    name=f"Owner {n}",
                    kind=OwnerKind.FAMILY,
                    parent=OwnerId(f"owner-{n // 5}") if n > 4 else None,
                )
                for n in range(200)
            ],
        )
        spectra.replace(
            tx,
            [
                Spectrum(id=name, name=name, low="Low", middle="Middle", high="High", letters=("L", "M", "H"))
                for name in ("bias", "state")
            ],
        )
        ratings.save_pack(tx, Pack(id="bench", name="Bench", format="bench", digest="1"), said, NOW)
        for number in range(STORIES):
            own = [_article(f"{number}-{n}", chance.randrange(OUTLETS), n) for n in range(SMALL)]
            _write(tx, story_id(own[0].id), own)
        large = [_article(f"large-{n}", chance.randrange(OUTLETS), n) for n in range(LARGE)]
        _write(tx, story_id(large[0].id), large, copied=4)
    return story_id(large[0].id)


def _article(name: str, outlet: int, minutes: int) -> Article:
    url = f"https://outlet-{outlet}.example/{name}"
    at = NOW - timedelta(minutes=7 * minutes)
    return Article(
        id=article_id(url),
        url=url,
        outlet_id=OutletId(f"outlet-{outlet}"),
        title=name,
        text=f"{name} " * 300,
        language=("en", "de", "fr")[minutes % 3],
        published=at,
        published_stated=minutes % 9 > 0,
        found_at=at,
        made_by="bench",
    )


def _write(tx: Any, id: StoryId, told: list[Article], copied: int = 1) -> None:
    """Add articles to a story, each ``copied`` of them one text, and label it as what it is now."""
    articles.save(tx, told)
    groups = [GroupId(told[at - at % copied].id) for at in range(len(told))]
    copies.save(
        tx, [CopyMembership(article_id=a.id, group_id=group, made_by="bench") for a, group in zip(told, groups, strict=True)]
    )
    credited = [
        {"article_id": a.id, "agency": "wire", "kind": CreditKind.WHOLE.value, "quote": "(Wire)", "made_by": "bench"}
        for a in told[::3]
    ]
    insert_new(tx, schema.credits, credited)
    settling.open_new(tx, [id], NOW)
    stories.save_members(tx, [Membership(article_id=a.id, story_id=id, score=0.9, made_by="bench") for a in told])
    settling.refresh(tx, [id], NOW)
    made_by = f"{LABELS[1]}#{stories.get(tx, [id])[id].fingerprint}"
    ledger.record(tx, LABELS[0], [ledger.Line(item=id, outcome="labelled", made_by=made_by, at=NOW)])
