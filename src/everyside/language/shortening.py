"""A sentence of an article as a point of its own, by leaving out only."""

from __future__ import annotations

from everyside.language import wording
from everyside.language.sentences import can_stand_alone


def shorten(quote: str, language: str) -> str:
    """The sentence as a bullet, by leaving out only; empty where it cannot stand alone."""
    if not can_stand_alone(quote):
        return ""
    text = wording.without_connective(" ".join(quote.split()), language)
    return "" if wording.leans_back(text, language) or not can_stand_alone(text) else text
