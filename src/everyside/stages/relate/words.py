"""The words of titles, in a form that meets across inflections, languages and scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_TITLE = 300  # characters looked at
SHORTEST = 4  # Latin letters of a word; shorter ones are articles, prepositions and the like in most languages
STEM = 6  # letters kept: "Olympics" meets "Olympische"
LEAST_SHARE = 0.2  # of a story's titles that hold a word, from which it is one of the story's words
MOST_WORDS = 40  # of a story

# Vowel signs and accents that Python counts as no part of a word.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
_PAIRED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # written without spaces: pairs of characters take the place of words


def words_of(titles: Iterable[str]) -> dict[str, tuple[float, str]]:
    """Stem → the share of different titles that hold it, and the word as it is first written; the most common 40."""
    different = list(dict.fromkeys(title for title in titles if title))
    number: dict[str, int] = {}
    written: dict[str, str] = {}
    for title in different:
        for stem, word in {stem: word for word in _split(title) if (stem := stem_of(word))}.items():
            number[stem] = number.get(stem, 0) + 1
            written.setdefault(stem, word)
    kept = sorted((stem for stem, held in number.items() if held >= LEAST_SHARE * len(different)), key=lambda s: (-number[s], s))
    return {stem: (number[stem] / len(different), written[stem]) for stem in kept[:MOST_WORDS]}


def stems_of(name: str) -> frozenset[str]:
    """The stems of a name's words."""
    return frozenset(stem for word in _split(name) if (stem := stem_of(word)))


@lru_cache(1 << 16)
def stem_of(word: str) -> str:
    """The beginning of a word in Latin letters without accents; empty for words too short to tell anything."""
    from anyascii import anyascii

    latin = "".join(letter for letter in anyascii(word[:40]).casefold() if letter.isalnum())
    return latin[:STEM] if len(latin) >= SHORTEST else ""


def _split(title: str) -> Iterator[str]:
    for match in _WORD.finditer(unicodedata.normalize("NFKC", title[:MAX_TITLE])):
        word = match[0]
        if _PAIRED.search(word):
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            yield word
