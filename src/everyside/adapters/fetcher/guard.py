"""Where we do not go: addresses that are not on the public internet, and URLs that try to lead there.

Two gates, because either alone can be passed. ``checked_url`` looks at the host as it is written, before anything is sent
(an HTTP proxy resolves names itself, so behind one this is all we see). ``GuardedSockets`` looks at the address that a
connection is about to be opened to, after DNS and for every redirect, so a name that changes its answer cannot slip through.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote, urlsplit

from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_URL = 8192
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052; Python calls it global whatever it carries
_NOT_PUBLIC: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays, withdrawn by RFC 7526
    ipaddress.IPv6Network("3fff::/20"),  # documentation, RFC 9637; unknown to Python 3.11
)
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_HOST = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\Z")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "%/:?@!$&'()*+,;=~-._[]|"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)\Z")

refused_addresses: ContextVar[list[str] | None] = ContextVar("refused_addresses", default=None)


class Refused(Exception):
    """No answer for a request. ``outcome`` is a word of ``ports.Response``."""

    def __init__(self, outcome: str, detail: str = "") -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail


class ForbiddenAddress(OSError):
    """A connection to an address that is not public was about to be opened."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


def is_public(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether ``address`` lies on the public internet or in an ``allowed`` network.

    IPv6 addresses that carry an IPv4 one (mapped, 6to4, Teredo, NAT64) are as public as what they carry.
    Sources: IANA special-purpose registries by way of ``ipaddress``; RFC 4291, 3056, 4380, 6052, 8215.
    """
    if any(address in network for network in allowed):
        return True
    inside = _carried(address)
    if inside:
        return all(is_public(each, allowed) for each in inside)
    if any(address in network for network in _NOT_PUBLIC):
        return False
    # 2000::/3 is all of IPv6 that IANA has opened; this also shuts ::/96, fec0::/10 and local NAT64 (64:ff9b:1::/48).
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return False
    special = address.is_multicast or address.is_link_local or address.is_unspecified or address.is_reserved
    return address.is_global and not special


def _carried(address: Address) -> tuple[Address, ...]:
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def checked_url(text: str, allowed: Sequence[Network] = (), base: URL | None = None) -> URL:
    """The URL to ask for: absolute (against ``base``), without fragment, its host in plain ASCII or as an address.

    Raises:
        Refused: ``bad-url`` (not http or https, userinfo, no or impossible host or port, too long) or
            ``forbidden-address`` (a host that is, in any spelling, an address that is not public, or localhost).
    """
    text = text.strip(" \t\r\n\f")
    if len(text) > LONGEST_URL:
        raise Refused("bad-url", f"longer than {LONGEST_URL} characters")
    # Spaces and the like in a path are quoted; in front of the path they only serve to confuse parsers.
    scheme, separator, rest = text.partition("//")
    if separator and (not scheme or scheme.endswith(":")) and _CONTROLS.search(scheme + re.split(r"[/?#]", rest, maxsplit=1)[0]):
        raise Refused("bad-url", "control character, space or backslash in the host")
    try:
        absolute = _joined(base, text) if base else text
        url = URL(absolute)
        if url.scheme not in ("http", "https"):
            raise Refused("bad-url", f"scheme {url.scheme[:20]!r} is not http or https")
        if "@" in url.raw_authority:
            raise Refused("bad-url", "a user name or password in the URL")
        if url.explicit_port == 0:
            raise Refused("bad-url", "port 0")
        name, address = _host(url.raw_host or "")
        if address is None and (name == "localhost" or name.endswith(".localhost")):
            address = ipaddress.IPv4Address("127.0.0.1")
        if address is not None and not is_public(address, allowed):
            raise Refused("forbidden-address", name if name.endswith("localhost") else str(address))
        host = f"[{name}]" if ":" in name else name
        port = "" if url.is_default_port() or url.explicit_port is None else f":{url.explicit_port}"
        return URL(f"{url.scheme}://{host}{port}{_as_written(absolute, url)}", encoded=True)
    except (ValueError, UnicodeError, TypeError) as error:
        raise Refused("bad-url", str(error)[:200]) from error


def _joined(base: URL, text: str) -> str:
    if _SCHEME.match(text):
        return text
    if text.startswith("//"):
        return f"{base.scheme}:{text}"
    # urllib's urljoin drops empty path segments; yarl's join keeps them.
    return str(base.join(URL(quote(text, safe=_KEPT + "#"), encoded=True)))


def _as_written(text: str, url: URL) -> str:
    """Path and query as their maker wrote them, but for what no URL may hold: some servers tell ``%2C`` from a comma."""
    parts = urlsplit(text)
    path = url.raw_path if "/." in parts.path else parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return quote(_STRAY_PERCENT.sub("%25", path + query), safe=_KEPT)


def _host(host: str) -> tuple[str, Address | None]:
    """The host as it is sent, and its address if it is one in any spelling (WHATWG URL, "IPv4 parser")."""
    if ":" in host:
        address = ipaddress.IPv6Address(host)  # a zone ("%eth0") stays in str() and is link-local anyway
        if address.scope_id:
            raise Refused("forbidden-address", host[:60])
        return str(address), address
    name = unicodedata.normalize("NFKC", host).lower().removesuffix(".")
    if not _HOST.match(name):
        raise Refused("bad-url", f"impossible host {host[:60]!r}" if host else "no host")
    parts = name.split(".")
    if not _NUMBER.match(parts[-1]):
        return name, None
    if len(parts) > 4 or not all(_NUMBER.match(part) and len(part) < 20 for part in parts):
        raise Refused("bad-url", f"impossible address {host[:60]!r}")
    numbers = [_number(part) for part in parts]
    *front, last = numbers
    if any(each > 255 for each in front) or last >= 256 ** (5 - len(numbers)):
        raise Refused("bad-url", f"impossible address {host[:60]!r}")
    v4 = ipaddress.IPv4Address(sum(each << (24 - 8 * at) for at, each in enumerate(front)) + last)
    return str(v4), v4


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)


class GuardedSockets:
    """aiohttp's ``socket_factory``: refuses to make a socket towards an address that is not public."""

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def __call__(self, addr_info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, target = addr_info
        if family not in (socket.AF_INET, socket.AF_INET6):
            raise ForbiddenAddress("this address is not public")
        text = str(target[0]).partition("%")[0]
        if not is_public(ipaddress.ip_address(text), self._allowed):
            seen = refused_addresses.get()
            if seen is not None:
                seen.append(text)
            # One text for all addresses: aiohappyeyeballs hides the class where texts differ.
            raise ForbiddenAddress("this address is not public")
        return socket.socket(family, kind, protocol)
