"""The parts of the fetcher that need no network: decoding, turns, robots rules, headers, and the conformance of the port."""

from __future__ import annotations

import gzip
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.adapters.fetcher import aiohttp_fetcher
from everyside.adapters.fetcher.decode import BadEncoding, Body, TooLarge
from everyside.adapters.fetcher.message import retry_after_s
from everyside.adapters.fetcher.plain import PlainFetcher, file_name
from everyside.adapters.fetcher.politeness import Turns
from everyside.adapters.fetcher.robots import MemoryRobots, Robots, Rules
from everyside.ports import Fetcher, Request
from everyside.settings import Settings
from everyside.testing.fetcher import CHECKS, Make

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NOW = datetime(2031, 5, 1, tzinfo=UTC)
TEXT = b"<?xml version='1.0'?><rss>" + b"all the news " * 500 + b"</rss>"


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def raw_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-15)
    return made.compress(data) + made.flush()


def decode(coding: str, wire: bytes, max_bytes: int = 1 << 20, size: int = 7, *, cut: bool = False) -> bytes:
    body = Body(coding, max_bytes, cut=cut)
    for at in range(0, len(wire), size):
        body.feed(wire[at : at + size])
        if body.full:
            break
    return body.finish()


# --- the port ----------------------------------------------------------------------------------------------------------


def make_plain() -> Fetcher:
    return PlainFetcher({})


def make_aiohttp() -> Fetcher:
    return aiohttp_fetcher.make(Settings())


@pytest.mark.parametrize("make", [make_plain, make_aiohttp])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_fetchers_keep_what_the_port_promises(check: Callable[[Make], None], make: Make) -> None:
    check(make)


def test_the_plain_fetcher_answers_from_pages_and_from_a_folder(tmp_path: Path) -> None:
    pages = {
        "http://a.example/feed": (200, {"ETag": '"1"', "Content-Encoding": "gzip"}, gzip.compress(TEXT)),
        "http://a.example/old": (301, {"Location": "/feed"}, b""),
    }
    fetcher = PlainFetcher(pages)
    moved, unchanged, missing = fetcher.fetch(
        [
            Request(key="1", url="http://a.example/old"),
            Request(key="2", url="http://a.example/feed", etag='"1"'),
            Request(key="3", url="http://b.example/"),
        ]
    )
    assert (moved.body, moved.moved_to) == (TEXT, "http://a.example/feed")
    assert (unchanged.outcome, missing.outcome) == ("not-modified", "not-found")
    (tmp_path / file_name("http://c.example/x?y=1")).write_bytes(b"here")
    assert next(PlainFetcher(tmp_path).fetch([Request(key="4", url="http://c.example/x?y=1")])).body == b"here"


# --- decoding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gz(TEXT)),
        ("x-gzip", gz(TEXT)),
        ("GZIP", gz(TEXT[:100]) + gz(TEXT[100:])),
        ("gzip", gz(TEXT) + b"\0" * 100),
        ("gzip", gz(TEXT) + b"<!-- served by cache 7 -->"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
        ("zstd", zstd.compress(TEXT[:50]) + zstd.compress(TEXT[50:])),
        ("gzip, br", brotli.compress(gz(TEXT))),
        # labels that lie
        ("gzip", TEXT),
        ("deflate", TEXT),
        ("br", TEXT),
        ("zstd", TEXT),
        ("zstd", gz(TEXT)),
        ("utf-8", TEXT),
        ("none", gz(TEXT)),
        # sitemap.xml.gz, as it is and with a coding around it
        ("", gz(TEXT)),
        ("gzip", gz(gz(TEXT))),
        ("br", brotli.compress(gz(TEXT))),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:6].hex(),
)
@pytest.mark.parametrize("size", [1, 1000, 1 << 20])
def test_a_body_comes_out_whole_however_it_is_packed_and_cut(coding: str, wire: bytes, size: int) -> None:
    assert decode(coding, wire, size=size) == TEXT


@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br", "zstd", "unheard-of"])
def test_an_empty_body_is_empty(coding: str) -> None:
    assert decode(coding, b"") == b""


@pytest.mark.parametrize(
    "packed", [gz(TEXT), zlib.compress(TEXT), brotli.compress(TEXT), zstd.compress(TEXT)], ids=["gzip", "deflate", "br", "zstd"]
)
def test_a_body_that_ends_early_is_a_bad_encoding(packed: bytes) -> None:
    coding = {0x1F: "gzip", 0x78: "deflate", 0x28: "zstd"}.get(packed[0], "br")
    with pytest.raises(BadEncoding):
        decode(coding, packed[: len(packed) // 2])


@pytest.mark.parametrize("coding", ["compress", "br", "deflate", "gzip,gzip,gzip,gzip"])
def test_what_cannot_be_decompressed_is_a_bad_encoding(coding: str) -> None:
    with pytest.raises(BadEncoding):
        decode(coding, b"\xff\x00\x01\x02" * 100)


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "gzip", "deflate", "br", "zstd", "br, gzip"]),
    st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"]),
)
def test_any_bytes_end_in_a_body_or_a_named_error(data: bytes, coding: str, start: bytes) -> None:
    with suppress(BadEncoding, TooLarge):
        assert isinstance(decode(coding, start + data, 4096), bytes)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_costs_no_more_memory_than_its_limit(coding: str) -> None:
    blank = bytes(64 << 20)
    if coding == "br":
        wire = brotli.compress(blank, quality=1)
    else:
        wire = {"gzip": gzip, "deflate": zlib, "zstd": zstd}[coding].compress(blank)
    del blank
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decode(coding, wire, 4 << 20, size=64 << 10)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 << 20


def test_a_zstd_window_over_eight_mebibytes_is_refused() -> None:
    wide = zstd.compress(
        bytes(64 << 20), options={zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.content_size_flag: 0}
    )
    with pytest.raises((BadEncoding, TooLarge)):
        decode("zstd", wide, 1 << 20)


def test_robots_is_cut_and_not_refused() -> None:
    assert decode("gzip", gz(TEXT), 1000, cut=True) == TEXT[:1000]


# --- turns -------------------------------------------------------------------------------------------------------------


def test_a_host_has_one_turn_at_a_time_and_a_pause_after_it() -> None:
    turns, went = Turns(8), list[str]()
    for name in ("a1", "a2", "b1"):
        turns.add(name[0], lambda name=name: went.append(name))  # type: ignore[misc]
    while go := turns.next(0.0):
        go()
    assert went == ["a1", "b1"]
    turns.done("a", 1.0, 5.0)
    assert turns.next(5.9) is None
    assert turns.wake_at() == 6.0
    assert turns.next(6.0) is not None


def test_hosts_that_wait_hold_no_slot() -> None:
    turns = Turns(1)
    for _ in range(3):
        turns.add("slow", lambda: None)
    turns.add("fast", lambda: None)
    assert turns.next(0.0) is not None
    assert turns.next(0.0) is None  # the only slot is taken
    turns.done("slow", 0.0, 1000.0)
    assert turns.next(0.0) is not None
    turns.done("fast", 0.0, None)
    assert turns.next(999.0) is None


def test_a_hundred_thousand_hosts_are_forgotten_when_they_are_done() -> None:
    turns = Turns(4)
    for n in range(100_000):
        turns.add(f"h{n}", lambda: None)
        assert turns.next(float(n)) is not None
        turns.done(f"h{n}", float(n), 1.0)
    assert len(turns._hosts) < 10_000


# --- robots and headers ------------------------------------------------------------------------------------------------


def rules(text: str, status: int = 200) -> Rules:
    return Robots(MemoryRobots()).put("http://a.example", status, text.encode(), NOW)


def test_robots_rules_for_us_win_over_those_for_all() -> None:
    ours = rules(
        "\ufeffUser-agent: *\nDisallow: /\n\nUser-agent: Everyside\nDisallow: /private\nCrawl-delay: 7\nSitemap: http://a.example/s.xml\n"
    )
    assert ours.allow("http://a.example/news")
    assert not ours.allow("http://a.example/private/x")
    assert ours.crawl_delay_s == 7
    assert ours.sitemaps == ("http://a.example/s.xml",)


def test_robots_rules_for_others_are_not_ours() -> None:
    others = rules("User-agent: OtherBot\nUser-agent: Every\nDisallow: /a\nUser-agent: badbot\nDisallow: /\n")
    assert others.allow("http://a.example/b")


@pytest.mark.parametrize(("status", "allowed"), [(200, True), (404, True), (403, True), (500, False), (503, False), (0, False)])
def test_missing_robots_allow_all_and_broken_ones_nothing(status: int, allowed: bool) -> None:
    assert rules("", status).allow("http://a.example/") is allowed


def test_a_hostile_robots_file_is_parsed_in_a_moment() -> None:
    text = "".join(f"User-agent: bot{n}\n" for n in range(12_000)) + "Disallow: /*a*a*a*a*a$\n" * 12_000
    began = time.perf_counter()
    assert rules(text + "User-agent: *\nDisallow: /x\n").allow("http://a.example/" + "a" * 2000)
    assert time.perf_counter() - began < 10


def test_robots_are_believed_for_a_day_and_an_outage_for_an_hour() -> None:
    robots = Robots(MemoryRobots())
    robots.put("http://a.example", 200, b"", NOW)
    robots.put("http://b.example", 0, b"", NOW)
    assert robots.get("http://a.example", NOW + timedelta(hours=23))
    assert robots.get("http://a.example", NOW + timedelta(hours=25)) is None
    assert robots.get("http://b.example", NOW + timedelta(minutes=59))
    assert robots.get("http://b.example", NOW + timedelta(minutes=61)) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 6000, 86400.0),
        ("Thu, 01 May 2031 00:10:00 GMT", 600.0),
        ("Thu, 01 May 2031 00:10:00", 600.0),
        ("Thu, 01 May 2011 00:10:00 GMT", 0.0),
        ("Fri, 01 May 2099 00:10:00 GMT", 86400.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds
