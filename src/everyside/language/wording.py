"""What the words of a language tell of a sentence or title: that it leans on another, takes a side, or withholds what happened.

The lists are data that anyone who knows the language can edit (``everyside/data/wording``, a file a language).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from everyside.language.sentences import unspaced

_CLOSED = ",،，、"  # a comma after a connective goes with it


@dataclass(frozen=True, slots=True)
class Wording:
    back: re.Pattern[str]
    drop: re.Pattern[str]
    loaded: re.Pattern[str]
    bait: re.Pattern[str]


_NOTHING = re.compile(r"(?!)")
_BLANK = Wording(_NOTHING, _NOTHING, _NOTHING, _NOTHING)


@cache
def of(language: str) -> Wording:
    """The lists of a language; empty ones where there is no file for it."""
    file = files("everyside.data") / "wording" / f"{language}.toml"
    if not (language.isalpha() and file.is_file()):
        return _BLANK
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return Wording(
        back=_pattern(lists["back"], r"[\"“«„'‘(]?"),
        drop=_pattern(lists["drop"]),
        loaded=_pattern(lists["loaded"], anywhere=True),
        bait=_pattern(lists["bait"], anywhere=True),
    )


def _pattern(phrases: Iterable[str], before: str = "", *, anywhere: bool = False) -> re.Pattern[str]:
    """Matches the phrases as whole words; anything that begins so, where words are not spaced."""
    told = [
        re.escape(phrase) + ("" if unspaced(phrase) or not phrase[-1].isalnum() else r"(?!\w)")
        for phrase in sorted(phrases, key=len, reverse=True)
    ]
    if not told:
        return _NOTHING
    bound = r"(?<![\w-])" if anywhere and not all(unspaced(phrase) for phrase in phrases) else ""
    return re.compile(f"{bound}{before}(?:{'|'.join(told)})", re.IGNORECASE)


def leans_back(sentence: str, language: str) -> bool:
    """Whether a sentence begins with a word that points to the one before it, or with a connective."""
    wording = of(language)
    return bool(wording.back.match(sentence) or wording.drop.match(sentence))


def without_connective(sentence: str, language: str) -> str:
    """The sentence without a connective (and its comma) at its beginning; the first letter made a capital."""
    found = of(language).drop.match(sentence)
    if not found:
        return sentence
    rest = sentence[found.end() :].lstrip(" " + _CLOSED)
    return rest[:1].upper() + rest[1:]


def is_loaded(title: str, language: str) -> bool:
    return bool(of(language).loaded.search(title))


def is_bait(title: str, language: str) -> bool:
    return bool(of(language).bait.search(title))
