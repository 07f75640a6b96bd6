"""Texts in the reader's language, where a checked translation of them is kept; else as they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from everyside.pages.names import lang_attribute, language_name
from everyside.records.translation import key
from everyside.storage import translations
from everyside.storage.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text as it is shown; ``original`` is how it was written where that is something else, and empty where it is not."""

    text: str
    language: str  # of the text shown, for ``lang``
    original: str = ""
    original_language: str = ""  # for ``lang``
    translated_from: str = ""  # its name, e.g. Portuguese


class ReaderLanguage:
    """The translations into ``into`` of ``texts``, (language, text), read at once."""

    def __init__(self, tx: Tx, into: str, texts: Iterable[tuple[str, str]]) -> None:
        self._into = into
        wanted = {key(language, into, text) for language, text in texts if text and language != into}
        self._found = {name: each.text for name, each in translations.get(tx, sorted(wanted)).items() if not each.failed}

    def told(self, language: str, text: str) -> Told:
        """``text``, which is in ``language``, as it is to be shown."""
        found = self._found.get(key(language, self._into, text), "") if language != self._into else ""
        if not found or found == text:
            return Told(text=text, language=lang_attribute(language))
        return Told(
            text=found,
            language=lang_attribute(self._into),
            original=text,
            original_language=lang_attribute(language),
            translated_from=language_name(language),
        )
