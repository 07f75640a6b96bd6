"""Lookup: a link or a paragraph leads to its story, its copies and the earliest publication known here; nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from everyside.records.ids import entry_id, feed_id
from everyside.records.outlet import Feed
from everyside.stages.index import core
from everyside.storage import entries, feeds, search
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements
from tests.web.conftest import LATER, _empty
from tests.web.newsstand import article, fill, story_key, tell
from tests.web.test_search_page import asking, indexed, meaning

PARAGRAPH = (
    "The old ropewalk by the basin will be taken down beam by beam next winter, the trust that keeps it said on Sunday, since the "
    "roof has given way in three places and nobody who could mend it in the old manner is left in the valley."
)
JAPANESE = (
    "貨物船は月曜日の未明に港の入り口で橋脚に衝突し、港湾当局は九十メートルを超える船の通航を禁止した。けが人はいないという。"
)
BEFORE = "It was built long before the canal. "
AFTER = " Walkers are asked to keep to the other bank until then, and boats to pass slowly."


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = indexed(_empty(Path(tmp_path_factory.mktemp("lookup")) / "site.db"))
    first = article("tidewater-times", "ropewalk", "Ropewalk to come down", BEFORE + PARAGRAPH + AFTER, -30)
    copy = article("daily-buoy", "ropewalk", "Old ropewalk goes", BEFORE + PARAGRAPH, 60)
    part = article("pier-review", "ropewalk", "Farewell", PARAGRAPH[:120] + " That is all we know of it today, says our man.", 90)
    lone = article("daily-buoy", "fune", "船", JAPANESE * 2, 10)
    with made.write() as tx:
        tell(tx, story_key("ropewalk"), [first, copy, part])
        tell(tx, story_key("fune"), [lone])
        search.save(tx, [core.findable(each, (), "index/1#") for each in (first, copy, part, lone)])
        url = "https://tidewater-times.example/feed.xml"
        feeds.save(tx, [Feed(id=feed_id(url), url=url, outlet_id=first.outlet_id)])
        waiting = "https://tidewater-times.example/waiting"
        entries.save_new(tx, [makers.entry(url=waiting, id=entry_id("tidewater-times.example/waiting"), feed_id=feed_id(url))])
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(stand: Database) -> Iterator[TestClient]:
    with asking(stand, meaning()) as made:
        yield made


def rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr><td>.*?</tr>", page, re.DOTALL)]


def test_the_page_before_anything_was_asked(site: TestClient) -> None:
    page = site.get("/lookup")
    assert page.status_code == 200
    assert "it is never fetched" in page.text


@pytest.mark.parametrize(
    "link",
    [
        "https://granite-post.example/wire",
        "http://granite-post.example/wire?utm_source=feed#top",
        "granite-post.example/wire",
        "  HTTPS://GRANITE-POST.example:443/wire ",
    ],
)
def test_a_link_leads_to_its_story_its_copies_and_who_was_first(site: TestClient, link: str) -> None:
    page = site.get("/lookup", params={"url": link}).text
    assert "Its story" in page
    assert re.search(r'<a href="/story/[a-z0-9-]+">[^<]*freighter', page)
    assert re.search(r"This text is carried by [56] articles of [56] outlets here.", page)
    assert "The earliest publication known here: <b><bdi>" in page
    table = rows(page)
    assert len(table) >= 5
    assert sum("the link you gave" in row for row in table) == 1


def test_a_link_without_copies_says_so(site: TestClient) -> None:
    page = site.get("/lookup", params={"url": "https://tidewater-times.example/ropewalk"}).text
    assert "One article here carries this text; we know of no copy." in page
    assert "earliest publication" not in page


def test_an_unknown_link_is_said_to_be_unknown(site: TestClient) -> None:
    page = site.get("/lookup", params={"url": "https://tidewater-times.example/never"})
    assert page.status_code == 200
    assert "We read 1 feed of this outlet; this article was not in them." in page.text
    assert "We read 1 outlet; the oldest article here is of" in page.text
    assert "read no feed of it" in site.get("/lookup", params={"url": "https://daily-buoy.example/never"}).text
    assert "We do not know the outlet" in site.get("/lookup", params={"url": "https://stranger.example/x"}).text


def test_a_link_whose_article_is_still_to_be_read(site: TestClient) -> None:
    page = site.get("/lookup", params={"url": "https://www.tidewater-times.example/waiting/"}).text
    assert "We know this link and have not read its article yet" in page


def test_a_paragraph_leads_to_all_that_carry_it_earliest_first(site: TestClient) -> None:
    page = site.get("/lookup", params={"text": PARAGRAPH.upper().replace(",", " —")}).text
    assert "This text is carried by 2 articles of 2 outlets here." in page
    assert re.search(r"earliest publication known here: <b><bdi>[^<]*Tidewater", page)
    table = rows(page)
    assert len(table) == 3
    assert "100 %" in table[0]
    assert "100 %" in table[1]
    assert "Farewell" in table[2]
    assert "Who carries a part of it" in page


def test_a_paragraph_in_a_script_without_spaces_is_found(site: TestClient) -> None:
    page = site.get("/lookup", params={"text": JAPANESE}).text
    assert "One article here carries this text; we know of no copy." in page


def test_a_text_nobody_carries_is_said_not_to_be_here(site: TestClient) -> None:
    strange = "Nothing of what is written in this sentence was ever printed by any paper whose name is known on these shores at all"
    page = site.get("/lookup", params={"text": strange}).text
    assert "No article here carries this text. We read 1 outlet" in page
    assert "too short" in site.get("/lookup", params={"text": "only five words are here"}).text


def test_a_long_text_is_posted_and_a_longer_one_refused(site: TestClient) -> None:
    filler = "Walkers and boats and beams are spoken of here again and again. " * 40
    page = site.post("/lookup", data={"url": "", "text": PARAGRAPH + " " + filler})
    assert page.status_code == 200
    assert "ropewalk" in page.text.lower()
    assert page.headers["cache-control"] == "no-store"
    for length in (20_001, 400_000):
        answer = site.post("/lookup", data={"text": "x" * length})
        assert answer.status_code == 413
        assert "at most 20,000 characters" in answer.text
    assert site.post("/lookup", data={"text": "https://granite-post.example/wire"}).text.count("the link you gave") == 1


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("javascript:alert(1)", 400),
        ("ftp://daily-buoy.example/", 400),
        ("https://", 400),
        ("https://[", 400),
        ("not a link", 400),
        ("\0", 400),
        ("https://daily-buoy.example/\0", 200),
        ("https://daily-buoy.example/" + "a" * 1900, 200),
        ("https://" + "a" * 300 + ".example/", 200),
        ("https://127.0.0.1/", 200),
        ("https://xn--\ud7ff/", 400),
    ],
)
def test_odd_links_get_the_right_status(site: TestClient, url: str, status: int) -> None:
    answer = site.get("/lookup", params={"url": url})
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_odd_forms_break_nothing(site: TestClient) -> None:
    def post(body: bytes, kind: str = "application/x-www-form-urlencoded") -> int:
        return int(site.post("/lookup", content=body, headers={"content-type": kind}).status_code)

    assert post(b"") == 200
    assert post(b"text=%ff%fe%00") == 200
    assert post(b"\xff\xfe=\xff") == 200
    assert post(b"&" * 1000) == 400
    assert post(b"&".join(b"a=%d" % n for n in range(50))) == 400
    assert post(b"{}", "application/json") == 400
    assert post(b"text=" + b"%F0%9F%98%80" * 15_000) == 200
    assert post(b"text=" + ('"*^NEAR(' * 500).encode()) == 200


def test_what_was_pasted_stays_text(site: TestClient) -> None:
    page = site.post("/lookup", data={"text": "</textarea><script>alert(1)</script> " * 10, "url": ""}).text
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page


def test_the_number_of_statements_does_not_grow_with_the_text(stand: Database) -> None:
    from everyside.pages import lookup_page

    counts = []
    for text in (PARAGRAPH, PARAGRAPH + AFTER * 30, JAPANESE):
        with statements(stand) as seen, stand.read() as tx:
            lookup_page.by_text(tx, text, site="x", now=LATER)
        counts.append(len(seen))
    assert max(counts) <= 14, counts


def test_an_empty_database_answers_too(tmp_path: Path) -> None:
    database = _empty(tmp_path / "empty.db")
    with asking(database, meaning()) as made:
        assert "Nothing has been read here yet." in made.get("/lookup", params={"text": PARAGRAPH}).text
        assert "Nothing has been read here yet." in made.get("/lookup", params={"url": "https://a.example/b"}).text
        assert made.get("/search?q=bridge").status_code == 200
    database.close()


def test_filled_demo_is_marked_as_fiction(tmp_path: Path) -> None:
    from everyside.storage import notes

    database = _empty(tmp_path / "demo.db")
    with database.write() as tx:
        fill(tx)
        notes.write(tx, "press", "demo", makers.NOW)
    with asking(database, None) as made:
        for path in ("/search", "/search?q=bridge", "/lookup", "/lookup?url=x"):
            assert "A made-up newsroom" in made.get(path).text
    database.close()
