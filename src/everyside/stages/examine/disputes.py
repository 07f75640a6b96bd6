"""Counts that differ between independent texts of a story, for what is certainly the same count.

Two numbers are answers to one question where they count the same (figures), by different texts, in sentences that are alike but
for their numbers. Texts that give both numbers tell that they are two counts ("25 in all, 14 of them in the south"): such numbers
never meet. Being wrong here accuses an outlet of an error it did not make, so what is not certain is left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from everyside.language.likeness import Words
from everyside.language.sentences import Sentence, stem, tokens, words
from everyside.records.account import DisputeKind
from everyside.stages.examine import reporting
from everyside.stages.examine.figures import Figure, figures
from everyside.stages.examine.reading import Quote, Reading, of_sentence

SAME = 0.5  # cosine of two sentences without their numbers from which they count the same
SAME_EVENT = 0.1  # … for a toll of the event, told at the beginning of both texts in the words of the story's titles
SAME_AMOUNT = 0.6  # … for money, percentages and other counts, of which a story has many
LEAD = 4  # sentences
IN_TITLES = 0.25  # share of the titles that a word of the event stands in
OF_EVENT = 0.6  # share of the words of the event that a sentence has that tells of it
BOTH = 0.25  # share of the texts with the rarer of two numbers that give both, from which these are two counts
IN_COMMON = 2  # numbers that two sets of answers share where they answer one question
SHORT = 3  # letters of a word that says nothing of the event
FACTOR = 5.0  # a toll more than so many times another is of something else
ROUNDED = 100  # from here on a number may be rounded
MAX_DISPUTES = 12
MAX_VERSIONS = 12

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBERISH = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; ``quotes`` are the sentences that give it, the oldest first."""

    value: str
    said: str
    quotes: tuple[Quote, ...]
    independent_texts: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Answers in the order in which they were first given."""

    kind: DisputeKind
    subject: str
    answers: tuple[Answer, ...]
    rising: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    sentence: Sentence
    figure: Figure
    group: Hashable
    language: str
    row: int  # of the cosines
    beside: tuple[str, ...]  # the sentence's other numbers, of an amount that is no toll
    days: frozenset[int]  # weekdays the sentence names
    names: frozenset[str]  # its words with a capital, but for the first
    opening: bool  # the first of its text that counts this, early in it
    event: bool  # tells of the event itself, early in its text
    wide: bool  # counts over more than the event
    earlier: bool  # tells of a number that was replaced


def counts(reading: Reading) -> list[Difference]:
    """The counts that differ, most independent texts first."""
    claims = _claims(reading)
    by_subject: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_subject[claim.figure.subject].append(claim)
    rows = sorted({claim.row for claim in claims})
    if not rows:
        return []
    place = {row: at for at, row in enumerate(rows)}
    likeness = Words(
        [context(reading.sentences[row].quote, reading.document(reading.sentences[row]).language) for row in rows],
        [reading.document(reading.sentences[row]).group for row in rows],
    )
    found: list[Difference] = []
    for subject, told in sorted(by_subject.items()):
        if len({claim.group for claim in told}) > 1 and len({claim.figure.value for claim in told}) > 1:
            at = [place[claim.row] for claim in told]
            found += _differences(reading, subject, told, likeness.between(at, at))
    found = _whole(found)
    found.sort(key=lambda each: (-sum(answer.independent_texts for answer in each.answers), each.subject, each.answers[0].value))
    return found[:MAX_DISPUTES]


def _whole(found: Sequence[Difference]) -> list[Difference]:
    """Without those all whose answers another of the same subject has, from more texts."""
    ranked = sorted(found, key=lambda each: -sum(answer.independent_texts for answer in each.answers))
    kept: list[Difference] = []
    for each in ranked:
        values = {answer.value for answer in each.answers}
        if not any(each.subject == other.subject and values <= {answer.value for answer in other.answers} for other in kept):
            kept.append(each)
    return kept


def _claims(reading: Reading) -> list[_Claim]:
    claims: list[_Claim] = []
    core = _event(reading)
    counted: set[tuple[int, str]] = set()  # by document: what was counted in it so far
    for row, sentence in enumerate(reading.sentences):
        document, quote = reading.document(sentence), sentence.quote
        lists = reporting.of(document.language)
        found = [figure for figure in figures(quote, document.language, lists) if figure.subject]
        if not found:
            continue
        wide, earlier = bool(lists.wider.search(quote)), bool(lists.earlier.search(quote))
        weekdays = reporting.weekdays(document.language)
        days = frozenset(weekdays[word] for word in _WORD.findall(quote.casefold()) if word in weekdays)
        names = frozenset(stem(token) for token in tokens(quote)[1:] if token[:1].isupper() and token.casefold() not in weekdays)
        told = core.get(document.language, frozenset())
        share = len(told.intersection(words(quote))) / len(told) if told else 0.0
        early = sentence.position < LEAD and not wide
        for figure in found:
            rest = quote[: figure.start] + " " + quote[figure.end :]
            claims.append(
                _Claim(
                    sentence=sentence,
                    figure=figure,
                    group=document.group,
                    language=document.language,
                    row=row,
                    beside=() if figure.counts else tuple(_NUMBER.findall(rest)),
                    days=days,
                    names=names,
                    opening=early and (sentence.document, figure.subject) not in counted,
                    event=early and share >= OF_EVENT,
                    wide=wide,
                    earlier=earlier,
                )
            )
            counted.add((sentence.document, figure.subject))
    return claims


def _event(reading: Reading) -> dict[str, frozenset[str]]:
    """The words most titles of a language share, without what counts: by language."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    texts: Counter[str] = Counter()
    for number in reading.texts:
        document = reading.documents[number]
        lists = reporting.of(document.language)
        texts[document.language] += 1
        said = {
            stem(token)
            for token in tokens(document.title)
            if not any(pattern.fullmatch(token) for pattern in lists.counted.values()) and not _NUMBERISH.search(token)
        }
        uses[document.language].update(said - lists.numbers.keys())
    return {
        language: frozenset(
            word for word, number in found.items() if number >= max(2, IN_TITLES * texts[language]) and len(word) > SHORT
        )
        for language, found in uses.items()
    }


def context(quote: str, language: str, *, without_days: bool = False) -> list[str]:
    """The words of a sentence without its numbers, or its days as well."""
    apart = set(reporting.of(language).numbers)
    if without_days:
        apart |= {stem(name) for name in (*reporting.weekdays(language), *reporting.months(language))}
    return [word for word in words(quote) if not _NUMBERISH.search(word) and word not in apart]


def _differences(reading: Reading, subject: str, claims: Sequence[_Claim], cosines: NDArray[np.float32]) -> list[Difference]:
    apart = _apart(claims)
    linked = np.zeros((len(claims), len(claims)), bool)
    for one, first in enumerate(claims):
        for other in range(one):
            linked[one, other] = linked[other, one] = _linked(first, claims[other], float(cosines[one, other]), apart)
    left = {row for row, claim in enumerate(claims) if not claim.figure.part}
    stars: list[list[_Claim]] = []
    while left:
        order = sorted(left)
        center = max(order, key=lambda row: (len({claims[each].group for each in order if linked[row, each]}), -claims[row].row))
        star = [row for row in order if row == center or linked[center, row]]
        left -= set(star)
        _add(stars, _once([claims[row] for row in star], [float(cosines[center, row]) for row in star]))
    return [made for members in stars if (made := _difference(reading, subject, members, apart))]


def _add(stars: list[list[_Claim]], members: list[_Claim]) -> None:
    """As a star of its own, or to the first that has two numbers with it in common."""
    values = {claim.figure.value for claim in members}
    for star in stars:
        if len(values & {claim.figure.value for claim in star}) >= IN_COMMON:
            star += members
            return
    stars.append(members)


def _apart(claims: Sequence[_Claim]) -> set[frozenset[float]]:
    """Pairs of numbers that one text gives side by side, other than one that replaced the other."""
    by_group: dict[Hashable, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_group[claim.group].append(claim)
    texts = Counter(value for told in by_group.values() for value in {claim.figure.value for claim in told})
    both: Counter[frozenset[float]] = Counter()
    for told in by_group.values():
        replaced = {claim.figure.value for claim in told if claim.earlier and claim.figure.counts}
        values = sorted(
            {(claim.figure.value, claim.wide) for claim in told} - {(value, wide) for value in replaced for wide in (False, True)}
        )
        both.update(
            {frozenset((one, other)) for one, first in values for other, second in values if one < other and first == second}
        )
    return {pair for pair, number in both.items() if number > BOTH * min(texts[value] for value in pair)}


def _linked(one: _Claim, other: _Claim, cosine: float, apart: set[frozenset[float]]) -> bool:
    if one.group == other.group or one.wide != other.wide or one.figure.unit != other.figure.unit:
        return False
    a, b = sorted((one.figure.value, other.figure.value))
    if frozenset((a, b)) in apart:
        return False
    if not one.figure.counts:
        return one.language == other.language and one.beside == other.beside and cosine >= SAME_AMOUNT
    if b > FACTOR * a or (one.days and other.days and not one.days & other.days):
        return False
    if one.language != other.language:
        return one.opening and other.opening and one.figure.generic
    if one.event and other.event:
        return cosine >= SAME_EVENT
    return cosine >= SAME and bool(one.names & other.names or not (one.names and other.names))


def _once(claims: Sequence[_Claim], cosines: Sequence[float]) -> list[_Claim]:
    """One claim of each text, that closest to the centre; of one number all sentences would say the same."""
    best: dict[tuple[Hashable, float], tuple[float, int]] = {}
    for place, (claim, cosine) in enumerate(zip(claims, cosines, strict=True)):
        key = (claim.group, claim.figure.value)
        best[key] = max(best.get(key, (-1.0, 0)), (round(cosine, 6), -place))
    return [claims[place] for place in sorted(-place for _, place in best.values())]


def _difference(reading: Reading, subject: str, claims: Sequence[_Claim], apart: set[frozenset[float]]) -> Difference | None:
    texts = Counter(claim.figure.value for claim in claims)
    kept: list[float] = []
    for value in sorted(texts, key=lambda value: (-texts[value], value)):  # what more texts say decides
        if all(frozenset((value, other)) not in apart for other in kept):
            kept.append(value)
    told = [claim for claim in claims if claim.figure.value in kept]
    if len({claim.group for claim in told}) < 2 or all(_same(one, other) for one in told for other in told):
        return None
    merged = _forms(told)
    answers = [_answer(reading, value, each) for value, each in merged.items()]
    answers.sort(key=lambda answer: (answer.first, float(answer.value.split()[0])))
    answers = answers[:MAX_VERSIONS]
    return Difference(kind=DisputeKind.NUMBER, subject=subject, answers=tuple(answers), rising=_rising(reading, answers, told))


def _same(one: _Claim, other: _Claim) -> bool:
    """Whether one number is the other, rounded."""
    a, b = one.figure, other.figure
    if a.value == b.value:
        return True
    return _rounds(a, b) or _rounds(b, a)


def _rounds(rough: Figure, exact: Figure) -> bool:
    if rough.counts and max(rough.value, exact.value) < ROUNDED:
        return False
    step = 10.0 ** _zeros(rough.value)
    down, up = math.floor(exact.value / step) * step, math.ceil(exact.value / step) * step
    near = [round(exact.value / step) * step]
    near += [down] if rough.bound in ("least", "about") else []
    near += [up] if rough.bound in ("most", "about") else []
    return any(math.isclose(rough.value, each) for each in near)


def _zeros(value: float) -> int:
    """The place of the last digit that is not 0: 3 for 62,000, -1 for 3.4."""
    text = f"{value:.4f}".rstrip("0")
    whole, _, fraction = text.partition(".")
    return -len(fraction) if fraction else len(whole) - len(whole.rstrip("0"))


def _forms(claims: Sequence[_Claim]) -> dict[float, list[_Claim]]:
    """The claims by answer: a rounded number stands with the most told exact one it rounds."""
    texts = Counter(claim.figure.value for claim in claims)
    ranked = sorted(texts, key=lambda value: (_zeros(value), -texts[value], value))
    forms: dict[float, list[_Claim]] = {}
    for value in ranked:
        these = [claim for claim in claims if claim.figure.value == value]
        home = next((known for known, held in forms.items() if _same(these[0], held[0])), value)
        forms.setdefault(home, []).extend(these)
    return forms


def _answer(reading: Reading, value: float, claims: Sequence[_Claim]) -> Answer:
    quotes = reading.quotes(of_sentence(claim.sentence) for claim in claims)
    times = [reading.documents[quote.document].published for quote in quotes]
    told = {(claim.sentence.document, claim.sentence.start): claim.figure.said for claim in claims}
    said = next((told[key] for quote in quotes if (key := (quote.document, quote.start)) in told), claims[0].figure.said)
    unit = claims[0].figure.unit
    return Answer(
        value=f"{f'{value:.4f}'.rstrip('0').rstrip('.')} {unit}".strip(),
        said=said,
        quotes=quotes,
        independent_texts=reading.independent(quotes),
        first=times[0],
        last=times[-1],
    )


def _rising(reading: Reading, answers: Sequence[Answer], claims: Sequence[_Claim]) -> bool:
    """Whether each answer is greater than those first given before it, all at different stated times."""
    if not all(claim.figure.counts for claim in claims):
        return False
    if not all(reading.documents[answer.quotes[0].document].stated for answer in answers):
        return False
    pairs = list(zip(answers, answers[1:], strict=False))
    return all(a.first < b.first and float(a.value) < float(b.value) for a, b in pairs)
