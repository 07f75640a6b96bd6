"""A story's page is asked for its state: cheap while nothing changes, another as soon as something does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from everyside.records.story import Membership
from everyside.storage import articles, stories, summaries
from everyside.storage.database import Database
from tests.conftest import statements
from tests.makers import MADE_BY, NOW
from tests.web.conftest import client
from tests.web.newsstand import EMPTY, HARBOUR, MOVED, article, count, fill


@pytest.fixture
def filled(fresh: Database) -> Database:
    with fresh.write() as tx:
        fill(tx)
    return fresh


@pytest.fixture
def asking(filled: Database) -> Iterator[TestClient]:
    with client(filled) as site:
        yield site


def arrive(database: Database, number: int = 0) -> None:
    """One more article in the harbour's story, as the pipeline would leave it."""
    more = article(
        "hafenblatt", f"late-{number}", "Brücke wieder offen", "Die Brücke ist seit Dienstag wieder offen.", 900 + number
    )
    with database.write() as tx:
        articles.save(tx, [more])
        stories.save_members(tx, [Membership(article_id=more.id, story_id=HARBOUR, score=0.8, made_by=MADE_BY)])
        story = stories.get(tx, [HARBOUR])[HARBOUR]
        stories.save(
            tx,
            [replace(story, articles=story.articles + 1, fingerprint=f"g-{number}", updated_at=NOW + timedelta(minutes=900))],
        )
        count(tx, HARBOUR)


def held(asking: TestClient) -> dict[str, str]:
    """What the page carries for its script."""
    page = asking.get(asking.get(f"/story/{HARBOUR}").headers["location"]).text
    tag = re.search(r'<div class="page" id="live"[^>]*>', page)
    assert tag
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', tag[0]))


def test_the_state_of_the_page_is_the_one_that_is_told(asking: TestClient) -> None:
    page = held(asking)
    told = asking.get(page["updates"], params={"since": page["state"]})
    assert told.json() == {"state": page["state"], "articles": 31, "changed": False}
    assert page["articles"] == "31"


def test_an_article_that_arrives_makes_another_state(asking: TestClient, filled: Database) -> None:
    page = held(asking)
    arrive(filled)
    told = asking.get(page["updates"], params={"since": page["state"]}).json()
    assert told["changed"]
    assert told["articles"] == 32
    assert held(asking)["state"] == told["state"] != page["state"]


def test_another_summary_or_count_of_the_same_articles_is_another_state(asking: TestClient, filled: Database) -> None:
    first = held(asking)["state"]
    with filled.write() as tx:
        summaries.save(tx, [replace(summaries.get(tx, [HARBOUR])[HARBOUR], made_by="other/1")])
    second = held(asking)["state"]
    with filled.write() as tx:
        count(tx, HARBOUR, made_by="assess/99")
    assert len({first, second, held(asking)["state"]}) == 3


def test_while_nothing_changes_it_costs_no_query_and_few_bytes(asking: TestClient, filled: Database) -> None:
    first = asking.get(f"/story/{HARBOUR}/updates")
    with statements(filled) as seen:
        again = asking.get(f"/story/{HARBOUR}/updates", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert [each for each in seen if each.startswith("SELECT")] == []
    assert len(first.content) < 100


def test_it_takes_four_statements_when_something_changed(asking: TestClient, filled: Database) -> None:
    arrive(filled)
    with statements(filled) as seen:
        assert asking.get(f"/story/{HARBOUR}/updates").status_code == 200
    assert len([each for each in seen if each.startswith("SELECT")]) <= 4


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/story/{MOVED}/updates", 200),
        (f"/story/any-words-{HARBOUR}/updates", 200),
        (f"/story/{EMPTY}/updates", 410),
        ("/story/000000000000/updates", 404),
        ("/story/x/updates", 404),
        (f"/story/{HARBOUR}/updates?since=xyz", 400),
        (f"/story/{HARBOUR}/updates?since=" + "0" * 17, 400),
        (f"/story/{HARBOUR}/updates?since=%00", 400),
    ],
)
def test_stories_that_moved_went_or_never_were(asking: TestClient, path: str, status: int) -> None:
    assert asking.get(path).status_code == status


def test_nothing_of_a_visitor_is_marked(asking: TestClient) -> None:
    answer = asking.get(f"/story/{HARBOUR}/updates")
    assert "set-cookie" not in answer.headers
    assert not asking.cookies


def test_the_script_is_small_and_asks_only_this_site(asking: TestClient) -> None:
    script = asking.get("/static/everyside.js")
    assert len(script.content) <= 4096
    assert "http" not in script.text
    assert not re.search(r"eval\(|innerHTML|document\.write|cookie", script.text)
