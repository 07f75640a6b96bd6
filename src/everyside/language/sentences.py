"""Sentences with their offsets, and the words of which they are made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PARAGRAPH = 5000  # characters read of one
MAX_SENTENCES = 14  # news tells the event first; later sentences are background (Nallapati et al. 2017 on lead bias)
SHORTEST, LONGEST = 40, 360  # characters
SHORTEST_UNSPACED, LONGEST_UNSPACED = 15, 160
STEM = 7  # letters of a word. ROUGE-2 on neus-val: 5 letters .196, 7 .196, 8 .196; 7 keep more words apart than 5

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_ENDS = tuple('.!。！．…।۔؟"”»」』')
_QUESTION = ("?", "？", "؟")
# "John F.", "Russia-U.", "Sen.": cut in a name, by a splitter that ends a sentence at every full stop it does not know.
_CUT = re.compile(
    r"(?:^|[\s(\"“'’-])(?:[A-ZÀ-Þ]|Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Maj|Capt|Rev|Hon|St|No|vs|Jr)\.$"
)
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
    position = 0
    at = 0
    for paragraph in text.split("\n"):
        for start, end in _pieces(text, at, at + len(paragraph), language):
            start += _dateline(text[start:end]) if position == 0 else 0
            yield Sentence(document, position, start, end, text[start:end])
            position += 1
            if position >= MAX_SENTENCES:
                return
        at += len(paragraph) + 1


def _pieces(text: str, begin: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph stand; what was cut in a name is joined again."""
    from sentencex import segment

    paragraph = text[begin : min(end, begin + MAX_PARAGRAPH)]
    cursor, held = begin, -1
    for piece in segment(language if language != "und" else "en", paragraph) if paragraph.strip() else ():
        quote = piece.strip()
        start = text.find(quote, cursor, end) if quote else -1
        if start < 0:
            continue
        cursor = start + len(quote)
        held = start if held < 0 else held
        if not _CUT.search(text[max(held, cursor - 7) : cursor]):
            yield held, cursor
            held = -1
    if held >= 0:
        yield held, cursor


def _dateline(sentence: str) -> int:
    """How many characters of a text's first sentence are its dateline; agencies' own may stand behind a paper's."""
    end = 0
    while found := _DATELINE.match(sentence, end):
        end = found.end()
    return end


def unspaced(text: str) -> bool:
    """Whether most of the text is of a script that does not space its words (Chinese, Japanese, Thai …)."""
    return len(_UNSPACED.findall(text)) * 3 > len(text)


def tokens(text: str) -> list[str]:
    """Words as they are written; pairs of characters and numbers where words are not spaced."""
    if unspaced(text):
        letters = "".join(_WORD.findall(text))
        return [letters[i : i + 2] for i in range(len(letters) - 1)] + re.findall(r"\d+", text)
    return _WORD.findall(text)


def stem(token: str) -> str:
    """A word as it is compared: folded in case, without an English genitive, cut to its first letters."""
    folded = token.casefold()
    return (folded[:-2] if folded.endswith(("'s", "’s")) else folded)[:STEM]


def words(text: str) -> list[str]:
    return [stem(token) for token in tokens(text)]


def can_stand_alone(quote: str) -> bool:
    """Whether a sentence can be a bullet: whole, of a readable length, no question, no furniture, not the middle of a quotation."""
    short, long = (SHORTEST_UNSPACED, LONGEST_UNSPACED) if unspaced(quote) else (SHORTEST, LONGEST)
    if not short <= len(quote) <= long or quote.endswith(_QUESTION) or not quote.endswith(_ENDS):
        return False
    if _CUT.search(quote[-7:]):
        return False
    if not (quote[0].isalnum() or quote[0] in '«“"„「『(') or quote[0].islower() or _FURNITURE.search(quote):
        return False
    return _quotes_closed(quote)


def _quotes_closed(quote: str) -> bool:
    """Whether every quotation that opens in the sentence also ends in it („German“ marks close with English opening ones)."""
    german, opened, closed = quote.count("„"), quote.count("“"), quote.count("”")
    curly = german == opened + closed if german else opened == closed
    return curly and quote.count('"') % 2 == 0 and quote.count("«") == quote.count("»") and quote.count("「") == quote.count("」")
