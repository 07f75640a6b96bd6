"""The bytes of a CSV file → text → rows with line numbers; a file that cannot be read is refused with the place and what to do."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

from everyside.records.errors import SettingsError

MAX_BYTES = 100_000_000  # 100,000 rows of the widest format known take 30 MB
MAX_LINE = 1_000_000  # characters
DELIMITERS = (",", ";", "\t")  # as spreadsheets of different countries write them
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(body: bytes, name: str, encoding: str = "") -> str:
    """The text of a file: in ``encoding``, else UTF-8, or UTF-16 that begins with a byte-order mark.

    Raises:
        SettingsError: it is in another encoding, too large, or no text.
    """
    if len(body) > MAX_BYTES:
        raise SettingsError(f"{name} holds {len(body):,} bytes, more than {MAX_BYTES:,}; split it into several packs")
    chosen = encoding or next((codec for mark, codec in _MARKS if body.startswith(mark)), "utf-8")
    try:
        text = body.decode(chosen)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{name} is not in {chosen}: byte {error.start + 1:,} (line {line:,}) does not fit. "
            "Save it as UTF-8, or say what it is, e.g. --encoding cp1252"
        ) from error
    except (LookupError, ValueError) as error:
        raise SettingsError(f"there is no text encoding {chosen!r}; write e.g. --encoding cp1252") from error
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise SettingsError(
            f"{name} holds a NUL character in line {line:,}: it is no text, or UTF-16 without its mark; save it as UTF-8"
        )
    return text.removeprefix("\ufeff")


def lines_of(text: str, name: str) -> Iterator[str]:
    """The lines of a text with their ends.

    Raises:
        SettingsError: one is longer than MAX_LINE.
    """
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MAX_LINE:
            raise SettingsError(f"{name} line {number:,} is {len(line):,} characters long; this is no table of ratings")
        yield line


def rows_of(
    lines: Iterator[str], name: str, header_name: Callable[[str], str]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names in the header, and the rows below with the line each begins on; empty rows are passed over.

    Raises:
        SettingsError: it is no CSV; of a later row this is raised when it is reached.
    """
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(_again(first, lines), delimiter=delimiter, strict=True)
    rows = _rows(reader, name)
    header = [header_name(cell) for cell in next(rows, (1, []))[1]]
    if not any(header):
        raise SettingsError(f"{name} is empty: its first line must name the columns")
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise SettingsError(f"{name}: the first line names {', '.join(twice)} twice; leave one out")
    return header, rows


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _rows(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SettingsError(
                f"{name}: the row that begins on line {line:,} is not CSV ({error}); look for a quote left open"
            ) from error
        if any(cell.strip() for cell in cells):
            yield line, cells
