"""What is wrong with a page's HTML, found without a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser  # type: ignore[import-untyped]

REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")
# Elements that may stand only in these (https://html.spec.whatwg.org, content models); a parser accepts them anywhere.
ONLY_IN = {"dt": ("dl", "div"), "dd": ("dl", "div"), "li": ("ul", "ol"), "figcaption": ("figure",), "summary": ("details",)}
ALLOWED = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd", "div")}


def faults(html: str) -> list[str]:
    """Errors of the HTML syntax and of ids, each in a line; none for a page that is well-formed by the standard."""
    parser = HTMLParser()
    tree = parser.parse(html)
    found = [f"{code} at line {place[0]} {more or ''}".strip() for place, code, more in parser.errors]
    return [*found, *_structure(tree)]


def _structure(tree: Element) -> Iterator[str]:
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    ids = Counter(each.get("id") for each in elements if each.get("id") is not None)
    yield from (f"id {name!r} stands {number} times" for name, number in ids.items() if number > 1)
    levels = [int(_name(each)[1]) for each in elements if _name(each) in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    yield from (
        f"a heading of level {after} after one of {before}"
        for before, after in zip(levels, levels[1:], strict=False)
        if after > before + 1
    )
    parents = {child: parent for parent in elements for child in parent}
    for each in elements:
        name, parent = _name(each), _name(parents[each]) if each in parents else ""
        if name in ONLY_IN and parent not in ONLY_IN[name]:
            yield f"<{name}> in <{parent}>"
        if parent in ALLOWED and name not in ALLOWED[parent]:
            yield f"<{name}> in <{parent}>"
        for attribute in REFERS:
            yield from (
                f"{attribute} names {id!r}, which is not there" for id in (each.get(attribute) or "").split() if id not in ids
            )
        target = each.get("href") or ""
        if name == "a" and target.startswith("#") and len(target) > 1 and target[1:] not in ids:
            yield f"a link goes to {target}, which is not there"
        if name == "img" and each.get("alt") is None:
            yield "an image without alt"
        if each.get("style") is not None or any(attribute.startswith("on") for attribute in list(each.attrib)):
            yield f"<{name}> carries style or script"


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
