"""What of a title and a text tells of the event: without the outlet's name, the title said again, and page furniture."""

from __future__ import annotations

import re

MOST_LOOKED_AT = 4000  # characters of a text
SHORT_LINE = 60  # characters; a shorter line without an end mark is a label, a date or a button
_END = re.compile(r"[.!?。！？।؟…:;»”\"]\s*$")
_WORDS = re.compile(r"\w+")


def clean_title(title: str) -> str:
    """A title without its outlet's name at the end (" | Outlet", " - Outlet" of at most four words)."""
    head, separator, tail = re.sub(r"\s+", " ", title).strip().rpartition(" | ")
    if not separator:
        head, separator, tail = title.strip().rpartition(" - ")
    return head.strip() if separator and len(tail.split()) <= 4 and len(head) >= 20 else title.strip()


def lead_of(title: str, text: str, most: int) -> str:
    """The first ``most`` characters of a text that say more than the title: on one line, without the title said again at its
    beginning and, where anything else is there, without short lines that are no sentences."""
    lines = [line for raw in text[:MOST_LOOKED_AT].split("\n") if (line := " ".join(raw.split()))]
    said = _WORDS.findall(clean_title(title).casefold())
    told = [_without(said, line) for line in lines[:1]] + lines[1:]
    sentences = [line for line in told if len(line) >= SHORT_LINE or _END.search(line)]
    return " ".join(sentences or [line for line in told if line])[:most].strip()


def _without(said: list[str], line: str) -> str:
    """``line`` without the words ``said``, if it begins with them."""
    if not said:
        return line
    end = 0
    for number, match in enumerate(_WORDS.finditer(line)):
        if number == len(said):
            break
        if match[0].casefold() != said[number]:
            return line
        end = match.end()
    else:
        if len(_WORDS.findall(line)) < len(said):
            return line
    return line[end:].lstrip(" \t-–—|:.,")
