"""What a text's shape says, in any language: tables are listings, many datelines a roundup, many clock times a live blog.

Only the shape of lines and the share of numbers are looked at. Menus that were taken for the text, style sheets and scrambled
paywalled text look like lists, too; the thresholds are those at which none of 7,848 news texts (groundnews2025, allsides, basil,
neardup) is taken for one. A photo gallery or a blog's archive may be.
"""

from __future__ import annotations

import re

from everyside.records.article import Kind

MAX_LINES = 400  # lines looked at; a table shows its shape early
MAX_WORDS = 1_500
MIN_LINES = 8  # fewer lines may be a poem, a photo's captions or a short text's sub-headings
MIN_WORDS = 40
SHORT_LINE = 70  # characters
TABLE = 0.3  # of the words are numbers
DIGITS = 0.3  # for a letter
FIRST_CJK = "\u3040"
TABLE_LINES = 0.6  # of the lines are short, end no sentence and have a name and a number
BARE_LINES = 0.85  # of the lines are short and end no sentence, under a title of at most ``NAME`` words (scripts with capitals)
NAME = 3
DATELINES = 4
DATELINED = 0.3  # of the lines
TIMED = 0.4  # of the lines begin with a clock time
MIN_TIMED = 5

_ENDS = tuple(".!?…。！？।؟»”\"'’")
_NUMBER = re.compile(r"[^\w]{0,3}\d[\d.,:/%+-]{0,14}[^\w]{0,3}$")
_TIME = re.compile(r"\s*\[?(?:[01]?\d|2[0-4])[:.h][0-5]\d\b")
_DATELINE = re.compile(r"([^\W\d_][\w.' -]{2,28})(?:, [\w.' -]{2,24})?(?: \([A-Z][\w/. ]{1,16}\))? ?[—–-]{1,2} ?\S")


def shape_of(title: str, text: str) -> Kind | None:
    """The kind that the shape of ``text`` (paragraphs separated by newlines) gives away; None where it looks like prose."""
    if _table(text[: MAX_WORDS * 8].split()[:MAX_WORDS]):
        return Kind.LISTING
    lines = [line for line in text[: MAX_LINES * 400].split("\n")[:MAX_LINES] if line.strip()]
    if len(lines) < MIN_LINES:
        return None
    bare = [line for line in lines if len(line) <= SHORT_LINE and not line.rstrip().endswith(_ENDS)]
    if len(bare) >= BARE_LINES * len(lines) and len(title.split()) <= NAME and title.upper() != title.lower():
        return Kind.LISTING
    if sum(map(_named_number, bare)) >= TABLE_LINES * len(lines):
        return Kind.LISTING
    timed = sum(_TIME.match(line) is not None for line in lines)
    if timed >= MIN_TIMED and timed >= TIMED * len(lines):
        return Kind.LIVE
    places = [found[1].split()[0] for line in lines if (found := _DATELINE.match(line)) and found[1].isupper()]
    if len(set(places)) >= DATELINES and len(places) >= DATELINED * len(lines):
        return Kind.ROUNDUP
    return None


def _table(words: list[str]) -> bool:
    if len(words) < MIN_WORDS or sum(_NUMBER.match(word) is not None for word in words) < TABLE * len(words):
        return False
    joined = "".join(words)  # Chinese and Japanese have spaces around numbers alone, and say in one letter what others say in two
    letters = sum(1 + (letter >= FIRST_CJK) for letter in joined if letter.isalpha())
    return sum(map(str.isdigit, joined)) >= DIGITS * letters


def _named_number(line: str) -> bool:
    return any(map(str.isalpha, line)) and any(map(str.isdigit, line))
