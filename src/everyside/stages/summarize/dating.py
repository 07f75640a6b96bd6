""" "on Tuesday" told with its date: "on Tuesday [18 November 2025]", in the languages whose file of wording names the weekdays.

Only where the day can be but one: the weekday of the article's day or of the day before, in a sentence that names no other weekday
and does not speak of what is to come. Where a language says what is to come as it says what is, a sentence on the day before must
also tell what was. In brackets, as editors mark what the source did not write.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

DAYS_BACK = 1
LONGEST_BEFORE = 20  # characters looked at before a weekday
MARKED = re.compile(r" \[\d{1,2}\.? [^\W\d][^\[\]\d]{2,30} \d{4}\]")

_LOCALES = {"en": "en_GB"}  # day before month
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class _Days:
    named: re.Pattern[str]
    order: tuple[str, ...]  # the phrases, folded; a place modulo 7 is the weekday
    before: re.Pattern[str]
    ahead: re.Pattern[str]
    past: re.Pattern[str]


def with_dates(sentence: str, language: str, day: date | None) -> str:
    """The sentence with the date behind its "on <weekday>", where that is certain. ``day``: the article's."""
    days = _of(language) if day else None
    if days is None or day is None:
        return sentence
    found = list(days.named.finditer(sentence))
    if len(found) != 1 or _dated(sentence, found[0].end()):
        return sentence
    if days.before.search(sentence[max(0, found[0].start() - LONGEST_BEFORE) : found[0].start()]) or days.ahead.search(
        sentence.replace(found[0][0], "", 1)
    ):
        return sentence
    named = days.order.index(found[0][1].casefold())
    told = day - timedelta(days=(day.weekday() - named % 7) % 7)
    back = (day - told).days
    if back > DAYS_BACK or (back and not days.past.search(sentence)):
        return sentence
    end = found[0].end()
    return f"{sentence[:end]} [{_written(told, language)}]{sentence[end:]}"


_FOLLOWS = re.compile(r",? ?(?:[\[(]|\w{1,12}\.? \d|\d)|[-–/]")


def _dated(sentence: str, at: int) -> bool:
    """Whether what follows may be the date itself."""
    return bool(_FOLLOWS.match(sentence, at))


def _written(day: date, language: str) -> str:
    from babel.dates import format_date

    return re.sub(r"\s*г\.$", "", format_date(day, "long", locale=_LOCALES.get(language, language)))


@cache
def _of(language: str) -> _Days | None:
    file = files("everyside.data") / "wording" / f"{language}.toml"
    if not (language.isalpha() and file.is_file()):
        return None
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    ways = [each.casefold().split("|") for each in lists.get("weekdays", ())]
    if len(ways) != 7:
        return None
    most = max(map(len, ways))
    order = tuple(way[at] if at < len(way) else "" for at in range(most) for way in ways)  # its place modulo 7 is the weekday
    phrases = "|".join(sorted(map(re.escape, filter(None, order)), key=len, reverse=True))
    parts = "|".join(map(re.escape, lists["dayparts"]))
    return _Days(
        named=re.compile(rf"(?<![\w-])({phrases})(?:[ -]?(?:{parts}))?(?![\w-])", re.IGNORECASE),
        order=order,
        before=re.compile(_words(lists["before"]).pattern + r"\s$", re.IGNORECASE) if lists["before"] else _NEVER,
        ahead=_words(lists["ahead"]),
        past=_words(lists["past"]) if "past" in lists else re.compile(""),
    )


def _words(listed: Sequence[str]) -> re.Pattern[str]:
    """Matches each as whole words; "*" stands for a word's beginning."""
    told = "|".join(r"\w+" + re.escape(each[1:]) if each.startswith("*") else re.escape(each) for each in listed)
    return re.compile(rf"(?<![\w'’-])(?:{told})(?!\w)", re.IGNORECASE) if told else _NEVER
