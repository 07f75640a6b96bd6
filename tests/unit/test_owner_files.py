"""Owner files: chains, circles, kinds, and a source for every fact."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from everyside.knowledge import registry
from everyside.knowledge.owners import OWNER_KEYS, circles
from everyside.records.ids import OwnerId
from everyside.records.owner import OwnerKind, chain

GOOD = """
[[owner]]
id = "example-press"
name = "Example Press"
country = "GB"
parent = "example-holding"
source = "https://example.org/annual-report"

[[owner]]
id = "example-holding"
name = "Example Holding"
kind = "listed-company"
source = "https://example.org/annual-report"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "owners").mkdir()
    return tmp_path


def problems(folder: Path, text: str) -> list[str]:
    (folder / "owners" / "gb.toml").write_text(text, encoding="utf-8")
    return [each for each in registry.load(folder=folder).problems if not each.startswith("spectra")]


def test_a_good_file_becomes_a_chain(folder: Path) -> None:
    assert problems(folder, GOOD) == []
    owners = {owner.id: owner for owner in registry.load(folder=folder).owners}
    behind = chain(OwnerId("example-press"), owners)
    assert [owner.name for owner in behind] == ["Example Press", "Example Holding"]
    assert behind[-1].kind is OwnerKind.LISTED


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "listed-company"', 'kind = "oligarch"', "kind must be one of state, public-service"),
        ('kind = "listed-company"\nsource = "https://example.org/annual-report"', 'kind = "family"', "kind needs a source"),
        (
            'parent = "example-holding"\nsource = "https://example.org/annual-report"',
            'parent = "example-holding"',
            "parent needs a source",
        ),
        ('parent = "example-holding"', 'parent = "nobody"', "parent 'nobody' is no owner"),
        ('country = "GB"', 'country = "UK"', "Great Britain is GB"),
        ('source = "https://example.org/annual-report"', 'source = "https://exa mple/"', "owners/gb.toml"),
        ('name = "Example Press"', "", "name is missing; write what the owner is called"),
        ('id = "example-holding"', 'id = "example-press"', "taken by another owner"),
        ('name = "Example Press"', 'name = "Example Press"\nshare = 0.5', "'share' is not a known key"),
        ("[[owner]]", "[[outlet]]", "write [[owner]] tables only"),
    ],
)
def test_a_mistake_is_named_with_file_and_what_to_write(folder: Path, old: str, new: str, said: str) -> None:
    found = problems(folder, GOOD.replace(old, new, 1))
    assert any(said in each and each.startswith("owners/gb.toml") for each in found), found


def test_a_circle_of_owners_is_named_and_harms_nothing(folder: Path) -> None:
    circle = GOOD.replace('kind = "listed-company"', 'parent = "example-press"')
    found = problems(folder, circle)
    assert [each.partition(": ")[2] for each in found] == [
        "example-holding: owns itself: example-holding → example-press → example-holding; leave out the parent that is wrong"
    ]
    owners = {owner.id: owner for owner in registry.load(folder=folder).owners}
    assert len(chain(OwnerId("example-press"), owners)) == 2


def test_circles_are_found_once_each_and_what_leads_into_one_is_no_part_of_it() -> None:
    parents = {"a": "b", "b": "c", "c": "b", "d": "d", "e": "a", "f": None, "g": "gone"}
    assert sorted(circles({id: OwnerId(parent) if parent else None for id, parent in parents.items()})) == [["b", "c"], ["d"]]


def test_a_chain_of_ten_thousand_owners_is_read_in_a_moment(folder: Path) -> None:
    tables = (f'[[owner]]\nid = "o{n}"\nname = "O {n}"\nparent = "o{n + 1}"\nsource = "x"\n' for n in range(10_000))
    began = time.perf_counter()
    found = problems(folder, "".join(tables))
    assert time.perf_counter() - began < 10
    assert found == ["owners/gb.toml: o9999: parent 'o10000' is no owner in owners/; add it there, or correct the id"]
    owners = {owner.id: owner for owner in registry.load(folder=folder).owners}
    assert len(chain(OwnerId("o0"), owners)) == 10_000


def test_a_long_circle_is_told_in_a_short_line(folder: Path) -> None:
    tables = (f'[[owner]]\nid = "o{n}"\nname = "O"\nparent = "o{(n + 1) % 500}"\nsource = "x"\n' for n in range(500))
    (said,) = problems(folder, "".join(tables))
    assert len(said) < 300


def test_owners_nobody_names_are_hints_and_no_problems(folder: Path) -> None:
    (folder / "outlets").mkdir()
    assert problems(folder, GOOD) == []
    assert registry.load(folder=folder).hints == (
        "owners/gb.toml: example-press: no outlet names it as its owner, and no owner as its parent",
    )


def test_the_operators_own_owner_takes_the_place_of_one_that_ships(folder: Path) -> None:
    (folder / "owners" / "gb.toml").write_text(GOOD, encoding="utf-8")
    own = folder / "own"
    (own / "owners").mkdir(parents=True)
    (own / "owners" / "mine.toml").write_text(
        GOOD.replace('kind = "listed-company"', 'kind = "family"').partition('[[owner]]\nid = "example-holding"')[0]
        + GOOD[GOOD.index('[[owner]]\nid = "example-holding"') :].replace("listed-company", "family"),
        encoding="utf-8",
    )
    owners = {owner.id: owner for owner in registry.load(own, folder=folder).owners}
    assert owners[OwnerId("example-holding")].kind is OwnerKind.FAMILY


def test_the_guide_names_every_key_and_kind_of_an_owner() -> None:
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "add-an-owner.md").read_text(encoding="utf-8")
    assert [word for word in (*OWNER_KEYS, *OwnerKind) if f"`{word}`" not in text] == []
