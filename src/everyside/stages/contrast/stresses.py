"""Words and names that the texts of one part use and the others hardly do.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words"), of texts and not of tokens: of each
word the odds that a text of the part uses it against the odds that another does, both drawn towards the share of all texts that
use it. The score is the difference in standard errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from everyside.language.sentences import Sentence, can_stand_alone, unspaced
from everyside.stages.contrast.terms import Line

PRIOR = 5.0  # texts that the prior weighs
# Standard errors from which a difference is shown. With sides dealt at random at most one part in ten shows any word
# (groundnews2025, 86 parts, 20–30 deals: at 2.5 13 %, 2.6 9 %, 2.7 6 %). At 2.6 real sides show 18 words and dealt ones
# 9.6 ± 4: half of what is shown may be chance. Some 30 other priors, bounds and lengths of text were tried; of those that
# showed ten words none did so with fewer than two in five by chance.
SURE = 2.6
MANY = 8  # texts of a part, from which MIN_USERS_OF_MANY must use a word
MIN_USERS, MIN_USERS_OF_MANY = 2, 3
HARDLY = 0.5  # the share of the others that use it, of the part's share, at most
MAX_STRESSES = 8
MAX_CITATIONS = 3
LONGEST_PHRASE = 5  # words

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An independent text as it is compared: its first sentences, and the words of each; ``body`` is all of it."""

    group: Hashable
    outlet: str
    body: str
    sentences: tuple[Sentence, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stressed:
    """``quotes``: sentences of different texts of the part that use the word."""

    word: str
    texts: int
    others: int
    score: float
    quotes: tuple[Sentence, ...]


@dataclass(slots=True)
class Lexicon:
    """Which text uses which term: ``uses``, shape (texts, terms)."""

    texts: Sequence[Text]
    terms: list[str] = field(init=False)
    uses: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        found = [
            {term for line in text.lines for term, kept in zip(line.folded, line.kept, strict=True) if kept} for text in self.texts
        ]
        users = Counter(term for terms in found for term in terms)
        self.terms = sorted(term for term, number in users.items() if number >= MIN_USERS)
        places = {term: place for place, term in enumerate(self.terms)}
        self.uses = np.zeros((len(self.texts), len(self.terms)), bool)
        for row, terms in enumerate(found):
            self.uses[row, [places[term] for term in terms if term in places]] = True


def scores(part: Numbers, others: Numbers, texts: Numbers, rest: Numbers) -> Numbers:
    """Of words that ``part`` of ``texts`` and ``others`` of ``rest`` use, how much more the part does, in standard errors.

    All of shape (words,). ``texts`` and ``rest`` count a text by its length, for a longer one uses more words.
    """
    share = (part + others) / np.maximum(1, texts + rest)
    use, pass_over = PRIOR * share, PRIOR * (1 - share)
    cells = [part + use, texts - part + pass_over, others + use, rest - others + pass_over]
    safe = [np.maximum(cell, 1e-9) for cell in cells]
    difference = np.log(safe[0] / safe[1]) - np.log(safe[2] / safe[3])
    error = np.sqrt(sum(1 / cell for cell in safe))
    found: Numbers = difference / error
    return found


def stresses(lexicon: Lexicon, inside: NDArray[np.bool_]) -> list[Stressed]:
    """What the texts ``inside`` (shape (texts,)) stress, the surest first."""
    texts, rest = int(inside.sum()), int((~inside).sum())
    if not len(lexicon.terms) or not texts or not rest:
        return []
    part, others = lexicon.uses[inside].sum(axis=0).astype(float), lexicon.uses[~inside].sum(axis=0).astype(float)
    length = lexicon.uses.sum(axis=1) / max(1.0, lexicon.uses.sum() / len(lexicon.texts))
    score = scores(part, others, np.maximum(part, length[inside].sum()), np.maximum(others, length[~inside].sum()))
    least = MIN_USERS_OF_MANY if texts >= MANY else MIN_USERS
    fit = (score >= SURE) & (part >= least) & (others / rest <= HARDLY * part / texts)
    found: list[Stressed] = []
    taken: set[str] = set()
    order: list[int] = np.lexsort((np.arange(len(score)), -part, -score.round(6))).tolist()  # terms stand in their alphabet
    for place in (at for at in order if fit[at]):
        term = lexicon.terms[place]
        users: list[int] = np.flatnonzero(lexicon.uses[:, place] & inside).tolist()
        if len({lexicon.texts[row].outlet for row in users}) < least:
            continue
        everyone: list[int] = np.flatnonzero(lexicon.uses[:, place]).tolist()
        phrase = _phrase(term, [lexicon.texts[row] for row in everyone])
        if taken & set(phrase):  # told with another word already
            continue
        taken.update(phrase)
        word, quotes = _told(phrase, [lexicon.texts[row] for row in users])
        if not word:
            continue
        found.append(
            Stressed(
                word=word, texts=int(part[place]), others=int(others[place]), score=round(float(score[place]), 2), quotes=quotes
            )
        )
        if len(found) == MAX_STRESSES:
            break
    return found


def _phrase(term: str, users: Sequence[Text]) -> tuple[str, ...]:
    """The term with the words that stand beside it in every text that uses it."""
    phrase: tuple[str, ...] = (term,)
    while len(phrase) < LONGEST_PHRASE:
        beside = [_beside(phrase, text) for text in users]
        common = set.intersection(*beside) if beside else set()
        if not common:
            return phrase
        phrase = min(common)
    return phrase


def _beside(phrase: tuple[str, ...], text: Text) -> set[tuple[str, ...]]:
    """The phrases of one word more that the text uses."""
    found = set()
    for line in text.lines:
        for at in _places(line, phrase):
            end = at + len(phrase)
            if at > 0 and line.kept[at - 1]:
                found.add(line.folded[at - 1 : end])
            if end < len(line.folded) and line.kept[end]:
                found.add(line.folded[at : end + 1])
    return found


def _places(line: Line, phrase: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [
        at for at, term in enumerate(line.folded) if term == phrase[0] and line.folded[at : at + size] == phrase and line.kept[at]
    ]


def _told(phrase: tuple[str, ...], users: Sequence[Text]) -> tuple[str, tuple[Sentence, ...]]:
    """The phrase as it is mostly written, and the clearest sentence of each of a few outlets that use it."""
    written: Counter[str] = Counter()
    best: dict[str, tuple[tuple[bool, int, str], Sentence]] = {}
    for text in users:
        forms: set[str] = set()
        for sentence, line in zip(text.sentences, text.lines, strict=True):
            for at in _places(line, phrase):
                forms.add(_written(line.written[at : at + len(phrase)], sentence.quote))
                order = (not can_stand_alone(sentence.quote), len(sentence.quote), sentence.quote)
                if text.outlet not in best or order < best[text.outlet][0]:
                    best[text.outlet] = (order, sentence)
        written.update(forms)
    word = min(written, key=lambda form: (-written[form], form)) if written else ""
    return word, tuple(sentence for _, sentence in sorted(best.values(), key=lambda each: each[0])[:MAX_CITATIONS])


def _written(words: Sequence[str], sentence: str) -> str:
    """The words as the sentence has them, with what stands between them."""
    if unspaced(sentence):
        return words[0] + "".join(word[-1] for word in words[1:])
    found = re.search(r"[\W_]+".join(re.escape(word) for word in words), sentence)
    return (found[0] if found else " ".join(words)).removesuffix("'s").removesuffix("’s")
