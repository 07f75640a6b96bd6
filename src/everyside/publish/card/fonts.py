"""The fonts of this machine: which characters each has, how wide they are, and which few of them a text needs.

No font ships with Everyside. Only what is needed is read: the tables cmap (formats 4 and 12), hhea, hmtx, head, name and OS/2 of
OpenType (https://learn.microsoft.com/typography/opentype/spec/). On a machine with 320 fonts (Noto, DejaVu) that takes 0.4 s
once; drawing with the chosen files alone takes 45 ms, where a renderer that loads all of them takes 300 at first.
"""

from __future__ import annotations

import os
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
MOST_FILES = 2000
MOST_BYTES = 64 << 20  # of a file
BOLD = 600
# Of fonts that have the same characters the first is taken: serifs as on the site, then plain ones.
FAMILIES = (
    "Noto Serif",
    "Source Serif",
    "DejaVu Serif",
    "Liberation Serif",
    "Noto Serif ",
    "Noto Naskh",
    "Noto Sans",
    "DejaVu Sans",
)
ODD = ("mono", "condensed", "display", "symbols", "unjoined", "looped", "rashi", "kufi", "nastaliq", "math", "ui", "emoji")


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters ``start`` … ``end`` in a row; their glyphs, of which 0 is none."""

    start: int
    end: int
    glyphs: range | Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    file: Path
    family: str
    weight: int
    runs: tuple[_Run, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    advances: tuple[int, ...] = field(repr=False)
    em: int

    def glyph(self, character: str) -> int:
        """Its number in the font; 0 where it has none."""
        code = ord(character)
        at = bisect_right(self.starts, code) - 1
        if at < 0 or code > self.runs[at].end:
            return 0
        run = self.runs[at]
        return run.glyphs[code - run.start] & 0xFFFF

    def width(self, character: str) -> float:
        """In em; as it stands alone, which is a little more than what shaping makes of it in joined scripts."""
        return self.advances[min(self.glyph(character), len(self.advances) - 1)] / self.em


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Fonts for a text, the one with the most of its characters first, and the characters that no font has."""

    fonts: tuple[Font, ...]
    missing: frozenset[str]

    def width(self, character: str) -> float:
        """In em; half an em for what no font has."""
        return next((font.width(character) for font in self.fonts if font.glyph(character)), 0.5)


def needs_glyph(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cs", "Cn")


def choose(text: str, fonts: Sequence[Font] | None = None) -> Choice:
    """The few of ``fonts`` (default: all of this machine) that have the characters of ``text``."""
    known = installed() if fonts is None else fonts
    missing = {character for character in text if needs_glyph(character)}
    chosen: list[Font] = []
    lacking: set[str] = set()
    while missing:
        # Letters first: a single sign that few fonts have must not choose the letters' font.
        wanted = {character for character in missing if character.isalnum()} or missing
        best = max(known, key=lambda font: sum(map(bool, map(font.glyph, wanted))), default=None)
        had = {character for character in missing if best and best.glyph(character)}
        if best is None or not had & wanted:
            lacking |= wanted
            missing -= wanted
            continue
        chosen.append(best)
        missing -= had
    return Choice(fonts=tuple(chosen), missing=frozenset(lacking))


@cache
def installed() -> tuple[Font, ...]:
    """The upright fonts of this machine, the most fitting first; what is no font that we can read is passed by."""
    found = []
    for file in _files():
        try:
            font = _read(file)
        except (OSError, struct.error, ValueError, IndexError):
            continue
        if font is not None:
            found.append(font)
    return tuple(sorted(found, key=_rank))


def _rank(font: Font) -> tuple[bool, int, bool, str, str]:
    name = font.family
    place = next(
        (at for at, family in enumerate(FAMILIES) if name == family or (at > 3 and name.startswith(family))), len(FAMILIES)
    )
    return any(word in name.lower() for word in ODD), place, font.weight < BOLD, name, str(font.file)


def _files() -> Iterator[Path]:
    left = MOST_FILES
    for folder in FOLDERS:
        for root, folders, names in os.walk(Path(folder).expanduser()):
            folders.sort()
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")) and left:
                    left -= 1
                    yield Path(root) / name


def _read(file: Path) -> Font | None:
    """A file's font, of a collection the first; None for slanted ones and those without a table we need."""
    if file.stat().st_size > MOST_BYTES:
        return None
    with file.open("rb") as body:
        start = 0
        head = body.read(16)
        if head[:4] == b"ttcf":
            (start,) = struct.unpack(">I", head[12:16])
        body.seek(start)
        (tables,) = struct.unpack(">4xH6x", body.read(12))
        places = {tag: (offset, length) for tag, _, offset, length in struct.iter_unpack(">4sIII", body.read(16 * tables))}
        held: dict[bytes, bytes] = {}
        for tag in (b"cmap", b"hhea", b"hmtx", b"head", b"name", b"OS/2"):
            if tag not in places:
                return None
            body.seek(places[tag][0])
            held[tag] = body.read(places[tag][1])
    weight, selection = struct.unpack_from(">H", held[b"OS/2"], 4)[0], struct.unpack_from(">H", held[b"OS/2"], 62)[0]
    if selection & 1:  # italic
        return None
    runs = _characters(held[b"cmap"])
    metrics = struct.unpack_from(">H", held[b"hhea"], 34)[0]
    advances = tuple(struct.unpack_from(f">{2 * metrics}H", held[b"hmtx"])[::2])
    family = _family(held[b"name"])
    if not (runs and advances and family):
        return None
    em = struct.unpack_from(">H", held[b"head"], 18)[0] or 1000
    starts = tuple(run.start for run in runs)
    return Font(file=file, family=family, weight=weight, runs=runs, starts=starts, advances=advances, em=em)


def _family(name: bytes) -> str:
    """The typographic family (16) where it is told, else the family (1), in English."""
    number, strings = struct.unpack_from(">HH", name, 2)
    told: dict[int, str] = {}
    for at in range(number):
        platform, _, language, id, length, offset = struct.unpack_from(">6H", name, 6 + 12 * at)
        if platform == 3 and id in (1, 16) and (language == 0x409 or id not in told):
            told[id] = name[strings + offset : strings + offset + length].decode("utf-16-be", "replace")
    return told.get(16) or told.get(1, "")


def _characters(cmap: bytes) -> tuple[_Run, ...]:
    (number,) = struct.unpack_from(">H", cmap, 2)
    found: Mapping[int, int] = {}
    for platform, encoding, offset in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * number]):
        if platform in (0, 3) and encoding != 14 and offset + 2 <= len(cmap):
            found = {**found, struct.unpack_from(">H", cmap, offset)[0]: offset}
    if 12 in found:
        return _format_12(cmap, found[12])
    return _format_4(cmap, found[4]) if 4 in found else ()


def _format_12(cmap: bytes, at: int) -> tuple[_Run, ...]:
    (groups,) = struct.unpack_from(">I", cmap, at + 12)
    read = struct.iter_unpack(">III", cmap[at + 16 : at + 16 + 12 * groups])
    return tuple(_Run(start, end, range(glyph, glyph + end - start + 1)) for start, end, glyph in read if end >= start)


def _format_4(cmap: bytes, at: int) -> tuple[_Run, ...]:
    length, segments = struct.unpack_from(">2xH2xH", cmap, at)
    body, n = cmap[at : at + length], segments // 2
    ends = struct.unpack_from(f">{n}H", body, 14)
    starts = struct.unpack_from(f">{n}H", body, 16 + 2 * n)
    deltas = struct.unpack_from(f">{n}H", body, 16 + 4 * n)
    offsets = struct.unpack_from(f">{n}H", body, 16 + 6 * n)
    runs = []
    for segment, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if start > end or start == 0xFFFF:
            continue
        glyphs: range | Sequence[int] = range(start + delta, end + delta + 1)  # modulo 65536, as ``glyph`` takes it
        if offset:
            place = 16 + 6 * n + 2 * segment + offset
            listed = struct.unpack_from(f">{end - start + 1}H", body, place)
            glyphs = tuple((glyph + delta) & 0xFFFF if glyph else 0 for glyph in listed)
        runs.append(_Run(start, end, glyphs))
    return tuple(runs)
