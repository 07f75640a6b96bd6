"""Sentences with their offsets, and the words by which they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SENTENCES = 14  # news tells the event first; later sentences are background (Nallapati et al. 2017 on lead bias)
SHORTEST, LONGEST = 40, 360  # characters
SHORTEST_UNSPACED, LONGEST_UNSPACED = 15, 160

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_ENDS = tuple('.!。！．…।۔؟"”»」』')
_QUESTION = ("?", "？", "؟")
# What is written around news and not in it: calls to subscribe, credits, cross references.
_FURNITURE = re.compile(
    r"newsletter|sign up|subscribe|read more|click here|cookie|all rights reserved|follow us|advertisement|photo:|copyright|©|"
    r"abonn|inscrivez|suscr[ií]b|boletín|assine|newsletter|zapisz się|اشترك|購読|会員",
    re.IGNORECASE,
)
# "WASHINGTON (AP) — ", "PORT ELLERY, Valmere - ", "Aug. 22 (UPI) -- ": where and from whom, not what happened.
_DATELINE = re.compile(
    r"(?:[^\n()—–]{2,50}\([A-Z][\w .&/-]{1,30}\)"  # anything short, then the agency in brackets
    r"|[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}(?:,\s\w[\w .]{1,30})?)"  # or a place in capitals, and perhaps its country
    r"\s*(?:—|–|--?)\s+(?=[\"“«‘]?[A-ZÀ-Þ\d])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` of the document it stands in; ``position`` counts sentences from the top."""

    document: int
    position: int
    start: int
    end: int
    quote: str


def split(document: int, text: str, language: str) -> Iterator[Sentence]:
    """The first sentences of a text, each with the offsets at which it stands there to the letter."""
    from sentencex import segment

    position = 0
    at = 0
    for paragraph in text.split("\n"):
        cursor = at
        for piece in segment(language if language != "und" else "en", paragraph[:5000]) if paragraph.strip() else ():
            quote = piece.strip()
            start = text.find(quote, cursor, at + len(paragraph)) if quote else -1
            if start < 0:
                continue
            cursor = start + len(quote)
            start += _dateline(quote) if position == 0 else 0
            yield Sentence(document, position, start, cursor, text[start:cursor])
            position += 1
            if position >= MAX_SENTENCES:
                return
        at += len(paragraph) + 1


def _dateline(sentence: str) -> int:
    """How many characters of a text's first sentence are its dateline; agencies' own may stand behind a paper's."""
    end = 0
    while found := _DATELINE.match(sentence, end):
        end = found.end()
    return end


def unspaced(text: str) -> bool:
    """Whether most of the text is of a script that does not space its words (Chinese, Japanese, Thai …)."""
    return len(_UNSPACED.findall(text)) * 3 > len(text)


def words(text: str) -> list[str]:
    """Words folded in case; pairs of characters where words are not spaced."""
    if unspaced(text):
        letters = "".join(_WORD.findall(text))
        return [letters[i : i + 2] for i in range(len(letters) - 1)] + re.findall(r"\d+", text)
    return [word.casefold() for word in _WORD.findall(text)]


def can_stand_alone(quote: str) -> bool:
    """Whether a sentence can be a bullet: whole, of a readable length, no question, no furniture, not the middle of a quotation."""
    short, long = (SHORTEST_UNSPACED, LONGEST_UNSPACED) if unspaced(quote) else (SHORTEST, LONGEST)
    if not short <= len(quote) <= long or quote.endswith(_QUESTION) or not quote.endswith(_ENDS):
        return False
    if not (quote[0].isalnum() or quote[0] in '«“"„「『(') or quote[0].islower() or _FURNITURE.search(quote):
        return False
    return _quotes_closed(quote)


def _quotes_closed(quote: str) -> bool:
    """Whether every quotation that opens in the sentence also ends in it („German“ marks close with English opening ones)."""
    german, opened, closed = quote.count("„"), quote.count("“"), quote.count("”")
    curly = german == opened + closed if german else opened == closed
    return curly and quote.count('"') % 2 == 0 and quote.count("«") == quote.count("»") and quote.count("「") == quote.count("」")
