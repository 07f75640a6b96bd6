"""Headline and bullets by extraction: every word of them stands in an article.

The bullets are the set of sentences that together hold most of what a neutral summary would (content, choosing); each carries the
sentences of other texts that say the same, in any language (evidence). Where the main language tells too little, points come from
others too. Nothing depends on the order of the documents.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from everyside.language.likeness import Words
from everyside.language.sentences import Sentence, split, words
from everyside.language.shortening import shorten
from everyside.stages.summarize import choosing, content, evidence, headline
from everyside.stages.summarize.dating import with_dates
from everyside.stages.summarize.evidence import Embed

VERSION = "summarize/3"
MAX_BULLETS = 5
MAX_TEXTS = 200  # independent texts read for one story; more do not change what is central
# Words of the expected summary for each bullet asked for: EXPECTED_MORE for each unit of ln(1 + sentences), EXPECTED at least, for
# where there is more material a summary is longer. ROUGE-2 on neus-val, three bullets, 7 sentences at the mean: .194 at 8 words,
# .196 at 8.7, .193 at 10. On groundnews2025, five bullets, 30 articles at the mean: .149 at 8.7, .152 with the growth.
EXPECTED = 8.7
EXPECTED_MORE = 2.6
SENTENCES_A_POINT = 10  # a story with so many more has one point more at least, however much of it the first one says
REPEATS = 0.6  # cosine of words, weighed or not, from which a further bullet would repeat one already chosen
# Longest point of a story of more than content.FEW texts, in characters, where there is choice. ROUGE-2 on groundnews2025, the
# half on which it was chosen / the other, when the bound was for every story: 360 .176/.138, 280 .179/.140, 240 .188/.140, 200
# .177/.134. On neus-val it would cost .022, so that it is for many texts alone.
MANY_LONGEST = 240
FEW_TEXTS = 3  # independent texts in the main language below which others are read for points too
OWN_AT_LEAST = 3  # points of the main language even then
JOINED_MOST = 10  # points of other languages that are compared with those told; each costs some 65 ms of one core
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


@dataclass(frozen=True, slots=True)
class _Picked:
    """A sentence chosen as a point, and the sentences of its own language that say the same."""

    shown: str
    sentences: tuple[Sentence, ...]  # its own first


def _points(
    documents: Sequence[Document],
    texts: Sequence[int],
    foreign: Sequence[int],
    language: str,
    bullets: int,
    embed: Embed | None,
) -> tuple[Point, ...]:
    picked = _pick(documents, texts, language, bullets)
    told = {documents[number].group for number in texts}
    foreign = [number for number in foreign if documents[number].group not in told]
    if embed and foreign and (len(texts) < FEW_TEXTS or len(picked) < bullets):
        picked = _joined(documents, picked, foreign, bullets, embed, few=len(texts) < FEW_TEXTS)
    across = _across(documents, picked, [*texts, *foreign], embed) if embed and foreign else [[] for _ in picked]
    points = []
    for each, others in zip(picked, across, strict=True):
        first = documents[each.sentences[0].document]
        text = with_dates(each.shown, first.language, first.day)
        points.append(_point(documents, text, [*each.sentences, *others]))
    return tuple(points)


def _pick(documents: Sequence[Document], texts: Sequence[int], language: str, bullets: int) -> list[_Picked]:
    """The set of sentences of one language's texts that holds most of what a summary should."""
    sentences = [sentence for number in texts for sentence in split(number, documents[number].text, language)]
    sentences.sort(key=lambda sentence: (sentence.quote, _order(documents[sentence.document])))
    shown = [shorten(sentence.quote, language) for sentence in sentences]
    fit = [row for row, text in enumerate(shown) if text]
    if len(texts) > content.FEW:
        fit = [row for row in fit if len(shown[row]) <= MANY_LONGEST] or fit
    if not fit or bullets < 1:
        return []
    group_of = [documents[sentence.document].group for sentence in sentences]
    found = content.content(sentences, group_of, [(documents[number].group, documents[number].title) for number in texts])
    worth, held = found.worth()
    counted = 1 + found.word_share  # words are counted once as pairs and by that share as words
    lengths = found.lengths * counted
    expected = counted * bullets * max(EXPECTED, EXPECTED_MORE * math.log1p(len(sentences)))
    rows = choosing.shortlist(worth, held, lengths, fit, expected)
    likeness = Words([words(sentence.quote) for sentence in sentences], group_of)
    places = choosing.choose(
        worth,
        [held[row] for row in rows],
        lengths[rows],
        (likeness.between(rows, rows) >= REPEATS) | (_plain_cosines([shown[row] for row in rows]) >= REPEATS),
        min(bullets, 1 + len(sentences) // SENTENCES_A_POINT),
        bullets,
        expected,
    )
    chosen = sorted((rows[place] for place in places), key=lambda row: (sentences[row].position, -worth[held[row]].sum()))
    supporting = evidence.by_words(chosen, sentences, group_of, likeness)
    return [
        _Picked(shown[row], (sentences[row], *(sentences[each] for each in same)))
        for row, same in zip(chosen, supporting, strict=True)
    ]


def _plain_cosines(texts: Sequence[str]) -> NDArray[np.float32]:
    """Cosines of texts by their words, each word counting the same: what says one thing of two numbers is one thing to a reader."""
    places: dict[str, int] = {}
    columns = [sorted({places.setdefault(word, len(places)) for word in words(text)}) for text in texts]
    held = np.zeros((len(texts), max(1, len(places))), np.float32)
    for row, used in enumerate(columns):
        held[row, used] = 1 / np.sqrt(max(1, len(used)))
    return held @ held.T


def _joined(
    documents: Sequence[Document], picked: Sequence[_Picked], foreign: Sequence[int], bullets: int, embed: Embed, few: bool
) -> list[_Picked]:
    """The points of the main language, and after them what other languages tell besides.

    A sentence of theirs is told only if it says nothing that is told already, as far as vectors and numbers can tell, and if two
    texts say it; one is enough where the main language has ``few`` texts, of whose points OWN_AT_LEAST are told then. What room is
    left goes to the main language's own.
    """
    own = OWN_AT_LEAST if few else bullets
    by_language: dict[str, list[int]] = defaultdict(list)
    for number in foreign:
        by_language[documents[number].language].append(number)
    each = [point for code in sorted(by_language) for point in _pick(documents, by_language[code], code, bullets)]
    each = [point for point in each if few or len(point.sentences) > 1]
    each.sort(key=lambda point: (-len(point.sentences), point.sentences[0].position, point.shown))
    each = each[:JOINED_MOST]
    told = list(picked[:own])
    if each and len(told) < bullets:
        vectors = embed([point.shown[: evidence.EMBEDDED] for point in (*picked, *each)])
        rows = list(range(len(told)))
        for row, point in enumerate(each, len(picked)):
            new = float((vectors[rows] @ vectors[row]).max()) < evidence.APART if rows else True
            if new and len(told) < bullets and not any(evidence.share_numbers(point.shown, other.shown) for other in told):
                told.append(point)
                rows.append(row)
        for row, point in enumerate(picked[own:], own):
            foreign_rows = [other for other in rows if other >= len(picked)]
            new = float((vectors[foreign_rows] @ vectors[row]).max()) < evidence.APART if foreign_rows else True
            if new and len(told) < bullets:
                told.append(point)
    return told


def _across(documents: Sequence[Document], picked: Sequence[_Picked], texts: Sequence[int], embed: Embed) -> list[list[Sentence]]:
    """For each point the sentences of texts in other languages than its own that say the same."""
    if not picked:
        return []
    most = min(evidence.FOREIGN_MOST, evidence.FOREIGN + len(texts) // evidence.FOREIGN_MORE)
    own = [documents[point.sentences[0].document].language for point in picked]
    readable = [number for number in texts if set(own) != {documents[number].language}]
    told = [list(split(number, documents[number].text, documents[number].language)) for number in readable]
    compared = evidence.likeliest([point.shown for point in picked], told, [documents[n].language for n in readable], most)
    groups = [documents[each.document].group for each in compared]
    languages = [documents[each.document].language for each in compared]
    found = evidence.by_vectors([point.shown for point in picked], own, compared, groups, languages, embed)
    return [
        [compared[row] for row in rows if groups[row] not in {documents[cited.document].group for cited in point.sentences}]
        for point, rows in zip(picked, found, strict=True)
    ]


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
