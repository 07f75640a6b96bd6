"""Where texts name news agencies, and the words by which they credit them (``everyside/data/credits``).

Names are found wherever they stand as words; whether a place is a credit is for credits.py to say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from everyside.knowledge.agencies import Agency

MARK = "\ue000"  # stands for a name; private, so that no text means anything by it
_OURS = re.compile(f"[\0-\x09\x0b-\x1f\x7f{MARK}\ud800-\udfff]")
UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # Korean joins its particles to names


@dataclass(frozen=True, slots=True)
class Name:
    """A name found at ``start``:``end`` of a line."""

    agency: Agency
    weak: bool
    start: int
    end: int

    def moved(self, by: int) -> Name:
        return Name(self.agency, self.weak, self.start + by, self.end + by)


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """by, with, source, contributed, staff, copyright, picture → the words of all languages, folded, the longest first."""
    document = tomllib.loads((files("everyside.data") / "credits" / "words.toml").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for spoken in document.values():
        for use, said in spoken.items():
            found.setdefault(use, set()).update(fold(word) for word in said)
    return {use: tuple(sorted(said, key=lambda word: (-len(word), word))) for use, said in found.items()}


def fold(line: str) -> str:
    """Lower case, of the same length."""
    lower = line.lower()
    return lower if len(lower) == len(line) else "".join(each if len(each := c.lower()) == 1 else c for c in line)


def clean(line: str) -> str:
    """Without marks, halves of characters, and control characters but the end of a line; of the same length."""
    return _OURS.sub(" ", line)


@dataclass(slots=True)
class Finder:
    """Finds the names of agencies in a text, the longest of those that begin at one place."""

    agencies: Sequence[Agency]
    _named: _Spellings = field(init=False)  # folded
    _initials: _Spellings = field(init=False)  # as written: folded they would stand in every other word

    def __post_init__(self) -> None:
        self._named = _Spellings([(fold(name), agency, False) for agency in self.agencies for name in agency.names])
        self._initials = _Spellings(
            [(name, agency, False) for agency in self.agencies for name in agency.initials]
            + [(name, agency, True) for agency in self.agencies for name in agency.weak]
        )

    def names(self, text: str) -> Iterator[Name]:
        found = [*self._named.names(fold(text)), *self._initials.names(text)]
        found.sort(key=lambda name: (name.start, -name.end))
        at = 0
        for name in found:
            if name.start >= at:
                at = name.end
                yield name


class _Spellings:
    """Where some spellings stand as words of their own."""

    def __init__(self, spellings: Sequence[tuple[str, Agency, bool]]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        meant: dict[str, tuple[Agency, bool]] = {}
        for name, agency, weak in spellings:
            meant.setdefault(name, (agency, weak))
        self._meant = list(meant.values())
        self._automaton = AhoCorasick(list(meant), matchkind=MatchKind.LeftmostLongest)

    def names(self, text: str) -> Iterator[Name]:
        for key, start, end in self._automaton.find_matches_as_indexes(text):
            if not _joined(text, start - 1, start) and not _joined(text, end, end - 1):
                yield Name(*self._meant[key], start, end)


def _joined(line: str, outside: int, inside: int) -> bool:
    """Whether a letter stands right outside a name, so that it is part of a longer word."""
    if not 0 <= outside < len(line) or UNSPACED.match(line[inside]):
        return False
    return line[outside].isalnum() or line[outside] in "_@#"


def marked(line: str, names: Iterable[Name]) -> str:
    """The folded line with a mark in the place of each name."""
    pieces: list[str] = []
    at = 0
    for name in names:
        pieces += (line[at : name.start], MARK)
        at = name.end
    return fold("".join((*pieces, line[at:])))
