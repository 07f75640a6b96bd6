"""The default recognizer: places and a few organisations of the gazetteer, and names of people and others by a rule.

A name that could be something else counts as a place only on evidence in the sentence or the text (docs/decisions/0008).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise

from everyside.adapters.recognizer.cues import Cues, cues
from everyside.adapters.recognizer.places import Candidate, Place, ambiguous, gazetteer
from everyside.adapters.recognizer.runs import NOUNS_TOO, Run, Word, key_of, names_of, plain_text, runs_of, words_of
from everyside.adapters.recognizer.spelling import ending_says_where, script_of
from everyside.records.tags import Name, NameKind
from everyside.settings import Settings

KNOWN_CITY = 1_000_000  # inhabitants: news of the whole world writes such a city's name without saying where it is
CLEAR = 3.0  # how many times likelier than the next of another country a city must be to count without its country
SHORTEST = {"cased": 4, "han": 2, "kana": 2, "hangul": 2, "thai": 5, "arabic": 4, "hebrew": 4, "other": 3}
_AFTER_PLACE = re.compile(r"(?:市|県|縣|省|区|區|州|都|府|町|村|で|に| में| को| शहर)")
_DATELINE = re.compile(r"\s*(?:\([^()\n]{1,30}\)\s*)?[-–—]\s|\s*\([A-Z][A-Za-z]{1,12}\)")
_KATAKANA_NAME = re.compile(r"[ァ-ヴー]{2,12}(?:・[ァ-ヴー]{2,12}){1,3}(氏|さん|大統領|首相|容疑者|被告|選手|監督|外相|議員|教授)?")


class GazetteerRecognizer:
    def __init__(self) -> None:
        self._cues = cues()
        folder = files("everyside.data")
        data = [folder / "places" / name for name in ("places.tsv.gz", "own.tsv", "ambiguous.txt")] + [
            folder / "names" / "cues.toml"
        ]
        self.id = "gazetteer-1-" + sha256(b"".join(file.read_bytes() for file in data)).hexdigest()[:8]

    def recognize(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Name, ...]]:
        return [self._names(text, language) for text, language in zip(texts, languages, strict=True)]

    def _names(self, text: str, language: str) -> tuple[Name, ...]:
        text = unicodedata.normalize("NFC", plain_text(text))
        words = words_of(text, language)
        runs = list(runs_of(text, words, self._cues))
        reading = _Reading(text, language, words, runs, self._cues)
        places = reading.places()
        taken = {at for start, end, _ in places for at in range(start, end)}
        rest = [run for run in runs if not all(word.start in taken for word in run.words)]
        counted = Counter(place for *_, place in places)
        known = [Name(kind=place.kind, key=place.key, name=place.name, count=count) for place, count in counted.items()]
        return (*known, *names_of(rest, text, language, self._cues), *_katakana(text))


class _Reading:
    """One text, and what in it speaks for a name being a place."""

    def __init__(self, text: str, language: str, words: list[Word], runs: list[Run], cues: Cues) -> None:
        self.text, self.language = text, language
        self._before = cues.before_place.get(language, frozenset())
        self._cues, self._words = cues, words
        self._number_at = {word.start: number for number, word in enumerate(words)}
        self._longer = {
            _spelled(word.text)
            for run in runs
            for pair in pairwise(run.words)
            if pair[0].capital and pair[1].capital
            for word in pair
            if word is run.words[0] or word is run.words[-1]
        }

    def places(self) -> list[tuple[int, int, Place]]:
        """Where each place stands, in the order of the text."""
        candidates = list(gazetteer().find(self.text, self.language))
        sure = [each for each in candidates if not each.places[0][0].is_city and self._is_country(each)]
        found = [
            (each.start, each.end, each.places[0][0]) for each in sure if len(each.places) == 1 or each.name not in ambiguous()
        ]
        countries = {place.country for *_, place in found} - {""}
        cities = [each for each in candidates if each.places[0][0].is_city]
        for each in cities:  # the world's great cities first: they tell of a country as well
            if self._well_known(each):
                countries.add(each.places[0][0].country)
        settled = {start for start, *_ in found}
        for each in candidates:
            if each.start in settled:
                continue
            place = self._meant(each, countries)
            if place and (self._is_city(each, place, countries) if place.is_city else self._is_country(each)):
                found.append((each.start, each.end, place))
        return sorted(found, key=lambda each: each[0])

    def _meant(self, candidate: Candidate, countries: set[str]) -> Place | None:
        """Which of the places of that name: one in a country the text tells of, else the likeliest if it is clearly so."""
        for place, _ in candidate.places:
            if place.country in countries:
                return place
        (first, weight), others = candidate.places[0], candidate.places[1:]
        rival = max((each for place, each in others if place.country != first.country), default=0.0)
        return first if not first.is_city or weight >= CLEAR * rival else None

    def _is_country(self, candidate: Candidate) -> bool:
        """Countries, regions and organisations: taken at their word, unless the name is also something else."""
        if self._shouted(candidate):
            return False
        return candidate.name not in ambiguous() or (self._stands_free(candidate) and not self._in_longer_name(candidate))

    def _well_known(self, candidate: Candidate) -> bool:
        place, weight = candidate.places[0]
        return (
            weight >= KNOWN_CITY
            and candidate.name not in ambiguous()
            and self._meant(candidate, set()) is place
            and self._is_city(candidate, place, set())
        )

    def _is_city(self, candidate: Candidate, place: Place, countries: set[str]) -> bool:
        if self._shouted(candidate) or not self._stands_free(candidate):
            return False
        kind = script_of(candidate.name[0])
        long_enough = len(candidate.name) >= SHORTEST[kind]
        if long_enough and self._said_to_be_a_place(candidate):
            return True
        if kind == "cased" and self._in_longer_name(candidate):
            return False
        if place.country in countries:
            return candidate.name not in ambiguous() or self._said_to_be_a_place(candidate)
        return long_enough and place.people >= KNOWN_CITY and candidate.name not in ambiguous()

    def _said_to_be_a_place(self, candidate: Candidate) -> bool:
        if ending_says_where(self.text, candidate.end, self.language) or _AFTER_PLACE.match(self.text, candidate.end):
            return True
        word = re.search(r"([^\W\d_]+) $", self.text[max(0, candidate.start - 20) : candidate.start])
        if word and word.group(1).lower() in self._before:
            return True
        line = self.text.rfind("\n", 0, candidate.start) + 1
        return candidate.start == line and bool(_DATELINE.match(self.text, candidate.end))

    def _stands_free(self, candidate: Candidate) -> bool:
        """Not part of a longer name: "Paris Hilton", "Denzel Washington", "Houston Rockets"."""
        if script_of(candidate.name[0]) != "cased":
            return True
        first = self._number_at.get(candidate.start)
        if first is None or not self._words[first].plain:
            return False
        if self.language in NOUNS_TOO:
            return True
        last = first
        while last + 1 < len(self._words) and self._words[last + 1].start < candidate.end:
            last += 1
        says_where = ending_says_where(self.text, candidate.end, self.language)
        return (says_where or not self._belongs(first - 1, first)) and not self._belongs(last + 1, last)

    def _belongs(self, number: int, neighbour: int) -> bool:
        """Whether the word of that number is a capitalised one right beside the name, of no kind that stands beside names."""
        if not 0 <= number < len(self._words):
            return False
        word, earlier, later = self._words[number], min(number, neighbour), max(number, neighbour)
        between = self.text[self._words[earlier].end : self._words[later].start]
        if between.strip(" "):
            return False
        if number < neighbour and number and word.text in self._cues.particles:  # University of Oxford
            head = self._words[number - 1].text.lower()
            return head in self._cues.heads or head in self._cues.tails
        if not word.capital:
            return False
        lowered = word.text.lower()
        if word.opens and lowered in self._before:
            return False
        return lowered not in self._cues.not_names and lowered not in self._cues.roles

    def _in_longer_name(self, candidate: Candidate) -> bool:
        """The same word is part of a longer name elsewhere in the text, which this may be short for."""
        return _spelled(candidate.name) in self._longer

    def _shouted(self, candidate: Candidate) -> bool:
        """A line in capitals: "WHO", "US" and "EU" may be words there."""
        number = self._number_at.get(candidate.start)
        return number is not None and not self._words[number].plain and len(candidate.name) <= 4


def _spelled(word: str) -> str:
    return key_of([word])


def _katakana(text: str) -> list[Name]:
    """Foreign people in Japanese: katakana with middle dots; a person's where a title follows."""
    found: Counter[str] = Counter()
    people: set[str] = set()
    for match in _KATAKANA_NAME.finditer(text):
        name = match.group().removesuffix(match.group(1) or "")
        found[name] += 1
        if match.group(1):
            people.add(name)
    return [
        Name(kind=NameKind.PERSON if name in people else NameKind.NAME, key=key_of(name.split("・")), name=name, count=count)
        for name, count in found.items()
    ]


def make(settings: Settings) -> GazetteerRecognizer:
    return GazetteerRecognizer()
