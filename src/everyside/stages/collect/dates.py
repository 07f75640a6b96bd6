"""Dates as outlets write them, to UTC; never guessed.

Standard library first (ISO 8601 by ``fromisoformat``, RFC 5322 by ``email.utils``: 4 µs), ``dateparser`` only for what is
left (about 2 ms), because months in other languages are common and half-ISO forms are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Any

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before this there were no news sites; such dates are unset clocks
_LONGEST = 60  # characters; "воскресенье, 23 ноября 2026 г. в 10:00:00 +0300" has 47
_MIDNIGHT_AT_THE_END = re.compile(r"(?<=[T ])24:00(?=(:00(\.0+)?)?(?!\d|:))")
_ISO = re.compile(r"\d{4}-?(\d\d|W\d\d)")
_ISO_ZONE = re.compile(r"\s+(?:UTC|GMT|Z|(?=[+-]\d\d:?\d\d$))", re.IGNORECASE)
_RFC = re.compile(r"(?:[A-Za-z]{2,9}\.?,?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}\.?[\s-]+\d{2,4}\s+\d{1,2}:\d\d")
_EPOCH = re.compile(r"\d{10}(\d{3})?")
_NAMED_ZONE = re.compile(r"\s([A-Z]{3,4})$")
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")
# What email.utils does not know and news feeds use. Names that mean several zones (IST, CST outside RFC 5322) are left out.
_ZONES: Mapping[str, str] = {
    "WET": "+0000", "WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200",
    "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "JST": "+0900", "KST": "+0900", "HKT": "+0800", "SGT": "+0800",
    "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300", "SAST": "+0200", "WIB": "+0700", "PKT": "+0500",
}  # fmt: skip


def parse_date(text: str, now: datetime, *, slow: bool = True) -> datetime | None:
    """The moment ``text`` names, in UTC; None where it names none, or one before 1995 or more than a day after ``now``.

    A date without a zone is read as UTC. Numeric dates that could be day/month or month/day are not read at all.
    ``slow=False`` leaves out dateparser.
    """
    if len(text) == 25 and text[10] == "T":  # what a feed parser hands on
        try:
            return sane(datetime.fromisoformat(text), now)
        except ValueError:
            pass
    text = " ".join(text[: 4 * _LONGEST].split())
    if not 6 <= len(text) <= _LONGEST or not any(letter.isdigit() for letter in text):
        return None
    moment = _iso(text) or _rfc5322(text) or _epoch(text) or (_other(text) if slow else None)
    return sane(moment, now)


def sane(moment: datetime | None, now: datetime) -> datetime | None:
    """``moment`` in UTC (naive: is UTC) where it can be true of a news item, else None."""
    if moment is None:
        return None
    try:
        aware = moment if moment.tzinfo is UTC else moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return aware if _EARLIEST <= aware <= now + timedelta(days=1) else None
    except (OverflowError, ValueError):  # at the edges of year 1 and 9999
        return None


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text) or text.isdigit() and len(text) != 8:
        return None
    late = _MIDNIGHT_AT_THE_END.search(text)
    if late:
        text = text[: late.start()] + "00:00" + text[late.end() :]
    text = _ISO_ZONE.sub(lambda zone: "+00:00" if zone[0].strip() else "", text)
    try:
        moment = datetime.fromisoformat(text)
        return moment + timedelta(days=1) if late else moment
    except (ValueError, OverflowError):
        return None


def _rfc5322(text: str) -> datetime | None:
    if not _RFC.match(text):
        return None
    named = _NAMED_ZONE.search(text)
    if named and named[1] in _ZONES:
        text = text[: named.start(1)] + _ZONES[named[1]]
    late = _MIDNIGHT_AT_THE_END.search(text)
    if late:
        text = text[: late.start()] + "00:00" + text[late.end() :]
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        moment = datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=parts[9] or 0)
        return moment + timedelta(days=1) if late else moment
    except (ValueError, OverflowError, TypeError, IndexError):  # the standard library's own reader is not total
        return None


def _epoch(text: str) -> datetime | None:
    if not text.isascii() or not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)


@lru_cache(maxsize=4096)
def _other(text: str) -> datetime | None:
    if not re.search(r"(?<!\d)(19|20)\d\d(?!\d)", text) or sum(letter.isdigit() for letter in text) < 5:
        return None  # without a year it would be a guess
    if re.match(r"\d{4}-\d\d-\d\d(?:T|$)", text):
        return None  # ISO 8601 that is no date in it
    order = "YMD"
    if numeric := _NUMERIC.match(text):
        first, mark, second = int(numeric[1]), numeric[2], int(numeric[3])
        if mark == "/" and first <= 12 and second <= 12 and first != second:
            return None
        order = "MDY" if second > 12 else "DMY"
    import dateparser  # 130 ms

    settings: dict[str, Any] = {
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],  # "two hours ago" would depend on when we looked
        "RELATIVE_BASE": datetime(2000, 1, 1),
        **({"DATE_ORDER": order} if numeric else {}),
    }
    try:
        found: datetime | None = dateparser.parse(text, settings=settings)
    except Exception:  # third-party code on hostile text: it has raised RecursionError, OverflowError and regex errors
        return None
    return found
