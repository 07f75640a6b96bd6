"""A recognizer without data: runs of capitalised words, of which nothing says what they name. The floor to beat."""

from __future__ import annotations

from collections.abc import Sequence

from everyside.adapters.recognizer.cues import NONE
from everyside.adapters.recognizer.runs import names_of, plain_text, runs_of, words_of
from everyside.records.tags import Name
from everyside.settings import Settings


class PlainRecognizer:
    id = "plain-1"

    def recognize(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Name, ...]]:
        return [self._names(text, language) for text, language in zip(texts, languages, strict=True)]

    def _names(self, text: str, language: str) -> tuple[Name, ...]:
        text = plain_text(text)
        return tuple(names_of(runs_of(text, words_of(text, language), NONE), text, language, NONE))


def make(settings: Settings) -> PlainRecognizer:
    return PlainRecognizer()
