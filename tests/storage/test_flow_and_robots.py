"""The small stores beside the pipeline: how far it is, robots.txt files, and the order pages are asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from everyside.storage import entries, feeds, ledger, outlets, queues
from everyside.storage.database import Database
from everyside.storage.flow import flow
from everyside.storage.robots import StoredRobots
from tests import makers


def test_a_retired_feed_is_not_among_those_asked(filled: Database) -> None:
    with filled.write() as tx:
        feeds.save(tx, [makers.feed(1, interval_s=0, last_at=makers.NOW), makers.feed(2, last_at=makers.NOW)])
    with filled.read() as tx:
        now = flow(tx, collect="collect", page="page", extract="extract", cluster="cluster")
    assert (now.feeds, now.feeds_asked) == (2, 1)


def test_the_slow_pass_over_all_stories_is_no_article(filled: Database) -> None:
    lines = [("a", "clustered"), ("b", "clustered"), ("consolidate", "consolidated")]
    with filled.write() as tx:
        ledger.record(
            tx,
            "cluster",
            [ledger.Line(item=item, outcome=outcome, made_by="test/1", at=makers.NOW, failed=False) for item, outcome in lines],
        )
    with filled.read() as tx:
        assert flow(tx, collect="collect", page="page", extract="extract", cluster="cluster").clustered == 2


def test_robots_files_are_kept_until_they_expire(database: Database) -> None:
    store = StoredRobots()
    tomorrow = makers.NOW + timedelta(days=1)
    store.put("https://a.example", 200, "User-agent: *\0\ud800", tomorrow)
    store.put("https://b.example", 0, "", makers.NOW)
    store.put("https://" + "c" * 300, 200, "", tomorrow)
    with database.write() as tx:
        store.flush(tx)
        store.flush(tx)
    again = StoredRobots()
    with database.read() as tx:
        again.load(tx, makers.NOW)
    assert again.get("https://a.example") == (200, "User-agent: *\ufffd\ufffd", tomorrow)
    assert again.get("https://b.example") is None


def test_two_threads_may_write_robots_files_down_at_once(database: Database) -> None:
    """Feeds and pages are saved by two threads, and each writes down what the fetcher has learnt."""
    store = StoredRobots()

    def work(part: int) -> None:
        for number in range(40):
            for host in range(20):
                store.put(f"https://{part}-{number}-{host}.example", 200, "", makers.NOW + timedelta(days=1))
            with database.write() as tx:
                store.flush(tx)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    again = StoredRobots()
    with database.read() as tx:
        again.load(tx, makers.NOW)
    found = [
        again.get(f"https://{part}-{number}-{host}.example") for part in range(4) for number in range(40) for host in range(20)
    ]
    assert None not in found


def test_pages_of_dated_entries_are_asked_for_before_undated_ones(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1)])
        feeds.save(tx, [makers.feed(1)])
        undated = [makers.entry(number, published=None) for number in range(1, 4)]
        entries.save_new(tx, [*undated, makers.entry(4), makers.entry(5, published=makers.NOW + timedelta(hours=1))])
    with database.read() as tx:
        wanted = queues.wanted_pages(tx, "page", "page/1", makers.NOW, 10, 2)
    assert wanted == [makers.entry_key(5), makers.entry_key(4)]
