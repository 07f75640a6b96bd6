"""Folders of TOML files that hold tables of one kind: reading them, and what every table is checked for.

A mistake never stops the reading: the entry is left out and named, with its file and what to write instead.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from everyside.records.errors import SettingsError

Table = Mapping[str, Any]
R = TypeVar("R")

MAX_ID = 64  # characters; the database keeps no more
MAX_TEXT = 500
MAX_ADDRESS = 2_000
SHOWN = 20  # problems listed in one error text; more would scroll the first ones away

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # would garble a line or its order
# In Babel's list of territories, but no countries: what lies over or between them, and two for testing.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_FICTION = re.compile(r"X[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a table of one kind is made of. ``name`` is the word in double brackets, ``folder`` the folder of its files."""

    name: str
    folder: str
    texts: tuple[str, ...]
    lists: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return self.texts + self.lists + self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Generic[R]):
    """A record with where it was read: "outlets/gb.toml: the-daily-example". ``own``: in the operator's folder."""

    where: str
    record: R
    own: bool = False


def gather(
    shape: Shape,
    folder: Traversable,
    own: Traversable | None,
    faults: Callable[[Table], Iterable[str]],
    make: Callable[[Table], R],
) -> tuple[dict[str, Placed[R]], list[str]]:
    """Records by id, and what is wrong. Both folders hold TOML files; an entry of ``own`` takes the place of one with its id in
    ``folder``. A folder that is not there is an empty one."""
    wrong: list[str] = []
    shipped = _read(shape, folder, False, faults, make, wrong)
    return shipped | (_read(shape, own, True, faults, make, wrong) if own is not None else {}), wrong


def _read(
    shape: Shape,
    folder: Traversable,
    own: bool,
    faults: Callable[[Table], Iterable[str]],
    make: Callable[[Table], R],
    wrong: list[str],
) -> dict[str, Placed[R]]:
    made: dict[str, Placed[R]] = {}
    for file, tables in _files(shape, folder, wrong):
        for number, table in enumerate(tables, 1):
            if not isinstance(table, dict):
                wrong.append(f"{file}: entry {number} is not a table; write [[{shape.name}]] above each {shape.name}")
                continue
            where = f"{file}: {_shown(table.get('id') or f'{shape.name} {number}')}"
            found = list(_shape_faults(shape, table)) + list(faults(_sorted_out(shape, table)))
            if not found and table["id"] in made:
                found = [f"the id is taken by another {shape.name} in {made[table['id']].where.partition(':')[0]}; choose another"]
            if found:
                wrong += [f"{where}: {text}" for text in found]
            else:
                made[table["id"]] = Placed(where=where, record=make(table), own=own)
    return made


def _files(shape: Shape, folder: Traversable, wrong: list[str]) -> Iterator[tuple[str, list[Any]]]:
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        name = f"{shape.folder}/{_shown(file.name)}"
        try:
            document = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            wrong.append(f"{name}: cannot be read ({error}); save it as UTF-8 text")
            continue
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            wrong.append(f"{name}: not TOML ({_shown(str(error))})")
            continue
        strange = [_shown(key) for key in document if key != shape.name]
        wrong += [f"{name}: {key!r} is not known here; write [[{shape.name}]] tables only" for key in strange]
        tables = document.get(shape.name, [])
        if isinstance(tables, list):
            yield name, tables
        else:
            wrong.append(f"{name}: write [[{shape.name}]] with two brackets, not [{shape.name}]")


def _shape_faults(shape: Shape, table: Table) -> Iterator[str]:
    """Unknown keys, values of another type, an unusable id or name, texts nobody could read."""
    for key, value in table.items():
        if key not in shape.keys:
            near = get_close_matches(key[:MAX_ID], shape.keys, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(shape.keys)}"
            yield f"{_shown(key)!r} is not a known key; {hint}"
        elif key in shape.texts and not isinstance(value, str):
            yield f"{key} must be a text in quotes, not {_shown(value)!r}"
        elif key in shape.flags and not isinstance(value, bool):
            yield f"{key} must be true or false, not {_shown(value)!r}"
        elif key in shape.lists and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            yield f'{key} must be a list of texts in quotes, such as {key} = ["…", "…"]'
        elif key in shape.lists and len(set(value)) < len(value):
            yield f"{key} names one of its entries twice; leave one out"
        elif key in shape.texts and (_CONTROL.search(value) or len(value) > MAX_TEXT):
            yield f"{key} must be one line of at most {MAX_TEXT} characters, without control characters"
    id, name = table.get("id"), table.get("name")
    if not isinstance(id, str) or not _ID.fullmatch(id) or len(id) > MAX_ID:
        yield f"id must be lower-case letters, digits and single hyphens, at most {MAX_ID}, such as the-daily-example"
    if not isinstance(name, str) or not name.strip():
        yield f"name is missing; write what the {shape.name} is called"


def _sorted_out(shape: Shape, table: Table) -> Table:
    """The table with every value of a wrong type left out, so that a check of one value need not doubt its type."""
    good: dict[str, Any] = {key: table[key] for key in shape.texts if isinstance(table.get(key), str)}
    good |= {key: table[key] for key in shape.flags if isinstance(table.get(key), bool)}
    for key in shape.lists:
        value = table.get(key)
        good[key] = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return good


def country_fault(code: str) -> str:
    """What is wrong with a country code; empty where nothing is. Kosovo's XK is taken, as Unicode's CLDR takes it."""
    if re.fullmatch("[A-Z]{2}", code) is None:
        return f"country must be two capital letters (ISO 3166-1), such as GB, not {_shown(code)!r}"
    if code in _codes()[0]:
        return ""
    if _FICTION.fullmatch(code):
        return f"{code} is a code for made-up countries; real outlets stand in real ones"
    return f"{code} is the code of no country (ISO 3166-1); Great Britain is GB, Greece GR"


def language_fault(code: str) -> str:
    """What is wrong with a language code; empty where nothing is."""
    if re.fullmatch("[a-z]{2,3}", code) is None:
        return f"{_shown(code)!r} is not a language code; write two or three small letters (ISO 639), such as en"
    return "" if code in _codes()[1] else f"{code} is the code of no language (ISO 639); Japanese is ja, Czech cs, Ukrainian uk"


@cache
def _codes() -> tuple[frozenset[str], frozenset[str]]:
    from babel import Locale

    english = Locale.parse("en")
    territories, languages = (map(str, names) for names in (english.territories, english.languages))
    countries = {code for code in territories if len(code) == 2 and code.isalpha()} - _NO_COUNTRIES
    return frozenset(countries), frozenset(code for code in languages if 2 <= len(code) <= 3)


def address_fault(address: str) -> str:
    """What is wrong with a web address, as the end of a sentence; empty where nothing is."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        return f"is not a web address ({error})"
    if parts.scheme not in ("http", "https"):
        return "must start with http:// or https://"
    if any(character <= " " or character == "\x7f" for character in address) or _CONTROL.search(address):
        return "must not hold spaces or line breaks"
    if len(address) > MAX_ADDRESS:
        return f"is longer than {MAX_ADDRESS:,} characters"
    if parts.username is not None:
        return "must not hold a user name or password"
    return "" if _is_host(host) else "has no proper host name"


def _is_host(host: str) -> bool:
    """A domain, or what an operator's own network has: an IP address or localhost. What may be fetched, the fetcher decides."""
    if host == "localhost" or DOMAIN.fullmatch(host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def source_fault(source: str) -> str:
    """What is wrong with where a fact stands, words or a web address with words behind it; empty where nothing is."""
    first = source.split(maxsplit=1)[0].rstrip(",;)") if source.strip() else ""
    return f"{_shown(first)!r} {fault}" if "://" in first and (fault := address_fault(first)) else ""


def refuse(wrong: list[str]) -> None:
    """
    Raises:
        SettingsError: something is wrong; the text lists the first SHOWN.
    """
    if wrong:
        more = len(wrong) - SHOWN
        raise SettingsError("\n".join(wrong[:SHOWN] + ([f"and {more} more"] if more > 0 else [])))


def _shown(value: Any) -> str:
    """A value of a stranger's file for a message: short, on one line."""
    return _CONTROL.sub("\ufffd", str(value))[:80]
