"""What a page says of itself: its ``<meta>``, JSON-LD, headline and byline, put together into one record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from everyside.stages.extract.cleaning import clean_line, plain
from everyside.stages.extract.jsonld import Markup, read_markup

MAX_TITLE = 500
MAX_DESCRIPTION = 2_000
MAX_URL = 2_000
MAX_AUTHORS = 10

_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "title")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
_IMAGE = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_AUTHOR = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
)
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "publishdate",
    "publish-date", "pubdate", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
_NOT_AUTHORS = re.compile(
    r"https?:|www\.|[@/\[\]{}=]|admin|^(?:no author|administrator|staff|editor|redaktion|redaction|webmaster|none|null)$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:posted |written |words |view all posts )?by|show all articles of|(?:zeige )?alle beiträge von"
    r"|von|par|por|di|door|av|af|autor(?:in)?|author|texte?|text)\s*:?\s+",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:;|\||,|\s(?:and|und|et|y|e|en|och|og|&)\s)\s*", re.IGNORECASE)
_BYLINE = (
    "//*[@itemprop='author']//*[@itemprop='name'] | //a[@rel='author' or contains(@rel, 'author ')]"
    " | //*[@itemprop='author' and not(*)] | //address[contains(@class, 'author')]//a"
)
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«⋆:-]|::|//|/)\s+|\s*[|｜]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Cleaned. Times are aware UTC; ``canonical`` and ``image`` are absolute http(s) addresses or empty."""

    title: str
    authors: tuple[str, ...]
    published: datetime | None
    published_stated: bool = False  # False: a day that was guessed from the page
    modified: datetime | None
    image: str
    canonical: str
    description: str
    site_name: str
    section: str
    language: str  # as declared
    og_type: str
    content_tier: str


def read_metadata(tree: HtmlElement, url: str, markup: Markup | None = None) -> Metadata:
    """Read ``tree`` (not changed) of the page at ``url``. ``markup`` is its JSON-LD, where already read."""
    markup = read_markup(tree) if markup is None else markup
    meta = _meta(tree)
    site_name = plain(meta.get("og:site_name", "") or markup.publisher or meta.get("application-name", ""), 100)
    stated = _first_time((markup.published, *_all(meta, _PUBLISHED), *_marked_times(tree, "datePublished")))
    return Metadata(
        title=_title(tree, meta, markup, site_name, url),
        authors=_authors(tree, meta, markup),
        published=stated or _guessed_day(tree, url),
        published_stated=stated is not None,
        modified=_first_time((markup.modified, *_all(meta, _MODIFIED), *_marked_times(tree, "dateModified"))),
        image=_absolute(url, next(_all(meta, _IMAGE), "") or markup.image),
        canonical=_absolute(url, _canonical(tree)),
        description=plain(next(_all(meta, _DESCRIPTION), "") or markup.description, MAX_DESCRIPTION),
        site_name=site_name,
        section=plain(markup.section or meta.get("article:section", ""), 100),
        language=clean_line(
            tree.get("lang")
            or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
            or meta.get("og:locale", "")
            or markup.language,
            35,
        ),
        og_type=clean_line(meta.get("og:type", ""), 50),
        content_tier=clean_line(meta.get("article:content_tier", ""), 50),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """First non-empty content of each ``<meta>``, by its property, name or itemprop in lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if content and not content.isspace():
            for attribute in ("property", "name", "itemprop"):
                if key := element.get(attribute):
                    found.setdefault(key.strip().lower(), content)
    return found


def _all(meta: dict[str, str], keys: Iterable[str]) -> Iterator[str]:
    return (meta[key] for key in keys if key in meta)


def _title(tree: HtmlElement, meta: dict[str, str], markup: Markup, site_name: str, url: str) -> str:
    """The headline readers see (the page's one h1) where other sources confirm it, else what was meant for sharing."""
    heads = [text for text in (_heading(each) for each in islice(tree.iter("h1"), 5)) if text]
    element = tree.find(".//head/title")
    shown = plain(element.text_content(), MAX_TITLE) if element is not None else ""
    shared, marked = plain(next(_all(meta, _TITLE), ""), MAX_TITLE), plain(markup.headline, MAX_TITLE)
    pieces = [_letters(each) for each in _SEPARATOR.split(shown)]
    logo = ""
    for head in heads:
        letters = _letters(head)
        if any(_confirms(_letters(other), letters) for other in (shared, marked)):
            return head
        # headline first, site last is how nearly all write their <title>
        if letters in pieces[1:]:
            logo = logo or head
        elif letters == pieces[0] or _confirms(_letters(shown), letters):
            return head
    only = heads[0] if len(heads) == 1 and not logo else ""
    chosen = shared or marked or only or shown or next(iter(heads), "")
    return without_outlet(chosen, site_name or logo, url)


def _confirms(other: str, head: str) -> bool:
    """A logo is an h1 as well, so half of the other title must be in it; templates cut headlines, often at 110 characters."""
    if not other or len(head) < 4:
        return False
    return (head in other and 2 * len(head) >= len(other)) or (len(other) >= 30 and head.startswith(other[:60]))


def _heading(element: HtmlElement) -> str:
    return plain(" ".join(element.itertext()), MAX_TITLE)


def without_outlet(title: str, site_name: str, url: str = "") -> str:
    """``title`` without " | Outlet", " - Outlet" or "Outlet: " at its ends, where that is the site's name or its domain's."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names = {
        _letters(each) for each in (site_name, site_name.split("|")[0], host, *host.split(".")[:-1]) if len(_letters(each)) > 1
    }
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        last = cuts[-1]
        head, tail = title[: last.start()].strip(), title[last.end() :].strip()
        key = _letters(tail)
        bar = "|" in last[0] or "｜" in last[0]
        # what follows a bar is hardly ever part of a headline; "Opinion | Why we vote" has the short side first
        if (
            head
            and key
            and (_names_site(key, names) or (bar and len(tail) <= 40 and len(tail.split()) <= 5 and len(head) > max(20, len(tail))))
        ):
            title = head
            continue
        first = cuts[0]
        if _letters(title[: first.start()]) in names and title[first.end() :].strip():
            title = title[first.end() :].strip()
            continue
        break
    return title


def _names_site(key: str, names: set[str]) -> bool:
    return any(
        key == name or (len(name) >= 4 and name in key and len(key) <= 2 * len(name) + 4) or (len(key) >= 5 and key in name)
        for name in names
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _authors(tree: HtmlElement, meta: dict[str, str], markup: Markup) -> tuple[str, ...]:
    names = _names(markup.authors) or _names(_all(meta, _AUTHOR))
    return names or _names(" ".join(each.itertext()) for each in tree.xpath(_BYLINE)[:5])


def _names(given: Iterable[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for each in given:
        for name in _AND.split(_BY.sub("", plain(each, 500))):
            name = _BY.sub("", name).strip(" ,-–—→")
            if 2 < len(name) <= 80 and len(name.split()) <= 6 and not _NOT_AUTHORS.search(name):
                names.setdefault(name)
    return tuple(names)[:MAX_AUTHORS]


def parse_time(text: str) -> datetime | None:
    """A machine-written time (ISO 8601 or RFC 5322) as aware UTC; without a zone it is taken as UTC. None where it is neither."""
    text = text.strip()[:64]
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _first_time(candidates: Iterable[str]) -> datetime | None:
    return next((moment for moment in map(parse_time, candidates) if moment and moment.year >= 1995), None)


def _marked_times(tree: HtmlElement, name: str) -> Iterator[str]:
    for element in tree.xpath(f"//*[@itemprop='{name}']")[:3]:
        yield element.get("datetime") or element.get("content") or ""


def _guessed_day(tree: HtmlElement, url: str) -> datetime | None:
    """The day htmldate finds on the page; 250 of 258 right on real news pages (docs: dependency study)."""
    from htmldate import find_date

    try:
        # extensive search would take any year on the page
        found = find_date(tree, url=url, original_date=True, extensive_search=False)
    except Exception:  # a third-party parser of hostile pages; without a date the article still stands
        return None
    return parse_time(found) if found else None


def _canonical(tree: HtmlElement) -> str:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return element.get("href") or ""
    return ""


def _absolute(url: str, link: str) -> str:
    link = "".join(clean_line(link[: 2 * MAX_URL]).split())
    try:
        joined = urljoin(url, link) if link else ""
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname and len(joined) <= MAX_URL else ""
    except ValueError:
        return ""
