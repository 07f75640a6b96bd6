"""Feeds: every shape read, every byte survived, nothing hostile kept."""

from __future__ import annotations

import io
import json
import os
import tarfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.errors import Permanent, Transient
from everyside.records.ids import entry_id, feed_id
from everyside.stages.collect.feeds import CONTENT_LIMIT, ParsedFeed, parse_feed
from everyside.stages.collect.limits import Limits
from everyside.stages.collect.urls import identity

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://paper.example/feeds/all.xml"
EVAL = Path(os.environ.get("EVERYSIDE_EVAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def parse(body: bytes | str, content_type: str = "", url: str = URL, limits: Limits | None = None) -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, url, content_type, NOW, limits or Limits())


def attempt(body: bytes, content_type: str = "") -> tuple[str, ParsedFeed | None]:
    """The outcome by name, and the feed if there is one; any other exception fails the test."""
    try:
        return "ok", parse(body, content_type)
    except (Transient, Permanent) as failure:
        return failure.outcome, None


def rss(*items: str, head: str = "<title>Paper</title><link>https://paper.example/</link><language>en-GB</language>") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'


def item(title: str = "A title", link: str = "https://paper.example/a", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def test_rss_gives_clean_entries() -> None:
    parsed = parse(
        rss(
            item(
                "Ministers &amp;amp; <![CDATA[<b>mayors</b>]]>",
                "/story?utm_source=rss&amp;id=3",
                "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>"
                "<author>desk@paper.example (Ann Lee)</author>"
                "<pubDate>Mon, 23 Nov 2026 10:00:00 +0100</pubDate><enclosure url='/p.jpg' type='image/jpeg' length='1'/>",
            )
        )
    )
    (entry,) = parsed.entries
    assert (parsed.title, parsed.language, parsed.homepage, parsed.kind) == ("Paper", "en", "https://paper.example/", "rss")
    assert entry.url == "https://paper.example/story?id=3"
    assert entry.id == entry_id(identity(entry.url))
    assert entry.feed_id == feed_id(URL)
    assert (entry.title, entry.summary, entry.authors) == ("Ministers & mayors", "One. Two.", ("Ann Lee",))
    assert entry.published == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (entry.image, entry.language, entry.content) == ("https://paper.example/p.jpg", "en", "")


def test_atom_rdf_and_old_rss_are_read() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt-BR"><title>Jornal</title><link href="https://paper.example/"/>'
        "<entry><id>x</id><title type='html'>&lt;i&gt;Olá&lt;/i&gt;</title><link rel='alternate' href='/ola'/>"
        "<updated>2026-11-23T09:00:00Z</updated><author><name>Rui</name></author></entry></feed>"
    )
    parsed = parse(atom)
    assert (parsed.kind, parsed.language, parsed.entries[0].title, parsed.entries[0].authors) == ("atom", "pt", "Olá", ("Rui",))
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>R</title>'
        "<link>https://paper.example/</link></channel><item><title>One</title><link>https://paper.example/1</link></item></rdf:RDF>"
    )
    assert [(entry.title, entry.url) for entry in parse(rdf).entries] == [("One", "https://paper.example/1")]
    old = "<rss version='0.91'><channel><title>t</title><item><title>One</title><link>https://paper.example/1</link></item></channel></rss>"
    assert parse(old).entries[0].title == "One"


def test_json_feed_is_read_and_its_wrong_types_survived() -> None:
    text = "word " * 400
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "https://paper.example/",
        "items": [
            {"id": 1, "url": "/a", "title": "A", "summary": "short", "content_html": f"<p>{text}</p>", "language": "uk-UA"}
            | {"date_published": "2026-11-23T10:00:00+02:00", "authors": [{"name": "Ann"}, None, {"name": 3}], "image": "/i.png"},
            {"id": "https://paper.example/b", "title": None, "authors": 7},
            {"url": ["no"], "title": {"x": 1}},
            "nothing",
        ],
    }
    parsed = parse(json.dumps(feed), "application/feed+json")
    first, second = parsed.entries
    assert (first.url, first.language, first.image) == ("https://paper.example/a", "uk", "https://paper.example/i.png")
    assert first.published == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert first.content.startswith("<p>word")
    assert second.url == "https://paper.example/b"
    assert parsed.dropped == {"no-link": 1}


def test_content_is_kept_only_where_it_is_the_full_text() -> None:
    def content(html: str, summary: str) -> str:
        head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>t</title>'
        body = f"<description>{summary}</description><content:encoded><![CDATA[{html}]]></content:encoded>"
        return parse(head + item(more=body) + "</channel></rss>").entries[0].content

    long = "<p>" + "sentence of an article. " * 60 + "</p>"
    assert content(long, "A teaser.") == long
    assert content("<p>" + "teaser " * 20 + "</p>", "A teaser.") == ""
    assert content(long, "sentence of an article. " * 59) == ""
    assert content("<div " + "data-x='1' " * 200 + "></div>", "A teaser.") == ""
    assert len(content("word " * 200_000, "A teaser.")) == CONTENT_LIMIT


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item("Привет")).replace("?>", " encoding='windows-1251'?>", 1).encode("cp1251"), ""),
        (rss(item("Привет")).encode("koi8-r"), "text/xml; charset=koi8-r"),
        (rss(item("Привет")).encode("utf-8"), "text/xml; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + rss(item("Привет")).encode("utf-8"), "text/xml; charset=windows-1251"),
        (rss(item("Привет")).encode("utf-16"), ""),
        (rss(item("Привет")).replace("?>", " encoding='utf-16'?>", 1).encode("utf-8"), ""),
        (rss(item("Привет")).replace("?>", " encoding='no-such'?>", 1).encode("utf-8"), ""),
    ],
)
def test_labels_are_believed_as_far_as_the_bytes_bear_them_out(body: bytes, content_type: str) -> None:
    assert parse(body, content_type).entries[0].title == "Привет"


def test_declared_utf8_that_is_not_is_read_as_windows_1252_and_one_broken_byte_does_not_spoil_the_rest() -> None:
    assert parse(rss(item("“Élysée” €")).encode("cp1252"), "text/xml; charset=utf-8").entries[0].title == "“Élysée” €"
    broken = rss(item("Привет, мир"), item("Ещё одна новость", "/b")).encode().replace("мир".encode(), b"\xff" + "мир".encode())
    assert parse(broken).entries[0].title == "Привет, \ufffdмир"
    assert parse(broken).entries[1].title == "Ещё одна новость"


def test_hostile_links_are_dropped_and_counted() -> None:
    bad = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://127.0.0.1:5432/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost/",
    ]
    parsed = parse(
        rss(*(item("x", link) for link in bad), item("ok", "//paper.example/ok"), item("again", "http://paper.example/ok/"))
    )
    assert [entry.url for entry in parsed.entries] == ["https://paper.example/ok"]
    assert parsed.dropped == {"bad-link": 6, "duplicate": 1}


def test_a_feed_on_an_allowed_private_address_may_link_to_itself_only() -> None:
    parsed = parse(rss(item("own", "/a"), item("other", "http://127.0.0.1:22/")), url="http://127.0.0.1:8765/feed.xml")
    assert [entry.url for entry in parsed.entries] == ["http://127.0.0.1:8765/a"]


def test_a_permalink_guid_stands_in_for_a_missing_link_and_an_opaque_one_does_not() -> None:
    parsed = parse(
        rss("<item><title>a</title><guid>https://paper.example/g</guid></item>", "<item><title>b</title><guid>77</guid></item>")
    )
    assert [entry.url for entry in parsed.entries] == ["https://paper.example/g"]
    assert parsed.dropped == {"no-link": 1}


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Real", "Real"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Real", "Real"),
        ("&lt;img src=x onerror=alert(2)&gt;Real", "Real"),
        ("\u202egnp.exe\u202c zero\u200bwidth", "gnp.exe zerowidth"),
        (
            "a\u200db \U0001f468\u200d\U0001f469\u200d\U0001f467 می\u200cخواهم",
            "ab \U0001f468\u200d\U0001f469\u200d\U0001f467 می\u200cخواهم",
        ),
        ("e\u0301te\u0301  \n 5 &lt; 6 &amp;amp; 7 &gt; 3", "été 5 < 6 & 7 > 3"),
        ("caf&eacute;&nbsp;noir &unknown; R&D", "café noir &unknown; R&D"),
        ("5 &lt;6 and &lt;b&gt;bold&lt;/b&gt;ly", "5 <6 and boldly"),
    ],
)
def test_titles_become_plain_text(raw: str, clean: str) -> None:
    assert parse(rss(item(raw))).entries[0].title == clean


def test_a_title_of_a_megabyte_is_cut() -> None:
    title = parse(rss(item("x" * (1 << 20)))).entries[0].title
    assert len(title) == 500
    assert title.endswith("…")


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=80),
    st.sampled_from(["", "<script>", "&lt;script&gt;", "&amp;lt;img onerror=x&amp;gt;", "<<b>script>", "<a\n"]),
)
def test_no_markup_survives_in_plain_text(text: str, attack: str) -> None:
    import re

    from everyside.stages.collect.text import plain_text

    clean = plain_text(text + attack + text, 500)
    assert not re.search(r"<[a-zA-Z/!?]", clean)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x1f\ud800-\udfff]", clean)
    assert len(clean) <= 500


def test_no_date_is_guessed_and_dates_in_other_languages_are_read() -> None:
    dates = [
        "Fri, 01 Jan 2199 00:00:00 GMT",
        "32 Foo 20x6 99:99",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Montag, 23. November 2026 10:00",
    ]
    parsed = parse(rss(*(item("t", f"/{n}", f"<pubDate>{date}</pubDate>") for n, date in enumerate(dates))))
    assert [entry.published for entry in parsed.entries] == [None, None, None, datetime(2026, 11, 23, 10, tzinfo=UTC)]


def test_too_many_items_leave_the_newest() -> None:
    items = [item(str(n), f"/{n}", f"<pubDate>{format_datetime(NOW - timedelta(hours=n))}</pubDate>") for n in range(30)]
    parsed = parse(rss(*reversed(items)), limits=Limits(max_entries=3))
    assert [entry.title for entry in parsed.entries] == ["2", "1", "0"]
    assert parsed.dropped == {"over-limit": 27}


@pytest.mark.parametrize(
    ("body", "kind", "outcome"),
    [
        (b"", Transient, "empty"),
        (b" \n ", Transient, "empty"),
        (b"<html><body><h1>Please enable JavaScript</h1></body></html>", Permanent, "not-a-feed"),
        (b"<!DOCTYPE html><html lang=en><head>", Permanent, "not-a-feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", Permanent, "not-a-feed"),
        (b"{}", Permanent, "not-a-feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', Permanent, "unreadable"),
        (b"[" * 100_000, Permanent, "not-a-feed"),
        (b'{"items":' + b"[" * 100_000, Permanent, "unreadable"),
        (b"http://127.0.0.1:9/feed.xml", Permanent, "not-a-feed"),
        (b"/etc/passwd", Permanent, "not-a-feed"),
        (b"\x89PNG\r\n\x1a\n\0\0", Permanent, "not-a-feed"),
    ],
)
def test_what_is_no_feed_ends_in_a_named_outcome(body: bytes, kind: type[Exception], outcome: str) -> None:
    with pytest.raises(kind) as raised:
        parse(body)
    assert isinstance(raised.value, Transient | Permanent)
    assert raised.value.outcome == outcome


def test_an_empty_channel_is_a_feed_without_entries() -> None:
    assert parse(rss()).entries == ()


def test_broken_xml_gives_what_can_be_read() -> None:
    body = (
        "<rss><channel><title>Broken & unescaped</title><item><title>One < two</title><link>http://a.example/one</link></channel>"
    )
    assert [(entry.title, entry.url) for entry in parse(body).entries] == [("One < two", "http://a.example/one")]


def hostile_documents() -> dict[str, bytes]:
    ents = '<!ENTITY a0 "boom">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return {
        "entity bomb": f'<!DOCTYPE rss [{ents}<!ENTITY x SYSTEM "file:///etc/passwd">]>'.encode() + rss(item("&a9;&x;")).encode(),
        "depth": b"<rss><channel>" + b"<item>" * 100_000,
        "tags without end": b"<rss><channel><item><title>" + b"<a " * 300_000,
        "escaped brackets": rss(item("&lt;" * 200_000)).encode(),
        "comments": b"<!--" * 200_000,
        "document types": b"<!DOCTYPE [" * 100_000,
        "cdata": rss(item("<![CDATA[" * 100_000)).encode(),
        "attributes": b"<rss " + b"".join(b"a%d='>' " % n for n in range(90_000)) + b"><channel><item/></channel></rss>",
        "dates": rss(*(item("t", f"/{n}", f"<pubDate>{n} Foo 2026 late</pubDate>") for n in range(20_000))).encode(),
        "many items": rss(*("<item/>" for _ in range(500_000))).encode(),
        "ampersands": rss(item("&" * 2_000_000)).encode(),
    }


@pytest.mark.parametrize("name", list(hostile_documents()))
def test_hostile_documents_are_inert_and_quick(name: str) -> None:
    document = hostile_documents()[name]
    began = time.process_time()
    outcome, parsed = attempt(document)
    assert time.process_time() - began < 10  # of which dateparser takes up to 3 once, to load its languages
    assert outcome in ("ok", "unreadable", "not-a-feed")
    titles = " ".join(entry.title for entry in parsed.entries) if parsed else ""
    assert "boom" not in titles
    assert "root:" not in titles


PIECES = [
    "<rss>",
    "<channel>",
    "<item>",
    "<title>",
    "<link>",
    "http://a.example/",
    "</item>",
    "<![CDATA[",
    "]]>",
    "&",
    "<!--",
    "-->",
    "<",
]
PIECES += [
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<entry>",
    "<pubDate>",
    "<?xml encoding='utf-16'?>",
    '{"items":[',
    '{"url":"',
    "\0",
]
PIECES += ["<!DOCTYPE", "é", "\ufffe", '"', "<rdf:RDF>", "<content:encoded>", "24:00:00"]


@settings(max_examples=150, deadline=2000)
@given(
    st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=30).map(lambda parts: "".join(parts).encode()))
)
def test_any_bytes_end_in_a_feed_or_a_named_failure(body: bytes) -> None:
    outcome, parsed = attempt(body, "text/xml; charset=utf-8")
    assert outcome in ("ok", "empty", "not-a-feed", "unreadable")
    assert all(entry.url.startswith(("http://", "https://")) for entry in (parsed.entries if parsed else ()))


@pytest.mark.parametrize("archive", ["miniflux_testdata.tgz", "reader_tests_data.tgz"])
def test_the_fixtures_of_other_readers_end_in_a_feed_or_a_named_failure(archive: str) -> None:
    if not (EVAL / "feeds" / archive).exists():
        pytest.skip(f"no evaluation data at {EVAL}")
    counts: dict[str, int] = {}
    with tarfile.open(EVAL / "feeds" / archive) as files:
        for member in files.getmembers():
            if not member.name.endswith((".xml", ".rss", ".atom", ".json")):
                continue
            body = (files.extractfile(member) or io.BytesIO()).read()
            outcome, parsed = attempt(body)
            assert outcome in ("ok", "not-a-feed", "unreadable"), member.name
            assert not any("\ufffd" in entry.title for entry in (parsed.entries if parsed else ())), member.name
            counts[Path(member.name).name] = len(parsed.entries) if parsed else -1
    expected = {"large_rss.xml": 25, "large_atom.xml": 25, "full.rss": 1, "full.json": 2, "relative.atom": 1, "empty.rss": 0}
    assert {name: count for name, count in counts.items() if name in expected} == {n: c for n, c in expected.items() if n in counts}
