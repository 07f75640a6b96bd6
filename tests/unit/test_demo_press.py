"""The made-up press: its data are sound, its pages and feeds are what they should be, and it says that it is fiction."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import trafilatura

from everyside.demo.feed import FULL_TEXT
from everyside.demo.newsroom import NOTICE, read
from everyside.demo.page import CHARSETS, HEADER_ONLY, LAYOUTS, META_ONLY, METERED
from everyside.demo.press import CLOSED, DemoPress
from everyside.records.article import Kind
from everyside.records.outlet import Outlet
from everyside.records.owner import chain

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
ROOM = read(NOW)
BY_URL = {piece.url: piece for piece in ROOM.pieces}


@pytest.fixture(scope="module")
def press() -> Iterator[DemoPress]:
    with DemoPress(NOW) as started:
        yield started


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.raw = response.read()
        packed = response.headers.get("Content-Encoding") == "gzip"
        self.body = gzip.decompress(self.raw) if packed else self.raw


def ask(press: DemoPress, url: str, method: str = "GET", **headers: str) -> Answer:
    """One request to the press as a proxy, with the address in absolute form."""
    proxy = urlsplit(press.proxy_url)
    connection = http.client.HTTPConnection(proxy.hostname or "", proxy.port, timeout=10)
    try:
        connection.request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def decoded(answer: Answer) -> str:
    """The page as a browser reads it: the header's charset, else the page's own."""
    charset = answer.headers.get_content_charset()
    if charset is None:
        found = re.search(rb'<meta charset="([^"]+)"', answer.body)
        assert found, "a page without a charset anywhere"
        charset = found[1].decode()
    return answer.body.decode(charset)


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- outlets and ratings


def test_outlets_are_fiction_with_addresses_nobody_can_own(press: DemoPress) -> None:
    for outlet in press.outlets:
        assert outlet.fiction
        assert outlet.domains == (f"{outlet.id}.example",)
        assert outlet.country.startswith("X")
        assert [urlsplit(feed).hostname for feed in outlet.feeds] == [f"{outlet.id}.example"]


def test_ratings_come_from_two_raters_marked_as_fiction_who_do_not_always_agree(press: DemoPress) -> None:
    pack, ratings = press.newsroom.pack(press.now)
    assert "fiction" in pack.name
    raters = {rating.rater for rating in ratings}
    assert len(raters) == 2
    assert all(rater.endswith("(fiction)") for rater in raters)
    assert all(rating.url == "" for rating in ratings)
    values: dict[tuple[str, str], set[float]] = {}
    for rating in ratings:
        values.setdefault((rating.domain, rating.axis), set()).add(rating.value)
    assert any(len(each) > 1 for each in values.values())
    assert {rating.domain for rating in ratings} < {outlet.domains[0] for outlet in press.outlets}, "some outlets stay unrated"
    assert {rating.axis for rating in ratings} == {"factuality", *(each.id for each in press.newsroom.spectra if not each.derived)}
    assert read(NOW).pack(NOW) == (pack, ratings)


def test_owners_are_fiction_too_and_some_outlets_have_none(press: DemoPress) -> None:
    owners = {owner.id: owner for owner in press.newsroom.owners}
    assert all(owner.fiction and owner.country.startswith("X") for owner in owners.values())
    assert all(len(chain(owner.id, owners)) <= 3 for owner in owners.values())
    last = Counter(chain(outlet.owner, owners)[-1].id for outlet in press.outlets if outlet.owner)
    assert last["ardent-holdings"] == 3, "two publishers, one holding"
    assert {outlet.owner for outlet in press.outlets} - {None} | {owner.parent for owner in owners.values()} - {None} == set(owners)
    assert sum(outlet.owner is None for outlet in press.outlets) >= 5


def test_scales_of_the_made_up_world_say_so(press: DemoPress) -> None:
    for spectrum in press.newsroom.spectra:
        assert spectrum.name.endswith("(fiction)")
        assert all(country.startswith("X") for country in spectrum.countries)


# --- what is served


def test_every_page_decodes_holds_its_text_and_says_that_it_is_fiction(press: DemoPress) -> None:
    assert len(press.truth) == len(BY_URL)
    for url, story in press.truth:
        piece = BY_URL[url]
        assert piece.story == story
        answer = ask(press, url)
        assert answer.status == 200, url
        text = unescape(decoded(answer))
        assert all(paragraph in text for paragraph in piece.paragraphs), url
        assert f'<link rel="canonical" href="{url}">' in text
        assert text.count(NOTICE) >= 3, url
        assert piece.published.isoformat() in text


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_an_extractor_finds_the_text_and_not_what_stands_around_it(press: DemoPress, layout: int) -> None:
    pieces = [piece for piece in ROOM.pieces if piece.paper.number % len(LAYOUTS) == layout]
    assert len(pieces) >= 10
    for piece in pieces:
        found = trafilatura.extract(decoded(ask(press, piece.url)), include_comments=False) or ""
        held = [paragraph for paragraph in piece.paragraphs if squeezed(paragraph) in squeezed(found)]
        assert len(held) >= len(piece.paragraphs) - 1, (piece.url, found)
        assert NOTICE not in found, piece.url


def test_pages_come_in_old_encodings_stated_in_header_page_or_both(press: DemoPress) -> None:
    assert {"iso-8859-2", "shift_jis", "windows-1252"} <= set(CHARSETS.values())
    assert set(CHARSETS) <= set(ROOM.papers)
    assert HEADER_ONLY | META_ONLY | METERED | FULL_TEXT | set(CLOSED) <= set(ROOM.papers)
    for name, charset in CHARSETS.items():
        piece = next(each for each in ROOM.pieces if each.paper.id == name)
        answer = ask(press, piece.url)
        assert (answer.headers.get_content_charset() == charset) is (name not in META_ONLY)
        assert (f'<meta charset="{charset}">'.encode() in answer.body) is (name not in HEADER_ONLY)
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode("utf-8")


def test_what_is_not_plain_news_says_so_in_the_page_and_as_structured_data(press: DemoPress) -> None:
    kinds = {piece.kind for piece in ROOM.pieces}
    assert {Kind.OPINION, Kind.LIVE} <= kinds
    for piece in ROOM.pieces:
        text = decoded(ask(press, piece.url))
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
        told = json.loads(blocks[0]) if blocks else {}
        assert ("section-label" in text) is (piece.kind is not Kind.NEWS)
        if piece.kind is Kind.OPINION:
            assert told["@type"] == "OpinionNewsArticle"
        if told:
            assert told["headline"] in piece.title
            assert told["datePublished"] == piece.published.isoformat()


def entries(outlet: Outlet, answer: Answer) -> list[tuple[str, str, datetime]]:
    """(title, link, published) of a feed, read with the standard library."""
    if outlet.feeds[0].endswith(".json"):
        items = json.loads(answer.body)["items"]
        return [(each["title"], each["url"], datetime.fromisoformat(each["date_published"])) for each in items]
    # expat knows no shift_jis, so the declared encoding is taken off and applied here
    declared = re.match(rb'<\?xml version="1.0" encoding="([^"]+)"\?>', answer.body)
    assert declared
    root = ElementTree.fromstring(answer.body[declared.end() :].decode(declared[1].decode()))
    if root.tag == "rss":
        rows = root.findall("channel/item")
        return [(e.findtext("title", ""), e.findtext("link", ""), parsedate_to_datetime(e.findtext("pubDate", ""))) for e in rows]
    atom = {"a": "http://www.w3.org/2005/Atom"}
    return [
        (
            e.findtext("a:title", "", atom),
            e.find("a:link", atom).attrib["href"],  # type: ignore[union-attr]
            datetime.fromisoformat(e.findtext("a:published", "", atom)),
        )
        for e in root.findall("a:entry", atom)
    ]


def test_every_feed_lists_its_outlets_articles_in_its_format(press: DemoPress) -> None:
    kinds: Counter[str] = Counter()
    for outlet in press.outlets:
        answer = ask(press, outlet.feeds[0])
        kinds[answer.headers.get_content_type()] += 1
        expected = {url: piece for url, piece in BY_URL.items() if piece.paper.id == outlet.id}
        found = {link.partition("?")[0]: (title, when) for title, link, when in entries(outlet, answer)}
        assert {url: (piece.title, piece.published) for url, piece in expected.items()} == found
        assert NOTICE.encode() in answer.body
    assert set(kinds) == {"application/rss+xml", "application/atom+xml", "application/feed+json"}


def test_home_robots_and_sitemap_lead_to_the_articles(press: DemoPress) -> None:
    for outlet in press.outlets:
        home = decoded(ask(press, outlet.homepage))
        assert f'href="{urlsplit(outlet.feeds[0]).path}"' in home
        assert NOTICE in home
        robots = ask(press, f"{outlet.homepage}robots.txt").body.decode()
        announced = re.search(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
        assert announced
        root = ElementTree.fromstring(ask(press, announced[1]).body)
        locations = {each.text for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
        assert locations == {url for url, piece in BY_URL.items() if piece.paper.id == outlet.id}
        assert ("Disallow: /letters/" in robots) is (outlet.id in CLOSED)


def test_an_unchanged_answer_is_304_by_tag_or_by_time(press: DemoPress) -> None:
    for url in (press.outlets[0].feeds[0], press.truth[0][0]):
        first = ask(press, url)
        tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
        again = ask(press, url, If_None_Match=f'"other", {tag}')
        assert (again.status, again.raw) == (304, b"")
        assert again.headers["ETag"] == tag
        assert ask(press, url, If_Modified_Since=changed).status == 304
        assert ask(press, url, If_None_Match='"other"', If_Modified_Since=changed).status == 200, "the tag is decisive"
        assert ask(press, url, If_Modified_Since="yesterday").status == 200


def test_bodies_are_gzipped_only_where_asked_for(press: DemoPress) -> None:
    url = press.outlets[0].feeds[0]
    plain, packed = ask(press, url), ask(press, url, Accept_Encoding="gzip, br")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.raw) < len(plain.raw) / 2
    assert packed.body == plain.body


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://apnews.example/", 404),
        ("http://127.0.0.1/", 404),
        ("http://kestrel-wire.example/no-such-page", 404),
        ("https://kestrel-wire.example/", 404),
        ("/", 404),
        ("http://KESTREL-WIRE.example:80/?utm_source=x", 200),
    ],
)
def test_what_is_no_outlet_is_not_found(press: DemoPress, url: str, status: int) -> None:
    assert ask(press, url).status == status


def test_a_request_line_that_is_no_address_is_400(press: DemoPress) -> None:
    proxy = urlsplit(press.proxy_url)
    with socket.create_connection((proxy.hostname, proxy.port), timeout=10) as connection:
        connection.sendall(b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_head_has_no_body_and_other_methods_are_refused(press: DemoPress) -> None:
    answer = ask(press, press.truth[0][0], "HEAD")
    assert (answer.status, answer.raw) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000
    assert ask(press, press.truth[0][0], "POST").status == 501
    assert ask(press, "kestrel-wire.example:443", "CONNECT").status == 501


def test_it_listens_on_loopback_alone_and_closes_for_good() -> None:
    press = DemoPress(NOW)
    assert urlsplit(press.proxy_url).hostname == "127.0.0.1"
    press.start()
    press.start()
    assert ask(press, press.truth[0][0]).status == 200
    press.close()
    press.close()
    with pytest.raises(OSError, match="refused"):
        ask(press, press.truth[0][0])
    DemoPress(NOW).close()  # never started


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        DemoPress(datetime(2026, 11, 23))
