"""Which addresses and URLs are let through. What must be refused in general is in ``everyside.testing.fetcher``."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from everyside.adapters.fetcher.guard import ForbiddenAddress, GuardedSockets, Refused, checked_url, is_public, networks


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "151.101.1.69",
        "2606:4700::1111",
        "2a00:1450:4001::200e",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "64:ff9b::8.8.8.8",
    ],
)
def test_a_public_address_is_let_through_also_inside_another(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "192.88.99.1",
        "198.18.0.1",
        "192.0.2.7",
        "240.0.0.1",
        "0.0.0.0",
        "64:ff9b:1::808:808",
        "3fff::1",
        "::8.8.8.8",
        "100::1",
        "5f00::1",
    ],
)
def test_addresses_that_no_outlet_can_have_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_an_allowed_network_is_let_through_and_its_neighbour_is_not() -> None:
    allowed = networks(["10.1.0.0/16", "fd00:1::/32"])
    assert is_public(ipaddress.ip_address("10.1.2.3"), allowed)
    assert is_public(ipaddress.ip_address("::ffff:10.1.2.3"), allowed)
    assert is_public(ipaddress.ip_address("fd00:1::5"), allowed)
    assert not is_public(ipaddress.ip_address("10.2.0.1"), allowed)
    assert not is_public(ipaddress.ip_address("127.0.0.1"), allowed)


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_an_ipv4_address_inside_an_ipv6_one_is_as_public_as_by_itself(address: ipaddress.IPv4Address, form: str) -> None:
    assert is_public(ipaddress.ip_address(form.format(address))) == is_public(address)


def test_no_socket_is_made_towards_a_private_address() -> None:
    factory = GuardedSockets(networks(["127.0.0.2/32"]))
    with pytest.raises(ForbiddenAddress):
        factory((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    with pytest.raises(ForbiddenAddress):
        factory((socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1%lo", 80, 0, 1)))
    factory((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", 80))).close()


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (" http://Example.COM/a#part ", "http://example.com/a"),
        ("https://example.com./x", "https://example.com/x"),
        ("http://example.com:8080/?q=1", "http://example.com:8080/?q=1"),
        ("http://münchen.example/ä b", "http://xn--mnchen-3ya.example/%C3%A4%20b"),
        ("http://a.example/x%2Cy,z/%7Eme?q=%27'&r=a+b%20c|d", "http://a.example/x%2Cy,z/%7Eme?q=%27'&r=a+b%20c|d"),
        ("http://a.example/100%/a/../b?x=<1>", "http://a.example/100%25/b?x=%3C1%3E"),
        ("https://a.example:443", "https://a.example/"),
        ("http://134744072/", "http://8.8.8.8/"),
        ("http://my_paper.example/", "http://my_paper.example/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://localhost.example.com/", "http://localhost.example.com/"),
    ],
)
def test_a_good_url_is_asked_for_in_its_plain_form(written: str, asked: str) -> None:
    assert str(checked_url(written)) == asked


def test_what_stands_in_a_redirect_is_read_against_its_page() -> None:
    base = URL("http://example.com/a/b")
    assert str(checked_url("../c//d e", base=base)) == "http://example.com/c//d%20e"
    assert str(checked_url("?x=%2C#y", base=base)) == "http://example.com/a/b?x=%2C"
    assert str(checked_url("", base=base)) == "http://example.com/a/b"
    assert str(checked_url("/ä%", base=base)) == "http://example.com/%C3%A4%25"
    assert str(checked_url("//other.example/x", base=base)) == "http://other.example/x"
    with pytest.raises(Refused, match="forbidden-address"):
        checked_url("//127.0.0.1/x", base=base)


@given(st.text(max_size=80))
def test_any_text_is_either_a_url_or_refused(text: str) -> None:
    for url in (text, "http://" + text):
        with suppress(Refused):
            assert checked_url(url).scheme in ("http", "https")
