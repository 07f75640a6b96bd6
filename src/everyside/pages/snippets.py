"""The piece of a text that answers a question, with the words of the question marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everyside.language.folding import placed
from everyside.records.search import Phrase

LENGTH = 260  # characters
LOOKED_AT = 20_000  # characters of a text; more are not indexed


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    text: str
    marked: bool = False


def marked(text: str, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """``text`` whole, in pieces; those that hold the phrases are marked."""
    return tuple(_pieces(text, 0, len(text), _spans(text, phrases)))


def snippet(text: str, phrases: Sequence[Phrase], length: int = LENGTH) -> tuple[Piece, ...]:
    """At most ``length`` characters and two ellipses of ``text``, where the most different phrases stand; else its beginning."""
    text = text[:LOOKED_AT]
    spans = _spans(text, phrases)
    start, end = _window(text, spans, length)
    pieces = list(_pieces(text, start, end, spans))
    if start:
        pieces.insert(0, Piece(text="… "))
    if end < len(text):
        pieces.append(Piece(text=" …"))
    return tuple(pieces)


def _spans(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int, int]]:
    """Where phrases stand: start, end, which; in order."""
    words = list(placed(text))
    begins: dict[str, list[int]] = {}
    prefixes = [(number, phrase[0][:-1]) for number, phrase in enumerate(phrases) if phrase[0].endswith("*")]
    for number, phrase in enumerate(phrases):
        begins.setdefault(phrase[0], []).append(number)
    found: list[tuple[int, int, int]] = []
    for at, (start, end, word) in enumerate(words):
        for number in begins.get(word, ()):
            phrase = phrases[number]
            if len(phrase) == 1:
                found.append((start, end, number))
            elif at + len(phrase) <= len(words) and all(
                _is(words[at + step][2], wanted) for step, wanted in enumerate(phrase) if step
            ):
                found.append((start, words[at + len(phrase) - 1][1], number))
        found += [(start, start + 1, number) for number, begin in prefixes if word.startswith(begin)]
    return found


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _window(text: str, spans: Sequence[tuple[int, int, int]], length: int) -> tuple[int, int]:
    """Where ``length`` characters of ``text`` begin and end."""
    if len(text) <= length:
        return 0, len(text)
    best, most = 0, 0
    last = 0
    counts: dict[int, int] = {}
    for first, (start, _, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + length - 40:
            counts[spans[last][2]] = counts.get(spans[last][2], 0) + 1
            last += 1
        if len(counts) > most:
            best, most = start, len(counts)
        if first < last and (number := spans[first][2]) in counts:
            counts[number] -= 1
            if not counts[number]:
                del counts[number]
        last = max(last, first + 1)
    start = max(0, min(best - 40, len(text) - length))
    if start:
        space = re.search(r"\s", text[start : start + 40])
        start += space.end() if space else 0
    end = min(len(text), start + length)
    if end < len(text):
        space_at = text.rfind(" ", start + length - 40, end)
        end = space_at if space_at > 0 else end
    return start, end


def _pieces(text: str, start: int, end: int, spans: Iterable[tuple[int, int, int]]) -> Iterable[Piece]:
    at = start
    for begin, stop, _ in spans:
        begin, stop = max(begin, at), min(stop, end)
        if begin >= stop:
            continue
        if begin > at:
            yield Piece(text=_flat(text[at:begin]))
        yield Piece(text=_flat(text[begin:stop]), marked=True)
        at = stop
    if at < end:
        yield Piece(text=_flat(text[at:end]))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
