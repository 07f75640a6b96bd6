"""What stands in quotation marks, to the letter, who says it, and in how many texts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyside.language.sentences import split, unspaced
from everyside.records.account import DisputeKind
from everyside.stages.examine import speakers
from everyside.stages.examine.disputes import Answer, Difference
from everyside.stages.examine.reading import READ, Quote, Reading

WORDS = 4  # the shortest quotation
SIGNS = 10  # … where words are not spaced
UNREPORTED = 8  # words, where no verb of saying stands beside it: shorter ones are titles and words held at a distance
SINGLE = 8  # words between ‘ and ’, which also stand for letters left out
CONTAINED = 5  # words that one quotation has of another
MARKS = 400  # quotation marks of a paragraph from which it is not read
OF_TEXT = 40  # quotations read of one text
MOST_WORDS = 120  # a longer one is a speech
MAX_QUOTATIONS = 12
TEXTS_EACH = 2  # independent texts that must name each of two people: of 24 differences on groundnews2025 with one, 2 were right
NAMED_WORDS = 6  # words of a quotation that two different people cannot both have said by chance

_SPANS = re.compile(
    r"“[^“”\n]{4,1200}”|„[^„“”\n]{4,1200}[“”]|«[^«»\n]{4,1200}»|»[^«»\n]{4,1200}«|「[^「」\n]{4,600}」|『[^『』\n]{4,600}』|\"[^\"\n]{4,1200}\""
)
_SINGLE = re.compile(r"(?<!\w)‘[^‘’“”\n]{20,600}(?:’\w[^‘’“”\n]{0,600}){0,12}[.,!?]’(?!\w)")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_TRIM = " \t\u00a0\u202f,，"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quotation over all texts that have it."""

    text: str
    speaker: str
    language: str
    quotes: tuple[Quote, ...]
    outlets: int
    independent_texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    text: str
    speaker: str
    language: str
    words: tuple[str, ...]
    quote: Quote


def quotations(reading: Reading) -> tuple[list[Said], list[Difference]]:
    """The quotations of most independent texts, and those that texts give to different people."""
    found: list[_Spoken] = []
    for number in reading.texts:
        document = reading.documents[number]
        for _, spoken in zip(range(OF_TEXT), _of_text(number, document.text[:READ], document.language), strict=False):
            found.append(spoken)
    said, differences = [], []
    for group in _groups(found):
        said.append(_said(reading, group))
        differed = _difference(reading, group)
        differences += [differed] if differed else []
    said.sort(key=lambda each: (-each.independent_texts, -each.outlets, not each.speaker, -len(each.text), each.text))
    return said[:MAX_QUOTATIONS], differences


def _of_text(number: int, text: str, language: str) -> Iterator[_Spoken]:
    at = 0
    for paragraph in text.split("\n"):
        if sum(paragraph.count(mark) for mark in '“„«»「『"‘') <= MARKS and paragraph.count('"') % 2 == 0:
            last: _Spoken | None = None
            last_end = 0
            for match in sorted([*_SPANS.finditer(paragraph), *_SINGLE.finditer(paragraph)], key=lambda each: each.start()):
                if match.start() < last_end:  # a quotation within a quotation
                    continue
                start, end = at + match.start(), at + match.end()
                spoken = _spoken(number, text, start, end, paragraph, at, language, last, paragraph[last_end : match.start()])
                if spoken is not None:
                    yield spoken
                    last, last_end = spoken, match.end()
        at += len(paragraph) + 1


def _spoken(
    number: int, text: str, start: int, end: int, paragraph: str, at: int, language: str, last: _Spoken | None, between: str
) -> _Spoken | None:
    inner = text[start + 1 : end - 1].strip(_TRIM)
    bare = unspaced(inner)
    words = tuple(inner) if bare else tuple(_WORD.findall(_folded(inner)))
    if not (SIGNS <= len(words) <= 4 * MOST_WORDS if bare else WORDS <= len(words) <= MOST_WORDS):
        return None
    if text[start] == "‘" and len(words) < SINGLE:
        return None
    who = speakers.speaker(text, start, end, language)
    goes_on = last is not None and len(between) <= speakers.CLAUSE and between.strip()
    if not who and last is not None and last.speaker and goes_on and not speakers.reported(text, end, end, language):
        who = last.speaker  # “…,” said X. “…”
    if not who and not bare and len(words) < UNREPORTED and not speakers.reported(text, start, end, language):
        return None
    begin, stop = _sentences(paragraph, start - at, end - at, language)
    quote = Quote(document=number, start=at + begin, end=at + stop, quote=paragraph[begin:stop])
    return _Spoken(text=inner, speaker=who, language=language, words=words, quote=quote)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def _sentences(paragraph: str, start: int, end: int, language: str) -> tuple[int, int]:
    """The sentences a quotation stands in; itself with its marks where they cannot be told."""
    for sentence in split(0, paragraph, language):
        if sentence.start < end and sentence.end > start:
            start, end = min(start, sentence.start), max(end, sentence.end)
    return start, end


def _groups(found: Sequence[_Spoken]) -> list[list[_Spoken]]:
    """Those that are equal, or of which one holds the other: each goes to the longest that holds it."""
    order = sorted(range(len(found)), key=lambda row: (-len(found[row].words), row))
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)  # runs of CONTAINED words → groups
    groups: list[list[_Spoken]] = []
    for row in order:
        spoken = found[row]
        key = _key(spoken)
        home = next((group for group in holders.get(key, ()) if _holds(groups[group][0], spoken)), None)
        if home is None:
            home = len(groups)
            groups.append([])
            size = len(key)
            runs = {spoken.words[i : i + size] for size in {size, CONTAINED, WORDS} for i in range(len(spoken.words) - size + 1)}
            for run in runs:
                if len(holders[run]) < MAX_QUOTATIONS:
                    holders[run].append(home)
        groups[home].append(spoken)
    return groups


def _key(spoken: _Spoken) -> tuple[str, ...]:
    return spoken.words[: CONTAINED if len(spoken.words) >= CONTAINED else WORDS]


def _holds(longer: _Spoken, shorter: _Spoken) -> bool:
    if longer.language != shorter.language:
        return False
    if len(shorter.words) < CONTAINED:
        return longer.words == shorter.words
    size = len(shorter.words)
    return any(longer.words[i : i + size] == shorter.words for i in range(len(longer.words) - size + 1))


def _said(reading: Reading, group: Sequence[_Spoken]) -> Said:
    forms = Counter(spoken.text for spoken in group)
    text = max(forms, key=lambda form: (forms[form], len(form), form))
    quotes = reading.quotes(spoken.quote for spoken in sorted(group, key=lambda spoken: spoken.text != text))
    return Said(
        text=text,
        speaker=_agreed(group),
        language=group[0].language,
        quotes=quotes,
        outlets=reading.outlets(quotes),
        independent_texts=reading.independent(quotes),
    )


def _agreed(group: Sequence[_Spoken]) -> str:
    """The name most give, in its longest form; empty where two are named by as many."""
    names = Counter(spoken.speaker for spoken in group if spoken.speaker)
    if not names:
        return ""
    by_last: dict[str, Counter[str]] = defaultdict(Counter)
    for name, number in names.items():
        by_last[name.split()[-1].casefold()][name] += number
    ranked = sorted(by_last.values(), key=lambda forms: -forms.total())
    if len(ranked) > 1 and ranked[0].total() == ranked[1].total():
        return ""
    return max(ranked[0], key=lambda form: (len(form.split()), ranked[0][form], form))


def _difference(reading: Reading, group: Sequence[_Spoken]) -> Difference | None:
    """The people to whom texts give the same words, each by a full name and sharing none of it."""
    if len(group[-1].words) < NAMED_WORDS:
        return None
    people: dict[str, list[_Spoken]] = defaultdict(list)
    for spoken in group:
        if len(spoken.speaker.split()) > 1:
            people[spoken.speaker].append(spoken)
    names = sorted(people, key=lambda name: (-len(people[name]), name))
    apart = [name for place, name in enumerate(names) if all(not _share(name, other) for other in names[:place])]
    told = [name for name in apart if len({reading.documents[each.quote.document].group for each in people[name]}) >= TEXTS_EACH]
    if len(told) < 2:
        return None
    answers = []
    for name in told:
        quotes = reading.quotes(spoken.quote for spoken in people[name])
        times = [reading.documents[quote.document].published for quote in quotes]
        answers.append(
            Answer(
                value=name, said=name, quotes=quotes, independent_texts=reading.independent(quotes), first=times[0], last=times[-1]
            )
        )
    answers.sort(key=lambda answer: (answer.first, answer.value))
    return Difference(kind=DisputeKind.ATTRIBUTION, subject=min((each.text for each in group), key=len), answers=tuple(answers))


def _share(one: str, other: str) -> bool:
    return bool(set(one.casefold().split()) & set(other.casefold().split()))
