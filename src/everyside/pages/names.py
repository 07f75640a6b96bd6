"""Names of countries and languages in English (CLDR through babel), and the plain words for things that have a code."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from everyside.records.article import Kind
from everyside.records.outlet import Scope
from everyside.records.owner import OwnerKind
from everyside.records.rating import BIAS7, FACTUALITY5, UNRATED

if TYPE_CHECKING:
    from babel import Locale

KINDS = {
    Kind.NEWS: "",
    Kind.OPINION: "Opinion",
    Kind.LIVE: "Live",
    Kind.VIDEO: "Video",
    Kind.PRESS_RELEASE: "Press release",
    Kind.ROUNDUP: "Roundup",
    Kind.LISTING: "Listing",
}
BIAS_CLASSES = (*BIAS7, UNRATED)
FACTUALITY_CLASSES = (*reversed(FACTUALITY5), UNRATED)
OWNER_KINDS = {
    OwnerKind.STATE: "State",
    OwnerKind.PUBLIC_SERVICE: "Public service",
    OwnerKind.LISTED: "Listed company",
    OwnerKind.CONGLOMERATE: "Media conglomerate",
    OwnerKind.PRIVATE_EQUITY: "Private equity",
    OwnerKind.TELECOM: "Telecom company",
    OwnerKind.FAMILY: "Billionaire or family",
    OwnerKind.NONPROFIT: "Nonprofit",
    OwnerKind.STAFF: "Readers or staff",
    OwnerKind.UNKNOWN: "Owner not known",
}
SCOPES = {
    Scope.LOCAL: "Local",
    Scope.NATIONAL: "National",
    Scope.INTERNATIONAL: "International",
    Scope.UNKNOWN: "Reach not known",
}


def country_name(code: str) -> str:
    """``DE`` → ``Germany``; the code itself where CLDR has no name; empty for the unknown country.

    The demo newsroom's countries go before CLDR's, which calls the user-assigned XA and XB pseudo-locales.
    """
    if not code:
        return ""
    return _demo_countries().get(code) or str(_english().territories.get(code, code))


def flag(code: str) -> str:
    """``DE`` → its flag, two regional indicators (Unicode TS 51, 3.8); empty for what is no country, as the demo's are not."""
    if not re.fullmatch(r"[A-Z]{2}", code) or code in _demo_countries() or code not in _english().territories:
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def language_name(code: str) -> str:
    """``pt`` → ``Portuguese``; ``Unknown language`` for ``und`` and the empty code."""
    return str(_english().languages.get(code or "und", code))


def lang_attribute(code: str) -> str:
    """The code where it is fit for an HTML ``lang``; empty (unknown, which is valid) otherwise."""
    return code if code != "und" and re.fullmatch(r"[a-z]{2,3}", code) else ""


def class_name(key: str) -> str:
    """``lean-left`` → ``Lean left``, of the classes of left–right and factuality."""
    return key.replace("-", " ").capitalize()


@lru_cache(maxsize=1)
def _english() -> Locale:
    from babel import Locale

    return Locale("en")


@lru_cache(maxsize=1)
def _demo_countries() -> dict[str, str]:
    document = tomllib.loads(files("everyside.demo").joinpath("outlets.toml").read_text(encoding="utf-8"))
    return {str(code): str(name) for code, name in document.get("countries", {}).items()}
