"""The words that give a kind away, and how a title is compared with them. The words are data: ``everyside/data/kinds``.

A pattern is a whole title: ``*`` stands for any run of characters or none, ``#`` for numbers, and the spaces in it bound words
("horoscope *" does not match "horoscopes", "horoscope*" does; Chinese and Japanese are written without spaces). Case,
accents and punctuation do not count. Pieces are looked for from the left, each once: there is nothing to backtrack.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from unicodedata import is_normalized, normalize

from everyside.records.article import Kind

MAX_TITLE = 300  # characters looked at
ALWAYS = ("path", "slug", "never")  # keys of a file, for all languages
SPOKEN = ("label", "title", "never")  # keys of a language's table

_NUMBER = re.compile(r"\d+(?:[.,:/'’–-]\d+)*(?:(?:st|nd|rd|th)\b)?")
_NUMBERS = re.compile(r"#[# ]*#")
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f]+")
_BETWEEN = re.compile(r"(?:[^\w#*\u0900-\u0dff\u0e30-\u0e4e]|[_\u0964])+")  # the vowel signs of Indic scripts are no \w
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# One and the same word in Arabic and Persian spelling, and the Turkish dotless i of titles in capitals
_ALIKE = str.maketrans("أإآٱىیةۀکı", "ااااييههكi")
_OWN = str.maketrans("#*", "  ")


@lru_cache(maxsize=64)  # one title is compared with the words of every kind
def fold(title: str) -> str:
    """``title`` as it is compared: lower case without accents and punctuation, numbers as ``#``, a space at both ends."""
    return f" {_folded(title[:MAX_TITLE].translate(_OWN))} "


def _folded(text: str) -> str:
    text = text.casefold()
    if not is_normalized("NFC", text) or not text.isascii():
        text = normalize("NFC", _MARKS.sub("", normalize("NFD", text))).translate(_ALIKE)
    return _NUMBERS.sub("#", " ".join(_BETWEEN.sub(" ", _NUMBER.sub("#", text)).split()))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole title with stars; ``pieces`` are what stands between them."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, written: str) -> Pattern:
        return cls(tuple(f" {_folded(written)} ".split("*")))

    def fits(self, folded: str) -> bool:
        """Whether the title, as ``fold`` gives it, is one the pattern stands for."""
        first, *middle = self.pieces
        if not middle:
            return folded == first
        if not folded.startswith(first):
            return False
        at, last = len(first), middle.pop()
        for piece in middle:
            found = folded.find(piece, _from(folded, at, piece))
            if found < 0:
                return False
            at = found + len(piece)
        return len(folded) - len(last) >= _from(folded, at, last) and folded.endswith(last)

    @property
    def word(self) -> str:
        """The first word, where the pattern begins with a whole one."""
        return self.pieces[0][1:].partition(" ")[0] if " " in self.pieces[0][1:] else ""


def _from(folded: str, at: int, piece: str) -> int:
    """Where a piece may begin: two pieces may share the space between them."""
    return at - 1 if at and piece.startswith(" ") and folded[at - 1] == " " else at


def _hint(word: str) -> str:
    """What to look for in a folded title to find the word, of which a star at the end stands for any ending."""
    stem = _folded(word.removesuffix("*"))
    if _UNSPACED.search(stem):
        return stem
    return f" {stem}" if word.endswith("*") else f" {stem} "


class Words:
    """What tells one kind, in all languages."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.path = frozenset(table.get("path", ()))
        self._slugs = tuple(map(_slug, table.get("slug", ())))
        self._never: dict[str, tuple[str, ...]] = {"": tuple(map(_hint, table.get("never", ())))}
        self._labels: dict[str, set[str]] = defaultdict(set)
        self._by_word: dict[str, list[tuple[Pattern, str]]] = defaultdict(list)
        self._anywhere: list[tuple[str, Pattern, str]] = []  # the longest piece, which is tried first
        for language, spoken in table.items():
            if not isinstance(spoken, dict):
                continue
            self._never[language] = tuple(map(_hint, spoken.get("never", ())))
            for label in spoken.get("label", ()):
                self._labels[_folded(label)].add(language)
            for written in spoken.get("title", ()):
                pattern = Pattern.of(written)
                if pattern.word:
                    self._by_word[pattern.word].append((pattern, language))
                else:
                    self._anywhere.append((max(pattern.pieces, key=len), pattern, language))

    def label(self, folded: str, whole: str) -> bool:
        """Whether ``folded`` is the name of the kind; ``whole`` is the title it stands in."""
        languages = self._labels.get(folded.strip())
        return languages is not None and not self.vetoed(whole, languages)

    def title(self, folded: str) -> bool:
        """Whether the whole title is one of this kind."""
        languages = set(self._fitting(folded))
        return bool(languages) and not self.vetoed(folded, languages)

    def slug(self, segment: str) -> bool:
        """Whether the address's last segment begins or ends as those of this kind do."""
        return any(segment.endswith(part) if end else segment.startswith(part) for part, end in self._slugs)

    def vetoed(self, folded: str, languages: Iterable[str] | None = None) -> bool:
        """Whether a word in it says that it is about an event; ``languages``: whose words count (default: all)."""
        chosen = self._never if languages is None else ("", *languages)
        return any(word in folded for language in chosen for word in self._never.get(language, ()))

    def _fitting(self, folded: str) -> Iterator[str]:
        for pattern, language in self._by_word.get(folded[1:].partition(" ")[0], ()):
            if pattern.fits(folded):
                yield language
        for longest, pattern, language in self._anywhere:
            if longest in folded and pattern.fits(folded):
                yield language


def _slug(written: str) -> tuple[str, bool]:
    return written.strip("*"), written.startswith("*")


def read(kind: Kind) -> dict[str, Any]:
    """The file of a kind, as written: docs/how-to/add-a-kind.md."""
    return tomllib.loads((files("everyside.data") / "kinds" / f"{kind}.toml").read_text(encoding="utf-8"))


@cache
def words() -> dict[Kind, Words]:
    """The words of every kind but news, which is what is left."""
    return {kind: Words(read(kind)) for kind in Kind if kind is not Kind.NEWS}
