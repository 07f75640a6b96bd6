"""JSON lines: read as a stream, bad lines named and left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from everyside.records.errors import EverysideError

Report = Callable[[str], None]


def read(path: Path, needs: Iterable[str], left_out: Report) -> Iterator[dict[str, Any]]:
    """The objects of ``path`` that have every field in ``needs``; any other line is reported with its number, and so is one
    with the ``id`` of an earlier one.

    Raises:
        EverysideError: the file cannot be read.
    """
    wanted = tuple(needs)
    seen: set[str] = set()
    try:
        file = path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise EverysideError(f"cannot read {path}: {error.strerror}") from error
    with file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:  # a line of brackets alone is nested too deep
                left_out(f"{path}:{number}: not JSON ({error})")
                continue
            missing = [field for field in wanted if field not in row] if isinstance(row, dict) else list(wanted)
            if missing:
                left_out(f"{path}:{number}: no {', '.join(missing)}")
                continue
            if "id" in row and string(row["id"]) in seen:
                left_out(f"{path}:{number}: an earlier line has the id {string(row['id'])[:80]} already")
                continue
            seen.add(string(row.get("id")))
            yield row


def write(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write rows as they come; how many there were.

    Raises:
        EverysideError: the file cannot be written.
    """
    number = 0
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise EverysideError(f"cannot write {path}: {error.strerror}") from error
    with file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace").decode() + "\n")
            number += 1
    return number


def moment(text: Any) -> datetime | None:
    """An ISO time as aware UTC; None where there is none or it cannot be read."""
    try:
        time = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def string(value: Any) -> str:
    """``value`` as text; "" for null."""
    return "" if value is None else str(value)
