"""What a response's status and headers say, in the fetcher's words. Header values are untrusted text."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT_S = 86400.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

_NAMED = {304: "not-modified", 401: "refused", 403: "refused", 404: "not-found", 410: "gone", 429: "rate-limited", 451: "refused"}
_LONGEST_VALUE = 1024


def outcome_of(status: int) -> str:
    """The word for a status that is no redirect to follow."""
    if 200 <= status < 300:
        return "ok"
    if status in _NAMED:
        return _NAMED[status]
    if 400 <= status < 500:
        return "client-error"
    return "server-error" if 500 <= status < 600 else "bad-response"


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After header (RFC 9110 §10.2.3), at most a day; None if there is none to understand."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        wait = (moment - now).total_seconds()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return min(max(wait, 0.0), LONGEST_WAIT_S)


def validator(value: str | None) -> str:
    """An ETag or Last-Modified that can be stored and sent back as it is; "" for one that cannot."""
    text = (value or "").strip()
    return text if len(text) <= _LONGEST_VALUE and text.isascii() and text.isprintable() else ""


def readable(value: str | None) -> str:
    """A header value fit for storage and logs: printable ASCII, at most 1024 characters."""
    return "".join(each if each.isascii() and each.isprintable() else "?" for each in (value or "")[:_LONGEST_VALUE]).strip()


def location(value: str) -> str:
    """The target of a redirect as text; bytes that are not UTF-8 are taken as Latin-1, as browsers do."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
