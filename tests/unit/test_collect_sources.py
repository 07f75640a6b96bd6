"""Dates, sitemaps, home pages and subscription lists."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.errors import Permanent, Transient
from everyside.stages.collect.dates import parse_date
from everyside.stages.collect.discovery import find_feeds, usual_feeds
from everyside.stages.collect.limits import Limits
from everyside.stages.collect.opml import read_opml, write_opml
from everyside.stages.collect.sitemaps import ParsedSitemap, parse_sitemap
from everyside.stages.collect.urls import absolute_url

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAP = "https://www.paper.example/sitemap-news.xml"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 23 Nov 2026 10:00:00 +0100", datetime(2026, 11, 23, 9)),
        ("Mon, 23 Nov 2026 10:00:00 CEST", datetime(2026, 11, 23, 8)),
        ("23 Nov 2026 05:00:00 EST", datetime(2026, 11, 23, 10)),
        ("20261102T100000Z", datetime(2026, 11, 2, 10)),
        ("2026-11-22T24:00:00+02:00", datetime(2026, 11, 22, 22)),
        ("2026-11-23 10:00:00 +0100", datetime(2026, 11, 23, 9)),
        ("2026-11-23T10:00:00.1234567Z", datetime(2026, 11, 23, 10, 0, 0, 123456)),
        ("2026-11-23", datetime(2026, 11, 23)),
        ("23 novembre 2026", datetime(2026, 11, 23)),
        ("2026年11月20日 10:00", datetime(2026, 11, 20, 10)),
        ("02.11.2026", datetime(2026, 11, 2)),
        ("11/23/2026", datetime(2026, 11, 23)),
        ("1794470400", datetime(2026, 11, 12, 8)),
    ],
)
def test_dates_as_outlets_write_them_are_read_to_utc(text: str, moment: datetime) -> None:
    assert parse_date(text, NOW) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "10:30", "yesterday", "2 hours ago", "November 2026", "02/11/2026", "32 Foo 20x6 99:99", "2026-13-45", "9" * 400]
    + ["1970-01-01T00:00:00Z", "Fri, 01 Jan 2199 00:00:00 GMT", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"],
)
def test_what_names_no_possible_moment_is_none(text: str) -> None:
    assert parse_date(text, NOW) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=70) | st.from_regex(r"[0-9T:+Z. -]{6,40}", fullmatch=True))
def test_any_text_is_a_sane_moment_or_none(text: str) -> None:
    moment = parse_date(text, NOW, slow=False)
    assert moment is None or datetime(1995, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(days=1)


def sitemap(*urls: str) -> bytes:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0"?><urlset {spaces}>{"".join(urls)}</urlset>'.encode()


def news(loc: str, title: str = "A title", date: str = "2026-11-23T09:00:00Z") -> str:
    tags = f"<news:language>de</news:language><news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"
    return f"<url><loc>{loc}</loc><news:news>{tags}</news:news></url>"


def read(body: bytes, url: str = MAP, limits: Limits | None = None) -> ParsedSitemap:
    return parse_sitemap(body, url, NOW, limits or Limits())


def test_a_news_sitemap_gives_entries_of_its_own_domain_only() -> None:
    parsed = read(
        sitemap(
            news("https://paper.example/a?utm_medium=x", "R&amp;amp;D &lt;b&gt;now&lt;/b&gt;"),
            news("https://evil.example/b"),
            news("https://paper.example/old", date="2026-01-01"),
            "<url><loc>https://paper.example/plain</loc></url>",
            "<url><loc>https://paper.example/fresh</loc><lastmod>2026-11-22</lastmod></url>",
            news("http://www.paper.example/a/"),
        )
    )
    first, second = parsed.entries
    assert (first.url, first.title, first.language) == ("https://paper.example/a", "R&D now", "de")
    assert first.published == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (second.url, second.published, second.modified) == (
        "https://paper.example/fresh",
        None,
        datetime(2026, 11, 22, tzinfo=UTC),
    )
    assert parsed.dropped == {"bad-link": 1, "too-old": 1, "undated": 1, "duplicate": 1}


def test_an_index_gives_its_newest_children_news_first() -> None:
    rows = [
        ("archive-2020", "2020-01-01"),
        ("pages", "2026-11-23"),
        ("news-1", "2026-11-20"),
        ("news-2", "2026-11-22"),
        ("other", ""),
    ]
    body = "".join(f"<sitemap><loc>https://paper.example/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>" for name, day in rows)
    body += "<sitemap><loc>https://evil.example/news.xml</loc></sitemap>"
    parsed = read(f"<sitemapindex>{body}</sitemapindex>".encode())
    assert parsed.children == tuple(f"https://paper.example/{name}.xml" for name in ("news-2", "news-1", "pages"))
    assert parsed.dropped == {"too-old": 1, "bad-link": 1, "over-limit": 1}


def test_a_long_sitemap_leaves_its_newest_and_flat_time() -> None:
    rows = [news(f"https://paper.example/{n}", date=(NOW - timedelta(minutes=n)).isoformat()) for n in range(3000)]
    began = time.process_time()
    parsed = read(sitemap(*reversed(rows)), limits=Limits(max_entries=2))
    assert [entry.url[-2:] for entry in parsed.entries] == ["/0", "/1"]
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("body", "kind", "outcome"),
    [
        (b"", Transient, "empty"),
        (b"<html></html>", Permanent, "not-a-sitemap"),
        (b"<rss/>", Permanent, "not-a-sitemap"),
        (b"nothing", Permanent, "not-a-sitemap"),
    ],
)
def test_what_is_no_sitemap_ends_in_a_named_outcome(body: bytes, kind: type[Permanent | Transient], outcome: str) -> None:
    with pytest.raises(kind) as raised:
        read(body)
    assert raised.value.outcome == outcome


def test_a_broken_or_hostile_sitemap_gives_what_can_be_read() -> None:
    whole = sitemap(news("https://paper.example/a"), news("https://paper.example/b & c"))
    assert [entry.url for entry in read(whole[:-60]).entries][:1] == ["https://paper.example/a"]
    bomb = b'<!DOCTYPE urlset [<!ENTITY a "boom"><!ENTITY x SYSTEM "file:///etc/passwd">]>' + sitemap(
        news("https://paper.example/a", "&a;&x;")
    )
    assert read(bomb).entries[0].title == "&a;&x;"
    read(b"<urlset>" + b"<url>" * 50_000)


def test_announced_feeds_are_found_in_order_and_bad_ones_left_out() -> None:
    page = b"""<html><head><!-- <link rel=alternate type=application/rss+xml href=/commented.xml> --><base href="https://paper.example/de/">
      <LINK REL="alternate feed" TYPE="application/rss+xml; charset=utf-8" HREF="rss.xml?a=1&amp;b=2">
      <link href='/atom' type='application/atom+xml' rel='alternate'><link rel=alternate type=application/feed+json href=/feed.json>
      <link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="stylesheet" href="/x.css">
      <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
      <link rel="alternate" type="application/rss+xml" href="http://169.254.169.254/"></head>"""
    assert find_feeds(page, "https://paper.example/") == [
        ("https://paper.example/de/rss.xml?a=1&b=2", "rss"),
        ("https://paper.example/atom", "atom"),
        ("https://paper.example/feed.json", "json"),
    ]


@settings(max_examples=100, deadline=2000)
@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(["<link ", "rel=alternate ", "href=", "'", '"', "<!--", ">"])).map(lambda x: "".join(x).encode())
)
def test_any_page_has_a_list_of_feeds(page: bytes) -> None:
    assert isinstance(find_feeds(page, "https://paper.example/"), list)


def test_a_hostile_page_is_searched_quickly() -> None:
    began = time.process_time()
    for piece in (
        b"<!--",
        b"<link ",
        b"<link a=",
        b"<base href=/ ",
        b'x="',
        b"<link " + b"a" * 60,
        b"<link " + b"a" * 500_000 + b">",
    ):
        find_feeds(piece * max(1, 600_000 // len(piece)), "https://paper.example/")
    assert time.process_time() - began < 5


def test_guesses_are_addresses_of_the_same_site() -> None:
    assert "https://paper.example/feed" in usual_feeds("https://paper.example/news/")
    assert usual_feeds("mailto:x") == []


def test_nested_opml_is_read_with_homepages_and_without_bad_addresses() -> None:
    body = """<?xml version="1.0" encoding="iso-8859-1"?><opml version="1.1"><body><outline text="Ordner">
      <outline text="Zeitung für alle" type="rss" xmlUrl="https://a.example/f?x=1&amp;y=2" htmlUrl="https://a.example"/>
      <outline title="R & D" XMLURL="http://b.example/f"/><outline text="bad" xmlUrl="javascript:alert(1)"/>
      <outline text="again" xmlUrl="https://a.example/f?x=1&amp;y=2"/></outline></body></opml>""".encode("iso-8859-1")
    assert read_opml(body) == [
        ("https://a.example/f?x=1&y=2", "Zeitung für alle", "https://a.example/"),
        ("http://b.example/f", "R & D", ""),
    ]


@pytest.mark.parametrize("body", [b"", b"<html>", b"<rss/>", b"http://127.0.0.1/list.opml", b"\0\1\2"])
def test_what_is_no_subscription_list_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(Permanent) as raised:
        read_opml(body)
    assert raised.value.outcome == "not-opml"


@settings(max_examples=150, deadline=2000)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.text(max_size=40), st.booleans()), max_size=5, unique_by=lambda row: row[0]),
    st.text(max_size=20),
)
def test_a_list_written_is_the_list_read(rows: list[tuple[int, str, bool]], title: str) -> None:
    from lxml import etree

    from everyside.stages.collect.text import plain_text

    feeds = [
        (f"https://p{n}.example/f?a=1&b='{n}\"", text, f"https://p{n}.example/" if homepage else "") for n, text, homepage in rows
    ]
    written = write_opml(feeds, title, NOW)
    assert etree.fromstring(written).get("version") == "2.0"  # strict XML
    back = read_opml(written)
    assert [(url, home) for url, _, home in back] == [(absolute_url(url), home) for url, _, home in feeds]
    for (_, name, _), (_, text, _) in zip(back, feeds, strict=True):
        assert name == plain_text(name, 200)
        if text.isalnum() and text.isascii():
            assert name == text
