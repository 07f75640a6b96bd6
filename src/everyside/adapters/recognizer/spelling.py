"""Where a word ends, and which endings a name takes: so that "Парижа" and "Berlins" are found and "Parisian" is not."""

from __future__ import annotations

import unicodedata

# Endings a place's name takes in a sentence. Adjectives ("парижский", "Berliner") are left out on purpose.
_CYRILLIC = frozenset({"а", "у", "ом", "е", "ы", "и", "я", "ю", "ой", "ей", "ью", "ь", "й", "ем", "і", "ї", "єю", "ою", "та", "ът"})
_SLAVIC = frozenset({"u", "a", "e", "ě", "em", "om", "ie", "owi", "y", "i", "ovi"})
_SLAVIC_A = frozenset({"y", "i", "ie", "e", "ę", "ą", "o", "u", "ou", "om", "ě", "ii", "ji", "em", "a"})
_GENITIVE = frozenset({"s"})
ENDINGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "sr", "mk", "kk"), _CYRILLIC),
    **dict.fromkeys(("pl", "cs", "sk", "hr", "bs", "sl"), _SLAVIC),
    **dict.fromkeys(("de", "sv", "da", "nb", "no", "nl"), _GENITIVE),
    "fi": frozenset({"n", "ssa", "ssä", "sta", "stä", "an", "in", "on", "iin", "oon", "lle", "lla", "a", "ä", "ia"}),
    "et": frozenset({"s", "st", "sse", "i", "is", "ist", "isse", "ni", "le"}),
    "hu": frozenset(
        {"ban", "ben", "ba", "be", "ból", "ből", "on", "en", "ön", "ra", "re", "i", "nak", "nek", "t", "ot", "et", "tól"}
    ),
}
STEM_ENDINGS: dict[str, frozenset[str]] = {  # after a name whose last vowel was taken off
    **dict.fromkeys(("ru", "uk", "bg", "be", "sr", "mk", "kk"), _CYRILLIC),
    **dict.fromkeys(("pl", "cs", "sk", "hr", "bs", "sl", "sr"), _SLAVIC_A | _CYRILLIC),
    "lv": frozenset({"ā", "as", "ai", "u"}),
    "lt": frozenset({"oje", "os", "ą"}),
    "fi": frozenset({"an", "assa", "asta", "aan", "alla"}),
}
_LOCATIVE = frozenset({"ssa", "ssä", "sta", "stä", "ban", "ben", "ból", "ből", "oje", "assa", "asta"})
_LOCATIVE_APOSTROPHE = ("da", "de", "ta", "te", "dan", "den", "tan", "ten")  # Turkish: İzmir'de
_KOREAN = frozenset("에서 에 의 은 는 이 가 을 를 와 과 로 으로 도 시 시의 시는 시가 발 서 등 부터 까지 에서는 에는".split())  # noqa: SIM905
_ARABIC_BEFORE = frozenset({"و", "ب", "ل", "ف", "ك", "وب", "ول"})
_HEBREW_BEFORE = frozenset({"ב", "ל", "מ", "ו", "ה", "ש", "וב", "ול", "שב"})
_SHORTEST_STEM = 4
_VOWELS = {"а", "я", "ь", "й", "a", "ā", "o"}
_LONGEST_ENDING = 4


def stem(name: str) -> str:
    """``name`` without the last letter that changes by case; "" where it has none, or too little would be left."""
    if name[-1] not in _VOWELS or " " in name or len(name) <= _SHORTEST_STEM or name[-2:] == "оа":  # Самоа does not change
        return ""
    return name[:-1]


def script_of(letter: str) -> str:
    """One of: cased, han, kana, hangul, thai, arabic, hebrew, other."""
    point = ord(letter)
    if point < 0x590:
        return "cased"
    if 0x590 <= point < 0x600:
        return "hebrew"
    if 0x600 <= point < 0x780:
        return "arabic"
    if 0xE00 <= point < 0xE80:
        return "thai"
    if 0x3040 <= point < 0x3100:
        return "kana"
    if 0x3400 <= point < 0xA000:
        return "han"
    if 0xAC00 <= point < 0xD7B0:
        return "hangul"
    return "cased" if 0x10A0 <= point < 0x1100 or 0x1E00 <= point < 0x2000 else "other"


def part_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or unicodedata.category(letter) in ("Mn", "Mc")


def stands_alone(text: str, start: int, end: int, language: str, *, stemmed: bool = False) -> bool:
    """Whether ``text[start:end]`` is a word or words of its own, an ending or a proclitic of the language aside.

    ``stemmed``: the match is a name without its last letter, so an ending must follow.
    """
    kind = script_of(text[start])
    if kind in ("han", "thai"):
        return not stemmed
    before, after = _before(text, start), _after(text, end)
    if kind == "kana":
        return not (start and script_of(text[start - 1]) == "kana" and text[start - 1] > "\u30a0") and not (
            after and "\u30a0" < after[0] != "・"
        )
    if kind == "hangul":
        return not before and (not after or after in _KOREAN)
    if kind in ("arabic", "hebrew"):
        return (not before or before in (_ARABIC_BEFORE if kind == "arabic" else _HEBREW_BEFORE)) and not after
    if before or (start > 1 and text[start - 1] in "-–" and part_of_word(text[start - 2])):
        return False
    if end + 1 < len(text) and text[end] == "-" and text[end + 1].isupper():
        return False  # Paris-Saint-Germain
    if stemmed:
        return after in STEM_ENDINGS.get(language, ())
    return not after or after in ENDINGS.get(language, ())


def ending_says_where(text: str, end: int, language: str) -> bool:
    """Whether the ending itself means "in" or "from"."""
    if language == "tr" and text[end : end + 1] == "'":
        return _after(text, end + 1) in _LOCATIVE_APOSTROPHE
    return _after(text, end) in _LOCATIVE


def _before(text: str, start: int) -> str:
    at = start
    while at and start - at < 3 and part_of_word(text[at - 1]):
        at -= 1
    return text[at:start]


def _after(text: str, end: int) -> str:
    at = end
    while at < len(text) and at - end <= _LONGEST_ENDING and part_of_word(text[at]):
        at += 1
    return text[end:at]
