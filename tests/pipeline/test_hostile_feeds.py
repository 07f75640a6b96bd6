"""Feeds that misbehave, among good ones, taken in by the real commands: each ends in a named outcome, the others go on.

A raw server on loopback stands for the web (it is the commands' proxy and answers for every host); a second one stands for
a service of the private network that nobody may reach.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from bench import state
from bench.children import COMMAND, environment, everyside
from everyside.records.ids import feed_id

NOW = datetime.now(UTC)
GOOD = 12
MAX_FEED_BYTES = 1 << 20
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TEXT = (
    "The ferry Merrow ran aground on the sandbank off Port Ellery early on Tuesday with 214 people on board.",
    "Rescue boats took all passengers off within three hours; eleven were treated for cold, the coast guard of the island said.",
    "The line between the mainland and the island stays closed until divers have looked at the hull, the operator announced.",
    "Residents had asked for the channel to be dredged since last winter, when two fishing boats touched ground at low water.",
)


class Web(ThreadingHTTPServer):
    """Answers for every host; ``asked`` are the hosts, in order."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Callable[[Handler, str, str], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[str] = []
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients leave these pages in the middle; that is the point."""


class Handler(BaseHTTPRequestHandler):
    server: Web
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append(parts.hostname or "")
        self.server.answer(self, parts.hostname or "", parts.path)

    def send(self, body: str | bytes, kind: str = "application/rss+xml", status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def pour(self, chunk: bytes, pause_s: float, **headers: str) -> None:
        """Send ``chunk`` again and again until the client has had enough (or for a minute)."""
        self.send_response(200)
        for name, value in {"Content-Type": "application/rss+xml", "Connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.close_connection = True
        until = time.monotonic() + 60
        while time.monotonic() < until:
            self.wfile.write(chunk)
            self.wfile.flush()
            time.sleep(pause_s)


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{"".join(items)}</channel></rss>'


def item(title: str, link: str, more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{format_datetime(NOW)}</pubDate>{more}</item>"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "boom">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + '<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&a9;&x;</title></channel></rss>'
)
BAD_LINKS = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://127.0.0.1:5432/",
    "http://[::1]/",
    "http://2130706433/",
    "http://10.0.0.8/",
)

# host → what it answers, and the outcomes that are right for it
MISBEHAVING: dict[str, tuple[Callable[[Handler], None], set[str]]] = {
    "bomb": (lambda h: h.send(BOMB), {"ok", "unreadable"}),
    "gzip-bomb": (lambda h: h.send(gzip.compress(bytes(64 << 20), 9), Content_Encoding="gzip"), {"too-large"}),
    "not-gzip": (lambda h: h.send("plain", Content_Encoding="gzip"), {"bad-encoding", "not-a-feed"}),
    "endless": (lambda h: h.pour(b"<item><title>again</title></item>" * 4096, 0), {"too-large"}),
    "slow": (lambda h: h.pour(b" ", 0.2), {"timeout"}),
    "loop": (lambda h: h.send("", status=302, Location="http://loop.example/feed.xml"), {"too-many-redirects"}),
    "metadata": (lambda h: h.send("", status=302, Location="http://169.254.169.254/latest/meta-data/"), {"forbidden-address"}),
    "nat64": (lambda h: h.send("", status=301, Location="http://[64:ff9b::a9fe:a9fe]/"), {"forbidden-address"}),
    "file": (lambda h: h.send("", status=302, Location="file:///etc/passwd"), {"bad-url"}),
    "html": (lambda h: h.send("<html><body>Please enable JavaScript</body></html>", "text/html"), {"not-a-feed"}),
    "empty": (lambda h: h.send(""), {"empty"}),
    "noise": (lambda h: h.send(bytes(range(256)) * 64), {"unreadable", "not-a-feed"}),
    "unclosed": (lambda h: h.send(rss(item("One &lt; two & three", "http://unclosed.example/one"))[:-40]), {"ok", "unreadable"}),
    "links": (lambda h: h.send(rss(*(item("x", link) for link in BAD_LINKS))), {"ok"}),
    "huge-title": (lambda h: h.send(rss(item("x" * 500_000, "http://huge-title.example/missing"))), {"ok"}),
    "error": (lambda h: h.send("", status=500), {"server-error"}),
    "limited": (lambda h: h.send("", status=429, Retry_After="120"), {"rate-limited"}),
    "gone": (lambda h: h.send("", status=410), {"gone"}),
}


def page(title: str) -> str:
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in TEXT * 2)
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    return f'<html lang="en"><head>{head}</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>'


@pytest.fixture
def canary() -> Iterator[Web]:
    """A service of the private network."""
    server = Web(lambda handler, host, path: handler.send("secret", "text/plain"))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def web(canary: Web) -> Iterator[Web]:
    def answer(handler: Handler, host: str, path: str) -> None:
        name = host.removesuffix(".example")
        if path == "/robots.txt":
            handler.send("", "text/plain", 404)
        elif path.startswith("/news/"):
            handler.send(page(escape(SCRIPT + "Ferry aground off Port Ellery")), "text/html")
        elif name == "inward":
            handler.send("", status=302, Location=f"{canary.address}/")
        elif name in MISBEHAVING:
            MISBEHAVING[name][0](handler)
        elif name.startswith("good-"):
            title = escape(escape(SCRIPT)) + "Ferry aground off Port Ellery"
            handler.send(rss(item(title, f"http://{host}/news/{name}", f"<description>{escape(SCRIPT)}</description>")))
        else:
            handler.send("no such host", "text/plain", 404)

    server = Web(answer)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def database(tmp_path: Path, web: Web, canary: Web) -> Path:
    """What the commands have made of it all."""
    feeds = [f"http://{name}.example/feed.xml" for name in [*MISBEHAVING, "inward", *(f"good-{n}" for n in range(GOOD))]]
    (tmp_path / "feeds.txt").write_text("\n".join([*feeds, f"{canary.address}/feed.xml"]), encoding="utf-8")
    (tmp_path / "everyside.toml").write_text(
        f'[collect]\npress = "none"\nproxy = "{web.address}"\ndelay_s = 0.0\ntimeout_s = 8.0\nmax_feed_bytes = {MAX_FEED_BYTES}\n'
        '[parts]\nembedder = "plain"\n[work]\nextract_workers = 1\n',
        encoding="utf-8",
    )
    everyside(tmp_path, "feeds", "import", "feeds.txt", allowed=(0, 1))  # 1: an address was left out
    collected = everyside(tmp_path, "collect")
    worked = everyside(tmp_path, "work")
    assert collected.peak_bytes < 400 << 20
    assert worked.peak_bytes < 600 << 20
    return tmp_path / "everyside.db"


# The page's own script, and a block of data that no browser runs.
OURS = re.compile(r'<script src="/static/everyside\.js\?v=[0-9a-f]{10}"( defer)?>|<script type="application/ld\+json">')


def test_misbehaving_feeds_end_in_named_outcomes_and_nothing_of_theirs_comes_through(database: Path, web: Web, canary: Web) -> None:
    with state.opened(database) as db:
        ended = dict(db.execute("SELECT item, outcome FROM ledger WHERE step = 'collect'").fetchall())
        titles = [row[0] for row in db.execute("SELECT title FROM articles")]
        links = [row[0] for row in db.execute("SELECT url FROM entries")]
    found = {name: ended[feed_id(f"http://{name}.example/feed.xml")] for name in MISBEHAVING}
    assert {name: outcome for name, outcome in found.items() if outcome not in MISBEHAVING[name][1]} == {}
    assert ended[feed_id("http://inward.example/feed.xml")] == "forbidden-address"
    assert ended.get(feed_id(f"{canary.address}/feed.xml"), "forbidden-address") == "forbidden-address"

    # the good ones went on
    assert [ended[feed_id(f"http://good-{n}.example/feed.xml")] for n in range(GOOD)] == ["ok"] * GOOD
    assert len(titles) == GOOD

    # nothing asked of inward places
    assert canary.asked == []
    assert {host for host in web.asked if not host.endswith(".example")} == set()
    assert [link for link in links if not re.match(r"https?://[a-z0-9-]+\.example/", link)] == []

    # nothing of it reaches a reader as markup
    for path, html in pages_of(database):
        assert "Port Ellery" in html or path == "/operator", path
        tags = [tag for tag in re.findall(r"<[a-z][^>]*>", html, re.IGNORECASE) if not OURS.fullmatch(tag)]
        assert [tag for tag in tags if re.match(r"<(script|img|iframe)|.*(\son\w+\s*=|javascript:)", tag, re.IGNORECASE)] == [], (
            path
        )


def pages_of(database: Path) -> list[tuple[str, str]]:
    """The front page, a story page and the operator page, from a real server process."""
    command = (*COMMAND, "serve", "--port", "0")
    with subprocess.Popen(command, cwd=database.parent, env=environment(), stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            address = re.search(r"http://\S+", child.stdout.readline())
            assert address
            open_ = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
            front = open_(f"{address[0]}/", timeout=20).read().decode()
            story = re.search(r'href="(/story/[^"]+)"', front)
            assert story, "no story formed"
            others = [(path, open_(address[0] + path, timeout=20).read().decode()) for path in (story[1], "/operator")]
            return [("/", front), *others]
        finally:
            child.terminate()
            child.wait(20)
