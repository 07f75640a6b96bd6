"""The gazetteer: places of the world by every name the data files have, in an Aho-Corasick automaton (Aho & Corasick 1975)."""

from __future__ import annotations

import gzip
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from everyside.adapters.recognizer.spelling import stands_alone, stem
from everyside.records.tags import NameKind

_BY_HAND = 1e9  # inhabitants that a name of own.tsv counts for: whoever wrote it there meant it
_EXONYM = 0.3  # a name that is not a place's own speaks for it as much as this share of its people would


@dataclass(frozen=True, slots=True)
class Place:
    """A place, or one of the few organisations in own.tsv. ``country``: ISO code, "" for what lies in none."""

    key: str
    name: str
    country: str
    people: int
    kind: NameKind = NameKind.PLACE

    @property
    def is_city(self) -> bool:
        return self.key.startswith("city:")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Places that the text from ``start`` to ``end`` may mean, the likeliest first, with their weights."""

    start: int
    end: int
    name: str  # as it stands in the data
    places: tuple[tuple[Place, float], ...]


class Gazetteer:
    """About 84,000 names. Loads in half a second and takes 60 MB, of which the automaton is 15."""

    def __init__(self) -> None:
        import ahocorasick_rs

        names: dict[str, list[tuple[int, float, str]]] = {}
        self.places: list[Place] = []
        for place, aliases, by_hand in _rows():
            number = len(self.places)
            self.places.append(place)
            for position, alias in enumerate(aliases):
                name, _, languages = alias.partition("@")
                weight = place.people * (_EXONYM if position and place.is_city else 1.0)
                weight = _BY_HAND if position >= by_hand else weight
                names.setdefault(unicodedata.normalize("NFC", name), []).append((number, weight, languages))
        patterns = dict.fromkeys(names, False)
        for name in list(names):
            if (short := stem(name)) and not (short in names and not patterns[short]):
                names.setdefault(short, []).extend(names[name])
                patterns[short] = True
        self._names = list(patterns)
        self._stemmed = bytes(patterns.values())
        self._first = array("L", [0])  # where a name's meanings begin in the three columns
        self._place, self._weight = array("L"), array("d")
        self._languages: list[str] = []
        for name in self._names:
            for number, weight, languages in names[name]:
                self._place.append(number)
                self._weight.append(weight)
                self._languages.append(languages)
            self._first.append(len(self._place))
        self._automaton: Any = ahocorasick_rs.AhoCorasick(
            self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        )

    def find(self, text: str, language: str) -> Iterator[Candidate]:
        """Every name in ``text`` (NFC, straight apostrophes) that stands alone and has a meaning in ``language``."""
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            if not stands_alone(text, start, end, language, stemmed=bool(self._stemmed[number])):
                continue
            meanings = sorted(self._meanings(number, language), key=lambda each: (-each[1], each[0].key))
            if meanings:
                yield Candidate(start, end, self._names[number], tuple(meanings))

    def _meanings(self, number: int, language: str) -> Iterator[tuple[Place, float]]:
        for at in range(self._first[number], self._first[number + 1]):
            languages = self._languages[at]
            if not languages or language in languages.split(",") or (language == "und" and "en" in languages.split(",")):
                yield self.places[self._place[at]], self._weight[at]


@cache
def gazetteer() -> Gazetteer:
    """Loaded once a process, on first use."""
    return Gazetteer()


@cache
def ambiguous() -> frozenset[str]:
    """Names that are also words, first names or surnames."""
    text = (files("everyside.data") / "places" / "ambiguous.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _rows() -> Iterator[tuple[Place, list[str], int]]:
    """Of the built file and of own.tsv: a place, its names, and from which of them on they are of own.tsv.

    A key in both files is one place with the names of both.
    """
    folder = files("everyside.data") / "places"
    own: dict[str, tuple[str, list[str]]] = {}
    for line in (folder / "own.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, name, names = line.split("\t")
            own[key] = (name, names.split("|"))
    for line in gzip.decompress((folder / "places.tsv.gz").read_bytes()).decode().splitlines():
        key, name, country, people, names = line.split("\t")
        better, more = own.pop(key, (name, []))
        aliases = names.split("|")
        yield Place(key, better, country, int(people)), aliases + more, len(aliases)
    for key, (name, aliases) in own.items():
        kind = NameKind.ORGANISATION if key.startswith("organisation:") else NameKind.PLACE
        country = key[7:9] if key[7:9].isupper() and key.startswith("region:") else ""
        yield Place(key, name, country, 0, kind), aliases, 0
