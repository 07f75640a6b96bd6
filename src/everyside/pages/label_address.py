"""Addresses of topics, places and outlets. A label's key may hold any character; its path holds it reversibly."""

from __future__ import annotations

import re
from urllib.parse import quote

from everyside.records.ids import OutletId

KINDS = ("topic", "place")  # of labels that have a page
_PLAIN = re.compile(r"[A-Za-z0-9]")
_TAIL = re.compile(r"(?:[A-Za-z0-9-]|~[0-9a-f]{2})+")
LONGEST = 1000  # characters of a tail: 80 characters of a key (stages/tag) are 960 at most


def label_tail(key: str) -> str:
    """Letters and digits stand for themselves, ``-`` for the colon, and ``~`` with two digits for every other byte of UTF-8.

    >>> label_tail("country:JP")
    'country-JP'
    """
    return "".join(
        each
        if _PLAIN.fullmatch(each)
        else "-"
        if each == ":"
        else "".join(f"~{byte:02x}" for byte in each.encode("utf-8", "replace"))
        for each in key
    )


def label_key(tail: str) -> str | None:
    """The key whose tail it is; None where it is none's.

    >>> label_key("country-JP")
    'country:JP'
    """
    if len(tail) > LONGEST or not _TAIL.fullmatch(tail):
        return None
    spelled = re.sub(r"~([0-9a-f]{2})|-|.", lambda match: _bytes(match), tail)
    try:
        key = bytes.fromhex(spelled).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return key if label_tail(key) == tail else None


def label_path(kind: str, key: str) -> str:
    return f"/{kind}/{label_tail(key)}"


def source_path(id: OutletId) -> str:
    return f"/source/{quote(id, safe='')}"


def _bytes(match: re.Match[str]) -> str:
    """A tail's piece as the hexadecimal digits of the byte it stands for."""
    return match[1] or ("3a" if match[0] == "-" else f"{ord(match[0]):02x}")
