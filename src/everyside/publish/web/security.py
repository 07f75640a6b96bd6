"""What every answer carries and every request must keep to.

The policy allows this site's own style sheet, images and script file and nothing else: no inline script or style, no frame, no
foreign host (Content Security Policy Level 3, https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
MAX_TARGET = 2000  # characters of path, and of query
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class SecurityHeaders:
    """ASGI middleware: puts ``HEADERS`` on every answer of the application it wraps."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def too_long(request: Request) -> bool:
    return len(request.scope.get("raw_path") or b"") > MAX_TARGET or len(request.scope.get("query_string") or b"") > MAX_TARGET


def is_loopback(host: str) -> bool:
    """Whether a host name or address as written, with or without brackets, is this machine's own."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def from_this_machine(request: Request, served_on: str) -> bool:
    """Whether the operator sits here: the site listens on loopback, is called by a loopback name (which a rebound DNS name
    is not), and the request says of no proxy that it came through."""
    try:
        called = request.url.hostname or ""
    except ValueError:
        return False
    return is_loopback(served_on) and is_loopback(called) and not any(name in request.headers for name in FORWARDED)


def sent_from_here(request: Request) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says (Fetch Metadata,
    https://www.w3.org/TR/fetch-metadata/; Origin, RFC 6454, 7).

    Where it says neither, as over plain http to another machine with our ``no-referrer`` (which makes Origin ``null``), the form
    is taken: nobody is signed in, so that there is nothing to borrow, and what is sent is bounded.
    """
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host", "")
