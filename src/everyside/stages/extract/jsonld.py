"""What a page's schema.org markup (JSON-LD) says of the article. Read leniently: it is written by templates and plugins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

_ARTICLES = (
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle"
    " ReviewNewsArticle LiveBlogPosting BlogPosting SocialMediaPosting TechArticle ScholarlyArticle Report"
    " AdvertiserContentArticle SatiricalArticle PressRelease"
)
ARTICLE_TYPES = frozenset(_ARTICLES.split())
MAX_BYTES = 400_000  # a script; the largest honest one in 1 171 pages has 90 KB
MAX_NODES = 400
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_COMMENT_WRAP = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*;?\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """Values as given, not yet cleaned. ``free`` is None where ``isAccessibleForFree`` is not said."""

    types: frozenset[str] = frozenset()  # @type of the article's node; of all nodes where there is no article
    headline: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    image: str = ""
    section: str = ""
    language: str = ""
    publisher: str = ""
    description: str = ""
    body: str = ""
    free: bool | None = None


def read_markup(tree: HtmlElement) -> Markup:
    """The page's article node (the one with most of what we ask for), or an empty ``Markup``."""
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_BYTES:
            nodes.extend(_nodes(_load(script.text)))
            if len(nodes) >= MAX_NODES:
                break
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    if not articles:
        types = frozenset[str]().union(*map(_types, nodes))
        video = next((node for node in nodes if "VideoObject" in _types(node)), {})
        return Markup(
            types=types,
            headline=_text(video.get("name")),
            published=_text(video.get("datePublished") or video.get("uploadDate")),
            description=_text(video.get("description")),
            image=_url(video.get("thumbnailUrl")),
        )
    # related articles are marked up too, but with less
    node = max(articles, key=lambda each: sum(bool(each.get(key)) for key in ("headline", "datePublished", "author", "publisher")))
    names = {each["@id"]: each for each in nodes if isinstance(each.get("@id"), str) and each.get("name")}
    return Markup(
        types=_types(node),
        headline=_text(node.get("headline") or node.get("name")),
        authors=tuple(_names(node.get("author") or node.get("creator"), names)),
        published=_text(node.get("datePublished") or node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        image=_url(node.get("image") or node.get("thumbnailUrl")),
        section=_text(node.get("articleSection")),
        language=_text(node.get("inLanguage")),
        publisher=next(_names(node.get("publisher"), names), ""),
        description=_text(node.get("description")),
        body=_text(node.get("articleBody")),
        free=_boolean(node.get("isAccessibleForFree")),
    )


def _load(text: str) -> Any:
    text = _COMMENT_WRAP.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value[:MAX_NODES]:
            yield from _nodes(each, depth + 1) if depth < 5 else ()
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if depth < 5 and isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1)


def _types(node: dict[str, Any]) -> frozenset[str]:
    given = node.get("@type")
    types = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/#:]", each)[-1] for each in types if isinstance(each, str))


def _text(value: Any) -> str:
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return value if isinstance(value, str) else ""


def _url(value: Any) -> str:
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        return _url(value) if isinstance(value, list) else value if isinstance(value, str) else ""
    return value if isinstance(value, str) else ""


def _names(value: Any, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    for each in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(each, dict):
            if not each.get("name") and isinstance(each.get("@id"), str):
                each = known.get(each["@id"], each)
            for name in each["name"][:20] if isinstance(each.get("name"), list) else [each.get("name")]:
                if isinstance(name, str) and name:
                    yield name
        elif isinstance(each, str) and each:
            yield each


def _boolean(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    word = value.rsplit("/", 1)[-1].strip().lower() if isinstance(value, str) else ""
    return {"false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}.get(word)
