"""Addresses, excerpts, names and paging: the small words of a page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.pages.addresses import slug, story_id_in, story_path, web_link
from everyside.pages.excerpts import excerpt
from everyside.pages.names import country_name, lang_attribute, language_name
from everyside.pages.paging import pages_of, paging
from everyside.pages.progress import Progress
from everyside.records.ids import StoryId

ID = StoryId("0123456789ab")


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Łódź: Straße für Ångström's café!", "lodz-strasse-fur-angstroms-cafe"),
        ("貨物船が橋脚に衝突", ""),
        ("إغلاق الجسر 2026", "2026"),
        ("Zum 3. Mal", "zum-3-mal"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("", ""),
    ],
)
def test_a_slug_is_the_headlines_ascii(headline: str, words: str) -> None:
    assert slug(headline) == words


@given(st.text(max_size=700))
def test_any_headline_makes_an_address_that_leads_back(headline: str) -> None:
    path = story_path(ID, headline)
    assert re.fullmatch(r"/story/(?:[a-z0-9]+(?:-[a-z0-9]+)*-)?0123456789ab", path)
    assert len(path) < 90
    assert story_id_in(path.removeprefix("/story/")) == ID


@pytest.mark.parametrize(
    "tail", ["", "x", "0123456789a", "0123456789AB", "0123456789ab-x", "x/0123456789ab", "é-0123456789ab", "0" * 5000]
)
def test_what_does_not_end_in_an_id_names_no_story(tail: str) -> None:
    assert story_id_in(tail) is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://a.example", "data:text/html,x", "//a.example", "https://a b", "", "http://"]
)
def test_only_http_addresses_become_links(url: str) -> None:
    assert web_link(url) == ""
    assert web_link("HTTPS://a.example/?q=ü") == "HTTPS://a.example/?q=ü"


@given(st.text(max_size=2000), st.integers(min_value=20, max_value=300))
def test_an_excerpt_keeps_its_length_and_begins_like_the_text(text: str, length: int) -> None:
    cut = excerpt(text, length)
    assert len(cut) <= length
    assert "\n" not in cut
    assert re.sub(r"\s+", " ", text).strip().startswith(cut.removesuffix("…"))


def test_an_excerpt_of_japanese_is_not_cut_back_to_its_only_space() -> None:
    assert len(excerpt("港 " + "橋" * 500)) == 300


@pytest.mark.parametrize(("code", "name"), [("DE", "Germany"), ("XB", "Tressania"), ("ZQ", "ZQ"), ("", "")])
def test_countries_have_names_the_demos_own_before_the_pseudo_locales(code: str, name: str) -> None:
    assert country_name(code) == name


def test_languages_have_names_and_only_sound_codes_reach_html() -> None:
    assert [language_name(code) for code in ("pt", "und", "", "qqx")] == [
        "Portuguese",
        "Unknown language",
        "Unknown language",
        "qqx",
    ]
    assert [lang_attribute(code) for code in ("pt", "und", 'x"', "")] == ["pt", "", "", ""]


def test_pages_link_to_their_neighbours_and_the_first_has_one_address() -> None:
    middle = paging(number=2, pages=3, path="/", query={"lang": "de"})
    assert (middle.previous, middle.next) == ("/?lang=de", "/?lang=de&page=3")
    assert paging(number=3, pages=3, path="/").next == ""
    assert [pages_of(n, 30) for n in (0, 30, 31)] == [1, 1, 2]


def test_the_progress_line_counts_and_says_one_story() -> None:
    assert (
        Progress(stage="collect", done=42, total=60, articles=4812, stories=1).line
        == "Reading 42 of 60 outlets · 4,812 articles · 1 story"
    )
    assert Progress(stage="new-stage").line.startswith("Working")
    assert [Progress(done=d, total=t).share for d, t in ((0, 0), (3, 2), (1, 2))] == [0, 1, 0.5]
