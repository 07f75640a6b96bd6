"""The texts of a story as this stage reads them: each independent text once, and who else carries a sentence of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.language.sentences import Sentence, split

MAX_TEXTS = 200  # independent texts read for one story, the earliest half and the newest: a toll's first numbers and its last
MAX_COPIES = 20  # copies of one text that are cited beside it; a flood of them says nothing new
READ = 20_000  # characters of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``group``: documents of one group carry the same text and count once; ``published`` is when we found it where ``stated`` is
    false."""

    title: str
    text: str
    language: str
    group: Hashable
    published: datetime
    stated: bool = True
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """``text[start:end]`` of ``document`` (its index in the input)."""

    document: int
    start: int
    end: int
    quote: str


class Reading:
    """The sentences of the texts read; ``texts`` are the documents read, the earliest first."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        best: dict[Hashable, int] = {}
        self._copies: dict[Hashable, list[int]] = {}
        for number, document in enumerate(documents):
            self._copies.setdefault(document.group, []).append(number)
            held = best.setdefault(document.group, number)
            if _order(document) < _order(documents[held]):
                best[document.group] = number
        ordered = sorted(best.values(), key=lambda number: (documents[number].published, *_order(documents[number])))
        half = MAX_TEXTS // 2
        self.texts = ordered if len(ordered) <= MAX_TEXTS else [*ordered[:half], *ordered[-half:]]
        self.sentences = [
            sentence
            for number in self.texts
            for sentence in split(number, documents[number].text[:READ], documents[number].language)
        ]

    def document(self, sentence: Sentence) -> Document:
        return self.documents[sentence.document]

    def quotes(self, cited: Iterable[Quote]) -> tuple[Quote, ...]:
        """The quotes and those of copies that carry them to the letter, each document once, the oldest first."""
        found: dict[int, Quote] = {}
        for quote in cited:
            found.setdefault(quote.document, quote)
            carried = (number for number in self._copies[self.documents[quote.document].group] if number not in found)
            for _, number in zip(range(MAX_COPIES), carried, strict=False):
                start = self.documents[number].text.find(quote.quote)
                if start >= 0:
                    found[number] = Quote(document=number, start=start, end=start + len(quote.quote), quote=quote.quote)
        return tuple(sorted(found.values(), key=lambda quote: (self.documents[quote.document].published, quote.document)))

    def independent(self, quotes: Iterable[Quote]) -> int:
        return len({self.documents[quote.document].group for quote in quotes})

    def outlets(self, quotes: Iterable[Quote]) -> int:
        return len({self.documents[quote.document].outlet for quote in quotes})


def of_sentence(sentence: Sentence) -> Quote:
    return Quote(document=sentence.document, start=sentence.start, end=sentence.end, quote=sentence.quote)


def _order(document: Document) -> tuple[int, str, str]:
    return -len(document.text), document.text, document.title
