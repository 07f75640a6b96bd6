"""One page of a long list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Page ``number`` (from 1) of ``pages``; ``previous`` and ``next`` are addresses, empty at the ends."""

    number: int
    pages: int
    previous: str
    next: str


def paging(*, number: int, pages: int, path: str, query: Mapping[str, str] | None = None, name: str = "page") -> Paging:
    """Links to the neighbours of page ``number``; the first page carries no number, so that it has one address."""

    def link(to: int) -> str:
        if not 1 <= to <= pages or to == number:
            return ""
        return address(path, dict(query or {}) | ({name: str(to)} if to > 1 else {}))

    return Paging(number=number, pages=pages, previous=link(number - 1), next=link(number + 1))


def pages_of(items: int, size: int) -> int:
    """How many pages ``items`` fill; an empty list has one, empty page."""
    return max(1, -(-items // size))


def address(path: str, query: Mapping[str, str]) -> str:
    given = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
