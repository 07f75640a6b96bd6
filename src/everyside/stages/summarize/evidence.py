"""Which sentences of other texts say what a chosen sentence says.

In its own language by words; in other languages by vectors of sentences, one space for all. Wherever each of two sentences has a
number that the other lacks they are taken to differ: a citation that says something else is worse than one too few.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from everyside.language.likeness import Matrix, Words
from everyside.language.numbers import CARDINALS
from everyside.language.sentences import Sentence

Embed = Callable[[Sequence[str]], NDArray[np.float32]]  # texts → unit rows

# Cosine of weighed words from which a sentence says what a bullet says. Read on groundnews2025: of 28 pairs from .5 to .6 three
# said something else, of 14 from .45 to .5 four.
SAME = 0.5
# Translated sentences against those near by (240 of ntrex each, 300 characters, multilingual e5-small), precision and recall at
# .91: es .98/.84, de .98/.68, ru .99/.63; at .90 .95/.92, .98/.80, .97/.74.
ACROSS = 0.91  # cosine of sentence vectors above which two sentences of different languages say the same
# 80 neighbouring sentences of ntrex each for es, de, ru, ar, ja: of translations at most 2.5 % lie below .84 (at .86 ja 12.5 %), of
# other sentences near by 86 – 97 %.
APART = 0.84  # cosine below which two sentences say different things
SHARED = 3  # weight of shared numbers (two each) and names (one) from which a sentence is compared before others
NAME = 5  # letters by which names are compared, for endings that languages add
FOREIGN = 4  # sentences of other languages that are embedded for one story; a sentence costs some 65 ms of one core
FOREIGN_MORE = 10  # … and one more for so many independent texts
FOREIGN_MOST = 60
EMBEDDED = 200  # characters of a sentence that are embedded

_NAME = re.compile(r"\b[A-ZÀ-ÞŁŚŻŹĆČŠŽ][a-zà-ÿłśżźćčšžąęőűğış]{3,}")
_DIGITS = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*")
_LETTERS = re.compile(r"[a-z]+")


def numbers(text: str) -> frozenset[str]:
    """Its numbers in figures, without what groups their digits: 1,200, 1.200 and 1 200 are one; and those from two on in English
    words ("eight" of one sentence is not the "20" of another)."""
    folded = unicodedata.normalize("NFKC", text)
    spelled = {str(CARDINALS[word]) for word in _LETTERS.findall(folded.casefold()) if CARDINALS.get(word, 0) > 1}
    figures = {"".join(str(unicodedata.decimal(c)) for c in found if c.isdecimal()) for found in _DIGITS.findall(folded)}
    return frozenset(spelled | figures)


def differ(one: str, other: str) -> bool:
    """Whether each has a number that the other lacks."""
    ours, theirs = numbers(one), numbers(other)
    return bool(ours - theirs) and bool(theirs - ours)


def by_words(chosen: Sequence[int], sentences: Sequence[Sentence], texts: Sequence[Hashable], words: Words) -> list[list[int]]:
    """For each chosen row the closest sentence of every other text that says the same."""
    cosines = words.between(chosen, range(len(sentences)))
    found = []
    for place, row in enumerate(chosen):
        supporting: dict[Hashable, int] = {texts[row]: row}
        same = np.flatnonzero(cosines[place] >= SAME)
        for column in same[np.argsort(-cosines[place, same], kind="stable")]:
            if texts[column] not in supporting and not differ(sentences[row].quote, sentences[column].quote):
                supporting[texts[column]] = int(column)
        found.append([column for column in supporting.values() if column != row])
    return found


def likeliest(chosen: Sequence[str], texts: Sequence[Sequence[Sentence]], languages: Sequence[str], most: int) -> list[Sentence]:
    """The ``most`` sentences that are worth comparing by vectors: first those that share numbers and names with a chosen one,
    which any language writes alike; then the first of each text, each language in its turn.

    ``texts``: the sentences of each text; ``languages``: what it is written in.
    """
    ours = [cues(told) for told in chosen]
    ranked = []
    turns: dict[str, int] = defaultdict(int)
    for told, language in zip(texts, languages, strict=True):
        for sentence in told:
            shared = (
                max((sum(ours[row][cue] for cue in found) for row in range(len(ours))), default=0)
                if (found := cues(sentence.quote).keys())
                else 0
            )
            turn = turns[language] = turns[language] + (sentence.position == 0)
            if shared >= SHARED or sentence.position == 0:
                ranked.append((-shared if shared >= SHARED else 0, turn, language, sentence.position, sentence))
    return [each[-1] for each in sorted(ranked, key=lambda each: each[:4])[:most]]


def cues(text: str) -> Counter[str]:
    """What a sentence and its translation have in common to the letter, by weight: numbers of two digits or more, names."""
    names = {word.casefold()[:NAME] for word in _NAME.findall(text)}
    return Counter(dict.fromkeys(names, 1) | dict.fromkeys((each for each in numbers(text) if len(each) > 1), 2))


def share_numbers(one: str, other: str) -> bool:
    """Whether two sentences share a number of two digits or more."""
    return any(len(each) > 1 for each in numbers(one) & numbers(other))


def by_vectors(
    chosen: Sequence[str],
    languages: Sequence[str],
    foreign: Sequence[Sentence],
    texts: Sequence[Hashable],
    written: Sequence[str],
    embed: Embed,
) -> list[list[int]]:
    """For each chosen sentence the rows of ``foreign`` that say the same, the closest of every text. A row supports one.

    ``languages``: of the chosen; ``texts`` and ``written``: of each foreign row its independent text and its language.
    """
    if not chosen or not foreign:
        return [[] for _ in chosen]
    vectors = embed([each[:EMBEDDED] for each in (*chosen, *(sentence.quote for sentence in foreign))])
    cosines: Matrix = vectors[: len(chosen)] @ vectors[len(chosen) :].T
    best = cosines.argmax(axis=0)  # a sentence supports one bullet, the closest
    found: list[list[int]] = []
    for place, told in enumerate(chosen):
        supporting: dict[Hashable, int] = {}
        for column in np.argsort(-cosines[place], kind="stable"):
            close = cosines[place, column] >= ACROSS and best[column] == place and written[column] != languages[place]
            if close and texts[column] not in supporting and not differ(told, foreign[column].quote):
                supporting[texts[column]] = int(column)
        found.append(list(supporting.values()))
    return found
