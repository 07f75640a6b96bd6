"""Names of countries and languages in the language spoken (CLDR through babel), and the plain words for things that have a code."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from everyside.interface.messages import N_, _, looked_up, spoken
from everyside.records.article import Kind
from everyside.records.outlet import Scope
from everyside.records.owner import OwnerKind
from everyside.records.rating import BIAS7, FACTUALITY5, UNRATED

KINDS = {
    Kind.NEWS: "",
    Kind.OPINION: N_("Opinion"),
    Kind.LIVE: N_("Live"),
    Kind.VIDEO: N_("Video"),
    Kind.PRESS_RELEASE: N_("Press release"),
    Kind.ROUNDUP: N_("Roundup"),
    Kind.LISTING: N_("Listing"),
}
BIAS_CLASSES = (*BIAS7, UNRATED)
FACTUALITY_CLASSES = (*reversed(FACTUALITY5), UNRATED)
CLASSES = {
    "far-left": N_("Far left"),
    "left": N_("Left"),
    "lean-left": N_("Lean left"),
    "center": N_("Center"),
    "lean-right": N_("Lean right"),
    "right": N_("Right"),
    "far-right": N_("Far right"),
    "very-high": N_("Very high"),
    "high": N_("High"),
    "mixed": N_("Mixed"),
    "low": N_("Low"),
    "very-low": N_("Very low"),
    UNRATED: N_("Unrated"),
}
OWNER_KINDS = {
    OwnerKind.STATE: N_("State"),
    OwnerKind.PUBLIC_SERVICE: N_("Public service"),
    OwnerKind.LISTED: N_("Listed company"),
    OwnerKind.CONGLOMERATE: N_("Media conglomerate"),
    OwnerKind.PRIVATE_EQUITY: N_("Private equity"),
    OwnerKind.TELECOM: N_("Telecom company"),
    OwnerKind.FAMILY: N_("Billionaire or family"),
    OwnerKind.NONPROFIT: N_("Nonprofit"),
    OwnerKind.STAFF: N_("Readers or staff"),
    OwnerKind.UNKNOWN: N_("Owner not known"),
}
SCOPES = {
    Scope.LOCAL: N_("Local"),
    Scope.NATIONAL: N_("National"),
    Scope.INTERNATIONAL: N_("International"),
    Scope.UNKNOWN: N_("Reach not known"),
}


def country_name(code: str) -> str:
    """``DE`` → ``Germany``; the code itself where CLDR has no name; empty for the unknown country.

    The demo newsroom's countries go before CLDR's, which calls the user-assigned XA and XB pseudo-locales.
    """
    if not code:
        return ""
    return _demo_countries().get(code) or str(spoken().locale.territories.get(code, code))


def flag(code: str) -> str:
    """``DE`` → its flag, two regional indicators (Unicode TS 51, 3.8); empty for what is no country, as the demo's are not."""
    if not re.fullmatch(r"[A-Z]{2}", code) or code in _demo_countries() or code not in spoken().locale.territories:
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def language_name(code: str) -> str:
    """``pt`` → ``Portuguese``; ``Unknown language`` for ``und`` and the empty code."""
    return str(spoken().locale.languages.get(code or "und", code))


def label_name(kind: str, name: str) -> str:
    """A topic's in the language spoken, where there is a message of it; that of a place or a person as it is."""
    return looked_up(name) if kind == "topic" else name


def lang_attribute(code: str) -> str:
    """The code where it is fit for an HTML ``lang``; empty (unknown, which is valid) otherwise."""
    return code if code != "und" and re.fullmatch(r"[a-z]{2,3}", code) else ""


def class_name(key: str) -> str:
    """``lean-left`` → ``Lean left``, of the classes of left–right and factuality."""
    return _(CLASSES[key]) if key in CLASSES else key.replace("-", " ").capitalize()


@lru_cache(maxsize=1)
def _demo_countries() -> dict[str, str]:
    document = tomllib.loads(files("everyside.demo").joinpath("outlets.toml").read_text(encoding="utf-8"))
    return {str(code): str(name) for code, name in document.get("countries", {}).items()}
