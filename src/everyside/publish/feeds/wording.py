"""What the three formats share: addresses in full, and what an entry says as HTML."""

from __future__ import annotations

import re
from html import escape

from everyside import __version__
from everyside.pages.feed import Item
from everyside.pages.plain import plain

GENERATOR = f"Everyside {__version__}"


def full(base: str, address: str) -> str:
    """A path of this site as an address; http(s) addresses of others as they are, anything else empty."""
    if address.startswith("/") and not address.startswith("//"):
        return base + address
    return address if re.match(r"https?://", address, re.IGNORECASE) else ""


def markup(item: Item) -> str:
    """What an entry says below its title, as HTML."""
    points = "".join(f"<li>{escape(plain(point))}</li>" for point in item.points)
    text = f"<p>{escape(plain(item.text))}</p>" if item.text else ""
    return (f"<ul>{points}</ul>" if points else "") + text
