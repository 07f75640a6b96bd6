"""What happened on which day: sentences that name one day, those that say the same together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from everyside.language import wording
from everyside.language.likeness import Words
from everyside.language.sentences import Sentence, can_stand_alone, words
from everyside.records.account import DisputeKind
from everyside.stages.examine.days import Named, named
from everyside.stages.examine.disputes import SAME, Answer, Difference, context
from everyside.stages.examine.reading import Quote, Reading, of_sentence

MAX_MOMENTS = 15
REPEATS = 0.4  # cosine from which a further line of one day would say what one already says
SAME_DAY = 0.75  # cosine of two sentences without their days from which they tell of one happening
MAX_SUBJECT = 120  # characters
MAX_DATED = 1500  # dated sentences of one story


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of the timeline; ``text`` is the first of its quotes, shortened."""

    day: date
    said: str
    text: str
    language: str
    quotes: tuple[Quote, ...]
    independent_texts: int


@dataclass(frozen=True, slots=True)
class _Dated:
    sentence: Sentence
    named: Named
    text: str  # as it can stand alone; empty where it cannot


def dated(reading: Reading) -> list[_Dated]:
    """The sentences that name one day."""
    found = []
    for sentence in reading.sentences:
        document = reading.document(sentence)
        day = named(sentence.quote, document.language, document.published.date() if document.stated else None)
        if day is not None:
            found.append(_Dated(sentence, day, _alone(sentence.quote, document.language)))
    return found[:MAX_DATED]


def _alone(quote: str, language: str) -> str:
    if not can_stand_alone(quote):
        return ""
    text = wording.without_connective(" ".join(quote.split()), language)
    return "" if wording.leans_back(text, language) or not can_stand_alone(text) else text


def moments(reading: Reading, found: Sequence[_Dated]) -> list[Happening]:
    """The lines of most independent texts, by day."""
    lines: list[Happening] = []
    by_day: dict[tuple[date, str], list[_Dated]] = defaultdict(list)
    for each in found:
        by_day[each.named.day, reading.document(each.sentence).language].append(each)
    for (day, language), told in sorted(by_day.items()):
        likeness = Words([words(each.sentence.quote) for each in told], [reading.document(each.sentence).group for each in told])
        rows = range(len(told))
        cosines = likeness.between(rows, rows)
        left = [row for row in rows if told[row].text]
        taken: list[int] = []
        while left:
            center = max(
                left, key=lambda row: (len({_group(reading, told[each]) for each in rows if cosines[row, each] >= SAME}), -row)
            )
            same = [row for row in rows if cosines[center, row] >= SAME]
            quotes = reading.quotes(of_sentence(told[row].sentence) for row in (center, *same))
            lines.append(
                Happening(
                    day=day,
                    said=told[center].named.said,
                    text=told[center].text,
                    language=language,
                    quotes=_first(quotes, told[center].sentence),
                    independent_texts=reading.independent(quotes),
                )
            )
            taken.append(center)
            left = [row for row in left if cosines[center, row] < REPEATS]
    if lines:
        now = reading.documents[reading.texts[0]].published.date()
        lines.sort(key=lambda line: (-line.independent_texts, abs((line.day - now).days), line.day, line.text))
    return sorted(lines[:MAX_MOMENTS], key=lambda line: (line.day, -line.independent_texts, line.text))


def _group(reading: Reading, each: _Dated) -> object:
    return reading.document(each.sentence).group


def _first(quotes: tuple[Quote, ...], sentence: Sentence) -> tuple[Quote, ...]:
    """The quotes with the one whose words are shown before the others."""
    return tuple(sorted(quotes, key=lambda quote: quote.document != sentence.document))


def days_that_differ(reading: Reading, found: Sequence[_Dated]) -> list[Difference]:
    """Sentences of different texts that say the same of different days, each by its date or weekday."""
    told = [each for each in found if each.named.explicit and each.text]
    by_language: dict[str, list[_Dated]] = defaultdict(list)
    for each in told:
        by_language[reading.document(each.sentence).language].append(each)
    differences = []
    for language, each_told in sorted(by_language.items()):
        bare = [context(each.sentence.quote.replace(each.named.said, " "), language, without_days=True) for each in each_told]
        likeness = Words(bare, [_group(reading, each) for each in each_told])
        rows = range(len(each_told))
        alike = likeness.between(rows, rows) >= SAME_DAY
        left = set(rows)
        while left:
            center = max(sorted(left), key=lambda row: (int(np.sum(alike[row])), -row))
            star = [row for row in sorted(left) if alike[center, row] or row == center]
            left -= set(star)
            made = _difference(reading, [each_told[row] for row in star])
            differences += [made] if made else []
    return differences


def _difference(reading: Reading, told: Sequence[_Dated]) -> Difference | None:
    days: dict[date, list[_Dated]] = defaultdict(list)
    groups: dict[object, set[date]] = defaultdict(set)
    for each in told:
        days[each.named.day].append(each)
        groups[_group(reading, each)].add(each.named.day)
    if len(days) < 2 or any(len(given) > 1 for given in groups.values()):
        return None
    answers = []
    for day, each_told in days.items():
        quotes = reading.quotes(of_sentence(each.sentence) for each in each_told)
        times = [reading.documents[quote.document].published for quote in quotes]
        answers.append(
            Answer(
                value=day.isoformat(),
                said=each_told[0].named.said,
                quotes=quotes,
                independent_texts=reading.independent(quotes),
                first=times[0],
                last=times[-1],
            )
        )
    answers.sort(key=lambda answer: (answer.first, answer.value))
    subject = " ".join(told[0].sentence.quote.split())[:MAX_SUBJECT]
    return Difference(kind=DisputeKind.DATE, subject=subject, answers=tuple(answers))
