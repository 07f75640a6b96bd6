"""How likely each pair of neighbouring words, and each word, is to stand in a neutral summary of the story.

Concept-based summarisation (Gillick & Favre 2009) with pairs of words as concepts; their worth is a probability, by a logistic
formula of what can be seen in any language: who tells the pair, where it stands, whether it names or counts. The weights were
fitted on neus-train (2,452 stories told by three outlets, each with a neutral summary by people; docs/decisions/0014-bullets.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
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
# The same of single words, fitted on the same stories. Where many texts tell of it, a summary shares its words with them more
# than its pairs. groundnews2025, the half on which it was chosen / the other, with points of 240 characters at most: for more
# than 3 texts ROUGE-1 .450/.407, more than 6 .441/.407, more than 10 .435/.407, neither words nor that bound .431/.401; from 4 to
# 6 texts points read worse. On neus-val (three texts) it would cost .009 of ROUGE-2.
WORD_INTERCEPT = -2.23
WORD_WEIGHTS = MappingProxyType(
    {
        "told": 0.55,
        "title": 1.16,
        "first": 0.17,
        "later": -0.29,
        "name": 0.5,  # begins with a capital, and no sentence
        "number": 0.56,
        "often": 1.13,  # ln of the times it is used
        "own": 0.55,
        "others": 1.33,
    }
)
WORD_SHARE = 0.25  # what a word's probability is worth beside a pair's
FEW = 6  # independent texts: up to here pairs alone count
LATER = 3  # sentences of a text before its fourth


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the sentences of a story hold: ``features`` a row a pair, ``word_features`` a row a word; ``held`` and ``held_words`` of
    each sentence, ``lengths`` its words; ``texts``, the independent ones."""

    features: NDArray[np.float64]
    word_features: NDArray[np.float64]
    held: tuple[NDArray[np.intp], ...]
    held_words: tuple[NDArray[np.intp], ...]
    lengths: NDArray[np.float64]
    texts: int

    def probabilities(self) -> NDArray[np.float64]:
        """Of the pairs, shape (pairs,)."""
        return _logistic(INTERCEPT, WEIGHTS, self.features)

    @property
    def word_share(self) -> float:
        return WORD_SHARE if self.texts > FEW else 0.0

    def worth(self) -> tuple[NDArray[np.float64], list[NDArray[np.intp]]]:
        """The worth of every pair, then of every word where those count; and which of them each sentence holds."""
        pairs = self.probabilities()
        if not self.word_share:
            return pairs, list(self.held)
        words = self.word_share * _logistic(WORD_INTERCEPT, WORD_WEIGHTS, self.word_features)
        held = [np.concatenate([ours, theirs + len(pairs)]) for ours, theirs in zip(self.held, self.held_words, strict=True)]
        return np.concatenate([pairs, words]), held


def _logistic(intercept: float, weights: Mapping[str, float], features: NDArray[np.float64]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = 1 / (1 + np.exp(-(intercept + features @ np.array(list(weights.values())))))
    return values


Item = tuple[str, ...]  # a pair of words, or one


@dataclass(slots=True)
class _Seen:
    texts: set[Hashable]
    position: int
    capitals: int = 0
    times: int = 0
    own: float = 0.0
    others: float = 0.0


def content(sentences: Sequence[Sentence], texts: Sequence[Hashable], titles: Sequence[tuple[Hashable, str]]) -> Content:
    """The pairs and words of all sentences.

    ``texts``: the independent text each sentence is of; ``titles``: each with the independent text it stands over.
    """
    written = [tokens(sentence.quote) for sentence in sentences]
    stems = [[stem(token) for token in told] for told in written]
    headed = [(text, [stem(token) for token in tokens(title)]) for text, title in titles]
    likeness = _to_titles(stems, texts, headed)
    users: dict[str, set[Hashable]] = defaultdict(set)
    for text, words in [*zip(texts, stems, strict=True), *headed]:
        for word in words:
            users[word].add(text)
    capital = [[token[:1].isupper() for token in told] for told in written]
    items: tuple[list[list[Item]], ...] = ([_pairs(words) for words in stems], [[(word,) for word in words] for words in stems])
    pairs, held = _seen(
        items[0], [[a + b for a, b in zip(each, each[1:], strict=False)] for each in capital], sentences, texts, likeness
    )
    words_seen, held_words = _seen(items[1], [[0, *map(int, each[1:])] for each in capital], sentences, texts, likeness)
    titled = Counter(item for _, words in headed for item in {*_pairs(words), *((word,) for word in words)})
    size = float(np.log1p(len(sentences)))
    rows = [
        (
            *_alike(pair, seen, titled, capitals=2),
            np.log(min(len(users[word]) for word in pair)),
            size,
            seen.own,
            seen.others,
        )
        for pair, seen in pairs.items()
    ]
    word_rows = [
        (*_alike(word, seen, titled, capitals=1), np.log(seen.times), seen.own, seen.others) for word, seen in words_seen.items()
    ]
    return Content(
        features=np.array(rows, np.float64).reshape(-1, len(WEIGHTS)),
        word_features=np.array(word_rows, np.float64).reshape(-1, len(WORD_WEIGHTS)),
        held=held,
        held_words=held_words,
        lengths=np.array([len(words) for words in stems], np.float64),
        texts=len({*texts, *(text for text, _ in titles)}),
    )


def _pairs(words: Sequence[str]) -> list[Item]:
    return list(zip(words, words[1:], strict=False))


def _seen(
    items: Sequence[Sequence[Item]],
    capitals: Sequence[Sequence[int]],
    sentences: Sequence[Sentence],
    texts: Sequence[Hashable],
    likeness: Sequence[tuple[float, float]],
) -> tuple[dict[Item, _Seen], tuple[NDArray[np.intp], ...]]:
    """Each different item with what was seen of it, and the places of those that each sentence holds."""
    places: dict[Item, int] = {}
    found: dict[Item, _Seen] = {}
    held: list[NDArray[np.intp]] = []
    for row, (sentence, text, told) in enumerate(zip(sentences, texts, items, strict=True)):
        own, others = likeness[row]
        for at, item in enumerate(told):
            seen = found.setdefault(item, _Seen(set(), sentence.position))
            places.setdefault(item, len(places))
            seen.texts.add(text)
            seen.position = min(seen.position, sentence.position)
            seen.capitals = max(seen.capitals, capitals[row][at])
            seen.times += 1
            seen.own, seen.others = max(seen.own, own), max(seen.others, others)
        held.append(np.array(sorted({places[item] for item in told}), np.intp))
    return found, tuple(held)


def _alike(item: Item, seen: _Seen, titled: Counter[Item], capitals: int) -> tuple[float, ...]:
    """What is seen of pairs and of words alike."""
    return (
        float(np.log(len(seen.texts))),
        float(np.log1p(titled[item])),
        seen.position == 0,
        seen.position >= LATER,
        seen.capitals == capitals,
        any(word[:1].isdigit() for word in item),
    )


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
