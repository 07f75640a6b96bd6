"""A kept page is given out again only while nobody has written to the database, and for a minute at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from everyside.pages.progress import Progress
from everyside.publish.web.app import create_app
from everyside.publish.web.caching import Kept, _Answer
from everyside.settings import Settings
from everyside.storage import outlets, stories, summaries
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements
from tests.makers import NOW
from tests.web.conftest import LATER
from tests.web.newsstand import HARBOUR, fill


class Clock:
    now = LATER

    def __call__(self) -> datetime:
        return self.now


class Asked:
    """A site over ``database``, its clock, and what it asks the database."""

    def __init__(self, database: Database) -> None:
        self.clock = Clock()
        self.progress: Progress | None = None
        app = create_app(database, Settings(), self.clock, lambda: self.progress)
        self.client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=True)
        self.database = database

    def queries(self, path: str, **more: str) -> int:
        with statements(self.database) as seen:
            assert self.client.get(path, headers=more).status_code in (200, 304)
        return len([each for each in seen if each.startswith("SELECT")])


@pytest.fixture
def asked(fresh: Database) -> Iterator[Asked]:
    with fresh.write() as tx:
        fill(tx, fillers=0)
    site = Asked(fresh)
    with site.client:
        yield site


@pytest.mark.parametrize("path", ["/", f"/story/{HARBOUR}", "/methodology"])
def test_a_page_is_made_once_while_nothing_is_written(asked: Asked, path: str) -> None:
    path = asked.client.get(path).url.path  # a story's address holds its headline
    asked.clock.now += timedelta(minutes=1)
    assert asked.queries(path) > 0
    assert asked.queries(path) == 0


def test_whatever_is_written_is_seen_at_once(asked: Asked) -> None:
    before = asked.client.get(f"/story/{HARBOUR}")
    for headline in ("Harbour bridge opens again", "Harbour bridge closed once more"):
        with asked.database.write() as tx:
            told = summaries.get(tx, [HARBOUR])[HARBOUR]
            summaries.save(tx, [replace(told, headline=headline)])
        page = asked.client.get(f"/story/{HARBOUR}")
        assert f'<h1 lang="en" dir="auto">{headline}' in page.text
        assert page.headers["etag"] != before.headers["etag"]


def test_a_transaction_that_is_rolled_back_changes_nothing(asked: Asked) -> None:
    asked.queries("/")
    with asked.database.read() as tx:  # which rolls back
        outlets.save(tx, [makers.outlet(99)])
    assert asked.queries("/") == 0


def test_times_are_told_anew_after_a_minute(asked: Asked) -> None:
    asked.queries("/")
    asked.clock.now += timedelta(seconds=59)
    assert asked.queries("/") == 0
    asked.clock.now += timedelta(seconds=1)
    assert asked.queries("/") > 0
    asked.clock.now -= timedelta(hours=1)  # a clock that was set back
    assert asked.queries("/") > 0


def test_other_queries_hosts_and_encodings_are_other_pages(asked: Asked) -> None:
    asked.queries("/")
    assert asked.queries("/?lang=en") > 0
    assert asked.queries("/", host="localhost:8000") > 0
    assert asked.queries("/", **{"accept-encoding": "identity"}) > 0


def test_what_is_asked_with_credentials_is_never_kept_or_given(asked: Asked) -> None:
    asked.queries("/")
    assert asked.queries("/", cookie="a=b") > 0
    assert asked.queries("/", authorization="Basic eA==") > 0


def test_while_a_round_is_under_way_nothing_is_kept(asked: Asked) -> None:
    asked.queries("/")
    asked.progress = Progress(stage="collect", done=1, total=2, articles=3, stories=4)
    assert "Reading 1 of 2 outlets" in asked.client.get("/").text


def test_who_holds_the_page_is_told_so_in_a_few_bytes(asked: Asked) -> None:
    page = asked.client.get("/")
    again = asked.client.get("/", headers={"if-none-match": f'"other", W/{page.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == page.headers["etag"]
    assert "content-security-policy" in again.headers
    assert asked.client.get("/", headers={"if-none-match": '"other"'}).status_code == 200
    assert asked.client.head("/").headers["etag"] == page.headers["etag"]


def test_the_operators_page_errors_and_redirects_are_not_kept(asked: Asked) -> None:
    for path in ("/operator", "/health"):
        assert asked.client.get(path).headers["cache-control"] == "no-store"
        assert asked.queries(path) > 0
    assert "etag" not in asked.client.get("/nowhere").headers
    with asked.database.write() as tx:
        stories.save(tx, [makers.story(77)])
    assert asked.client.get(f"/story/{makers.story_key(77)}").status_code == 410


def test_a_cache_that_is_full_forgets_what_was_longest_unused() -> None:
    kept = Kept(most_bytes=100)
    for name in "abc":
        kept.put((name,), _Answer("1", NOW, (), name.encode() * 40, name))
        kept.get(("a",), "1", NOW)
    assert [name for name in "abc" if kept.get((name,), "1", NOW)] == ["a", "c"]
    assert kept.get(("a",), "2", NOW) is None
    assert kept.get(("a",), "1", NOW) is None


def test_an_old_address_is_sent_on_without_its_page_being_made(asked: Asked) -> None:
    with statements(asked.database) as seen:
        assert asked.client.get(f"/story/{HARBOUR}", follow_redirects=False).status_code == 301
    assert len([each for each in seen if each.startswith("SELECT")]) <= 3
