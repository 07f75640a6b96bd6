"""Breaking a headline into lines: at spaces, and between the characters of scripts that write none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

# Scripts without spaces: Thai to Burmese and Khmer, kana and han with their punctuation (hangul has spaces).
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_NOT_FIRST = frozenset(
    "、。，．・：；？！）］｝」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ％"
)  # JIS X 4051: none of these begins a line
_NOT_LAST = frozenset("（［｛「『【〈《")
_LEADING_VOWELS = frozenset("เแโใไ")  # Thai: written before the consonant they belong to


def broken(text: str, width: Callable[[str], float], most: float, lines: int) -> list[str] | None:
    """``text`` in at most ``lines`` lines of a width of at most ``most``; None where that does not do.

    ``width``: of one character, in the unit of ``most``.
    """
    made: list[str] = []
    line, long = "", 0.0
    for piece in _pieces(text):
        own = sum(map(width, piece.rstrip()))
        if own > most:
            return None
        if line and long + own > most:
            made.append(line.rstrip())
            line, long = "", 0.0
        line += piece
        long += sum(map(width, piece))
    if line.strip():
        made.append(line.rstrip())
    return made if len(made) <= lines else None


def right_to_left(text: str) -> bool:
    """Whether its first letter is of a script that runs so (UAX #9, P2 and P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def _pieces(text: str) -> Iterator[str]:
    """What a line may not break, each with the space after it."""
    for word in re.findall(r"\S+\s*", text):
        piece = ""
        for character in word:
            if piece and _may_break(piece[-1], character):
                yield piece
                piece = ""
            piece += character
        yield piece


def _may_break(before: str, after: str) -> bool:
    if not (_SPACELESS.match(before) or _SPACELESS.match(after)) or after.isspace():
        return False
    if after in _NOT_FIRST or before in _NOT_LAST or before in _LEADING_VOWELS:
        return False
    return not unicodedata.category(after).startswith("M") and not unicodedata.category(after).startswith("P")
