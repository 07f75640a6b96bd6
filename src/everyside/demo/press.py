"""The made-up press on one loopback port: an HTTP forward proxy that answers for every ``*.example`` outlet.

Point a client's proxy setting at ``proxy_url`` and ask for ``http://<outlet>.example/…``. Nothing leaves the machine and
nothing is resolved: a host that is no outlet is 404, and https (CONNECT) is refused. Times are relative to the given now,
so every answer is the same for as long as the press runs, and conditional requests are answered with 304.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from everyside.demo.feed import feed, sitemap
from everyside.demo.newsroom import NOTICE, Newsroom, Paper, Piece, read
from everyside.demo.page import article_page, home_page
from everyside.records.outlet import Outlet
from everyside.records.time import utc

CLOSED = {"the-bell-buoy": "/letters/"}  # paths that robots.txt shuts, by outlet
SITEMAP_PATH = "/sitemap-news.xml"
RELATED = 5
IDLE_S = 30.0  # a connection that says nothing for this long is dropped, so that no thread stays behind
SMALLEST_GZIPPED = 512  # bytes; below, gzip saves nothing


class DemoPress:
    """The press as a server: ``start()`` it, read from it, ``close()`` it; or use it as a context manager.

    Args:
        now: the moment all publishing times are counted back from; aware.
        port: loopback port, 0 for any free one.

    Raises:
        SettingsError: the demo's data files are wrong.
        OSError: the port is taken.
    """

    def __init__(self, now: datetime, port: int = 0) -> None:
        self.now = utc(now)
        self.newsroom = read(self.now)
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.site = Site(self.newsroom)
        self._thread: Thread | None = None

    def start(self) -> Self:
        if self._thread is None:
            self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-press", daemon=True)
            self._thread.start()
        return self

    def close(self) -> None:
        """Stop answering and free the port; closing twice does nothing."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def outlets(self) -> list[Outlet]:
        return list(self.newsroom.outlets)

    @property
    def truth(self) -> list[tuple[str, str]]:
        """(address, story) of every article there is."""
        return [(piece.url, piece.story) for piece in self.newsroom.pieces]


class Site:
    """What each address answers with: content type, body and time of last change, or None where there is nothing."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._papers = {paper.host: paper for paper in newsroom.papers.values()}
        self._pieces = {paper.id: newsroom.of(paper) for paper in self._papers.values()}
        self._by_path = {(piece.paper.id, piece.path): piece for piece in newsroom.pieces}

    def answer(self, host: str, path: str) -> tuple[str, bytes, datetime | None] | None:
        paper = self._papers.get(host)
        if paper is None:
            return None
        pieces = self._pieces[paper.id]
        changed = pieces[0].published if pieces else None
        makers: dict[str, Callable[[], tuple[str, bytes]]] = {
            "/": lambda: home_page(paper, pieces, CLOSED.get(paper.id, "")),
            "/robots.txt": lambda: ("text/plain; charset=utf-8", _robots(paper)),
            paper.feed_path: lambda: feed(paper, pieces),
            SITEMAP_PATH: lambda: sitemap(paper, pieces),
        }
        if path in makers:
            return (*makers[path](), changed)
        piece = self._by_path.get((paper.id, path))
        if piece is not None:
            return (*article_page(piece, self._related(piece)), piece.published)
        if paper.id in CLOSED and path.startswith(CLOSED[paper.id]):
            return "text/plain; charset=utf-8", f"Letters to the editor. {NOTICE}\n".encode(), None
        return None

    def _related(self, piece: Piece) -> list[Piece]:
        return [other for other in self._pieces[piece.paper.id] if other is not piece][:RELATED]


def _robots(paper: Paper) -> bytes:
    closed = f"Disallow: {CLOSED[paper.id]}\n" if paper.id in CLOSED else "Disallow:\n"
    return f"# {NOTICE}\nUser-agent: *\n{closed}\nSitemap: http://{paper.host}{SITEMAP_PATH}\n".encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away mid-answer is no news; anything else is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "made-up-newsroom"
    sys_version = ""
    timeout = IDLE_S
    wbufsize = -1  # head and body leave together; apart, Nagle and delayed ACKs cost 40 ms an answer (23 pages/s, not 1,000)
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the terminal belongs to the progress bar."""

    def do_CONNECT(self) -> None:
        self.close_connection = True
        self._send(501, "text/plain; charset=utf-8", b"the made-up newsroom speaks http only\n", None)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        asked = self.path if "://" in self.path.partition("?")[0] else f"http://{self.headers.get('Host', '')}{self.path}"
        try:
            parts = urlsplit(asked)
            host, path = (parts.hostname or "").rstrip("."), parts.path or "/"
        except ValueError:
            return self._send(400, "text/plain; charset=utf-8", b"not a web address\n", None)
        found = self.server.site.answer(host, path) if parts.scheme == "http" else None
        if found is None:
            return self._send(404, "text/plain; charset=utf-8", b"no such page in the made-up newsroom\n", None)
        return self._send(200, *found)

    def _send(self, status: int, kind: str, body: bytes, changed: datetime | None) -> None:
        tag = f'W/"{sha256(body).hexdigest()[:20]}"'
        if status == 200 and self._is_fresh(tag, changed):
            status, body = 304, b""
        packed = "gzip" in self.headers.get("Accept-Encoding", "") and len(body) >= SMALLEST_GZIPPED
        if packed:
            body = gzip.compress(body, 6, mtime=0)
        self.send_response(status)
        if status in (200, 304):
            self.send_header("ETag", tag)
            self.send_header("Vary", "Accept-Encoding")
            if changed is not None:
                self.send_header("Last-Modified", format_datetime(changed, usegmt=True))
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_fresh(self, tag: str, changed: datetime | None) -> bool:
        """RFC 9110 §13.1: If-None-Match is decisive where given, else If-Modified-Since."""
        known = self.headers.get("If-None-Match")
        if known is not None:
            return known.strip() == "*" or tag.removeprefix("W/") in (each.strip().removeprefix("W/") for each in known.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or changed is None:
            return False
        try:
            return parsedate_to_datetime(since) >= changed
        except (TypeError, ValueError):
            return False
