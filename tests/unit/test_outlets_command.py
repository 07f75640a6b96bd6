"""``everyside outlets`` as an operator types it, on the files of their own folder and on the made-up press."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from everyside.commands.registry import tree
from everyside.demo.press import DemoPress
from everyside.knowledge.registry import Registry
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner
from everyside.settings import Settings, StorageSettings
from everyside.storage import articles, outlets
from everyside.storage.database import Database
from everyside.wiring import press
from everyside.wiring.house import House
from tests import makers

Run = Callable[..., tuple[int, str, str]]

OUTLET = """
[[outlet]]
id = "the-own-paper"
name = "The Own Paper"
domains = ["own-paper.example"]
country = "IS"
languages = ["is"]
scope = "local"
owner = "own-press"
owner_source = "the imprint"
agency = true
facts_source = "a list of agencies"
"""
OWNERS = """
[[owner]]
id = "own-press"
name = "Own Press"
parent = "own-family"
source = "the register of companies"
[[owner]]
id = "own-family"
name = "Own Family"
kind = "family"
source = "the register of companies"
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """A folder with an outlet and its owners of the operator's own, and a migrated database."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", "plain")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    for folder, text in (("outlets", OUTLET), ("owners", OWNERS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(here: Path, call_everyside: Run) -> Run:
    return call_everyside


@pytest.fixture
def database(here: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{here / 'everyside.db'}")
    yield opened
    opened.close()


def filled(here: Path) -> None:
    settings = replace(Settings(), storage=StorageSettings(url=f"sqlite:///{here / 'everyside.db'}"))
    with House(settings) as house:
        press.renew(house)


def test_outlets_are_listed_by_country_language_and_owner(run: Run) -> None:
    for words in (("--country", "is"), ("--language", "is"), ("--owner", "own-press"), ("--owner", "own-family")):
        code, said, _ = run("outlets", "list", *words)
        assert code == 0
        assert "the-own-paper" in said
        assert "The Own Paper  (Own Family)" in said
    assert "the-own-paper" not in run("outlets", "list", "--country", "is", "--language", "ja")[1]
    code, _, complained = run("outlets", "list", "--owner", "nobody")
    assert (code, "outlets owners" in complained) == (1, True)


def test_outlets_only_met_in_links_are_listed_by_their_articles(run: Run, database: Database) -> None:
    assert "Every outlet that has articles here is a known one." in run("outlets", "list", "--unknown")[1]
    met = OutletId("unheard-of.example")
    with database.write() as tx:
        outlets.save(tx, [Outlet(id=met, name=met, domains=(met,), provisional=True)])
        articles.save(tx, [makers.article(1, outlet_id=met)])
    assert run("outlets", "list", "--unknown")[1] == "     1 articles  unheard-of.example\n"
    assert "nobody has described it" in run("outlets", "show", "unheard-of.example")[1]


@pytest.mark.parametrize(
    "asked", ["the-own-paper", "own-paper.example", "https://www.own-paper.example/a?b", "OWN-PAPER.example:80"]
)
def test_an_outlet_is_shown_with_its_facts_their_sources_and_its_owners(run: Run, asked: str) -> None:
    code, said, _ = run("outlets", "show", asked)
    assert code == 0
    assert "The Own Paper (the-own-paper)" in said
    assert "news agency [a list of agencies]" in said
    assert "owner: Own Press (own-press)\n    that it owns this: the imprint" in said
    assert "owned by: Own Family (own-family), family [the register of companies]" in said
    assert "not in the database yet" in said


def test_an_outlet_in_the_database_is_shown_with_what_its_ratings_come_to(run: Run, here: Path) -> None:
    filled(here)
    said = run("outlets", "show", "the-own-paper")[1]
    assert "state: Not owned by a state (-3 of −3 to 3), by Registry" in said
    assert "everyside ratings explain the-own-paper" in said


def test_an_outlet_there_is_not_is_1_and_said(run: Run) -> None:
    code, said, complained = run("outlets", "show", "no-such\x1boutlet")
    assert (code, said) == (1, "")
    assert "outlets list" in complained
    assert "\x1b" not in complained


def test_check_names_problems_and_hints_and_ends_with_1(run: Run, here: Path) -> None:
    (here / "outlets" / "mine.toml").write_text(OUTLET.replace('"IS"', '"ICELAND"'), encoding="utf-8")
    code, said, _ = run("outlets", "check")
    assert code == 1
    assert "LOOK outlets/mine.toml: the-own-paper: country must be two capital letters" in said
    assert "hint owners/mine.toml: own-press: no outlet names it" in said
    assert "spectra; " in said.splitlines()[-1]


def test_a_folder_to_check_can_be_named_and_must_hold_something(run: Run, here: Path) -> None:
    other = here / "other"
    (other / "owners").mkdir(parents=True)
    (other / "owners" / "x.toml").write_text('[[owner]]\nid = "x"\nname = "X"\nparent = "x"\nsource = "s"\n', encoding="utf-8")
    code, said, _ = run("outlets", "check", "other")
    assert code == 1
    assert "owners/x.toml: x: owns itself: x → x" in said
    assert "the-own-paper" not in said
    assert run("outlets", "check", "nowhere")[0] == 2


def test_owners_are_shown_as_a_tree(run: Run) -> None:
    said = run("outlets", "owners")[1]
    assert "Own Family (own-family), family\n  Own Press (own-press)\n    · The Own Paper (the-own-paper)\n" in said


def test_the_tree_shows_every_owner_once_also_in_a_circle_and_in_a_chain_without_end() -> None:
    def owner(id: str, parent: str | None) -> Owner:
        return Owner(id=OwnerId(id), name=id, parent=OwnerId(parent) if parent else None)

    made = [owner("a", "b"), owner("b", "a"), owner("c", "gone"), *(owner(f"o{n}", f"o{n + 1}") for n in range(10_000))]
    lines = list(tree(Registry(outlets=(), owners=tuple(made), spectra=())))
    assert len(lines) == len(made) == len({line.strip() for line in lines})
    assert max(map(len, lines)) < 80


def test_doctor_names_a_mistake_in_an_own_file_and_work_goes_on_without_it(run: Run, here: Path) -> None:
    (here / "outlets" / "mine.toml").write_text(OUTLET.replace('"IS"', '"ICELAND"'), encoding="utf-8")
    code, said, _ = run("doctor")
    assert (code, "LOOK outlets/mine.toml: the-own-paper" in said) == (1, True)
    code, said, complained = run("work")
    assert (code, "Nothing was pending." in said) == (0, True)
    assert "Left out: " in complained


def test_work_takes_in_what_the_files_say_now(run: Run, database: Database) -> None:
    assert run("work")[0] == 0
    with database.read() as tx:
        assert outlets.get(tx, [OutletId("the-own-paper")])[OutletId("the-own-paper")].owner == "own-press"


def test_a_database_of_the_made_up_press_shows_the_made_up_press(run: Run, here: Path) -> None:
    settings = replace(Settings(), storage=StorageSettings(url=f"sqlite:///{here / 'everyside.db'}"))
    with House(settings) as house, DemoPress(makers.NOW) as demo:
        press.fill(house, press.Choice("demo", settings, "", demo))
    said = run("outlets", "show", "valmere-standard")[1]
    assert "owned by: Ardent Holdings (ardent-holdings), listed-company, XA" in said
    assert "Plumb Line Institute (fiction)" in said
    assert "the-own-paper" not in run("outlets", "list")[1]
    assert run("work")[0] == 0
    assert "the-own-paper" not in run("outlets", "list")[1]
