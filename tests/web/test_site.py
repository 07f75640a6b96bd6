"""The pages a reader asks for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from everyside.interface.formats import ago, day, moment
from everyside.pages.progress import Progress
from everyside.publish.web.app import create_app
from everyside.settings import Settings, SiteSettings
from everyside.stages.assess import blindspots
from everyside.storage import notes
from everyside.storage.database import Database
from tests.makers import NOW
from tests.web.conftest import LATER, client
from tests.web.newsstand import EMPTY, HARBOUR, MOVED, QUIET, fill

OURS = ("/static/everyside.css", "/static/everyside.js", "/static/world.svg")
BANNER = "A made-up newsroom: every outlet, person and event here is fiction."


@pytest.fixture(scope="module")
def story_path(site: TestClient) -> str:
    return site.get(f"/story/{HARBOUR}").headers["location"]


@pytest.fixture(scope="module")
def story(site: TestClient, story_path: str) -> str:
    """Every page of its list."""
    return "".join(site.get(f"{story_path}?page={page}").text for page in (1, 2, 3, 4))


def test_the_front_page_lists_stories_with_figures_and_words_for_the_bar(site: TestClient) -> None:
    page = site.get("/").text
    assert "Harbour bridge closed after a freighter" in page
    assert "3 left · 3 center · 3 right · 5 unrated" in page
    assert "<b>14 outlets</b> · 27 independent texts · English, Arabic, German and 5 more languages" in page
    assert "Monday, 2 March 2026" in page
    assert page.count('<article class="story">') == 30


def test_the_second_page_goes_on_and_the_third_is_not_there(site: TestClient) -> None:
    assert site.get("/?page=2").text.count('<article class="story">') == 12
    assert site.get("/?page=3").status_code == 404


def test_the_page_reloads_itself_only_while_the_first_round_is_under_way(database: Database) -> None:
    def at(progress: Progress | None) -> str:
        app = create_app(database, Settings(), lambda: LATER, lambda: progress)
        with TestClient(app) as asking:
            return asking.get("/").text

    working = at(Progress(stage="collect", done=42, total=60, articles=812, stories=37))
    assert "Reading 42 of 60 outlets · 812 articles · 37 stories" in working
    assert 'http-equiv="refresh"' in working
    for done in (None, Progress(working=False)):
        assert "refresh" not in at(done)


def test_an_empty_database_has_a_front_page_that_says_what_to_do(fresh: Database) -> None:
    with client(fresh) as asking:
        answer = asking.get("/")
    assert answer.status_code == 200
    assert "No stories yet. Run “everyside up”" in answer.text


def test_every_way_to_a_story_ends_at_its_one_address(site: TestClient, story_path: str) -> None:
    assert site.get(story_path).status_code == 200
    for other in (f"/story/{HARBOUR}", f"/story/an-old-headline-{HARBOUR}", f"/story/{MOVED}", f"/story/-{HARBOUR}"):
        answer = site.get(f"{other}?side=left")
        assert (answer.status_code, answer.headers["location"]) == (301, f"{story_path}?side=left")
        assert answer.headers["cache-control"] == "no-store"


def test_a_story_shows_points_with_their_quotes_in_the_quotes_languages(story: str) -> None:
    page = story
    assert "<summary>5 independent texts</summary>" in page
    assert '<blockquote lang="ar" dir="auto">اصطدمت' in page
    assert '<blockquote lang="ja" dir="auto">貨物船' in page
    assert "The 9 rated outlets are split: 33 % each for left, center and right; 5 more are not rated." in page
    assert "Carried by 4 others" in page
    assert "carried by 5 outlets" in page
    for mark in ("Opinion", "Live", "Paywall", "News agency"):
        assert f'<span class="mark">{mark}</span>' in page
    assert '<span class="mark" title="Source: https://registry.example/facts">State-run</span>' in page
    assert re.search(r"· found <time", page)  # nobody stated when


def test_every_link_out_of_a_story_keeps_quiet_about_where_it_came_from(story: str) -> None:
    links = re.findall(r'<a [^>]*href="https?://[^>]*>', story)
    assert len(links) > 31
    assert all('rel="nofollow noreferrer"' in link for link in links)


def test_excerpts_keep_to_three_hundred_characters(story: str) -> None:
    excerpts = re.findall(r'<p class="excerpt"[^>]*>([^<]*)</p>', story)
    assert len(excerpts) > 20
    assert max(map(len, excerpts)) <= 320  # escapes count as more


def test_sides_are_links_that_narrow_the_list(site: TestClient, story_path: str) -> None:
    page = site.get(f"{story_path}?side=left").text
    assert "Le Phare" in page
    assert page.split('<section class="articles"')[1].count("<h3>") == 6
    assert 'side=left#articles" aria-current="page">Left' in page


def test_a_story_of_outlets_nobody_rated_says_so(site: TestClient) -> None:
    page = site.get(site.get(f"/story/{QUIET}").headers["location"]).text
    assert "None of the 3 outlets is rated." in page
    assert 'class="unrated" fill="url(#hatch)" x="0.00%" y="1" width="100.00%"' in page


def test_a_story_without_articles_is_gone_and_an_unknown_one_is_not_found(site: TestClient) -> None:
    assert site.get(f"/story/{EMPTY}").status_code == 410
    assert site.get("/story/000000000000").status_code == 404


def test_a_long_list_goes_on_on_further_pages(site: TestClient, story_path: str, story: str) -> None:
    assert story.count('<li id="a') == 31
    assert "Page 1 of 4" in story
    assert site.get(f"{story_path}?page=5").status_code == 404


def test_a_page_of_thirty_articles_and_the_style_sheet_stay_small(site: TestClient, story_path: str) -> None:
    assert len(site.get(story_path).content) < 60_000
    sent = [site.get(path, headers={"accept-encoding": "gzip"}) for path in (story_path, *OURS)]
    assert all(answer.headers["content-encoding"] == "gzip" for answer in sent)
    assert sum(int(answer.headers["content-length"]) for answer in sent) < 40_000  # 100 kB are the bound on all of a first visit
    assert len(site.get("/static/everyside.js").content) < 4096


def test_made_up_news_is_called_so_on_every_page(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        notes.write(tx, "press", "demo", NOW)
    with client(fresh) as asking:
        story = asking.get(f"/story/{HARBOUR}").headers["location"]
        for path in ("/", "/?lang=de", story, "/operator", "/methodology", "/nothing", f"/story/{EMPTY}", "/?page=x"):
            assert BANNER in asking.get(path).text, path
        assert BANNER in asking.post("/").text


def test_real_news_is_not_called_made_up(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx, fiction=False)
    with client(fresh) as asking:
        assert "made-up" not in asking.get("/").text
        assert "made-up" not in asking.get(asking.get(f"/story/{HARBOUR}").headers["location"]).text


def test_health_is_json_for_machines(site: TestClient) -> None:
    state = site.get("/health").json()
    assert state["status"] == "ok"
    assert state["newest_article"].endswith("+00:00")


def test_the_method_states_the_formula_in_use(site: TestClient) -> None:
    page = site.get("/methodology").text
    assert "halved for every 12 hours" in page
    assert "below −0.5 is left" in page
    assert f"at least {blindspots.MIN_RATED} outlets and {blindspots.MIN_RATED} independent texts are rated" in page
    assert f"at most {100 * blindspots.MOST_MISSING:g} % of the rated texts" in page


@pytest.mark.parametrize(
    ("host", "called", "headers", "status"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", {}, 200),
        ("::1", "http://localhost:8000", {}, 200),
        ("0.0.0.0", "http://127.0.0.1:8000", {}, 404),
        ("127.0.0.1", "http://rebound.example", {}, 404),
        ("127.0.0.1", "http://127.0.0.1:8000", {"x-forwarded-for": "203.0.113.9"}, 404),
    ],
)
def test_the_operators_page_is_for_whoever_sits_at_the_machine(
    database: Database, host: str, called: str, headers: dict[str, str], status: int
) -> None:
    settings = Settings(site=SiteSettings(host=host))
    with TestClient(create_app(database, settings, lambda: LATER, lambda: None), base_url=called) as asking:
        assert asking.get("/operator", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (0.005, "just now"),
        (0.5, "30 min ago"),
        (47, "47 h ago"),
        (72, "3 days ago"),
        (24 * 20, "10 February 2026"),
        (-3, "2 March 2026"),
    ],
)
def test_ages_are_said_in_words(hours: float, says: str) -> None:
    assert ago(datetime.fromtimestamp(NOW.timestamp() - hours * 3600, UTC), NOW) == says


def test_times_are_said_in_full() -> None:
    assert (day(NOW), moment(NOW)) == ("Monday, 2 March 2026", "2 March 2026, 12:00 UTC")
