"""What a page says to machines: its address in full, feeds, link previews (https://ogp.me) and data (https://schema.org)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from markupsafe import Markup

from everyside.pages.excerpts import excerpt
from everyside.pages.plain import plain
from everyside.publish.card import drawing
from everyside.publish.feeds import FORMATS

DESCRIPTION_LENGTH = 200  # what previews show


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """A feed of the page."""

    href: str
    media_type: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Addresses are in full. ``data`` is what stands in a JSON-LD block, escaped for it; empty for none."""

    title: str
    description: str
    canonical: str
    site: str
    kind: str = "website"  # og:type
    image: str = ""
    image_alt: str = ""
    alternates: tuple[Alternate, ...] = ()
    data: Markup = Markup("")


def meta(
    base: str,
    path: str,
    *,
    title: str,
    description: str,
    site: str,
    feeds: str = "",
    feed_query: str = "",
    image: str = "",
    image_alt: str = "",
    kind: str = "website",
    crumbs: Sequence[tuple[str, str]] = (),
    items: Iterable[tuple[str, str]] = (),
) -> Meta:
    """``base``: the site's address; ``path``: the page's; ``feeds``: the path under which its feeds are, ``feed_query`` what
    follows (``lang=de``); ``image``: the path of a card. ``crumbs``: name and path of the pages above; ``items``: those of the
    pages listed.
    """
    follows = f"?{feed_query}" if feed_query else ""
    said = excerpt(plain(description), DESCRIPTION_LENGTH)
    return Meta(
        title=plain(title),
        description=said,
        canonical=base + path,
        site=plain(site),
        kind=kind,
        image=base + image if image and drawing.available() else "",
        image_alt=plain(image_alt),
        alternates=tuple(
            Alternate(href=f"{base}{feeds}/{name}{follows}", media_type=each.media_type, title=f"{plain(title)} ({each.name})")
            for name, each in FORMATS.items()
            if feeds
        ),
        data=script_data(_graph(base, path, plain(title), said, crumbs, items)),
    )


def script_data(value: Any) -> Markup:
    """``value`` as JSON in which nothing can end a script element (HTML, "restrictions for contents of script elements")."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _graph(
    base: str, path: str, title: str, description: str, crumbs: Sequence[tuple[str, str]], items: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """A CollectionPage: what is listed here belongs to others, so none of it is called an article of ours."""
    page: dict[str, Any] = {"@type": "CollectionPage", "@id": base + path, "url": base + path, "name": title}
    if description:
        page["description"] = description
    listed = list(items)
    if listed:
        page["mainEntity"] = {"@type": "ItemList", "itemListElement": _list(base, listed)}
    graph: list[dict[str, Any]] = [page]
    if crumbs:
        graph.append({"@type": "BreadcrumbList", "itemListElement": _list(base, [*crumbs, (title, path)], named="item")})
    return {"@context": "https://schema.org", "@graph": graph}


def _list(base: str, named_paths: Sequence[tuple[str, str]], named: str = "url") -> list[dict[str, Any]]:
    return [
        {"@type": "ListItem", "position": at, "name": plain(name), named: base + path}
        for at, (name, path) in enumerate(named_paths, 1)
    ]
