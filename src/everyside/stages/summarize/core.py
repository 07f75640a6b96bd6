"""Headline and bullets by extraction: every word of them stands in an article.

The bullets are the set of sentences that together hold most of what a neutral summary would (content, choosing); each carries the
sentences of other texts that say the same, in any language (evidence). Nothing depends on the order of the documents.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from everyside.language import wording
from everyside.language.likeness import Words
from everyside.language.sentences import Sentence, can_stand_alone, split, words
from everyside.stages.summarize import choosing, content, evidence, headline
from everyside.stages.summarize.dating import with_dates
from everyside.stages.summarize.evidence import Embed

VERSION = "summarize/2"
MAX_BULLETS = 5
MAX_TEXTS = 200  # independent texts read for one story; more do not change what is central
# Words of the expected summary for each bullet asked for: EXPECTED_MORE for each unit of ln(1 + sentences), EXPECTED at least, for
# where there is more material a summary is longer. ROUGE-2 on neus-val, three bullets, 7 sentences at the mean: .194 at 8 words,
# .196 at 8.7, .193 at 10. On groundnews2025, five bullets, 30 articles at the mean: .149 at 8.7, .152 with the growth.
EXPECTED = 8.7
EXPECTED_MORE = 2.6
SENTENCES_A_POINT = 10  # a story with so many more has one point more at least, however much of it the first one says
REPEATS = 0.6  # cosine of weighed words from which a further bullet would repeat one already chosen
PREFERRED = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to summarise. ``group``: documents of one group carry the same text and count once; ``day``: when it was published,
    where that is known."""

    title: str
    text: str
    language: str
    group: Hashable
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """``text[start:end]`` of ``document`` (its index in the input)."""

    document: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A bullet: the first of its quotes, shortened; all its quotes say the same, in whatever language."""

    text: str
    quotes: tuple[Quote, ...]
    independent_texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story told: the title of ``headline`` (a document's index) and the points."""

    headline: int
    language: str
    points: tuple[Point, ...]


def tell(documents: Sequence[Document], bullets: int = MAX_BULLETS, embed: Embed | None = None) -> Told:
    """Choose headline and points. With no sentence fit to stand alone there are no points.

    ``embed``: unit vectors of sentences, one space for all languages; without it points cite their own language alone.

    Raises:
        ValueError: there are no documents.
    """
    if not documents:
        raise ValueError("a story needs at least one document")
    language = _language(documents)
    texts = _texts(documents, lambda code: code == language)
    foreign = _texts(documents, lambda code: code != language)
    order = headline.ranked([documents[at].title for at in texts], [documents[at].group for at in texts], language)
    texts = [texts[place] for place in order]
    return Told(
        headline=texts[0],
        language=language,
        points=_points(documents, texts[:MAX_TEXTS], foreign, language, bullets, embed),
    )


def _language(documents: Sequence[Document]) -> str:
    """English where two independent texts are in it, else the language of most independent texts."""
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for document in documents:
        groups[document.language].add(document.group)
    if len(groups.get(PREFERRED, ())) >= 2:
        return PREFERRED
    return max(groups, key=lambda code: (len(groups[code]), code == PREFERRED, code))


def _texts(documents: Sequence[Document], wanted: Callable[[str], bool]) -> list[int]:
    """One document of each independent text in a wanted language, the longest, in an order of their words alone."""
    best: dict[Hashable, int] = {}
    for number, document in enumerate(documents):
        if wanted(document.language):
            held = best.setdefault(document.group, number)
            if _order(document) < _order(documents[held]):
                best[document.group] = number
    return sorted(best.values(), key=lambda number: _order(documents[number]))


def _order(document: Document) -> tuple[int, str, str]:
    return -len(document.text), document.text, document.title


def _points(
    documents: Sequence[Document],
    texts: Sequence[int],
    foreign: Sequence[int],
    language: str,
    bullets: int,
    embed: Embed | None,
) -> tuple[Point, ...]:
    sentences = [sentence for number in texts for sentence in split(number, documents[number].text, language)]
    sentences.sort(key=lambda sentence: (sentence.quote, _order(documents[sentence.document])))
    shown = [shorten(sentence.quote, language) for sentence in sentences]
    fit = [row for row, text in enumerate(shown) if text]
    if not fit or bullets < 1:
        return ()
    group_of = [documents[sentence.document].group for sentence in sentences]
    found = content.content(sentences, group_of, [(documents[number].group, documents[number].title) for number in texts])
    worth, expected = found.probabilities(), bullets * max(EXPECTED, EXPECTED_MORE * math.log1p(len(sentences)))
    rows = choosing.shortlist(worth, found.held, found.lengths, fit, expected)
    likeness = Words([words(sentence.quote) for sentence in sentences], group_of)
    places = choosing.choose(
        worth,
        [found.held[row] for row in rows],
        found.lengths[rows],
        likeness.between(rows, rows) >= REPEATS,
        min(bullets, 1 + len(sentences) // SENTENCES_A_POINT),
        bullets,
        expected,
    )
    chosen = sorted((rows[place] for place in places), key=lambda row: (sentences[row].position, -worth[found.held[row]].sum()))
    supporting = evidence.by_words(chosen, sentences, group_of, likeness)
    abroad = _abroad(documents, foreign, set(group_of), len(texts) + len(foreign)) if embed else []
    across = (
        evidence.by_vectors([shown[row] for row in chosen], abroad, [documents[each.document].group for each in abroad], embed)
        if embed
        else [[] for _ in chosen]
    )
    points = []
    for row, same, other in zip(chosen, supporting, across, strict=True):
        cited = [sentences[row], *(sentences[each] for each in same), *(abroad[each] for each in other)]
        text = with_dates(shown[row], language, documents[sentences[row].document].day)
        points.append(_point(documents, text, cited))
    return tuple(points)


def shorten(quote: str, language: str) -> str:
    """The sentence as a bullet, by leaving out only; empty where it cannot stand alone."""
    if not can_stand_alone(quote):
        return ""
    text = wording.without_connective(" ".join(quote.split()), language)
    return "" if wording.leans_back(text, language) or not can_stand_alone(text) else text


def _abroad(documents: Sequence[Document], foreign: Sequence[int], told: set[Hashable], texts: int) -> list[Sentence]:
    """The sentences of other languages that are compared: the first of each text, each language in its turn."""
    most = min(evidence.FOREIGN_MOST, evidence.FOREIGN + texts // evidence.FOREIGN_MORE)
    turns: dict[str, int] = defaultdict(int)
    queue: list[tuple[int, str, Sentence]] = []
    for number in foreign:
        document = documents[number]
        first = next(split(number, document.text, document.language), None) if document.group not in told else None
        if first is not None:
            turns[document.language] += 1
            queue.append((turns[document.language], document.language, first))
    return [sentence for _, _, sentence in sorted(queue, key=lambda each: each[:2])[:most]]


def _point(documents: Sequence[Document], text: str, cited: Sequence[Sentence]) -> Point:
    quotes: list[Quote] = []
    seen: set[int] = set()
    for sentence in cited:
        first, group, language = sentence.document, documents[sentence.document].group, documents[sentence.document].language
        copied = (at for at, each in enumerate(documents) if each.group == group and each.language == language and at != first)
        for number in (first, *copied):  # a copy is cited too, where it carries the sentence to the letter
            start = sentence.start if number == first else documents[number].text.find(sentence.quote)
            if number not in seen and start >= 0:
                seen.add(number)
                quotes.append(Quote(document=number, start=start, end=start + len(sentence.quote), quote=sentence.quote))
    return Point(text=text, quotes=tuple(quotes), independent_texts=len({documents[quote.document].group for quote in quotes}))
