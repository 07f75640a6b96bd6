"""Answers that need not be sent twice (RFC 9110, 13.1): for feed readers and crawlers, which come back again and again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from everyside.publish.web.site import FRESH


def answer(request: Request, body: bytes, *, media_type: str, modified: datetime | None = None) -> Response:
    """``body``, or 304 where the asker has it. ``modified``: when what it says last changed, UTC."""
    etag = f'"{sha256(body).hexdigest()[:16]}"'
    headers = {"etag": etag, "vary": "host", **FRESH}
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if has(request, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def has(request: Request, etag: str, modified: datetime | None = None) -> bool:
    """Whether the asker holds what ``etag`` names; only one that sends no entity tag is taken by its date (RFC 9110, 13.2.2)."""
    held = request.headers.get("if-none-match")
    if held is not None:
        return held.strip() == "*" or etag in [each.strip().removeprefix("W/") for each in held.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        then = parsedate_to_datetime(since)
    except (ValueError, TypeError, OverflowError):
        return False
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return modified.replace(microsecond=0) <= then
