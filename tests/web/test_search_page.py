"""Search: what is asked is found, in whatever language, and nothing asked breaks anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.pages import search_page
from everyside.pages.meaning import Meaning, stands_out
from everyside.publish.web.app import create_app
from everyside.records.article import Article, Vector
from everyside.settings import Settings
from everyside.stages.index import core
from everyside.storage import articles, search, vectors
from everyside.storage.database import Database
from everyside.storage.schema import articles as article_table
from tests.conftest import statements
from tests.web.conftest import LATER, _empty
from tests.web.newsstand import article, fill, story_key, tell

HOSTILE = article(
    "daily-buoy", "mark", "<mark>Lantern</mark> & <script>alert(1)</script>", "A lantern <b>shines</b> & <script>x</script>.", 400
)


def meaning() -> Meaning:
    return Meaning(PlainEmbedder, lambda part: part.id)


def indexed(database: Database) -> Database:
    with database.write() as tx:
        fill(tx, fillers=30)
        tell(tx, story_key("lantern"), [HOSTILE])
        every = list(
            articles.get(tx, [row[0] for row in tx.execute(article_table.select().with_only_columns(article_table.c.id))]).values()
        )
        search.save(tx, [core.findable(each, (), "index/1#") for each in every])
        vectors.save(tx, [_vector(each) for each in every])
    return database


def _vector(each: Article) -> Vector:
    part = PlainEmbedder()
    values = part.embed([f"{each.title}\n{each.text[:200]}"])[0].astype("<f2").tobytes()
    return Vector(article_id=each.id, values=values, made_by=part.id)


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = indexed(_empty(Path(tmp_path_factory.mktemp("search")) / "site.db"))
    yield made
    made.close()


def asking(database: Database, how: Meaning | None) -> TestClient:
    app = create_app(database, Settings(), lambda: LATER, lambda: None, how)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="module")
def site(stand: Database) -> Iterator[TestClient]:
    with asking(stand, meaning()) as made:
        yield made


@pytest.fixture(scope="module")
def words_only(stand: Database) -> Iterator[TestClient]:
    with asking(stand, None) as made:
        yield made


def headings(page: str) -> list[str]:
    return re.findall(r"<h2[^>]*><a[^>]*>(.*?)</a></h2>", page)


def test_the_page_before_a_question_says_what_can_be_asked(site: TestClient) -> None:
    page = site.get("/search").text
    assert "words that follow each other" in page
    assert "Nothing found" not in page
    assert 'class="tabs"' not in page


def test_stories_are_found_with_the_words_marked(words_only: TestClient) -> None:
    page = words_only.get("/search?q=orchid").text
    assert headings(page) == ["Rare orchid found on a roundabout"]
    assert "3 of its 3 articles answer" in page
    assert "1 story and 3 articles found." in page
    articles_page = words_only.get("/search?q=orchid&kind=articles").text
    assert headings(articles_page) == ["Rare <mark>orchid</mark> found on a roundabout"] * 3
    assert articles_page.count("The story it is in") == 3


def test_any_script_is_found_and_marked(words_only: TestClient) -> None:
    page = words_only.get("/search", params={"q": "貨物船"}).text
    assert "<mark>貨物船</mark>" in page
    page = words_only.get("/search", params={"q": "اصطدمت"}).text
    assert 'lang="ar"' in page
    assert "<mark>اصطدمت</mark>" in page


def test_news_stays_text_where_it_is_marked(words_only: TestClient) -> None:
    for kind in ("stories", "articles"):
        page = words_only.get(f"/search?q=lantern&kind={kind}").text
        assert "&lt;script&gt;" in page
        assert "<script>" not in page
        assert "<b>shines" not in page
        assert "&lt;mark&gt;" in page


def test_a_question_stays_text_too(site: TestClient) -> None:
    page = site.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_filters_narrow_and_can_be_dropped(words_only: TestClient) -> None:
    assert headings(words_only.get("/search?q=bridge&lang=zz").text) == []
    page = words_only.get("/search?q=orchid&side=left").text
    assert "Nothing found with these filters" in page
    assert 'href="/search?q=orchid">Search without filters.' in page
    assert len(headings(words_only.get("/search?q=orchid&side=unrated").text)) == 1
    assert headings(words_only.get("/search?q=orchid&before=2026-03-01").text) == []
    assert len(headings(words_only.get("/search?q=orchid&before=2026-03-02&after=2026-03-02").text)) == 1
    assert headings(words_only.get("/search?q=orchid+after:2027").text) == []


def test_what_is_near_in_meaning_is_found_without_its_words_and_said_to_be(site: TestClient, words_only: TestClient) -> None:
    question = "/search?q=rare+orchids+found+at+some+roundabouts"
    assert headings(words_only.get(question).text) == []
    page = site.get(question).text
    assert headings(page)[0] == "Rare orchid found on a roundabout"
    assert "close in meaning" in page


def test_quotation_marks_and_minus_are_to_the_letter(site: TestClient) -> None:
    page = site.get('/search?q="rare+orchids+found"').text
    assert "to the letter" in page
    assert headings(page) == []
    assert "cannot consist of what to leave out alone" in site.get("/search?q=-orchid").text


def test_what_is_near_is_what_stands_out(stand: Database) -> None:
    how = meaning()
    with stand.read() as tx:
        assert how.near(tx, "") == []
        assert len(how.near(tx, "Rare orchid found on a roundabout")) >= 3
    assert stands_out(1) == 1
    assert stands_out(100_000) == pytest.approx(4.8, abs=0.1)


def test_an_article_that_comes_in_later_is_near_too_and_a_deleted_one_is_not(tmp_path: Path) -> None:
    database = indexed(_empty(tmp_path / "site.db"))
    how = meaning()
    late = article("daily-buoy", "late", "Zeppelin moored over Quayside tower", "It hums.", 500)
    with database.read() as tx:
        assert late.id not in how.near(tx, "zeppelin moored over quayside")
    with database.write() as tx:
        articles.save(tx, [late])
        vectors.save(tx, [_vector(late)])
        search.save(tx, [core.findable(late, (), "index/1#")])
    with database.read() as tx:
        assert how.near(tx, "zeppelin moored over quayside")[0] == late.id
    with database.write() as tx:
        tx.execute(article_table.delete().where(article_table.c.id == late.id))
    with database.read() as tx:
        page = search_page.build(tx, search_page.Asked(question="zeppelin moored over quayside"), site="x", now=LATER, meaning=how)
    assert page is not None
    assert page.empty
    database.close()


def test_an_embedder_that_fails_leaves_search_by_words(stand: Database) -> None:
    class Broken(PlainEmbedder):
        def embed(self, texts: object) -> np.ndarray:
            raise RuntimeError("no model here")

    with asking(stand, Meaning(Broken, lambda part: part.id)) as made:
        for _ in range(2):
            page = made.get("/search?q=orchid&sort=newest")
            assert page.status_code == 200
            assert headings(page.text) == ["Rare orchid found on a roundabout"]
        assert "Search by meaning is not available just now" in made.get("/search?q=freighter&sort=newest").text


def test_answers_go_on_on_further_pages(words_only: TestClient) -> None:
    page = words_only.get("/search?q=council").text
    assert len(headings(page)) == 20
    assert 'rel="next" href="/search?q=council&amp;page=2"' in page
    assert len(headings(words_only.get("/search?q=council&page=2").text)) == 10
    assert words_only.get("/search?q=council&page=3").status_code == 404


def test_a_link_and_a_paragraph_go_to_the_lookup(site: TestClient) -> None:
    answer = site.get("/search", params={"q": " https://daily-buoy.example/orchid "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/lookup?url=https%3A%2F%2Fdaily-buoy.example%2Forchid")
    assert site.get("/search", params={"q": "word " * 26}).headers["location"].startswith("/lookup?text=word")
    assert site.get("/search", params={"q": "word " * 24}).status_code == 200


def test_the_number_of_statements_does_not_grow_with_the_answers(stand: Database) -> None:
    how = meaning()
    counts = []
    for question in ("orchid", "council", "bridge", "the"):
        for kind in (search_page.STORIES, search_page.ARTICLES):
            with statements(stand) as seen, stand.read() as tx:
                search_page.build(
                    tx, search_page.Asked(question=question, kind=kind, side="left"), site="x", now=LATER, meaning=how
                )
            counts.append(len(seen))
    assert max(counts[1:]) - min(counts[1:]) <= 4, counts  # less where there is nothing to read
    assert max(counts) < 40


def test_a_search_is_a_feed_of_its_stories(stand: Database) -> None:
    with stand.read() as tx:
        feed = search_page.search_feed(tx, search_page.Asked(question="council"), site="Everyside", now=LATER)
    assert feed.path == "/search?q=council"
    assert len(feed.items) == 30
    assert feed.items[0].link.startswith("/story/council-vote-0-")
    assert feed.fiction


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 200),
        ("q=%22", 200),
        ("q=*", 200),
        ("q=NEAR(a%20b)", 200),
        ("q=%5Ebridge", 200),
        ("q=%ff%fe", 200),
        ("q=%F0%9F%98%80", 200),
        ("q=" + "a%20" * 450, 303),
        ("q=" + "x" * 1900, 200),
        ("q=" + "x" * 2100, 414),
        ("q=the", 200),
        ("kind=<script>", 400),
        ("lang=%00", 400),
        ("country=x", 400),
        ("side=up", 400),
        ("after=tomorrow", 400),
        ("before=2026-13-01", 400),
        ("sort=x", 400),
        ("q=orchid&page=0", 400),
        ("q=orchid&page=99999999999", 404),
        ("q=orchid&q=other", 200),
    ],
)
def test_odd_questions_get_the_right_status(site: TestClient, query: str, status: int) -> None:
    answer = site.get(f"/search?{query}")
    assert answer.status_code == status
    assert "Traceback" not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=120))
def test_no_question_breaks_the_site(site: TestClient, question: str) -> None:
    question = question.encode("utf-8", "replace").decode()
    assert site.get("/search", params={"q": question}).status_code in (200, 303)


def test_head_is_answered_and_posting_is_not(site: TestClient) -> None:
    assert site.head("/search?q=orchid").status_code == 200
    assert site.post("/search").status_code == 405
