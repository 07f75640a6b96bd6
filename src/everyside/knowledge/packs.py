"""Rating packs: a file is read row by row into ratings and a report of every row left out; and written back.

A file is refused as a whole (SettingsError) only where it cannot be read at all: wrong encoding, no CSV, no known columns. A row is
left out, with its line and the reason, where it is not what its columns say. docs/how-to/add-a-rating-pack.md lists the reasons.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as day
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from everyside.knowledge import formats
from everyside.knowledge.decoding import decoded, lines_of, rows_of
from everyside.knowledge.lookup import Book
from everyside.knowledge.tables import address_fault
from everyside.records.errors import SettingsError
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner
from everyside.records.rating import Layer, Pack, Rating

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

DEFAULT = "default"  # the pack that ships
OVERRIDES = {Layer.OPERATOR: "operator", Layer.PERSONAL: "personal"}  # packs that `everyside ratings set` writes
SHIPPED = "shipped with Everyside"
OWN = "ratings/"  # sources that begin so are files beside the settings, read at every start
COLUMNS = ("rater", "domain", "axis", "value", "label", "url", "date", "licence")
MAX_ROWS = 500_000  # the longest list known has 11,520
NAMED = 3  # other lines named in the reason of a line left out
LIMITS = {"rater": 100, "domain": 253, "axis": 64, "label": 200, "url": 2000, "licence": 500}  # characters

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_STARTS = frozenset("'=+-@\t\r")  # of cells that need a closer look
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # that turn text around
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A row, or what it says on one axis, that was not taken."""

    line: int  # on which the row begins; the header is line 1
    reason: str
    row: str  # its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file holds: its ratings, ready to be kept, and what was left out."""

    pack: Pack
    ratings: tuple[Rating, ...]
    left_out: tuple[LeftOut, ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read a file. Empty fields: what the file or its format says.

    ``date`` stands for ratings whose row has none. ``axes``: the axes there are; None takes any. ``outlets``: for formats that name
    outlets and not domains. ``today``: an ISO date; ratings of a later one are left out.
    """

    id: str = ""
    name: str = ""
    format: str = ""
    layer: Layer = Layer.RATERS
    date: str = ""
    licence: str = ""
    source: str = ""
    encoding: str = ""
    axes: Collection[str] | None = None
    outlets: Iterable[Outlet] = ()
    today: str = ""


def shipped() -> list[tuple[Pack, list[Rating]]]:
    """The packs that come with Everyside.

    Raises:
        SettingsError: a file of the installation is damaged.
    """
    found = []
    for file in sorted((files("everyside.data") / "ratings").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".csv"):
            options = Options(id=file.name.removesuffix(".csv"), name="What ships with Everyside", source=SHIPPED)
            reading = read(file.read_bytes(), file.name, options)
            found.append((reading.pack, list(reading.ratings)))
    return found


def own(folder: Path, outlets: Iterable[Outlet] = ()) -> list[tuple[Pack, list[Rating]]]:
    """The operator's packs: every readable ``*.csv`` of ``folder``; ``problems`` names the others. A missing folder is empty."""
    return [(reading.pack, list(reading.ratings)) for reading in _own(folder, outlets) if isinstance(reading, Reading)]


def problems(folder: Path, outlets: Iterable[Outlet] = ()) -> list[str]:
    """What is wrong with the operator's packs, a sentence each."""
    wrong = []
    for reading in _own(folder, outlets):
        if isinstance(reading, str):
            wrong.append(reading)
        elif reading.left_out:
            first = reading.left_out[0]
            wrong.append(
                f"{reading.pack.source}: {len(reading.left_out):,} of {reading.rows:,} rows are left out; "
                f"the first on line {first.line}: {first.reason}"
            )
    return wrong


def _own(folder: Path, outlets: Iterable[Outlet]) -> Iterator[Reading | str]:
    known = list(outlets)
    seen: set[str] = set()
    for file in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        id = pack_id(file.stem)
        if id in seen or id in OVERRIDES.values():
            yield f"{OWN}{file.name}: the pack {id!r} is taken; give the file another name"
            continue
        seen.add(id)
        try:
            yield read_file(file, Options(id=id, source=f"{OWN}{file.name}", outlets=known))
        except SettingsError as error:
            yield f"{OWN}{file.name} is not taken in: {error}"


def read_file(path: Path, options: Options | None = None) -> Reading:
    """Read a file of ratings; where a legend beside it says when they were made, that is their date.

    Raises:
        SettingsError: it cannot be read; the text says what to do.
    """
    options = options or Options()
    try:
        body = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror or error}") from error
    return read(body, path.name, options, legend=_legend_date(path))


def read(body: bytes, name: str, options: Options, legend: str = "") -> Reading:
    """Read the bytes of a file called ``name``; ``legend`` is the date its legend gives, if it has one.

    Raises:
        SettingsError: as ``read_file``.
    """
    text = decoded(body, name, options.encoding)
    numbered = lines_of(text, name)
    header, rows = rows_of(numbered, name, formats.header_name)
    format = _format(options.format, header, name)
    date = options.date or (legend if format.legend else "") or format.date
    licence = options.licence or format.licence
    names = formats.by_name(options.outlets)
    told: dict[tuple[str, str, str], list[tuple[int, str, Rating]]] = defaultdict(list)
    left_out: list[LeftOut] = []
    number = 0
    pack = Pack(
        id=options.id or pack_id(name.rpartition(".")[0] or name),
        name=options.name or name.rpartition(".")[0] or name,
        format=format.id,
        licence=licence,
        source=options.source or name,
        layer=options.layer,
    )
    for line, cells in rows:
        number += 1
        if number > MAX_ROWS:
            raise SettingsError(f"{name} holds more than {MAX_ROWS:,} rows; split it into several packs")
        excerpt = ",".join(cells)[:200]
        try:
            if len(cells) != len(header):
                raise ValueError(f"{len(cells)} cells, while the first line names {len(header)}")
            row = {column: _cell(cell, column) for column, cell in zip(header, cells, strict=True)}
            for said in list(format.read(format.keyed(row), names)):
                rating = _rating(said, pack, date, options)
                told[rating.rater, rating.domain, rating.axis].append((line, excerpt, rating))
        except ValueError as error:
            left_out.append(LeftOut(line=line, reason=str(error), row=excerpt))
    ratings = list(filter(None, (_settled(each, left_out) for each in told.values())))
    ratings.sort(key=lambda rating: (rating.domain, rating.axis, rating.rater))
    return Reading(
        pack=sealed(pack, ratings),
        ratings=tuple(ratings),
        left_out=tuple(sorted(left_out, key=lambda each: each.line)),
        rows=number,
    )


def write(ratings: Iterable[Rating]) -> str:
    """Ratings as CSV in our own format. A cell that a spreadsheet would run as a formula gets a ``'`` in front, which ``read``
    takes off again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for rating in ratings:
        value = str(int(rating.value)) if float(rating.value).is_integer() else repr(float(rating.value))
        texts = [rating.rater, rating.domain, rating.axis, value, rating.label, rating.url, rating.rated_on, rating.licence]
        writer.writerow([text if column == "value" else harmless(text) for column, text in zip(COLUMNS, texts, strict=True)])
    return out.getvalue()


def sealed(pack: Pack, ratings: Iterable[Rating]) -> Pack:
    """``pack`` with the digest of ``ratings``: of what was understood, so that a file read by better rules counts as changed."""
    return replace(pack, digest=sha256(write(ratings).encode("utf-8", "replace")).hexdigest())


def harmless(cell: str) -> str:
    """``cell`` with a ``'`` in front where a spreadsheet would run it, or where a cell so marked was meant literally."""
    return f"'{cell}" if _is_formula(cell) or _ESCAPED.match(cell) else cell


def book(packs: Iterable[tuple[Pack, Iterable[Rating]]], outlets: Iterable[Outlet] = (), owners: Iterable[Owner] = ()) -> Book:
    """What these packs say of whom, without a database. A later pack of the same id takes the place of an earlier one."""
    latest = {pack.id: (pack, ratings) for pack, ratings in packs}
    said = (replace(rating, pack=pack.id, layer=pack.layer) for pack, ratings in latest.values() for rating in ratings)
    return Book(said, outlets, owners)


def pack_id(name: str) -> str:
    """An id made of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-") or "pack"


def is_id(text: str) -> bool:
    return len(text) <= 64 and _ID.fullmatch(text) is not None


def _legend_date(path: Path) -> str:
    try:
        said = json.loads(path.with_name(f"{path.stem}_legend.json").read_text(encoding="utf-8"))
        date = str(said["date"])[:10]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return date if is_date(date) else ""


def _format(wanted: str, header: list[str], name: str) -> formats.Format:
    if wanted and wanted not in formats.FORMATS:
        raise SettingsError(f"there is no format {wanted!r}; known are {', '.join(formats.FORMATS)}")
    if wanted:
        format = formats.FORMATS[wanted]
        missing = [" or ".join(choice) for choice in format.columns if not set(choice) & set(header)]
        if missing:
            raise SettingsError(f"{name}: the format {wanted} needs the column {', '.join(missing)} in the first line")
        return format
    for format in formats.FORMATS.values():
        if format.fits(header):
            return format
    known = "; ".join(format.about for format in formats.FORMATS.values())
    raise SettingsError(f"{name}: the first line is that of no format known here. Known are: {known}")


def _cell(cell: str, column: str) -> str:
    text = cell.strip(" \n\u00a0")
    if text[:1] in _STARTS:
        if _ESCAPED.match(text):
            text = text[1:]
        elif _is_formula(text):
            raise ValueError(f"{column} holds a spreadsheet formula: {text[:50]!r}")
    if len(text) > LIMITS.get(column, 2000):
        raise ValueError(f"{column} is {len(text):,} characters long, more than {LIMITS.get(column, 2000):,}")
    if not text.isascii() or not text.isprintable():
        for character in text:
            if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _DIRECTIONS:
                raise ValueError(f"{column} holds the control character U+{ord(character):04X}")
    return text


def _is_formula(text: str) -> bool:
    if not _FORMULA.match(text):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


def _rating(said: formats.Said, pack: Pack, date: str, options: Options) -> Rating:
    if not said.rater or not said.label:
        raise ValueError("rater and label must not be empty")
    domain = _checked_domain(said.domain)
    axis = said.axis.lower()
    if not _ID.fullmatch(axis) or (options.axes is not None and axis not in options.axes):
        known = f"; known are {', '.join(sorted(options.axes))}" if options.axes is not None else ""
        raise ValueError(f"there is no axis {said.axis[:64]!r}{known}")
    if said.url and (fault := address_fault(said.url)):
        raise ValueError(f"url {said.url[:100]!r} {fault}")
    rated_on = said.date or date
    if rated_on and not is_date(rated_on):
        raise ValueError(f"date must be written as 2026, 2026-08 or 2026-08-19, not {rated_on[:50]!r}")
    if options.today and rated_on > options.today:
        raise ValueError(f"the date {rated_on} is still to come")
    return Rating(
        rater=said.rater,
        domain=domain,
        axis=axis,
        value=said.value,
        label=said.label,
        url=said.url,
        rated_on=rated_on,
        licence=said.licence or pack.licence,
        pack=pack.id,
        layer=pack.layer,
    )


def _checked_domain(domain: str) -> str:
    if len(domain) > LIMITS["domain"] or not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{domain[:100]!r} is not a domain; write e.g. example.org, a non-Latin one as xn--…")
    if _suffixes().is_public(domain):
        raise ValueError(f"{domain!r} is a suffix under which anybody can have a site, not an outlet")
    return domain


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def is_date(text: str) -> bool:
    """Whether it is a year, a month or a day that exists, as 2026, 2026-08 or 2026-08-19."""

    if not _DATE.fullmatch(text):
        return False
    try:
        day.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _settled(told: list[tuple[int, str, Rating]], left_out: list[LeftOut]) -> Rating | None:
    """The one word of a rater on a domain and axis among all of a file: the newest; none where two of one date differ."""
    if len(told) == 1:
        return told[0][2]
    newest = max(rating.rated_on for _, _, rating in told)
    latest = [each for each in told if newest.startswith(each[2].rated_on) and (each[2].rated_on or not newest)]
    line, _, kept = next(each for each in latest if each[2].rated_on == newest)
    what = f"{kept.rater} on the {kept.axis} of {kept.domain}"
    differing = sorted({line for line, _, _ in latest}) if len({rating.value for _, _, rating in latest}) > 1 else []
    one_of = frozenset(differing)
    for number, excerpt, rating in told:
        if number in one_of:
            others = [str(other) for other in differing[: NAMED + 1] if other != number][:NAMED]
            more = " and more" if len(differing) > NAMED + 1 else ""
            reason = f"{what}: line {', '.join(others)}{more} of the same date says otherwise, so neither is taken"
        elif differing:
            reason = f"{what}: later lines have newer words"
        elif number == line:
            continue
        elif rating.value == kept.value:
            reason = f"{what}: line {line} says the same"
        else:
            reason = f"{what}: line {line} has the newer word"
        left_out.append(LeftOut(line=number, reason=reason, row=excerpt))
    return None if differing else kept
