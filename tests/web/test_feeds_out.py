"""Feeds as readers of feeds see them: two parsers that are not ours, and the bytes themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import fastfeedparser
import feedparser
import pytest
from lxml import etree
from starlette.testclient import TestClient

from everyside.pages.feed import Feed, Item
from everyside.publish.feeds import FORMATS
from everyside.records.account import Revision
from everyside.records.coverage import Blindspot, BlindspotKind
from everyside.records.ids import OutletId
from everyside.settings import PlansSettings, Settings, SiteSettings
from everyside.storage import notes, revisions
from everyside.storage.database import Database
from tests.makers import NOW
from tests.web.conftest import client
from tests.web.newsstand import BULLET, EMPTY, HARBOUR, MOVED, count, fill
from tests.web.subjects import describe

FEEDS = ("/feed", "/topic/transport/feed", "/place/country-IE/feed", "/source/hafenblatt/feed", f"/story/{HARBOUR}/feed")
NASTY = "a\x00b\x0b ]]> </title><script>alert(1)</script> &amp; &#x0; \u202eevil\u2066 \ud800 \ufffe عنوان 標題 \U0001f600"


@pytest.fixture
def stand(fresh: Database) -> Iterator[TestClient]:
    with fresh.write() as tx:
        fill(tx, fillers=60)
        describe(tx, fillers=60)
        revisions.note(
            tx,
            [Revision(story_id=HARBOUR, at=NOW + timedelta(hours=2), headline="Bridge closed", bullets=(BULLET,), articles=9)],
        )
    with client(fresh) as asking:
        yield asking


def items_of(body: bytes, form: str) -> list[dict[str, Any]]:
    if form == "json":
        return list(json.loads(body)["items"])
    read = feedparser.parse(body)
    assert not read.bozo, read.get("bozo_exception")
    assert len(fastfeedparser.parse(body.decode()).entries) == len(read.entries)
    return list(read.entries)


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_feed_is_read_by_readers_in_every_format(stand: TestClient, path: str, form: str) -> None:
    answer = stand.get(f"{path}/{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{FORMATS[form].media_type}; charset=utf-8"
    items = items_of(answer.content, form)
    assert 0 < len(items) <= 50
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids)
    assert all(re.match("https?://", item.get("link") or item.get("url")) for item in items)


def test_the_formats_say_the_same(stand: TestClient) -> None:
    said = {form: [item["title"] for item in items_of(stand.get(f"/topic/politics/feed/{form}").content, form)] for form in FORMATS}
    assert said["rss"] == said["atom"] == said["json"]
    assert len(said["rss"]) == 50


def test_a_story_in_a_feed_has_its_points_and_figures_and_no_whole_article(stand: TestClient) -> None:
    feed = json.loads(stand.get("/topic/transport/feed/json").content)
    (item,) = feed["items"]
    assert feed["title"] == "Transport – Everyside"
    assert item["title"].startswith("Harbour bridge closed")
    assert item["id"] == f"http://127.0.0.1:8000/story/{HARBOUR}"
    assert BULLET in item["content_html"]
    assert "3 left · 3 center · 3 right · 5 unrated" in item["content_html"]
    assert item["tags"] == ["Transport", "Ireland"]
    assert "The harbour office closed the channel" not in item["content_html"]


def test_a_storys_feed_has_its_articles_and_how_it_was_told_anew(stand: TestClient) -> None:
    items = json.loads(stand.get(f"/story/{HARBOUR}/feed/json").content)["items"]
    assert len(items) == 32
    told = next(item for item in items if item["title"].startswith("Told anew"))
    assert told["title"] == "Told anew from 9 articles: Bridge closed"
    assert BULLET in told["content_html"]
    assert [item["date_modified"] for item in items] == sorted((item["date_modified"] for item in items), reverse=True)
    assert max(len(item["content_html"]) for item in items) < 1000


def test_a_merged_storys_feed_goes_on_and_one_without_articles_does_not(stand: TestClient) -> None:
    assert stand.get(f"/story/{MOVED}/feed/rss").status_code == 200
    for path in (f"/story/{EMPTY}/feed/rss", "/story/000000000000/feed/rss", "/story/x/feed/rss"):
        assert stand.get(path).status_code == 404, path


def test_blindspots_have_a_feed(fresh: Database) -> None:
    missing = Blindspot(kind=BlindspotKind.SIDE, missing="right", share=0.04, low=0.01, high=0.12, counted=25)
    with fresh.write() as tx:
        fill(tx, fillers=3)
        count(tx, HARBOUR, blindspots=(missing,))
    with client(fresh) as asking:
        items = json.loads(asking.get("/blindspot/feed/json").content)["items"]
    (item,) = items
    assert item["title"].startswith("Harbour bridge closed")
    assert "Blindspot: Right 4 %" in item["content_html"]
    with client(fresh, Settings(plans=PlansSettings(sides="premium"))) as asking:
        assert json.loads(asking.get("/blindspot/feed/json").content)["items"] == []


def test_one_languages_edition_has_a_feed(stand: TestClient) -> None:
    feed = json.loads(stand.get("/feed/json?lang=de").content)
    assert feed["title"] == "Everyside: German"
    assert feed["items"][0]["title"].startswith("Frachter rammt")
    assert feed["feed_url"] == "http://127.0.0.1:8000/feed/json?lang=de"
    assert stand.get("/feed/json?lang=<b>").status_code == 400


@pytest.mark.parametrize(
    "path", ["/feed/xml", "/feed/", "/topic/none/feed/rss", "/source/none/feed/rss", "/topic/~zz/feed/rss", "/feed/..%2frss"]
)
def test_feeds_that_are_not_there_are_not_found(stand: TestClient, path: str) -> None:
    assert stand.get(path).status_code == 404


def test_a_feed_that_has_not_changed_is_not_sent_again(stand: TestClient) -> None:
    first = stand.get("/topic/transport/feed/atom")
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    again = stand.get("/topic/transport/feed/atom", headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")
    dated = stand.get("/topic/transport/feed/atom?fresh", headers={"if-modified-since": modified})
    assert dated.status_code == 304
    for name, held in (("none-match", '"other"'), ("modified-since", "soon"), ("modified-since", "Mon, 01 Jan 2001 00:00:00 GMT")):
        assert stand.get("/topic/transport/feed/atom", headers={f"if-{name}": held}).status_code == 200


def test_addresses_in_feeds_are_the_sites_own_and_never_what_a_stranger_called_it(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    with client(fresh) as asking:
        odd = asking.get("/feed/rss", headers={"host": 'evil.example"><script>'}).text
        other = asking.get("/feed/rss", headers={"host": "news.example:8080"}).text
    assert "evil" not in odd
    assert "http://127.0.0.1:8000/story/" in odd
    assert "http://news.example:8080/story/" in other
    with client(fresh, Settings(site=SiteSettings(address="https://news.example"))) as asking:
        said = asking.get("/feed/rss", headers={"host": "evil.example"}).text
    assert "https://news.example/story/" in said
    assert "evil" not in said


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_nothing_in_a_text_gets_out_of_it(form: str) -> None:
    item = Item(
        id=f"https://x.example/{NASTY}",
        title=NASTY,
        link="javascript:alert(1)",
        text=NASTY,
        points=(NASTY,),
        published=NOW,
        updated=NOW,
        author=NASTY,
        topics=(NASTY,),
    )
    feed = Feed(title=NASTY, about=NASTY, path="/", items=(item,))
    body = FORMATS[form].render(feed, "https://news.example", "https://news.example/feed/x")
    tree = etree.fromstring(body)  # the strict parser: any character that is none of XML ends it
    assert not tree.xpath("//*[local-name()='script']")
    assert b"javascript:" not in body
    assert b"\xe2\x80\xae" not in body
    titles = tree.xpath("//*[local-name()='title']/text()")
    assert all("</title><script>alert(1)</script> &amp; &#x0; evil" in title for title in titles)
    (html,) = tree.xpath("//item/description/text() | //*[local-name()='summary' or local-name()='content']/text()")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_nothing_in_a_text_gets_out_of_a_json_feed() -> None:
    item = Item(id="/story/1", title=NASTY, link="//evil.example", text=NASTY, published=NOW, updated=NOW)
    made = json.loads(FORMATS["json"].render(Feed(title=NASTY, about="", path="/", items=(item,)), "https://n.example", "x"))
    assert "<script" not in made["items"][0]["content_html"]
    assert "url" not in made["items"][0]


def test_a_feed_without_entries_is_a_feed(fresh: Database) -> None:
    with client(fresh) as asking:
        for form in FORMATS:
            assert items_of(asking.get(f"/feed/{form}").content, form) == []


def test_made_up_news_is_called_so_in_every_feed(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        notes.write(tx, "press", "demo", NOW)
    with client(fresh) as asking:
        for path in ("/feed", f"/source/{OutletId('hafenblatt')}/feed", f"/story/{HARBOUR}/feed"):
            for form in FORMATS:
                assert "every outlet, person and event here is fiction" in asking.get(f"{path}/{form}").text


def test_what_a_plan_closes_is_in_no_feed(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        describe(tx, fillers=0)
    with client(fresh, Settings(plans=PlansSettings(sides="premium", bullets="premium"))) as asking:
        feed = asking.get("/topic/transport/feed/json").text
    assert "Harbour bridge closed" in feed
    assert "3 left" not in feed
    assert BULLET not in feed
