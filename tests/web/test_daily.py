"""The briefing of a day: its stories by breadth, in figures that can be recounted, and the days beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from everyside.pages import daily_page
from everyside.storage.database import Database
from tests.conftest import statements
from tests.makers import NOW
from tests.web.conftest import LATER, client
from tests.web.newsstand import HARBOUR, article, fill, story_key, tell

TODAY = "/daily/2026-03-02"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The newsstand, and a story five days before."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('daily') / 'site.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx, fillers=3)
        old = [
            article(outlet, "lock", "The old lock gate is to be lifted", "It is.", -5 * 1440)
            for outlet in ("daily-buoy", "hafenblatt")
        ]
        tell(tx, story_key("lock"), old)
    yield database
    database.close()


@pytest.fixture(scope="module")
def stand(made: Database) -> Iterator[TestClient]:
    with client(made) as asking:
        yield asking


def test_the_bare_address_leads_to_the_newest_day_with_stories(stand: TestClient) -> None:
    answer = stand.get("/daily")
    assert (answer.status_code, answer.headers["location"]) == (302, TODAY)
    assert answer.headers["cache-control"] == "no-store"


def test_a_days_stories_stand_by_the_outlets_of_that_day(stand: TestClient) -> None:
    page = stand.get(TODAY).text
    assert page.index("Harbour bridge closed") < page.index("Rare orchid") < page.index("Council vote")
    on_day = [int(number) for number in re.findall(r"articles of (\d+) outlets on this day", page)]
    assert on_day == sorted(on_day, reverse=True)
    assert on_day[0] == 14
    assert "The old lock gate" not in page


def test_the_figures_are_those_of_the_stories_shown(made: Database) -> None:
    with made.read() as tx:
        page = daily_page.build(tx, date(2026, 3, 2), site="x", now=LATER)
        front = daily_page.briefing(tx, now=LATER)
    assert page
    assert front == page.briefing
    assert page.briefing.stories == len(page.stories) == 5
    assert page.briefing.articles == sum(each.articles for each in page.stories) == 31 + 3 + 3 * 2
    assert page.briefing.texts == 27 + 3 + 3 * 2
    assert page.briefing.original == round(100 * page.briefing.texts / page.briefing.articles)
    assert page.briefing.so_far
    assert [each.card.id for each in page.stories][0] == HARBOUR


def test_minutes_are_words_by_the_published_rate_rounded_up() -> None:
    assert daily_page.minutes([]) == 1
    assert daily_page.minutes(["word " * 238]) == 1
    assert daily_page.minutes(["word " * 200, "word " * 39]) == 2
    assert daily_page.minutes(["字" * 4000]) == 9  # two characters count as a word: 2,000 / 238


def test_days_without_stories_are_passed_over(stand: TestClient) -> None:
    assert 'rel="prev" href="/daily/2026-02-25"' in stand.get(TODAY).text
    before = stand.get("/daily/2026-02-25").text
    assert f'rel="next" href="{TODAY}"' in before
    assert 'rel="prev"' not in before
    assert "that day" in before
    assert stand.get("/daily/2026-02-27").status_code == 404


def test_a_day_begins_and_ends_with_utc(fresh: Database) -> None:
    midnight = -12 * 60  # minutes from noon
    with fresh.write() as tx:
        fill(tx)
        edge = [
            article(outlet, f"edge-{at}", "Midnight bell", "It rang.", at)
            for outlet in ("daily-buoy", "hafenblatt")
            for at in (midnight, midnight - 1)
        ]
        tell(tx, story_key("edge"), edge)
    with fresh.read() as tx:
        days = [daily_page.build(tx, date(2026, 3, number), site="x", now=LATER) for number in (1, 2)]
    counted = [next((each.articles for each in day.stories if each.card.id == story_key("edge")), 0) for day in days if day]
    assert counted == [2, 2]


@pytest.mark.parametrize(
    "written",
    ["2026-3-2", "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "2027-01-01", "20260302", "2026-03-02x", "2026-W10-1",
     "..%2f..%2fetc", "%D9%A2%D9%A0%D9%A2%D9%A6-03-02", "2026-03-02%00", "2026-03-02/", "x" * 1500],
)  # fmt: skip
def test_anything_but_a_day_with_stories_is_not_found(stand: TestClient, written: str) -> None:
    assert stand.get(f"/daily/{written}").status_code == 404


def test_a_newsroom_without_stories_has_no_briefing(fresh: Database) -> None:
    with client(fresh) as asking:
        assert asking.get("/daily").status_code == 404
        assert '<section class="briefing"' not in asking.get("/").text


def test_stories_of_tomorrow_do_not_make_it_today(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        ahead = [
            article(outlet, "ahead", "Tomorrow's tide table", "It is high.", 26 * 60) for outlet in ("daily-buoy", "hafenblatt")
        ]
        tell(tx, story_key("ahead"), ahead)
    with fresh.read() as tx:
        assert daily_page.newest(tx, now=LATER) == date(2026, 3, 2)
        assert daily_page.build(tx, (NOW + timedelta(days=1)).date(), site="x", now=LATER) is None


def test_more_stories_take_no_more_queries(fresh: Database) -> None:
    asked = []
    for fillers in (1, 9):
        with fresh.write() as tx:
            fill(tx, fillers=fillers)
        with client(fresh) as asking, statements(fresh) as found:
            assert asking.get(TODAY).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]
