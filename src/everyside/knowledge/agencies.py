"""What news agencies are called, from the files in data/agencies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

LATIN_END = "\u0250"  # the first letter past Latin Extended-B


@lru_cache(maxsize=1)
def agency_names() -> Mapping[str, str]:
    """Agency → its initials in Latin letters where it goes by such, else its name, of every agency that ships."""
    folder = files("everyside.data") / "agencies"
    names: dict[str, str] = {}
    if folder.is_dir():
        for file in folder.iterdir():
            if file.name.endswith(".toml"):
                document = tomllib.loads(file.read_text(encoding="utf-8"))
                latin = (str(each) for each in document.get("initials", ()) if max(str(each), default="") < LATIN_END)
                names[str(document["id"])] = next(latin, str(document["name"]))
    return MappingProxyType(names)
