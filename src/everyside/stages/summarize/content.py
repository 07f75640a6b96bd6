"""How likely each pair of neighbouring words is to stand in a neutral summary of the story.

Concept-based summarisation (Gillick & Favre 2009) with pairs of words as concepts; their worth is a probability, by a logistic
formula of what can be seen in any language: who tells the pair, where it stands, whether it names or counts. The weights were
fitted on neus-train (2,452 stories told by three outlets, each with a neutral summary by people; docs/decisions/0014-bullets.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from everyside.language.likeness import Words
from everyside.language.sentences import Sentence, stem, tokens

INTERCEPT = -2.23
WEIGHTS = MappingProxyType(
    {
        "told": 1.41,  # ln of the independent texts that tell it
        "title": 1.1,  # ln(1 + titles it stands in)
        "first": 0.12,  # in a text's first sentence
        "later": -0.32,  # never before a text's fourth
        "names": 0.99,  # both words begin with a capital
        "number": 0.56,  # one of them is a number
        "shared": 0.76,  # ln of the independent texts that use the rarer word
        "size": -0.41,  # ln(1 + sentences of the story)
        "own": 0.86,  # the cosine of its sentence and the title of that text, the highest
        "others": 1.37,  # the mean cosine of its sentence and the other titles, the highest
    }
)
LATER = 3  # sentences of a text before its fourth


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """``features``: a row a pair, a column for each of WEIGHTS; ``held``: the pairs of each sentence; ``lengths``: its words."""

    features: NDArray[np.float64]
    held: tuple[NDArray[np.intp], ...]
    lengths: NDArray[np.float64]

    def probabilities(self) -> NDArray[np.float64]:
        """Shape (pairs,)."""
        values: NDArray[np.float64] = 1 / (1 + np.exp(-(INTERCEPT + self.features @ np.array(list(WEIGHTS.values())))))
        return values


@dataclass(slots=True)
class _Pair:
    texts: set[Hashable]
    position: int
    capitals: int
    own: float
    others: float


def content(sentences: Sequence[Sentence], texts: Sequence[Hashable], titles: Sequence[tuple[Hashable, str]]) -> Content:
    """The pairs of all sentences.

    ``texts``: the independent text each sentence is of; ``titles``: each with the independent text it stands over.
    """
    written = [tokens(sentence.quote) for sentence in sentences]
    stems = [[stem(token) for token in told] for told in written]
    headed = [(text, [stem(token) for token in tokens(title)]) for text, title in titles]
    likeness = _to_titles(stems, texts, headed)
    titled = Counter(pair for _, words in headed for pair in set(zip(words, words[1:], strict=False)))
    users: dict[str, set[Hashable]] = defaultdict(set)
    for text, words in [*zip(texts, stems, strict=True), *headed]:
        for word in words:
            users[word].add(text)
    places: dict[tuple[str, str], int] = {}
    pairs: list[_Pair] = []
    held: list[NDArray[np.intp]] = []
    for row, (sentence, text, words) in enumerate(zip(sentences, texts, stems, strict=True)):
        capital = [token[:1].isupper() for token in written[row]]
        own, others = likeness[row]
        columns: set[int] = set()
        for at, pair in enumerate(zip(words, words[1:], strict=False)):
            column = places.setdefault(pair, len(places))
            if column == len(pairs):
                pairs.append(_Pair(set(), sentence.position, 0, 0.0, 0.0))
            seen = pairs[column]
            seen.texts.add(text)
            seen.position = min(seen.position, sentence.position)
            seen.capitals = max(seen.capitals, capital[at] + capital[at + 1])
            seen.own, seen.others = max(seen.own, own), max(seen.others, others)
            columns.add(column)
        held.append(np.array(sorted(columns), np.intp))
    size = float(np.log1p(len(sentences)))
    rows = [
        (
            np.log(len(seen.texts)),
            np.log1p(titled[pair]),
            seen.position == 0,
            seen.position >= LATER,
            seen.capitals == 2,
            pair[0][:1].isdigit() or pair[1][:1].isdigit(),
            np.log(min(len(users[word]) for word in pair)),
            size,
            seen.own,
            seen.others,
        )
        for pair, seen in zip(places, pairs, strict=True)
    ]
    features = np.array(rows, np.float64).reshape(-1, len(WEIGHTS))
    return Content(features=features, held=tuple(held), lengths=np.array([len(words) for words in stems], np.float64))


def _to_titles(
    stems: Sequence[Sequence[str]], texts: Sequence[Hashable], headed: Sequence[tuple[Hashable, Sequence[str]]]
) -> list[tuple[float, float]]:
    """For each sentence its cosine with its own text's title and its mean cosine with the others'."""
    number = len(stems)
    words = Words([*stems, *(title for _, title in headed)], [*texts, *(text for text, _ in headed)])
    title_of = {text: number + at for at, (text, _) in enumerate(headed)}
    total = words.sum_of(list(title_of.values()))
    found = []
    for row, text in enumerate(texts):
        own = float(words.between([row], [title_of[text]])[0, 0]) if text in title_of else 0.0
        others = (words.with_sum(row, total) - own) / max(1, len(headed) - 1)
        found.append((own, max(0.0, others)))
    return found
