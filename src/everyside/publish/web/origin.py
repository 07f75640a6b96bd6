"""The site's own address, for what must be said in full: feeds, sitemaps, canonical links, previews."""

from __future__ import annotations

import re

from starlette.requests import Request

from everyside.settings import SiteSettings

# A host as RFC 3986, 3.2.2 and 3.2.3 write it, name or address, with or without a port. Anything else a client calls us by is
# not repeated to anybody.
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def origin(request: Request, settings: SiteSettings) -> str:
    """``https://news.example``: as the settings say, else as the request called us, else where we listen."""
    if settings.address:
        return settings.address
    called = request.headers.get("host", "")
    if _HOST.fullmatch(called):
        return f"{'https' if request.url.scheme == 'https' else 'http'}://{called}"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
