"""A title without its date, so that an outlet that says the same thing every day is seen to: "Gold price today, 14 July".

Only what a calendar changes is folded: dates, weekdays, months, clock times, issue numbers and, beside a full date, every other
number (the price of the day). Numbers of a title without a date stay: "Death toll rises to 12" and "… to 15" are two days of one
story, and so are "Day 14 of the war" and "Day 15 of the war".
"""

from __future__ import annotations

import re
from functools import cache

MAX_TITLE = 300  # characters looked at
GAP = "#"
SHORT_TITLE = 6  # words; a short title without a date may be a series' name
# CLDR's languages with names for months and weekdays; Chinese, Japanese and Korean dates are told by their characters.
LANGUAGES = "en de fr es pt it nl pl ru uk tr ar id sv da nb fi cs ro hu el hi fa he sl hr sr bg"
SHORTEST = {"wide": 2, "abbreviated": 3}  # characters; shorter abbreviations are common words ("so", "do", "su", "ma")
# Cases CLDR does not give, as they stand after "on"
_CASES = (
    "среду пятницу субботу понедельника вторника среды четверга пятницы субботы воскресенья середу п ятницю суботу неділю"
    " środę niedzielę sobotę poniedziałku wtorku czwartku piątku soboty niedzieli středu neděli sobotu sredo nedeljo soboto"
    " srijedu nedjelju subotu sredu nedelju среду недељу суботу hétfőn kedden szerdán csütörtökön pénteken szombaton"
    " keskiviikkona torstaina perjantaina lauantaina sunnuntaina feira"
)
_MORE_MONTHS = "sept فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر بهمن اسفند"
_WEEKDAY_CJK = re.compile(
    r"(?:星期|週|周|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일|[(（][月火水木金土日월화수목금토일一二三四五六][)）]"
)
_CJK = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_DIGIT = re.compile(r"\d")
_DATE_CJK = re.compile(r"(?:\d{2,4}\s?[年년]\s?)?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日号號일]|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]")
_DATE = re.compile(r"(?<![\d.,])(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.)(?!\d)")
_TIME = re.compile(r"(?<![\d.,:])\d{1,2}[:.][0-5]\d\s?(?:a\.?m\.?|p\.?m\.?|uhr\b)|(?<![\d.,:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])")
_ISSUES = ("#", "№", "no.", "nr.", "nº", "n°", "issue", "episode", "folge", "выпуск")
_ISSUE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _ISSUES))})\s?\d[\d.,]*")
_NUMBER = re.compile(r"\d[\d.,]*(?:-\w{1,3}\b|st\b|nd\b|rd\b|th\b|er\b|º|ª)?")
_SPACES = str.maketrans(dict.fromkeys("!\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”„«»‘’–—…·•、。「」【】（）：，！？؟،؛।", " "))
_DAY = re.compile(r"(?:[12]?\d|3[01]|0\d)(?:st|nd|rd|th|er|º|ª)?|(?:19|20)\d\d|1[34]\d\d")
_OF = frozenset(("de", "del", "of", "the", "di", "van"))
_ALSO_WORDS = frozenset(("des", "set", "out", "ago", "mar"))  # months cut short in one language, words in others
_MODAL = frozenset(("be", "have", "not", "die", "face", "lose", "never", "still", "yet", "get", "see", "return"))


def template_of(title: str) -> str:
    """``title`` in lower case without punctuation, with ``#`` for what the calendar changes; equal for two days of one template.

    Empty where the title has no letters or digits. 11 µs a title (6,018 titles of og2021), after 0.3 s for the calendars.
    """
    text = title[:MAX_TITLE].casefold()
    dated = False
    if not text.isascii() and _CJK.search(text):
        text, days = _DATE_CJK.subn(" # ", text)
        dated = days > 0
        text = _WEEKDAY_CJK.sub(" # ", text)
    numbers = _DIGIT.search(text) is not None
    if numbers:
        text, days = _DATE.subn(" # ", text)
        dated = dated or days > 0
        if ":" in text or "." in text:
            text = _TIME.sub(" # ", text)
        if any(word in text for word in _ISSUES):
            text = _ISSUE.sub(" # ", text)
    words = text.translate(_SPACES).split()
    months, weekdays = _names()
    if numbers and not dated and not months.isdisjoint(words):
        dated = _has_day(words, months)
    folded: list[str] = []
    for word in words:
        if word in months or word in weekdays:
            word = GAP
        elif dated:
            word = _NUMBER.sub(GAP, word)
        if word != GAP or not folded or folded[-1] != GAP:
            folded.append(word)
    return " ".join(folded)


def series_of(outlet: str, title: str) -> str:
    """What an outlet may say every day: its title without the date. Empty for a longer title without one."""
    template = template_of(title)
    return f"{outlet}\n{template}" if GAP in template or 0 < len(template.split()) <= SHORT_TITLE else ""


def _has_day(words: list[str], months: frozenset[str]) -> bool:
    """Whether a month stands beside a day's number or a year: "14 July", "14 de julio", "July 2025", but not "12 may be"."""
    for place, word in enumerate(words):
        if word not in months or word in _ALSO_WORDS:
            continue
        after = words[place + 1 : place + 2]
        if word == "may" and after and after[0] in _MODAL:
            continue
        before = [other for other in words[max(place - 2, 0) : place] if other not in _OF][-1:]
        if any(_DAY.fullmatch(other) for other in (*before, *after)):
            return True
    return False


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Names of months and of weekdays, as ``template_of`` splits them into words."""
    from babel import Locale

    months: set[str] = set(_MORE_MONTHS.split())
    weekdays: set[str] = set(_CASES.casefold().split())
    for language in LANGUAGES.split():
        locale = Locale.parse(language)
        for found, contexts in ((months, locale.months), (weekdays, locale.days)):
            for widths in contexts.values():
                for width, shortest in SHORTEST.items():
                    for name in widths[width].values():
                        found.update(word for word in name.casefold().translate(_SPACES).split() if len(word) >= shortest)
    return frozenset(word for word in months if not word[0].isdigit()), frozenset(weekdays)
