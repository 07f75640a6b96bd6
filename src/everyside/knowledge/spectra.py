"""Spectra as data: TOML files with ``[[spectrum]]`` tables (docs/how-to/add-a-spectrum.md). They are scales; what stands where on
them comes with rating packs, or, on the one that is derived, from who owns an outlet."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from everyside.knowledge.tables import Placed, Shape, Table, country_fault, gather, source_fault
from everyside.records.owner import STATE
from everyside.records.rating import BIAS, FACTUALITY, Spectrum

SHAPE = Shape(
    name="spectrum",
    folder="spectra",
    texts=("id", "name", "low", "middle", "high", "about", "source"),
    lists=("letters", "countries"),
    flags=("derived",),
)
SPECTRUM_KEYS = SHAPE.keys
LONGEST_SIDE = 30  # characters of a side's name: it stands under a bar as wide as a telephone
LONGEST_LETTER = 2


def shipped_spectra() -> Traversable:
    """The folder of spectrum files that comes with Everyside."""
    return files("everyside.data") / "spectra"


def read(folder: Traversable, own: Traversable | None) -> tuple[dict[str, Placed[Spectrum]], list[str]]:
    """Spectra by id, and what is wrong."""
    placed, wrong = gather(SHAPE, folder, own, _faults, _spectrum)
    return placed, wrong + [f"spectra: there is no {id!r}, which pages fall back on" for id in (BIAS,) if id not in placed]


def _faults(table: Table) -> Iterator[str]:
    if table.get("id") == FACTUALITY:
        yield f"{FACTUALITY!r} is no spectrum of two sides; choose another id"
    for key in ("low", "middle", "high"):
        if not 0 < len(table.get(key, "").strip()) <= LONGEST_SIDE:
            yield f"{key} must name a side in at most {LONGEST_SIDE} characters"
    letters = table["letters"]
    if len(set(letters)) != 3 or not all(0 < len(letter.strip()) <= LONGEST_LETTER for letter in letters):
        yield 'letters must be three different ones for low, middle and high, such as ["L", "C", "R"]'
    if not table.get("about", "").strip():
        yield "about is missing; say in one sentence what the two sides are, and why the spectrum fits its countries"
    yield from filter(None, map(country_fault, table["countries"]))
    if table["countries"] and not table.get("source", "").strip():
        yield "countries needs a source: where it is said that the press of these countries is told apart this way"
    if fault := source_fault(table.get("source", "")):
        yield f"source {fault}"
    if bool(table.get("derived")) != (table.get("id") == STATE):
        yield f"derived is for the spectrum {STATE!r} and for no other: it is the one that is read off owners"


def _spectrum(table: Table) -> Spectrum:
    low, middle, high = table["letters"]
    return Spectrum(
        id=table["id"],
        name=table["name"],
        low=table["low"],
        middle=table["middle"],
        high=table["high"],
        letters=(low, middle, high),
        countries=tuple(table.get("countries", ())),
        about=table["about"],
        derived=table.get("derived", False),
    )
