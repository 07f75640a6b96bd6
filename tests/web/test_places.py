"""Places: the list of all, and each one's page."""

from __future__ import annotations

from starlette.testclient import TestClient

from everyside.pages.label_address import label_path
from everyside.storage.database import Database
from tests.web.conftest import client
from tests.web.newsstand import fill
from tests.web.subjects import STRANGE, describe
from tests.web.valid import faults


def filled(database: Database) -> TestClient:
    with database.write() as tx:
        fill(tx)
        describe(tx, fillers=0)
    return client(database)


def test_a_place_has_the_stories_that_tell_of_it(fresh: Database) -> None:
    with filled(fresh) as asking:
        index, page = asking.get("/place").text, asking.get("/place/country-IE").text
    assert faults(index) == faults(page) == []
    assert '<a href="/place/country-IE"><bdi>Ireland</bdi></a> <span>2 stories</span>' in index
    assert "Harbour bridge closed" in page
    assert "Rare orchid" in page
    assert "2 stories, each with all outlets that report it." in page
    assert page.index("Harbour bridge") < page.index("Rare orchid")  # the newest first


def test_a_place_with_a_hostile_key_and_name_has_a_page_and_a_feed(fresh: Database) -> None:
    path = label_path("place", STRANGE)
    with filled(fresh) as asking:
        page, feed = asking.get(path), asking.get(f"{path}/feed/atom")
    assert page.status_code == feed.status_code == 200
    assert faults(page.text) == []
    assert "<script>alert" not in page.text
    assert "Quay &lt;script&gt;" in page.text


def test_places_no_story_tells_of_are_not_found(fresh: Database) -> None:
    with filled(fresh) as asking:
        for path in ("/place/country-XX", "/place/Ireland", "/place/country-IE/more", "/topic/country-IE"):
            assert asking.get(path).status_code == 404, path
