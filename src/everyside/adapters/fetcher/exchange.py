"""One GET with aiohttp: sent, read within its limits, and every way to fail given its name. Redirects are the caller's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from everyside.adapters.fetcher.decode import BadEncoding, Body, TooLarge
from everyside.adapters.fetcher.guard import GuardedSockets, Network, Refused, refused_addresses
from everyside.adapters.fetcher.message import readable

_LINE_LIMIT = 64 << 10
_MOST_HEADERS = 512  # aiohttp's 128 refuses some content networks
_READ_BUFFER = 64 << 10
_WIRE_SLACK = 1 << 20  # what a compressed body may be larger than the limit of its content
_SMALL = 64 << 10  # an unwanted body up to this size is read, so that its connection can be used again
KEEP_ALIVE_S = 20.0
_DNS_CACHE_S = 60


class ProxyDown(Refused):
    """Our own proxy does not answer: says nothing about the host that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    wire_bytes: int = 0


class Exchange:
    """The HTTP session. Made and used inside a running event loop."""

    def __init__(self, user_agent: str, proxy: str, allowed: tuple[Network, ...], resolver: AbstractResolver | None) -> None:
        self._proxy = proxy or None
        # Through a proxy every connection goes to the proxy, whose address the operator chose; names are resolved there.
        guard = None if proxy else GuardedSockets(allowed)
        connector = aiohttp.TCPConnector(
            limit=0,  # bounded by Turns
            socket_factory=guard,
            keepalive_timeout=KEEP_ALIVE_S,
            ttl_dns_cache=_DNS_CACHE_S,
            resolver=resolver,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),  # one clock over all, in ``get``
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate, br, zstd"},
            read_bufsize=_READ_BUFFER,
            max_line_size=_LINE_LIMIT,
            max_field_size=_LINE_LIMIT,
            max_headers=_MOST_HEADERS,
            requote_redirect_url=False,
        )

    async def close(self) -> None:
        await self._session.close()

    async def get(self, url: URL, headers: Mapping[str, str], *, max_bytes: int, timeout_s: float, cut: bool = False) -> Answer:
        """The answer to one GET; its body only where the status is 2xx.

        Raises:
            Refused: ``timeout``, ``too-large``, ``bad-encoding``, ``bad-response``, ``forbidden-address``, ``dns-error``,
                ``connection-error``; ``ProxyDown`` where our proxy is at fault.
        """
        refused: list[str] = []
        token = refused_addresses.set(refused)
        try:
            async with (
                asyncio.timeout(timeout_s),
                self._session.get(url, headers=headers, proxy=self._proxy, allow_redirects=False) as response,
            ):
                return await _read(response, max_bytes, cut)
        except TimeoutError as error:
            raise Refused("timeout", f"no complete answer within {timeout_s:.1f} s") from error
        except TooLarge as error:
            raise Refused("too-large", f"more than {max_bytes} bytes") from error
        except BadEncoding as error:
            raise Refused("bad-encoding", readable(str(error))) from error
        except Refused:
            raise
        except Exception as error:
            # aiohttp, its C parser and TLS meet hostile bytes here, and their errors have no common base.
            raise self._named(error, refused) from error
        finally:
            refused_addresses.reset(token)

    def _named(self, error: Exception, refused: list[str]) -> Refused:
        detail = readable(f"{type(error).__name__}: {error}")[:300]
        if refused:
            return Refused("forbidden-address", ", ".join(dict.fromkeys(refused)))
        if isinstance(error, aiohttp.ClientProxyConnectionError):
            return ProxyDown("connection-error", f"the proxy does not answer; check collect.proxy ({detail})")
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            return (
                ProxyDown("connection-error", f"no address for the proxy ({detail})")
                if self._proxy
                else Refused("dns-error", detail)
            )
        if isinstance(error, aiohttp.ClientHttpProxyError):
            return Refused("connection-error", f"the proxy would not connect: {error.status}")
        if isinstance(error, (aiohttp.ClientPayloadError, aiohttp.ClientResponseError)):
            return Refused("bad-response", detail)
        if isinstance(error, (aiohttp.ClientConnectionError, OSError)):
            return Refused("connection-error", detail)
        return Refused("bad-response", detail)


async def _read(response: aiohttp.ClientResponse, max_bytes: int, cut: bool) -> Answer:
    length = response.content_length
    if not 200 <= response.status < 300:
        if length is not None and length <= _SMALL:
            await response.read()
        return Answer(status=response.status, headers=response.headers)
    coding = ",".join(response.headers.getall("Content-Encoding", ()))
    if length is not None and length > max_bytes + (_WIRE_SLACK if coding else 0) and not cut:
        raise TooLarge
    body = Body(coding, max_bytes, cut=cut)
    wire = 0
    async for chunk in response.content.iter_any():
        wire += len(chunk)
        body.feed(chunk)
        if body.full:
            break
        if wire > max_bytes + _WIRE_SLACK:
            raise TooLarge
    return Answer(status=response.status, headers=response.headers, body=body.finish(), wire_bytes=wire)
