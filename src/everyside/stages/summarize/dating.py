""" "on Tuesday" told with its date: "on Tuesday [18 November 2025]". English only.

Only where the day can be but one: the weekday of the article's day or of the day before, in a sentence that does not speak of
what is to come. In brackets, as editors mark what the source did not write.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

DAYS_BACK = 1
MARKED = re.compile(r" \[\d{1,2} [A-Z][a-z]+ \d{4}\]")

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ON = re.compile(rf"\b[Oo]n ({'|'.join(_WEEKDAYS)})(?: (?:morning|afternoon|evening|night))?(?![\w-]|,? (?:\[|\w+ \d|\d))")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|should|is to|are to|be|due|set|plan\w*|expect\w*|schedul\w*|upcoming|next|last|every|"
    r"each|ahead|until|by|before|deadline|begins?|starts?|opens?|votes?|meets?|prepar\w*|vow\w*|promis\w*|threaten\w*)\b|['’]ll\b",
    re.IGNORECASE,
)


def with_dates(sentence: str, language: str, day: date | None) -> str:
    """The sentence with the date behind its first "on <weekday>", where that is certain. ``day``: the article's."""
    found = _ON.search(sentence) if day and language == "en" else None
    if found is None or day is None or _AHEAD.search(sentence):
        return sentence
    told = day - timedelta(days=(day.weekday() - _WEEKDAYS.index(found[1])) % 7)
    if (day - told).days > DAYS_BACK:
        return sentence
    return f"{sentence[: found.end()]} [{told.day} {_MONTHS[told.month - 1]} {told.year}]{sentence[found.end() :]}"
