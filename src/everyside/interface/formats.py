"""Numbers, shares and times as the language being spoken writes them (CLDR through babel). Times are told in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from everyside.interface.catalogue import Words
from everyside.interface.messages import _, count, spoken

NOUNS_IN_CAPITALS = ("de", "lb")


def number(value: float, digits: int = 0) -> str:
    """``4,237``; ``2.5`` with one digit."""
    return _figure(spoken(), value, digits)


def percent(whole: int | str) -> str:
    """``12 %``"""
    return _("%(share)s %%", share=whole)


def ago(then: datetime, now: datetime) -> str:
    """``just now``, ``5 min ago``, ``3 h ago``, ``4 days ago``; the date for what is older than two weeks or yet to come."""
    age = now - then
    if age < timedelta(minutes=-5) or age > timedelta(days=14):
        return date(then)
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(n)s min ago", n=minutes)
    if minutes < 48 * 60:
        return _("%(n)s h ago", n=minutes // 60)
    return count(minutes // 1440, "%(num)s day ago", "%(num)s days ago")


def moment(time: datetime) -> str:
    """``23 November 2026, 12:17 UTC``"""
    # Translators: a date and time, as CLDR patterns write it; keep y, MMMM, d, HH and mm
    return _written(spoken(), time, _("d MMMM y, HH:mm 'UTC'"))


def day(time: datetime) -> str:
    """``Monday, 23 November 2026``"""
    return _written(spoken(), time, _("EEEE, d MMMM y"))


def date(time: datetime) -> str:
    """``23 November 2026``"""
    return _written(spoken(), time, _("d MMMM y"))


def stamp(time: datetime) -> str:
    """``23 November, 12:00``"""
    return _written(spoken(), time, _("d MMMM, HH:mm"))


def within(label: str) -> str:
    """A label within a sentence: its first letter small, but not that of a name in capitals, nor where nouns have capitals."""
    if spoken().language in NOUNS_IN_CAPITALS or label[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]


@lru_cache(maxsize=4096)  # a page tells the same hours over and over, and a pattern takes some 30 µs
def _written(words: Words, time: datetime, pattern: str) -> str:
    from babel.dates import format_datetime

    return format_datetime(time.astimezone(UTC), pattern, locale=words.locale)


@lru_cache(maxsize=4096)
def _figure(words: Words, value: float, digits: int) -> str:
    from babel.numbers import format_decimal

    return format_decimal(round(value, digits), f"#,##0.{'0' * digits}" if digits else "#,##0", locale=words.locale)
