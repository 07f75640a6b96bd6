"""The words of any text in the one form in which an index and a question meet.

Folded are case, width, accents, harakat and other pointing, the variants of Arabic alef, yeh, kaf and heh, Latin letters that
only look joined (æ, ł, ß …), digits of every script, and marks between thousands. Scripts stay what they are. Where words are not
spaced (Chinese, Japanese, Thai …) pairs of characters stand for them, the last character of a run alone, so that a single
character can be looked for by what begins with it: no word breaker of the databases' full-text engines finds two-character words
(0 of 78 tried; pairs: 78 of 78).

Sources: Unicode Standard Annex 15 (NFKD, NFC); the choice of Arabic letters is that of Apache Lucene's ArabicNormalizer and
PersianNormalizer, as their documentation describes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST_WORD = 60  # characters; a longer one is data in disguise, and PostgreSQL takes no word of 2,048 bytes

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"  # kana, Chinese characters
)
# Vowel signs, points and accents that Python counts as no part of a word; 0640 is the Arabic stretching line.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0711\u0730-\u074a\u0900-\u0963\u0966-\u0dff\u0f71-\u0f84\u135d-\u135f\u3099\u309a"
)
_THOUSANDS = r"\d{1,3}(?:[.,'\u2019\u00a0\u202f]\d{3})+(?!\d)"
_RUN = re.compile(rf"{_THOUSANDS}|[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_ASCII_RUN = re.compile(r"\d{1,3}(?:[.,']\d{3})+(?!\d)|[a-z0-9]+")
_STARTS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[.,'\u2019\u00a0\u202f](?=\d)")
_DROPPED = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | {"ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ە": "ه"}
)


def words(text: str) -> list[str]:
    """The folded words of ``text`` in order; none is longer than 60 characters or holds anything but letters, digits, marks."""
    if text.isascii():
        runs = _ASCII_RUN.findall(text.lower())
        return [_BETWEEN_THOUSANDS.sub("", run)[:LONGEST_WORD] for run in runs]
    return [word for run in _RUN.findall(text) for word in _words_of(run)]


def placed(text: str) -> Iterator[tuple[int, int, str]]:
    """As ``words``, each with where it stands: ``text[start:end]``."""
    for match in _RUN.finditer(text):
        run = match[0]
        if _STARTS_UNSPACED.match(run):
            for at in range(len(run)):
                if folded := fold(run[at : at + 2]):
                    yield match.start() + at, match.start() + min(at + 2, len(run)), folded
        elif folded := fold(run):
            yield match.start(), match.end(), folded


def asked(text: str) -> list[str]:
    """As ``words``, of something looked for: its last pair of characters without the last character alone, which stands in a text
    only where a run ends. A single character at the end becomes what begins with it: ``字*``."""
    runs = _RUN.findall(text)
    found = [word for run in runs for word in _words_of(run)]
    if runs and _STARTS_UNSPACED.match(runs[-1]):
        if len(runs[-1]) == 1:
            found[-1:] = [word + "*" for word in found[-1:]]
        elif fold(runs[-1][-1:]):
            del found[-1]
    return found


def _words_of(run: str) -> list[str]:
    if _STARTS_UNSPACED.match(run):
        return [word for at in range(len(run)) if (word := fold(run[at : at + 2]))]
    word = fold(run)
    return [word] if word else []


@lru_cache(1 << 16)
def fold(run: str) -> str:
    """A word, a number or a pair of characters as it is compared; empty where nothing but marks is left."""
    if run[0].isdigit():
        run = _BETWEEN_THOUSANDS.sub("", run)
    run = run[: 4 * LONGEST_WORD]
    plain = unicodedata.normalize("NFKD", run).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFC", _DROPPED.sub("", unicodedata.normalize("NFKD", plain))).translate(_LETTERS)
    folded = "".join(_digit(letter) for letter in plain if letter.isalnum() or unicodedata.category(letter)[0] == "M")
    return folded[:LONGEST_WORD] if any(letter.isalnum() for letter in folded) else ""


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
