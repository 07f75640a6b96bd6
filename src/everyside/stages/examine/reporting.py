"""How the press of a language reports: verbs of saying, words of counting, how a day is named.

The lists are data that anyone who knows the language can edit (``everyside/data/reporting``, a file a language); the names of
months and weekdays are CLDR's, through babel.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from everyside.language.sentences import unspaced

NOTHING = re.compile(r"(?!)")
_REST = r"[^\W\d_]*"
_SHORTEST_NAME = 3  # characters of an abbreviated month: "jan", "май"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """The patterns of a language; each matches whole words, or anything that begins so where words are not spaced."""

    said: re.Pattern[str] = NOTHING
    according: re.Pattern[str] = NOTHING
    pronouns: frozenset[str] = frozenset()
    titles: re.Pattern[str] = NOTHING
    parts: re.Pattern[str] = NOTHING
    more: re.Pattern[str] = NOTHING
    earlier: re.Pattern[str] = NOTHING
    wider: re.Pattern[str] = NOTHING
    ahead: re.Pattern[str] = NOTHING
    not_on: re.Pattern[str] = NOTHING
    bounds: Mapping[str, re.Pattern[str]] = field(default_factory=lambda: MappingProxyType({}))  # least, most, about
    counted: Mapping[str, re.Pattern[str]] = field(default_factory=lambda: MappingProxyType({}))  # by what is counted: killed
    nouns: Mapping[str, re.Pattern[str]] = field(default_factory=lambda: MappingProxyType({}))  # by who is counted: people
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    verbs: frozenset[str] = frozenset()
    yesterday: re.Pattern[str] = NOTHING
    today: re.Pattern[str] = NOTHING
    tomorrow: re.Pattern[str] = NOTHING
    on: tuple[str, ...] = ()  # what may stand before a weekday
    nouns_are_capital: bool = False


_BLANK = Reporting()


@cache
def of(language: str) -> Reporting:
    """The lists of a language; empty ones where there is no file for it."""
    file = files("everyside.data") / "reporting" / f"{language}.toml"
    if not (language.isalpha() and file.is_file()):
        return _BLANK
    lists: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))

    def every(group: str) -> Mapping[str, re.Pattern[str]]:
        return MappingProxyType({key: words(each) for key, each in lists[group].items()})

    return Reporting(
        said=words(lists["said"]),
        according=words(lists["according"]),
        pronouns=frozenset(lists["pronouns"]),
        titles=words(lists["titles"], exact=True),
        parts=words(lists["parts"]),
        more=words(lists["more"]),
        earlier=words(lists["earlier"]),
        wider=words(lists["wider"]),
        ahead=words(lists["ahead"]),
        not_on=words(lists["not_on"]),
        bounds=every("bounds"),
        counted=every("counted"),
        nouns=every("nouns"),
        numbers=MappingProxyType(lists["numbers"]),
        verbs=frozenset(lists["verbs"]),
        yesterday=words(lists["yesterday"]),
        today=words(lists["today"]),
        tomorrow=words(lists["tomorrow"]),
        on=tuple(lists["on"]),
        nouns_are_capital=language == "de",
    )


def words(phrases: Iterable[str], *, exact: bool = False) -> re.Pattern[str]:
    """Matches any of the phrases; one that ends in a hyphen also goes on. ``exact``: capitals count."""
    told = sorted((phrase for phrase in phrases if phrase), key=len, reverse=True)
    if not told:
        return NOTHING
    spaced = [rf"{re.escape(each.rstrip('-'))}{_REST if each.endswith('-') else ''}(?!\w)" for each in told if not unspaced(each)]
    bare = [re.escape(each.rstrip("-")) for each in told if unspaced(each)]
    pattern = "|".join(([rf"(?<![\w-])(?:{'|'.join(spaced)})"] if spaced else []) + bare)
    return re.compile(pattern, 0 if exact else re.IGNORECASE)


@cache
def months(language: str) -> Mapping[str, int]:
    """Names of months as they stand beside a day, in small letters → 1 … 12. Empty for a language babel does not know."""
    return _names(language, "months")


@cache
def weekdays(language: str) -> Mapping[str, int]:
    """Names of weekdays in small letters, unabridged → 0 (Monday) … 6."""
    return _names(language, "days")


def _names(language: str, what: str) -> Mapping[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return MappingProxyType({})
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated") if what == "months" else ("wide",):
            for number, name in getattr(locale, what)[context][width].items():
                plain = str(name).casefold().rstrip(".")
                if len(plain) >= _SHORTEST_NAME and not plain[0].isdigit():
                    found.setdefault(plain, number)
    return MappingProxyType(found)
