"""The extract stage's core: pages in, articles out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from everyside.records.article import Article, Kind, Page
from everyside.records.errors import Permanent
from everyside.records.ids import OutletId
from everyside.stages.extract.core import MAX_TEXT, Extracted, extract, extract_content, extract_page, to_article
from tests.makers import NOW, entry

URL = "https://lantern-1.example/news/ferry"
PARAGRAPHS = (
    "The ferry Amber Lady ran aground off Port Ellery shortly before dawn on Tuesday with 212 passengers aboard.",
    "Harbour master Ines Calloway said all of them had been brought ashore by noon and nobody was badly hurt.",
    "Two tugs are to pull the vessel free at high water, which falls at a quarter past nine in the evening.",
    "Fishermen said the channel had not been dredged for six years although the county had been warned of it twice.",
)


def page(*, head: str = "", body: str = "", title: str = "Ferry runs aground off Port Ellery", **markup: object) -> bytes:
    marked = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title} | markup
    text = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | The Lantern</title>'
        '<meta property="og:site_name" content="The Lantern">'
        f'<script type="application/ld+json">{json.dumps(marked)}</script>{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{title}</h1>{text}{body}</article><footer>All rights reserved. Terms.</footer></body></html>"
    ).encode()


def canonical(url: str, stated: str | None) -> str:
    return stated or url


def article(extracted: Extracted, *, of: Page | None = None, prior: str | None = None, **changes: Any) -> Article:
    return to_article(
        entry(1, **changes), of, extracted, OutletId("lantern-1"), prior, NOW + timedelta(hours=1), "test/1", canonical
    )


def test_a_page_gives_all_that_it_states() -> None:
    found = extract_page(
        page(
            head='<link rel="canonical" href="/news/ferry-aground"><meta property="og:image" content="//img.example/a.jpg">'
            '<meta name="description" content="Passengers &amp;amp; crew are safe.">',
            datePublished="2026-03-02T08:00:00+02:00",
            dateModified="2026-03-02T09:30:00Z",
            author=[{"@type": "Person", "name": "Ines Calloway"}, {"@type": "Person", "name": "Tom Reed"}],
            isAccessibleForFree="False",
        ),
        URL,
        "text/html; charset=utf-8",
    )
    assert found.title == "Ferry runs aground off Port Ellery"
    assert found.text.split("\n") == list(PARAGRAPHS)
    assert found.published == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    assert found.modified == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert found.authors == ("Ines Calloway", "Tom Reed")
    assert (found.language, found.declared_language) == ("en", "en")
    assert found.image == "https://img.example/a.jpg"
    assert found.canonical == "https://lantern-1.example/news/ferry-aground"
    assert found.description == "Passengers & crew are safe."
    assert found.site_name == "The Lantern"
    assert found.paywall
    assert found.kind is Kind.NEWS


def test_a_headline_cut_short_in_json_ld_is_taken_from_the_page() -> None:
    title = "Ferry runs aground off Port Ellery and two tugs are to pull it free at high water in the evening, says harbour master"
    assert extract_page(page(title=title, headline=title[:110]), URL).title == title


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        (b"", "text/html", "empty"),
        (b" \n ", "text/html", "empty"),
        (b"%PDF-1.7 \x00\x01", "application/pdf", "not-html"),
        (b"\x89PNG\r\n\x1a\n", "text/html", "not-html"),
        (b"\0" * 5000, "text/html", "unreadable"),
        (bytes(range(256)) * 40, "text/html", "unreadable"),
        (b"<" * 100_000, "text/html", "unreadable"),
    ],
)
def test_what_is_no_page_has_a_named_outcome(body: bytes, content_type: str, outcome: str) -> None:
    with pytest.raises(Permanent) as caught:
        extract_page(body, URL, content_type)
    assert caught.value.outcome == outcome


def test_text_is_clean_of_controls_overrides_and_surrogates() -> None:
    dirty = "<p>The mayor \u202eof\u202c Port\u0000 Ellery\u200b said cafe\u0301 owners\x07"
    dirty += " would be heard at length on Friday morning.</p>"
    found = extract_page(page(body=dirty, author="\ud800Tom\u202e Reed", image="http://a.example/\ud800.jpg"), URL)
    assert "The mayor of Port Ellery said caf\u00e9 owners would be heard at length on Friday morning." in found.text
    assert found.authors == ("Tom Reed",)
    for value in (found.text, found.title, found.image):
        value.encode()  # no lone surrogates


def test_very_long_text_is_capped() -> None:
    found = extract_content("<p>" + "word " * 100_000 + "</p>", "Title", URL)
    assert MAX_TEXT - 10 < len(found.text) <= MAX_TEXT
    assert len(extract_page(page(title="long " * 400), URL).title) <= 500


def test_a_feeds_own_html_is_taken_whole_and_its_scripts_are_not() -> None:
    found = extract_content("<p>One &amp; two.</p><script>alert(1)</script>Three<br>four <b>five</b>.<ul><li>six", "Title", URL)
    assert found.text == "One & two.\nThree\nfour five.\nsix"


def test_the_feeds_text_stands_in_where_the_page_has_hardly_any() -> None:
    teaser = b"<html><head><title>Ferry</title></head><body><p>Please enable JavaScript.</p></body></html>"
    content = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    assert extract(teaser, URL, "text/html", content, "Ferry").text == "\n".join(PARAGRAPHS)
    assert extract(b"%PDF-1.7", URL, "application/pdf", content, "Ferry").text == "\n".join(PARAGRAPHS)


def test_the_entrys_time_comes_first_then_the_pages_then_when_we_found_it() -> None:
    stated, on_page = NOW - timedelta(hours=3), NOW - timedelta(hours=5)
    text = "\n".join(PARAGRAPHS)
    given = article(Extracted(title="Ferry", text=text, published=on_page), published=stated)
    assert (given.published, given.published_stated) == (stated, True)
    given = article(Extracted(title="Ferry", text=text, published=on_page, published_stated=True), published=None)
    assert (given.published, given.published_stated) == (on_page, True)
    given = article(Extracted(title="Ferry", text=text, published=on_page), published=None)
    assert (given.published, given.published_stated) == (on_page, False)  # a guessed day makes nobody the first
    given = article(Extracted(title="Ferry", text=text), published=None)
    assert (given.published, given.published_stated) == (given.found_at, False)


def test_impossible_times_are_as_good_as_none() -> None:
    for nonsense in (datetime(2199, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)):
        given = article(Extracted(title="Ferry", text="Text."), published=nonsense)
        assert (given.published, given.published_stated) == (given.found_at, False)


def test_an_article_is_named_by_its_canonical_url_and_carries_the_pages_title() -> None:
    fetched = Page(entry_id=entry(1).id, url=URL, body=b"", fetched_at=NOW)
    found = Extracted(title="Ferry aground", text="Text.", canonical="https://lantern-1.example/ferry")
    given = article(found, of=fetched, title="FERRY!!! | The Lantern")
    assert (given.url, given.title) == ("https://lantern-1.example/ferry", "Ferry aground")


def test_an_entry_alone_makes_an_article_of_title_and_summary() -> None:
    given = article(Extracted(), title="Ferry aground", summary="All are safe.", content="")
    assert (given.title, given.text, given.lead) == ("Ferry aground", "", "All are safe.")


def test_the_prior_decides_on_short_texts_and_the_body_on_long_ones() -> None:
    short = article(Extracted(title="Kronik", text=""), prior="da", title="Kronik", summary="Debat")
    assert short.language == "da"
    found = extract_page(page(), URL)
    assert article(found, prior="fr").language == "en"


@pytest.mark.parametrize(
    ("extracted", "changes", "outcome"),
    [
        (Extracted(), {"title": "", "summary": "All are safe."}, "not-an-article"),
        (Extracted(title="Ferry"), {"summary": "", "content": ""}, "no-text"),
    ],
)
def test_what_has_no_title_or_nothing_to_say_is_set_aside(extracted: Extracted, changes: dict[str, Any], outcome: str) -> None:
    with pytest.raises(Permanent) as caught:
        article(extracted, **changes)
    assert caught.value.outcome == outcome


def test_a_link_that_now_leads_home_is_no_article() -> None:
    home = Page(entry_id=entry(1).id, url="https://lantern-1.example/", body=b"", fetched_at=NOW)
    with pytest.raises(Permanent, match="not-an-article"):
        article(Extracted(title="The Lantern", text="News."), of=home)
