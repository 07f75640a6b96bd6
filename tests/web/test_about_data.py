"""About the data: every number is the database's, and what is not known is said."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from everyside.records.tags import Tags
from everyside.records.translation import Translation, key
from everyside.storage import feeds, outlets, tags, translations
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements
from tests.web.conftest import client
from tests.web.newsstand import fill, harbour, press

TABLES = re.compile(r"<h2>(?P<heading>Countries|Languages|Agencies)</h2>(?P<body>.*?)</table>", re.DOTALL)


def rows(page: str, heading: str) -> dict[str, list[int]]:
    body = next(match["body"] for match in TABLES.finditer(page) if match["heading"] == heading)
    found = re.findall(r'<th scope="row"><bdi>([^<]+)</bdi></th>(.*?)</tr>', body)
    return {name: [int(number.replace(",", "")) for number in re.findall(r">([\d,]+)</td>", cells)] for name, cells in found}


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))


def test_outlets_articles_and_stories_are_counted(site: TestClient) -> None:
    page = site.get("/data").text
    assert figures(page)["Outlets described"] == str(len(press()))
    assert figures(page)["Articles"] == str(31 + 3 + 40 * 2)
    assert figures(page)["Stories of two articles or more"] == "42"
    assert rows(page, "Countries")["Ireland"][0] == sum(each.country == "IE" for each in press())
    assert sum(number for (number,) in rows(page, "Languages").values()) == 31 + 3 + 40 * 2
    assert rows(page, "Agencies")["North Quay Wire"] == [5]


def test_whose_word_the_ratings_are_stands_with_number_date_and_licence(site: TestClient) -> None:
    page = site.get("/data").text
    assert "Plumb Line" in page
    assert re.search(
        r"<td>2026-01</td><td>2 March 2026</td><td><a href=\"https://plumb\.example/\"[^>]*>[^<]*</a></td><td>CC0</td>", page
    )
    assert "not stated" in page  # packs without a licence
    assert re.search(r"\d+ % of the \d+ outlets with articles here have no rating on left–right, \d+ % none of factuality\.", page)


def test_what_is_polled_and_who_worked_is_told(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        feeds.save(
            tx, [makers.feed(1, outlet_id=None), makers.feed(2, outlet_id=None), makers.feed(3, outlet_id=None, interval_s=0)]
        )
        told, _ = harbour()
        tags.save(tx, [Tags(article_id=told[0].id, made_by="tag/9+words-1")])
        text = Translation(
            key=key("de", "en", "Brücke"), source="de", target="en", text="Bridge", failed="", made_by="t/1+model-de-en"
        )
        translations.save(tx, [text])
        outlets.save(tx, press())
    with client(fresh) as asking:
        page = asking.get("/data").text
    assert "Polled now: 2 feeds." in page
    assert "<code>tag/9+words-1</code>" in page
    assert "<code>t/1+model-de-en</code>" in page
    assert figures(page)["Translated texts"] == "1"


def test_an_empty_newsroom_says_that_nothing_is_known(fresh: Database) -> None:
    with client(fresh) as asking:
        answer = asking.get("/data")
    assert answer.status_code == 200
    assert "Polled now: nothing." in answer.text
    assert "No ratings are installed" in answer.text
    assert "Nothing has been worked on yet." in answer.text
    assert figures(answer.text)["Articles"] == "0"


def test_the_page_is_linked_from_everywhere_and_takes_a_fixed_number_of_queries(fresh: Database, site: TestClient) -> None:
    for path in ("/", "/blindspot", "/methodology", "/nothing"):
        assert '<a href="/data">' in site.get(path).text, path
    asked = []
    for fillers in (1, 20):
        with fresh.write() as tx:
            fill(tx, fillers=fillers)
        with client(fresh) as asking, statements(fresh) as found:
            asking.get("/data")
        asked.append(len(found))
    assert asked[0] == asked[1]
