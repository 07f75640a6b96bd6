"""Spectrum files: the scales that ship, and what a scale must say of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from everyside.knowledge import registry
from everyside.knowledge.spectra import SPECTRUM_KEYS
from everyside.records.owner import STATE
from everyside.records.rating import BIAS, Side

GOOD = """
[[spectrum]]
id = "coast-inland"
name = "Coast–inland"
low = "Coast"
middle = "Neither"
high = "Inland"
letters = ["C", "N", "I"]
countries = ["NO"]
about = "Whether an outlet speaks for the coast or for the inland."
source = "a book about it"
"""


def problems(folder: Path, text: str) -> list[str]:
    (folder / "spectra").mkdir(exist_ok=True)
    (folder / "spectra" / "mine.toml").write_text(text, encoding="utf-8")
    return [each for each in registry.load(folder).problems if each.startswith("spectra/mine.toml")]


def test_the_scales_that_ship() -> None:
    spectra = {spectrum.id: spectrum for spectrum in registry.load().spectra}
    assert spectra[BIAS].countries == ("US",)
    assert spectra[BIAS].label(Side.LEFT) == "Left"
    assert [spectrum.id for spectrum in spectra.values() if spectrum.derived] == [STATE]
    assert {"government-opposition", "unionist-nationalist", "left-right-gb", "left-right-de", "left-right-fr"} <= set(spectra)


def test_an_own_scale_is_added_and_takes_the_place_of_one_that_ships(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD + GOOD.replace("coast-inland", "bias").replace("Coast–inland", "Mine")) == []
    spectra = {spectrum.id: spectrum for spectrum in registry.load(tmp_path).spectra}
    assert spectra["coast-inland"].letters == ("C", "N", "I")
    assert spectra[BIAS].name == "Mine"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "coast-inland"', 'id = "factuality"', "no spectrum of two sides"),
        ('low = "Coast"', "", "low must name a side"),
        ('low = "Coast"', f'low = "{"x" * 31}"', "at most 30"),
        ('["C", "N", "I"]', '["C", "N"]', "three different"),
        ('["C", "N", "I"]', '["C", "C", "I"]', "names one of its entries twice"),
        ('["C", "N", "I"]', '["C", "N", "Inland"]', "three different"),
        ('["C", "N", "I"]', '["C", "N", 3]', "list of texts"),
        ('countries = ["NO"]', 'countries = ["Norway"]', "two capital letters"),
        ('source = "a book about it"', "", "countries needs a source"),
        ('about = "Whether an outlet speaks for the coast or for the inland."', "", "about is missing"),
        ('countries = ["NO"]', 'countries = ["NO"]\nderived = true', "derived is for the spectrum 'state'"),
    ],
)
def test_a_mistake_is_named_with_file_and_what_to_write(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(said in each for each in found), found


def test_the_guide_names_every_key_of_a_spectrum() -> None:
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-spectrum.md").read_text(encoding="utf-8")
    assert [key for key in SPECTRUM_KEYS if f"`{key}`" not in text] == []
