"""What a benchmark found: a small table for people, one JSON line for machines, and the bars that were missed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class Absent(Exception):
    """What the benchmark measures with is not on this machine; the text names it."""


@dataclass(slots=True, kw_only=True)
class Report:
    """Filled while measuring; ``bar`` notes a figure that has to hold."""

    name: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def row(self, key: str, value: Any, shown: str = "") -> None:
        self.figures[key] = value
        self.rows.append((key.replace("_", " "), shown or _shown(value)))

    def bar(self, key: str, value: Any, holds: bool, wanted: str) -> None:
        self.row(key, value, f"{_shown(value)}   wanted {wanted}: {'yes' if holds else 'NO'}")
        if not holds:
            self.missed.append(f"{self.name}: {key.replace('_', ' ')} is {_shown(value)}, wanted {wanted}")

    def show(self, say: Callable[[str], None] = print) -> None:
        width = max((len(key) for key, _ in self.rows), default=0)
        say(f"\n{self.name}")
        for key, value in self.rows:
            say(f"  {key:<{width}}  {value}")
        say(json.dumps({"bench": self.name, "missed": len(self.missed), **self.figures}, ensure_ascii=False, default=str))


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(each)}" for key, each in value.items()) or "none"
    return str(value)
