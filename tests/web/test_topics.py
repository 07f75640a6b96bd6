"""Topics: the list of all, and each one's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from everyside.pages.label_address import label_key, label_tail
from everyside.storage.database import Database
from tests.conftest import statements
from tests.web.conftest import client
from tests.web.newsstand import fill
from tests.web.subjects import describe
from tests.web.valid import faults


@pytest.fixture
def labelled(fresh: Database) -> Iterator[TestClient]:
    with fresh.write() as tx:
        fill(tx, fillers=40)
        describe(tx)
    with client(fresh) as asking:
        yield asking


@given(st.text(max_size=80))
def test_a_path_holds_every_key_and_gives_it_back(key: str) -> None:
    tail = label_tail(key)
    assert set(tail) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~")
    assert label_key(tail) == (key if key else None)


@given(st.text(alphabet="aZ09-~%/.é", max_size=30))
def test_no_two_paths_lead_to_one_label(tail: str) -> None:
    key = label_key(tail)
    assert key is None or label_tail(key) == tail


def test_the_list_of_topics_names_how_many_stories_each_has(labelled: TestClient) -> None:
    page = labelled.get("/topic").text
    assert faults(page) == []
    assert '<a href="/topic/politics"><bdi>Politics</bdi></a> <span>40 stories</span>' in page
    assert page.index("Politics") < page.index("Nature")


def test_a_topic_lists_its_stories_with_who_reports_them(labelled: TestClient) -> None:
    page = labelled.get("/topic/transport").text
    assert faults(page) == []
    assert "Harbour bridge closed after a freighter" in page
    assert "orchid" not in page
    assert "3 left · 3 center · 3 right · 5 unrated" in page
    assert "14 outlets of 1 story, each once." in page
    assert "<bdi>Hafenblatt</bdi>" in page
    assert 'href="/place/country-IE"' in page
    assert "The 9 rated outlets are split: 33 % each for left, center and right; 5 more are not rated." in page


def test_a_long_topic_goes_on_on_further_pages_in_the_order_asked_for(labelled: TestClient) -> None:
    first, second = (labelled.get(f"/topic/politics?order=widest&page={page}").text for page in (1, 2))
    assert first.count('<article class="story">') == second.count('<article class="story">') == 20
    assert 'rel="next" href="/topic/politics?order=widest&amp;page=2"' in first
    assert labelled.get("/topic/politics?page=3").status_code == 404


@pytest.mark.parametrize("path", ["/topic/unknown", "/topic/%00", "/topic/~zz", "/topic/" + "~e6" * 400, "/topic/..%2fx"])
def test_what_is_no_topic_is_not_found(labelled: TestClient, path: str) -> None:
    assert labelled.get(path).status_code == 404


@pytest.mark.parametrize("query", ["order=loudest", "page=0", "page=x", "order=%00"])
def test_a_query_that_is_not_understood_is_the_askers_mistake(labelled: TestClient, query: str) -> None:
    assert labelled.get(f"/topic/politics?{query}").status_code == 400


def test_there_are_no_topics_before_there_are_stories(fresh: Database) -> None:
    with client(fresh) as asking:
        assert "None yet." in asking.get("/topic").text


def test_a_topics_page_asks_the_database_as_often_for_one_story_as_for_twenty(fresh: Database) -> None:
    counted = []
    with client(fresh) as asking:
        for stories in (1, 40):
            with fresh.write() as tx:
                fill(tx, fillers=40)
                describe(tx, fillers=stories)
            with statements(fresh) as seen:
                assert asking.get("/topic/politics").text.count('<article class="story">') == min(stories, 20)
            counted.append(len(seen))
    # Where no outlet has an owner, or no headline is foreign, nobody asks for owners or translations.
    assert max(counted) - min(counted) <= 3
    assert max(counted) < 50
