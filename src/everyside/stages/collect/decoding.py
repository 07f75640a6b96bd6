"""Bytes of a feed to text: outlets' charsets as they are found, not as they ought to be.

Order: byte-order mark, HTTP ``charset``, XML declaration (RFC 7303, section 3: the mark is most authoritative), UTF-8,
windows-1252. Labels are read as browsers read them (WHATWG Encoding: iso-8859-1 means windows-1252) through ``w3lib``.
"""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import http_content_type_encoding, resolve_encoding

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Their every byte is a letter, so nothing in the bytes can contradict the label; valid UTF-8 does.
_ACCEPT_ANYTHING = {"cp1252", "latin-1", "iso8859-1"}
_BAD = "�"


def decode(body: bytes, content_type: str = "") -> str:
    """``body`` as text without a byte-order mark. Never raises; bytes that fit nothing become U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for name in _labels(body, content_type):
        if name in _ACCEPT_ANYTHING or name == "utf-8":
            break
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _neither(body)


def _labels(body: bytes, content_type: str) -> list[str]:
    labels = [http_content_type_encoding(content_type) if content_type else None]
    if match := _DECLARED.match(body):
        labels.append(resolve_encoding(match[1].decode("ascii")))
    if body[:2] == b"<\0":
        labels.append("utf-16-le")
    elif body[:2] == b"\0<":
        labels.append("utf-16-be")
    # A declaration that could be read as ASCII is no UTF-16, whatever it says.
    wide = b"\0" in body[:64]
    return [name for name in labels if name and (wide or not name.startswith(("utf-16", "utf-32")))]


def _neither(body: bytes) -> str:
    """UTF-8 with a few broken characters stays UTF-8; else windows-1252, its five holes as C1 controls (WHATWG)."""
    text = body.decode("utf-8", "replace")
    bad = text.count(_BAD)
    if sum(not letter.isascii() for letter in text[:200_000]) > 5 * text.count(_BAD, 0, 200_000) and bad < len(text) // 20:
        return text
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1")
