"""Where a story's outlets are from, as circles on a map; the table of countries says the same in figures."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import sqrt

from everyside.interface.messages import _, count
from everyside.pages.names import country_name
from everyside.pages.world_build import HEIGHT, WIDTH

SMALLEST, PER_OUTLET, LARGEST = 9.0, 7.0, 60.0  # radius: area grows with the number; at 350 pixels the smallest is 6 wide
NAMED = 6  # countries in the drawing's description


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    x: int
    y: int
    radius: str
    said: str  # "France: 4 outlets"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldMap:
    """In a box of ``width`` by ``height``; the large circles first, so that none hides another."""

    width: int
    height: int
    said: str
    spots: tuple[Spot, ...]
    elsewhere: tuple[str, ...]  # countries that are on no map, as of a made-up newsroom, with their numbers


def world_map(outlets: Mapping[str, int]) -> WorldMap | None:
    """``outlets``: country's code → outlets; the empty code is passed over. None where none of them is on the map."""
    known = sorted(((number, code) for code, number in outlets.items() if code and number), key=lambda pair: (-pair[0], pair[1]))
    points = _points()
    if not any(code in points for _, code in known):
        return None
    said = [(code, f"{country_name(code)}: {count(number, '%(num)s outlet', '%(num)s outlets')}") for number, code in known]
    return WorldMap(
        width=WIDTH,
        height=HEIGHT,
        said=f"{count(len(known), '%(num)s country', '%(num)s countries')}. "
        + "; ".join(words for _, words in said[:NAMED])
        + (_("; the others are in the table.") if len(said) > NAMED else "."),
        spots=tuple(
            Spot(
                x=points[code][0],
                y=points[code][1],
                radius=f"{min(LARGEST, SMALLEST + PER_OUTLET * (sqrt(number) - 1)):.0f}",
                said=words,
            )
            for (number, code), (_, words) in zip(known, said, strict=True)
            if code in points
        ),
        elsewhere=tuple(words for code, words in said if code not in points),
    )


@lru_cache(maxsize=1)
def _points() -> dict[str, tuple[int, int]]:
    text = files("everyside.data").joinpath("world", "points.csv").read_text(encoding="utf-8")
    return {row["country"]: (int(row["x"]), int(row["y"])) for row in csv.DictReader(text.splitlines())}
