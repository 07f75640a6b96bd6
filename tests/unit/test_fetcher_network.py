"""The aiohttp fetcher against real sockets: a raw server on loopback that says exactly what a test wants."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from everyside.adapters.fetcher.aiohttp_fetcher import AiohttpFetcher
from everyside.adapters.fetcher.robots import MemoryRobots
from everyside.ports import Request, Response
from everyside.settings import CollectSettings

Page = bytes | Callable[[asyncio.StreamWriter, dict[str, str]], Awaitable[None]]
LOOPBACK = ("127.0.0.0/8",)


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Seen:
    at: float
    host: str
    path: str
    headers: dict[str, str]
    connection: int


@dataclass
class Server:
    """Answers by "host/path" or "/path"; robots.txt is 404 unless given. ``most`` is the most requests at once by host."""

    pages: dict[str, Page] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    now: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    port: int = 0
    connections: int = 0

    def url(self, path: str, host: str = "a.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [each.path for each in self.seen if each.path != "/robots.txt"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = self.connections
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                first, *rest = head.rstrip().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
                host, path = headers["host"].partition(":")[0], first.split()[1]
                self.seen.append(Seen(time.monotonic(), host, path, headers, connection))
                self.now[host] = self.now.get(host, 0) + 1
                self.most[host] = max(self.most.get(host, 0), self.now[host])
                try:
                    page = self.pages.get(host + path) or self.pages.get(path) or http(404, b"no")
                    if isinstance(page, bytes):
                        writer.write(page)
                        await writer.drain()
                    else:
                        await page(writer, headers)
                finally:
                    self.now[host] -= 1
                if headers.get("connection") == "close":
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


class Everywhere(AbstractResolver):
    """Every name is this machine, except ``nowhere.example``, which does not exist."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        if host == "nowhere.example":
            raise OSError(None, "no such name")
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def server() -> Iterator[Server]:
    made, loop = Server(), asyncio.new_event_loop()
    listening = loop.run_until_complete(asyncio.start_server(made.serve, "127.0.0.1", 0))
    made.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield made

    async def end() -> None:
        listening.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(end(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def fetcher(**settings: Any) -> AiohttpFetcher:
    robots = settings.pop("robots", None)
    values = {"delay_s": 0.0, "timeout_s": 3.0, "allowed_networks": LOOPBACK, **settings}
    return AiohttpFetcher(CollectSettings(**values), robots, resolver=Everywhere)


def fetch(*urls: str, **settings: Any) -> list[Response]:
    """Answers in the order of ``urls``."""
    with fetcher(**settings) as made:
        answers = {
            int(each.key): each
            for each in made.fetch(Request(key=str(n), url=url, max_bytes=1 << 20) for n, url in enumerate(urls))
        }
    return [answers[n] for n in range(len(urls))]


# --- what a good host says ----------------------------------------------------------------------------------------------


def test_a_page_comes_back_whole_with_its_validators_and_we_say_who_we_are(server: Server) -> None:
    server.pages["/feed"] = http(
        200, gzip.compress(b"news"), ETag='"7"', Last_Modified="Thu, 01 May 2031 00:00:00 GMT", Content_Encoding="gzip"
    )
    (answer,) = fetch(server.url("/feed"), contact="https://everyside.example")
    assert (answer.outcome, answer.body, answer.etag, answer.status) == ("ok", b"news", '"7"', 200)
    assert answer.last_modified == "Thu, 01 May 2031 00:00:00 GMT"
    assert answer.seconds > 0
    assert server.seen[-1].headers["user-agent"] == "Everyside/0.1.0 (+https://everyside.example)"
    assert "zstd" in server.seen[-1].headers["accept-encoding"]


def test_a_conditional_request_is_answered_not_modified(server: Server) -> None:
    async def page(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        fresh = headers.get("if-none-match") == '"7"' and headers.get("if-modified-since") == "then"
        writer.write(http(304, ETag='"7"') if fresh else http(200, b"all"))

    server.pages["/feed"] = page
    with fetcher() as made:
        (answer,) = made.fetch([Request(key="k", url=server.url("/feed"), etag='"7"', last_modified="then")])
        (broken,) = made.fetch([Request(key="k", url=server.url("/feed"), etag='"7"\r\nX: y', last_modified="\udcff")])
    assert (answer.outcome, answer.body) == ("not-modified", b"")
    assert broken.outcome == "ok"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, "not-found"),
        (410, "gone"),
        (401, "refused"),
        (403, "refused"),
        (451, "refused"),
        (400, "client-error"),
        (500, "server-error"),
    ],
)
def test_every_status_has_its_word(server: Server, status: int, outcome: str) -> None:
    server.pages["/x"] = http(status, b"body")
    assert fetch(server.url("/x"))[0].outcome == outcome


def test_the_same_request_twice_is_answered_twice(server: Server) -> None:
    server.pages["/x"] = http(200, b"x")
    with fetcher() as made:
        answers = list(made.fetch([Request(key="same", url=server.url("/x"))] * 3))
    assert [each.key for each in answers] == ["same"] * 3
    assert server.paths() == ["/x"] * 3


# --- redirects ----------------------------------------------------------------------------------------------------------


def test_only_permanent_redirects_to_something_good_move_a_feed(server: Server) -> None:
    server.pages |= {
        "/new": http(200, b"x"),
        "/gone": http(410),
        "/p1": http(301, Location="/p2"),
        "/p2": http(308, Location="/new"),
        "/mixed": http(302, Location="/p2"),
        "/lost": http(301, Location="/gone"),
    }
    moved, mixed, lost = fetch(*map(server.url, ("/p1", "/mixed", "/lost")))
    assert (moved.url, moved.moved_to) == (server.url("/new"),) * 2
    assert (mixed.outcome, mixed.url, mixed.moved_to) == ("ok", server.url("/new"), "")
    assert (lost.outcome, lost.moved_to) == ("gone", "")


def test_redirects_that_lead_nowhere_good_are_named(server: Server) -> None:
    targets = {
        "/loop": "/loop",
        "/inward": "http://10.0.0.1/",
        "/octal": "http://0251.0376.0251.0376/",
        "/file": "file:///etc/passwd",
        "/user": "http://a:b@example.com/",
    }
    server.pages |= {path: http(302, Location=target) for path, target in targets.items()}
    server.pages["/none"] = http(302)
    answers = fetch(*map(server.url, [*targets, "/none"]))
    assert [each.outcome for each in answers] == [
        "too-many-redirects",
        "forbidden-address",
        "forbidden-address",
        "bad-url",
        "bad-url",
        "bad-response",
    ]
    assert server.paths().count("/loop") == 6


def test_a_redirect_asks_the_robots_of_the_host_it_leads_to(server: Server) -> None:
    server.pages |= {
        "b.example/robots.txt": http(200, b"User-agent: *\nDisallow: /closed"),
        "a.example/out": http(302, Location=server.url("/closed/x", "b.example")),
        "a.example/fine": http(302, Location=server.url("/open", "b.example")),
        "b.example/open": http(200, b"x"),
    }
    closed, fine = fetch(server.url("/out"), server.url("/fine"))
    assert (closed.outcome, fine.outcome) == ("robots-disallow", "ok")
    assert "/closed/x" not in server.paths()


# --- addresses ----------------------------------------------------------------------------------------------------------


def test_a_name_that_resolves_to_this_machine_is_refused_unless_allowed(server: Server) -> None:
    server.pages["/x"] = http(200, b"x")
    (refused,) = fetch(server.url("/x"), allowed_networks=())
    assert (refused.outcome, refused.detail) == ("forbidden-address", "127.0.0.1")
    assert server.connections == 0
    literal = f"http://127.0.0.1:{server.port}/x"
    assert fetch(literal, allowed_networks=())[0].outcome == "forbidden-address"
    assert fetch(literal, allowed_networks=("127.0.0.1/32",))[0].outcome == "ok"


def test_names_without_address_and_ports_without_server_are_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        nowhere, silent = fetch("http://nowhere.example/", f"http://a.example:{port}/")
    assert nowhere.outcome == "dns-error"
    assert silent.outcome == "robots-unreachable"
    assert "connection-error" in silent.detail


def test_a_proxy_is_used_for_all_and_literal_hosts_are_still_checked(server: Server) -> None:
    async def page(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        writer.write(http(200, b"by proxy"))

    server.pages["http://far.example/x"] = server.pages["far.examplehttp://far.example/x"] = page
    proxy = f"http://127.0.0.1:{server.port}"
    good, inward = fetch("http://far.example/x", "http://10.0.0.1/", proxy=proxy, allowed_networks=())
    assert (good.body, inward.outcome) == (b"by proxy", "forbidden-address")
    (down,) = fetch("http://far.example/x", proxy="http://127.0.0.1:9", allowed_networks=())
    assert (down.outcome, "collect.proxy" in down.detail) == ("connection-error", True)


# --- limits -------------------------------------------------------------------------------------------------------------


async def drip(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b"more " * 10_000)
        await writer.drain()


async def endless_header(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nX: ")
    while True:
        writer.write(b"x" * 10_000)
        await writer.drain()


def test_hostile_answers_end_in_their_word_within_their_limits(server: Server) -> None:
    cases: dict[str, tuple[Page, str]] = {
        "/drip": (drip, "timeout"),
        "/endless": (endless, "too-large"),
        "/header": (endless_header, "bad-response"),
        "/long": (http(200, b"x" * (2 << 20)), "too-large"),
        "/bomb": (http(200, gzip.compress(bytes(20 << 20)), Content_Encoding="gzip"), "too-large"),
        "/junk": (b"this is not HTTP\r\n\r\n", "bad-response"),
        "/short": (b"HTTP/1.1 200 X\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort", "bad-response"),
        "/chunks": (b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "bad-response"),
        "/packed": (http(200, b"\x1f\x8b\x08\x00 no gzip at all", Content_Encoding="gzip"), "bad-encoding"),
        "/big-header": (http(200, b"x", X="y" * 60_000, Set_Cookie="a=b"), "ok"),
    }
    server.pages |= {path: page for path, (page, _) in cases.items()}
    server.pages["/short"] = ending(cases["/short"][0])
    began = time.monotonic()
    answers = fetch(*(server.url(path, f"h{n}.example") for n, path in enumerate(cases)), timeout_s=4)
    assert [each.outcome for each in answers] == [outcome for _, outcome in cases.values()]
    assert time.monotonic() - began < 15


def ending(page: Page) -> Page:
    async def end(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        assert isinstance(page, bytes)
        writer.write(page)
        await writer.drain()
        writer.close()

    return end


def test_the_time_limit_counts_over_redirects(server: Server) -> None:
    async def late(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        await asyncio.sleep(0.3)
        writer.write(http(302, Location="/late"))

    server.pages["/late"] = late
    assert fetch(server.url("/late"), timeout_s=0.7)[0].outcome == "timeout"


# --- politeness ---------------------------------------------------------------------------------------------------------


def test_a_host_is_asked_one_thing_at_a_time_over_one_connection(server: Server) -> None:
    async def slowly(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        await asyncio.sleep(0.02)
        writer.write(http(200, b"x"))

    server.pages |= {f"/{n}": slowly for n in range(8)}
    with fetcher() as made:
        for _ in range(2):
            assert all(each.ok for each in made.fetch(Request(key=str(n), url=server.url(f"/{n}")) for n in range(8)))
    assert server.most["a.example"] == 1
    assert server.connections == 1
    assert [each.path for each in server.seen].count("/robots.txt") == 1


def test_robots_redirected_to_a_busy_host_keep_one_request_a_host(server: Server) -> None:
    async def slowly(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        await asyncio.sleep(0.02)
        writer.write(http(200, b""))

    server.pages |= {f"/{n}": slowly for n in range(4)}
    for one, other in (("a", "b"), ("b", "a")):
        server.pages[f"{one}.example/robots.txt"] = http(301, Location=server.url("/rules", f"{other}.example"))
    server.pages["/rules"] = slowly
    answers = fetch(*(server.url(f"/{n}", host) for n in range(4) for host in ("a.example", "b.example")))
    assert all(each.ok for each in answers)
    assert set(server.most.values()) == {1}
    assert [each.path for each in server.seen].count("/robots.txt") == 2


def test_crawl_delay_stands_between_two_pages_but_not_after_robots(server: Server) -> None:
    server.pages |= {"/robots.txt": http(200, b"User-agent: *\nCrawl-delay: 0.3\n"), "/x": http(200, b"x")}
    fetch(*[server.url("/x")] * 3)
    robots, first, second, third = (each.at for each in server.seen)
    assert first - robots < 0.2
    assert second - first >= 0.29
    assert third - second >= 0.29


def test_a_longer_crawl_delay_than_ours_at_most_is_cut(server: Server) -> None:
    server.pages |= {"/robots.txt": http(200, b"User-agent: *\nCrawl-delay: 900\n"), "/x": http(200, b"x")}
    assert [each.outcome for each in fetch(*[server.url("/x")] * 2, max_delay_s=0.1)] == ["ok", "ok"]


def test_slow_hosts_do_not_hold_up_the_others(server: Server) -> None:
    async def stuck(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        await asyncio.sleep(5)

    server.pages |= {
        "/stuck": stuck,
        "/x": http(200, b"x"),
        "slow.example/robots.txt": http(200, b"User-agent: *\nCrawl-delay: 0.5"),
    }
    urls = (
        [server.url("/stuck", "stuck.example")] * 2
        + [server.url("/x", "slow.example")] * 3
        + [server.url("/x", f"h{n}.example") for n in range(60)]
    )
    began, order = time.monotonic(), []
    with fetcher(concurrency=3, timeout_s=4.0) as made:
        for answer in made.fetch(Request(key=url, url=url) for url in urls):
            order.append((answer.key, time.monotonic() - began))
    fast = [at for key, at in order if "/h" in key]
    assert len(fast) == 60
    assert max(fast) < min(at for key, at in order if "/stuck" in key)
    assert len(order) == len(urls)


def test_retry_after_shuts_a_host_for_this_call_and_the_next(server: Server) -> None:
    server.pages |= {
        "/busy": http(429, Retry_After="100"),
        "/x": http(200, b"x"),
        "/down": http(503, Retry_After="Wed, 01 May 2999 00:00:00 GMT"),
    }
    with fetcher() as made:
        first = list(made.fetch(Request(key=path, url=server.url(path)) for path in ("/busy", "/x", "/x")))
        (later,) = made.fetch([Request(key="later", url=server.url("/x"))])
        (other,) = made.fetch([Request(key="other", url=server.url("/x", "b.example"))])
        (down,) = made.fetch([Request(key="down", url=server.url("/down", "c.example"))])
    assert [each.outcome for each in (*first, later)] == ["rate-limited"] * 4
    assert [each.status for each in (*first, later)] == [429, 0, 0, 0]
    assert all(90 < (each.retry_after_s or 0) <= 100 for each in (*first, later))
    assert other.ok
    assert (down.outcome, round(down.retry_after_s or 0)) == ("server-error", 86400)
    assert server.paths() == ["/busy", "/x", "/down"]


# --- robots.txt ---------------------------------------------------------------------------------------------------------


def test_what_robots_closes_is_not_asked_for_and_its_sitemaps_are_told(server: Server) -> None:
    server.pages |= {
        "/robots.txt": http(200, b"\xef\xbb\xbfUser-agent: Everyside\nDisallow: /no\nSitemap: http://a.example/map.xml\n"),
        "/x": http(200, b"x"),
    }
    closed, good = fetch(server.url("/no/1"), server.url("/x"))
    assert (closed.outcome, good.outcome) == ("robots-disallow", "ok")
    assert good.sitemaps == ("http://a.example/map.xml",)
    assert server.paths() == ["/x"]


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (http(404), "ok"),
        (http(403), "ok"),
        (http(500), "robots-unreachable"),
        (http(301, Location="/rules"), "robots-disallow"),
        (http(301, Location="/robots.txt"), "ok"),
        (http(301, Location="http://10.0.0.1/"), "robots-unreachable"),
        (http(200, b"#" * (600 << 10) + b"\nUser-agent: *\nDisallow: /"), "ok"),
        (http(429, Retry_After="50"), "rate-limited"),
        (b"junk\r\n\r\n", "robots-unreachable"),
    ],
    ids=["missing", "refused", "error", "redirect", "redirects for ever", "redirect inward", "too long", "too many", "junk"],
)
def test_robots_that_are_not_plainly_there(server: Server, robots: bytes, outcome: str) -> None:
    server.pages |= {"/robots.txt": robots, "/rules": http(200, b"User-agent: *\nDisallow: /"), "/x": http(200, b"x")}
    assert fetch(server.url("/x"))[0].outcome == outcome


def test_robots_outlive_the_fetcher_in_a_store_that_is_handed_in(server: Server) -> None:
    server.pages |= {"/robots.txt": http(200, b"User-agent: *\nDisallow: /no"), "/x": http(200, b"x")}
    store = MemoryRobots()
    for _ in range(2):
        assert [each.outcome for each in fetch(server.url("/x"), server.url("/no"), robots=store)] == ["ok", "robots-disallow"]
    assert [each.path for each in server.seen].count("/robots.txt") == 1
    status, body, expires_at = store.get(f"http://a.example:{server.port}") or (0, "", datetime.min)
    assert (status, body) == (200, "User-agent: *\nDisallow: /no")
    assert expires_at > datetime.now(UTC)
    assert format_datetime(expires_at)


# --- many ---------------------------------------------------------------------------------------------------------------


def test_a_caller_who_is_slow_does_not_pile_up_answers(server: Server) -> None:
    server.pages["/big"] = http(200, b"x" * (1 << 20))
    with fetcher(concurrency=8) as made:
        answers = made.fetch(Request(key=str(n), url=server.url("/big", f"h{n}.example"), max_bytes=2 << 20) for n in range(100))
        next(answers)
        time.sleep(0.6)
        assert server.paths().count("/big") < 50  # 32 MiB unread, and what was under way
        assert sum(1 for _ in answers) == 99


def test_leaving_early_cancels_the_rest_and_the_next_call_works(server: Server) -> None:
    async def stuck(writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
        await asyncio.sleep(5)

    server.pages |= {"/stuck": stuck, "/x": http(200, b"x")}
    with fetcher(concurrency=2) as made:
        urls = [server.url("/x", "first.example")] + [server.url("/stuck", f"h{n}.example") for n in range(9)]
        for answer in made.fetch(Request(key=url, url=url) for url in urls):
            assert answer.ok
            break
        assert next(made.fetch([Request(key="next", url=server.url("/x", "h1.example"))])).ok


def test_leaving_early_over_and_over_loses_no_turn(server: Server) -> None:
    server.pages["/x"] = http(200, b"x")
    with fetcher(concurrency=2) as made:
        for _ in range(30):
            requests = [Request(key="bad", url="bad")] + [Request(key="x", url=server.url("/x", f"h{n}.example")) for n in range(6)]
            for _ in made.fetch(requests):
                break
        assert len(list(made.fetch(requests))) == 7


def test_calls_within_calls_and_from_other_threads_share_one_politeness(server: Server) -> None:
    server.pages["/x"] = http(200, b"x")
    with fetcher() as made:
        for outer in made.fetch(Request(key=str(n), url=server.url("/x")) for n in range(5)):
            (inner,) = made.fetch([Request(key="inner", url=server.url("/x", "b.example"))])
            assert outer.ok
            assert inner.ok
    assert server.most == {"a.example": 1, "b.example": 1}
