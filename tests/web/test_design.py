"""The design system: one sheet, tokens alone, sides that every reader can tell apart, both writing directions, and its page."""

from __future__ import annotations

import math
import re
from itertools import combinations, product
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import everyside.publish.web
from everyside.interface.catalogue import Words
from everyside.pages.sides import distribution
from everyside.publish.web.app import create_app
from everyside.publish.web.rendering import environment, sheet
from everyside.publish.web.routes.design import tokens
from everyside.records.coverage import SideCounts
from everyside.settings import Settings, SiteSettings
from everyside.storage.database import Database
from tests.web.conftest import LATER

PARTS = sorted((Path(everyside.publish.web.__file__).parent / "static" / "css").glob("*.css"))
THEMES = ("light", "dark")
RGB = tuple[float, float, float]
# Full dichromacy in linear RGB (Machado, Oliveira, Fernandes 2009, severity 1.0).
SIGHT: dict[str, tuple[RGB, RGB, RGB]] = {
    "trichromat": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranope": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanope": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def colour(name: str, theme: str) -> str:
    """A token's colour in a theme, as #rrggbb."""
    value = {name: value for _, name, value in tokens()}[name]
    if found := re.fullmatch(r"var\(--([a-z-]+)\)", value):
        return colour(found[1], theme)
    pair = re.fullmatch(r"light-dark\(#([0-9a-f]{3,6}), #([0-9a-f]{3,6})\)", value)
    assert pair, f"{name} is no colour of two themes: {value}"
    digits = pair[1 + THEMES.index(theme)]
    return digits if len(digits) == 6 else "".join(2 * digit for digit in digits)


def linear(hexadecimal: str) -> RGB:
    """sRGB to linear light (IEC 61966-2-1)."""
    red, green, blue = (int(hexadecimal[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue))  # type: ignore[return-value]


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    low, high = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(first), linear(second)))
    return (high + 0.05) / (low + 0.05)


def lab(light: RGB) -> RGB:
    """CIE L*a*b* under D65."""
    red, green, blue = light
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(hexadecimal: str, sight: str) -> RGB:
    light = linear(hexadecimal)
    return lab(tuple(min(1.0, max(0.0, sum(map(math.prod, zip(row, light, strict=True))))) for row in SIGHT[sight]))  # type: ignore[arg-type]


@pytest.mark.parametrize(("theme", "sight"), list(product(THEMES, SIGHT)))
def test_sides_differ_whatever_colours_a_reader_sees(theme: str, sight: str) -> None:
    shown = {name: seen(colour(name, theme), sight) for name in ("left", "center", "right", "paper")}
    near = {pair: round(math.dist(shown[pair[0]], shown[pair[1]])) for pair in combinations(shown, 2)}
    assert min(near.values()) >= 35, near  # a difference of 2.3 is just noticeable (CIE 1976)


@pytest.mark.parametrize("theme", THEMES)
def test_sides_differ_in_lightness_alone_as_in_a_grey_print(theme: str) -> None:
    lightness = sorted(lab(linear(colour(name, theme)))[0] for name in ("left", "center", "right"))
    assert min(after - before for before, after in zip(lightness, lightness[1:], strict=False)) >= 5


@pytest.mark.parametrize("theme", THEMES)
def test_texts_stand_out_by_four_and_a_half_and_pieces_of_the_bar_by_three(theme: str) -> None:
    grounds = ("paper", "card", "sunk")
    texts = [(text, ground) for text, ground in product(("ink", "soft", "link", "accent", "good"), grounds)]
    texts += [(f"on-{name}", name) for name in ("left", "center", "right", "unrated", "warn", "accent")]
    faint = {pair: contrast(colour(pair[0], theme), colour(pair[1], theme)) for pair in texts}
    assert min(faint.values()) >= 4.5, faint
    assert min(contrast(colour(side, theme), colour("paper", theme)) for side in ("left", "center", "right")) >= 3


def test_every_token_that_is_used_is_there() -> None:
    text = sheet().decode()
    known = {name for _, name, _ in tokens()}
    assert {"paper", "left", "t-3xl", "s-8", "rule"} <= known
    assert set(re.findall(r"var\(--([a-z0-9-]+)", text)) - known == set()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_sheet_has_no_colour_of_its_own_and_knows_both_directions(part: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", part.read_text("utf-8"), flags=re.DOTALL)
    if part.name != "00-tokens.css":
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text) == []
    assert re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|[^-](?:left|right): [\d.-]", text) == []
    assert "url(" not in text
    assert "@import" not in text


def test_the_sheet_is_one_file_kept_for_good_and_asked_for_once(site: TestClient) -> None:
    address = re.search(r'href="(/static/everyside\.css\?v=[0-9a-f]+)"', site.get("/").text)
    assert address
    answer = site.get(address[1])
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.content) < 40_000
    assert answer.text.index("--paper") < answer.text.index(".masthead") < answer.text.index(".rail")
    assert site.get(address[1], headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert site.post("/static/everyside.css").status_code == 405


def test_a_small_bar_says_in_words_what_it_shows_and_a_large_one_carries_letters() -> None:
    parts: object = environment().get_template("parts.html").module
    bar = distribution(SideCounts(left=3, center=4, right=5, unrated=4))
    small = parts.mini_bar(bar)  # type: ignore[attr-defined]
    assert 'role="img" aria-label="3 left · 4 center · 5 right · 4 unrated"' in small
    assert "<text" not in small
    assert 'fill="url(#hatch)"' in small
    large = parts.bar(bar)  # type: ignore[attr-defined]
    assert re.findall(r">([LCR–])</text>", large) == ["L", "C", "R", "–"]
    assert '<p class="legend">3 left · 4 center · 5 right · 4 unrated</p>' in large
    assert [re.findall(r'<rect class="(\w+)"', each) for each in (small, large)] == [["left", "center", "right", "unrated"]] * 2


def test_pages_run_the_way_the_sites_language_is_written(site: TestClient) -> None:
    assert '<html lang="en" dir="ltr">' in site.get("/").text
    assert [Words(language).direction for language in ("de", "ar", "he", "fa")] == ["ltr", "rtl", "rtl", "rtl"]


def test_the_page_of_the_design_shows_every_token_to_whoever_operates_the_site(database: Database, site: TestClient) -> None:
    page = site.get("/design")
    assert page.status_code == 200
    for _, name, value in tokens():
        assert f"{name}</" in page.text, name
        assert value.partition('"')[0] in page.text, name
    settings = Settings(site=SiteSettings(operator="never"))
    with TestClient(create_app(database, settings, lambda: LATER, lambda: None)) as stranger:
        assert stranger.get("/design").status_code == 404
