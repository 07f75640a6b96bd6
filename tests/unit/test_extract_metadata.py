"""What pages say of themselves: titles, bylines, kinds, paywalls, in the shapes met in the wild."""

from __future__ import annotations

import json

import pytest
from lxml import html

from everyside.records.article import Kind
from everyside.stages.extract.jsonld import Markup, read_markup
from everyside.stages.extract.kinds import kind_of, paywalled
from everyside.stages.extract.metadata import parse_time, read_metadata, without_outlet

URL = "https://www.farrow-echo.example/news/48213"


def tree(head: str = "", body: str = "<p>x</p>") -> html.HtmlElement:
    return html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")


def script(value: object) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Ferry runs aground | Farrow Echo", "Farrow Echo", "Ferry runs aground"),
        ("Ferry runs aground - Farrow Echo", "Farrow Echo", "Ferry runs aground"),
        ("Ferry runs aground – World – The Farrow Echo", "Farrow Echo", "Ferry runs aground – World"),
        ("Ferry runs aground | World | Farrow Echo", "Farrow Echo", "Ferry runs aground | World"),
        ("Ferry runs aground off the old harbour | Nobody knows", "", "Ferry runs aground off the old harbour"),
        ("Ferry runs aground - farrow-echo.example", "", "Ferry runs aground"),
        ("Farrow Echo: Ferry runs aground", "Farrow Echo", "Farrow Echo: Ferry runs aground"),
        ("Opinion | Why we should all vote on Sunday", "Farrow Echo", "Opinion | Why we should all vote on Sunday"),
        ("Ferry – what we know", "Farrow Echo", "Ferry – what we know"),
        ("Farrow Echo", "Farrow Echo", "Farrow Echo"),
        ("", "", ""),
    ],
)
def test_the_outlets_name_goes_and_the_headline_stays(title: str, site: str, expected: str) -> None:
    assert without_outlet(title, site, URL) == expected


def test_a_logo_in_an_h1_is_not_the_headline() -> None:
    page = tree("<title>Ferry runs aground - Farrow Echo</title>", "<h1>Farrow Echo</h1><h1>Ferry runs aground</h1>")
    assert read_metadata(page, URL).title == "Ferry runs aground"
    assert (
        read_metadata(tree("<title>Ferry runs aground - Farrow Echo</title>", "<h1>Farrow Echo</h1>"), URL).title
        == "Ferry runs aground"
    )


def test_titles_with_markup_and_double_escapes_become_plain() -> None:
    title = "&amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt; Tom &amp;amp; Ann &lt;b&gt;win&lt;/b&gt;"
    page = tree(f'<meta property="og:title" content="{title}">')
    assert read_metadata(page, URL).title == "x Tom & Ann win"


@pytest.mark.parametrize(
    "value",
    [
        {"@graph": [{"@type": "WebSite", "name": "Echo"}, {"@type": "NewsArticle", "headline": "Ferry"}]},
        [{"@type": "BreadcrumbList"}, {"@type": ["NewsArticle", "Article"], "headline": ["Ferry"]}],
        {"@type": "WebPage", "mainEntity": {"@type": "http://schema.org/NewsArticle", "headline": "Ferry"}},
        '{"@type": "NewsArticle", "headline": "Ferry",}',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry"} -->',
        '{"@type": "NewsArticle",\n "headline": "Ferry", "description": "two\nlines"};',
    ],
)
def test_markup_is_read_in_its_wild_shapes(value: object) -> None:
    assert read_markup(tree(script(value))).headline == "Ferry"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "[" * 100_000,
        '{"@type": ',
        "null",
        '{"@type": {"a": 1}}',
        '{"@type": "NewsArticle", "author": 5, "image": [[]]}',
        "1e999",
    ],
)
def test_broken_markup_is_no_markup(value: str) -> None:
    assert read_markup(tree(script(value))).headline == ""


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("By Tom Reed and Ann Lee", ("Tom Reed", "Ann Lee")),
        ([{"name": "Tom Reed"}, {"name": "Tom Reed"}], ("Tom Reed",)),
        ({"name": ["Tom Reed", "Ann Lee"]}, ("Tom Reed", "Ann Lee")),
        ("https://www.facebook.com/echo", ()),
        ("admin", ()),
    ],
)
def test_bylines_become_names(author: object, expected: tuple[str, ...]) -> None:
    assert read_metadata(tree(script({"@type": "NewsArticle", "headline": "Ferry", "author": author})), URL).authors == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00+00:00"),
        ("2026-03-02T08:00:00.123+0200", "2026-03-02T06:00:00.123000+00:00"),
        ("2026-03-02", "2026-03-02T00:00:00+00:00"),
        ("Mon, 02 Mar 2026 08:00:00 +0100", "2026-03-02T07:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_as_utc_or_not_at_all(text: str, expected: str | None) -> None:
    moment = parse_time(text)
    assert (moment.isoformat() if moment else None) == expected


@pytest.mark.parametrize(
    ("url", "title", "types", "section", "kind"),
    [
        ("https://a.example/news/1", "Ferry runs aground", "NewsArticle", "World", Kind.NEWS),
        ("https://a.example/opinion/1", "Why we vote", "NewsArticle", "", Kind.OPINION),
        ("https://a.example/2031/meinung/x.html", "Warum", "", "", Kind.OPINION),
        ("https://a.example/1", "Opinion | Why we vote", "", "", Kind.OPINION),
        ("https://a.example/1", "社説：投票について", "", "", Kind.OPINION),
        ("https://a.example/1", "Ferry", "OpinionNewsArticle", "", Kind.OPINION),
        ("https://a.example/1", "Why we vote", "", "Opinion", Kind.OPINION),
        ("https://a.example/1", "The opinion of the court: ferry at fault", "", "", Kind.NEWS),
        ("https://a.example/news/live/1", "Ferry", "", "", Kind.LIVE),
        ("https://a.example/world/live-updates-ferry", "Ferry", "", "", Kind.LIVE),
        ("https://a.example/1", "EN DIRECT - Le ferry", "", "", Kind.LIVE),
        ("https://a.example/1", "They live here: the ferry people", "", "", Kind.NEWS),
        ("https://a.example/alive/deliver", "Ferry", "", "", Kind.NEWS),
        ("https://a.example/video/1", "Ferry", "", "", Kind.VIDEO),
        ("https://a.example/1", "Ferry", "VideoObject", "", Kind.VIDEO),
        ("https://a.example/press-releases/1", "Ferry", "", "", Kind.PRESS_RELEASE),
        ("https://[bad/opinion/", "Ferry", "", "", Kind.NEWS),
    ],
)
def test_the_kind_is_what_is_said_outright(url: str, title: str, types: str, section: str, kind: Kind) -> None:
    assert kind_of(url, title, Markup(types=frozenset({types})), "", section, "short") is kind


def test_a_long_article_with_a_film_is_news() -> None:
    assert (
        kind_of(
            "https://a.example/1", "Ferry", Markup(types=frozenset({"VideoObject"})), "video.other", "", "It ran aground. " * 400
        )
        is Kind.NEWS
    )


def test_a_paywall_is_one_only_where_the_page_says_so() -> None:
    walled = '<div class="c-paywall">Subscribe</div>'
    assert paywalled(tree(body=walled), walled, Markup(), "")
    assert not paywalled(tree(body=walled), walled, Markup(free=True), "")
    assert paywalled(tree(), "", Markup(free=False), "")
    assert paywalled(tree(), "", Markup(), "locked")
    mention = '<p class="nopaywall">The paywall debate</p>'
    assert not paywalled(tree(body=mention), mention, Markup(), "")
