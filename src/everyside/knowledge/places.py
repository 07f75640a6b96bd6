"""In which country a place lies, and what is officially spoken there."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_OF_COUNTRY = re.compile(r"(?:country:|region:)([A-Z]{2})(?:-\w+)?")


def country_of(key: str) -> str:
    """The ISO 3166-1 alpha-2 code for a place's key (data/places): "JP" for "country:JP", "US" for "region:US-TX"; "" for what
    lies in no one country, or nobody knows."""
    found = _OF_COUNTRY.fullmatch(key)
    return found[1] if found else _cities().get(key, "")


@cache
def languages_of(country: str) -> tuple[str, ...]:
    """Official languages as BCP 47 primary subtags, the most spoken first (Unicode CLDR); none where nobody knows."""
    from babel.languages import get_official_languages

    official = get_official_languages(country, de_facto=True)
    return tuple(dict.fromkeys(tag.partition("_")[0] for tag in official))


@cache
def _cities() -> Mapping[str, str]:
    """About 5,000; read in some 50 ms, on first use."""
    rows = gzip.decompress((files("everyside.data") / "places" / "places.tsv.gz").read_bytes()).decode().splitlines()
    fields = (row.split("\t", 3) for row in rows)
    return {key: country for key, _, country, *_ in fields if key.startswith("city:")}
