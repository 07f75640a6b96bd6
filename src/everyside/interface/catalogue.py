"""Languages the site speaks: English, those in the files beside this one, and those in the operator's folder.

A language is one file, ``de.po``. Its messages hold the tags and the places of the English ones (``tests/unit/test_messages.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from everyside.records.errors import SettingsError

if TYPE_CHECKING:
    from babel import Locale

SOURCE = "en"
MOST_ASKED = 20  # languages of an Accept-Language header that are looked at


@dataclass(frozen=True, eq=False)
class Words:
    """A language, and its messages."""

    language: str  # ISO 639 code
    catalogue: NullTranslations = field(default_factory=NullTranslations)

    @cached_property
    def locale(self) -> Locale:
        """How the language writes numbers, dates and names (CLDR). English is written as in Britain: day before month."""
        from babel import Locale

        return Locale.parse("en_GB" if self.language == SOURCE else self.language)

    @cached_property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return "rtl" if self.locale.character_order == "right-to-left" else "ltr"

    @cached_property
    def name(self) -> str:
        """In the language itself: ``Deutsch``."""
        found = self.locale.languages.get(self.language, self.language)
        return str(found[:1].upper() + found[1:])


ENGLISH = Words(SOURCE)


class Languages:
    """All that can be spoken, English first; the files of ``folder`` go before those that ship.

    Raises:
        SettingsError: a file is no catalogue, or its name no language.
    """

    def __init__(self, folder: Path | None = None) -> None:
        shipped = _catalogues(files("everyside.interface").joinpath("locale"))
        own = _catalogues(folder) if folder else {}
        self._files = dict(sorted((shipped | own).items()))
        self._read: dict[str, Words] = {SOURCE: ENGLISH}
        for language in own:
            self.words(language)

    @property
    def codes(self) -> tuple[str, ...]:
        return (SOURCE, *(code for code in self._files if code != SOURCE))

    def words(self, language: str) -> Words:
        """That language's, English where it is not here."""
        if language not in self._read and language in self._files:
            self._read[language] = Words(language, _read(self._files[language]))
        return self._read.get(language, ENGLISH)

    def best(self, accepted: str, otherwise: str = SOURCE) -> Words:
        """The one a reader would like best, by the ``Accept-Language`` header (RFC 9110, 12.5.4)."""
        for language in _preferred(accepted):
            if language in self.codes:
                return self.words(language)
        return self.words(otherwise)


def _catalogues(folder: Traversable) -> dict[str, Traversable]:
    if not folder.is_dir():
        raise SettingsError(f"site.messages: there is no folder {folder}.")
    return {file.name.removesuffix(".po"): file for file in folder.iterdir() if file.name.endswith(".po")}


def _read(file: Traversable) -> GNUTranslations:
    from babel import Locale, UnknownLocaleError
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    language = file.name.removesuffix(".po")
    try:
        Locale.parse(language)
        with file.open("rb") as stream:
            found = read_po(stream, locale=language, abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError) as error:
        raise SettingsError(f"{file.name} is no catalogue of messages for a language, such as de.po: {error}") from error
    packed = BytesIO()
    write_mo(packed, found)
    packed.seek(0)
    return GNUTranslations(packed)


def _preferred(accepted: str) -> list[str]:
    """Languages of the header, the dearest first, without their countries."""
    found: list[tuple[float, str]] = []
    for part in accepted.split(",")[:MOST_ASKED]:
        match = re.fullmatch(r"\s*([a-zA-Z]{2,3})(?:-[a-zA-Z0-9-]{1,30})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if match and float(match[2] or 1):
            found.append((-float(match[2] or 1), match[1].lower()))
    return [language for _, language in sorted(found, key=lambda each: each[0])]
