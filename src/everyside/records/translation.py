"""A text in another language, and what of an article is put into one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from everyside.records.ids import digest

PASSAGE = 400  # characters of an article's beginning that are translated
SHORTEST_PASSAGE = 120  # below this a cut within a sentence is better than leaving the sentence out
_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*(?=\s|$)|[。！？]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """``text`` in ``target`` of what ``key`` names; ``failed`` says in a word why it is not shown, and is empty if it is."""

    key: str
    source: str
    target: str
    text: str
    failed: str = ""
    made_by: str


def key(source: str, target: str, text: str) -> str:
    """Names a text in a language, to be put into another: 32 hex digits, the same for every article that carries it."""
    return digest(f"{source} {target}\n{text}", 32)


def passage(opening: str) -> str:
    """The beginning of an article (its first 400 characters, as ``reading.openings`` gives them) on one line; where that is not
    all of it, up to the end of a sentence."""
    opening = opening[:PASSAGE]
    flat = " ".join(opening.split())
    if len(opening) < PASSAGE:
        return flat
    ends = [match.end() for match in _END.finditer(flat) if match.end() >= SHORTEST_PASSAGE]
    if ends:
        return flat[: ends[-1]]
    space = flat.rfind(" ")
    return flat[:space] if space >= SHORTEST_PASSAGE else flat
