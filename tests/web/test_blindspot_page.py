"""Blindspots: both ways side by side, every kind, with the figures they rest on and the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from everyside.records.coverage import Blindspot, BlindspotKind
from everyside.storage.database import Database
from tests.conftest import statements
from tests.web.conftest import client
from tests.web.newsstand import HARBOUR, QUIET, count, fill, story_key

LEFT = Blindspot(kind=BlindspotKind.SIDE, missing="left", share=0.04, low=0.0, high=0.21, counted=17.5)
RIGHT = Blindspot(kind=BlindspotKind.SIDE, missing="right", share=0.1, low=0.02, high=0.3, counted=10)
COUNTRY = Blindspot(kind=BlindspotKind.COUNTRY, missing="FR")
LANGUAGE = Blindspot(kind=BlindspotKind.LANGUAGE, missing="fr")
STATE = Blindspot(kind=BlindspotKind.STATE, missing="")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('blind') / 'site.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx, fillers=30)
        count(tx, HARBOUR, blindspots=(LEFT, COUNTRY))
        count(tx, QUIET, blindspots=(RIGHT, LANGUAGE))
        for number in range(24):
            count(tx, story_key(f"filler-{number}"), blindspots=(LEFT,))
        count(tx, story_key("filler-29"), blindspots=(STATE,))
    yield database
    database.close()


@pytest.fixture(scope="module")
def stand(made: Database) -> Iterator[TestClient]:
    with client(made) as asking:
        yield asking


def columns(page: str) -> dict[str, str]:
    return {
        key: text.partition("</section>")[0]
        for key, text in re.findall(r'<section aria-labelledby="c-(\w+)">(.*?</section>)', page, re.DOTALL)
    }


def test_both_sides_stand_side_by_side_with_share_number_and_interval(stand: TestClient) -> None:
    page = stand.get("/blindspot").text
    assert list(columns(page)) == ["left", "right"]
    assert "Harbour bridge closed" in columns(page)["left"]
    assert "Left 4 % of 17.5 rated independent texts (95 % interval 0–21 %)." in columns(page)["left"]
    assert "Rare orchid" in columns(page)["right"]
    assert "Right 10 % of 10 rated independent texts (95 % interval 2–30 %)." in columns(page)["right"]
    assert '<a href="/methodology#blindspots">The rule</a>' in page


def test_each_kind_has_its_own_list_and_number(stand: TestClient) -> None:
    said = {
        "left": (25, "Left 4 %"),
        "right": (1, "Right 10 %"),
        "country": (1, "No outlet from France, which it concerns."),
        "language": (1, "none in French"),
        "state": (1, "Only state media report it"),
    }
    for missing, (number, sentence) in said.items():
        page = stand.get(f"/blindspot?missing={missing}").text
        assert list(columns(page)) == [missing]
        assert sentence in columns(page)[missing]
        assert re.search(rf'missing={missing}" aria-current="page">[^<]*<span>{number}</span>', page), missing


def test_long_lists_go_on_on_further_pages(stand: TestClient) -> None:
    assert stand.get("/blindspot").text.count('<article class="story">') == 10 + 1
    third = stand.get("/blindspot?page=3").text
    assert "Page 3 of 3" in third
    assert columns(third)["left"].count("<article") == 5
    assert "No more on this page." in columns(third)["right"]
    assert stand.get("/blindspot?missing=left&page=2").text.count("<article") == 5
    assert 'rel="prev" href="/blindspot?missing=left"' in stand.get("/blindspot?missing=left&page=2").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("missing=up", 400),
        ("missing=", 400),
        ("missing=left%00", 400),
        ("page=0", 400),
        ("page=x", 400),
        ("page=4", 404),
        ("page=9" + 30 * "9", 404),
    ],
)
def test_what_is_not_understood_is_refused(stand: TestClient, query: str, status: int) -> None:
    assert stand.get(f"/blindspot?{query}").status_code == status


def test_nothing_missing_is_said(fresh: Database) -> None:
    with client(fresh) as asking:
        page = asking.get("/blindspot")
    assert page.status_code == 200
    assert page.text.count("None now.") == 2


def test_twenty_stories_take_as_many_queries_as_one(made: Database) -> None:
    asked = []
    for query in ("missing=country", "missing=left"):
        with client(made) as asking, statements(made) as found:
            asking.get(f"/blindspot?{query}")
        asked.append(len(found))
    assert len(set(asked)) == 1
