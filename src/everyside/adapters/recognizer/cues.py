"""The word lists of data/names/cues.toml, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Lower-case words that tell what a capitalised name names; what each list is for stands in the file."""

    roles: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    before_place: Mapping[str, frozenset[str]]


NONE = Cues(before_place={})


@cache
def cues() -> Cues:
    document = tomllib.loads((files("everyside.data") / "names" / "cues.toml").read_text(encoding="utf-8"))
    before = {language: frozenset(words) for language, words in document.pop("before_place").items()}
    return Cues(before_place=before, **{key: frozenset(words) for key, words in document.items()})
