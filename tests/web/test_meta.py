"""What pages say to machines: previews, data, the map of the site, robots; and the picture of a story."""

from __future__ import annotations

import json
import re
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree, html
from starlette.testclient import TestClient

from everyside.pages.card import Card
from everyside.pages.sides import distribution
from everyside.publish.card import drawing, fonts
from everyside.publish.card.lines import broken, right_to_left
from everyside.publish.web.meta import meta, script_data
from everyside.records.coverage import SideCounts
from everyside.records.errors import SettingsError
from everyside.settings import CollectSettings, PlansSettings, Settings, SiteSettings, load
from everyside.storage.database import Database
from tests.makers import NOW
from tests.web.conftest import LATER, client
from tests.web.newsstand import HARBOUR, HOSTILE, MOVED, QUIET, fill
from tests.web.subjects import STRANGE, describe
from tests.web.valid import faults

BREAKOUT = '</script><script>alert(1)</script><!-- <script> \u2028 & "quoted"'
needs_fonts = pytest.mark.skipif(not drawing.available(), reason="no fonts on this machine")


@pytest.fixture
def stand(fresh: Database) -> Iterator[TestClient]:
    with fresh.write() as tx:
        fill(tx, fillers=3)
        describe(tx, fillers=3)
    with client(fresh) as asking:
        yield asking


def card(**changes: object) -> Card:
    bar = distribution(SideCounts(left=9, center=3, right=5, unrated=4))
    made = Card(
        site="Everyside",
        headline="Harbour bridge closed after a freighter strikes its northern pier",
        language="English",
        facts="21 outlets · 17 independent texts",
        legend=bar.text,
        segments=bar.segments,
        fiction=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


# -- previews and data


@pytest.mark.parametrize("path", ["/topic/transport", "/place/country-IE", "/source/hafenblatt", "/topic", "/place", "/source"])
def test_a_page_says_its_address_title_and_data(stand: TestClient, path: str) -> None:
    page = stand.get(path).text
    tree = html.document_fromstring(page)
    assert faults(page) == []
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"http://127.0.0.1:8000{path}"]
    assert tree.xpath("//meta[@property='og:url']/@content") == [f"http://127.0.0.1:8000{path}"]
    assert tree.xpath("//meta[@property='og:title']/@content")[0]
    (data,) = tree.xpath("//script[@type='application/ld+json']/text()")
    graph = json.loads(data)["@graph"]
    assert graph[0]["@type"] == "CollectionPage"
    assert graph[0]["url"] == f"http://127.0.0.1:8000{path}"


def test_a_topics_data_lists_its_stories_and_the_way_there(stand: TestClient) -> None:
    tree = html.document_fromstring(stand.get("/topic/transport").text)
    page, crumbs = json.loads(tree.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"]
    (story,) = page["mainEntity"]["itemListElement"]
    assert story["name"].startswith("Harbour bridge closed")
    assert re.fullmatch(rf"http://127\.0\.0\.1:8000/story/[a-z-]+-{HARBOUR}", story["url"])
    assert [each["name"] for each in crumbs["itemListElement"]] == ["Everyside", "Topics", "Transport"]


def test_every_feed_a_page_names_is_there(stand: TestClient) -> None:
    for path in ("/", "/topic/transport", "/source/hafenblatt", f"/story/{HARBOUR}"):
        page = stand.get(path, follow_redirects=True).text
        feeds = html.document_fromstring(page).xpath("//link[@rel='alternate']")
        assert len(feeds) == 3, path
        for each in feeds:
            answer = stand.get(each.get("href"))
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(each.get("type"))


def test_nothing_in_a_name_ends_the_block_of_data_or_a_tag(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx, fillers=0)
        describe(tx, fillers=0)
    with client(fresh, Settings(site=SiteSettings(name=BREAKOUT))) as asking:
        from everyside.pages.label_address import label_path

        for path in ("/source/daily-buoy", label_path("place", STRANGE)):
            page = asking.get(path).text
            assert "<script>alert" not in page
            tree = html.document_fromstring(page)
            (data,) = tree.xpath("//script[@type='application/ld+json']/text()")
            assert json.loads(data)["@graph"][1]["itemListElement"][0]["name"] == " ".join(BREAKOUT.split())
            assert tree.xpath("//meta[@property='og:site_name']/@content") == [" ".join(BREAKOUT.split())]


def test_data_says_what_it_was_given_without_a_character_that_html_reads() -> None:
    written = script_data({"a": BREAKOUT})
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written) == {"a": BREAKOUT}


def test_a_page_without_a_picture_names_none() -> None:
    made = meta("https://n.example", "/x", title="X", description="", site="S")
    assert (made.image, made.canonical, made.alternates) == ("", "https://n.example/x", ())


@pytest.mark.parametrize(
    "address", ["news.example", "https://news.example/", "https://a b", "javascript:alert(1)", "https://x.example/y"]
)
def test_a_public_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="site.address must be a web address without a path"):
        load(environment={"EVERYSIDE_SITE__ADDRESS": address})


# -- the map of the site, robots, search, security


def test_the_map_of_the_site_leads_to_every_story_and_topic(stand: TestClient) -> None:
    index = etree.fromstring(stand.get("/sitemap.xml").content)
    files = index.xpath("//*[local-name()='loc']/text()")
    assert files == ["http://127.0.0.1:8000/sitemap/pages.xml", f"http://127.0.0.1:8000/sitemap/{NOW:%Y-%m-%d}.xml"]
    places = [
        place for file in files for place in etree.fromstring(stand.get(file).content).xpath("//*[local-name()='loc']/text()")
    ]
    assert any(place.endswith(f"-{HARBOUR}") for place in places)
    assert "http://127.0.0.1:8000/topic/transport" in places
    assert "http://127.0.0.1:8000/source/hafenblatt" in places
    assert len(places) == len(set(places))
    for place in places:
        assert stand.get(place, follow_redirects=True).status_code == 200, place


@pytest.mark.parametrize("name", ["2026-02-30", "2026-3-2", "1", "9999-12-31", "0001-01-01", "%00", "2001-01-01", "..%2fpages"])
def test_days_that_are_none_or_have_no_story_are_not_found(stand: TestClient, name: str) -> None:
    assert stand.get(f"/sitemap/{name}.xml").status_code == 404


def test_robots_are_told_where_the_map_is_and_what_not_to_ask(stand: TestClient) -> None:
    said = stand.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in said
    assert "Disallow: /search\n" in said


def test_a_browser_can_learn_to_search_here(stand: TestClient) -> None:
    answer = stand.get("/opensearch.xml")
    (address,) = etree.fromstring(answer.content).xpath("//*[local-name()='Url']/@template")
    assert address == "http://127.0.0.1:8000/search?q={searchTerms}"


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("https://news.example/about", "Contact: https://news.example/about\n"),
        ("desk@news.example", "Contact: mailto:desk@news.example\n"),
        ("", ""),
        ("call us", ""),
        ("a@b\nContact: x", ""),
    ],
)
def test_whom_to_tell_of_a_hole_stands_there_only_where_somebody_said_so(fresh: Database, contact: str, said: str) -> None:
    with client(fresh, Settings(collect=CollectSettings(contact=contact))) as asking:
        answer = asking.get("/.well-known/security.txt")
    assert answer.status_code == (200 if said else 404)
    if said:
        assert answer.text.startswith(said)
        assert f"Expires: {(LATER + timedelta(days=180)):%Y-%m-%d}T00:00:00Z" in answer.text


# -- the picture


@needs_fonts
def test_a_storys_picture_is_a_png_of_the_size_previews_take_and_is_not_sent_twice(stand: TestClient) -> None:
    answer = stand.get(f"/story/any-words-{HARBOUR}/card.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
    again = stand.get(f"/story/{MOVED}/card.png", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = stand.get(f"/story/{QUIET}/card.png")
    assert other.headers["etag"] != answer.headers["etag"]
    assert other.content != answer.content
    for path in ("/story/000000000000/card.png", "/story/x/card.png"):
        assert stand.get(path).status_code == 404


@needs_fonts
def test_a_picture_of_what_a_plan_closes_has_no_bar(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    with client(fresh) as open_site, client(fresh, Settings(plans=PlansSettings(sides="premium"))) as closed:
        shown, hidden = (site.get(f"/story/{HARBOUR}/card.png") for site in (open_site, closed))
    assert hidden.status_code == 200
    assert len(hidden.content) < len(shown.content)


@needs_fonts
@pytest.mark.parametrize(
    "headline",
    [
        HOSTILE,
        "]]></text><image href='file:///etc/passwd'/>",
        "Z" + "\u0301" * 190,
        "W" * 200,
        "\U0010fffd" * 40,
        "",
        " ",
        "a " * 100,
    ],
)
def test_a_picture_of_any_headline_is_drawn(headline: str) -> None:
    assert drawing.draw(card(headline=headline))[:4] == b"\x89PNG"


def test_a_picture_is_drawn_once_and_who_would_wait_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, drawn = threading.Semaphore(0), threading.Event(), []

    def slowly(each: Card) -> bytes:
        begun.release()
        assert go_on.wait(10)
        drawn.append(each)
        return each.headline.encode()

    monkeypatch.setattr(drawing, "_drawn", slowly)
    made: list[bytes] = []
    same = card(headline="Drawn once")
    threads = [threading.Thread(target=lambda: made.append(drawing.draw(same))) for _ in range(drawing.WAITING)]
    for thread in threads:
        thread.start()
    assert begun.acquire(timeout=10)
    until = time.monotonic() + 10
    while drawing._waiting._value and time.monotonic() < until:
        time.sleep(0.01)
    with pytest.raises(drawing.Busy):
        drawing.draw(card(headline="Too late"))
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert (made, drawn) == ([b"Drawn once"] * drawing.WAITING, [same])
    assert drawing.draw(card(headline="In time")) == b"In time"


def test_a_script_that_no_font_has_is_named_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [font for font in fonts.installed() if font.glyph("A") and not font.glyph("港")]
    if not known:
        pytest.skip("no font without Japanese on this machine")
    monkeypatch.setattr(fonts, "installed", lambda: tuple(known))
    shown, chosen = drawing._shown(card(headline="貨物船が橋脚に衝突、港の橋が通行止めに", language="Japanese"))
    assert shown == "A story in Japanese"
    assert chosen.fonts
    assert not chosen.missing


def test_lines_break_at_spaces_and_between_characters_where_a_script_has_none() -> None:
    def width(character: str) -> float:
        return 2.0 if ord(character) > 0x3000 else 1.0

    assert broken("a bridge is closed", width, 9, 3) == ["a bridge", "is closed"]
    assert broken("港の橋が、通行止めに", width, 8, 4) == ["港の橋", "が、通行", "止めに"]
    assert broken("a bridge is closed", width, 9, 1) is None
    assert broken("incomprehensibilities", width, 9, 3) is None


def test_the_first_letter_says_where_a_line_begins() -> None:
    assert right_to_left("«إغلاق» Oldwick")
    assert right_to_left("42 הנמל")
    assert not right_to_left("Oldwick إغلاق")
    assert not right_to_left("12 – !")


def test_a_broken_font_is_passed_by(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "short.ttf").write_bytes(b"\x00\x01\x00\x00\x00\x09" + b"\xff" * 40)
    (tmp_path / "long.ttc").write_bytes(b"ttcf" + b"\xff" * 200)
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    assert fonts.installed.__wrapped__() == ()
