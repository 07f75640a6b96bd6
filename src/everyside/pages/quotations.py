"""Who is quoted in a story, saying what, in how many outlets."""

from __future__ import annotations

from dataclasses import dataclass

from everyside.pages.cited import Cited, Outlets, Sentence
from everyside.pages.excerpts import excerpt
from everyside.pages.names import lang_attribute, language_name
from everyside.pages.reader_language import Told

SHOWN = 4  # quotations beside the others under "more"
LENGTH = 280  # characters of one
SPEAKER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """``speaker`` is empty where the articles do not name one for certain."""

    told: Told
    speaker: str
    language: str  # of the speaker's name, for ``lang``
    language_name: str
    outlets: Outlets
    number: int  # of outlets
    texts: int
    sentence: Sentence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    shown: tuple[Quoted, ...]
    folded: tuple[Quoted, ...]


def build(cited: Cited) -> Quotes | None:
    """The block; None where nobody is quoted."""
    found = [
        Quoted(
            told=cited.told(each.language, each.text, LENGTH),
            speaker=excerpt(each.speaker, SPEAKER),
            language=lang_attribute(each.language),
            language_name=language_name(each.language),
            outlets=cited.outlets(each.citations),
            number=each.outlets,
            texts=each.independent_texts,
            sentence=cited.sentence(each.citations),
        )
        for each in cited.account.quotations
    ]
    return Quotes(shown=tuple(found[:SHOWN]), folded=tuple(found[SHOWN:])) if found else None
