"""One address for one article.

Two forms, because a link has two uses:

``canonical_url`` is what a record carries and what is fetched. It changes only what is sure to lead to the same page: spelling
of host and path, tracking parameters, AMP wrappers and suffixes. It keeps the scheme and the host, since an outlet may answer on
``http`` only, or on ``m.`` only.

``identity`` is what an entry is told apart by and never fetched: the canonical URL without scheme, without ``www.``, ``m.``,
``mobile.``, ``touch.``, ``amp.`` and without a closing slash. So http and https, phone and desktop, of one page are one entry, and
the form that was seen first is the one that is fetched. ``Entry.id`` is ``entry_id(identity(url))``.

Sources: RFC 3986 section 6 (normalisation), WHATWG URL (IPv4 numbers), AMP cache URL format, the Public Suffix List.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from everyside.records.errors import Permanent

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

LONGEST = 2000  # characters; longer ones are data in disguise

# Published lists: Google Analytics, Matomo, AT Internet/Piano, Adobe, Mailchimp, HubSpot, Marketo, Meta, Microsoft, Yandex,
# ClearURLs' rule names. Only names that never choose the page.
TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "matomo_", "piwik_", "hsa_", "ns_", "oly_", "vero_", "mc_", "_hs", "wt_", "itm_")
TRACKING = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ymclid", "twclid", "ttclid", "igshid",
        "igsh", "li_fat_id", "epik", "mkt_tok", "xtor", "cmpid", "cmp", "smid", "smtyp", "smprod", "partner_id", "ocid",
        "ito", "ncid", "cid_source", "sr_share", "guccounter", "guce_referrer", "guce_referrer_sig", "spm", "s_cid", "icid",
        "ref_src", "ref_url", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "action_object_map",
        "action_type_map", "action_ref_map", "share_id", "sharetype", "taid", "wtmc", "wt.mc_id", "traffic_source",
        "campaign_id", "campaign_date", "feedtype", "rss", "rssfeed", "__twitter_impression", "amp_js_v", "usqp", "_ga",
        "_gl", "_openstat", "sc_campaign", "trk", "trkcampaign", "mbid", "sref", "echobox", "bxid", "cndid", "esrc",
        "cx_testid", "srnd", "zarsrc", "soc_src", "soc_trk", "__source", "tblci", "dicbo", "xnpe_tifc", "ss_source",
        "ss_campaign_id",
    }
)  # fmt: skip
# Names that choose a page on some sites and say whence the reader came on others: the value tells.
_MAYBE = frozenset({"ref", "source", "src", "from", "via", "origin", "referrer", "feed", "partner", "medium", "cid"})
_CAME_BY_FEED = re.compile(r"rss\d?|feeds?|rss[-_ ]?feed|atom|home[-_]?rss|google[-_]?news|newsletter", re.IGNORECASE)
_AMP_QUERY = {"amp": ("", "1", "true", "amp"), "outputtype": ("amp", "valid-amp"), "output": ("amp",), "isamp": ("1", "true")}

_CLEAN = re.compile(
    r"https?://(?!(?:www\.)?google\.)((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})/[A-Za-z0-9_/-]*(?:\.[a-z0-9]{2,5})?(\?[A-Za-z0-9_=&.-]*)?"
)
_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:[:/]|$)")
_JUNK = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_AMP_END = re.compile(r"(?<=[^/])(?:/amp/?|\.amp)+$")
_AMP_CACHE = re.compile(r"/[a-z]/(s/)?([^/]+\.[^/]+)(/.*)?$")
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_GOOGLE_AMP = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?$")
_SECOND_FACE = re.compile(r"(?:www\d?|m|mobile|touch|amp|wap)\.(?=.)")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|cfm|do)$")
_SLUG = re.compile(r"\d{4}|(?:[^-_]+[-_]){3}|\.\w+$")
_INWARD_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "onion")


def canonical_url(url: str, base: str | None = None) -> str:
    """The fetchable address of the page ``url`` (relative to ``base``) names; applying it twice changes nothing.

    Raises:
        Permanent: ``bad-url``, for all that is not http(s), has no host or is longer than ``LONGEST``.
    """
    clean = _CLEAN.fullmatch(url)  # four of five links need no work; the general way costs 60 µs
    if clean and len(url) <= LONGEST and "//" not in url[8:] and "ampproject" not in clean[1]:
        page, _, query = url.partition("?")
        if not page.endswith(("/amp", "/amp/", ".amp")):
            query = "&".join(pair for pair in query.split("&") if pair and not _says_nothing(pair)) if query else ""
            return f"{page}?{query}" if query else page
    scheme, host, port, path, query = _split(url, base)
    for _ in range(3):  # a wrapper may wrap a wrapper
        wrapped = None
        if host.endswith(".cdn.ampproject.org"):
            wrapped = _AMP_CACHE.match(path)
        elif _GOOGLE.fullmatch(host):
            wrapped = _GOOGLE_AMP.match(path)
        if not wrapped:
            break
        query = f"?{query}" if query else ""
        scheme, host, port, path, query = _split(f"http{'s' if wrapped[1] else ''}://{wrapped[2]}{wrapped[3] or '/'}{query}", None)
    path = _AMP_END.sub("", path)
    if query:
        query = "&".join(pair for pair in query.split("&") if pair and not _says_nothing(pair))
    return _join(scheme, host, port, path, query)


def absolute_url(url: str, base: str | None = None) -> str:
    """``url`` made absolute, safe to send and http(s), but with its query as it is: for feeds and images.

    Raises:
        Permanent: ``bad-url``.
    """
    scheme, host, port, path, query = _split(url, base)
    return _join(scheme, host, port, path, query)


def identity(url: str) -> str:
    """What tells the page of a canonical URL apart from others: host and path without scheme, face and closing slash."""
    rest = url.partition("://")[2]
    host, slash, path = rest.partition("/")
    return (_one_face(host) + slash + path).rstrip("/")


@lru_cache(maxsize=16384)
def _one_face(host: str) -> str:
    face = _SECOND_FACE.match(host)
    if face and registered_domain(host[face.end() :].partition(":")[0]) == registered_domain(host.partition(":")[0]):
        return host[face.end() :]
    return host


def host_of(url: str) -> str:
    """Lower-case host of a canonical URL, without port; an IPv6 address without brackets; "" where there is none."""
    if plain := _HOST.match(url):
        return plain[1]
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


@lru_cache(maxsize=16384)
def registered_domain(host: str) -> str:
    """The part of ``host`` somebody registered (``news.bbc.co.uk`` → ``bbc.co.uk``); an IP address, a bare name or a public
    suffix is its own."""
    if _address(host) is not None:
        return host
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=16384)
def is_inward(host: str) -> bool:
    """Whether ``host`` is, by its letters alone, an address or name of this machine or a private network.

    Names that only resolve to one are the fetcher's business. IPv4 inside IPv6 (mapped, 6to4, NAT64, Teredo) is unwrapped.
    """
    address = _address(host)
    if address is None:
        return "." not in host or host.rpartition(".")[2] in _INWARD_NAMES or host.endswith(".home.arpa")
    inner: ipaddress.IPv4Address | None = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.IPv6Network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return not (inner or address).is_global or address.is_multicast


def prefer_canonical(page_url: str, rel_canonical: str | None) -> str:
    """The article's address: what the page declares by ``rel=canonical`` (RFC 6596) where that can be believed.

    Believed is an http(s) address of the same registered domain that is not the home page, a section's root, or the page's own
    script without the query that chose the article; all three are common mistakes that would fold a whole site into one article.

    Raises:
        Permanent: ``bad-url``, where ``page_url`` itself is none.
    """
    page = canonical_url(page_url)
    if not rel_canonical:
        return page
    try:
        declared = canonical_url(rel_canonical, page_url)
    except Permanent:
        return page
    here, there = urlsplit(page), urlsplit(declared)
    if registered_domain(host_of(declared)) != registered_domain(host_of(page)):
        return page
    if there.path == "/" and not there.query and (here.path != "/" or here.query):
        return page
    root = there.path.rstrip("/")
    if here.path.startswith(root + "/") and here.path.rstrip("/") != root and not _SLUG.search(root.rpartition("/")[2]):
        return page
    if here.query and not there.query and there.path == here.path and _SCRIPT.search(there.path):
        return page
    return declared


def _says_nothing(pair: str) -> bool:
    """Whether a query's ``name=value`` does not help to choose the page."""
    name, _, value = pair.partition("=")
    name = name.lower()
    if name.startswith(TRACKING_PREFIXES) or name in TRACKING:
        return True
    if name in _AMP_QUERY:
        return value.lower() in _AMP_QUERY[name]
    return name in _MAYBE and bool(_CAME_BY_FEED.fullmatch(value))


def _split(url: str, base: str | None) -> tuple[str, str, int | None, str, str]:
    """Scheme, ASCII host, port unless default, path and query: cleaned, percent-escapes in one spelling, no dot segments."""
    try:
        url = _JUNK.sub("", url[: LONGEST + 1]).strip()
        if len(url) > LONGEST:
            raise Permanent("bad-url", f"longer than {LONGEST} characters")
        url = _ESCAPE.sub(_one_spelling, url)
        joined = urljoin(base, url) if base else url
        scheme = joined.partition(":")[0].lower()
        if scheme not in ("http", "https"):
            raise Permanent("bad-url", f"not http(s): {url[:80]}")
        parts = urlsplit(safe_url_string(joined))
        host = _host(parts.hostname or "")
        port = parts.port
    except (ValueError, UnicodeError, RecursionError) as error:
        raise Permanent("bad-url", f"{error}: {url[:80]}") from error
    return (
        scheme,
        host,
        None if port in (None, 0, 80 if scheme == "http" else 443) else port,
        _no_dots(parts.path or "/"),
        parts.query,
    )


def _no_dots(path: str) -> str:
    """RFC 3986, section 5.2.4, for an absolute path."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if path.endswith(("/.", "/..")) and kept else "")


def _join(scheme: str, host: str, port: int | None, path: str, query: str) -> str:
    joined = f"{scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}{path}{'?' + query if query else ''}"
    if len(joined) > 3 * LONGEST:
        raise Permanent("bad-url", "too long once escaped")
    return joined


def _one_spelling(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else escape[0].upper()


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        return str(ipaddress.IPv6Address(host.partition("%")[0]))
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower().rstrip(".")
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):  # WHATWG: a host that ends in a number is an IPv4 address in some spelling
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError as error:
            raise Permanent("bad-url", f"{host[:80]} is no address") from error
    if not re.fullmatch(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", host) or len(host) > 253:
        raise Permanent("bad-url", f"{host[:80]!r} is no host name")
    return host


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host) if host[-1:].isdigit() or ":" in host else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # reads its list: 30 ms

    return PublicSuffixList()
