"""The words and names of a text as they are compared, and whether each uses them: no function words, names of outlets or numbers.

A word is used by a text or it is not: how often does not count, so that one long article cannot decide.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from everyside.language.sentences import tokens, unspaced

LETTERS = 12  # of a word that are compared; 7 took "community" for "communist"
SHORTEST = 3  # letters of a word in small letters; shorter ones are articles, prepositions and the like
LONGEST = 40  # letters; a longer "word" is an address or a prank
MAX_NAME = 200  # characters
_PAIRED = ("CJK UNIFIED", "KATAKANA")  # of hiragana and of other unspaced scripts two letters make no word


@cache
def common(language: str) -> frozenset[str]:
    """The function words and words of reporting of a language; none where no list ships."""
    lists = tomllib.loads((files("everyside.data") / "contrast" / "common.toml").read_text(encoding="utf-8"))
    return frozenset(fold(word) for word in lists.get(language, "").split())


def fold(token: str) -> str:
    """A word as it is compared: without case, English genitive and plural, cut to its first letters."""
    folded = token.casefold().replace("’", "'")
    folded = folded.removesuffix("'s").rstrip("'")
    plural = len(folded) > 4 and folded.endswith("s") and not folded.endswith(("ss", "us", "is"))
    return (folded[:-1] if plural else folded)[:LETTERS]


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a sentence in their order: folded, and as written. ``kept``: whether each may be a stress."""

    folded: tuple[str, ...]
    written: tuple[str, ...]
    kept: tuple[bool, ...]


class Names:
    """Phrases that are no part of what a text says: its outlet, its authors, agencies. Found where their words stand in a row."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for phrase in phrases:
            if name := tuple(fold(token) for token in tokens(phrase[:MAX_NAME])):
                self._by_first[name[0]].add(name)

    def within(self, folded: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where they begin and end among the words of a sentence."""
        for at, term in enumerate(folded):
            for name in self._by_first.get(term, ()):
                if tuple(folded[at : at + len(name)]) == name:
                    yield at, at + len(name)


def line_of(sentence: str, language: str, silent: Iterable[Names] = ()) -> Line:
    """The words of a sentence. In a language whose common words we do not know only names are kept."""
    found = tokens(sentence)
    folded = tuple(fold(token) for token in found)
    pairs, plain = unspaced(sentence), common(language)
    kept = [_tells(token, term, plain, pairs=pairs) for token, term in zip(found, folded, strict=True)]
    if kept and not plain:
        kept[0] = kept[0] and pairs  # its capital may be the sentence's
    for names in silent:
        for start, end in names.within(folded):
            kept[start:end] = [False] * (end - start)
    return Line(folded, tuple(found), tuple(kept))


def _tells(token: str, term: str, plain: Collection[str], *, pairs: bool) -> bool:
    if term in plain or len(token) > LONGEST or not any(letter.isalpha() for letter in token):
        return False
    if pairs:
        return len(token) > 1 and all(_pairable(letter) for letter in token)
    if token[0].isupper():
        return len(term) > 1
    return bool(plain) and len(term) >= SHORTEST and not token[0].isdigit()


@lru_cache(1 << 14)
def _pairable(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_PAIRED)
