"""Formats of rating files: told by the first line, and every word turned into the number the methodology prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from everyside.knowledge import formats, packs
from everyside.records.errors import SettingsError
from everyside.records.outlet import Scope
from everyside.records.rating import BIAS, FACTUALITY, Rating
from tests import makers

MBFC2026 = "domain,name,bias,reporting,credibility,traffic,questionable,mbfc_url\n"
MBFC2023 = "source,country,bias,factual_reporting,press_freedom,media_type,popularity,mbfc_credibility_rating\n"
ALLSIDES2020 = "news_source,rating,rating_num,type,agree,url\n"


def read(text: str, **options: object) -> packs.Reading:
    return packs.read(text.encode(), "made-up.csv", packs.Options(**options))  # type: ignore[arg-type]


def said(reading: packs.Reading) -> list[tuple[str, str, str, float, str]]:
    return [(each.domain, each.rater, each.axis, each.value, each.label) for each in reading.ratings]


@pytest.mark.parametrize(
    ("header", "format"),
    [
        ("rater,domain,axis,value,label,url,date", "everyside"),
        ("rater,domain,axis,value,label,url,date,licence", "everyside"),
        (" Rater ,DOMAIN,axis,value,label", "everyside"),
        (MBFC2026.strip(), "mbfc2026"),
        (MBFC2023.strip(), "mbfc2023"),
        ("url,type,name,bias", "allsides"),
        (ALLSIDES2020.strip(), "allsides2020"),
        ("domain,pc1,afm,afm_bias", "lin2023"),
        ("Source,URL,Bias,Reliability", "adfontes"),
        ("Domain,Horizontal Rank,Vertical Rank", "adfontes"),
    ],
)
def test_a_format_is_told_by_its_first_line(header: str, format: str) -> None:
    assert read(header + "\n").pack.format == format


def test_a_first_line_of_no_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"no format known here.*rater,domain,axis,value,label"):
        read("outlet,leaning\na.example,left\n")


def test_a_format_that_is_named_needs_its_columns() -> None:
    with pytest.raises(SettingsError, match="needs the column pc1"):
        read("domain,quality\n", format="lin2023")
    with pytest.raises(SettingsError, match="no format 'lin'; known are everyside, mbfc2026"):
        read("domain,pc1\n", format="lin")


def test_ours_takes_every_column() -> None:
    text = (
        "rater,domain,axis,value,label,url,date,licence\nR,www.Lantern.example.,bias,-1.5,leans,https://r.example/1,2026-08,CC BY\n"
    )
    (rating,) = read(text).ratings
    assert rating == Rating(
        rater="R",
        domain="lantern.example",
        axis=BIAS,
        value=-1.5,
        label="leans",
        url="https://r.example/1",
        rated_on="2026-08",
        licence="CC BY",
        pack="made-up",
    )


def test_mbfc_2026_gives_side_and_factuality_with_the_raters_own_words_and_page() -> None:
    reading = read(MBFC2026 + "lantern.example,The Lantern,left-center,mostly-factual,high-credibility,x,,https://r.example/l\n")
    assert said(reading) == [
        ("lantern.example", formats.MBFC, BIAS, -1, "left-center"),
        ("lantern.example", formats.MBFC, FACTUALITY, 3.7, "mostly-factual"),
    ]
    assert {each.url for each in reading.ratings} == {"https://r.example/l"}
    assert {each.rated_on for each in reading.ratings} == {"2026"}


@pytest.mark.parametrize("word", ["fake-news", "conspiracy-pseudoscience", "pro-science", "satire"])
def test_a_genre_of_mbfc_is_no_side_but_its_factuality_counts(word: str) -> None:
    reading = read(MBFC2026 + f"lantern.example,The Lantern,{word},low,,,,https://r.example/l\n")
    assert [each.axis for each in reading.ratings] == [FACTUALITY]
    assert reading.left_out == ()


def test_a_row_that_says_nothing_is_left_out_with_the_reason() -> None:
    reading = read(MBFC2026 + "lantern.example,The Lantern,satire,,,,,https://r.example/l\n")
    assert reading.ratings == ()
    assert [(each.line, "says nothing of left and right" in each.reason) for each in reading.left_out] == [(2, True)]


@pytest.mark.parametrize(
    ("label", "side"),
    [
        ("least biased", 0),
        ("left center", -1),
        ("left-center – pro-science", -1),
        ("pro-science (left-leaning)", -1),
        ("left biased", -2),
        ("far left bias", -3),
        ("extreme left", -3),
        ("right-conspiracy/pseudoscience", 2),
        ("right conspiracy=pseudoscience", 2),
        ("right-psuedoscience", 2),
        ("far right conspiracy-pseusdoscience", 3),
        ("alt-right conspiracy", 3),
        ("extreme-right", 3),
        ("quackery pseudoscience", None),
        ("not rated", None),
        ("", None),
    ],
)
def test_labels_of_mbfc_are_read_however_they_are_written(label: str, side: float | None) -> None:
    assert formats.mbfc_side(label) == side


@pytest.mark.parametrize("label", ["leftish", "left right", "junk news", "left-center (by other standards)", "center of the world"])
def test_a_word_mbfc_does_not_have_leaves_the_row_out(label: str) -> None:
    reading = read(MBFC2023 + f"lantern.example,xx,{label},high,,,,\n")
    assert reading.ratings == ()
    assert "is no word of Media Bias/Fact Check for bias" in reading.left_out[0].reason


def test_mbfc_2023_is_of_2023() -> None:
    reading = read(MBFC2023 + "lantern.example,xx,extreme right,very low,,,,\n")
    assert [(each.value, each.rated_on) for each in reading.ratings] == [(3, "2023"), (1, "2023")]


def test_allsides_by_address_leaves_out_authors_opinion_pages_and_parts_of_sites() -> None:
    reading = read(
        "url,type,name,bias\n"
        "https://www.lantern.example/,News Media,The Lantern,Lean Left\n"
        "http://kite.example,News Media,Kite,Mixed\n"
        "https://bell.example/opinion/,News Media,Bell,Right\n"
        "https://buoy.example/,News Media,Buoy (Opinion),Right\n"
        ",News Media,Nowhere,Left\n"
        "https://ann.example/,Author,Ann Author,Left\n"
    )
    assert said(reading) == [("lantern.example", formats.ALLSIDES, BIAS, -1, "Lean Left")]
    reasons = {each.line: each.reason for each in reading.left_out}
    assert "is no side of AllSides" in reasons[3]
    assert "is a part of a site" in reasons[4]
    assert "opinion part" in reasons[5]
    assert "no domain is named" in reasons[6]
    assert "is no outlet (Author)" in reasons[7]


def test_allsides_2020_finds_outlets_by_name_where_they_are_read_in_the_united_states() -> None:
    outlets = [
        makers.outlet(1, name="The Lantern Post", country="US"),
        makers.outlet(2, name="Kite", country="PK"),
        makers.outlet(3, name="Kite", country="GB"),
        makers.outlet(4, name="Bell", country="US"),
        makers.outlet(5, name="The Bell", country="GB"),
        makers.outlet(6, name="Far Away", country="NG"),
        makers.outlet(7, name="Far and Wide", country="QA", scope=Scope.INTERNATIONAL),
    ]
    rows = ["lantern POST", "Kite", "Bell", "Far Away", "Far and Wide (Web News)", "Unheard of"]
    reading = read(ALLSIDES2020 + "".join(f"{row},right-center,4,News Media,1,\n" for row in rows), outlets=outlets)
    assert [each.domain for each in reading.ratings] == ["lantern-1.example", "lantern-3.example", "lantern-7.example"]
    assert {(each.value, each.rated_on) for each in reading.ratings} == {(1, "2020")}
    reasons = {each.line: each.reason for each in reading.left_out}
    assert "more than one outlet" in reasons[4]
    assert "no outlet of the registry is called 'Far Away'" in reasons[5]


def test_lin_gives_factuality_from_one_to_five() -> None:
    reading = read("domain,pc1\nlantern.example,1\nkite.example,0.25\nbell.example,1.2\nbuoy.example,NA\n")
    assert [(each.domain, each.value) for each in reading.ratings] == [("kite.example", 2), ("lantern.example", 5)]
    assert [each.line for each in reading.left_out] == [4, 5]


def test_ad_fontes_is_brought_to_our_scales() -> None:
    reading = read("source,bias,reliability\nlantern.example,-18,32\nkite.example,40.5,64\nbell.example,43,10\nbuoy.example,0,-1\n")
    assert [(each.domain, each.axis, each.value) for each in reading.ratings] == [
        ("kite.example", BIAS, 3),
        ("kite.example", FACTUALITY, 5),
        ("lantern.example", BIAS, -1.5),
        ("lantern.example", FACTUALITY, 3),
    ]
    assert ["between" in each.reason for each in reading.left_out] == [True, True]


@pytest.mark.parametrize(
    ("cell", "host"),
    [
        ("www.lantern.example", "lantern.example"),
        ("HTTPS://Www.Lantern.Example/", "lantern.example"),
        ("lantern.example:8080", "lantern.example"),
        ("lantern.example.", "lantern.example"),
    ],
)
def test_a_site_is_told_by_its_host(cell: str, host: str) -> None:
    assert formats.site(cell) == host


@pytest.mark.parametrize("cell", ["lantern.example/world", "https://lantern.example/?p=1", "", "https://", "https://[::1"])
def test_a_part_of_a_site_or_nothing_is_no_site(cell: str) -> None:
    with pytest.raises(ValueError, match="part of a site|no domain|not a domain"):
        formats.site(cell)


def test_the_methodology_prints_the_tables_of_words() -> None:
    text = (Path(__file__).parents[2] / "docs" / "methodology.md").read_text(encoding="utf-8")
    section = text[text.index("## Ratings\n") : text.index("## Sides\n")]
    printed = [dict(re.findall(r"^\| `([a-z ]+)` \| (-?[\d.]+) \|$", part, re.MULTILINE)) for part in section.split("**")]
    tables = [{word: float(value) for word, value in table.items()} for table in printed if table]
    assert tables == [formats.MBFC_BIAS, formats.MBFC_FACTUALITY, formats.ALLSIDES_BIAS]


def test_the_guide_names_every_format() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-rating-pack.md").read_text(encoding="utf-8")
    assert [id for id in formats.FORMATS if f"| `{id}` |" not in guide] == []
