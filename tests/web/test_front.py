"""The front page: a lead, editions, the day in figures, what a side misses, topics, and nothing of what a plan locks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from everyside.pages.progress import Progress
from everyside.publish.web.app import create_app
from everyside.records.coverage import Blindspot, BlindspotKind
from everyside.records.tags import Label
from everyside.settings import PlansSettings, Settings
from everyside.storage import tags
from everyside.storage.database import Database
from tests.conftest import statements
from tests.makers import MADE_BY
from tests.web.conftest import LATER, client
from tests.web.newsstand import HARBOUR, HOSTILE, QUIET, count, fill

MISSED = Blindspot(kind=BlindspotKind.SIDE, missing="left", share=0.04, low=0.0, high=0.2, counted=18)


def label(id: str, kind: str, key: str, name: str) -> Label:
    return Label(story_id=id, kind=kind, key=key, name=name, weight=0.9, made_by=MADE_BY)  # type: ignore[arg-type]


@pytest.fixture
def stand(fresh: Database) -> Iterator[TestClient]:
    with fresh.write() as tx:
        fill(tx, fillers=8)
        count(tx, HARBOUR, blindspots=(MISSED,))
        about = {
            HARBOUR: [label(HARBOUR, "topic", "transport", "Transport"), label(HARBOUR, "place", "city:1", f"Oldwick {HOSTILE}")],
            QUIET: [label(QUIET, "topic", "transport", "Transport")],
        }
        tags.replace_labels(tx, about)
    with client(fresh) as asking:
        yield asking


def test_the_lead_comes_first_with_its_points_and_a_bar_with_words(stand: TestClient) -> None:
    page = stand.get("/").text
    lead = page[page.index('<div class="lead">') : page.index('<article class="story">', page.index('<div class="lead">') + 60)]
    assert "Harbour bridge closed after a freighter" in lead
    assert lead.count("<li") == 3
    assert '<p class="legend">3 left · 3 center · 3 right · 5 unrated</p>' in lead
    assert "Transport" in lead


def test_every_other_story_has_a_small_bar_that_says_what_it_shows(stand: TestClient) -> None:
    page = stand.get("/").text
    assert page.count('<article class="story">') == 10
    bars = re.findall(r'<svg class="bar mini" role="img" aria-label="([^"]+)"', page)
    assert len(bars) == 10  # nine in the list, one beside it
    assert all(re.search(r"\d", bar) for bar in bars)


def test_the_day_stands_beside_the_stories_in_figures(stand: TestClient) -> None:
    page = stand.get("/").text
    box = page[page.index('<section class="briefing"') :].partition("</section>")[0]
    assert '<a href="/daily/2026-03-02">Daily briefing</a>' in box
    numbers = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", box))
    assert set(numbers) == {"stories", "articles", "minute to read", "original reporting"}
    assert re.fullmatch(r"\d+ %", numbers["original reporting"])


def test_what_the_left_hardly_reports_stands_beside_the_stories(stand: TestClient) -> None:
    page = stand.get("/").text
    box = page[page.index('<section class="missed"') :].partition("</section>")[0]
    assert "Missed by the left" in box
    assert 'href="/blindspot?missing=left"' in box
    assert "Harbour bridge closed" in box
    assert "Left 4 %" in box
    assert "Missed by the right" not in page


def test_topics_of_these_days_are_links(stand: TestClient) -> None:
    assert '<a href="/topic/transport">Transport</a>' in stand.get("/").text


def test_an_edition_of_a_country_holds_what_its_outlets_report_the_most_of_them_first(stand: TestClient) -> None:
    everywhere = stand.get("/").text
    assert 'href="/?country=IE"' in everywhere
    page = stand.get("/?country=EG").text
    assert "Edition: <b>Egypt</b>" in page
    assert "Harbour bridge closed" in page
    assert page.count('<article class="story">') < everywhere.count('<article class="story">')
    assert 'href="/?country=EG&amp;lang=ar"' in page


def test_an_edition_of_a_country_and_a_language_keeps_both(stand: TestClient) -> None:
    page = stand.get("/?country=EG&lang=ar").text
    assert "Edition: <b>Egypt, Arabic</b>" in page
    assert page.count('aria-current="page"') == 3  # the front page, the country, the language


def test_a_country_without_stories_says_so_and_a_wrong_code_is_refused(stand: TestClient) -> None:
    assert "No stories in this edition yet." in stand.get("/?country=ZZ").text
    for wrong in ("eg", "EGY", "E", "%F0%9F%87%AA%F0%9F%87%AC", "..", "EG%00"):
        answer = stand.get(f"/?country={wrong}")
        assert answer.status_code == 400, wrong
        assert "country must be a country code" in answer.text


def test_a_locked_block_leaves_no_trace_on_the_front_page(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        count(tx, HARBOUR, blindspots=(MISSED,))
    closed = Settings(plans=PlansSettings(bullets="premium", sides="premium"))
    with client(fresh, closed) as asking:
        for path in ("/", "/daily/2026-03-02", "/blindspot", "/blindspot?missing=left"):
            page = asking.get(path).text
            assert 'class="points"' not in page, path
            assert 'class="bar' not in page, path
            assert "3 left" not in page, path
            assert "Left 4 %" not in page, path
        assert "Distribution of sides" in asking.get("/blindspot").text


def test_the_frame_leads_everywhere_and_marks_where_one_is(stand: TestClient) -> None:
    page = stand.get("/").text
    for path in ("/", "/blindspot", "/topic", "/place", "/source", "/daily", "/methodology", "/data", "/search"):
        assert f'href="{path}"' in page, path
        assert stand.get(path).status_code in (200, 302), path
    assert '<a href="/" aria-current="page">Front page</a>' in page
    assert '<form class="find" role="search" action="/search">' in page
    assert '<a class="skip" href="#main">' in page
    assert re.search(r'<link rel="canonical" href="[^"]*/">', page)
    assert '<a href="/blindspot" aria-current="page">' in stand.get("/blindspot").text


def test_while_the_first_round_runs_the_page_reloads_with_and_without_scripts(database: Database) -> None:
    progress = Progress(stage="collect", done=42, total=60)
    with TestClient(create_app(database, Settings(), lambda: LATER, lambda: progress)) as asking:
        page = asking.get("/").text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert 'data-reload="5"' in page


def test_thirty_stories_weigh_less_than_sixty_kilobytes(site: TestClient) -> None:
    answer = site.get("/")
    assert answer.text.count('<article class="story">') == 30
    assert len(answer.content) <= 60_000


def test_the_front_page_asks_as_often_for_two_stories_as_for_thirty(fresh: Database) -> None:
    asked = []
    for fillers in (2, 40):
        with fresh.write() as tx:
            fill(tx, fillers=fillers)
            count(tx, HARBOUR, blindspots=(MISSED,))
        with client(fresh) as asking, statements(fresh) as found:
            asking.get("/")
        asked.append(len(found))
    assert asked[0] == asked[1]
