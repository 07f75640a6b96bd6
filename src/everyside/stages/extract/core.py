"""The extract stage's thinking: a page's bytes to what it says, and that together with its feed entry to an article.

``extract_page`` is what takes the time and what a hostile page can hang; call it through ``pool.py``. Main text: trafilatura
in its fast mode, run again in the default mode where that finds fewer than ``SHORT`` characters.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from everyside.records.article import Article, Entry, Kind, Page
from everyside.records.errors import Permanent
from everyside.records.ids import OutletId, article_id
from everyside.stages.extract.cleaning import clean_line, clean_text
from everyside.stages.extract.decode import decode
from everyside.stages.extract.jsonld import read_markup
from everyside.stages.extract.kinds import kind_of, kind_of_text, paywalled
from everyside.stages.extract.language import LONG, UNKNOWN, detect, primary
from everyside.stages.extract.metadata import MAX_DESCRIPTION, MAX_TITLE, read_metadata, without_outlet

if TYPE_CHECKING:
    from lxml.html import HtmlElement

VERSION = "extract/1"
MAX_TEXT = 200_000  # characters of an article kept
SHORT = 1_200  # characters; sweep in the dependency study: .939 → .944 on 258 news pages for 5 % run again
POOR = 250  # characters below which the page's own articleBody, or the feed's content, is preferred
FUTURE = timedelta(hours=24)  # a stated time this far ahead is a slip of zone or clock; more is nonsense

_NOT_HTML = ("application/pdf", "image/", "audio/", "video/", "application/zip", "application/octet-stream", "application/json")
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00\x18ftyp")
_BLOCKS = (
    "address article blockquote br dd details div dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section"
    " table td th tr ul"
)
_SKIPPED = "script style noscript template iframe form nav aside svg button figure object embed select textarea head"
_BLOCK_TAGS, _SKIPPED_TAGS = frozenset(_BLOCKS.split()), frozenset(_SKIPPED.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a page says, cleaned: no controls, NFC; paragraphs of ``text`` one a line. Empty where it does not say."""

    title: str = ""
    text: str = ""
    language: str = UNKNOWN  # by the text alone, without a prior
    declared_language: str = ""  # what the page claims; servers are often wrong
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_stated: bool = False  # False: only a day, guessed from the page's text and address
    modified: datetime | None = None
    image: str = ""
    paywall: bool = False
    kind: Kind = Kind.NEWS
    canonical: str = ""  # rel=canonical, absolute
    description: str = ""
    site_name: str = ""


def extract_page(body: bytes, url: str, content_type: str = "") -> Extracted:
    """Read the page that ``url`` answered with.

    Raises:
        Permanent: ``not-html`` (a PDF, an image …), ``empty`` (no bytes), ``unreadable`` (no parser makes sense of it).
    """
    kind = content_type.split(";")[0].strip().lower()
    head = body[:32].lstrip()
    if not body.strip():
        raise Permanent("empty", "the page has no content")
    if head.startswith(_MAGIC) or (kind.startswith(_NOT_HTML) and b"<" not in head):
        raise Permanent("not-html", f"{kind or 'binary data'} instead of a page")
    source = decode(body, content_type)
    tree = _parse(source)
    if tree is None:
        raise Permanent("unreadable", "this is not a web page")
    markup = read_markup(tree)
    meta = read_metadata(tree, url, markup)
    text = _main_text(tree, url)
    if len(text) < POOR and len(markup.body) > 2 * len(text):
        stated = clean_text(_text_of(markup.body) if "<" in markup.body else markup.body, MAX_TEXT)
        text = stated if len(stated) > 2 * len(text) else text
    text = _without_title(text, meta.title)
    return Extracted(
        title=meta.title,
        text=text,
        language=detect(meta.title, text),
        declared_language=primary(meta.language),
        authors=meta.authors,
        published=meta.published,
        published_stated=meta.published_stated,
        modified=meta.modified,
        image=meta.image,
        paywall=paywalled(tree, source, markup, meta.content_tier),
        kind=kind_of(url, meta.title, markup, meta.og_type, meta.section, text),
        canonical=meta.canonical,
        description=meta.description,
        site_name=meta.site_name,
    )


def extract_content(content: str, title: str = "", url: str = "") -> Extracted:
    """Read the HTML a feed entry carries. All of it is taken to be the article: feeds have little clutter."""
    text = _without_title(clean_text(_text_of(content), MAX_TEXT), title)
    return Extracted(title=title, text=text, language=detect(title, text), kind=kind_of_text(title, text, url))


def extract(body: bytes, url: str, content_type: str = "", content: str = "", title: str = "") -> Extracted:
    """The page where there is one, the feed's ``content`` where there is none or where the page has hardly any text.

    Raises:
        Permanent: as ``extract_page``, where the content does not help either.
    """
    if not body and not content:
        raise Permanent("empty", "neither a page nor content in the feed")
    if not body:
        return extract_content(content, title, url)
    try:
        page = extract_page(body, url, content_type)
    except Permanent:
        if not content:
            raise
        return extract_content(content, title, url)
    if content and len(page.text) < POOR:
        given = extract_content(content, title, url)
        if len(given.text) > len(page.text):
            return replace(page, title=page.title or given.title, text=given.text, language=given.language)
    return page


def to_article(
    entry: Entry,
    page: Page | None,
    extracted: Extracted,
    outlet_id: OutletId,
    prior_language: str | None,
    now: datetime,
    made_by: str,
    canonical: Callable[[str, str | None], str],
) -> Article:
    """Entry, page and what was extracted from either, as one article.

    Published: as the entry says, else as the page says, else the day guessed from the page or when we found it, which count as
    not stated. Title: the page's, else the entry's.
    ``prior_language`` is what this feed's articles were in so far. ``canonical(page_url, rel_canonical)`` names the article.

    Raises:
        Permanent: ``not-an-article`` (the link now leads to a home page, or there is no title), ``no-text`` (neither text
            nor a summary).
    """
    url = page.url if page else entry.url
    if page and _is_home(page.url) and not _is_home(entry.url):
        raise Permanent("not-an-article", f"{entry.url} now leads to {page.url}")
    title = extracted.title or without_outlet(clean_line(entry.title, MAX_TITLE), extracted.site_name, url)
    summary = clean_line(entry.summary, MAX_DESCRIPTION) or extracted.description
    if not title:
        raise Permanent("not-an-article", "it has no title")
    if not extracted.text and not summary:
        raise Permanent("no-text", "neither the page nor the feed has any text")
    named = canonical(url, extracted.canonical or None)
    from_page = _sane(extracted.published, now)
    stated = _sane(entry.published, now) or (from_page if extracted.published_stated else None)
    modified = _sane(extracted.modified, now) or _sane(entry.modified, now)
    published = stated or from_page or entry.found_at
    return Article(
        id=article_id(named),
        url=named,
        outlet_id=outlet_id,
        title=title,
        text=extracted.text,
        language=_language(title, summary, entry, extracted, prior_language),
        published=published,
        published_stated=stated is not None,
        modified=modified if modified and modified > published else None,
        authors=extracted.authors or tuple(filter(None, (clean_line(each, 80) for each in entry.authors[:10]))),
        image=extracted.image or entry.image,
        paywall=extracted.paywall,
        kind=extracted.kind if page or entry.content else kind_of_text(title, "", url),
        summary=summary,
        found_at=entry.found_at,
        made_by=made_by,
    )


def _parse(source: str) -> HtmlElement | None:
    from trafilatura import load_html

    _silence()
    try:
        return load_html(source)
    except Exception:  # libxml2 and its binding meet hostile bytes here; whatever they raise means the same to us
        return None


def _main_text(tree: HtmlElement, url: str) -> str:
    """The article's text; ``tree`` is not changed."""
    text = _trafilatura(tree, url, fast=True)
    if len(text) < SHORT:
        text = _trafilatura(tree, url, fast=False) or text
    return text


def _trafilatura(tree: HtmlElement, url: str, *, fast: bool) -> str:
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(tree, url=url or None, fast=fast, include_comments=False)  # works on a copy of the tree
    except Exception:  # a third-party parser of hostile pages: RecursionError, ValueError and others; it found nothing
        return ""
    text = getattr(document, "text", None)
    return clean_text(text, MAX_TEXT) if isinstance(text, str) else ""


def _text_of(fragment: str) -> str:
    """All text of an HTML fragment, a line for each block."""
    from lxml import html
    from lxml.etree import iterwalk

    source = f"<html><body><div>{fragment}</div></body></html>".encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(source, parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except Exception:  # as in _parse
        return ""
    parts: list[str] = []
    skipping: HtmlElement | None = None
    for event, element in iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if skipping is None and tag in _SKIPPED_TAGS:
                skipping = element
            if skipping is None:
                parts += ("\n" if tag in _BLOCK_TAGS else "", " ".join((element.text or "").splitlines()))
        else:
            if skipping is None:
                parts.append("\n" if tag in _BLOCK_TAGS else "")
            elif skipping is element:
                skipping = None
            if skipping is None:
                parts.append(" ".join((element.tail or "").splitlines()))
    return "".join(parts)


def _without_title(text: str, title: str) -> str:
    first, separator, rest = text.partition("\n")
    return rest if separator and title and first.casefold() == title.casefold() else text


def _language(title: str, summary: str, entry: Entry, extracted: Extracted, prior: str | None) -> str:
    if len(extracted.text) >= LONG and extracted.language != UNKNOWN:
        return extracted.language
    expected = primary(prior) or primary(entry.language) or extracted.declared_language
    return detect(title, extracted.text or summary, expected)


def _sane(moment: datetime | None, now: datetime) -> datetime | None:
    if moment is None or moment.year < 1995 or moment > now + FUTURE:
        return None
    return min(moment, now)


def _is_home(url: str) -> bool:
    rest = url.split("://", 1)[-1].split("#")[0]
    host, slash, path = rest.partition("/")
    return not slash or path.strip("/").lower() in ("", "index.html", "index.php", "home")


def _silence() -> None:
    """Third-party parsers log every page they dislike; what matters is in the outcome."""
    for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
