"""Reading a question as a person types it.

    harbour "freighter struck" -ferry site:example.org lang:pt country:BR side:left after:2026-03 before:2026-04-01

Words must all occur, words in quotation marks one after the other, words behind a minus not at all. Everything else, also an
operator with a value that it does not know, is looked for to the letter: no question is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from everyside.language.folding import asked, words
from everyside.records.rating import Side
from everyside.records.search import Query

MOST_CHARACTERS = 1000  # of a question that are read
MOST_WORDS = 32  # of a question that are looked for; a longer one is a passage, which `is_passage` tells
PASSAGE_WORDS = 25
PASSAGE_PAIRS = 50  # where words are not spaced

_QUOTES = re.compile("[“”„‟«»＂「」『』]")
_PIECE = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')
_OPERATOR = re.compile(r"(site|lang|country|side|after|before):([^\s:]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}")
_DATE = re.compile(r"([12]\d{3})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
_LINK = re.compile(r"https?://\S+|(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_SIDES = {side.value: side for side in Side} | {"centre": Side.CENTER}


def parse(text: str) -> Query:
    """The question in ``text``, any text at all."""
    query = Query(text="", shortened=len(text) > MOST_CHARACTERS)
    plain: list[str] = []
    number = 0
    for match in _PIECE.finditer(_QUOTES.sub('"', text[:MOST_CHARACTERS])):
        quoted = match[2] is not None
        minus = bool(match[1] or match[3])
        piece = match[2] if quoted else match[4]
        if not quoted and not minus and (filtered := _filtered(query, piece)):
            query = filtered
            continue
        phrase = tuple(asked(piece))
        if not phrase:
            continue
        if number + len(phrase) > MOST_WORDS:
            query = replace(query, shortened=True)
            break
        number += len(phrase)
        if minus:
            query = replace(query, without=(*query.without, phrase), literal=True)
        else:
            query = replace(query, words=(*query.words, phrase), literal=query.literal or quoted)
            plain.append(piece)
    return replace(query, text=" ".join(" ".join(plain).split()))


def is_link(text: str) -> bool:
    """Whether somebody pasted an address rather than words."""
    return bool(_LINK.fullmatch(text.strip()))


def is_passage(text: str) -> bool:
    """Whether somebody pasted a piece of a text rather than words: 25 words or more, or 50 characters that are not spaced."""
    found = words(text[:4000])
    return len(found) >= PASSAGE_WORDS and (" " in text.strip() or len(found) >= PASSAGE_PAIRS) and '"' not in text[:1]


def date_of(text: str) -> datetime | None:
    """The first moment (UTC) of a day, month or year as ``2026-03-02``, ``2026-03`` or ``2026``; None for anything else."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        return datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except ValueError:
        return None


def domain_of(text: str) -> str:
    """The domain that ``text`` names; empty for anything else."""
    name = text.casefold().removeprefix("https://").removeprefix("http://").rstrip("/").removeprefix("www.")
    return name if len(name) <= 253 and _DOMAIN.fullmatch(name) else ""


def _filtered(query: Query, piece: str) -> Query | None:
    """``query`` with the filter that ``piece`` is; None if it is none."""
    match = _OPERATOR.fullmatch(piece)
    return _FILTERS[match[1].lower()](query, match[2]) if match else None


def _site(query: Query, value: str) -> Query | None:
    domain = domain_of(value)
    return replace(query, sites=(*query.sites, domain)) if domain else None


def _language(query: Query, value: str) -> Query | None:
    return replace(query, languages=(*query.languages, value.lower())) if re.fullmatch(r"[A-Za-z]{2,3}", value) else None


def _country(query: Query, value: str) -> Query | None:
    return replace(query, countries=(*query.countries, value.upper())) if re.fullmatch(r"[A-Za-z]{2}", value) else None


def _side(query: Query, value: str) -> Query | None:
    side = _SIDES.get(value.lower())
    return replace(query, sides=(*query.sides, side)) if side else None


def _after(query: Query, value: str) -> Query | None:
    date = date_of(value)
    return replace(query, after=max(date, query.after or date)) if date else None


def _before(query: Query, value: str) -> Query | None:
    date = date_of(value)
    return replace(query, before=min(date, query.before or date)) if date else None


_FILTERS: dict[str, Callable[[Query, str], Query | None]] = {
    "site": _site,
    "lang": _language,
    "country": _country,
    "side": _side,
    "after": _after,
    "before": _before,
}


def narrowed(
    query: Query,
    *,
    language: str = "",
    country: str = "",
    side: str = "",
    after: datetime | None = None,
    before: datetime | None = None,
) -> Query:
    """``query`` with the filters of a form besides its own; ``before`` is the last day that is let through."""
    return replace(
        query,
        languages=(*query.languages, language) if language else query.languages,
        countries=(*query.countries, country) if country else query.countries,
        sides=(*query.sides, _SIDES[side]) if side in _SIDES else query.sides,
        after=max(each for each in (after, query.after) if each) if after or query.after else None,
        before=min(each for each in (before and before + timedelta(days=1), query.before) if each)
        if before or query.before
        else None,
    )
