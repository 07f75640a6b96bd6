"""A story's list of articles: sorted, filtered, copies folded or not; all of it by the address, and each choice counted."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from everyside.pages.article_choice import FILTERS, Choice
from everyside.storage.database import Database
from tests.web.conftest import client
from tests.web.newsstand import HARBOUR, fill


@pytest.fixture(scope="module")
def path(site: TestClient) -> str:
    return site.get(f"/story/{HARBOUR}").headers["location"]


def section(page: str) -> str:
    return re.search(r'<section class="articles".*?</section>', page, re.DOTALL)[0]  # type: ignore[index]


def titles(page: str) -> list[str]:
    return [unescape(title) for title in re.findall(r"<h3><(?:a|span)[^>]*>([^<]*)<", section(page))]


def every(site: TestClient, path: str, **query: str) -> list[str]:
    """The titles on all pages of a list."""
    first = site.get(path, params=query).text
    pages = re.search(r"Page 1 of (\d+)", first)
    found = titles(first)
    for number in range(2, int(pages[1]) + 1 if pages else 2):
        found += titles(site.get(path, params=query | {"page": str(number)}).text)
    return found


def options(page: str, name: str) -> dict[str, int]:
    """What a filter offers, and how many articles each value would list."""
    select = re.search(rf'<select name="{name}">(.*?)</select>', page, re.DOTALL)
    assert select, name
    return {value: int(number) for value, number in re.findall(r'<option value="([^"]*)"[^>]*>[^<]*\((\d+)\)</option>', select[1])}


def listed(site: TestClient, path: str, **query: str) -> int:
    """Articles on all pages of a list, copies counted."""
    first = site.get(path, params=query).text
    pages = re.search(r"Page 1 of (\d+)", first)
    all_pages = [first] + [
        site.get(path, params=query | {"page": str(number)}).text for number in range(2, int(pages[1]) + 1 if pages else 2)
    ]
    return sum(len(re.findall(r'<li id="a\d+">', section(page))) for page in all_pages)


def test_each_choice_lists_as_many_articles_as_it_says(site: TestClient, path: str) -> None:
    page = site.get(path).text
    for name in FILTERS:
        offered = options(page, name)
        assert offered.pop("") == 31
        assert sum(offered.values()) == 31, name
        for value, number in offered.items():
            assert listed(site, path, **{name: value}) == number, (name, value)


def test_filters_hold_together_with_each_other_and_with_a_side(site: TestClient, path: str) -> None:
    page = site.get(path, params={"side": "left", "lang": "en"}).text
    countries = options(page, "country")
    assert countries[""] == listed(site, path, side="left", lang="en")
    assert countries["ES"] == countries["FR"] == 0
    assert countries["IE"] == listed(site, path, side="left", lang="en", country="IE") > 0
    tabs = dict(re.findall(r">(All|Left|Center|Right|Unrated) <span>(\d+)</span>", section(page)))
    assert int(tabs["Left"]) == listed(site, path, side="left", lang="en")
    assert int(tabs["All"]) == listed(site, path, lang="en")
    assert '<input type="hidden" name="side" value="left">' in page


def test_the_paywalled_article_is_found_and_left_out(site: TestClient, path: str) -> None:
    assert titles(site.get(path, params={"paywall": "yes"}).text) == ["Bridge closure to cost port £2 million a day"]
    assert "Bridge closure to cost port £2 million a day" not in every(site, path, paywall="no")


def test_articles_are_sorted_newest_oldest_by_side_and_by_country(site: TestClient, path: str) -> None:
    newest, oldest = every(site, path), every(site, path, sort="oldest")
    assert newest == oldest[::-1]
    assert newest[0] == "Oldwick bridge: update 13"
    sides = re.findall(r'<b class="(left|center|right|unrated)" aria', section(site.get(path, params={"sort": "bias"}).text))
    leads = [side for side in sides if side]
    order = ["left", "center", "right", "unrated"]
    assert [order.index(side) for side in leads] == sorted(order.index(side) for side in leads)
    pages = "".join(section(site.get(path, params={"sort": "place", "page": str(n), "copies": "shown"}).text) for n in (1, 2, 3, 4))
    countries = re.findall(r'<span><span class="flag" aria-hidden="true">[^<]+</span> ([^·<]+) ·', pages)
    assert countries == sorted(countries)
    assert countries[0] == "Canada"


def test_copies_are_folded_and_unfolded_and_counted_either_way(site: TestClient, path: str) -> None:
    folded, shown = every(site, path), every(site, path, copies="shown")
    assert (len(folded), len(shown)) == (27, 31)
    page = site.get(path).text
    assert f'<a href="{path}?copies=shown#articles">Show every copy</a>' in page
    unfolded = site.get(path, params={"copies": "shown"}).text
    assert f'<a href="{path}#articles">Fold copies of one text</a>' in unfolded
    pages = "".join(site.get(path, params={"copies": "shown", "page": str(n)}).text for n in (1, 2, 3, 4))
    assert pages.count('<p class="from">Carried by 4 others</p>') == 5


def test_paging_and_tabs_keep_the_choice(site: TestClient, path: str) -> None:
    page = section(site.get(path, params={"lang": "en", "sort": "oldest", "copies": "shown"}).text)
    (following,) = re.findall(r'<a rel="next" href="([^"]*)"', page)
    for kept in ("lang=en", "sort=oldest", "copies=shown", "page=2"):
        assert kept in following
    (left,) = re.findall(r'<a href="([^"]*)#articles">Left', page)
    assert "lang=en" in left
    assert "page=" not in left


def test_a_choice_that_no_article_fits_is_no_error_and_says_how_to_undo_it(site: TestClient, path: str) -> None:
    answer = site.get(path, params={"country": "ZW", "side": "left"})
    assert answer.status_code == 200
    assert f'No article fits. <a href="{path}?side=left#articles">Clear filters</a>' in answer.text
    assert options(answer.text, "country")["ZW"] == 0


def test_an_empty_value_as_a_form_sends_it_asks_for_nothing(site: TestClient, path: str) -> None:
    empty = dict.fromkeys(Choice().query, "")
    assert titles(site.get(path, params=empty).text) == titles(site.get(path).text)


@pytest.mark.parametrize(
    "query",
    [
        "sort=loudest",
        "factuality=certain",
        "owner=me",
        "country=ie",
        "country=IRL",
        "country=%00%00",
        "lang=EN",
        "lang=<b>",
        "paywall=maybe",
        "copies=burnt",
        "side=up",
        "sort=newest%20",
        "page=0",
    ],
)
def test_a_value_that_is_none_is_refused_in_words(site: TestClient, path: str, query: str) -> None:
    answer = site.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert "must be" in answer.text


def test_a_filter_is_kept_on_the_way_to_the_storys_one_address(site: TestClient) -> None:
    answer = site.get(f"/story/{HARBOUR}?sort=oldest&lang=en&page=2")
    assert answer.headers["location"].endswith("?sort=oldest&lang=en&page=2")


def test_the_countries_are_drawn_on_a_map_with_their_numbers(site: TestClient, path: str) -> None:
    page = site.get(path).text
    drawn = re.search(r'<svg class="map" role="img" aria-label="([^"]*)".*?</svg>', page, re.DOTALL)
    assert drawn
    assert drawn[1].startswith("12 countries. Ireland: 2 outlets; ")
    assert drawn[0].count("<circle") == 12
    assert "<title>Japan: 1 outlet</title>" in drawn[0]
    land = re.search(r'href="(/static/world\.svg[^"#]*)#land"', drawn[0])
    assert land
    assert site.get(land[1]).headers["content-type"] == "image/svg+xml"


def test_a_bullet_opens_to_every_sentence_with_outlet_side_and_original(site: TestClient, path: str) -> None:
    page = site.get(path).text
    said = re.search(r'<section class="bullets".*?</section>', page, re.DOTALL)
    assert said
    first = said[0].split("</details>")[0]
    assert "<summary>5 independent texts</summary>" in first
    assert first.count("<blockquote") == 5
    assert re.findall(r'<b class="(\w+)" aria-hidden="true">(.)</b><span class="unseen">([^<]*): </span>', first)[0] == (
        "center",
        "C",
        "Center",
    )
    assert "<summary>Single source</summary>" in said[0]


def test_more_filters_take_no_more_statements(fresh: Database) -> None:
    from tests.conftest import statements

    with fresh.write() as tx:
        fill(tx)
    with client(fresh) as asking:
        path = asking.get(f"/story/{HARBOUR}").headers["location"]

        def sent(query: str) -> int:
            with statements(fresh) as seen:
                assert asking.get(path + query).status_code == 200
            return len([each for each in seen if each.startswith("SELECT")])

        sent("?page=2")
        assert sent("?sort=bias&country=IE&copies=shown") <= sent("?page=1")
