"""Texts of strangers where no markup says what they are: in feeds, pictures and data for machines."""

from __future__ import annotations

import re

# Outside of Char, production 2 of XML 1.0 (https://www.w3.org/TR/xml/#charsets): no document may hold them, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# These turn the direction of all that follows: a title must not reach into what stands beside it.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """``text`` on one line, without characters that XML cannot hold or that turn what stands beside it."""
    return " ".join(_TURNS.sub("", _NOT_XML.sub("\ufffd", text)).split())
