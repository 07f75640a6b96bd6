"""Whether the numbers of a text stand in its translation, however each side writes them: 41.300 and 41,300, 1,5 mil and 1,500.

A number is what its digits may mean (``1.000`` is a thousand or one), times the word of scale after it where we know that word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

# How many times what stands before it; the beginning of a word in any language that writes it so. Longer beginnings go first.
_SCALE_WORDS = {
    1e2: "hundred 百",
    1e3: "thousand k mil mille tausend duizend tusen tusind tisíc tysi tys ezer bin ribu nghìn тыс тис хиляд хиљад χιλιάδ ألف آلاف "
    "هزار אלף हज़ार हजार 千 천",
    1e4: "万 萬 만",
    1e5: "lakh लाख",
    1e6: "million mn m milhão milhões millón millon milió milioi milion milión milijun milijon miljoen miljon miljoon miljun mio "
    "mln milyon juta triệu миллион мільйон милион млн εκατομμύρι εκατ مليون ملايين میلیون מיליון",
    1e7: "crore करोड़",
    1e8: "億 亿 억",
    1e9: "billion bn milijard miliard milliard miljard mrd mld milyar bilhão bilhões miliar tỷ миллиард мільярд милиард милијард "
    "млрд δισεκατομμύρι δισ مليار میلیارد מיליארד",
    1e12: "trillion tn bilião biliões billón billones triliun трлн триллион 兆 조",
}
SCALES = {word: factor for factor, words in _SCALE_WORDS.items() for word in words.split()}
WHOLE = {"k", "m", "mil", "bn", "mn", "tn", "bin", "mio", "ezer", "mille"}  # these must be the whole word
# Where "Billion" is a million millions.
LONG_SCALE = {"de": {"billion": 1e12, "trillion": 1e18}, "fr": {"billion": 1e12}, "nl": {"biljoen": 1e12}}
_UP_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
CARDINALS = {word: number for number, word in enumerate(_UP_TO_TWENTY.split())} | {
    word: 30 + 10 * number for number, word in enumerate(_TENS.split())
}
SPELLED: dict[str, float] = (
    dict(CARDINALS)
    | {word: number for number, word in enumerate(_ORDINALS.split(), 1)}
    | {"a": 1, "an": 1, "once": 1, "twice": 2, "both": 2, "pair": 2, "couple": 2, "half": 0.5, "dozen": 12, "hundred": 100}
    | {"twentieth": 20, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70}
    | {"eighties": 80, "nineties": 90, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
    | {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}  # World War II
    | {"double": 2, "doubled": 2, "doubling": 2, "triple": 3, "tripled": 3, "decade": 10, "decades": 10, "century": 100}
)
SMALL = 12  # numbers up to here are often written as words; months, too

_NUMBER = re.compile(r"\d+(?:[.,'’٫٬\u00a0\u202f\u2009 ]\d+)*")
_GAP = re.compile(r"[\s\u00a0-]*")
_WORD = re.compile(r"[^\W\d_][^\s\d_.,;:!?()]*")
_ENGLISH = re.compile(r"[a-z]+")
_CJK = re.compile(r"[多余餘여]?\s?([百千万萬億亿兆천만억조]+)")
_HALF_DAY = re.compile(r"(?<![a-z])[ap]\.?\s?m\b|noon|night|evening", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """``values``: what the digits may mean; ``parts``: what its pieces may mean if they are numbers of their own."""

    text: str
    values: frozenset[float]
    parts: tuple[float, ...]
    scale: float  # 1 where no word of scale follows
    date: bool  # a part of a date in figures, or before the sign for month
    clock: bool  # a part of a time of day
    loose: bool  # its pieces are numbers of their own: a date, a time, a decade


def missing(original: str, translation: str, source: str, target: str) -> list[str]:
    """The numbers of ``original`` that do not stand in ``translation``, as they are written; source and target are languages."""
    there = numbers(translation, target)
    spelled = _spelled(translation) if target == "en" else set()
    return [number.text for number in numbers(original, source) if not _stands(number, there, spelled, translation, target)]


def numbers(text: str, language: str) -> list[Number]:
    """The numbers in figures, in order. 1億4,200万 is one."""
    found: list[Number] = []
    plain = "".join(str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter for letter in text)
    joined = -1  # where a number would go on that ended in a sign of scale
    for match in _NUMBER.finditer(plain):
        digits, start, end = match.group(), match.start(), match.end()
        scale, after = _scale(plain, end, language)
        before, behind = plain[max(0, start - 1) : start], plain[end : end + 4].lstrip()[:2]
        pieces = tuple(float(piece) for piece in re.split(r"\D", digits) if piece)
        decade = behind[:1] == "s" and len(digits) == 4 and digits[3] == "0"
        if decade:  # 1930s: the thirties of the 20th century
            pieces = (pieces[0] % 100, pieces[0] // 100 + 1)
        values = frozenset(_values(digits, language))
        if start == joined and found and found[-1].scale > scale:
            last = found.pop()
            values = frozenset(a * last.scale + b * scale for a in last.values for b in values)
            scale, digits = 1.0, last.text + digits
        dotted = "." in digits and len(pieces) == 3 and all(piece <= 31 for piece in pieces[:2])
        date = dotted or before == "/" or behind[:1] in ("/", "月", "월")
        clock = before in tuple(":：h時时点點시") or behind[:1] in tuple(":：h時时点點시")
        found.append(
            Number(
                text=digits,
                values=values,
                parts=pieces,
                scale=scale,
                date=date,
                clock=clock,
                loose=date or clock or decade or bool(_HALF_DAY.match(plain[end : end + 6].lstrip())),
            )
        )
        joined = after if _CJK.match(plain, end) else -1
    return found


def _values(digits: str, language: str) -> Iterable[float]:
    """What digits with marks between them may mean, as one number; in English a comma never begins a fraction."""
    pieces = re.split(r"\D", digits)
    marks = re.findall(r"\D", digits)
    if not marks:
        return [float(digits)]
    if all(len(piece) == 3 for piece in pieces[1:]) and len(set(marks)) == 1 and len(pieces[0]) <= 3:
        whole, fraction = float("".join(pieces)), len(marks) == 1 and marks[0] in (".٫" if language == "en" else ".,٫")
        return [whole, float(f"{pieces[0]}.{pieces[1]}")] if fraction else [whole]
    if marks[-1] in ".,٫" and marks.count(marks[-1]) == 1 and len(set(marks)) <= 2:
        return [float("".join(pieces[:-1]) + "." + pieces[-1])]
    if all(2 <= len(piece) <= 3 for piece in pieces[1:]) and set(marks) == {","}:  # 12,34,567 as in India
        return [float("".join(pieces))]
    return []


def _scale(text: str, at: int, language: str) -> tuple[float, int]:
    """The product of the words of scale that follow ``at``, and where they end: ``mil millones`` are two."""
    scale = 1.0
    for _ in range(2):
        begin = gap.end() if (gap := _GAP.match(text, at)) else at
        if signs := _CJK.match(text, begin):
            return scale * prod(SCALES[sign] for sign in signs[1]), signs.end()
        word = _WORD.match(text, begin)
        factor = _factor(word.group().lower(), language) if word else None
        if word is None or factor is None:
            break
        scale *= factor
        at = word.end()
    return scale, at


def _factor(word: str, language: str) -> float | None:
    for known in (LONG_SCALE.get(language, {}), SCALES):
        fitting = [begin for begin in known if (word == begin if begin in WHOLE else word.startswith(begin))]
        if fitting:
            return known[max(fitting, key=len)]
    return None


def _spelled(text: str) -> set[float]:
    """What English number words in the text may mean: twenty, three, and twenty-three; 200 for two hundred."""
    found: set[float] = set()
    last: float | None = None
    for word in _ENGLISH.findall(text.lower()):
        value = SPELLED.get(word)
        if value is None:
            last = None
            continue
        found.add(value)
        if last is not None:
            found.add(last + value if value < 10 else last * value)
        last = value
    return found


def _stands(number: Number, there: list[Number], spelled: set[float], translation: str, target: str) -> bool:
    if any(_same(number, each, target) for each in there):
        return True
    if any(_close(value * number.scale, other) for value in number.values for other in spelled):
        return True
    if number.scale != 1:
        return False
    written = spelled | {value for each in there if each.scale == 1 for value in each.values}
    written |= {part for each in there if each.loose or number.clock for part in each.parts}  # 4h04 → 4.04
    return all(_part_stands(part, number, written, translation, target) for part in number.parts)


def _part_stands(part: float, number: Number, written: set[float], translation: str, target: str) -> bool:
    """Whether a piece between marks stands there, or is one of those that have a name."""
    if part in written:
        return True
    if number.clock and part == 0:  # 15:00 → 3 p.m.
        return True
    if 13 <= part <= 24 and part - 12 in written and _HALF_DAY.search(translation):  # 20h30 → 8:30 p.m.
        return True
    return part <= SMALL and (number.date or (target != "en" and len(number.parts) == 1))


def _same(one: Number, other: Number, target: str) -> bool:
    if one.text == other.text and one.scale == other.scale:
        return True
    scaled = any(_close(a * one.scale, b * other.scale) for a in one.values for b in other.values)
    if scaled or one.scale != 1 and (other.scale != 1 or target == "en"):
        return scaled
    # one side's word of scale is not known to us
    return any(_close(a, b) for a in one.values for b in other.values)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))
