"""Conformance checks for any ``Fetcher``: hand in a way to make one, get AssertionErrors for what it does not keep.

They need no network: every URL they ask for has to be refused before anything is sent. Use them as
``for check in CHECKS: check(make)``, or one test a check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from everyside.ports import Fetcher, Request, Response

Make = Callable[[], Fetcher]

OUTCOMES = frozenset(
    {
        "ok",
        "not-modified",
        "gone",
        "not-found",
        "refused",
        "rate-limited",
        "server-error",
        "client-error",
        "robots-disallow",
        "robots-unreachable",
        "forbidden-address",
        "bad-url",
        "too-large",
        "bad-encoding",
        "too-many-redirects",
        "timeout",
        "dns-error",
        "connection-error",
        "bad-response",
    }
)

FORBIDDEN = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0x7f000001:8080/feed",
    "http://127.0.0.1./",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://\u2460\u2461\u2466.0.0.1/",
    "http://127\u30020\u30020\u30021/",
    "http://0.0.0.0/",
    "http://0/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/admin",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://news.localhost/",
)

BAD = (
    "",
    " ",
    "feed.xml",
    "//example.com/feed",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "gopher://example.com/",
    "http:",
    "http://",
    "http:///path",
    "http://:80/",
    "http://example.com:0/",
    "http://example.com:99999/",
    "http://example.com:port/",
    "http://user@example.com/",
    "http://user:password@example.com/",
    "http://example.com\\@127.0.0.1/",
    "http://exa mple.com/",
    "http://example.com\r\nHost: evil/",
    "http://a..b/",
    "http://ex%61mple.com/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://4294967296/",
    "http://[::1/",
    "http://[zz]/",
    "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 200 + "com/",
    "http://example.com/" + "a" * 10_000,
    "http://\udcff.com/",
    "http://example.com/\ud800",
)


def answers_every_request_once(make: Make) -> None:
    """Also for the same key and URL twice, and for more requests than any window."""
    asked = [Request(key=f"k{n % 1500}", url=FORBIDDEN[n % len(FORBIDDEN)]) for n in range(3000)]
    answered = _all(make, asked)
    assert Counter(each.key for each in answered) == Counter(each.key for each in asked)


def answers_nothing_for_nothing(make: Make) -> None:
    assert _all(make, []) == []


def refuses_forbidden_addresses(make: Make) -> None:
    """In every spelling, before anything is sent."""
    _expect(make, FORBIDDEN, {"forbidden-address"})


def refuses_bad_urls(make: Make) -> None:
    """Without raising, whatever the text."""
    _expect(make, BAD, {"bad-url"})


def can_be_left_early(make: Make) -> None:
    """A caller that stops listening neither hangs nor spoils the next call."""
    fetcher = make()
    try:
        for _ in fetcher.fetch(Request(key=url, url=url) for url in FORBIDDEN):
            break
        assert len(list(fetcher.fetch([Request(key="again", url=FORBIDDEN[0])]))) == 1
    finally:
        fetcher.close()


def takes_requests_as_needed(make: Make) -> None:
    """Memory stays flat: an endless iterable is not read to its end before the first answer."""

    def endless() -> Iterator[Request]:
        while True:
            yield Request(key="same", url=FORBIDDEN[0])

    fetcher = make()
    try:
        answers = iter(fetcher.fetch(endless()))
        assert [next(answers).key for _ in range(10)] == ["same"] * 10
    finally:
        fetcher.close()


def lets_the_callers_errors_through(make: Make) -> None:
    """An error of the caller's own iterable reaches the caller."""

    def failing() -> Iterator[Request]:
        yield Request(key="one", url=FORBIDDEN[0])
        raise LookupError("the caller's own")

    fetcher = make()
    try:
        for _ in fetcher.fetch(failing()):
            pass
    except LookupError:
        return
    finally:
        fetcher.close()
    raise AssertionError("the caller's error was lost")


def closes_twice(make: Make) -> None:
    fetcher = make()
    fetcher.close()
    fetcher.close()


def has_an_id(make: Make) -> None:
    fetcher = make()
    fetcher.close()
    assert fetcher.id
    assert fetcher.id.isascii()


CHECKS: tuple[Callable[[Make], None], ...] = (
    answers_every_request_once,
    answers_nothing_for_nothing,
    refuses_forbidden_addresses,
    refuses_bad_urls,
    can_be_left_early,
    takes_requests_as_needed,
    lets_the_callers_errors_through,
    closes_twice,
    has_an_id,
)


def _all(make: Make, requests: list[Request]) -> list[Response]:
    fetcher = make()
    try:
        return list(fetcher.fetch(requests))
    finally:
        fetcher.close()


def _expect(make: Make, urls: tuple[str, ...], outcomes: set[str]) -> None:
    answered = {each.key: each.outcome for each in _all(make, [Request(key=url, url=url) for url in urls])}
    wrong = {url: answered.get(url) for url in urls if answered.get(url) not in outcomes}
    assert not wrong, f"expected {sorted(outcomes)}: {wrong}"
