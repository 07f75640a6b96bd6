"""The numbers of a sentence, in figures or in words, and what each counts: "at least 15 people were killed" → 15, killed.

What a number counts is the word of counting nearest to it in its own piece of the sentence. A number that is none of an amount (a
year, an age, an hour, a name) is left out, and so is one that adds to another ("five more").
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from everyside.language.numbers import LONG_SCALE, SCALES, WHOLE
from everyside.language.sentences import stem, unspaced
from everyside.stages.examine.reporting import Reporting, months

Bound = Literal["", "least", "most", "about"]
NEAR = 45  # characters between a number and the word that tells what it counts
MAX_FIGURES = 24  # of one sentence; more is a table
PEOPLE = "people"

_DIGITS = re.compile(
    r"(?<![\w.,/:-])(?P<sign>[$€£¥₹]|US\$|A\$|C\$)?\s?"
    r"(?P<digits>\d{1,3}(?:[.,\u00a0\u202f ’']\d{3})+(?!\d)(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,4})?)"
)
_BARE = re.compile(r"(?P<sign>[$€£¥])?(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,15}(?:\.\d{1,4})?|[〇一二两兩三四五六七八九十百千]{1,7})")
_NO_AMOUNT = re.compile(
    r"[\w/:°]|-\w|[.,]\d|\s?(?:a\.?m|p\.?m|Uhr|h)\b|\s?-?(?:times?\b|years?|Jahre|ans|años|anos|anni|jaar|лет|года|lat)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.?\s$")
_NEXT_WORD = re.compile(r"(?:st|nd|rd|th|er|\.|º)?\s(?:de\s|of\s)?([^\W\d_]+)")
_STOP = re.compile(r"[,;:()\[\]—–\"“”«»„.!?]|(?<!\w)(?:and|und|et|y|e|en|i|и|while|but|after|as|when|who|which|that)(?!\w)")
_CLAUSE = re.compile(r"[,;:()\[\]、，。；]")
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b|Prozent\b|pour cent\b|por ciento\b|por cento\b|per cento\b|procent\b)")
_SCALE = re.compile(r"[\s\u00a0-]{0,2}([^\W\d_]{1,14})\.?(?!\w)")
_CJK_SCALE = re.compile(r"[万萬億亿]")
_CJK_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2}
_CJK_TENS = {"十": 10, "百": 100, "千": 1000}
_DOT_GROUPS = {"de", "es", "it", "pt", "nl", "tr", "id", "da", "el", "ro", "hr", "sr", "sl"}  # 1.000 is a thousand
_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``said`` is ``sentence[start:end]``: the number with what bounds it. ``subject``: what is counted, the same for all words
    that mean it; empty where that is not known."""

    value: float
    unit: str  # "%", "$", or empty
    bound: Bound
    said: str
    start: int
    end: int
    subject: str
    counts: bool  # of people to whom something happened: killed, injured, arrested
    generic: bool  # of people, not of some of them (journalists, children)
    part: bool  # and yet of some of them: "including 37 in the city"


@dataclass(slots=True)
class _Number:
    start: int
    end: int
    value: float
    unit: str
    bound: Bound = ""
    begin: int = 0  # where its bound begins
    key: str = ""


def figures(sentence: str, language: str, lists: Reporting) -> list[Figure]:
    """The amounts of a sentence in their order; none where it has more than MAX_FIGURES numbers."""
    bare = unspaced(sentence)
    plain = "".join(
        str(unicodedata.digit(letter)) if not letter.isascii() and letter.isdecimal() else letter for letter in sentence
    )
    found = list(_bare_numbers(plain) if bare else _numbers(plain, language, lists))
    found = [number for number in found if not _dated(plain, number, months(language))]
    if not found or len(found) > MAX_FIGURES:
        return []
    _bound(plain, found, lists, bare)
    counted = sorted(
        (match.start(), match.end(), key) for key, pattern in lists.counted.items() for match in pattern.finditer(plain)
    )
    for place, number in enumerate(found):
        number.key = _counted(plain, place, found, counted, lists, bare)
    for place in range(len(found) - 2, -1, -1):  # "four journalists were among 15 killed"
        here, following = found[place], found[place + 1]
        if not here.key and following.key and lists.parts.search(plain, here.end, following.begin):
            here.key = following.key
    for place, number in enumerate(found):  # "15 people, including four children, were killed"
        if not number.key and place and found[place - 1].key and lists.parts.search(plain, found[place - 1].end, number.begin):
            number.key = found[place - 1].key
    return [made for number in found if (made := _figure(sentence, plain, number, lists, bare)) is not None]


def _dated(text: str, number: _Number, months: Mapping[str, int]) -> bool:
    """Whether it is the day of a month."""
    if not number.unit and number.value <= 31:
        before, after = _LAST_WORD.search(text[max(0, number.start - 24) : number.start]), _NEXT_WORD.match(text, number.end)
        return any(match is not None and match[1].casefold() in months for match in (before, after))
    return False


def _numbers(text: str, language: str, lists: Reporting) -> Iterator[_Number]:
    spots: list[_Number] = []
    for match in _DIGITS.finditer(text):
        value = _value(match["digits"], language)
        start, end = match.start("sign") if match["sign"] else match.start("digits"), match.end()
        if value is None or (value in _YEARS and match["digits"].isdigit() and not match["sign"]):
            continue
        spots.append(_scaled(text, _Number(start, end, value, (match["sign"] or "")[-1:]), language))
    if lists.numbers:
        last: _Number | None = None
        for match in _WORD.finditer(text):
            tens, _, ones = match.group().casefold().partition("-")
            value = lists.numbers.get(tens)
            more = lists.numbers.get(ones) if ones else 0
            if value is not None and more is not None and (last is None or match.start() > last.end):
                last = _scaled(text, _Number(match.start(), match.end(), value + more, ""), language)
                spots.append(last)
    spots.sort(key=lambda number: number.start)
    for number in spots:
        if percent := _PERCENT.match(text, number.end):
            number.unit, number.end = "%", percent.end()
        if number.unit or not _NO_AMOUNT.match(text, number.end):
            yield number


def _bare_numbers(text: str) -> Iterator[_Number]:
    for match in _BARE.finditer(text):
        digits = match["digits"]
        value = float(digits.replace(",", "")) if digits[0].isdigit() else _cjk(digits)
        number = _Number(match.start(), match.end(), value, match["sign"] or "")
        while scale := _CJK_SCALE.match(text, number.end):
            number.value, number.end = number.value * SCALES[scale.group()], scale.end()
        behind = text[number.end : number.end + 1]
        if behind in ("%", "％"):
            number.unit, number.end = "%", number.end + 1
        if behind not in tuple("年月日時时点點分:：歳岁歲第番回次号號代階层層"):
            yield number


def _cjk(digits: str) -> float:
    total, held = 0, 0
    for sign in digits:
        if sign in _CJK_TENS:
            total, held = total + max(held, 1) * _CJK_TENS[sign], 0
        else:
            held = held * 10 + _CJK_DIGITS[sign]
    return float(total + held)


def _value(digits: str, language: str) -> float | None:
    """What the digits mean in the language; None where that is not certain (1.234 in one that may write either)."""
    plain = re.sub(r"[\u00a0\u202f ’']", "", digits)
    group, point = (".", ",") if language in _DOT_GROUPS else (",", ".")
    head, mark, tail = plain.rpartition(point)
    if mark and len(tail) == 3 and language != "en":
        return None
    whole = (head if mark else plain).replace(group, "")
    try:
        return float(f"{whole}.{tail}") if mark else float(whole)
    except ValueError:
        return None


def _scaled(text: str, number: _Number, language: str) -> _Number:
    match = _SCALE.match(text, number.end)
    if match:
        word = match[1].lower()
        known = {**SCALES, **LONG_SCALE.get(language, {})}
        fitting = [begin for begin in known if (word == begin if begin in WHOLE else word.startswith(begin))]
        if fitting and (language not in ("es", "pt", "it") or word != "mille"):
            number.value, number.end = number.value * known[max(fitting, key=len)], match.end(1)
    return number


def _bound(text: str, found: list[_Number], lists: Reporting, bare: bool) -> None:
    ends: dict[int, tuple[int, Bound]] = {}
    kinds: tuple[Bound, ...] = ("about", "most", "least")
    for kind in kinds:
        for match in lists.bounds[kind].finditer(text) if kind in lists.bounds else ():
            ends[match.end()] = (match.start(), kind)
    for number in found:
        at = number.start
        while at > 0 and text[at - 1].isspace() and not bare:
            at -= 1
        number.begin, number.bound = ends.get(at, (number.start, ""))


def _counted(text: str, place: int, found: list[_Number], counted: list[tuple[int, int, str]], lists: Reporting, bare: bool) -> str:
    """The key of the word of counting that is nearest to a number, within its piece of the sentence."""
    number = found[place]
    before = found[place - 1].end if place else 0
    after = found[place + 1].begin if place + 1 < len(found) else len(text)
    cut = _CLAUSE if bare else _STOP
    left_from = max(before, number.begin - NEAR)
    for stop in cut.finditer(text, left_from, number.begin):
        left_from = stop.end()
    right_to = min(after, number.end + NEAR)
    ended = cut.search(text, number.end, right_to)
    if ended and (part := lists.parts.match(text, ended.end() + (text[ended.end() : ended.end() + 1] == " "))):
        closing = text.find(",", part.end(), part.end() + NEAR)  # "15 people, including four children, were killed"
        if closing > 0:
            resumed = next((each for each in counted if closing < each[0] <= closing + NEAR), None)
            if resumed and not any(closing < other.start < resumed[0] for other in found):
                return resumed[2]
    right_to = ended.start() if ended else right_to
    best: tuple[int, str] = (NEAR + 1, "")
    index = bisect_right(counted, (left_from, -1, ""))
    for start, end, key in counted[index:]:
        if start >= right_to:
            break
        if end <= number.begin:
            best = min(best, (number.begin - end, key))
        elif start >= number.end:
            best = min(best, (start - number.end, key))
    if not best[1] and lists.parts.search(text, left_from, number.begin):  # "killed 15, including four children"
        earlier = [each for each in counted if each[1] <= number.begin]
        best = (0, earlier[-1][2]) if earlier else best
    return best[1]


def _figure(sentence: str, text: str, number: _Number, lists: Reporting, bare: bool) -> Figure | None:
    behind = text[number.end : number.end + 24]
    ahead = text[max(0, number.begin - 14) : number.begin]
    if lists.more.match(behind.lstrip()) or any(not ahead[each.end() :].strip() for each in lists.more.finditer(ahead)):
        return None
    noun = "" if bare else _noun(text, number.end, lists)
    if noun in lists.verbs or (lists.nouns_are_capital and noun.islower()):
        noun = ""
    counts = bool(number.key) and not number.unit
    who = _who(noun, lists)
    if bare and counts and text[number.end : number.end + 1] not in ("人", "名"):
        before = text[max(0, number.begin - 8) : number.begin]
        if not any(pattern.search(before) for pattern in lists.counted.values()):
            return None
    generic = counts and who == PEOPLE
    part = generic and any(not ahead[each.end() :].strip() for each in lists.parts.finditer(ahead))
    if lists.more.match(text[number.end :].lstrip()[len(noun) :].lstrip()[:14]):
        return None
    subject = number.key if generic else f"{who} {number.key}" if counts else stem(noun)
    if number.unit and not number.key:
        subject = f"{number.unit} {subject}".strip()
    elif number.unit:
        subject = f"{number.unit} {number.key}"
    return Figure(
        value=number.value,
        unit=number.unit,
        bound=number.bound,
        said=sentence[number.begin : number.end],
        start=number.begin,
        end=number.end,
        subject=subject,
        counts=counts,
        generic=generic,
        part=part,
    )


def _noun(text: str, at: int, lists: Reporting) -> str:
    """The word counted: the first of the next three that is a known noun or looks like a plural; empty where there is none."""
    first = ""
    for _ in range(3):
        match = _WORD.match(text, at + 1) if text[at : at + 1] in (" ", "\u00a0") else None
        if match is None:
            break
        word = match.group()
        if any(pattern.match(text, match.start()) for pattern in lists.counted.values()):
            break
        if any(pattern.match(text, match.start()) for pattern in lists.nouns.values()):
            return word
        if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "'s", "’s")):
            return word
        first, at = first or word, match.end()
    return "" if first[:1].islower() and len(first) <= 5 else first


def _who(noun: str, lists: Reporting) -> str:
    for key, pattern in lists.nouns.items():
        if pattern.fullmatch(noun):
            return key
    if not noun or noun[:1].isupper():  # "20 Palestinians", "the toll stands at 20"
        return PEOPLE
    return noun.casefold()
