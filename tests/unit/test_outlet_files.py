"""Outlet files: what ships is right, and what is wrong is named."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from everyside.knowledge import owners, registry
from everyside.knowledge.outlets import OUTLET_KEYS, load_outlets, outlet_of, shipped_outlets
from everyside.records.errors import SettingsError
from everyside.records.ids import OutletId
from everyside.records.outlet import Medium, Scope

GOOD = """
[[outlet]]
id = "the-daily-example"
name = "The Daily Example"
domains = ["example.org"]
country = "GB"
languages = ["en"]
medium = "newspaper"
scope = "national"
homepage = "https://www.example.org/"
feeds = ["https://www.example.org/feed.xml"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "outlets"
    made.mkdir()
    return made


# what ships


def test_the_shipped_registry_has_no_problem_and_is_wide_enough() -> None:
    who = registry.load()
    assert who.problems == ()
    read = [outlet for outlet in who.outlets if outlet.feeds]
    assert len(read) >= 500
    assert len({outlet.country for outlet in read}) >= 60
    assert len({language for outlet in read for language in outlet.languages}) >= 25
    assert all(outlet.homepage and outlet.languages for outlet in who.outlets)
    assert not any(outlet.fiction or outlet.provisional for outlet in who.outlets)


def test_every_shipped_outlet_says_where_its_feed_is_from_and_stands_in_its_country_file() -> None:
    for file in shipped_outlets().iterdir():
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["outlet"]:
            assert table.get("source") or not table.get("feeds"), table["id"]
            assert not table.get("country") or file.name == f"{table['country'].lower()}.toml", table["id"]
            assert not any(value is False for value in table.values()), f"{table['id']}: a flag that is not true is left out"


def test_every_shipped_owner_stands_in_its_country_file() -> None:
    for file in owners.shipped_owners().iterdir():
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["owner"]:
            assert not table.get("country") or file.name == f"{table['country'].lower()}.toml", table["id"]


def test_a_shipped_homepage_belongs_to_a_domain_of_its_outlet() -> None:
    outlets = load_outlets()
    domains = {domain: outlet.id for outlet in outlets for domain in outlet.domains}
    wrong = [each.id for each in outlets if outlet_of(urlsplit(each.homepage).hostname or "", domains) != each.id]
    assert wrong == []


def test_no_address_in_the_registry_carries_a_key_or_goes_through_a_search_engine() -> None:
    for outlet in load_outlets():
        for feed in outlet.feeds:
            assert "key=" not in feed.lower()
            assert "news.google" not in feed


# reading and checking


def test_a_good_file_becomes_a_record(folder: Path) -> None:
    (folder / "gb.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (outlet,) = load_outlets(folder)
    assert outlet.id == "the-daily-example"
    assert (outlet.medium, outlet.scope) == (Medium.NEWSPAPER, Scope.NATIONAL)
    assert outlet.feeds == ("https://www.example.org/feed.xml",)
    assert outlet.owner is None


def test_facts_about_who_an_outlet_is_keep_their_sources(folder: Path) -> None:
    facts = 'public_service = true\nfacts_source = "its charter"\nowner = "the-owner"\nowner_source = "https://example.org/about"\n'
    (folder / "gb.toml").write_text(GOOD + facts, encoding="utf-8")
    (outlet,) = load_outlets(folder)
    assert (outlet.public_service, outlet.facts_source) == (True, "its charter")
    assert (outlet.owner, outlet.owner_source) == ("the-owner", "https://example.org/about")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "the-daily-example"', 'id = "The Daily"', "id must be"),
        ('id = "the-daily-example"', f'id = "{"a" * 65}"', "id must be"),
        ('id = "the-daily-example"', "id = 3", "id must be a text"),
        ('id = "the-daily-example"', 'id = ["the-daily-example"]', "id must be a text"),
        ('name = "The Daily Example"', "", "name is missing"),
        ('name = "The Daily Example"', 'name = " "', "name is missing"),
        ('name = "The Daily Example"', 'name = "The\\u202eDaily"', "control characters"),
        ('name = "The Daily Example"', f'name = "{"x" * 501}"', "at most 500"),
        ('domains = ["example.org"]', "", "domains is missing"),
        ('domains = ["example.org"]', 'domains = "example.org"', "list of texts"),
        ('domains = ["example.org"]', 'domains = ["example.org", "example.org"]', "twice"),
        ('"example.org"', '"https://example.org/"', "not a plain domain"),
        ('"example.org"', '"www.example.org"', "not a plain domain"),
        ('"example.org"', '"exämple.org"', "xn--"),
        ('"example.org"', f'"{"a." * 130}example.org"', "not a plain domain"),
        ('"example.org"', '"co.uk"', "what many sites end in"),
        ('country = "GB"', 'country = "gb"', "two capital letters"),
        ('country = "GB"', 'country = "UK"', "Great Britain is GB"),
        ('country = "GB"', 'country = "EU"', "code of no country"),
        ('country = "GB"', 'country = "XA"', "made-up countries"),
        ('languages = ["en"]', 'languages = ["English"]', "not a language code"),
        ('languages = ["en"]', 'languages = ["jp"]', "Japanese is ja"),
        ('medium = "newspaper"', 'medium = "paper"', "medium must be one of"),
        ('scope = "national"', 'scope = "world"', "scope must be one of"),
        ('scope = "national"', "agency = true", "agency needs a facts_source"),
        ('scope = "national"', "state = true", "state needs a facts_source"),
        ('scope = "national"', "public_service = true", "public_service needs a facts_source"),
        ('scope = "national"', 'state = true\npublic_service = true\nfacts_source = "x"', "cannot both be true"),
        ('scope = "national"', 'facts_source = "https://bad host/"', "facts_source"),
        ('scope = "national"', 'owner = "the-owner"', "owner needs an owner_source"),
        ('scope = "national"', 'owner = "The Owner plc"\nowner_source = "x"', "owner must be the id"),
        ('scope = "national"', 'owner_source = "x"', "there is no owner"),
        ('"https://www.example.org/feed.xml"', '"javascript:alert(1)"', "must start with http"),
        ('"https://www.example.org/feed.xml"', '"https://[::1/feed"', "not a web address"),
        ('"https://www.example.org/feed.xml"', '"https://a:b@example.org/feed"', "user name"),
        ('"https://www.example.org/feed.xml"', '"https://nodots/feed"', "proper host"),
        ('"https://www.example.org/feed.xml"', '"https://example.org/a b"', "spaces"),
        ('"https://www.example.org/feed.xml"', '"https://example.org:port/"', "not a web address"),
        ('"https://www.example.org/feed.xml"', f'"https://example.org/{"a" * 2000}"', "longer than"),
        ("feeds =", "feed =", "did you mean feeds?"),
        ('medium = "newspaper"', 'medium = "newspaper"\nagency = "yes"', "true or false"),
        ("[[outlet]]", "[outlet]", "two brackets"),
        ("[[outlet]]", "[[outlets]]", "'outlets' is not known"),
        ("[[outlet]]", "[[outlet]", "not TOML"),
        ("\n[[outlet]]", "outlet = [1, 2]\n[other]", "not a table"),
        ("\n[[outlet]]", "x = " + "[" * 5000, "not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_what_to_write(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "gb.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match="outlets/gb.toml") as caught:
        load_outlets(folder)
    assert said in str(caught.value)
    assert "\u202e" not in str(caught.value), "a stranger's characters would garble the message"


def test_all_problems_are_listed_at_once_and_the_rest_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "a.toml").write_text(
        GOOD + GOOD.replace('"GB"', '"Britain"').replace("the-daily-example", "second"), encoding="utf-8"
    )
    (folder / "b.toml").write_text(GOOD, encoding="utf-8")
    (folder / "c.toml").write_text(GOOD.replace("the-daily-example", "third"), encoding="utf-8")
    (folder / "d.toml").write_bytes(b'id = "\xff"')
    (folder / "e.toml").mkdir()
    (folder / "notes.txt").write_text("not an outlet file")
    who = registry.load(folder=tmp_path)
    found = who.problems
    assert any("a.toml: second" in each and "Britain" in each for each in found)
    assert any("b.toml: the-daily-example" in each and "a.toml" in each for each in found)
    assert any("c.toml: third" in each and "example.org belongs to the-daily-example" in each for each in found)
    assert any("d.toml" in each and "UTF-8" in each for each in found)
    assert any("e.toml" in each and "cannot be read" in each for each in found)
    assert not any("notes.txt" in each for each in found)
    assert [outlet.id for outlet in who.outlets] == ["the-daily-example"]


def test_a_feed_belongs_to_one_outlet_and_a_part_of_a_site_may_be_another_outlet(folder: Path) -> None:
    part = GOOD.replace("the-daily-example", "the-part").replace('["example.org"]', '["part.example.org"]')
    (folder / "gb.toml").write_text(GOOD + part, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"feed\.xml belongs to the-daily-example already"):
        load_outlets(folder)
    (folder / "gb.toml").write_text(GOOD + part.replace("feed.xml", "part.xml"), encoding="utf-8")
    assert len(load_outlets(folder)) == 2


def test_the_operators_own_outlets_are_added_and_replace_shipped_ones_by_id(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.toml").write_text(GOOD, encoding="utf-8")
    own = tmp_path / "own"
    assert len(load_outlets(folder, own)) == 1, "a missing own folder is an empty one"
    own.mkdir()
    (own / "mine.toml").write_text(
        GOOD.replace("/feed.xml", "/rss")
        + GOOD.replace("the-daily-example", "mine")
        .replace("www.example.org", "mine.example")
        .replace("example.org", "mine.example"),
        encoding="utf-8",
    )
    outlets = {outlet.id: outlet for outlet in load_outlets(folder, own)}
    assert set(outlets) == {"the-daily-example", "mine"}
    assert outlets[OutletId("the-daily-example")].feeds == ("https://www.example.org/rss",)


def test_an_own_outlet_cannot_take_the_domain_of_another(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.toml").write_text(GOOD, encoding="utf-8")
    own = tmp_path / "own" / "outlets"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text(GOOD.replace("the-daily-example", "mine"), encoding="utf-8")
    with pytest.raises(SettingsError, match="belongs to the-daily-example already"):
        load_outlets(folder, own)
    who = registry.load(own.parent, folder=tmp_path)
    assert [outlet.id for outlet in who.outlets] == ["the-daily-example"], "what is wrong is left out, and the rest is read"


def test_an_own_entry_with_a_mistake_leaves_the_shipped_one_in_its_place(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.toml").write_text(GOOD, encoding="utf-8")
    own = tmp_path / "own" / "outlets"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text(GOOD.replace("/feed.xml", "/rss").replace('"GB"', '"UK"'), encoding="utf-8")
    who = registry.load(own.parent, folder=tmp_path)
    assert who.outlets[0].feeds == ("https://www.example.org/feed.xml",)
    assert "outlets/mine.toml: the-daily-example: UK is the code of no country" in who.problems[0]


def test_an_owner_nobody_described_is_a_problem_and_the_outlet_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.toml").write_text(GOOD + 'owner = "nobody"\nowner_source = "x"\n', encoding="utf-8")
    who = registry.load(folder=tmp_path)
    assert (
        "outlets/gb.toml: the-daily-example: owner 'nobody' is no owner in owners/; add it there, or correct the id" in who.problems
    )
    assert len(who.outlets) == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not a folder"):
        load_outlets(tmp_path / "nowhere")


def test_a_thousand_mistakes_are_told_in_a_message_that_can_be_read(folder: Path) -> None:
    (folder / "gb.toml").write_text("\n".join(f'[[outlet]]\nid = "o-{n}"' for n in range(1000)), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_outlets(folder)
    assert "o-0: name is missing" in str(caught.value)
    assert "and 1980 more" in str(caught.value)


def test_a_host_belongs_to_the_longest_domain_that_holds_it() -> None:
    domains = {"example.org": OutletId("a"), "news.example.org": OutletId("b")}
    assert outlet_of("WWW.example.org.", domains) == "a"
    assert outlet_of("live.news.example.org", domains) == "b"
    assert outlet_of("notexample.org", domains) is None
    assert outlet_of("", domains) is None


def test_the_guide_names_every_key_of_an_outlet() -> None:
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-outlet.md"
    text = guide.read_text(encoding="utf-8")
    assert [key for key in OUTLET_KEYS if f"`{key}`" not in text] == []
