"""Whether a translation may be shown: what no translation may do to a text, found without knowing either language.

A text that fails is shown as it was written, and the reason is counted. The bounds were set where 16,000 translations by people
into English (NTREX-128, nine languages) pass but for those in which the people changed a number or left a part out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from everyside.language import numbers

# Characters of a translation for each of the original's, in Latin letters: of the people's translations 1 in 1,000 lies outside.
SHORTEST, LONGEST = 0.38, 2.3
SLACK = 24  # characters more that a short title may take
WEIGHTS = {"CJK": 2.6, "HIRAGANA": 2.2, "KATAKANA": 2.2, "HANGUL": 2.0}  # Latin letters that one sign is worth
MOST_REPEATS = 5  # of the same words or signs one after the other; people never wrote four
LETTERS = 0.6  # share of letters among what is not a space, at least, of that of the original
FOREIGN = 0.3  # share of letters in a script that is not the reader's
NAME_LETTERS = 3  # names shorter than this are not looked for
SCRIPTS = {  # as Unicode calls them → the languages written in them; all others are written in Latin letters
    "CYRILLIC": "ru uk bg sr mk be kk ky mn tg",
    "ARABIC": "ar fa ur ps ckb",
    "HEBREW": "he yi",
    "GREEK": "el",
    "DEVANAGARI": "hi mr ne",
    "BENGALI": "bn as",
    "CJK": "zh ja yue",
    "HANGUL": "ko",
    "THAI": "th",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am ti",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "SINHALA": "si",
}
COMMON_NOUNS_CAPITAL = frozenset({"de", "lb"})  # every noun is written as a name is

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile(rf"[A-Za-zÀ-ɏ]{{{NAME_LETTERS},}}")
_UNIT = re.compile(rf"(\D{{1,24}}?)\1{{{MOST_REPEATS - 1},}}")
_SENTENCE = re.compile(r"[.!?:…\"“„«»‘|–—]\W*$")  # after it a word is written with a capital


def reason(original: str, translation: str, source: str, target: str) -> str:
    """Why ``translation`` is not shown, in a word; empty if it may be.

    ``empty``, ``garbled`` (no letters, or of a script that is not the target's), ``repeating``, ``too-short``, ``too-long``,
    ``numbers`` (one of the original's is missing), ``names`` (a name in Latin letters is missing).
    """
    if not translation.strip():
        return "empty"
    if _garbled(original, translation, target):
        return "garbled"
    if runs_away(translation):
        return "repeating"
    ratio = (width(translation) - SLACK) / width(original)
    if ratio > LONGEST:
        return "too-long"
    if width(translation) + SLACK / 3 < SHORTEST * width(original):
        return "too-short"
    if numbers.missing(original, translation, source, target):
        return "numbers"
    return "names" if lost_names(original, translation, source) else ""


def width(text: str) -> float:
    """Length in Latin letters."""
    return sum(WEIGHTS.get(_script(letter), 1.0) if letter > "\u0fff" else 1.0 for letter in text)


def runs_away(text: str) -> bool:
    """Whether a piece of up to 24 characters, or a word, stands five times in a row."""
    for match in _UNIT.finditer(text):
        unit = match.group(1)
        if any(letter.isalpha() for letter in unit) or len(match.group()) >= 4 * MOST_REPEATS:
            return True
    return any(sum(1 for _ in same) >= MOST_REPEATS for _, same in groupby(text.casefold().split()))


def _garbled(original: str, translation: str, target: str) -> bool:
    said, letters = _letters(original), _letters(translation)
    if not said:
        return False
    if len(letters) / max(1, len("".join(translation.split()))) < LETTERS * len(said) / len("".join(original.split())):
        return True
    foreign = sum(_script(letter) not in _scripts(target) for letter in letters)
    return foreign > FOREIGN * len(letters)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha() or unicodedata.category(letter) in ("Mn", "Mc"))


def _scripts(language: str) -> set[str]:
    """Those the language is written in; marks and Latin letters are at home everywhere."""
    own = {script for script, languages in SCRIPTS.items() if language in languages.split()}
    if "CJK" in own:
        own |= {"HIRAGANA", "KATAKANA"}
    return own | {"LATIN", "COMBINING", "MODIFIER", "FULLWIDTH", "FEMININE", "MASCULINE"}


def _script(letter: str) -> str:
    if letter < "\u0250":
        return "LATIN"
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]


def lost_names(original: str, translation: str, source: str) -> list[str]:
    """Names in Latin letters that the translation lost or changed.

    In a text of another script every Latin word is one. In a text of Latin letters it is two or more capitalised words within a
    sentence; those of which the first stands in the translation as it is (a person's, mostly) must go on as they did. The others
    may have been put into the language: Estados Unidos.
    """
    left = {_folded(word) for word in _WORD.findall(translation)}
    if _foreign_to_latin(original):
        return [word for word in _LATIN.findall(original) if not _survives(_folded(word), left)]
    if source in COMMON_NOUNS_CAPITAL:
        return []
    return [
        " ".join(run)
        for run in _runs(original)
        if _folded(run[0]) in left and not all(_survives(_folded(word), left) for word in run)
    ]


def _foreign_to_latin(text: str) -> bool:
    letters = _letters(text)
    return sum(_script(letter) != "LATIN" for letter in letters) > len(letters) / 4  # four signs say as much as ten letters


def _runs(text: str) -> Iterator[list[str]]:
    """Two or more capitalised words one after the other, none of which begins a sentence."""
    words = list(_WORD.finditer(text))
    if 2 * sum(word.group()[0].isupper() for word in words) > len(words):  # a title with every word capitalised
        return
    run: list[str] = []
    for at, word in enumerate(words):
        between = text[words[at - 1].end() : word.start()] if at else ""
        named = word.group()[0].isupper() and not word.group().isupper() and len(word.group()) >= NAME_LETTERS
        if run and (not named or between != " "):
            if len(run) > 1:
                yield run
            run = []
        if named and (run or (at and not _SENTENCE.search(between))):
            run.append(word.group())
    if len(run) > 1:
        yield run


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _survives(word: str, left: set[str]) -> bool:
    stem = word[: max(3, min(4, len(word) - 1))]
    return any(other.startswith(stem) for other in left)
