"""Sides compared: what the independent texts of one side, or of one country, stress and report that the others do not.

A text belongs to a side when all outlets of a known side that carry it are of that side. What left and right both carry, as agency
copy often is, is nobody's: it belongs to no side and counts among the others for each. Splitting its weight would make half a text
of what both print alike. For countries it is the same. Texts of unrated outlets are counted and never compared as a side, but a
side stresses only what they do not say either.

Sides and countries are compared within the language of most texts: a word of another language is no stress, and a sentence of it
would always seem new. For the same reason languages are counted and not compared: names inflect and change their script, so that
every language would seem to stress its own spelling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from everyside.language.sentences import split
from everyside.records.account import PartKind
from everyside.records.rating import Side
from everyside.stages.contrast.points import Compared, Point
from everyside.stages.contrast.stresses import Lexicon, Stressed, Text, stresses
from everyside.stages.contrast.terms import Names, line_of

VERSION = "contrast/1"
ENOUGH = 3  # independent texts of a part, and of the others: with two, half of what one of them says would be a stress
MOST_TEXTS = 1000  # independent texts of a language that are read, the longest
MOST_CHARACTERS = 30_000  # of a text that are read
MOST_COUNTRIES = 6  # the most texts first
SHARED = "shared"  # the key of texts that more than one side carries
RATED = (Side.LEFT, Side.CENTER, Side.RIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article. ``group``: documents of one group carry the same text; ``own``: names of its outlet and its authors."""

    text: str
    language: str
    group: Hashable
    outlet: str
    side: Side = Side.UNRATED
    country: str = ""  # the outlet's, empty unknown
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A part, with ``texts`` independent ones. Quotes name their document by its place in the input."""

    kind: PartKind
    key: str
    texts: int
    enough: bool = False
    stresses: tuple[Stressed, ...] = ()
    points: tuple[Point, ...] = ()


def contrast(documents: Sequence[Document], agencies: Iterable[str] = ()) -> tuple[Found, ...]:
    """The parts of a story: sides first, then countries and languages where there are two or more. Empty without any text.

    ``agencies``: names that are never a stress. The order of the documents does not matter.
    """
    carried = _carried(documents)
    languages = _languages(documents, carried)
    if not languages:
        return ()
    main = max(languages, key=lambda code: (languages[code], code))
    chosen = _chosen(documents, carried, main)
    texts = _read(documents, chosen, main, list(agencies))
    compared, lexicon = Compared(texts, main), Lexicon(texts)
    sides = [_key(documents, carried[text.group], at, "side", Side.UNRATED) for text, at in zip(texts, chosen, strict=True)]
    countries = [_key(documents, carried[text.group], at, "country", "") for text, at in zip(texts, chosen, strict=True)]
    found = [_part(PartKind.SIDE, side, sides, lexicon, compared) for side in RATED]
    found += [
        Found(kind=PartKind.SIDE, key=key, texts=sides.count(key)) for key in (Side.UNRATED.value, SHARED) if sides.count(key)
    ]
    known = sorted({key for key in countries if key not in ("", SHARED)}, key=lambda key: (-countries.count(key), key))
    if len(known) > 1:
        found += [_part(PartKind.COUNTRY, key, countries, lexicon, compared) for key in known[:MOST_COUNTRIES]]
    if len(languages) > 1:
        order = sorted(languages, key=lambda code: (-languages[code], code))
        found += [Found(kind=PartKind.LANGUAGE, key=code, texts=languages[code]) for code in order]
    return tuple(found)


def _part(kind: PartKind, key: str, keys: Sequence[str], lexicon: Lexicon, compared: Compared) -> Found:
    inside = np.array([each == key for each in keys], bool)
    texts = int(inside.sum())
    if min(texts, len(keys) - texts) < ENOUGH:
        return Found(kind=kind, key=str(key), texts=texts)
    return Found(
        kind=kind,
        key=str(key),
        texts=texts,
        enough=True,
        stresses=tuple(stresses(lexicon, inside)),
        points=tuple(compared.points(inside)),
    )


def _carried(documents: Sequence[Document]) -> dict[Hashable, list[int]]:
    """Independent text → the documents that carry it."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        if document.text.strip():
            found[document.group].append(number)
    return dict(found)


def _languages(documents: Sequence[Document], carried: Mapping[Hashable, Sequence[int]]) -> dict[str, int]:
    """Language → independent texts; one carried in two languages counts in both."""
    spoken = [code for carriers in carried.values() for code in {documents[number].language for number in carriers}]
    return {code: spoken.count(code) for code in sorted(set(spoken))}


def _chosen(documents: Sequence[Document], carried: Mapping[Hashable, Sequence[int]], language: str) -> list[int]:
    """One document of each text in the language: of an outlet whose side is known, whose country is known, the longest."""

    def order(number: int) -> tuple[bool, bool, int, str, str]:
        each = documents[number]
        return each.side is Side.UNRATED, not each.country, -len(each.text), each.text, each.outlet

    spoken = ([number for number in carriers if documents[number].language == language] for carriers in carried.values())
    best = [min(carriers, key=order) for carriers in spoken if carriers]
    return sorted(best, key=lambda number: order(number)[2:])[:MOST_TEXTS]


def _key(documents: Sequence[Document], carriers: Sequence[int], chosen: int, name: str, unknown: str) -> str:
    """What all its carriers of whom it is known are; SHARED where they differ."""
    known = {getattr(documents[number], name) for number in carriers} - {unknown}
    return SHARED if len(known) > 1 else str(getattr(documents[chosen], name))


def _read(documents: Sequence[Document], chosen: Sequence[int], language: str, agencies: Sequence[str]) -> list[Text]:
    general = Names(agencies)
    texts = []
    for number in chosen:
        document = documents[number]
        silent = (general, Names(document.own))
        sentences = tuple(split(number, document.text[:MOST_CHARACTERS], language))
        lines = tuple(line_of(sentence.quote, language, silent) for sentence in sentences)
        texts.append(
            Text(
                group=document.group, outlet=document.outlet, body=document.text[:MOST_CHARACTERS], sentences=sentences, lines=lines
            )
        )
    return texts
