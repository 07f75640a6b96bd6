"""Times are aware and UTC everywhere inside Everyside."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """The same moment in UTC.

    Raises:
        ValueError: the time has no zone; the border must give it one before it comes in.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC)


def require_utc(**moments: datetime | None) -> None:
    """Raise ValueError for the first given time that is naive or not UTC."""
    for name, moment in moments.items():
        if moment is not None and (moment.tzinfo is None or moment.utcoffset()):
            raise ValueError(f"{name} must be an aware UTC time, not {moment!r}")
