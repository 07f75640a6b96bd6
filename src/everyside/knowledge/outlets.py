"""What Everyside knows of outlets and their ratings: reads and checks the data files, and touches nothing else.

An outlet file is TOML: any number of ``[[outlet]]`` tables with the keys of ``OUTLET_KEYS`` (docs/how-to/add-an-outlet.md).
A rating pack is CSV (data/ratings/README.md). Both are checked whole before anything of them is used.
"""

from __future__ import annotations

import csv
import ipaddress
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from everyside.records.errors import SettingsError
from everyside.records.ids import OutletId
from everyside.records.outlet import Medium, Outlet, Rating

TEXTS = ("id", "name", "country", "medium", "owner", "owner_source", "homepage", "source")
LISTS = ("domains", "languages", "feeds")
FLAGS = ("agency", "state", "public_service")
OUTLET_KEYS = TEXTS + LISTS + FLAGS
NOT_IN_RECORD = ("source", "owner_source")  # for maintainers: where the feed address and the owner were taken from

RATING_COLUMNS = ("rater", "domain", "axis", "value", "label", "url", "date")
SHOWN = 20  # problems listed in one error text; more would scroll the first ones away

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPack:
    """The ratings of one file, and the domains in it that belong to no outlet we know (sorted, each once)."""

    ratings: tuple[Rating, ...]
    unknown_domains: tuple[str, ...] = ()


def shipped_outlets() -> Traversable:
    """The folder of outlet files that comes with Everyside."""
    return files("everyside.data") / "outlets"


def load_outlets(folder: Path | None = None, own: Path | None = None) -> list[Outlet]:
    """Every outlet of ``folder`` (default: those that ship), then those of the operator's ``own`` folder.

    An own outlet with the id of a shipped one takes its place, so that a feed address can be put right without waiting for a
    release. A missing ``own`` folder is an empty one.

    Raises:
        SettingsError: something in the files is wrong; the text names file and outlet and says what to write.
    """
    outlets, wrong = _read(folder, own)
    if wrong:
        raise SettingsError(_listed(wrong))
    return outlets


def problems(folder: Path | None = None, own: Path | None = None) -> list[str]:
    """Everything that is wrong with the outlet files, one sentence each; empty where nothing is."""
    return _read(folder, own)[1]


def outlet_of(host: str, domains: Mapping[str, OutletId]) -> OutletId | None:
    """The outlet a host belongs to: the longest known domain that is the host or a parent of it."""
    labels = host.lower().strip(".").split(".")
    for start in range(len(labels) - 1):
        found = domains.get(".".join(labels[start:]))
        if found is not None:
            return found
    return None


def load_ratings(file: Path, domains: Mapping[str, OutletId]) -> RatingPack:
    """The ratings in ``file`` for the outlets in ``domains`` (domain → outlet id).

    Raises:
        SettingsError: the file cannot be read or has wrong rows; the text lists them, and nothing of the file is used.
    """
    found: dict[tuple[str, OutletId, str], tuple[int, Rating]] = {}
    unknown: set[str] = set()
    wrong: list[str] = []
    for line, row in _rows(file, wrong):
        try:
            domain, fields = _rating_row(row)
        except ValueError as error:
            wrong.append(f"{file.name} line {line}: {error}")
            continue
        outlet = outlet_of(domain, domains)
        if outlet is None:
            unknown.add(domain)
            continue
        try:
            rating = Rating(outlet_id=outlet, **fields)
        except ValueError as error:
            wrong.append(f"{file.name} line {line}: {error}")
            continue
        first, known = found.setdefault((rating.rater, outlet, rating.axis), (line, rating))
        if known.value != rating.value:
            wrong.append(
                f"{file.name} line {line}: {rating.rater} rates {outlet} on {rating.axis} a second time, and not as in line "
                f"{first}; keep one of the two"
            )
    if wrong:
        raise SettingsError(_listed(wrong))
    return RatingPack(ratings=tuple(rating for _, rating in found.values()), unknown_domains=tuple(sorted(unknown)))


def _read(folder: Path | None, own: Path | None) -> tuple[list[Outlet], list[str]]:
    wrong: list[str] = []
    main = _read_folder(folder or shipped_outlets(), wrong)
    if folder is not None and not folder.is_dir():
        wrong.append(f"{folder} is not a folder; name the folder that holds the outlet files")
    extra = _read_folder(own, wrong) if own is not None and own.is_dir() else []
    replaced = {outlet.id for _, outlet in extra}
    kept = [each for each in main if each[1].id not in replaced] + extra
    wrong += _clashes(kept)
    return [outlet for _, outlet in kept], wrong


def _read_folder(folder: Path | Traversable, wrong: list[str]) -> list[tuple[str, Outlet]]:
    """Outlets with the name of their file; what is wrong is appended to ``wrong``."""
    made: list[tuple[str, Outlet]] = []
    if not folder.is_dir():
        return made
    seen: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            document = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            wrong.append(f"{file.name}: cannot be read ({error}); save it as UTF-8 text")
            continue
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            wrong.append(f"{file.name}: not TOML ({error})")
            continue
        wrong += [f"{file.name}: {key!r} is not known here; write [[outlet]] tables only" for key in document if key != "outlet"]
        tables = document.get("outlet", [])
        if not isinstance(tables, list):
            wrong.append(f"{file.name}: write [[outlet]] with two brackets, not [outlet]")
            continue
        for number, table in enumerate(tables, 1):
            if not isinstance(table, dict):
                wrong.append(f"{file.name}: entry {number} is not a table; write [[outlet]] above each outlet")
                continue
            where = f"{file.name}: {table.get('id') or f'outlet {number}'}"
            found = list(_table_problems(table))
            if not found and table["id"] in seen:
                found = [f"the id is taken by another outlet in {seen[table['id']]}; choose another"]
            if found:
                wrong += [f"{where}: {text}" for text in found]
                continue
            seen[table["id"]] = file.name
            made.append((file.name, _outlet(table)))
    return made


def _table_problems(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key not in OUTLET_KEYS:
            near = get_close_matches(key, OUTLET_KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(OUTLET_KEYS)}"
            yield f"{key!r} is not a known key; {hint}"
        elif key in TEXTS and not isinstance(value, str):
            yield f"{key} must be a text in quotes, not {value!r}"
        elif key in FLAGS and not isinstance(value, bool):
            yield f"{key} must be true or false, not {value!r}"
        elif key in LISTS and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            yield f'{key} must be a list of texts in quotes, such as {key} = ["…", "…"]'
    texts = {key: table[key] for key in TEXTS if isinstance(table.get(key), str)}
    lists = {key: _texts(table.get(key)) for key in LISTS}
    if not _ID.fullmatch(texts.get("id", "")):
        yield "id must be lower-case letters, digits and single hyphens, such as the-daily-example"
    if not texts.get("name", "").strip():
        yield "name is missing; write what the outlet calls itself"
    if not lists["domains"]:
        yield 'domains is missing; write at least one, such as ["example.org"]'
    for domain in lists["domains"]:
        if not _DOMAIN.fullmatch(domain) or domain.startswith("www."):
            yield f"{domain!r} is not a plain domain; write it in lower case without http:// and www., a non-Latin one as xn--…"
    if texts.get("country") and not _COUNTRY.fullmatch(texts["country"]):
        yield f"country must be two capital letters (ISO 3166-1), such as GB, not {texts['country']!r}"
    for language in lists["languages"]:
        if not _LANGUAGE.fullmatch(language):
            yield f"{language!r} is not a language code; write two or three small letters (ISO 639), such as en"
    if "medium" in texts and texts["medium"] not in set(Medium):
        yield f"medium must be one of {', '.join(Medium)}, not {texts['medium']!r}"
    homepage = texts.get("homepage", "")
    if homepage and (fault := address_fault(homepage)):
        yield f"homepage {homepage!r} {fault}"
    for feed in lists["feeds"]:
        if fault := address_fault(feed):
            yield f"feed {feed!r} {fault}"
    for key, values in lists.items():
        if len(set(values)) < len(values):
            yield f"{key} names one of its entries twice; leave one out"


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
    if any(character <= " " or character == "\x7f" for character in address):
        return "must not hold spaces or line breaks"
    if parts.username is not None:
        return "must not hold a user name or password"
    return "" if _is_host(host) else "has no proper host name"


def _is_host(host: str) -> bool:
    """A domain, or what an operator's own network has: an IP address or localhost. What may be fetched, the fetcher decides."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or _DOMAIN.fullmatch(host) is not None
    return True


def _outlet(table: Mapping[str, Any]) -> Outlet:
    fields = {key: value for key, value in table.items() if key not in NOT_IN_RECORD}
    fields |= {key: tuple(fields[key]) for key in LISTS if key in fields}
    return Outlet(**{**fields, "id": OutletId(table["id"]), "medium": Medium(table.get("medium", Medium.UNKNOWN))})


def _clashes(outlets: Iterable[tuple[str, Outlet]]) -> list[str]:
    """Domains and feed addresses that two outlets claim."""
    wrong: list[str] = []
    for what in ("domains", "feeds"):
        owner: dict[str, OutletId] = {}
        for file, outlet in outlets:
            for value in getattr(outlet, what):
                first = owner.setdefault(value, outlet.id)
                if first != outlet.id:
                    wrong.append(f"{file}: {outlet.id}: {value} belongs to {first} already; leave it with one of the two")
    return wrong


def _rows(file: Path, wrong: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows that have every column, with the number of the line they end on."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", restkey="", strict=True)
            missing = [column for column in RATING_COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                wanted = ",".join(RATING_COLUMNS)
                wrong.append(f"{file.name}: column {', '.join(missing)} is missing; the first line must be {wanted}")
                return
            for row in reader:
                yield reader.line_num, {column: row[column].strip() for column in RATING_COLUMNS}
    except (OSError, UnicodeDecodeError) as error:
        wrong.append(f"{file}: cannot be read ({error}); save it as UTF-8 text")
    except csv.Error as error:
        wrong.append(f"{file.name}: not CSV ({error})")


def _rating_row(row: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Domain and the remaining fields of a Rating.

    Raises:
        ValueError: a field is not what its column says.
    """
    if not row["rater"] or not row["label"]:
        raise ValueError("rater and label must not be empty")
    domain = row["domain"].lower().removeprefix("www.")
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{row['domain']!r} is not a domain; write e.g. example.org")
    try:
        value = float(row["value"])
    except ValueError:
        raise ValueError(f"value must be a number, not {row['value']!r}") from None
    if row["url"] and (fault := address_fault(row["url"])):
        raise ValueError(f"url {row['url']!r} {fault}")
    try:
        rated_on = date.fromisoformat(row["date"]) if row["date"] else None
    except ValueError:
        raise ValueError(f"date must be written as 2026-11-23, not {row['date']!r}") from None
    fields = {"rater": row["rater"], "axis": row["axis"], "value": value, "label": row["label"], "url": row["url"]}
    return domain, {**fields, "rated_on": rated_on}


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _listed(wrong: list[str]) -> str:
    more = len(wrong) - SHOWN
    return "\n".join(wrong[:SHOWN] + ([f"and {more} more"] if more > 0 else []))
