"""The day a sentence names, where it can be but one: "on 18 November", "on Tuesday" on that day or the next, "yesterday".

A sentence that names two days, or a day as the beginning or end of something, names none. A year that is not written is the one
that puts the day within NEAR_DAYS of the article's own; farther off it is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from everyside.language.sentences import unspaced
from everyside.stages.examine import reporting
from everyside.stages.examine.reporting import Reporting

NEAR_DAYS = 30  # before the article
AHEAD_DAYS = 14  # after it
DAYS_BACK = 1  # "on Tuesday" is the day of the article or the one before
FIRST_YEAR = 1900
BEFORE = 16  # characters before a day that may say that it is a beginning or an end
OPENING = 40  # characters of a sentence in which a date before brackets is a dateline's
CLAUSE = 60  # … that may say since when

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_CJK = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]")
_DATELINE = re.compile(r"\)?\s?(?:\([^()]{2,30}\)\s?)?(?:—|–|--?\s|:|\|)")
_AGENCY = re.compile(r"\s\([^()]{2,30}\)\s")
_QUOTED = re.compile(r"[\"“”«»„「」]")
_SPAN = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|「[^「」]*」|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Named:
    """``said`` is how the sentence names the day."""

    day: date
    said: str
    explicit: bool  # by date or weekday, not by "yesterday"


def named(sentence: str, language: str, published: date | None) -> Named | None:
    """The one day a sentence names; ``published``: the article's day, where that is known."""
    lists = reporting.of(language)
    found = [*_dates(sentence, language, lists, published), *_weekdays(sentence, language, lists, published)]
    if published is not None and not _QUOTED.search(sentence):
        for pattern, offset in ((lists.yesterday, -1), (lists.today, 0), (lists.tomorrow, 1)):
            found += [Named(published + timedelta(days=offset), match.group(), False) for match in pattern.finditer(sentence)]
    days = {each.day if each else None for each in found}
    return found[0] if len(days) == 1 and found[0] else None


def _dates(sentence: str, language: str, lists: Reporting, published: date | None) -> Iterator[Named | None]:
    """Every date of a sentence; None for one that cannot be told, which makes the sentence's day uncertain."""
    names = reporting.months(language)
    spots: list[tuple[int, int, int, int, int]] = []  # start, end, day, month, year
    for match in _ISO.finditer(sentence):
        spots.append((match.start(), match.end(), int(match[3]), int(match[2]), int(match[1])))
    for match in _CJK.finditer(sentence):
        spots.append((match.start(), match.end(), int(match[3]), int(match[2]), int(match[1] or 0)))
    for pattern in _month_patterns(language):
        for match in pattern.finditer(sentence):
            spots.append((match.start(), match.end(), int(match["day"]), names[match["month"].casefold()], int(match["year"] or 0)))
    for start, end, day, month, year in spots:
        resolved = _resolved(day, month, year, published, bool(lists.ahead.search(sentence)))
        certain = resolved and not _limits(sentence, start, lists) and not _outside(sentence, start, end, language, resolved)
        yield Named(resolved, sentence[start:end], True) if resolved and certain else None


def _outside(sentence: str, start: int, end: int, language: str, day: date) -> bool:
    """Whether a date is no part of what the sentence says: a dateline, a picture's caption, or beside another day's name."""
    if (
        _DATELINE.match(sentence, end)
        or (start < OPENING and _AGENCY.match(sentence, end))
        or (sentence[end : end + 1].isalpha() and not unspaced(sentence[end : end + 1]))
    ):
        return True
    names = reporting.weekdays(language)
    found = list(_weekday_pattern(language).finditer(sentence)) if names else []
    beside = next((match for match in found if sentence[match.end() : start].strip(" ,(") == "" and match.end() <= start), None)
    if beside is None:
        return any(names[match.group().casefold()] != day.weekday() for match in found)
    lists = reporting.of(language)
    # "…, center, arrives at the court, Monday, Aug. 25, 2025, in …" is how captions are dated
    opened = "(" in sentence[beside.end() : start] or sentence[max(0, beside.start() - 1) : beside.start()] == "("
    return language == "en" and beside.start() > 0 and not opened and not _introduced(sentence, beside.start(), lists)


@cache
def _month_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    names: Mapping[str, int] = reporting.months(language)
    if not names:
        return ()
    month = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    year = r"(?:,?\s(?:de\s|del\s)?(?P<year>(?:19|20)\d\d))?"
    day_first = rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?\s(?:de\s|of\s)?(?P<month>{month})\.?(?!\w){year}"
    month_first = rf"(?<!\w)(?P<month>{month})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?!,\d){year}"
    patterns = (day_first, month_first) if language == "en" else (day_first,)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _resolved(day: int, month: int, year: int, published: date | None, ahead: bool) -> date | None:
    try:
        if year:
            return date(year, month, day) if year >= FIRST_YEAR else None
        if published is None:
            return None
        near = [date(each, month, day) for each in (published.year - 1, published.year, published.year + 1)]
    except ValueError:  # no such day, in one of the years
        return None
    closest = min(near, key=lambda each: abs((each - published).days))
    gap = (closest - published).days
    return closest if (-NEAR_DAYS <= gap <= 0 and not (ahead and gap)) or (ahead and 0 < gap <= AHEAD_DAYS) else None


def _weekdays(sentence: str, language: str, lists: Reporting, published: date | None) -> Iterator[Named | None]:
    names = reporting.weekdays(language)
    if not names:
        return
    dated = bool(_ISO.search(sentence) or _CJK.search(sentence)) or any(
        pattern.search(sentence) for pattern in _month_patterns(language)
    )
    quoted = [span.span() for span in _SPAN.finditer(sentence)]
    for match in _weekday_pattern(language).finditer(sentence):
        if any(start <= match.start() < end for start, end in quoted):  # the speaker's Tuesday may be another
            continue
        if dated:  # "on Tuesday, 18 November": the date tells the day
            continue
        if published is None or lists.ahead.search(sentence) or _limits(sentence, match.start(), lists):
            yield None
            continue
        if not _introduced(sentence, match.start(), lists):
            yield None
            continue
        back = (published.weekday() - names[match.group().casefold()]) % 7
        yield Named(published - timedelta(days=back), match.group(), True) if back <= DAYS_BACK else None


@cache
def _weekday_pattern(language: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(reporting.weekdays(language), key=len, reverse=True))
    return re.compile(names if language in ("ja", "zh", "th") else rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)


def _introduced(sentence: str, at: int, lists: Reporting) -> bool:
    """Whether the word before a weekday is one that says that something happened on it."""
    if "" in lists.on:
        return True
    before = sentence[max(0, at - BEFORE) : at].rstrip()
    return any(before.casefold().endswith(f" {word}") or before.casefold() == word for word in lists.on)


def _limits(sentence: str, at: int, lists: Reporting) -> bool:
    """Whether the words before a day make it a beginning, an end, or another week's."""
    before = sentence[max(0, at - BEFORE) : at]
    if before.rstrip().endswith(("'s", "’s", "s'", "s’")):  # "the group's 7 October attack"
        return True
    if any(not before[match.end() :].strip(" ,") for match in lists.not_on.finditer(before)):
        return True
    clause = sentence[max(0, at - CLAUSE) : at]  # "since the war started on 7 October"
    return any(lists.not_on.fullmatch(match.group()) for match in lists.wider.finditer(clause))
