"""Outlets: the list to search in, and each one's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from everyside.records.article import Article
from everyside.records.ids import OutletId
from everyside.records.outlet import Outlet
from everyside.settings import PlansSettings, Settings
from everyside.storage import articles, outlets
from everyside.storage.database import Database
from tests.conftest import statements
from tests.web.conftest import client
from tests.web.newsstand import article, fill
from tests.web.subjects import describe
from tests.web.valid import faults


@pytest.fixture
def stand(fresh: Database) -> Iterator[TestClient]:
    with fresh.write() as tx:
        fill(tx, fillers=5)
        describe(tx, fillers=5)
    with client(fresh) as asking:
        yield asking


def test_an_outlets_page_says_who_it_is_and_where_that_is_said(stand: TestClient) -> None:
    page = stand.get("/source/sawt-al-mina").text
    assert faults(page) == []
    assert "<bdi>صوت الميناء</bdi>" in page
    assert "<dt>Country</dt><dd>Egypt</dd>" in page
    assert "State-run" in page
    assert 'href="https://registry.example/facts" rel="nofollow noreferrer"' in page
    assert "<bdi>Harbour Ministry</bdi>" in page
    assert "No rater whose ratings are loaded here has rated it." in page


def test_ratings_stand_rater_by_rater_with_date_and_link_and_hostile_ones_do_no_harm(stand: TestClient) -> None:
    page = stand.get("/source/hafenblatt").text
    assert faults(page) == []
    assert 'href="https://plumb.example/hafenblatt"' in page
    assert "2026-01" in page
    assert "Its raters put it on different sides." in page
    assert "<script>alert" not in page
    assert "javascript:" not in stand.get("/source/daily-buoy").text


def test_the_chain_of_owners_stands_with_its_sources(stand: TestClient) -> None:
    page = stand.get("/source/granite-post").text
    assert page.index("Granite Papers") < page.index("Basalt Holding")
    assert "https://registry.example/granite" in page
    assert 'href="javascript' not in page


def test_what_an_outlet_carries_is_told_with_whose_it_is(stand: TestClient) -> None:
    page = stand.get("/source/pier-review").text
    assert "1 of 3 articles (33 %) carries a text that is somebody else’s." in page
    assert page.count('<a href="/source/north-quay-wire"><bdi>North Quay Wire</bdi></a> <span>1 article</span>') == 2
    assert "None of 4 articles" in stand.get("/source/north-quay-wire").text


def test_what_an_outlet_covers_stands_beside_what_all_cover(stand: TestClient) -> None:
    page = stand.get("/source/daily-buoy").text
    assert "Of 2 stories with a topic; a story may have several." in page
    assert '<a href="/topic/nature"><bdi>Nature</bdi></a>' in page
    assert '<td class="n">50 %</td><td class="n">14 %</td>' in page


def test_an_outlet_that_is_only_an_address_says_that_nothing_is_known(fresh: Database) -> None:
    with fresh.write() as tx:
        outlets.save(tx, [Outlet(id=OutletId("reef.example"), name="reef.example", domains=("reef.example",), provisional=True)])
    with client(fresh) as asking:
        page = asking.get("/source/reef.example").text
    assert faults(page) == []
    assert "Nothing is known of this outlet but its address" in page
    assert "No rater whose ratings are loaded here has rated it." in page
    assert "Nobody has told us who owns it." in page
    assert "None of its articles is here." in page


def test_a_domain_leads_to_its_outlet_and_an_unknown_one_nowhere(stand: TestClient) -> None:
    answer = stand.get("/source/Hafenblatt.example")
    assert (answer.status_code, answer.headers["location"]) == (301, "/source/hafenblatt")
    for path in ("/source/nobody.example", "/source/%00", "/source/..%2f..%2fetc", "/source/" + "a" * 1500):
        assert stand.get(path).status_code == 404, path


def test_outlets_are_found_by_name_country_and_side(stand: TestClient) -> None:
    whole = stand.get("/source").text
    assert faults(whole) == []
    assert "14 outlets" in whole
    assert "1 outlet<" in stand.get("/source?q=PHARE+d").text
    assert "3 outlets" in stand.get("/source?side=left").text
    both = stand.get("/source?country=IE&side=left").text
    assert "Tidewater Times" in both
    assert "1 outlet<" in both
    none = stand.get("/source?q=%3Cscript%3Ealert(1)").text
    assert "No outlet here fits." in none
    assert "<script>alert" not in none
    for query in ("country=ie", "side=up", "page=0", "q=" + "a" * 101):
        assert stand.get(f"/source?{query}").status_code == 400, query
    assert stand.get("/source?page=2").status_code == 404


def test_a_hostile_article_of_an_outlet_is_shown_as_text(stand: TestClient) -> None:
    page = stand.get("/source/daily-buoy").text
    assert "&lt;script&gt;alert" in page
    assert "<b onmouseover" not in page


def test_many_articles_go_on_on_further_pages_without_more_queries(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    with client(fresh) as asking:
        with statements(fresh) as few:
            asking.get("/source/hanamal")
        with fresh.write() as tx:
            many: list[Article] = [article("hanamal", f"more-{n}", f"More {n}", f"Text {n}", -n) for n in range(45)]
            articles.save(tx, many)
        with statements(fresh) as more:
            first = asking.get("/source/hanamal").text
        assert len(few) == len(more) < 40
        assert "Page 1 of 3" in first
        assert asking.get("/source/hanamal?page=3").status_code == 200
        assert asking.get("/source/hanamal?page=4").status_code == 404


def test_what_a_plan_closes_is_not_on_an_outlets_page(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    settings = Settings(plans=PlansSettings(factuality="premium", ownership="premium"))
    with client(fresh, settings) as asking:
        page = asking.get("/source/hafenblatt").text
        owned = asking.get("/source/granite-post").text
    assert faults(page) == []
    assert "Very high" not in page
    assert "Basalt Holding" not in owned
    assert "upgrade" in page.lower() or "plan Premium" in page
