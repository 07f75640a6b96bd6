"""Outlet files and rating packs: what ships is right, and what is wrong is named."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from everyside.knowledge import OUTLET_KEYS, RATING_COLUMNS, load_outlets, load_ratings, outlet_of, problems, shipped_outlets
from everyside.records.errors import SettingsError
from everyside.records.ids import OutletId
from everyside.records.outlet import Medium

GOOD = """
[[outlet]]
id = "the-daily-example"
name = "The Daily Example"
domains = ["example.org"]
country = "GB"
languages = ["en"]
medium = "newspaper"
homepage = "https://www.example.org/"
feeds = ["https://www.example.org/feed.xml"]
"""
HEADER = ",".join(RATING_COLUMNS) + "\n"
DOMAINS = {
    "example.org": OutletId("the-daily-example"),
    "example.co.uk": OutletId("the-daily-example"),
    "other.example": OutletId("other"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "outlets"
    made.mkdir()
    return made


def ratings(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "pack.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_the_shipped_registry_has_no_problem_and_is_wide_enough() -> None:
    assert problems() == []
    outlets = load_outlets()
    assert len(outlets) >= 45
    assert len({outlet.country for outlet in outlets}) >= 25
    assert len({language for outlet in outlets for language in outlet.languages}) >= 15
    assert all(outlet.feeds and outlet.homepage and outlet.country and outlet.languages for outlet in outlets)
    assert not any(outlet.fiction or outlet.provisional or outlet.medium is Medium.UNKNOWN for outlet in outlets)


def test_every_shipped_outlet_says_where_its_facts_come_from_and_stands_in_its_country_file() -> None:
    for file in shipped_outlets().iterdir():
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["outlet"]:
            assert table["source"], table["id"]
            assert bool(table.get("owner")) == bool(table.get("owner_source")), table["id"]
            assert file.name == f"{table['country'].lower()}.toml", table["id"]


def test_a_shipped_homepage_belongs_to_a_domain_of_its_outlet() -> None:
    outlets = load_outlets()
    domains = {domain: outlet.id for outlet in outlets for domain in outlet.domains}
    for outlet in outlets:
        assert outlet_of(urlsplit(outlet.homepage).hostname or "", domains) == outlet.id


def test_no_address_in_the_registry_carries_a_key_or_goes_through_a_search_engine() -> None:
    for outlet in load_outlets():
        for feed in outlet.feeds:
            assert "key=" not in feed.lower()
            assert "news.google" not in feed


def test_a_good_file_becomes_a_record(folder: Path) -> None:
    (folder / "gb.toml").write_text(GOOD, encoding="utf-8")
    (outlet,) = load_outlets(folder)
    assert outlet.id == "the-daily-example"
    assert outlet.medium is Medium.NEWSPAPER
    assert outlet.feeds == ("https://www.example.org/feed.xml",)
    assert outlet.owner == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "the-daily-example"', 'id = "The Daily"', "id must be"),
        ('id = "the-daily-example"', "id = 3", "id must be a text"),
        ('name = "The Daily Example"', "", "name is missing"),
        ('domains = ["example.org"]', "", "domains is missing"),
        ('domains = ["example.org"]', 'domains = "example.org"', "list of texts"),
        ('"example.org"', '"https://example.org/"', "not a plain domain"),
        ('"example.org"', '"www.example.org"', "not a plain domain"),
        ('"example.org"', '"exämple.org"', "xn--"),
        ('country = "GB"', 'country = "gb"', "two capital letters"),
        ('languages = ["en"]', 'languages = ["English"]', "not a language code"),
        ('medium = "newspaper"', 'medium = "paper"', "medium must be one of"),
        ('"https://www.example.org/feed.xml"', '"javascript:alert(1)"', "must start with http"),
        ('"https://www.example.org/feed.xml"', '"https://[::1/feed"', "not a web address"),
        ('"https://www.example.org/feed.xml"', '"https://a:b@example.org/feed"', "user name"),
        ('"https://www.example.org/feed.xml"', '"https://nodots/feed"', "proper host"),
        ('"https://www.example.org/feed.xml"', '"https://example.org/a b"', "spaces"),
        ('"https://www.example.org/feed.xml"', '"https://example.org:port/"', "not a web address"),
        ("feeds =", "feed =", "did you mean feeds?"),
        ('medium = "newspaper"', 'medium = "newspaper"\nagency = "yes"', "true or false"),
        ("[[outlet]]", "[outlet]", "two brackets"),
        ("[[outlet]]", "[[outlets]]", "'outlets' is not known"),
        ("[[outlet]]", "[[outlet]", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_what_to_write(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "gb.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match="gb.toml") as caught:
        load_outlets(folder)
    assert said in str(caught.value)


def test_all_problems_are_listed_at_once(folder: Path) -> None:
    (folder / "a.toml").write_text(
        GOOD + GOOD.replace('"GB"', '"Britain"').replace("the-daily-example", "second"), encoding="utf-8"
    )
    (folder / "b.toml").write_text(GOOD, encoding="utf-8")
    (folder / "c.toml").write_text(GOOD.replace("the-daily-example", "third"), encoding="utf-8")
    (folder / "d.toml").write_bytes(b'id = "\xff"')
    (folder / "notes.txt").write_text("not an outlet file")
    found = problems(folder)
    assert any("a.toml: second" in each and "Britain" in each for each in found)
    assert any("b.toml: the-daily-example" in each and "a.toml" in each for each in found)
    assert any("c.toml: third" in each and "example.org belongs to the-daily-example" in each for each in found)
    assert any("d.toml" in each and "UTF-8" in each for each in found)
    assert not any("notes.txt" in each for each in found)


def test_the_operators_own_outlets_are_added_and_replace_shipped_ones_by_id(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.toml").write_text(GOOD, encoding="utf-8")
    own = tmp_path / "own"
    assert len(load_outlets(folder, own)) == 1, "a missing own folder is an empty one"
    own.mkdir()
    (own / "mine.toml").write_text(
        GOOD.replace("/feed.xml", "/rss") + GOOD.replace("the-daily-example", "mine").replace("example.org", "mine.example"),
        encoding="utf-8",
    )
    outlets = {outlet.id: outlet for outlet in load_outlets(folder, own)}
    assert set(outlets) == {"the-daily-example", "mine"}
    assert outlets[OutletId("the-daily-example")].feeds == ("https://www.example.org/rss",)


def test_an_own_outlet_cannot_take_the_domain_of_another(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.toml").write_text(GOOD, encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text(GOOD.replace("the-daily-example", "mine"), encoding="utf-8")
    with pytest.raises(SettingsError, match="belongs to the-daily-example already"):
        load_outlets(folder, own)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not a folder"):
        load_outlets(tmp_path / "nowhere")


def test_a_host_belongs_to_the_longest_domain_that_holds_it() -> None:
    domains = {"example.org": OutletId("a"), "news.example.org": OutletId("b")}
    assert outlet_of("WWW.example.org.", domains) == "a"
    assert outlet_of("live.news.example.org", domains) == "b"
    assert outlet_of("notexample.org", domains) is None
    assert outlet_of("", domains) is None


def test_a_rating_pack_is_read_by_domain(tmp_path: Path) -> None:
    text = HEADER + (
        "Some Rater,www.Example.org,bias,-1,lean left,https://rater.example/a,2026-01-31\n"
        "Some Rater,example.co.uk,bias,-1,lean left,,\n"
        "Some Rater,example.org,factuality,4,high,,\n"
        "Some Rater,unheard-of.example,bias,2,right,,\n"
    )
    pack = load_ratings(ratings(tmp_path, "\ufeff" + text), DOMAINS)
    assert [(each.axis, each.value) for each in pack.ratings] == [("bias", -1.0), ("factuality", 4.0)]
    assert pack.ratings[0].rated_on is not None
    assert pack.unknown_domains == ("unheard-of.example",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("R,example.org,bias,-4,far left,,", "between -3 and 3"),
        ("R,example.org,bias,nan,left,,", "between -3 and 3"),
        ("R,example.org,bias,left,left,,", "must be a number"),
        ("R,example.org,mood,1,glad,,", "unknown axis"),
        ("R,not a domain,bias,1,right,,", "not a domain"),
        ("R,example.org,bias,1,right,javascript:alert(1),", "must start with http"),
        ("R,example.org,bias,1,right,,31.1.2026", "2026-11-23"),
        (",example.org,bias,1,right,,", "must not be empty"),
        ("R,example.org", "must not be empty"),
        ("R,example.co.uk,bias,2,right,,", "a second time"),
        ('R,"example.org', "not CSV"),
    ],
)
def test_one_wrong_row_keeps_the_whole_pack_out_and_is_named(tmp_path: Path, row: str, said: str) -> None:
    good = "R,example.org,bias,1,lean right,,\n"
    with pytest.raises(SettingsError, match=r"pack\.csv") as caught:
        load_ratings(ratings(tmp_path, HEADER + good + row + "\n"), DOMAINS)
    assert said in str(caught.value)


def test_every_wrong_row_is_listed_up_to_a_bound(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_ratings(ratings(tmp_path, HEADER + "R,example.org,bias,9,x,,\n" * 50), DOMAINS)
    assert "line 2" in str(caught.value)
    assert "line 21" in str(caught.value)
    assert "and 30 more" in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"rater,domain\n", b"\xff\xfe\x00\x01", HEADER.encode() + b"R,\x00example.org,bias,1,x,,\n"])
def test_a_file_that_is_no_pack_is_refused_with_a_message(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(SettingsError, match="pack.csv"):
        load_ratings(ratings(tmp_path, body), DOMAINS)


def test_a_pack_that_is_not_there_is_refused_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_ratings(tmp_path / "none.csv", DOMAINS)


def test_the_guide_names_every_key_of_an_outlet() -> None:
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-outlet.md"
    text = guide.read_text(encoding="utf-8")
    assert [key for key in OUTLET_KEYS if f"`{key}`" not in text] == []
