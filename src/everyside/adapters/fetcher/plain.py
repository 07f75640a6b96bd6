"""A fetcher without network: answers from a dictionary or a folder. The test double, and the floor of the port.

It checks URLs as the real one does, unpacks bodies, follows redirects and answers conditional requests; it knows no robots.txt
and needs no politeness.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from yarl import URL

from everyside.adapters.fetcher.decode import BadEncoding, Body, TooLarge
from everyside.adapters.fetcher.guard import Refused, checked_url
from everyside.adapters.fetcher.message import PERMANENT, REDIRECTS, outcome_of, readable, validator
from everyside.ports import Request, Response

id = "plain-1"

Page = tuple[int, Mapping[str, str], bytes]
_MAX_REDIRECTS = 5


def folder(root: Path) -> dict[str, Page]:
    """The files of ``root`` as pages: a file's name is its URL, percent-encoded as ``file_name`` does; all with status 200."""
    return {unquote(file.name): (200, {}, file.read_bytes()) for file in sorted(root.iterdir()) if file.is_file()}


def file_name(url: str) -> str:
    """The name under which ``folder`` looks for ``url``."""
    return quote(url, safe="")


class PlainFetcher:
    """Answers from ``pages``: URL to (status, headers, body as on the wire). A URL that is not there is ``not-found``."""

    id = id

    def __init__(self, pages: Mapping[str, Page] | Path) -> None:
        found = folder(pages) if isinstance(pages, Path) else pages
        self._pages = {
            str(URL(url)): (status, {name.lower(): value for name, value in head.items()}, body)
            for url, (status, head, body) in found.items()
        }

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        for request in requests:
            try:
                yield self._answer(request)
            except Refused as refused:
                yield Response(key=request.key, url=request.url, outcome=refused.outcome, detail=readable(refused.detail))

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, request: Request) -> Response:
        url, moves = checked_url(request.url), []
        status, headers, wire = self._pages.get(str(url), (404, {}, b""))
        while status in REDIRECTS:
            moves.append(status)
            if len(moves) > _MAX_REDIRECTS:
                raise Refused("too-many-redirects")
            if "location" not in headers:
                raise Refused("bad-response", f"{status} without Location")
            url = checked_url(headers["location"], base=url)
            status, headers, wire = self._pages.get(str(url), (404, {}, b""))
        etag, modified = validator(headers.get("etag")), validator(headers.get("last-modified"))
        if status == 200 and (
            (etag and etag == request.etag) or (not request.etag and modified and modified == request.last_modified)
        ):
            status, wire = 304, b""
        outcome = outcome_of(status)
        return Response(
            key=request.key,
            url=str(url),
            outcome=outcome,
            status=status,
            body=_unpacked(headers.get("content-encoding", ""), wire, request.max_bytes) if outcome == "ok" else b"",
            content_type=readable(headers.get("content-type")),
            etag=etag,
            last_modified=modified,
            moved_to=str(url) if moves and PERMANENT.issuperset(moves) and outcome in ("ok", "not-modified") else "",
            wire_bytes=len(wire),
        )


def _unpacked(coding: str, wire: bytes, max_bytes: int) -> bytes:
    try:
        body = Body(coding, max_bytes)
        body.feed(wire)
        return body.finish()
    except TooLarge as error:
        raise Refused("too-large", f"more than {max_bytes} bytes") from error
    except BadEncoding as error:
        raise Refused("bad-encoding", str(error)) from error
