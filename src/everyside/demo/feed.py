"""Feeds and news sitemaps of the made-up press: RSS 2.0, Atom or JSON Feed 1.1, by outlet.

Sources: RSS 2.0 (rssboard.org), RFC 4287, jsonfeed.org/version/1.1, sitemaps.org 0.9 with Google's news extension.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from typing import Any

from everyside.demo.newsroom import NOTICE, Paper, Piece
from everyside.demo.page import lead

FULL_TEXT = frozenset({"kestrel-wire", "lantern-broadcasting", "the-bell-buoy", "la-vigie", "mare-viva", "morgenblatt-brennmark"})
TRACKED = frozenset({"valmere-standard", "iron-rooster", "diario-del-valle-alto", "le-beffroi", "correio-de-caravela"})
TRACKING = "?utm_source=rss&utm_medium=feed&utm_campaign=top"
# Feeds in old encodings, apart from the paper's pages: the declaration stands in the XML.
FEED_CHARSETS = {"wiadomosci-nadrzeczne": "iso-8859-2", "shiokaze-nippo": "shift_jis", "le-beffroi": "iso-8859-1"}
SUMMARY_LENGTH = 240


def feed(paper: Paper, pieces: Sequence[Piece]) -> tuple[str, bytes]:
    """Content type and body of the paper's feed, newest first."""
    made = {"/feed.xml": _rss, "/atom.xml": _atom, "/feed.json": _json_feed}[paper.feed_path]
    return made(paper, pieces)


def sitemap(paper: Paper, pieces: Sequence[Piece]) -> tuple[str, bytes]:
    """The paper's news sitemap."""
    urls = "".join(
        f"<url><loc>{escape(piece.url)}</loc><news:news><news:publication><news:name>{escape(paper.name)}</news:name>"
        f"<news:language>{paper.language}</news:language></news:publication>"
        f"<news:publication_date>{piece.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(piece.title)}</news:title></news:news></url>\n"
        for piece in pieces
    )
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!-- {NOTICE} -->\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )
    return "application/xml", text.encode()


def _link(piece: Piece) -> str:
    return piece.url + (TRACKING if piece.paper.id in TRACKED else "")


def _html(piece: Piece) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in piece.paragraphs)


def _rss(paper: Paper, pieces: Sequence[Piece]) -> tuple[str, bytes]:
    items = "".join(
        f"<item><title>{escape(piece.title)}</title><link>{escape(_link(piece))}</link>"
        f'<guid isPermaLink="false">{paper.id}-{piece.story}-{piece.key}</guid>'
        f"<pubDate>{format_datetime(piece.published)}</pubDate><description>{escape(lead(piece, SUMMARY_LENGTH))}</description>"
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in piece.authors)
        + (f"<content:encoded>{escape(_html(piece))}</content:encoded>" if paper.id in FULL_TEXT else "")
        + "</item>\n"
        for piece in pieces
    )
    text = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{escape(paper.name)}</title><link>http://{paper.host}/</link><language>{paper.language}</language>"
        f"<description>{escape(paper.name)}. {NOTICE}</description><generator>{NOTICE}</generator>\n{items}</channel></rss>\n"
    )
    return "application/rss+xml", _xml(paper, text)


def _atom(paper: Paper, pieces: Sequence[Piece]) -> tuple[str, bytes]:
    entries = "".join(
        f"<entry><title>{escape(piece.title)}</title><id>tag:{paper.host},2026:{piece.story}/{piece.key}</id>"
        f'<link rel="alternate" href="{escape(_link(piece))}"/><published>{piece.published.isoformat()}</published>'
        f"<updated>{piece.published.isoformat()}</updated><summary>{escape(lead(piece, SUMMARY_LENGTH))}</summary>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in piece.authors)
        + (f'<content type="html">{escape(_html(piece))}</content>' if paper.id in FULL_TEXT else "")
        + "</entry>\n"
        for piece in pieces
    )
    updated = f"<updated>{pieces[0].published.isoformat()}</updated>" if pieces else ""
    text = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{paper.language}"><title>{escape(paper.name)}</title>'
        f"<subtitle>{NOTICE}</subtitle><id>http://{paper.host}/</id>"
        f'<link href="http://{paper.host}/"/><link rel="self" href="http://{paper.host}{paper.feed_path}"/>{updated}'
        f"<author><name>{escape(paper.name)}</name></author><generator>{NOTICE}</generator>\n{entries}</feed>\n"
    )
    return "application/atom+xml", _xml(paper, text)


def _xml(paper: Paper, text: str) -> bytes:
    charset = FEED_CHARSETS.get(paper.id, "utf-8")
    return f'<?xml version="1.0" encoding="{charset}"?>\n{text}'.encode(charset, "xmlcharrefreplace")


def _json_feed(paper: Paper, pieces: Sequence[Piece]) -> tuple[str, bytes]:
    items: list[dict[str, Any]] = []
    for piece in pieces:
        item = {"id": f"{piece.story}/{piece.key}", "url": _link(piece), "title": piece.title}
        item |= {"summary": lead(piece, SUMMARY_LENGTH), "date_published": piece.published.isoformat()}
        told: dict[str, Any] = {**item, "authors": [{"name": name} for name in piece.authors]}
        if paper.id in FULL_TEXT:
            told["content_html"] = _html(piece)
        else:
            told["content_text"] = lead(piece, SUMMARY_LENGTH)
        items.append(told)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.name,
        "description": f"{paper.name}. {NOTICE}",
        "home_page_url": f"http://{paper.host}/",
        "feed_url": f"http://{paper.host}{paper.feed_path}",
        "language": paper.language,
        "_fiction": {"about": NOTICE},
        "items": items,
    }
    return "application/feed+json", json.dumps(document, ensure_ascii=False).encode()
