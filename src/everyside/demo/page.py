"""Article and home pages of the made-up press, in five layouts and with the clutter that pages have.

Every page says that it is fiction: in a meta tag, as its generator, and in the footer, where no extractor takes it for text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from everyside.demo.newsroom import NOTICE, Paper, Piece
from everyside.demo.wording import WORDINGS, Wording
from everyside.records.article import Kind

# A few papers still write in the encodings of their youth; what does not fit becomes a character reference.
CHARSETS = {
    "kurier-gorzanski": "iso-8859-2",
    "wiadomosci-nadrzeczne": "iso-8859-2",
    "shiokaze-nippo": "shift_jis",
    "kita-no-koe": "euc-jp",
    "der-ofenstein": "windows-1252",
    "la-gaceta-tresana": "windows-1252",
    "le-beffroi": "iso-8859-1",
    "sawt-al-qamara": "windows-1256",
}
HEADER_ONLY = frozenset({"le-beffroi", "sawt-al-qamara"})  # charset in Content-Type, not in the page
META_ONLY = frozenset({"kurier-gorzanski", "shiokaze-nippo", "der-ofenstein"})  # charset in the page, not in Content-Type
METERED = frozenset({"hohenstedter-anzeiger", "le-beffroi"})  # say that the page is not free; the text is there all the same

TYPES = {Kind.OPINION: "OpinionNewsArticle", Kind.LIVE: "LiveBlogPosting"}
RIGHT_TO_LEFT = frozenset({"ar"})


def article_page(piece: Piece, others: Sequence[Piece]) -> tuple[str, bytes]:
    """Content type and body of ``piece``'s page; ``others`` are offered below it."""
    paper, words = piece.paper, WORDINGS[piece.paper.language]
    body = LAYOUTS[paper.number % len(LAYOUTS)](piece, words, others)
    return _encoded(paper, _document(paper, f"{_bare_title(piece)} | {paper.name}", _article_head(piece, words), body))


def home_page(paper: Paper, pieces: Sequence[Piece], closed: str = "") -> tuple[str, bytes]:
    """The front page: newest articles, the feed announced in the head, and a link to what robots.txt closes, if anything."""
    words = WORDINGS[paper.language]
    kind = {"/feed.xml": "application/rss+xml", "/atom.xml": "application/atom+xml"}.get(paper.feed_path, "application/feed+json")
    head = f'<link rel="alternate" type="{kind}" title="{escape(paper.name)}" href="{paper.feed_path}">'
    items = "".join(f'<li><a href="{escape(piece.path)}">{escape(piece.title)}</a></li>' for piece in pieces)
    letters = f'<p><a href="{escape(closed)}">Letters</a></p>' if closed else ""
    body = f"{_menu(words)}<main><h1>{escape(paper.name)}</h1><ul>{items}</ul>{letters}</main>{_footer(paper, words)}"
    return _encoded(paper, _document(paper, paper.name, head, body))


def _document(paper: Paper, title: str, head: str, body: str) -> str:
    charset = "" if paper.id in HEADER_ONLY else f'<meta charset="{CHARSETS.get(paper.id, "utf-8")}">'
    direction = ' dir="rtl"' if paper.language in RIGHT_TO_LEFT else ""
    return (
        f'<!doctype html>\n<html lang="{paper.language}"{direction}>\n<head>{charset}<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{NOTICE}"><meta name="classification" content="{NOTICE}">\n'
        f"{head}\n<script>window.dataLayer = window.dataLayer || [];</script></head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _encoded(paper: Paper, text: str) -> tuple[str, bytes]:
    charset = CHARSETS.get(paper.id, "utf-8")
    kind = "text/html" if paper.id in META_ONLY else f"text/html; charset={charset}"
    return kind, text.encode(charset, "xmlcharrefreplace")


def _article_head(piece: Piece, words: Wording) -> str:
    paper, when = piece.paper, piece.published.isoformat()
    parts = [
        f'<link rel="canonical" href="{escape(piece.url)}">',
        f'<meta name="description" content="{escape(lead(piece, 180))}">',
    ]
    # every paper gives its metadata one way, and what is neither news nor dated otherwise gives it as JSON-LD
    way = paper.number % 3
    if way != 1:
        parts += [
            f'<meta property="og:title" content="{escape(_bare_title(piece))}"><meta property="og:type" content="article">',
            f'<meta property="og:site_name" content="{escape(paper.name)}">',
            f'<meta property="article:published_time" content="{when}">',
        ]
    if way == 2:
        parts += [f'<meta name="author" content="{escape(", ".join(piece.authors) or paper.name)}">']
    if way == 1 or piece.kind is not Kind.NEWS or paper.id in METERED:
        parts += [f'<script type="application/ld+json">{_json_ld(piece, words)}</script>']
    return "\n".join(parts)


def _json_ld(piece: Piece, words: Wording) -> str:
    paper = piece.paper
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(piece.kind, "NewsArticle"),
        "headline": _bare_title(piece),
        "datePublished": piece.published.isoformat(),
        "inLanguage": paper.language,
        "mainEntityOfPage": piece.url,
        "author": [{"@type": "Person", "name": name} for name in piece.authors] or {"@type": "Organization", "name": paper.name},
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.name, "disambiguatingDescription": NOTICE},
    }
    if label := words.label(piece.kind):
        told["articleSection"] = label
    if piece.kind is Kind.VIDEO:
        told["video"] = {"@type": "VideoObject", "name": _bare_title(piece), "uploadDate": piece.published.isoformat()}
    if paper.id in METERED:
        told["isAccessibleForFree"] = False
    # ASCII, because character references mean nothing inside a script; "</" must not end it
    return json.dumps(told, ensure_ascii=True).replace("</", "<\\/")


def lead(piece: Piece, length: int) -> str:
    """The beginning of the text, cut at a word where there are words."""
    text = " ".join(piece.paragraphs[:2])
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut) + "…"


def _bare_title(piece: Piece) -> str:
    return piece.title.removesuffix(f" | {piece.paper.name}")


def _menu(words: Wording) -> str:
    items = "".join(f'<li><a href="/s/{number}">{escape(name)}</a></li>' for number, name in enumerate(words.sections))
    return f'<header><nav aria-label="menu"><ul>{items}</ul></nav></header>'


def _cookies(words: Wording) -> str:
    return f'<div class="cookie-banner" role="dialog"><p>{escape(words.cookies)}</p><button>{escape(words.accept)}</button></div>'


def _related(words: Wording, others: Sequence[Piece]) -> str:
    items = "".join(f'<li><a href="{escape(each.path)}">{escape(_bare_title(each))}</a></li>' for each in others)
    return f'<section class="related"><h3>{escape(words.more)}</h3><ul>{items}</ul></section>' if items else ""


def _comments(words: Wording) -> str:
    heading, *said = words.comments
    posts = "".join(f'<div class="comment"><p>{escape(text)}</p></div>' for text in said)
    return f'<section class="comments" id="comments"><h3>{escape(heading)}</h3>{posts}</section>'


def _footer(paper: Paper, words: Wording) -> str:
    return f'<footer class="footer"><p>© {escape(paper.name)}. {escape(words.rights)}</p><p class="notice">{NOTICE}</p></footer>'


def _byline(piece: Piece, words: Wording) -> str:
    names = ", ".join(piece.authors) or (piece.carried_from or piece.paper).name
    stamp = f'<time datetime="{piece.published.isoformat()}">{piece.published:%Y-%m-%d %H:%M}</time>'
    return f'<div class="byline">{escape(words.by)} <span class="author">{escape(names)}</span> · {stamp}</div>'


def _label(piece: Piece, words: Wording, tag: str = "div") -> str:
    label = words.label(piece.kind)
    return f'<{tag} class="section-label">{escape(label)}</{tag}>' if label else ""


def _letter(words: Wording) -> str:
    return f'<aside class="newsletter promo"><p>{escape(words.newsletter)}</p></aside>'


def _broadsheet(piece: Piece, words: Wording, others: Sequence[Piece]) -> str:
    """Plain modern HTML: article, h1, p; an invitation in the middle of the text."""
    paragraphs = [f"<p>{escape(text)}</p>" for text in piece.paragraphs]
    paragraphs.insert(min(3, len(paragraphs)), _letter(words))
    return (
        f"{_menu(words)}{_cookies(words)}<main><article>{_label(piece, words)}<h1>{escape(_bare_title(piece))}</h1>"
        f"{_byline(piece, words)}{''.join(paragraphs)}</article>{_related(words, others)}{_comments(words)}</main>"
        f"{_footer(piece.paper, words)}"
    )


def _blocks(piece: Piece, words: Wording, others: Sequence[Piece]) -> str:
    """Each paragraph in a component of its own, a picture with a caption, buttons for sharing above and below."""
    share = f'<div class="share-tools"><a href="#">{escape(words.share)}</a></div>'
    blocks = "".join(f'<div data-component="text-block"><p>{escape(text)}</p></div>' for text in piece.paragraphs)
    picture = f'<figure><img src="/img/{piece.key}.jpg" alt=""><figcaption>© {escape(piece.paper.name)}</figcaption></figure>'
    return (
        f'{_menu(words)}<main id="main-content"><article>'
        f"<header>{_label(piece, words)}<h1>{escape(_bare_title(piece))}</h1></header>"
        f"{_byline(piece, words)}{share}{picture}{blocks}{share}</article>{_related(words, others)}</main>"
        f"{_cookies(words)}{_footer(piece.paper, words)}"
    )


def _soup(piece: Piece, words: Wording, others: Sequence[Piece]) -> str:
    """Nothing but div and span, as many a content system makes it; only class names tell the parts apart."""
    menu = "".join(f'<span class="nav-item"><a href="/s/{n}">{escape(name)}</a></span>' for n, name in enumerate(words.sections))
    links = "".join(f'<div class="teaser"><a href="{escape(each.path)}">{escape(_bare_title(each))}</a></div>' for each in others)
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.paragraphs)
    return (
        f'<div class="nav topbar">{menu}</div>{_cookies(words)}'
        f'<div class="wrap"><div class="content-head">{_label(piece, words, "span")}'
        f'<h1 class="headline">{escape(_bare_title(piece))}</h1>{_byline(piece, words)}</div><div class="article-body">{text}</div>'
        f'<div class="sidebar related"><div class="box-title">{escape(words.more)}</div>{links}</div>'
        f'<div class="newsletter-box"><span>{escape(words.newsletter)}</span></div></div>{_footer(piece.paper, words)}'
    )


def _columns(piece: Piece, words: Wording, others: Sequence[Piece]) -> str:
    """A page of the table years: masthead and links in tables, the text in a column between them."""
    menu = "".join(f'<td><a href="/s/{n}">{escape(name)}</a></td>' for n, name in enumerate(words.sections))
    links = "".join(f'<tr><td><a href="{escape(each.path)}">{escape(_bare_title(each))}</a></td></tr>' for each in others)
    text = "".join(f'<p class="text">{escape(paragraph)}</p>\n' for paragraph in piece.paragraphs)
    return (
        f'<table class="masthead menu" width="980"><tr><td><b>{escape(piece.paper.name)}</b></td>{menu}</tr></table>'
        f'<div id="content" class="article">{_label(piece, words)}<h1>{escape(_bare_title(piece))}</h1>'
        f"{_byline(piece, words)}{text}</div>"
        f'<div class="sidebar"><b>{escape(words.more)}</b><table cellspacing="0">{links}</table></div>'
        f"{_cookies(words)}{_footer(piece.paper, words)}"
    )


def _microdata(piece: Piece, words: Wording, others: Sequence[Piece]) -> str:
    """Schema.org as attributes, links before the text, comments after."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.paragraphs)
    kind = TYPES.get(piece.kind, "NewsArticle")
    return (
        f'{_menu(words)}<div class="page">{_related(words, others)}<div itemscope itemtype="https://schema.org/{kind}">'
        f'{_label(piece, words)}<h1 itemprop="headline">{escape(_bare_title(piece))}</h1>{_byline(piece, words)}'
        f'<section itemprop="articleBody" class="story-text">{text}</section></div>{_letter(words)}{_comments(words)}</div>'
        f"{_cookies(words)}{_footer(piece.paper, words)}"
    )


LAYOUTS: tuple[Callable[[Piece, Wording, Sequence[Piece]], str], ...] = (_broadsheet, _blocks, _soup, _columns, _microdata)
