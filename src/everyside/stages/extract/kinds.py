"""What kind of piece an article is, and whether it is behind a paywall.

Kinds are told by what the page, its address or its title says outright, then by the shape of the text; where nothing is said it
is news, and free to read. Precision comes first: a story taken for a horoscope is lost, a horoscope taken for a story stands
alone anyway. The words are data that anyone who knows the language can edit (``everyside/data/kinds``, read by wording.py).
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from everyside.records.article import Kind
from everyside.stages.extract.jsonld import ARTICLE_TYPES, Markup
from everyside.stages.extract.structure import shape_of
from everyside.stages.extract.wording import MAX_TITLE, fold, words

SCHEMA_TYPES = {
    "LiveBlogPosting": Kind.LIVE,
    "OpinionNewsArticle": Kind.OPINION,
    "ReviewNewsArticle": Kind.OPINION,
    "PressRelease": Kind.PRESS_RELEASE,
    "Recipe": Kind.LISTING,
}
NAMED = (Kind.OPINION, Kind.LIVE, Kind.VIDEO, Kind.PRESS_RELEASE)
TRAILING = (Kind.LIVE, Kind.ROUNDUP, Kind.LISTING)  # also told by the title's end: "… – live"; "… | Tribune" is an outlet

PAYWALL_CLASSES = frozenset(
    ("paywall", "paywalled", "paywall-content", "paywall-active", "paywall-overlay", "paywall-container", "article-paywall")
    + ("c-paywall", "js-paywall", "piano-paywall", "premium-paywall", "paywall-box", "article__paywall", "article-body__paywall")
    + ("is-paywalled", "has-paywall")
)
SHORT_TEXT = 1_000  # characters under a film; more is an article with a film in it
_LOCKED_TIERS = frozenset({"locked"})  # https://developers.facebook.com/docs/instant-articles/subscriptions: free, metered, locked
LANGUAGES = "en de fr es pt it nl pl ru uk tr ar id sv da nb fi cs ro hu el hi fa he sl hr sr bg"
MAX_DATE = 8  # words of a title that is only a date
MIN_NAME = 4  # characters of a site's name: "AP" or "DW" may be what a headline is about
_OF_DATES = frozenset(("de", "of", "del", "the", "e", "do", "den", "am", "le"))
_CJK_DATE = frozenset("#年月日년월일")
_BOUND = re.compile(r"[:|：｜»]| [–—-] ")
_COLONS = (":", "：")
_BRACKETED = re.compile(r"\s*[\[【]([^\]】]{2,20})[\]】]")
_ENDING = re.compile(r"\.[a-z]{3,5}$")


def kind_of(url: str, title: str, markup: Markup, og_type: str, section: str, text: str) -> Kind:
    """The kind of the page at ``url``; schema.org's word counts most, then what lists, the address, the title and section."""
    for name, kind in SCHEMA_TYPES.items():
        if name in markup.types and (kind is not Kind.LISTING or "NewsArticle" not in markup.types):
            return kind
    if told := _listing_or_address(url, title):
        return told
    film = og_type.lower().startswith("video") or "VideoObject" in markup.types
    if film and len(text) < SHORT_TEXT and not markup.types & ARTICLE_TYPES:  # many articles that embed a film say video
        return Kind.VIDEO
    return _title_or_text(url, title, section, text)


def kind_of_text(title: str, text: str, url: str = "") -> Kind:
    """The kind of a piece of which there is no page; by the same rules as ``kind_of``."""
    return _listing_or_address(url, title) or _title_or_text(url, title, "", text)


def _listing_or_address(url: str, title: str) -> Kind | None:
    known, (host, segments) = words(), _parts(url)
    listing = known[Kind.LISTING]
    if _titled(Kind.LISTING, title) or _front(host, segments, title):
        return Kind.LISTING
    if not listing.path.isdisjoint(segments) and not listing.vetoed(fold(title)):
        return Kind.LISTING
    for kind in NAMED:
        if not known[kind].path.isdisjoint(segments):
            return kind
    if segments and known[Kind.LIVE].slug(_ENDING.sub("", segments[-1])):
        return Kind.LIVE
    return None


def _title_or_text(url: str, title: str, section: str, text: str) -> Kind:
    for kind in (*NAMED, Kind.ROUNDUP):
        if _titled(kind, title):
            return kind
    known = words()
    if not known[Kind.ROUNDUP].path.isdisjoint(_parts(url)[1]):
        return Kind.ROUNDUP
    if section and (section.strip().casefold() in known[Kind.OPINION].path or known[Kind.OPINION].label(fold(section), "")):
        return Kind.OPINION
    return shape_of(title, text) or Kind.NEWS


def _titled(kind: Kind, title: str) -> bool:
    """Whether the title, or what stands before its first or after its last bound, is one of the kind."""
    known, folded = words()[kind], fold(title)
    for label in _labels(title, kind):
        if known.label(fold(label), folded):
            return True
    if known.title(folded):
        return True
    bounds = [found.start() for found in _BOUND.finditer(title[:MAX_TITLE]) if found[0] not in _COLONS]
    if not bounds or len((head := fold(title[: bounds[-1]])).split()) < 2:  # "Opinion | Why we vote" is no section front
        return False
    return known.title(head)  # "Sudoku 2,596 | The Paper"


def _labels(title: str, kind: Kind) -> list[str]:
    title = title[:MAX_TITLE]
    bounds = list(_BOUND.finditer(title))
    found = [title[: bounds[0].start()]] if bounds and bounds[0].start() <= 40 else []
    if bracketed := _BRACKETED.match(title):
        found.append(bracketed[1])
    if bounds and kind in TRAILING:
        found.append(title[bounds[-1].end() :])
    return found


def _front(host: str, segments: list[str], title: str) -> bool:
    """Whether the title is nothing but a date, the site's name or the name of the section the address ends in."""
    parts = fold(title).split()
    joined = "".join(parts)
    if "#" in joined and len(parts) <= MAX_DATE and _only_date(parts):
        return True
    if len(joined) >= MIN_NAME and joined in host.replace("-", "").split("."):
        return True
    return len(segments) == 1 and 0 < len(parts) <= 2 and segments[0].replace("-", "") == joined


def _only_date(parts: list[str]) -> bool:
    if all(_CJK_DATE.issuperset(part) for part in parts):
        return parts != ["#"]
    names = sum(part in _calendar() for part in parts)
    return names > 0 and all(part == "#" or part in _OF_DATES or part in _calendar() for part in parts)


@cache
def _calendar() -> frozenset[str]:
    """The names of months and weekdays (CLDR), folded."""
    from babel import Locale

    found: set[str] = set()
    for language in LANGUAGES.split():
        locale = Locale.parse(language)
        for names in (locale.months, locale.days):
            for context in names.values():
                found.update(*(fold(name).split() for width in ("wide", "abbreviated") for name in context[width].values()))
    return frozenset(found)


def _parts(url: str) -> tuple[str, list[str]]:
    """Host and the path's segments, in lower case."""
    try:
        split = urlsplit(url)
        return split.hostname or "", [unquote(segment).lower() for segment in split.path.split("/") if segment]
    except ValueError:
        return "", []


def paywalled(tree: HtmlElement, source: str, markup: Markup, content_tier: str) -> bool:
    """True where the page says it is not free to read, or wears one of the known classes; what it says counts more."""
    if markup.free is not None:
        return not markup.free
    if content_tier:
        return content_tier.lower() in _LOCKED_TIERS
    if "paywall" not in source:  # most pages end here, without a walk over the tree
        return False
    return any(
        not PAYWALL_CLASSES.isdisjoint((element.get("class") or "").lower().split())
        for element in tree.xpath("//body//*[contains(@class, 'paywall')]")
    )
