"""Headline and bullets by extraction: every word of them stands in an article.

Sentences are compared by their words, weighted by how many independent texts use a word and how few sentences do
(a multi-document TF–IDF centroid: Radev et al. 2004, MEAD); the choice trades importance against repetition
(Carbonell & Goldstein 1998, MMR). Sentences of different texts that say the same are one bullet's citations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyside.stages.summarize.sentences import Sentence, can_stand_alone, split, words

VERSION = "summarize/1"
MAX_BULLETS = 5
MAX_TEXTS = 40  # independent texts read for one story; more do not change what is central
MAX_TITLES = 200  # titles compared for the headline
# How much of its centrality a title keeps. Not measured yet: no set of good and bad headlines is at hand.
ASKING = 0.5
ODD_LENGTH = 0.8  # below 25 or above 140 characters
SHOUTING = 0.8
SAME = 0.45  # cosine of weighted words above which two sentences say the same
REPEATS = 0.35  # … above which a further bullet would repeat one already chosen
LEAD_BONUS = 0.5  # a text's first sentence counts half as much again, falling off with its position
PREFERRED = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to summarise. ``group``: documents of one group carry the same text and count once."""

    title: str
    text: str
    language: str
    group: Hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """``text[start:end]`` of ``document`` (its index in the input)."""

    document: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A bullet: the clearest sentence of a group of sentences, all of which are its quotes; the first is the one shown."""

    text: str
    quotes: tuple[Quote, ...]
    independent_texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story told: the title of ``headline`` (a document's index) and the points."""

    headline: int
    language: str
    points: tuple[Point, ...]


def tell(documents: Sequence[Document], bullets: int = MAX_BULLETS) -> Told:
    """Choose headline and points. Documents come in order of time; with no sentence fit to stand alone there are no points.

    Raises:
        ValueError: there are no documents.
    """
    if not documents:
        raise ValueError("a story needs at least one document")
    language = _language(documents)
    own = [number for number, document in enumerate(documents) if document.language == language]
    first_of: dict[Hashable, int] = {}
    for number in own:
        first_of.setdefault(documents[number].group, number)
    texts = sorted(first_of.values())
    readers = texts[:MAX_TEXTS]
    sentences = [s for number in readers for s in split(number, documents[number].text, language)]
    return Told(
        headline=_headline(documents, texts[:MAX_TITLES]), language=language, points=_points(documents, own, sentences, bullets)
    )


def _language(documents: Sequence[Document]) -> str:
    """English where two independent texts are in it, else the language of most independent texts."""
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for document in documents:
        groups[document.language].add(document.group)
    if len(groups.get(PREFERRED, ())) >= 2:
        return PREFERRED
    return max(groups, key=lambda code: (len(groups[code]), code == PREFERRED, code))


def clean_title(title: str) -> str:
    """A title without its outlet's name at the end (" | Outlet", " - Outlet" of at most four words)."""
    head, separator, tail = re.sub(r"\s+", " ", title).strip().rpartition(" | ")
    if not separator:
        head, separator, tail = title.strip().rpartition(" - ")
    return head.strip() if separator and len(tail.split()) <= 4 and len(head) >= 20 else title.strip()


def _headline(documents: Sequence[Document], candidates: Sequence[int]) -> int:
    """The title most central among the titles of independent texts: highest mean cosine to the others, less for a question,
    for an odd length and for shouting. The first of equals."""
    titled = [number for number in candidates if documents[number].title] or list(candidates)
    weights = _weigh(
        [words(clean_title(documents[number].title)) for number in titled], [documents[number].group for number in titled]
    )
    similarity = weights @ weights.T
    np.fill_diagonal(similarity, 0.0)
    centrality = similarity.sum(axis=1) / max(1, len(titled) - 1)
    return max(zip(titled, centrality, strict=True), key=lambda pair: (pair[1] * _plainness(documents[pair[0]].title), -pair[0]))[0]


def _plainness(title: str) -> float:
    unspaced_script = any(ord(letter) > 0x2E80 for letter in title)
    return (
        (ASKING if title.rstrip().endswith(("?", "？", "؟")) else 1.0)
        * (1.0 if unspaced_script or 25 <= len(title) <= 140 else ODD_LENGTH)
        * (SHOUTING if title.isupper() or "!" in title else 1.0)
    )


def _weigh(texts: Sequence[Sequence[str]], groups: Sequence[Hashable]) -> NDArray[np.float32]:
    """Unit rows, shape (len(texts), words): 1 + log(texts that use it) times log(1 + N / sentences that use it)."""
    places: dict[str, int] = {}
    used = [np.array(sorted({places.setdefault(word, len(places)) for word in text}), np.intp) for text in texts]
    uses = np.bincount(np.concatenate([*used, np.zeros(0, np.intp)]), minlength=max(1, len(places)))
    users: dict[Hashable, set[int]] = defaultdict(set)
    for columns, group in zip(used, groups, strict=True):
        users[group].update(columns.tolist())
    told_by = np.zeros(len(uses))
    for columns_of_group in users.values():
        told_by[list(columns_of_group)] += 1
    weights = (1 + np.log(np.maximum(told_by, 1))) * np.log(1 + len(texts) / np.maximum(uses, 1))
    matrix = np.zeros((len(texts), len(uses)), np.float32)
    for row, columns in enumerate(used):
        matrix[row, columns] = weights[columns]
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(norms > 0, norms, 1)).astype(np.float32)


def _points(documents: Sequence[Document], own: Sequence[int], sentences: Sequence[Sentence], bullets: int) -> tuple[Point, ...]:
    if not sentences or bullets < 1:
        return ()
    rows = _weigh([words(sentence.quote) for sentence in sentences], [documents[sentence.document].group for sentence in sentences])
    similarity = rows @ rows.T
    group_of = [documents[sentence.document].group for sentence in sentences]
    codes = {group: code for code, group in enumerate(dict.fromkeys(group_of))}
    code_of = np.array([codes[group] for group in group_of])
    other = code_of[:, None] != code_of[None, :]
    texts = max(1, len(codes))
    centrality = np.where(other, similarity, 0).sum(axis=1) / texts
    lead = np.array([1 + LEAD_BONUS / (1 + sentence.position) for sentence in sentences])
    support = [_support(row, similarity, group_of) for row in range(len(sentences))]
    score = (centrality + 0.02) * lead * np.array([1 + np.log(len(found)) for found in support])
    chosen: list[int] = []
    for row in np.argsort(-score, kind="stable"):
        if len(chosen) == bullets:
            break
        if can_stand_alone(sentences[row].quote) and all(similarity[row, earlier] < REPEATS for earlier in chosen):
            chosen.append(int(row))
    return tuple(_point(documents, own, sentences, row, list(support[row].values())) for row in chosen)


def _support(row: int, similarity: NDArray[np.float32], groups: Sequence[Hashable]) -> dict[Hashable, int]:
    """The closest sentence of every text that says the same, the row itself for its own."""
    found: dict[Hashable, int] = {groups[row]: row}
    same = np.flatnonzero(similarity[row] >= SAME)
    for column in same[np.argsort(-similarity[row, same], kind="stable")]:
        found.setdefault(groups[column], int(column))
    return found


def _point(
    documents: Sequence[Document], own: Sequence[int], sentences: Sequence[Sentence], row: int, support: Sequence[int]
) -> Point:
    quotes: list[Quote] = []
    cited: set[int] = set()
    for number in [row, *sorted(other for other in support if other != row)]:
        sentence = sentences[number]
        group = documents[sentence.document].group
        carriers = [sentence.document, *(document for document in own if documents[document].group == group)]
        for document in carriers:  # a copy is cited too, where it carries the sentence to the letter
            start = documents[document].text.find(sentence.quote) if document != sentence.document else sentence.start
            if document not in cited and start >= 0:
                cited.add(document)
                quotes.append(Quote(document=document, start=start, end=start + len(sentence.quote), quote=sentence.quote))
    independent = len({documents[quote.document].group for quote in quotes})
    return Point(text=" ".join(sentences[row].quote.split()), quotes=tuple(quotes), independent_texts=independent)
