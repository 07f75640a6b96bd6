"""News agencies: what they are called and how texts write them, from the files in data/agencies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LATIN_END = "\u0250"  # the first letter past Latin Extended-B


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """``name`` is for people. In texts ``names`` count in any case, ``initials`` as written, ``weak`` ones only where nothing else
    can be meant."""

    id: str
    name: str
    names: tuple[str, ...]
    initials: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    signatures: tuple[tuple[str, ...], ...] = ()  # pieces, in lower case, of a closing line that only this agency writes


@cache
def shipped() -> tuple[Agency, ...]:
    """Every agency of data/agencies, by id."""
    folder = files("everyside.data") / "agencies"
    documents = (tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted((_agency(document) for document in documents), key=lambda agency: agency.id))


def _agency(document: Mapping[str, Any]) -> Agency:
    names = [name for spoken in document["names"].values() for name in spoken]
    if len(document["name"]) > 4 and document["name"] not in document.get("weak", ()):  # shorter ones are initials
        names.append(document["name"])
    return Agency(
        id=document["id"],
        name=document["name"],
        names=tuple(dict.fromkeys(names)),
        initials=tuple(document.get("initials", ())),
        weak=tuple(document.get("weak", ())),
        domains=tuple(document.get("domains", ())),
        signatures=tuple(tuple(pieces) for pieces in document.get("signatures", ())),
    )


@cache
def agency_names() -> Mapping[str, str]:
    """Agency → its initials in Latin letters where it goes by such, else its name, of every agency that ships."""
    return MappingProxyType(
        {agency.id: next((each for each in agency.initials if max(each) < LATIN_END), agency.name) for agency in shipped()}
    )
