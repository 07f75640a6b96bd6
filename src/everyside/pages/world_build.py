"""Makes the map of the world: ``python -m everyside.pages.world_build FOLDER``.

FOLDER is the unpacked npm package world-atlas 2.0.2 (Natural Earth, public domain, as TopoJSON:
https://github.com/topojson/topojson-specification); it is no dependency of Everyside. Written are the land as one SVG path
(``static/world.svg``) and a point for each country (``data/world/points.csv``), both in the Equal Earth projection (Šavrič,
Patterson & Jenny 2018, https://doi.org/10.1080/13658816.2018.1504949), in a box of WIDTH by HEIGHT.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1000, 427  # as wide as it is high on the globe
MIDDLE = 11.0  # degrees east that stand in the middle, so that no land is cut
NORTH, SOUTH = 83.7, -56.0  # degrees of latitude shown; Antarctica has no newsroom
TOLERANCE = 1.1  # units a simplified coast may be off: 7 kB where .6 makes 11, and no eye sees it at 350 pixels
SMALLEST = 6.0  # square units of an island that is drawn
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
Point = tuple[float, float]
ROOT = Path(__file__).parents[1]


def projected(longitude: float, latitude: float) -> Point:
    """Equal Earth, in radians of the globe, north up."""
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    six = square**3
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * (A1 + 3 * A2 * square + six * (7 * A3 + 9 * A4 * square)))
    return x, theta * (A1 + A2 * square + six * (A3 + A4 * square))


def placed(longitude: float, latitude: float) -> Point:
    """In the box, y downwards."""
    x, y = projected(longitude - MIDDLE, latitude)
    right, top, bottom = projected(180, 0)[0], projected(0, NORTH)[1], projected(0, SOUTH)[1]
    return (x + right) / (2 * right) * WIDTH, (top - y) / (top - bottom) * HEIGHT


def rings(topology: dict[str, Any], geometry: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer rings of a geometry, in degrees."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]] if "arcs" in geometry else []
    for polygon in polygons:
        ring: list[Point] = []
        for number in polygon[0]:
            arc = _arc(topology, ~number if number < 0 else number)
            ring += (arc[::-1] if number < 0 else arc)[1 if ring else 0 :]
        yield _whole(ring)


def _whole(ring: Sequence[Point]) -> list[Point]:
    """A ring that crosses the edge of the map in one piece, on the side where it begins."""
    made = [(ring[0][0] + (360 if ring[0][0] < MIDDLE - 180 else 0), ring[0][1])]
    for x, y in ring[1:]:
        made.append((x + 360 * round((made[-1][0] - x) / 360), y))
    return made


def _arc(topology: dict[str, Any], number: int) -> list[Point]:
    (across, up), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    made = []
    for dx, dy in topology["arcs"][number]:
        x, y = x + dx, y + dy
        made.append((x * across + left, y * up + low))
    return made


def simplified(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas & Peucker 1973."""
    keep, open_ = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_:
        first, last = open_.pop()
        far, at = 0.0, 0
        (ax, ay), (bx, by) = line[first], line[last]
        length = sqrt((bx - ax) ** 2 + (by - ay) ** 2)
        for index in range(first + 1, last):
            px, py = line[index]
            off = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length if length else sqrt((px - ax) ** 2 + (py - ay) ** 2)
            if off > far:
                far, at = off, index
        if far > tolerance:
            keep |= {at}
            open_ += [(first, at), (at, last)]
    return [line[index] for index in sorted(keep)]


def area(ring: Sequence[Point]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]))) / 2


def middle(ring: Sequence[Point]) -> Point:
    """The centre of a ring's area."""
    twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]))
    if not twice:
        return ring[0]
    x = sum((ax + bx) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])) / (3 * twice)
    y = sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])) / (3 * twice)
    return x, y


def land(topology: dict[str, Any]) -> str:
    """The land as an SVG path of whole numbers, each relative to the one before."""
    path = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for ring in rings(topology, geometry):
            drawn = [placed(x, max(y, SOUTH)) for x, y in ring if y > -60]
            if len(drawn) < 4 or area(drawn) < SMALLEST:
                continue
            points = [(round(x), round(y)) for x, y in simplified(drawn, TOLERANCE)]
            steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points) if (ax, ay) != (bx, by)][:-1]
            if len(steps) >= 2:
                words = "".join(f"{' ' if x >= 0 else ''}{x}{' ' if y >= 0 else ''}{y}" for x, y in steps).strip()
                path.append(f"M{points[0][0]} {points[0][1]}l{words}z")
    return "".join(path)


def points(topology: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Code and place of each country: the middle of its largest piece of land."""
    from babel.core import get_global

    codes = get_global("territory_aliases")
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = next(iter(codes.get(geometry.get("id", ""), ())), "XK" if geometry["properties"]["name"] == "Kosovo" else "")
        drawn = [[placed(x, y) for x, y in ring] for ring in rings(topology, geometry)]
        if code and drawn and code != "AQ":
            x, y = middle(max(drawn, key=area))
            yield code, round(x), round(y)


def main(folder: Path) -> None:
    coarse, fine = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("land-110m.json", "countries-50m.json"))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path id="land" d="{land(coarse)}"/></svg>\n'
    (ROOT / "publish" / "web" / "static" / "world.svg").write_text(svg, encoding="utf-8")
    lines = [f"{code},{x},{y}\n" for code, x, y in sorted(points(fine))]
    (ROOT / "data" / "world" / "points.csv").write_text("country,x,y\n" + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
